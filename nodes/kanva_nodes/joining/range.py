"""The Join by range: rows meet when a value lies between two others, or by the nearest moment."""
# ruff: noqa: E501 - paragraphs of help are lines of Markdown

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Literal

import polars as pl

from kanva.sdk import (
    KIND_TITLES,
    NUMERIC,
    ROWS_OUT,
    TEMPORAL,
    Context,
    Example,
    Frames,
    InputFrames,
    InputSchemas,
    Look,
    Message,
    NodeError,
    NodeType,
    Option,
    Origins,
    Port,
    Schemas,
    Settings,
    Table,
    Text,
    fields,
    kind_of,
    shorten,
)
from kanva.sdk.relational import col, common_dtype, need_columns, refuse_duplicates

_ORDERED = (*NUMERIC, *TEMPORAL)
_ROW, _OTHER = "kanva row", "kanva other"


class RangeKey(Settings):
    """Columns that must be equal besides."""

    left: str = fields.column(Text(ru="Слева", en="Left"), port="left")
    right: str = fields.column(Text(ru="Справа", en="Right"), port="right")


class RangeSettings(Settings):
    """How rows meet."""

    mode: Literal["between", "before", "after"] = fields.choice(
        Text(ru="Как искать пару", en="How to match"),
        [
            Option(
                "between",
                Text(ru="Значение между двумя", en="A value between two"),
                Text(
                    ru="Справа «от» и «до»: акции, договоры, смены. Пар может быть несколько.",
                    en="“From” and “to” on the right: offers, contracts, shifts. Several may match.",
                ),
            ),
            Option(
                "before",
                Text(ru="Последнее не позже", en="The last one not after"),
                Text(
                    ru="Справа журнал: цена, курс или статус, действовавшие в этот момент.",
                    en="A journal on the right: the price, rate or status in force at the moment.",
                ),
            ),
            Option("after", Text(ru="Первое не раньше", en="The first one not before")),
        ],
        "between",
    )
    value: str = fields.column(
        Text(ru="Значение слева", en="Value on the left"), port="left", kinds=_ORDERED
    )
    low: str = fields.column(
        Text(ru="Справа: от", en="On the right: from"),
        port="right",
        kinds=_ORDERED,
        optional=True,
        look=Look(when={"mode": ["between"]}),
    )
    high: str = fields.column(
        Text(ru="Справа: до", en="On the right: to"),
        port="right",
        kinds=_ORDERED,
        optional=True,
        help=Text(ru="Пустая граница — без предела.", en="An empty bound is no bound."),
        look=Look(when={"mode": ["between"]}),
    )
    high_included: bool = fields.switch(
        Text(ru="«До» включительно", en="“To” is inclusive"),
        True,
        look=Look(when={"mode": ["between"]}),
    )
    moment: str = fields.column(
        Text(ru="Значение справа", en="Value on the right"),
        port="right",
        kinds=_ORDERED,
        optional=True,
        look=Look(when={"mode": ["before", "after"]}),
    )
    tolerance: float | None = fields.number(
        Text(ru="Не дальше чем", en="No further than"),
        None,
        minimum=0,
        help=Text(
            ru="Для дат — дней. Пусто — как угодно далеко.",
            en="Of dates: days. Empty: however far.",
        ),
        look=Look(when={"mode": ["before", "after"]}),
    )
    keys: list[RangeKey] = fields.items(
        Text(ru="И равны столбцы", en="And columns are equal"),
        item_title=Text(ru="Пара столбцов", en="Pair of columns"),
    )
    unmatched: Literal["keep", "drop"] = fields.choice(
        Text(ru="Строки слева без пары", en="Left rows without a match"),
        [
            Option("keep", Text(ru="Оставить", en="Keep")),
            Option("drop", Text(ru="Убрать", en="Leave out")),
        ],
        "keep",
        style="segmented",
    )
    clash_text: str = fields.text(
        Text(ru="Добавка к одинаковым именам", en="Addition to equal names"),
        "_2",
        look=Look(advanced=True),
    )


