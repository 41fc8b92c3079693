"""Nine segments of the customer life-cycle: how often people buy, and how long ago they did.

The file is long because its form, help and examples are declared in one file.
"""
# ruff: noqa: E501 - paragraphs of help are lines of Markdown

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Literal

import polars as pl

from kanva.sdk import (
    ROWS_IN,
    AxisValue,
    Context,
    Example,
    Frames,
    InputFrames,
    InputSchemas,
    JsonScalar,
    Look,
    MatrixView,
    Measure,
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
    View,
    fields,
    kind_of,
    plural,
)
from kanva.sdk.relational import col, need_columns, refuse_duplicates
from kanva_nodes.marketing._lifecycle_words import (
    FREQUENCY,
    HELP,
    NO_PURCHASES,
    OUTPUT,
    RECENCY,
    SEGMENTS,
)

_SALES: dict[str, Sequence[Any]] = {"source": ["sales"]}
_CUSTOMERS: dict[str, Sequence[Any]] = {"source": ["customers"]}
_DAY = Text(ru="дн.", en="days")
_REPORT_DATE = Text(ru="Дата отчёта", en="Report date")
_INPUT = Text(ru="Что на входе", en="What comes in")
_RULES = Text(ru="Правила", en="Rules")


class LifecycleSettings(Settings):
    """Where purchases stand, and the thresholds."""

    source: Literal["sales", "customers"] = fields.choice(
        Text(ru="Строка таблицы — это", en="A row of the table is"),
        [
            Option("sales", Text(ru="Продажа", en="A sale")),
            Option("customers", Text(ru="Покупатель", en="A customer")),
        ],
        "sales",
        style="segmented",
        help=Text(
            ru="Продажа: строки чеков или накладных. Покупатель: одна готовая строка на каждого.",
            en="A sale: lines of receipts or invoices. A customer: one ready row for each.",
        ),
        look=Look(section=_INPUT),
    )
    customer: str = fields.column(
        Text(ru="Покупатель", en="Customer"), look=Look(section=_INPUT, when=_SALES)
    )
    document: str = fields.column(
        Text(ru="Номер документа", en="Document number"),
        kinds=("text", "integer", "category"),
        optional=True,
        help=Text(
            ru="Строки одного документа — одна покупка. Без него покупкой считается день.",
            en="Lines of one document are one purchase. Without it a day is a purchase.",
        ),
        look=Look(section=_INPUT, when=_SALES),
    )
    date: str = fields.column(
        Text(ru="Дата продажи", en="Date of the sale"),
        kinds=("date", "datetime"),
        look=Look(section=_INPUT, when=_SALES),
    )
    amount: str = fields.column(
        Text(ru="Сумма", en="Amount"),
        kinds=("integer", "number", "decimal"),
        optional=True,
        help=Text(ru="Нужна для выручки.", en="Needed for revenue."),
        look=Look(section=_INPUT, when=_SALES),
    )
    returns: Literal["negative", "column", "none"] = fields.choice(
        Text(ru="Возвраты", en="Returns"),
        [
            Option("none", Text(ru="Их нет", en="There are none")),
            Option("negative", Text(ru="Сумма меньше нуля", en="The amount is negative")),
            Option("column", Text(ru="По значению столбца", en="By a column’s value")),
        ],
        "none",
        help=Text(
            ru="Возврат — не покупка: он не продлевает жизнь покупателя.",
            en="A return is not a purchase: it does not prolong a customer’s life.",
        ),
        look=Look(section=_INPUT, when=_SALES),
    )
    return_column: str = fields.column(
        Text(ru="Столбец с признаком возврата", en="Column that marks returns"),
        kinds=("text", "category", "boolean", "integer"),
        look=Look(section=_INPUT, when={"source": ["sales"], "returns": ["column"]}),
    )
    return_value: JsonScalar = fields.value(
        Text(ru="Значение у возврата", en="Its value at returns"),
        "Возврат",
        help=Text(
            ru="Регистр и пробелы по краям не важны. Для столбца «да/нет» возврат — «да».",
            en="Case and outer blanks do not count. In a yes/no column a return is yes.",
        ),
        look=Look(section=_INPUT, when={"source": ["sales"], "returns": ["column"]}),
    )
    revenue: Literal["net", "gross"] = fields.choice(
        Text(ru="Выручка", en="Revenue"),
        [
            Option("net", Text(ru="За вычетом возвратов", en="Less returns")),
            Option("gross", Text(ru="Только продажи", en="Sales only")),
        ],
        "net",
        style="segmented",
        look=Look(section=_INPUT, when={"source": ["sales"], "returns": ["negative", "column"]}),
    )
    last_purchase: str = fields.column(
        Text(ru="Дата последней покупки", en="Date of the last purchase"),
        kinds=("date", "datetime"),
        look=Look(section=_INPUT, when=_CUSTOMERS),
    )
    purchases: str = fields.column(
        Text(ru="Число покупок", en="Number of purchases"),
        kinds=("integer", "number", "decimal"),
        look=Look(section=_INPUT, when=_CUSTOMERS),
    )
    revenue_column: str = fields.column(
        Text(ru="Выручка покупателя", en="Revenue of the customer"),
        kinds=("integer", "number", "decimal"),
        optional=True,
        look=Look(section=_INPUT, when=_CUSTOMERS),
    )
    report_date: dt.date | None = fields.date(
        _REPORT_DATE,
        help=Text(
            ru="На какой день считать. Продажи после неё не учитываются.",
            en="The day to count for. Sales after it do not count.",
        ),
        look=Look(section=_RULES),
    )
    active_days: int = fields.integer(
        Text(ru="Активные: покупали не раньше чем", en="Active: bought within"),
        90,
        minimum=1,
        look=Look(section=_RULES, unit=Text(ru="дн. назад", en="days")),
    )
    asleep_days: int = fields.integer(
        Text(ru="Уснувшие: не покупали дольше", en="Dormant: did not buy for more than"),
        180,
        minimum=2,
        help=Text(ru="Между порогами — засыпающие.", en="Between the two: falling asleep."),
        look=Look(section=_RULES, unit=_DAY),
    )
    regular_from: int = fields.integer(
        Text(ru="Постоянные: покупок не меньше", en="Regular: at least"),
        4,
        minimum=3,
        help=Text(
            ru="Одна покупка — новые, между ними — перспективные.",
            en="One purchase: new; in between: promising.",
        ),
        look=Look(section=_RULES, unit=Text(ru="", en="purchases")),
    )
    language: Literal["ru", "en"] = fields.choice(
        Text(ru="Язык названий", en="Language of names"),
        [
            Option("ru", Text(ru="русский", en="Russian")),
            Option("en", Text(ru="английский", en="English")),
        ],
        "ru",
        style="segmented",
        help=Text(
            ru="Сегментов и столбцов результата.", en="Of segments and of the result’s columns."
        ),
        look=Look(advanced=True),
    )
    prefix: str = fields.text(
        Text(ru="Приставка к именам новых столбцов", en="Prefix of new columns’ names"),
        help=Text(
            ru="Чтобы поставить рядом сегменты на две даты.",
            en="To put the segments of two dates side by side.",
        ),
        look=Look(advanced=True),
    )


