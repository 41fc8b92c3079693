"""Nine segments of the customer life-cycle: how often people buy, and how long ago they did."""
# ruff: noqa: E501 - the icon is one line of path data, sentences of messages are whole

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import ClassVar

import polars as pl

from kanva.sdk import (
    ROWS_IN,
    AxisValue,
    Context,
    Example,
    Frames,
    InputFrames,
    InputSchemas,
    MatrixView,
    Measure,
    Message,
    NodeError,
    NodeType,
    Origins,
    Port,
    Schemas,
    Table,
    Text,
    View,
    plural,
)
from kanva_nodes.marketing._lifecycle_form import REPORT_DATE, LifecycleSettings
from kanva_nodes.marketing._lifecycle_rows import (
    from_sales,
    named,
    need,
    output_names,
    segmented,
    summary,
    summary_names,
    thresholds,
)
from kanva_nodes.marketing._lifecycle_words import FREQUENCY, HELP, NO_PURCHASES, RECENCY


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
                NodeError("not_set", field="report_date", values={"title": REPORT_DATE})
            )
        if settings.active_days >= settings.asleep_days:
            problems.append(thresholds(settings))
        if settings.source == "sales" and settings.returns == "negative" and not settings.amount:
            title = Text(ru="Сумма", en="Amount")
            problems.append(NodeError("not_set", field="amount", values={"title": title}))
        if "rows" in inputs:
            try:
                output_names(settings, inputs["rows"])
            except NodeError as error:
                problems.append(error)
        return problems

    def lazy(self, settings: LifecycleSettings, frames: InputFrames, context: Context) -> Frames:
        """Bring both shapes of input to one row a customer, then number the segments."""
        del context
        frame: pl.LazyFrame = frames["rows"]
        schema = frame.collect_schema()
        if settings.report_date is None:
            raise NodeError("not_set", field="report_date", values={"title": REPORT_DATE})
        if settings.active_days >= settings.asleep_days:
            raise thresholds(settings)
        need(settings, schema)
        names = output_names(settings, schema)
        if settings.source == "sales":
            people, count, last = from_sales(frame, schema, settings, settings.report_date, names)
        else:
            people, count, last = frame, settings.purchases, settings.last_purchase
        customers = segmented(people, settings, settings.report_date, names, count, last)
        if settings.source == "sales":
            revenue = names.get("revenue")
        else:
            revenue = settings.revenue_column or None
        return {
            "customers": customers,
            "summary": summary(customers, settings, names["segment"], revenue),
        }

    def lineage(
        self, settings: LifecycleSettings, inputs: InputSchemas, outputs: Schemas
    ) -> Origins | None:
        """New columns come from the columns of dates, documents and sums."""
        del outputs
        if "rows" not in inputs:
            return None
        names = output_names(settings, inputs["rows"])
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
        words = summary_names(settings)
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
            revenue = named("revenue", settings) if settings.amount else ""
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
            column=named("segment", settings),
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
