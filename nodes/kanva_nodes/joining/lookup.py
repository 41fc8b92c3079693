"""The Look up: columns of a dictionary, by an exact key or by ranges. Rows never multiply.

Long because its form, help and examples stand in two languages beside the work.
"""
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
    TEXTUAL,
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

_TAKE = Text(ru="Что подставить", en="What to take")
_LOW, _HIGH, _ROW = "kanva low", "kanva high", "kanva row"


class LookupKey(Settings):
    """A column of the rows and the column of the dictionary it is looked up in."""

    column: str = fields.column(Text(ru="В строках", en="In the rows"))
    key: str = fields.column(Text(ru="В справочнике", en="In the dictionary"), port="dictionary")


class Taken(Settings):
    """A column that comes from the dictionary."""

    column: str = fields.column(Text(ru="Столбец", en="Column"), port="dictionary")
    name: str = fields.new_column(
        Text(ru="Имя", en="Name"), help=Text(ru="Пусто — то же имя.", en="Empty: the same name.")
    )


class LookupSettings(Settings):
    """How the dictionary is looked up, and what is taken."""

    mode: Literal["exact", "range"] = fields.choice(
        Text(ru="Искать", en="Look up"),
        [
            Option("exact", Text(ru="По точному ключу", en="By an exact key")),
            Option(
                "range",
                Text(ru="По диапазонам", en="By ranges"),
                Text(
                    ru="Справочник «от — до — значение»: скидки, категории, периоды.",
                    en="A dictionary of “from, to, value”: discounts, classes, periods.",
                ),
            ),
        ],
        "exact",
        style="segmented",
    )
    keys: list[LookupKey] = fields.items(
        Text(ru="Ключи", en="Keys"),
        item_title=Text(ru="Ключ", en="Key"),
        help=Text(
            ru="Должны совпасть все. Для диапазонов — необязательно.",
            en="All of them must be equal. For ranges they may be left out.",
        ),
    )
    value: str = fields.column(
        Text(ru="Значение", en="Value"),
        kinds=(*NUMERIC, *TEMPORAL),
        optional=True,
        look=Look(when={"mode": ["range"]}),
    )
    low: str = fields.column(
        Text(ru="От (включительно)", en="From (inclusive)"),
        port="dictionary",
        kinds=(*NUMERIC, *TEMPORAL),
        optional=True,
        help=Text(ru="Пустая граница — без предела.", en="An empty bound is no bound."),
        look=Look(when={"mode": ["range"]}),
    )
    high: str = fields.column(
        Text(ru="До", en="To"),
        port="dictionary",
        kinds=(*NUMERIC, *TEMPORAL),
        optional=True,
        look=Look(when={"mode": ["range"]}),
    )
    high_included: bool = fields.switch(
        Text(ru="«До» включительно", en="“To” is inclusive"),
        False,
        look=Look(when={"mode": ["range"]}),
    )
    take: list[Taken] = fields.items(_TAKE, item_title=Text(ru="Столбец", en="Column"))
    absent: Literal["empty", "given", "stop"] = fields.choice(
        Text(ru="Если не нашлось", en="If nothing is found"),
        [
            Option("empty", Text(ru="Пусто", en="Empty")),
            Option("given", Text(ru="Вписать", en="Fill in")),
            Option("stop", Text(ru="Остановиться", en="Stop")),
        ],
        "empty",
        style="segmented",
    )
    given: str = fields.text(
        Text(ru="Слово для ненайденных", en="Word for what is not found"),
        "не найдено",
        help=Text(
            ru="Ставится в текстовые столбцы; остальные остаются пустыми.",
            en="Goes into columns of text; others stay empty.",
        ),
        look=Look(when={"absent": ["given"]}),
    )
    repeated: Literal["first", "stop"] = fields.choice(
        Text(ru="Если ключ в справочнике повторяется", en="If a key repeats in the dictionary"),
        [
            Option("first", Text(ru="Взять первый", en="Take the first")),
            Option("stop", Text(ru="Остановиться", en="Stop")),
        ],
        "first",
        style="segmented",
        look=Look(when={"mode": ["exact"]}),
    )
    ignore_case: bool = fields.switch(
        Text(ru="Не различать регистр и пробелы по краям", en="Ignore case and blanks at the ends"),
        False,
        look=Look(advanced=True),
    )


