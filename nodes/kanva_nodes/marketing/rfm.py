"""The RFM: recency, frequency and money scored 1 to 5, and a name by the map.

Long because its form and examples stand in two languages beside the work.
"""
# ruff: noqa: E501 - the icon is one line of path data, sentences are whole

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Literal

import polars as pl

from kanva.sdk import (
    NUMERIC,
    TEMPORAL,
    AxisValue,
    Context,
    Example,
    Frames,
    InputFrames,
    InputSchemas,
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
)
from kanva.sdk.relational import col, need_columns, refuse_duplicates
from kanva_nodes.marketing._rfm_scores import CLASSES, Method, score
from kanva_nodes.marketing._rfm_words import HELP, map_text

_DATE = Text(ru="Отчётная дата", en="Day of the report")
_NAMES: Mapping[str, Text] = {
    "last": Text(ru="Последняя покупка", en="Last purchase"),
    "days": Text(ru="Дней с последней покупки", en="Days since last purchase"),
    "count": Text(ru="Покупок", en="Purchases"),
    "money": Text(ru="Выручка", en="Revenue"),
    "r": Text.same("R"),
    "f": Text.same("F"),
    "m": Text.same("M"),
    "rfm": Text.same("RFM"),
    "cell": Text(ru="R и F", en="R and F"),
    "segment": Text(ru="Сегмент", en="Segment"),
}


def _bounds(letter: str, en: str, default: str) -> Any:
    return fields.text(
        Text(ru=f"Границы {letter}", en=f"Bounds of {en}"),
        default,
        help=Text(
            ru="Четыре возрастающих числа через точку с запятой.",
            en="Four rising numbers, semicolons between.",
        ),
        look=Look(when={"method": ["bounds"]}),
    )


class RfmSettings(Settings):
    """What is scored, and how."""

    source: Literal["sales", "customers"] = fields.choice(
        Text(ru="Что на входе", en="What comes in"),
        [
            Option("sales", Text(ru="Строки продаж", en="Lines of sales")),
            Option("customers", Text(ru="Покупатели с итогами", en="Customers with totals")),
        ],
        "sales",
        style="segmented",
    )
    customer: str = fields.column(Text(ru="Покупатель", en="Customer"))
    date: str = fields.column(
        Text(ru="Дата (последней) покупки", en="Day of the (last) purchase"), kinds=TEMPORAL
    )
    document: str = fields.column(
        Text(ru="Номер чека", en="Receipt"),
        optional=True,
        help=Text(
            ru="Строки одного чека — одна покупка. Пусто — каждая строка.",
            en="Lines of one receipt are one purchase. Empty: every line.",
        ),
        look=Look(when={"source": ["sales"]}),
    )
    count: str = fields.column(
        Text(ru="Число покупок", en="Number of purchases"),
        kinds=NUMERIC,
        optional=True,
        look=Look(when={"source": ["customers"]}),
    )
    amount: str = fields.column(Text(ru="Сумма", en="Amount"), kinds=NUMERIC)
    report_date: dt.date | None = fields.date(
        _DATE, help=Text(ru="Покупки после неё не считаются.", en="Later purchases do not count.")
    )
    method: Method = fields.choice(
        Text(ru="Как ставить оценки", en="How to score"),
        [
            Option("counts", Text(ru="Поровну покупателей", en="Equal counts")),
            Option("bounds", Text(ru="По границам", en="By bounds")),
            Option("r", Text(ru="Как в пакете rfm для R", en="As R’s package rfm")),
        ],
        "counts",
    )
    recency_bounds: str = _bounds("R, дней", "R, days", "30; 90; 180; 365")
    frequency_bounds: str = _bounds("F, покупок", "F, purchases", "2; 3; 5; 10")
    money_bounds: str = _bounds("M", "M", "1000; 5000; 20000; 100000")
    map: str = fields.text(
        Text(ru="Карта сегментов", en="Map of segments"),
        map_text,
        multiline=True,
        help=Text(
            ru="Пять строк от R = 5 до R = 1, в строке пять имён через «;» от F = 1 до F = 5.",
            en="Five lines from R = 5 to R = 1, in each five names, semicolons between, from F = 1 to F = 5.",
        ),
    )
    language: Literal["ru", "en"] = fields.choice(
        Text(ru="Язык имён столбцов", en="Language of column names"),
        [
            Option("ru", Text(ru="русский", en="Russian")),
            Option("en", Text(ru="английский", en="English")),
        ],
        "ru",
        style="segmented",
        look=Look(advanced=True),
    )


