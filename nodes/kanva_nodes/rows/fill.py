"""The Fill gaps: empty cells get a value, by a constant, a neighbour or the column itself.

Long because its form, help and examples stand in two languages beside the work.
"""
# ruff: noqa: E501 - paragraphs of help are lines of Markdown

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Literal

import polars as pl

from kanva.sdk import (
    NUMERIC,
    Context,
    Example,
    Frames,
    InputFrames,
    InputSchemas,
    JsonScalar,
    Kind,
    Look,
    Message,
    NodeError,
    NodeType,
    Option,
    Settings,
    Table,
    Text,
    fields,
    kind_of,
    shorten,
)
from kanva.sdk.columns import KIND_TITLES
from kanva.sdk.relational import can_convert, col, conversion, need_columns
from kanva_nodes.rows._order import (
    Line,
    OrderKey,
    Sequenced,
    group_columns,
    group_field,
    order_field,
    order_problems,
    sequence_field,
    within,
)

_RULES = Text(ru="Чем заполнить", en="Fill with")
_COLUMNS = Text(ru="Столбцы", en="Columns")
Way = Literal["value", "previous", "next", "mean", "median", "mode", "linear", "min", "max", "zero"]
_TEXTUAL: tuple[Kind, ...] = ("text", "category")
_FITS: Mapping[str, tuple[Kind, ...]] = {
    "mean": NUMERIC,
    "median": NUMERIC,
    "linear": NUMERIC,
    "min": (*NUMERIC, "date", "datetime", "time", "duration", "text"),
    "max": (*NUMERIC, "date", "datetime", "time", "duration", "text"),
    "zero": (*NUMERIC, "text", "category", "boolean"),
}


class FillRule(Settings):
    """How the gaps of some columns are filled."""

    columns: list[str] = fields.columns(_COLUMNS)
    way: Way = fields.choice(
        _RULES,
        [
            Option("value", Text(ru="Значением", en="A value")),
            Option(
                "previous",
                Text(ru="Предыдущим", en="The previous"),
                Text(
                    ru="Ближайшим заполненным выше по порядку.",
                    en="The nearest filled one earlier in the order.",
                ),
            ),
            Option(
                "next",
                Text(ru="Следующим", en="The next"),
                Text(
                    ru="Ближайшим заполненным ниже по порядку.",
                    en="The nearest filled one later in the order.",
                ),
            ),
            Option("mean", Text(ru="Средним", en="The mean")),
            Option("median", Text(ru="Медианой", en="The median")),
            Option(
                "mode",
                Text(ru="Самым частым", en="The most frequent"),
                Text(ru="Из равно частых — наименьшим.", en="Of equally frequent the smallest."),
            ),
            Option(
                "linear",
                Text(ru="По прямой между соседями", en="A line between neighbours"),
                Text(
                    ru="Равными шагами от предыдущего к следующему; с краёв пусто.",
                    en="In equal steps from the previous to the next; empty at the ends.",
                ),
            ),
            Option("min", Text(ru="Наименьшим", en="The smallest")),
            Option("max", Text(ru="Наибольшим", en="The largest")),
            Option(
                "zero",
                Text(ru="Нулём или пустым текстом", en="Zero or an empty text"),
                Text(
                    ru="Числа — 0, текст — пустая строка, да/нет — нет.",
                    en="Numbers 0, text an empty string, yes/no no.",
                ),
            ),
        ],
        "value",
    )
    value: JsonScalar = fields.value(
        Text(ru="Значение", en="Value"), "", look=Look(when={"way": ["value"]})
    )
    most: int | None = fields.integer(
        Text(ru="Не больше подряд", en="At most in a row"),
        None,
        minimum=1,
        help=Text(
            ru="Пусто — сколько угодно пустых подряд.", en="Empty: any number of gaps in a row."
        ),
        look=Look(when={"way": ["previous", "next"]}),
    )