class Lookup(NodeType[LookupSettings]):
    """Takes values from a dictionary."""

    abstract = False
    id = "join.lookup"
    category = "joining"
    icon = "M4 5h7v14H4zM4 9h7M4 13h7M14 12h6M17.500 9.500L20 12l-2.500 2.500"
    title = Text(ru="Подставить", en="Look up")
    summary = Text(
        ru="Подставляет значения из справочника по ключу или диапазону, строки не множатся.",
        en="Takes values from a dictionary by key or by range; rows never multiply.",
    )
    help = Text(
        ru="""Берёт из справочника один или несколько столбцов. Строк на выходе ровно столько же, сколько на входе, и в том же порядке.

**Когда брать.** Название по коду, менеджер по региону, курс на день. По диапазонам — скидка по сумме, возрастная группа, тариф, который действовал в эту дату. Справочник подаётся во второй вход; небольшой удобно держать в узле «Таблица вручную».

- **По точному ключу** — как ВПР с точным совпадением; ключей может быть несколько. Если ключ в справочнике повторяется, берётся первая строка, или узел останавливается.
- **По диапазонам** — строка справочника подходит, когда значение не меньше «От» и меньше «До» (или не больше, если включительно). Пустая граница — без предела. Если подходят несколько, берётся верхняя. Ключи при этом сужают поиск: «тариф этого региона».
- **Если не нашлось**: пусто, своё слово или остановка с примерами.

Чем отличается от «Соединения»: там строка с двумя парами повторится дважды, здесь — никогда.""",
        en="""Takes one or several columns from a dictionary. Exactly as many rows come out as came in, in the same order.

**When to take it.** A name by its code, a manager by region, the rate of a day. By ranges: a discount by amount, an age group, the tariff in force on a date. The dictionary enters by the second input; a small one is well kept in a Typed table.

- **By an exact key**, as VLOOKUP with an exact match; there may be several keys. Where a key repeats in the dictionary, the first row is taken, or the node stops.
- **By ranges**: a row of the dictionary fits when the value is at least “From” and less than “To” (or at most, where inclusive). An empty bound is no bound. Of several the upper row is taken. Keys narrow the search: “the tariff of this region”.
- **If nothing is found**: empty, a word of yours, or a stop with examples.

How it differs from a Join: there a row with two matches comes twice, here never.""",
    )
    also_called = (
        "ВПР", "ПРОСМОТР", "VLOOKUP", "LOOKUP", "Value Lookup", "Binner (Dictionary)", "справочник",
        "Дополнение данных", "подстановка", "соответствие", "диапазоны", "по дате действия", "map",
    )  # fmt: skip
    settings = LookupSettings
    inputs = (
        Port("rows", Text(ru="Строки", en="Rows")),
        Port("dictionary", Text(ru="Справочник", en="Dictionary"), side=True),
    )
    outputs = ROWS_OUT
    messages: ClassVar[Mapping[str, Message]] = {
        "keys_differ": Message(
            Text(
                ru="Ключ «{column}» — {kind}, а «{other}» в справочнике — {expected}",
                en="Key “{column}” holds {kind}, but “{other}” in the dictionary holds {expected}",
            ),
            Text(
                ru="Приведите их к одному типу узлом «Столбцы».",
                en="Bring them to one type with a Columns node.",
            ),
        ),
        "not_found": Message(
            Text(
                ru="В справочнике не нашлось: {examples}",
                en="Not found in the dictionary: {examples}",
            ),
            Text(
                ru="Дополните справочник или выберите «Пусто».",
                en="Complete the dictionary, or choose “Empty”.",
            ),
        ),
        "key_repeats": Message(
            Text(
                ru="Ключ в справочнике повторяется: {examples}",
                en="A key repeats in the dictionary: {examples}",
            ),
            Text(
                ru="Уберите повторы узлом «Уникальные строки» или выберите «Взять первый».",
                en="Remove repeats with Unique rows, or choose “Take the first”.",
            ),
        ),
    }

    def caption(self, settings: LookupSettings) -> Text:
        """Return what is taken, and by what."""
        taken = shorten(", ".join(one.name or one.column for one in settings.take), 40)
        by = [one.column for one in settings.keys] + ([settings.value] if settings.value else [])
        keys = shorten(", ".join(by), 30)
        if not taken:
            return Text(ru="", en="")
        return (
            Text(ru=f"{taken} по «{keys}»", en=f"{taken} by “{keys}”") if keys else Text.same(taken)
        )

    def check(
        self, settings: LookupSettings, inputs: InputSchemas, context: Context
    ) -> Sequence[NodeError]:
        """Find what is not filled in, keys of different sorts, and names that clash."""
        del context
        if not settings.take:
            return (NodeError("not_set", field="take", values={"title": _TAKE}),)
        absent = _absent(settings)
        if absent is not None:
            return (absent,)
        if "rows" not in inputs or "dictionary" not in inputs:
            return ()
        try:
            _verify(settings, inputs["rows"], inputs["dictionary"])
        except NodeError as error:
            # A column that is not there has been told by its field.
            return () if error.code == "missing_column" else (error,)
        return ()

    def lazy(self, settings: LookupSettings, frames: InputFrames, context: Context) -> Frames:
        """Look every row up; the order and number of rows stay."""
        del context
        rows: pl.LazyFrame = frames["rows"]
        dictionary: pl.LazyFrame = frames["dictionary"]
        schema, known = rows.collect_schema(), dictionary.collect_schema()
        _verify(settings, schema, known)
        keys = [f"kanva key {place}" for place in range(len(settings.keys))]
        left = rows.with_columns(
            _key(settings, one.column, schema, known[one.key]).alias(name)
            for one, name in zip(settings.keys, keys, strict=True)
        )
        names = [one.name or one.column for one in settings.take]
        held = [f"kanva taken {place}" for place in range(len(names))]
        right = dictionary.select(
            *(
                _key(settings, one.key, known, schema[one.column]).alias(name)
                for one, name in zip(settings.keys, keys, strict=True)
            ),
            *(col(one.column).alias(name) for one, name in zip(settings.take, held, strict=True)),
            *(
                [col(settings.low).alias(_LOW), col(settings.high).alias(_HIGH)]
                if settings.mode == "range"
                else []
            ),
        )
        if settings.mode == "exact":
            if settings.repeated == "stop":
                right = _stop_at_repeats(right, keys)
            right = right.unique(keys, keep="first", maintain_order=True)
            found = left.join(
                right.with_columns(pl.lit(True).alias(_ROW)),
                on=keys,
                how="left",
                maintain_order="left",
            )
            missed = pl.col(_ROW).is_null()
        else:
            found, missed = _by_range(settings, left, right, keys, held)
        if settings.absent == "stop":
            shown = [one.column for one in settings.keys] or [settings.value]
            found = _stop_at_missing(found, missed, shown)
        made = [
            _filled(settings, known[one.column], missed, here).alias(name)
            for one, here, name in zip(settings.take, held, names, strict=True)
        ]
        return {"rows": found.select(*map(col, schema), *made)}

    def lineage(
        self, settings: LookupSettings, inputs: InputSchemas, outputs: Schemas
    ) -> Origins | None:
        """Taken columns come from the dictionary."""
        del inputs
        taken = {one.name or one.column: one.column for one in settings.take}
        return {
            "rows": {
                name: [("dictionary", taken[name])] if name in taken else [("rows", name)]
                for name in outputs["rows"]
            }
        }

    examples = (
        Example(
            title=Text(ru="Регион по коду", en="A region by its code"),
            settings={
                "keys": [{"column": "Код", "key": "Код региона"}],
                "take": [{"column": "Регион"}],
                "absent": "given",
                "given": "—",
            },
            inputs={
                "rows": Table({"Клиент": ["К1", "К2", "К3"], "Код": [59, 77, 99]}),
                "dictionary": Table(
                    {"Код региона": [59, 77, 59], "Регион": ["Пермский край", "Москва", "лишний"]}
                ),
            },
            outputs={
                "rows": Table(
                    {
                        "Клиент": ["К1", "К2", "К3"],
                        "Код": [59, 77, 99],
                        "Регион": ["Пермский край", "Москва", "—"],
                    }
                )
            },
        ),
        Example(
            title=Text(ru="Скидка по сумме", en="A discount by amount"),
            settings={
                "mode": "range",
                "value": "Сумма",
                "low": "От",
                "high": "До",
                "take": [{"column": "Скидка"}],
            },
            inputs={
                "rows": Table({"Сумма": [500.0, 1000.0, 99999.0, None, -1.0]}),
                "dictionary": Table(
                    {"От": [0, 1000, 5000], "До": [1000, 5000, None], "Скидка": [0, 3, 7]}
                ),
            },
            outputs={
                "rows": Table(
                    {"Сумма": [500.0, 1000.0, 99999.0, None, -1.0], "Скидка": [0, 3, 7, None, None]}
                )
            },
        ),
    )