class Rfm(NodeType[RfmSettings]):
    """Scores customers by recency, frequency and money."""

    abstract = False
    id = "marketing.rfm"
    category = "marketing"
    icon = "M4 20V10h4v10zM10 20V4h4v16zM16 20v-7h4v7zM3 20h18"
    title = Text(ru="RFM-анализ", en="RFM")
    summary = Text(
        ru="Оценивает покупателей по давности, частоте и сумме, даёт имя сегмента.",
        en="Scores customers by recency, frequency and money, and names their segment.",
    )
    help = HELP
    also_called = (
        "сегментация покупателей", "R F M", "давность частота деньги", "recency frequency monetary",
        "лояльность", "чемпионы", "квинтили", "LRFM", "лучшие клиенты",
    )  # fmt: skip
    settings = RfmSettings
    outputs = (Port("customers", Text(ru="Покупатели", en="Customers")),)
    messages: ClassVar[Mapping[str, Message]] = {
        "bad_map": Message(
            Text(
                ru="В карте должно быть пять строк по пять имён: в строке {row} имён {count}",
                en="The map needs five lines of five names: line {row} has {count}",
            ),
            Text(ru="Имена разделяйте точкой с запятой.", en="Part the names by semicolons."),
        ),
        "bad_bounds": Message(
            Text(
                ru="Нужны четыре возрастающих числа, а написано «{given}»",
                en="Four rising numbers are needed, but “{given}” is written",
            ),
            Text(ru="Например: 30; 90; 180; 365.", en="For instance: 30; 90; 180; 365."),
        ),
    }

    def caption(self, settings: RfmSettings) -> Text:
        """Return the day and the method."""
        words = {
            "counts": Text(ru="поровну", en="equal counts"),
            "bounds": Text(ru="по границам", en="by bounds"),
            "r": Text(ru="как в R", en="as in R"),
        }[settings.method]
        if settings.report_date is None:
            return words
        return Text(
            ru=f"на {settings.report_date:%d.%m.%Y}, {words.ru}",
            en=f"as of {settings.report_date.isoformat()}, {words.en}",
        )

    def check(
        self, settings: RfmSettings, inputs: InputSchemas, context: Context
    ) -> Sequence[NodeError]:
        """Find a missing day, a bad map, bad bounds, names that clash."""
        del context
        if settings.report_date is None:
            return (NodeError("not_set", field="report_date", values={"title": _DATE}),)
        if settings.source == "customers" and not settings.count:
            title = Text(ru="Число покупок", en="Number of purchases")
            return (NodeError("not_set", field="count", values={"title": title}),)
        try:
            _map(settings)
            if settings.method == "bounds":
                for field in ("recency_bounds", "frequency_bounds", "money_bounds"):
                    _limits(settings, field)
            if "rows" in inputs:
                _verify(settings, inputs["rows"])
        except NodeError as error:
            return () if error.code == "missing_column" else (error,)
        return ()

    def lazy(self, settings: RfmSettings, frames: InputFrames, context: Context) -> Frames:
        """Bring the input to one row a customer, then score and name."""
        del context
        frame: pl.LazyFrame = frames["rows"]
        schema = frame.collect_schema()
        names = _verify(settings, schema)
        if settings.report_date is None:
            raise NodeError("not_set", field="report_date", values={"title": _DATE})
        people = _people(settings, frame)
        until = pl.lit(settings.report_date)
        days = (until - pl.col("last")).dt.total_days()
        scored = people.with_columns(days.alias("days")).with_columns(
            _score(settings, "days", "recency_bounds", small_is_good=True).alias("r"),
            _score(settings, "count", "frequency_bounds").alias("f"),
            _score(settings, "money", "money_bounds").alias("m"),
        )
        cell = pl.col("r") * 10 + pl.col("f")
        title = cell.replace_strict(
            [10 * r + f for r in range(1, 6) for f in range(1, 6)],
            [name for row in reversed(_map(settings)) for name in row],
            default=None,
            return_dtype=pl.String,
        )
        made = [
            *(pl.col(key).alias(names[key]) for key in ("last", "days", "count", "money")),
            *(pl.col(key).alias(names[key]) for key in ("r", "f", "m")),
            (pl.col("r") * 100 + pl.col("f") * 10 + pl.col("m")).alias(names["rfm"]),
            cell.alias(names["cell"]),
            title.alias(names["segment"]),
        ]
        return {"customers": scored.select(pl.col("who").alias(settings.customer), *made)}

    def lineage(
        self, settings: RfmSettings, inputs: InputSchemas, outputs: Schemas
    ) -> Origins | None:
        """Figures come from date, receipt and amount."""
        del inputs
        words = {one.of(settings.language): key for key, one in _NAMES.items()}
        date, money = ("rows", settings.date), ("rows", settings.amount)
        often = ("rows", settings.count or settings.document or settings.date)
        parts = {
            "last": [date], "days": [date], "r": [date], "count": [often], "f": [often],
            "money": [money], "m": [money], "rfm": [date, often, money], "cell": [date, often],
            "segment": [date, often],
        }  # fmt: skip
        return {
            "customers": {
                name: parts[words[name]] if name in words else [("rows", settings.customer)]
                for name in outputs["customers"]
            }
        }

    def view(self, settings: RfmSettings, context: Context) -> View | None:
        """Return the map of 5 × 5 cells: how many, which share, for how much."""
        del context
        language = settings.language
        money = _NAMES["money"].of(language)
        scores = range(1, CLASSES + 1)
        return MatrixView(
            port="customers",
            column=_NAMES["cell"].of(language),
            cells=tuple(tuple(10 * r + f for f in scores) for r in reversed(scores)),
            rows=tuple(AxisValue(Text.same(f"R {r}")) for r in reversed(scores)),
            columns=tuple(AxisValue(Text.same(f"F {f}")) for f in scores),
            measures=(
                Measure("count", Text(ru="Покупателей", en="Customers"), "count"),
                Measure("share", Text(ru="Доля", en="Share"), "share", format="percent"),
                Measure("money", Text(ru="Выручка", en="Revenue"), "sum", money, "money"),
            ),
            aside=((None, Text(ru="Без оценки", en="Without a score")),),
        )

    examples = (
        Example(
            title=Text(ru="Из строк продаж", en="From lines of sales"),
            settings={
                "customer": "Клиент",
                "date": "День",
                "document": "Чек",
                "amount": "Сумма",
                "report_date": "2011-12-09",
                "method": "bounds",
                "recency_bounds": "30; 60; 90; 180",
                "frequency_bounds": "2; 3; 4; 5",
                "money_bounds": "100; 200; 300; 400",
            },
            inputs={
                "rows": Table(
                    {
                        "Клиент": ["К1", "К1", "К1", "К2", None, "К2"],
                        "Чек": ["1", "1", "2", "3", "4", "5"],
                        "День": [
                            dt.date(2011, 12, 1), dt.date(2011, 12, 1), dt.date(2011, 12, 9),
                            dt.date(2011, 1, 1), dt.date(2011, 1, 1), dt.date(2011, 12, 10),
                        ],
                        "Сумма": [50.0, 60.0, 200.0, 99.0, 5.0, 900.0],
                    }
                )
            },
            outputs={
                "customers": Table(
                    {
                        "Клиент": ["К1", "К2"],
                        "Последняя покупка": [dt.date(2011, 12, 9), dt.date(2011, 1, 1)],
                        "Дней с последней покупки": [0, 342],
                        "Покупок": [2, 1],
                        "Выручка": [310.0, 99.0],
                        "R": [5, 1],
                        "F": [2, 1],
                        "M": [4, 1],
                        "RFM": [524, 111],
                        "R и F": [52, 11],
                        "Сегмент": ["Потенциально лояльные", "Спящие"],
                    }
                )
            },
        ),
        Example(
            title=Text(ru="Из готовых итогов", en="From totals"),
            settings={
                "source": "customers",
                "customer": "client",
                "date": "last",
                "count": "orders",
                "amount": "revenue",
                "report_date": "2026-07-01",
                "language": "en",
                "map": map_text("en"),
            },
            inputs={
                "rows": Table(
                    {
                        "client": [1, 2, 3, 4, 5],
                        "last": [dt.date(2026, 6, day) for day in (30, 20, 10, 5, 1)],
                        "orders": [9, 7, 5, 3, 1],
                        "revenue": [500.0, 400.0, 300.0, 200.0, 100.0],
                    }
                )
            },
            outputs={
                "customers": Table(
                    {
                        "client": [1, 2, 3, 4, 5],
                        "Last purchase": [dt.date(2026, 6, day) for day in (30, 20, 10, 5, 1)],
                        "Days since last purchase": [1, 11, 21, 26, 30],
                        "Purchases": [9, 7, 5, 3, 1],
                        "Revenue": [500.0, 400.0, 300.0, 200.0, 100.0],
                        "R": [5, 4, 3, 2, 1],
                        "F": [5, 4, 3, 2, 1],
                        "M": [5, 4, 3, 2, 1],
                        "RFM": [555, 444, 333, 222, 111],
                        "R and F": [55, 44, 33, 22, 11],
                        "Segment": [
                            "Champions", "Loyal", "Need attention", "Hibernating", "Hibernating",
                        ],
                    }
                )
            },
        ),
    )  # fmt: skip