class FillSettings(Settings):
    """Rules, the order, the groups, what a gap is."""

    rules: list[FillRule] = fields.items(
        _RULES,
        lambda: [FillRule()],
        item_title=Text(ru="Правило", en="Rule"),
        layout="cards",
    )
    blank: bool = fields.switch(
        Text(ru="Пустой текст — тоже пропуск", en="An empty text is a gap too"),
        default=True,
        help=Text(ru="И текст из одних пробелов.", en="And a text of nothing but blanks."),
    )
    group: list[str] = group_field()
    sequence: Sequenced = sequence_field("table")
    order: list[OrderKey] = order_field(when={"sequence": ["columns"]})


class FillGaps(NodeType[FillSettings]):
    """Fills empty cells."""

    abstract = False
    id = "rows.fill"
    category = "rows"
    icon = "M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM16.500 13v7M13 16.500h7"
    title = Text(ru="Заполнить пропуски", en="Fill gaps")
    summary = Text(
        ru="Заполняет пустые ячейки: значением, соседним, средним, самым частым и другими.",
        en="Fills empty cells: with a value, a neighbour, a mean, the most frequent and more.",
    )
    help = Text(
        ru="""Заполняет пустые ячейки выбранных столбцов. Заполненные ячейки и порядок строк не меняются.

**Когда брать.** Выгрузка, где название группы стоит только в первой строке (предыдущим). Цены, которых нет на выходные (предыдущим или по прямой). Пропуски в анкете перед расчётом (медианой внутри групп). Суммы, где пусто значит ноль.

**Десять способов:** значением; предыдущим или следующим заполненным; средним; медианой; самым частым; по прямой между соседями; наименьшим; наибольшим; нулём или пустым текстом. Для каждого набора столбцов — своё правило; при двух правилах на один столбец второе заполняет то, что осталось после первого.

**Внутри групп** каждый способ смотрит только на строки своей группы: пустой город клиента не возьмут у другого клиента.

На что обратить внимание:

- Предыдущий, следующий и прямая зависят от **порядка строк**: задайте столбцы или оставьте «как в таблице», если он верен.
- Среднее, медиана и прямая могут дать дробь: столбец целых чисел становится дробным.
- Если во всей группе нет ни одного значения, ячейки остаются пустыми.
- Среднее и медиана подходят для анализа, но не для отчёта: выдуманное число от настоящего потом не отличить. Пометьте такие строки формулой до заполнения.""",
        en="""Fills the empty cells of the chosen columns. Filled cells and the order of rows do not change.

**When to take it.** An export that names a group only in its first row (the previous). Prices missing at weekends (the previous, or a line). Gaps of a questionnaire before computing (the median within groups). Amounts where empty means zero.

**Ten ways:** a value; the previous or the next filled one; the mean; the median; the most frequent; a line between neighbours; the smallest; the largest; zero or an empty text. Each set of columns has a rule of its own; of two rules for one column the second fills what the first has left.

**Within groups** each way looks only at the rows of its group: a customer’s empty town is not taken from another customer.

Mind that:

- The previous, the next and the line depend on the **order of rows**: name columns, or leave it “as they come” if that is right.
- A mean, a median and a line may give a fraction: a column of whole numbers becomes one of fractions.
- Where a whole group has no value, its cells stay empty.
- A mean suits an analysis, not a report: later nobody can tell the invented number from a true one. Mark such rows with a formula before filling.""",
    )
    also_called = (
        "пропущенные значения", "заполнение пропусков", "Missing Value", "импутация", "fillna",
        "ffill", "bfill", "interpolate", "COALESCE", "ЕСТЬNULL", "ISNULL", "Заполнить вниз",
        "Fill Down", "протянуть значения", "Заполнение пропусков",
    )  # fmt: skip
    settings = FillSettings
    messages: ClassVar[Mapping[str, Message]] = {
        "way_unfit": Message(
            Text(
                ru="Столбец «{column}» так не заполнить: {kind}",
                en="Column “{column}” cannot be filled this way: it holds {kind}",
            ),
            Text(ru="Выберите для него другой способ.", en="Choose another way for it."),
        ),
        "wrong_fill": Message(
            Text(
                ru="Значение «{value}» не подходит к столбцу «{column}»: {kind}",
                en="The value “{value}” does not fit column “{column}”, which holds {kind}",
            ),
            Text(ru="Впишите другое значение.", en="Fill in another value."),
        ),
    }

    def caption(self, settings: FillSettings) -> Text:
        """Return the columns of the first rule and its way."""
        rules = [rule for rule in settings.rules if rule.columns]
        if not rules:
            return Text(ru="", en="")
        names = shorten(", ".join(name for rule in rules for name in rule.columns), 40)
        if len({rule.way for rule in rules}) > 1:
            return Text.same(names)
        way = {
            "value": Text.same(f"= {shorten(str(rules[0].value), 16)}"),
            "previous": Text(ru="предыдущим", en="previous"),
            "next": Text(ru="следующим", en="next"),
            "mean": Text(ru="средним", en="mean"),
            "median": Text(ru="медианой", en="median"),
            "mode": Text(ru="самым частым", en="most frequent"),
            "linear": Text(ru="по прямой", en="line"),
            "min": Text(ru="наименьшим", en="smallest"),
            "max": Text(ru="наибольшим", en="largest"),
            "zero": Text(ru="нулём", en="zero"),
        }[rules[0].way]
        return Text(ru=f"{names}: {way.ru}", en=f"{names}: {way.en}")

    def check(
        self, settings: FillSettings, inputs: InputSchemas, context: Context
    ) -> Sequence[NodeError]:
        """Find an empty form, a missing order, ways that do not fit their columns."""
        del context
        problems = list(order_problems(settings.sequence, settings.order))
        if not settings.rules:
            problems.append(NodeError("not_set", field="rules", values={"title": _RULES}))
        schema = inputs.get("rows")
        if schema is not None:
            try:
                _verify(settings, schema)
            except NodeError as error:
                if error.code != "missing_column":
                    problems.append(error)
        return problems

    def lazy(self, settings: FillSettings, frames: InputFrames, context: Context) -> Frames:
        """Fill rule by rule along the order."""
        del context
        frame: pl.LazyFrame = frames["rows"]
        schema = frame.collect_schema()
        need_columns(schema, group_columns(settings.group))
        _verify(settings, schema)
        order = settings.order if settings.sequence == "columns" else []
        line = Line(order, settings.group, schema)
        steps = [
            [
                _filled(settings, rule, name, line, f"rules.{at}.value").alias(name)
                for name in dict.fromkeys(rule.columns)
            ]
            for at, rule in enumerate(settings.rules)
            if rule.columns
        ]
        return {"rows": line.run(frame, steps)}

    examples = (
        Example(
            title=Text(ru="Название группы протянуть вниз", en="Carry a name down"),
            settings={
                "rules": [
                    {"columns": ["Город"], "way": "previous"},
                    {"columns": ["Скидка"], "way": "value", "value": "0,05"},
                    {"columns": ["Сумма"], "way": "zero"},
                ]
            },
            inputs={
                "rows": Table(
                    {
                        "Город": ["Пермь", None, " ", "Омск"],
                        "Скидка": [0.1, None, None, 0.2],
                        "Сумма": [1, None, 3, None],
                    }
                )
            },
            outputs={
                "rows": Table(
                    {
                        "Город": ["Пермь", "Пермь", "Пермь", "Омск"],
                        "Скидка": [0.1, 0.05, 0.05, 0.2],
                        "Сумма": [1, 0, 3, 0],
                    }
                )
            },
        ),
        Example(
            title=Text(ru="Внутри групп, по порядку дней", en="Within groups, by day"),
            settings={
                "rules": [
                    {"columns": ["Цена"], "way": "linear"},
                    {"columns": ["Вес"], "way": "median"},
                    {"columns": ["Сорт"], "way": "mode"},
                ],
                "group": ["Код"],
                "sequence": "columns",
                "order": [{"column": "День"}],
            },
            inputs={
                "rows": Table(
                    {
                        "Код": ["а", "а", "б", "а", "б"],
                        "День": [3, 1, 1, 2, 2],
                        "Цена": [30.0, 10.0, None, None, 5.0],
                        "Вес": [2.0, 4.0, None, None, 7.0],
                        "Сорт": ["I", "II", None, None, "III"],
                    }
                )
            },
            outputs={
                "rows": Table(
                    {
                        "Код": ["а", "а", "б", "а", "б"],
                        "День": [3, 1, 1, 2, 2],
                        "Цена": [30.0, 10.0, None, 20.0, 5.0],
                        "Вес": [2.0, 4.0, 7.0, 3.0, 7.0],
                        "Сорт": ["I", "II", "III", "I", "III"],
                    }
                )
            },
        ),
    )