def _absent(settings: LookupSettings) -> NodeError | None:
    if settings.mode == "exact" and not settings.keys:
        return NodeError("not_set", field="keys", values={"title": Text(ru="Ключи", en="Keys")})
    if settings.mode == "range":
        titles = {
            "value": Text(ru="Значение", en="Value"),
            "low": Text(ru="От", en="From"),
            "high": Text(ru="До", en="To"),
        }
        for field, title in titles.items():
            if not getattr(settings, field):
                return NodeError("not_set", field=field, values={"title": title})
    return None


def _verify(settings: LookupSettings, schema: pl.Schema, known: pl.Schema) -> None:
    ranged = settings.mode == "range"
    needed = [(f"keys.{place}.column", one.column) for place, one in enumerate(settings.keys)]
    need_columns(schema, [*needed, *([("value", settings.value)] if ranged else [])])
    needed = [(f"keys.{place}.key", one.key) for place, one in enumerate(settings.keys)]
    needed += [(f"take.{place}.column", one.column) for place, one in enumerate(settings.take)]
    bounds = [("low", settings.low), ("high", settings.high)] if ranged else []
    need_columns(known, [*needed, *bounds])
    pairs = [(f"keys.{n}.key", one.column, one.key) for n, one in enumerate(settings.keys)]
    if ranged:
        pairs += [("low", settings.value, settings.low), ("high", settings.value, settings.high)]
    for field, column, other in pairs:
        if common_dtype([schema[column], known[other]]) is None:
            values = {
                "other": other,
                "kind": KIND_TITLES[kind_of(schema[column])],
                "expected": KIND_TITLES[kind_of(known[other])],
            }
            raise NodeError("keys_differ", field=field, column=column, values=values)
    made: list[tuple[str, str | None]] = [(name, None) for name in schema]
    made += [
        (one.name or one.column, f"take.{place}.name") for place, one in enumerate(settings.take)
    ]
    refuse_duplicates(made)