class RangeJoin(NodeType[RangeSettings]):
    """Joins rows by ranges and by nearness."""

    abstract = False
    id = "join.range"
    category = "joining"
    icon = "M4 6v12M20 6v12M4 12h16M9 9l-3 3 3 3M15 9l3 3-3 3"
    title = Text(ru="Соединение по диапазону", en="Join by range")
    summary = Text(
        ru="Соединяет строки, когда значение попадает между двумя или ближе всех по времени.",
        en="Joins rows where a value lies between two others, or by the nearest moment.",
    )
    help = Text(
        ru="""Соединяет таблицы не по равенству, а по попаданию в промежуток или по близости.

**Когда брать.** Покупка и акция, которая шла в этот день. Отгрузка и цена, действовавшая на её дату. Письмо и первая покупка после него.

- **Значение между двумя**: справа «от» и «до». Подходят все строки справа, в чей промежуток попало значение, — строка слева повторится столько раз, сколько нашлось. Нужна одна — берите «Подставить» по диапазонам.
- **Последнее не позже**: из строк справа с тем же ключом берётся самая поздняя, не позже значения слева. **Первое не раньше** — наоборот. Пара всегда одна; при равенстве — та, что ниже (выше).
- **И равны столбцы** сужают поиск: тот же товар, тот же клиент. С ними и считается быстрее.
- **Не дальше чем**: для дат — дней.

Порядок строк слева сохраняется; несколько пар идут в порядке правой таблицы.""",
        en="""Joins tables not by equality but by a range or by nearness.

**When to take it.** A purchase and the offer that ran on its day. A delivery and the price in force on its date. A letter and the first purchase after it.

- **A value between two**: “from” and “to” on the right. All right rows fit whose range holds the value; the left row is repeated as often. Where one is wanted, take Look up by ranges.
- **The last one not after**: of the right rows with the same key the latest is taken that is not later than the left value. **The first one not before** is the reverse. There is always one match; of equals the lower (upper) row.
- **And columns are equal** narrow the search: the same product, the same customer. It is quicker, too.
- **No further than**: of dates, days.

Left rows keep their order; several matches come in the order of the right table.""",
    )
    also_called = (
        "неэквивалентное соединение", "соединение по периоду", "по промежутку", "BETWEEN", "ASOF JOIN",
        "join_asof", "range join", "inequality join", "по дате действия", "актуальная цена",
    )  # fmt: skip
    settings = RangeSettings
    inputs = (
        Port("left", Text(ru="Левая таблица", en="Left table")),
        Port("right", Text(ru="Правая таблица", en="Right table"), side=True),
    )
    outputs = ROWS_OUT
    messages: ClassVar[Mapping[str, Message]] = {
        "kinds_differ": Message(
            Text(
                ru="«{column}» — {kind}, а «{other}» — {expected}: их не сравнить",
                en="“{column}” holds {kind}, but “{other}” holds {expected}: they do not compare",
            ),
            Text(
                ru="Приведите их к одному типу узлом «Столбцы».",
                en="Bring them to one type with a Columns node.",
            ),
        ),
    }

    def caption(self, settings: RangeSettings) -> Text:
        """Return what meets what."""
        if not settings.value:
            return Text(ru="", en="")
        value = shorten(settings.value, 24)
        if settings.mode == "between":
            return Text.same(
                f"{shorten(settings.low, 20)} ≤ {value} ≤ {shorten(settings.high, 20)}"
            )
        sign = "≤" if settings.mode == "before" else "≥"
        return Text.same(f"{shorten(settings.moment, 24)} {sign} {value}")

    def check(
        self, settings: RangeSettings, inputs: InputSchemas, context: Context
    ) -> Sequence[NodeError]:
        """Find what is not filled in, what does not compare, and names that clash."""
        del context
        titles = {
            "low": Text(ru="Справа: от", en="On the right: from"),
            "high": Text(ru="Справа: до", en="On the right: to"),
            "moment": Text(ru="Значение справа", en="Value on the right"),
        }
        for field in ("low", "high") if settings.mode == "between" else ("moment",):
            if not getattr(settings, field):
                return (NodeError("not_set", field=field, values={"title": titles[field]}),)
        if "left" not in inputs or "right" not in inputs:
            return ()
        try:
            _verify(settings, inputs["left"], inputs["right"])
        except NodeError as error:
            return () if error.code == "missing_column" else (error,)
        return ()

    def lazy(self, settings: RangeSettings, frames: InputFrames, context: Context) -> Frames:
        """Number the rows, find their matches, put them together in order."""
        del context
        left: pl.LazyFrame = frames["left"]
        right: pl.LazyFrame = frames["right"]
        schema, known = left.collect_schema(), right.collect_schema()
        names = _verify(settings, schema, known)
        keys = [f"kanva key {place}" for place in range(len(settings.keys))]
        numbered = left.with_row_index(_ROW).with_columns(
            _shared(one.left, schema, known[one.right]).alias(name)
            for one, name in zip(settings.keys, keys, strict=True)
        )
        bounds = [settings.low, settings.high] if settings.mode == "between" else [settings.moment]
        sides = right.with_row_index(_OTHER).select(
            _OTHER,
            *(
                _shared(one.right, known, schema[one.left]).alias(name)
                for one, name in zip(settings.keys, keys, strict=True)
            ),
            *(col(name).alias(f"kanva bound {n}") for n, name in enumerate(bounds)),
            *(col(source).alias(f"kanva held {n}") for n, source in enumerate(names)),
        )
        narrow = numbered.select(_ROW, *keys, col(settings.value).alias("kanva value"))
        pairs = (
            narrow.join(sides, on=keys, how="inner") if keys else narrow.join(sides, how="cross")
        )
        pairs = pairs.filter(_fits(settings, schema))
        if settings.mode == "between":
            matched = pairs.sort(_ROW, _OTHER)
        else:
            # The nearest of all; of equals the lower row before, the upper one after.
            latest = settings.mode == "before"
            matched = pairs.sort(
                _ROW, "kanva bound 0", _OTHER, descending=[False, latest, latest]
            ).unique(_ROW, keep="first", maintain_order=True)
        how: Any = "left" if settings.unmatched == "keep" else "inner"
        held = [pl.col(f"kanva held {n}").alias(name) for n, name in enumerate(names.values())]
        joined = numbered.join(
            matched.select(_ROW, *(f"kanva held {n}" for n in range(len(names)))),
            on=_ROW,
            how=how,
            maintain_order="left_right",
        )
        return {"rows": joined.select(*map(col, schema), *held)}

    def lineage(
        self, settings: RangeSettings, inputs: InputSchemas, outputs: Schemas
    ) -> Origins | None:
        """Columns come from their tables."""
        del outputs
        if "left" not in inputs or "right" not in inputs:
            return None
        names = _names(settings, inputs["left"], inputs["right"])
        left = {name: [("left", name)] for name in inputs["left"]}
        return {"rows": {**left, **{name: [("right", source)] for source, name in names.items()}}}

    examples = (
        Example(
            title=Text(ru="Покупка и акция", en="A purchase and its offer"),
            settings={"value": "День", "low": "С", "high": "По"},
            inputs={
                "left": Table({"Чек": [1, 2, 3], "День": [5, 12, 40]}),
                "right": Table(
                    {"Акция": ["весна", "чай", "всегда"], "С": [1, 10, None], "По": [12, 20, 30]}
                ),
            },
            outputs={
                "rows": Table(
                    {
                        "Чек": [1, 1, 2, 2, 2, 3],
                        "День": [5, 5, 12, 12, 12, 40],
                        "Акция": ["весна", "всегда", "весна", "чай", "всегда", None],
                        "С": [1, None, 1, 10, None, None],
                        "По": [12, 30, 12, 20, 30, None],
                    }
                )
            },
        ),
        Example(
            title=Text(ru="Цена на день отгрузки", en="The price on the day of delivery"),
            settings={
                "mode": "before",
                "value": "День",
                "moment": "Действует с",
                "keys": [{"left": "Товар", "right": "Товар"}],
                "unmatched": "drop",
            },
            inputs={
                "left": Table({"Товар": ["чай", "чай", "мёд"], "День": [9, 3, 9]}),
                "right": Table(
                    {
                        "Товар": ["чай", "чай", "мёд"],
                        "Действует с": [1, 5, 10],
                        "Цена": [90.0, 95.0, 300.0],
                    }
                ),
            },
            outputs={
                "rows": Table(
                    {
                        "Товар": ["чай", "чай"],
                        "День": [9, 3],
                        "Товар_2": ["чай", "чай"],
                        "Действует с": [5, 1],
                        "Цена": [95.0, 90.0],
                    }
                )
            },
        ),
    )