def _people(settings: RfmSettings, frame: pl.LazyFrame) -> pl.LazyFrame:
    """Return one row a customer: who, last, count, money."""
    who = col(settings.customer)
    day = col(settings.date).cast(pl.Date)
    money = col(settings.amount).cast(pl.Float64)
    if settings.source == "customers":
        return frame.filter(who.is_not_null()).select(
            who.alias("who"),
            pl.when(day <= settings.report_date).then(day).alias("last"),
            col(settings.count).cast(pl.Int64, strict=False).alias("count"),
            money.alias("money"),
        )
    sale = pl.when(money > 0)
    receipt = (
        sale.then(col(settings.document).cast(pl.String, strict=False)).drop_nulls().n_unique()
        if settings.document
        else (money > 0).sum()
    )
    return (
        frame.filter(who.is_not_null() & (day <= settings.report_date))
        .group_by(who.alias("who"), maintain_order=True)
        .agg(
            sale.then(day).max().alias("last"),
            receipt.cast(pl.Int64).alias("count"),
            money.sum().alias("money"),
        )
    )


def _score(
    settings: RfmSettings, column: str, field: str, *, small_is_good: bool = False
) -> pl.Expr:
    limits = _limits(settings, field) if settings.method == "bounds" else ()
    value = pl.col(column).cast(pl.Float64)
    return score(value, settings.method, limits, small_is_good=small_is_good)


