"""The nine life-cycle segments: real rows of sales, thresholds, shapes, what is refused."""
# ruff: noqa: E501 - a line a case; moments without a zone are meant

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from kanva.sdk import MatrixView, NodeError, Text
from kanva_nodes.marketing.lifecycle import Lifecycle, LifecycleSettings

REPORT = dt.date(2026, 7, 1)


def segments(context: Any, frame: pl.DataFrame, **raw: Any) -> dict[str, pl.DataFrame]:
    raw.setdefault("report_date", REPORT.isoformat())
    settings = LifecycleSettings.model_validate(raw)
    outputs = Lifecycle().lazy(settings, {"rows": frame.lazy()}, context)
    return {port: lazy.collect() for port, lazy in outputs.items()}


def read_purchases(folder: Path) -> pl.DataFrame:
    raw = pl.read_csv(
        folder / "lifecycle" / "purchases_45.csv",
        separator=";",
        encoding="cp1251",
        decimal_comma=True,
    )
    return raw.with_columns(pl.col("Дата").str.to_date("%d.%m.%Y"))


@pytest.mark.parametrize(
    "returns",
    [
        {"returns": "negative"},
        {"returns": "column", "return_column": "Вид", "return_value": " возврат"},
    ],
    ids=["by sign", "by column"],
)
def test_45_customers(context: Any, shared_data: Path, returns: dict[str, Any]) -> None:
    expected = pl.read_csv(shared_data / "lifecycle" / "expected_45.csv")
    result = segments(
        context,
        read_purchases(shared_data),
        customer="Код клиента",
        document="Документ",
        date="Дата",
        amount="Сумма",
        report_date="2015-05-26",
        **returns,
    )
    given = result["customers"].select(
        pl.col("Код клиента").alias("customer"),
        pl.col("Покупок").alias("purchases"),
        pl.col("Дней с последней покупки").alias("days_since_last"),
        pl.col("Сегмент").alias("segment"),
    )
    assert_frame_equal(given.sort("customer"), expected.sort("customer"))
    assert result["summary"]["Сегмент"].to_list() == [1, 2, 3, 4, 5, 6, 7, 8, 9, 0]
    assert result["summary"]["Покупателей"].to_list() == [3, 1, 4, 2, 5, 4, 17, 6, 3, 0]
    shares = [round(share * 100, 2) for share in result["summary"]["Доля"]]
    assert shares[:4] == [6.67, 2.22, 8.89, 4.44]
    assert shares[6] == 37.78


def test_45_customers_revenue(context: Any, shared_data: Path) -> None:
    """Sales up to the report date less returns: added up by hand from the file's text."""
    text = (shared_data / "lifecycle" / "purchases_45.csv").read_bytes().decode("cp1251")
    lines = [line.split(";") for line in text.splitlines()[1:]]
    cents: dict[str, int] = {}
    for _, day, customer, _, amount in lines:
        when = dt.datetime.strptime(day, "%d.%m.%Y").date()
        if when <= dt.date(2015, 5, 26):
            cents[customer] = cents.get(customer, 0) + round(float(amount.replace(",", ".")) * 100)
    result = segments(
        context,
        read_purchases(shared_data),
        customer="Код клиента",
        document="Документ",
        date="Дата",
        amount="Сумма",
        returns="negative",
        report_date="2015-05-26",
    )
    customers = result["customers"]
    given = dict(zip(customers["Код клиента"], customers["Выручка"], strict=True))
    assert {name: round(value * 100) for name, value in given.items()} == cents
    total = result["summary"]["Выручка"].sum()
    assert total == pytest.approx(sum(cents.values()) / 100, rel=1e-12)


DAYS = [0, 90, 91, 180, 181]


@pytest.mark.parametrize(
    ("purchases", "expected"),
    [
        (1, [1, 1, 4, 4, 7]),
        (2, [2, 2, 5, 5, 8]),
        (3, [2, 2, 5, 5, 8]),
        (4, [3, 3, 6, 6, 9]),
        (100, [3, 3, 6, 6, 9]),
    ],
)
def test_days_on_the_thresholds(context: Any, purchases: int, expected: list[int]) -> None:
    frame = pl.DataFrame(
        {"last": [REPORT - dt.timedelta(days=days) for days in DAYS], "n": [purchases] * len(DAYS)}
    )
    result = segments(context, frame, source="customers", last_purchase="last", purchases="n")
    assert result["customers"]["Дней с последней покупки"].to_list() == DAYS
    assert result["customers"]["Сегмент"].to_list() == expected


def test_ready_table_keeps_its_columns(context: Any) -> None:
    frame = pl.DataFrame(
        {
            "Имя": ["Анна", "Борис", "Вера", "Глеб", "Даша"],
            "last": [REPORT, None, REPORT, REPORT + dt.timedelta(days=3), REPORT],
            "n": [1.0, 5.0, 0.0, 2.0, None],
            "sum": [10, 20, 30, 40, 50],
        }
    )
    result = segments(
        context, frame, source="customers", last_purchase="last", purchases="n",
        revenue_column="sum", prefix="2026: ", language="en",
    )  # fmt: skip
    customers = result["customers"]
    assert customers.columns == [
        *frame.columns, "2026: Days since last purchase", "2026: Segment", "2026: Segment name",
        "2026: Recency", "2026: Frequency",
    ]  # fmt: skip
    assert customers["2026: Segment"].to_list() == [1, 0, 0, 2, 0]
    assert customers["2026: Days since last purchase"].to_list() == [0, None, 0, -3, 0]
    assert result["summary"]["Revenue"].to_list() == [10, 40, 0, 0, 0, 0, 0, 0, 0, 100]
    assert sum(result["summary"]["Share"]) == pytest.approx(1)