class Lifecycle(NodeType[LifecycleSettings]):
    """Puts every customer into one of nine segments by recency and frequency."""

    abstract = False
    id = "marketing.lifecycle"
    category = "marketing"
    icon = "M4 4h4v4H4zM10 4h4v4h-4zM16 4h4v4h-4zM4 10h4v4H4zM10 10h4v4h-4zM16 10h4v4h-4zM4 16h4v4H4zM10 16h4v4h-4zM16 16h4v4h-4z"
    title = Text(ru="9 сегментов ЖЦК", en="9 life-cycle segments")
    summary = Text(
        ru="Делит покупателей на 9 сегментов: давно ли покупали и как часто.",
        en="Splits customers into 9 segments: how long ago and how often they bought.",
    )
    help = HELP
    also_called = (
        "жизненный цикл клиента", "сегментация клиентов", "RFM", "отток", "засыпающие", "уснувшие",
        "customer life cycle", "LRFM", "churn", "ЖЦК", "матрица 3×3", "реактивация", "retention",
    )  # fmt: skip
    settings = LifecycleSettings
    inputs = ROWS_IN
    outputs = (
        Port("customers", Text(ru="Покупатели", en="Customers")),
        Port("summary", Text(ru="Сводка", en="Summary"), side=True),
    )
    messages: ClassVar[Mapping[str, Message]] = {
        "thresholds": Message(
            Text(
                ru="Порог уснувших ({asleep} дн.) должен быть больше порога активных ({active} дн.)",
                en="The dormant threshold ({asleep} days) must exceed the active one ({active} days)",
            ),
            Text(
                ru="Увеличьте второй порог или уменьшите первый: между ними — засыпающие.",
                en="Raise the second or lower the first: between them customers fall asleep.",
            ),
        ),
    }

    def caption(self, settings: LifecycleSettings) -> Text:
        """Return the date and the thresholds."""
        rules = f"{settings.active_days}/{settings.asleep_days}"
        bought = plural(
            settings.regular_from, ("покупки", "покупок", "покупок"), ("purchase", "purchases")
        )
        ru = f"{rules} дн., от {bought.ru}"
        en = f"{rules} days, from {bought.en}"
        if settings.report_date is None:
            return Text(ru=ru, en=en)
        return Text(
            ru=f"на {settings.report_date:%d.%m.%Y}: {ru}",
            en=f"as of {settings.report_date.isoformat()}: {en}",
        )

    def check(
        self, settings: LifecycleSettings, inputs: InputSchemas, context: Context
    ) -> Sequence[NodeError]:
        """Find a missing date, thresholds out of order, names that clash."""
        del context
        problems: list[NodeError] = []
        if settings.report_date is None:
            problems.append(
                NodeError("not_set", field="report_date", values={"title": _REPORT_DATE})
            )
        if settings.active_days >= settings.asleep_days:
            problems.append(_thresholds(settings))
        if settings.source == "sales" and settings.returns == "negative" and not settings.amount:
            title = Text(ru="Сумма", en="Amount")
            problems.append(NodeError("not_set", field="amount", values={"title": title}))
        if "rows" in inputs:
            try:
                _output_names(settings, inputs["rows"])
            except NodeError as error:
                problems.append(error)
        return problems

    def lazy(self, settings: LifecycleSettings, frames: InputFrames, context: Context) -> Frames:
        """Bring both shapes of input to one row a customer, then number the segments."""
        del context
        frame: pl.LazyFrame = frames["rows"]
        schema = frame.collect_schema()
        if settings.report_date is None:
            raise NodeError("not_set", field="report_date", values={"title": _REPORT_DATE})
        if settings.active_days >= settings.asleep_days:
            raise _thresholds(settings)
        _need(settings, schema)
        names = _output_names(settings, schema)
        if settings.source == "sales":
            people, count, last = _from_sales(frame, schema, settings, settings.report_date, names)
        else:
            people, count, last = frame, settings.purchases, settings.last_purchase
        customers = _segmented(people, settings, settings.report_date, names, count, last)
        if settings.source == "sales":
            revenue = names.get("revenue")
        else:
            revenue = settings.revenue_column or None
        return {
            "customers": customers,
            "summary": _summary(customers, settings, names["segment"], revenue),
        }

    def lineage(
        self, settings: LifecycleSettings, inputs: InputSchemas, outputs: Schemas
    ) -> Origins | None:
        """New columns come from the columns of dates, documents and sums."""
        del outputs
        if "rows" not in inputs:
            return None
        names = _output_names(settings, inputs["rows"])
        returns = [settings.return_column] if settings.returns == "column" else []
        returns += [settings.amount] if settings.returns == "negative" else []
        if settings.source == "sales":
            last, count = [settings.date, *returns], [settings.document, settings.date, *returns]
            kept = [settings.customer]
            money = [settings.amount, settings.date, *returns]
        else:
            last, count, kept = [settings.last_purchase], [settings.purchases], [*inputs["rows"]]
            money = [settings.revenue_column]
        used = {
            "count": count,
            "last": last,
            "days": last,
            "revenue": money,
            "segment": [*last, *count],
            "segment_name": [*last, *count],
            "recency": last,
            "frequency": count,
        }
        origins = {name: [("rows", name)] for name in kept}
        for role, name in names.items():
            origins[name] = [("rows", item) for item in dict.fromkeys(used[role]) if item]
        words = _summary_names(settings)
        every = [("rows", item) for item in dict.fromkeys([*last, *count]) if item]
        summary: dict[str, list[tuple[str, str]]] = dict.fromkeys(words[:4], every)
        if any(money) and (settings.source == "customers" or "revenue" in names):
            summary[words[4]] = [("rows", item) for item in dict.fromkeys(money) if item]
        return {"customers": origins, "summary": summary}

    def view(self, settings: LifecycleSettings, context: Context) -> View | None:
        """Return the matrix: recency down, frequency across."""
        del context
        active, asleep, regular = settings.active_days, settings.asleep_days, settings.regular_from
        if settings.source == "sales":
            revenue = _named("revenue", settings) if settings.amount else ""
        else:
            revenue = settings.revenue_column
        measures = [
            Measure("customers", Text(ru="Покупателей", en="Customers"), "count"),
            Measure("share", Text(ru="Доля", en="Share"), "share", format="percent"),
        ]
        if revenue:
            title = Text(ru="Выручка", en="Revenue")
            measures.append(Measure("revenue", title, "sum", revenue, "money"))
        between = f"{active + 1}–{asleep}" if asleep > active + 1 else str(asleep)
        some = f"2–{regular - 1}" if regular > 3 else "2"
        return MatrixView(
            port="customers",
            column=_named("segment", settings),
            cells=((1, 2, 3), (4, 5, 6), (7, 8, 9)),
            rows=(
                AxisValue(RECENCY[0], Text(ru=f"до {active} дн.", en=f"up to {active} days")),
                AxisValue(RECENCY[1], Text(ru=f"{between} дн.", en=f"{between} days")),
                AxisValue(RECENCY[2], Text(ru=f"больше {asleep} дн.", en=f"over {asleep} days")),
            ),
            columns=(
                AxisValue(FREQUENCY[0], Text(ru="1 покупка", en="1 purchase")),
                AxisValue(
                    FREQUENCY[1],
                    Text(
                        ru=f"{some} покупки" if regular <= 5 else f"{some} покупок",
                        en=f"{some} purchases",
                    ),
                ),
                AxisValue(
                    FREQUENCY[2],
                    Text(ru=f"от {regular} покупок", en=f"{regular} purchases or more"),
                ),
            ),
            measures=tuple(measures),
            aside=((0, NO_PURCHASES),),
        )

    examples = (
        Example(
            title=Text(ru="Дни ровно на порогах", en="Days exactly at the thresholds"),
            settings={
                "source": "customers",
                "last_purchase": "Последняя",
                "purchases": "Чеков",
                "report_date": "2026-07-01",
            },
            inputs={
                "rows": Table(
                    {
                        "Код": ["А", "Б", "В", "Г", "Д", "Е"],
                        "Последняя": [
                            dt.date(2026, 4, 2), dt.date(2026, 4, 1), dt.date(2026, 1, 2),
                            dt.date(2026, 1, 1), None, dt.date(2026, 7, 1),
                        ],
                        "Чеков": [1, 3, 4, 4, None, 2],
                    }
                )
            },
            outputs={
                "customers": Table(
                    {
                        "Код": ["А", "Б", "В", "Г", "Д", "Е"],
                        "Последняя": [
                            dt.date(2026, 4, 2), dt.date(2026, 4, 1), dt.date(2026, 1, 2),
                            dt.date(2026, 1, 1), None, dt.date(2026, 7, 1),
                        ],
                        "Чеков": [1, 3, 4, 4, None, 2],
                        "Дней с последней покупки": [90, 91, 180, 181, None, 0],
                        "Сегмент": [1, 5, 6, 9, 0, 2],
                        "Название сегмента": [
                            "Новые", "Засыпающие перспективные", "Засыпающие постоянные",
                            "Уснувшие постоянные", "Без покупок", "Перспективные",
                        ],
                        "Давность": [
                            "Активные", "Засыпающие", "Засыпающие", "Уснувшие", "Без покупок",
                            "Активные",
                        ],
                        "Частота": [
                            "Новые", "Перспективные", "Постоянные", "Постоянные", "Без покупок",
                            "Перспективные",
                        ],
                    }
                ),
                "summary": Table(
                    {
                        "Сегмент": [1, 2, 3, 4, 5, 6, 7, 8, 9, 0],
                        "Название сегмента": [
                            "Новые", "Перспективные", "Постоянные", "Засыпающие новые",
                            "Засыпающие перспективные", "Засыпающие постоянные",
                            "Уснувшие новые", "Уснувшие перспективные", "Уснувшие постоянные",
                            "Без покупок",
                        ],
                        "Покупателей": [1, 1, 0, 0, 1, 1, 0, 0, 1, 1],
                        "Доля": [1 / 6, 1 / 6, 0.0, 0.0, 1 / 6, 1 / 6, 0.0, 0.0, 1 / 6, 1 / 6],
                    }
                ),
            },
        ),
        Example(
            title=Text(
                ru="Из строк чеков, с возвратами", en="From lines of receipts, with returns"
            ),
            settings={
                "customer": "client",
                "document": "receipt",
                "date": "day",
                "amount": "sum",
                "returns": "negative",
                "report_date": {"$parameter": "report_date"},
                "language": "en",
            },
            parameters={"report_date": "2026-07-01"},
            inputs={
                "rows": Table(
                    {
                        "client": ["C1", "C1", "C1", "C2", "C3", None, "C1"],
                        "receipt": ["10", "10", "11", "12", "13", "14", "15"],
                        "day": [
                            dt.date(2026, 6, 1), dt.date(2026, 6, 1), dt.date(2026, 6, 20),
                            dt.date(2026, 7, 2), dt.date(2026, 5, 1), dt.date(2026, 6, 1),
                            dt.date(2026, 6, 25),
                        ],
                        "sum": [100.0, 50.0, 30.0, 70.0, -20.0, 5.0, -10.0],
                    }
                )
            },
            outputs={
                "customers": Table(
                    {
                        "client": ["C1", "C2", "C3"],
                        "Purchases": [2, 0, 0],
                        "Last purchase": [dt.date(2026, 6, 20), None, None],
                        "Days since last purchase": [11, None, None],
                        "Revenue": [170.0, 0.0, -20.0],
                        "Segment": [2, 0, 0],
                        "Segment name": ["Promising", "No purchases", "No purchases"],
                        "Recency": ["Active", "No purchases", "No purchases"],
                        "Frequency": ["Promising", "No purchases", "No purchases"],
                    }
                ),
                "summary": Table(
                    {
                        "Segment": [1, 2, 3, 4, 5, 6, 7, 8, 9, 0],
                        "Segment name": [
                            "New", "Promising", "Regular", "Falling asleep, new",
                            "Falling asleep, promising", "Falling asleep, regular",
                            "Dormant, new", "Dormant, promising", "Dormant, regular",
                            "No purchases",
                        ],
                        "Customers": [0, 1, 0, 0, 0, 0, 0, 0, 0, 2],
                        "Share": [0.0, 1 / 3, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 2 / 3],
                        "Revenue": [0.0, 170.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, -20.0],
                    }
                ),
            },
        ),
    )  # fmt: skip