def _key(settings: LookupSettings, name: str, schema: pl.Schema, other: Any) -> pl.Expr:
    """Return a key in the type both sides share."""
    dtype = common_dtype([schema[name], other]) or pl.String()
    value = col(name).cast(dtype)
    if settings.ignore_case and kind_of(dtype) in TEXTUAL:
        return value.cast(pl.String).str.strip_chars().str.to_lowercase()
    return value


def _by_range(
    settings: LookupSettings,
    left: pl.LazyFrame,
    right: pl.LazyFrame,
    keys: list[str],
    held: list[str],
) -> tuple[pl.LazyFrame, pl.Expr]:
    """Join by ranges; of several rows of the dictionary the upper one counts."""
    numbered = left.with_row_index(_ROW)
    order = "kanva order"
    value, low, high = col(settings.value), pl.col(_LOW), pl.col(_HIGH)
    above = low.is_null() | (value >= low)
    below = high.is_null() | ((value <= high) if settings.high_included else (value < high))
    candidates = right.with_row_index(order)
    pairs = (
        numbered.join(candidates, on=keys, how="inner")
        if keys
        else numbered.join(candidates, how="cross")
    )
    fitting = (
        pairs.filter(value.is_not_null() & above & below)
        .select(_ROW, order, *held)
        .sort(_ROW, order)
        .unique(_ROW, keep="first", maintain_order=True)
    )
    found = numbered.join(fitting, on=_ROW, how="left", maintain_order="left")
    return found, pl.col(order).is_null()


def _filled(settings: LookupSettings, dtype: Any, missed: pl.Expr, held: str) -> pl.Expr:
    value = pl.col(held)
    if settings.absent != "given" or kind_of(dtype) not in TEXTUAL:
        return value
    return pl.when(missed).then(pl.lit(settings.given)).otherwise(value.cast(pl.String))


def _stop_at_missing(frame: pl.LazyFrame, missed: pl.Expr, columns: Sequence[str]) -> pl.LazyFrame:
    mark = "kanva missed"

    def look(rows: pl.DataFrame) -> pl.DataFrame:
        bad = rows.filter(pl.col(mark)).select(map(col, columns)).unique(maintain_order=True)
        if bad.height:
            raise NodeError("not_found", field="absent", values={"examples": _examples(bad)})
        return rows

    marked = frame.with_columns(missed.alias(mark))
    return marked.map_batches(look, streamable=True, validate_output_schema=False)


def _stop_at_repeats(frame: pl.LazyFrame, keys: list[str]) -> pl.LazyFrame:
    def look(rows: pl.DataFrame) -> pl.DataFrame:
        bad = rows.filter(rows.select(keys).is_duplicated()).select(keys)
        if bad.height:
            values = {"examples": _examples(bad.unique(maintain_order=True))}
            raise NodeError("key_repeats", field="repeated", values=values)
        return rows

    return frame.map_batches(look, validate_output_schema=False)


def _examples(rows: pl.DataFrame) -> str:
    return ", ".join("«" + " ".join(map(str, row)) + "»" for row in rows.head(5).rows())
