"""The Change types: columns turned into other kinds; rows that do not fit go where one wants."""
# ruff: noqa: E501 - paragraphs of help are lines of Markdown

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Literal, cast

import polars as pl

from kanva.sdk import (
    KIND_TITLES,
    Context,
    Example,
    Frames,
    InputFrames,
    InputSchemas,
    Kind,
    Look,
    Message,
    NodeError,
    NodeType,
    Option,
    Origins,
    Port,
    Ports,
    Schemas,
    Settings,
    Table,
    Text,
    fields,
    kind_of,
    shorten,
)
from kanva.sdk.conversions import CONVERSION_MESSAGES, Conversion, watch_conversions
from kanva.sdk.relational import (
    can_convert,
    col,
    conversion,
    need_columns,
    refuse_duplicates,
    words_of,
)
from kanva_nodes.sources._date_patterns import has_time, strftime_of

_COLUMNS = Text(ru="Столбцы", en="Columns")
_ROWS = Port("rows", Text(ru="Подошли", en="Fit"))
_ASIDE = Port("aside", Text(ru="Не подошли", en="Did not fit"), side=True)
_HELD = "kanva misfit"


class Retyped(Settings):
    """One column and what it becomes."""

    column: str = fields.column(Text(ru="Столбец", en="Column"))
    kind: str = fields.dtype(
        Text(ru="Тип", en="Type"),
        "number",
        kinds=("text", "integer", "number", "decimal", "boolean", "date", "datetime", "time"),
    )
    form: str = fields.text(
        Text(ru="Вид даты", en="Form of the date"),
        help=Text(
            ru="Буквами д, м, г, ч, с: «дд.мм.гггг чч:мм». Пусто — обычные виды понимаются сами.",
            en="In letters d, m, y, h, s: dd.mm.yyyy hh:mm. Empty: the usual forms are understood.",
        ),
        look=Look(when={"kind": ["date", "datetime"]}),
    )


class RetypeSettings(Settings):
    """Which columns change, and what becomes of values that do not fit."""

    columns: list[Retyped] = fields.items(_COLUMNS, item_title=Text(ru="Столбец", en="Column"))
    misfit: Literal["null", "aside", "stop"] = fields.choice(
        Text(ru="Если значение не подошло", en="If a value does not fit"),
        [
            Option(
                "null",
                Text(ru="Оставить пустым", en="Leave empty"),
                Text(ru="С предупреждением и примерами.", en="With a warning and examples."),
            ),
            Option(
                "aside",
                Text(ru="Строку — во второй выход", en="Row to the second output"),
                Text(
                    ru="Со столбцом, в котором сказано, что не подошло.",
                    en="With a column that says what did not fit.",
                ),
            ),
            Option("stop", Text(ru="Остановиться", en="Stop")),
        ],
        "aside",
        style="segmented",
    )
    reason: str = fields.new_column(
        Text(ru="Столбец с причиной", en="Column with the reason"),
        "Что не подошло",
        look=Look(when={"misfit": ["aside"]}),
    )