def _verify(settings: FillSettings, schema: Mapping[str, Any]) -> None:
    for at, rule in enumerate(settings.rules):
        need_columns(
            schema, [(f"rules.{at}.columns.{n}", name) for n, name in enumerate(rule.columns)]
        )
        for name in rule.columns:
            dtype = schema[name]
            kind = kind_of(dtype)
            if dtype != pl.Null and kind not in _FITS.get(rule.way, (kind,)):
                raise NodeError(
                    "way_unfit",
                    field=f"rules.{at}.way",
                    column=name,
                    values={"kind": KIND_TITLES[kind]},
                )
            if rule.way == "value":
                _constant(rule.value, dtype, name, f"rules.{at}.value")


def _constant(value: JsonScalar, dtype: Any, name: str, field: str) -> pl.Expr:
    """Return the given value in the type of a column."""
    kind = kind_of(dtype)
    found: Any = None
    if value is None or (value == "" and kind not in _TEXTUAL):
        return pl.lit(None, dtype=dtype)
    if kind in _TEXTUAL or can_convert("text", kind):
        words = value if isinstance(value, str) else str(value).lower()
        target: Kind = "text" if kind == "category" else kind
        found = pl.select(conversion(pl.lit(words, dtype=pl.String), pl.String(), target)).item()
    if found is None:
        values = {"value": value, "kind": KIND_TITLES[kind]}
        raise NodeError("wrong_fill", field=field, column=name, values=values)
    return pl.lit(found, dtype=pl.String) if kind in _TEXTUAL else pl.lit(found).cast(dtype)


