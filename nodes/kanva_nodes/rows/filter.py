"""The Filter: rows that satisfy the conditions go on, the others leave by a side port."""
# ruff: noqa: E501 - paragraphs of help are lines of Markdown

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Literal

import polars as pl
from sqlglot import exp

from kanva import formula as language
from kanva.formula import FormulaError
from kanva.sdk import (
    OPERATORS,
    ROWS_IN,
    Condition,
    ConditionGroup,
    Context,
    Example,
    Frames,
    InputFrames,
    InputSchemas,
    Look,
    NodeError,
    NodeType,
    Option,
    Port,
    Relation,
    Settings,
    Table,
    Taken,
    Text,
    conditions,
    fields,
    plural,
    shorten,
)
from kanva.sdk.relational import (
    CONDITION_MESSAGES,
    TABLE,
    condition_expression,
    condition_sql,
    lowerable,
    places,
    select,
)

_CONDITIONS: dict[str, Sequence[Any]] = {"mode": ["conditions"]}


class FilterSettings(Settings):
    """What passes the filter."""

    mode: Literal["conditions", "formula"] = fields.choice(
        Text(ru="Как задать отбор", en="How to choose"),
        [
            Option("conditions", Text(ru="Условия", en="Conditions")),
            Option("formula", Text(ru="Формула", en="Formula")),
        ],
        "conditions",
        style="segmented",
    )
    conditions: ConditionGroup = conditions(
        Text(ru="Условия", en="Conditions"),
        help=Text(
            ru="Строки, для которых условия выполнены, идут дальше. Без условий проходят все.",
            en="Rows that satisfy the conditions go on. Without conditions every row passes.",
        ),
        look=Look(when=_CONDITIONS),
        twin={
            "field": "formula",
            "formula": {"mode": "formula"},
            "conditions": {"mode": "conditions"},
        },
    )
    ignore_case: bool = fields.switch(
        Text(ru="Не различать регистр", en="Ignore case"),
        help=Text(
            ru="«Пермь», «пермь» и «ПЕРМЬ» — одно и то же.",
            en="“Perm”, “perm” and “PERM” are the same.",
        ),
        look=Look(when=_CONDITIONS),
    )
    formula: str = fields.formula(
        Text(ru="Формула", en="Formula"),
        result="boolean",
        help=Text(
            ru="Проходят строки, для которых формула даёт «истина».",
            en="Rows for which the formula gives true pass.",
        ),
        look=Look(
            when={"mode": ["formula"]},
            placeholder=Text(
                ru='[Сумма] > 1000 И [Город] = "Пермь"', en='[Amount] > 1000 AND [City] = "Perm"'
            ),
        ),
    )