class Retype(NodeType[RetypeSettings]):
    """Turns columns into other kinds of values."""

    abstract = False
    id = "columns.retype"
    category = "columns"
    icon = "M4 6h7M7.500 6v12M13 8l4-4 4 4M17 4v8M13 16h8M13 20h5"
    title = Text(ru="Сменить тип", en="Change types")
    summary = Text(
        ru="Делает из текста числа и даты; неподошедшие строки кладёт отдельно.",
        en="Makes numbers and dates out of text; rows that do not fit are kept aside.",
    )
    help = Text(
        ru="""Меняет тип столбцов и решает, что делать со значениями, которые к новому типу не подходят.

**Когда брать.** Когда в данных встречается мусор и его надо не потерять, а показать: «нет данных» в сумме, «31.02.2026» в дате. Если мусора нет, тип проще сменить узлом «Столбцы».

- **Во второй выход** — вся строка с исходными значениями и столбцом «Что не подошло»: «Сумма: нет данных». Выгрузите её и отправьте тому, кто ведёт данные.
- **Оставить пустым** — строка идёт дальше, значение пусто, узел предупреждает и показывает примеры.
- **Остановиться** — запуск кончается ошибкой с первыми значениями.

Как читается текст: пробелы между тысячами и десятичная запятая понимаются, `1 000,50` — число; дробь не станет целым числом; дата — `31.12.2026`, `2026-12-31`, а для других видов впишите свой; да/нет — слова «да», «нет», «истина», «ложь», 1 и 0. Пустое значение подходит к любому типу.""",
        en="""Changes the types of columns and decides what becomes of values that do not fit.

**When to take it.** When the data hold rubbish that must be shown and not lost: “no data” among amounts, “31.02.2026” among dates. Where there is none, the Columns node is simpler.

- **To the second output**: the whole row with its own values and a column that says what did not fit. Export it and send it to whoever keeps the data.
- **Leave empty**: the row goes on, the value is empty, the node warns and gives examples.
- **Stop**: the run ends with an error that shows the first values.

How text is read: blanks between thousands and a decimal comma are understood, `1 000,50` is a number; a fraction does not become a whole number; a date is `31.12.2026` or `2026-12-31`, for other forms write your own; yes/no are words, 1 and 0. An empty value fits every type.""",
    )
    also_called = (
        "тип данных", "привести тип", "преобразовать", "Параметры полей", "CAST", "CONVERT",
        "String to Number", "ЗНАЧЕН", "DATEVALUE", "ВЫРАЗИТЬ", "parse", "Auto Type Cast",
    )  # fmt: skip
    settings = RetypeSettings
    outputs = (_ROWS, _ASIDE)
    messages: ClassVar[Mapping[str, Message]] = {
        **CONVERSION_MESSAGES,
        "bad_form": Message(
            Text(
                ru="Непонятный вид даты: «{form}»", en="The form of the date is not clear: “{form}”"
            ),
            Text(
                ru="Пишите буквами: дд.мм.гггг, гггг-мм-дд чч:мм:сс.",
                en="Write letters: dd.mm.yyyy, yyyy-mm-dd hh:mm:ss.",
            ),
        ),
    }

    def ports(self, settings: RetypeSettings) -> Ports:
        """Return the second output only where rows are kept aside."""
        outputs = (_ROWS, _ASIDE) if settings.misfit == "aside" else (_ROWS,)
        return Ports(self.inputs, outputs)

    def caption(self, settings: RetypeSettings) -> Text:
        """Return columns and types."""
        named = [one for one in settings.columns if one.column]

        def words(language: str) -> str:
            parts = [
                f"{one.column} → {getattr(KIND_TITLES[one.kind], language)}"
                for one in named
                if one.kind in KIND_TITLES
            ]
            return shorten(", ".join(parts), 70)

        return Text(ru=words("ru"), en=words("en"))

    def check(
        self, settings: RetypeSettings, inputs: InputSchemas, context: Context
    ) -> Sequence[NodeError]:
        """Find an empty list, ways that do not exist, and forms that are not clear."""
        del context
        if not settings.columns:
            return (NodeError("not_set", field="columns", values={"title": _COLUMNS}),)
        schema = inputs.get("rows")
        if schema is None or any(one.column not in schema for one in settings.columns):
            return ()
        try:
            _verify(settings, schema)
        except NodeError as error:
            return (error,)
        return ()

    def lazy(self, settings: RetypeSettings, frames: InputFrames, context: Context) -> Frames:
        """Turn the columns; mark the rows whose values did not fit."""
        frame: pl.LazyFrame = frames["rows"]
        schema = frame.collect_schema()
        _verify(settings, schema)
        made = {one.column: _made(one, schema) for one in settings.columns}
        turned = [value.alias(name) for name, value in made.items()]
        if settings.misfit == "aside":
            broken = [_broken(name, value, schema) for name, value in made.items()]
            reason = pl.concat_str(broken, separator="; ", ignore_nulls=True)
            marked = frame.with_columns(pl.when(reason != "").then(reason).alias(_HELD))
            held = pl.col(_HELD)
            fit = marked.filter(held.is_null()).with_columns(turned).select(map(col, schema))
            aside = marked.filter(held.is_not_null()).rename({_HELD: settings.reason})
            return {"rows": fit, "aside": aside}
        # What was stands beside what became of it, so that misfits can be shown as they were.
        before = {name: f"kanva before {place}" for place, name in enumerate(made)}
        both = frame.with_columns(
            *(col(name).alias(held) for name, held in before.items()), *turned
        )
        watched = [
            Conversion(one.column, before[one.column], one.column, _kind(one), f"columns.{place}")
            for place, one in enumerate(settings.columns)
        ]
        visible = {before.get(name, name): name for name in schema}
        bad: Literal["null", "stop"] = "stop" if settings.misfit == "stop" else "null"
        looked = watch_conversions(both, watched, visible, bad, context)
        return {"rows": looked.select(map(col, schema))}

    def lineage(
        self, settings: RetypeSettings, inputs: InputSchemas, outputs: Schemas
    ) -> Origins | None:
        """Every column comes from itself; the reason from those that may not fit."""
        schema = inputs.get("rows") or {}
        parts = [("rows", one.column) for one in settings.columns]
        return {
            port: {name: [("rows", name)] if name in schema else parts for name in columns}
            for port, columns in outputs.items()
        }

    examples = (
        Example(
            title=Text(ru="Мусор отдельно", en="Rubbish aside"),
            names_in=("Что не подошло",),
            settings={
                "columns": [
                    {"column": "Сумма", "kind": "number"},
                    {"column": "Дата", "kind": "date"},
                ]
            },
            inputs={
                "rows": Table(
                    {
                        "Чек": [1, 2, 3],
                        "Сумма": ["1 000,50", "нет данных", None],
                        "Дата": ["09.12.2011", "31.02.2011", "2011-12-08"],
                    }
                )
            },
            outputs={
                "rows": Table(
                    {
                        "Чек": [1, 3],
                        "Сумма": [1000.5, None],
                        "Дата": ["2011-12-09", "2011-12-08"],
                    },
                    dtypes={"Дата": pl.Date},
                ),
                "aside": Table(
                    {
                        "Чек": [2],
                        "Сумма": ["нет данных"],
                        "Дата": ["31.02.2011"],
                        "Что не подошло": ["Сумма: нет данных; Дата: 31.02.2011"],
                    }
                ),
            },
        ),
        Example(
            title=Text(ru="Американские даты", en="American dates"),
            settings={
                "columns": [{"column": "День", "kind": "date", "form": "мм/дд/гггг"}],
                "misfit": "null",
            },
            inputs={"rows": Table({"День": ["12/09/2011", None]})},
            outputs={"rows": Table({"День": ["2011-12-09", None]}, dtypes={"День": pl.Date})},
        ),
    )