def _thresholds(settings: LifecycleSettings) -> NodeError:
    values = {"active": settings.active_days, "asleep": settings.asleep_days}
    return NodeError("thresholds", field="asleep_days", values=values)


def _named(role: str, settings: LifecycleSettings) -> str:
    return settings.prefix + OUTPUT[role].of(settings.language)


def _need(settings: LifecycleSettings, schema: Mapping[str, Any]) -> None:
    if settings.source == "customers":
        named = ["last_purchase", "purchases"]
        optional = ["revenue_column"]
    else:
        named = ["customer", "date"] + (["return_column"] if settings.returns == "column" else [])
        optional = ["document", "amount"]
        if settings.returns == "negative":
            named.append("amount")
    need_columns(
        schema,
        [
            (field, getattr(settings, field))
            for field in [*named, *optional]
            if field in named or getattr(settings, field)
        ],
    )


def _output_names(settings: LifecycleSettings, schema: Mapping[str, Any]) -> dict[str, str]:
    """Return the names of the columns made, by role, in their order."""
    roles = ["days", "segment", "segment_name", "recency", "frequency"]
    kept = list(schema)
    if settings.source == "sales":
        money = ["revenue"] if settings.amount else []
        roles = ["count", "last", "days", *money, *roles[1:]]
        kept = [settings.customer]
    names = {role: _named(role, settings) for role in roles}
    pairs: list[tuple[str, str | None]] = [(name, None) for name in kept]
    refuse_duplicates([*pairs, *((name, "prefix") for name in names.values())])
    return names