def _names(
    settings: RangeSettings, left: Mapping[str, Any], right: Mapping[str, Any]
) -> dict[str, str]:
    return {name: name + settings.clash_text if name in left else name for name in right}


def _verify(
    settings: RangeSettings, left: Mapping[str, Any], right: Mapping[str, Any]
) -> dict[str, str]:
    """Return each right column with the name it gets, once everything fits."""
    bounds = ["low", "high"] if settings.mode == "between" else ["moment"]
    need_columns(
        left,
        [("value", settings.value)]
        + [(f"keys.{place}.left", one.left) for place, one in enumerate(settings.keys)],
    )
    need_columns(
        right,
        [(bound, getattr(settings, bound)) for bound in bounds]
        + [(f"keys.{place}.right", one.right) for place, one in enumerate(settings.keys)],
    )
    pairs = [(bound, settings.value, getattr(settings, bound)) for bound in bounds]
    pairs += [(f"keys.{n}.right", one.left, one.right) for n, one in enumerate(settings.keys)]
    for field, column, other in pairs:
        if common_dtype([left[column], right[other]]) is None:
            values = {
                "other": other,
                "kind": KIND_TITLES[kind_of(left[column])],
                "expected": KIND_TITLES[kind_of(right[other])],
            }
            raise NodeError("kinds_differ", field=field, column=column, values=values)
    names = _names(settings, left, right)
    refuse_duplicates(
        [*((name, None) for name in left), *((name, "clash_text") for name in names.values())]
    )
    return names


def _shared(name: str, schema: Mapping[str, Any], other: Any) -> pl.Expr:
    return col(name).cast(common_dtype([schema[name], other]) or pl.String())


def _fits(settings: RangeSettings, schema: Mapping[str, Any]) -> pl.Expr:
    value, low = pl.col("kanva value"), pl.col("kanva bound 0")
    if settings.mode == "between":
        high = pl.col("kanva bound 1")
        below = (value <= high) if settings.high_included else (value < high)
        inside = (low.is_null() | (value >= low)) & (high.is_null() | below)
        return value.is_not_null() & inside
    near = (low <= value) if settings.mode == "before" else (low >= value)
    if settings.tolerance is None:
        return near
    if kind_of(schema[settings.value]) in TEMPORAL:
        gap = (value - low).dt.total_seconds().abs()
        return near & (gap <= settings.tolerance * 86_400)
    return near & ((value - low).abs() <= settings.tolerance)