class Filter(NodeType[FilterSettings]):
    """Splits a table in two: rows that satisfy the conditions, and the rest."""

    abstract = False
    id = "rows.filter"
    category = "rows"
    icon = "M3 5h18l-7 8.5V19l-4 2v-7.5z"
    title = Text(ru="Фильтр", en="Filter")
    summary = Text(
        ru="Оставляет строки, которые подходят под условия; остальные выходят сбоку.",
        en="Keeps the rows that satisfy the conditions; the others leave by the side.",
    )
    help = Text(
        ru="""Делит таблицу на две части. Через выход **Строки** идут строки, которые подходят под условия, через боковой выход **Остальные** — все прочие. Ни одна строка не теряется, порядок строк сохраняется.

Отбор задают одним из двух способов:

- **Условия** — столбец, сравнение, значение. Условия соединяются через «И» или «ИЛИ», а группы работают как скобки и вкладываются друг в друга.
- **Формула** — выражение, которое даёт «истина» или «ложь», например `[Сумма] > [План] И НЕ ПУСТО([Клиент])`.

На что обратить внимание:

- Пустая ячейка не подходит ни под одно сравнение, даже под «не равно»: такая строка уходит в **Остальные**. Чтобы отобрать пустые, есть сравнение «пусто».
- «Пусто» для текста — это и отсутствие значения, и пустая строка.
- Если в столбце дата со временем, а в условии просто день, берётся **весь день**: «не больше 31.01.2026» включает вечер 31 января, «между» включает оба дня целиком.
- «Подходит под шаблон» — регулярное выражение: `^УТ-\\d+$`.
- Числа можно писать с запятой и пробелами: `1 000,50`.

Значение условия можно связать с параметром сценария, например с датой отчёта.""",
        en="""Splits a table in two. Rows that satisfy the conditions leave through **Rows**, all the others through the side output **Rest**. No row is lost and the order of rows is kept.

There are two ways to choose:

- **Conditions**: a column, a comparison, a value. Conditions are joined by AND or OR; groups work as brackets and may stand inside each other.
- **Formula**: an expression that gives true or false, for instance `[Amount] > [Plan] AND [City] = "Perm"`.

Mind that:

- An empty cell satisfies no comparison, not even “does not equal”: such a row goes to **Rest**. To find empty cells use “is empty”.
- For text “is empty” means a missing value as well as an empty string.
- When a column holds date and time and the condition names a plain day, the **whole day** is meant: “at most 2026-01-31” includes that evening, “between” includes both days.
- “Matches a pattern” takes a regular expression: `^UT-\\d+$`.
- Numbers may be written with a decimal comma and blanks: `1 000,50`.

The value of a condition can be bound to a parameter of the workflow, for instance the report date.""",
    )
    also_called = (
        "фильтр строк", "отбор", "выбрать строки", "автофильтр", "расширенный фильтр", "row filter",
        "row splitter", "where", "ГДЕ", "having", "отбор в списке", "subset",
    )  # fmt: skip
    settings = FilterSettings
    takes: ClassVar[Mapping[Taken, str]] = {"conditions": "conditions"}
    inputs = ROWS_IN
    outputs = (
        Port("rows", Text(ru="Строки", en="Rows")),
        Port("rest", Text(ru="Остальные", en="Rest"), side=True),
    )
    messages = CONDITION_MESSAGES

    def caption(self, settings: FilterSettings) -> Text:
        """Return the conditions in short, or their number when there are many."""
        if settings.mode == "formula":
            return Text.same(shorten(settings.formula))
        found = list(settings.conditions.walk())
        if len(found) > 2 or any(not condition.column for _, condition in found):
            number = sum(1 for _, condition in found if condition.column)
            if number > 2:
                return plural(
                    number, ("условие", "условия", "условий"), ("condition", "conditions")
                )
            found = [(path, condition) for path, condition in found if condition.column]
        either = settings.conditions.any is not None
        parts = [_words(condition) for _, condition in found]
        return Text(
            ru=shorten((" или " if either else " и ").join(part.ru for part in parts), 60),
            en=shorten((" or " if either else " and ").join(part.en for part in parts), 60),
        )

    def check(
        self, settings: FilterSettings, inputs: InputSchemas, context: Context
    ) -> Sequence[NodeError]:
        """Find conditions that cannot be read against the columns."""
        del context
        schema = inputs.get("rows")
        if settings.mode == "formula" or schema is None:
            return ()
        problems: list[NodeError] = []
        for path, condition in settings.conditions.walk("conditions"):
            try:
                condition_expression(
                    ConditionGroup(all=[condition]), schema, ignore_case=settings.ignore_case
                )
            except NodeError as error:
                place = (error.field or "").removeprefix("conditions.all.0")
                error.field = f"{path}{place}"
                problems.append(error)
        return problems

    def lazy(self, settings: FilterSettings, frames: InputFrames, context: Context) -> Frames:
        """Filter twice: by the conditions, and by their opposite with the unknown added."""
        frame: pl.LazyFrame = frames["rows"]
        schema = frame.collect_schema()
        if settings.mode == "formula":
            try:
                wanted = language.compile_expression(
                    settings.formula, schema, context.parameters, result="boolean"
                )
            except FormulaError as error:
                words = error.problems[0].text
                raise NodeError("formula", field="formula", values={"words": words}) from error
        else:
            wanted = condition_expression(
                settings.conditions, schema, ignore_case=settings.ignore_case
            )
        passes = wanted.fill_null(value=False)
        return {"rows": frame.filter(passes), "rest": frame.filter(~passes)}

    def sql(
        self, settings: FilterSettings, relations: Mapping[str, Any], context: Context
    ) -> Mapping[str, Relation] | None:
        """Compute the condition as a column below, so that window functions may stand in it."""
        table: Relation = relations["rows"]
        if not lowerable(table.schema):
            return None
        if settings.mode == "formula":
            try:
                wanted = language.compile_sql(
                    settings.formula,
                    table.schema,
                    places(table),
                    context.parameters,
                    result="boolean",
                )
            except (FormulaError, NotImplementedError):
                return None
        else:
            wanted = condition_sql(settings.conditions, table, ignore_case=settings.ignore_case)
        kept = exp.Coalesce(this=wanted, expressions=[exp.false()])
        columns = list(places(table).values())
        marked = select(table, [*columns, kept], table.schema)
        mark = exp.column(f"c{len(columns)}", table=TABLE)
        rows = select(marked, columns, table.schema)
        rest = select(marked, columns, table.schema)
        return {
            "rows": Relation(rows.query.where(mark), table.schema),
            "rest": Relation(rest.query.where(exp.Not(this=mark)), table.schema),
        }

    examples = (
        Example(
            title=Text(ru="Дорогие продажи в Перми", en="Large sales in Perm"),
            settings={
                "conditions": {
                    "all": [
                        {"column": "Сумма", "op": ">=", "value": 1000},
                        {"column": "Город", "op": "=", "value": "Пермь"},
                    ]
                }
            },
            inputs={
                "rows": Table(
                    {
                        "Город": ["Пермь", "Омск", "Пермь", None],
                        "Сумма": [1500.0, 2000.0, 300.0, 5000.0],
                    }
                )
            },
            outputs={
                "rows": Table({"Город": ["Пермь"], "Сумма": [1500.0]}),
                "rest": Table({"Город": ["Омск", "Пермь", None], "Сумма": [2000.0, 300.0, 5000.0]}),
            },
        ),
        Example(
            title=Text(
                ru="Скобки: новинки или распродажа, кроме архива",
                en="Brackets: novelties or sale, but not the archive",
            ),
            settings={
                "ignore_case": True,
                "conditions": {
                    "all": [
                        {
                            "any": [
                                {"column": "Метка", "op": "in", "values": ["новинка", "хит"]},
                                {"column": "Скидка", "op": "between", "value": 30, "value2": 50},
                            ]
                        },
                        {"column": "Раздел", "op": "not_contains", "value": "архив"},
                    ]
                },
            },
            inputs={
                "rows": Table(
                    {
                        "Раздел": ["Чай", "Архив 2024", "Кофе", "Чай"],
                        "Метка": ["НОВИНКА", "хит", None, "обычный"],
                        "Скидка": [0, 40, 50, 10],
                    }
                )
            },
            outputs={
                "rows": Table(
                    {"Раздел": ["Чай", "Кофе"], "Метка": ["НОВИНКА", None], "Скидка": [0, 50]}
                ),
                "rest": Table(
                    {
                        "Раздел": ["Архив 2024", "Чай"],
                        "Метка": ["хит", "обычный"],
                        "Скидка": [40, 10],
                    }
                ),
            },
        ),
        Example(
            title=Text(ru="День отчёта целиком", en="The whole day of the report"),
            settings={
                "conditions": {
                    "all": [{"column": "Время", "op": "<=", "value": {"$parameter": "report_date"}}]
                }
            },
            parameters={"report_date": "2026-01-31"},
            inputs={
                "rows": Table(
                    {
                        "Время": [
                            dt.datetime.fromisoformat("2026-01-30 10:00:00"),
                            dt.datetime.fromisoformat("2026-01-31 23:59:59"),
                            dt.datetime.fromisoformat("2026-02-01 00:00:00"),
                            None,
                        ]
                    }
                )
            },
            outputs={
                "rows": Table(
                    {
                        "Время": [
                            dt.datetime.fromisoformat("2026-01-30 10:00:00"),
                            dt.datetime.fromisoformat("2026-01-31 23:59:59"),
                        ]
                    }
                ),
                "rest": Table({"Время": [dt.datetime.fromisoformat("2026-02-01 00:00:00"), None]}),
            },
        ),
        Example(
            title=Text(ru="Формула", en="A formula"),
            settings={"mode": "formula", "formula": "[Сумма] > [План] * 1,1"},
            inputs={"rows": Table({"Сумма": [120, 105, 90], "План": [100, 100, 100]})},
            outputs={
                "rows": Table({"Сумма": [120], "План": [100]}),
                "rest": Table({"Сумма": [105, 90], "План": [100, 100]}),
            },
        ),
    )


def _words(condition: Condition) -> Text:
    titles = {item.op: item for item in OPERATORS}
    known = titles.get(condition.op)
    if known is None:
        return Text.same(condition.column)
    sign = {">=": "≥", "<=": "≤", "!=": "≠"}.get(condition.op, condition.op)
    name = condition.column
    if known.arity == 0:
        return Text(ru=f"{name} {known.title.ru}", en=f"{name} {known.title.en}")
    if known.arity == "many":
        values = ", ".join(_value(value) for value in condition.values or [])
        return Text(
            ru=f"{name} {known.title.ru}: {values}", en=f"{name} {known.title.en}: {values}"
        )
    if known.arity == 2:
        low, high = _value(condition.value), _value(condition.value2)
        return Text(ru=f"{name} от {low} до {high}", en=f"{name} from {low} to {high}")
    value = _value(condition.value)
    if condition.op in {"=", "!=", ">", ">=", "<", "<="}:
        return Text.same(f"{name} {sign} {value}")
    return Text(ru=f"{name} {known.title.ru} «{value}»", en=f"{name} {known.title.en} “{value}”")


def _value(value: Any) -> str:
    if value is None:
        return "…"
    if isinstance(value, bool):
        return "✓" if value else "✗"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