def _limits(settings: RfmSettings, field: str) -> tuple[float, ...]:
    given = str(getattr(settings, field))
    parts = [part.strip().replace("\u00a0", "").replace(" ", "") for part in given.split(";")]
    try:
        found = tuple(float(part.replace(",", ".")) for part in parts if part)
    except ValueError:
        found = ()
    if len(found) != CLASSES - 1 or list(found) != sorted(set(found)):
        raise NodeError("bad_bounds", field=field, values={"given": given})
    return found


def _map(settings: RfmSettings) -> list[list[str]]:
    """Return the names from R = 5 down, each line from F = 1 up."""
    lines = [line for line in settings.map.splitlines() if line.strip()]
    rows = [[name.strip() for name in line.split(";") if name.strip()] for line in lines]
    for number, row in enumerate(rows, 1):
        if len(row) != CLASSES:
            raise NodeError("bad_map", field="map", values={"row": number, "count": len(row)})
    if len(rows) != CLASSES:
        raise NodeError("bad_map", field="map", values={"row": len(rows) + 1, "count": 0})
    return rows


def _verify(settings: RfmSettings, schema: Mapping[str, Any]) -> dict[str, str]:
    needed = [("customer", settings.customer), ("date", settings.date), ("amount", settings.amount)]
    if settings.source == "sales" and settings.document:
        needed.append(("document", settings.document))
    if settings.source == "customers":
        needed.append(("count", settings.count))
    need_columns(schema, needed)
    names = {key: words.of(settings.language) for key, words in _NAMES.items()}
    refuse_duplicates([(settings.customer, "customer"), *((name, None) for name in names.values())])
    return names