def test_purchases_are_documents_of_a_year(context: Any) -> None:
    day = dt.date
    frame = pl.DataFrame(
        {
            "кто": ["А", "А", "А", "А", "Б", "Б", "Б", "В", "", None],
            "№": ["1", "1", "1", "2", None, " ", None, "7", "8", "9"],
            "день": [
                day(2026, 6, 1), day(2026, 6, 2), day(2025, 6, 1), day(2026, 6, 1),
                day(2026, 6, 1), day(2026, 6, 1), day(2026, 6, 2), None, day(2026, 6, 1),
                day(2026, 6, 1),
            ],
        }
    )  # fmt: skip
    result = segments(context, frame, customer="кто", document="№", date="день")["customers"]
    assert result["кто"].to_list() == ["А", "Б", "В"]
    # А: number 1 of 2026, number 1 of 2025, number 2. Б: two days without a number.
    assert result["Покупок"].to_list() == [3, 2, 0]
    assert result["Сегмент"].to_list() == [2, 2, 0]
    assert "Выручка" not in result.columns
    by_day = segments(context, frame, customer="кто", date="день")["customers"]
    assert by_day["Покупок"].to_list() == [3, 2, 0]


def test_returns_and_revenue(context: Any) -> None:
    frame = pl.DataFrame(
        {
            "кто": ["А", "А", "А", "Б"],
            "день": [dt.datetime(2026, 6, 1, 23, 59), dt.datetime(2026, 6, 30), dt.datetime(2026, 7, 1, 22), dt.datetime(2026, 7, 2)],
            "сумма": [100, 30, 5, 7],
            "возврат": [False, True, False, False],
        }
    )  # fmt: skip
    raw = {
        "customer": "кто",
        "date": "день",
        "amount": "сумма",
        "returns": "column",
        "return_column": "возврат",
    }
    net = segments(context, frame, **raw)["customers"]
    assert net["Покупок"].to_list() == [2, 0]
    assert net["Дней с последней покупки"].to_list() == [0, None]
    assert net["Выручка"].to_list() == [75, 0]
    gross = segments(context, frame, **raw, revenue="gross")["customers"]
    assert gross["Выручка"].to_list() == [105, 0]
    number = frame.with_columns(pl.col("возврат").cast(pl.Int64))
    by_number = segments(context, number, **raw, return_value=1.0)["customers"]
    assert by_number.equals(net)


def problems(
    raw: dict[str, Any], frame: pl.DataFrame, context: Any
) -> list[tuple[str, str | None]]:
    settings = LifecycleSettings.model_validate(raw)
    found = Lifecycle().check(settings, {"rows": frame.schema}, context)
    return [(error.code, error.field) for error in found]


def test_checks(context: Any) -> None:
    frame = pl.DataFrame({"Сегмент": ["А"], "день": [REPORT]})
    good = {"customer": "Сегмент", "date": "день", "report_date": "2026-07-01", "prefix": "2026 "}
    assert problems(good, frame, context) == []
    assert problems({**good, "prefix": ""}, frame, context) == [("duplicate_column", "prefix")]
    assert problems({**good, "report_date": None}, frame, context) == [("not_set", "report_date")]
    assert problems({**good, "active_days": 180}, frame, context) == [("thresholds", "asleep_days")]
    assert problems({**good, "returns": "negative"}, frame, context) == [("not_set", "amount")]
    with pytest.raises(NodeError) as caught:
        segments(context, frame, **{**good, "active_days": 181})
    assert caught.value.problem(Lifecycle.messages).text == Text(
        ru="Порог уснувших (180 дн.) должен быть больше порога активных (181 дн.)",
        en="The dormant threshold (180 days) must exceed the active one (181 days)",
    )


def test_view(context: Any) -> None:
    settings = LifecycleSettings.model_validate(
        {"customer": "c", "date": "d", "amount": "a", "active_days": 30, "asleep_days": 60}
    )
    view = Lifecycle().view(settings, context)
    assert isinstance(view, MatrixView)
    assert view.cells == ((1, 2, 3), (4, 5, 6), (7, 8, 9))
    subtitles = [item.subtitle.ru for item in (*view.rows, *view.columns) if item.subtitle]
    assert subtitles == [
        "до 30 дн.", "31–60 дн.", "больше 60 дн.", "1 покупка", "2–3 покупки", "от 4 покупок",
    ]  # fmt: skip
    assert [(item.of, item.column, item.format) for item in view.measures] == [
        ("count", None, "integer"), ("share", None, "percent"), ("sum", "Выручка", "money"),
    ]  # fmt: skip
    assert view.aside == ((0, Text(ru="Без покупок", en="No purchases")),)


def test_empty_input(context: Any) -> None:
    frame = pl.DataFrame(schema={"кто": pl.String, "день": pl.Date, "сумма": pl.Decimal(38, 2)})
    result = segments(context, frame, customer="кто", date="день", amount="сумма")
    assert result["customers"].height == 0
    assert result["customers"].schema["Выручка"] == pl.Decimal(38, 2)
    assert result["summary"]["Покупателей"].to_list() == [0] * 10
    assert result["summary"]["Доля"].to_list() == [0.0] * 10