def _from_sales(
    frame: pl.LazyFrame,
    schema: Mapping[str, Any],
    settings: LifecycleSettings,
    report_date: dt.date,
    names: Mapping[str, str],
) -> tuple[pl.LazyFrame, str, str]:
    """Return one row a customer, and the names of its columns of purchases and of the last date."""
    customer = col(settings.customer)
    known = customer.is_not_null()
    if kind_of(schema[settings.customer]) == "text" and schema[settings.customer] != pl.Null:
        known &= customer.str.strip_chars() != ""
    day = _day(col(settings.date), schema[settings.date])
    counted = (day <= report_date).fill_null(value=False)
    returned = _returned(schema, settings).fill_null(value=False)
    # 1C starts document numbers anew each year, so a number is one document only within a year.
    purchase = day.cast(pl.String)
    if settings.document:
        number = col(settings.document).cast(pl.String).str.strip_chars()
        numbered = number.is_not_null() & (number != "")
        within = pl.concat_str(number, day.dt.year().cast(pl.String), separator="\u0001")
        purchase = pl.when(numbered).then(within).otherwise(purchase)
    lines = frame.filter(known).select(
        customer.alias("customer"),
        day.alias("day"),
        purchase.alias("purchase"),
        (counted & ~returned).alias("sale"),
        (counted & returned).alias("return"),
        *([_money(schema, settings).alias("amount")] if settings.amount else []),
    )
    sale = pl.col("sale")
    totals = [
        pl.col("purchase").filter(sale).n_unique().cast(pl.Int64).alias("count"),
        pl.col("day").filter(sale).max().alias("last"),
    ]
    if settings.amount:
        money = pl.col("amount").filter(sale).sum()
        if settings.revenue == "net":
            money = money - pl.col("amount").filter("return").abs().sum()
        totals.append(money.alias("revenue"))
    people = lines.group_by("customer", maintain_order=True).agg(totals)
    count, last = names["count"], names["last"]
    columns = [
        pl.col("customer").alias(settings.customer),
        pl.col("count").alias(count),
        pl.col("last").alias(last),
        _days(pl.col("last"), report_date).alias(names["days"]),
    ]
    if settings.amount:
        columns.append(pl.col("revenue").alias(names["revenue"]))
    return people.select(columns), count, last