def _filled(settings: FillSettings, rule: FillRule, name: str, line: Line, field: str) -> pl.Expr:
    dtype = line.schema[name]
    own = col(name)
    kind = kind_of(dtype)
    if kind in _TEXTUAL and dtype != pl.Null and settings.blank:
        words = own.cast(pl.String)
        own = pl.when(words.str.strip_chars() != "").then(own)
    if dtype == pl.Null and rule.way in {"mean", "median", "linear"}:
        return own.cast(pl.Float64)
    if rule.way == "value":
        return _kept(own.fill_null(_constant(rule.value, dtype, name, field)), dtype)
    if rule.way == "zero":
        if dtype == pl.Null:
            return own.cast(pl.String).fill_null("")
        zero: Any = "" if kind in _TEXTUAL else (False if kind == "boolean" else 0)
        return _kept(own.fill_null(pl.lit(zero) if zero == "" else pl.lit(zero).cast(dtype)), dtype)
    if rule.way == "previous":
        return line.window(own.forward_fill(rule.most))
    if rule.way == "next":
        return line.window(own.backward_fill(rule.most))
    if rule.way == "linear":
        return line.window(own.cast(pl.Float64).interpolate())
    if rule.way in {"mean", "median"}:
        numbers = own.cast(pl.Float64)
        middle = numbers.mean() if rule.way == "mean" else numbers.median()
        filled = numbers.fill_null(within(middle, settings.group))
        # An amount in exact decimals stays one; whole numbers become fractions.
        return filled.cast(dtype) if kind == "decimal" else filled
    filled = own.drop_nulls()
    found = {
        "mode": filled.mode().min(),
        "min": filled.min(),
        "max": filled.max(),
    }[rule.way]
    return own.fill_null(within(found, settings.group))


def _kept(expression: pl.Expr, dtype: Any) -> pl.Expr:
    return expression if dtype == pl.Null else expression.cast(dtype)