def _kind(one: Retyped) -> Kind:
    return cast("Kind", one.kind)


def _verify(settings: RetypeSettings, schema: pl.Schema) -> None:
    needed = [(f"columns.{place}.column", one.column) for place, one in enumerate(settings.columns)]
    need_columns(schema, needed)
    seen: set[str] = set()
    for place, one in enumerate(settings.columns):
        field = f"columns.{place}"
        if one.column in seen:
            raise NodeError("duplicate_column", field=f"{field}.column", column=one.column)
        seen.add(one.column)
        source = kind_of(schema[one.column])
        if not can_convert(source, _kind(one)):
            values = {"kind": KIND_TITLES[source], "target": KIND_TITLES[_kind(one)]}
            raise NodeError(
                "cannot_convert", field=f"{field}.kind", column=one.column, values=values
            )
        if one.form and one.kind in {"date", "datetime"} and strftime_of(one.form) is None:
            raise NodeError("bad_form", field=f"{field}.form", values={"form": one.form})
    if settings.misfit == "aside":
        made: list[tuple[str, str | None]] = [(name, None) for name in schema]
        refuse_duplicates([*made, (settings.reason, "reason")])


def _made(one: Retyped, schema: Mapping[str, Any]) -> pl.Expr:
    dtype = schema[one.column]
    form = strftime_of(one.form) if one.form and one.kind in {"date", "datetime"} else None
    if form is None or kind_of(dtype) not in {"text", "category"}:
        return conversion(col(one.column), dtype, _kind(one))
    words = col(one.column).cast(pl.String).str.strip_chars()
    if one.kind == "date" and not has_time(form):
        return words.str.to_date(form, strict=False)
    moment = words.str.to_datetime(form, time_unit="us", strict=False)
    return moment.dt.date() if one.kind == "date" else moment


def _broken(name: str, value: pl.Expr, schema: Mapping[str, Any]) -> pl.Expr:
    """Say what did not fit: column and value; null where it did, and for blank text."""
    words = words_of(schema, name)
    misfit = value.is_null() & (words.str.strip_chars() != "")
    return pl.when(misfit).then(pl.concat_str(pl.lit(f"{name}: "), words.str.slice(0, 100)))