def _day(column: pl.Expr, dtype: Any) -> pl.Expr:
    return column.dt.date() if isinstance(dtype, pl.Datetime) else column.cast(pl.Date)


def _days(last: pl.Expr, report_date: dt.date) -> pl.Expr:
    return (pl.lit(report_date) - last).dt.total_days()


def _money(schema: Mapping[str, Any], settings: LifecycleSettings) -> pl.Expr:
    dtype = schema[settings.amount]
    amount = col(settings.amount)
    return amount.cast(pl.Int64) if dtype == pl.Null or dtype.is_integer() else amount


def _returned(schema: Mapping[str, Any], settings: LifecycleSettings) -> pl.Expr:
    if settings.returns == "negative":
        return _money(schema, settings) < 0
    if settings.returns == "none":
        return pl.lit(value=False)
    column = col(settings.return_column)
    if schema[settings.return_column] == pl.Boolean:
        return column
    value = settings.return_value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    words = "" if value is None else str(value).strip().lower()
    return column.cast(pl.String).str.strip_chars().str.to_lowercase() == words


def _segmented(
    people: pl.LazyFrame,
    settings: LifecycleSettings,
    report_date: dt.date,
    names: Mapping[str, str],
    count: str,
    last: str,
) -> pl.LazyFrame:
    schema = people.collect_schema()
    bought = col(count).cast(pl.Int64, strict=False)
    days = _days(_day(col(last), schema[last]), report_date)
    recency = (
        pl.when(days <= settings.active_days)
        .then(0)
        .when(days <= settings.asleep_days)
        .then(1)
        .otherwise(2)
    )
    frequency = (
        pl.when(bought >= settings.regular_from).then(2).when(bought >= 2).then(1).otherwise(0)
    )
    none = days.is_null() | bought.is_null() | (bought < 1)
    number = pl.when(none).then(0).otherwise(3 * recency + frequency + 1).cast(pl.Int64)
    segment = col(names["segment"])
    of = settings.language
    numbers = list(range(10))
    nobody = NO_PURCHASES.of(of)
    recencies = [nobody, *(RECENCY[index // 3].of(of) for index in range(9))]
    frequencies = [nobody, *(FREQUENCY[index % 3].of(of) for index in range(9))]
    made = {
        "segment_name": [SEGMENTS[index].of(of) for index in numbers],
        "recency": recencies,
        "frequency": frequencies,
    }
    new = [number.alias(names["segment"])]
    if settings.source == "customers":
        new.insert(0, days.alias(names["days"]))
    return people.with_columns(new).with_columns(
        segment.replace_strict(numbers, words, return_dtype=pl.String).alias(names[role])
        for role, words in made.items()
    )


def _summary_names(settings: LifecycleSettings) -> list[str]:
    roles = ("segment", "segment_name", "customers", "share", "revenue")
    return [OUTPUT[role].of(settings.language) for role in roles]


def _summary(
    customers: pl.LazyFrame, settings: LifecycleSettings, segment: str, revenue: str | None
) -> pl.LazyFrame:
    """Return ten rows: the segments in order, then customers without purchases."""
    number, name, people, share, money = _summary_names(settings)
    order = [*range(1, 10), 0]
    every = pl.LazyFrame(
        {"n": order, "name": [SEGMENTS[index].of(settings.language) for index in order]},
        schema={"n": pl.Int64(), "name": pl.String()},
    )
    totals = [pl.len().cast(pl.Int64).alias("people")]
    if revenue:
        totals.append(col(revenue).sum().alias("money"))
    counted = customers.group_by(col(segment).alias("n")).agg(totals)
    table = every.join(counted, on="n", how="left", maintain_order="left")
    found = pl.col("people").fill_null(0)
    columns = [
        pl.col("n").alias(number),
        pl.col("name").alias(name),
        found.alias(people),
        pl.when(found.sum() > 0).then(found / found.sum()).otherwise(0.0).alias(share),
    ]
    if revenue:
        columns.append(pl.col("money").fill_null(0).alias(money))
    return table.select(columns)
