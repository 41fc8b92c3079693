"""Real messy files come in by recognition alone, or with at most three settings."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from kanva_nodes.sources.excel_book import ImportExcel
from kanva_nodes.sources.text_file import ImportText

TEXT: list[tuple[str, dict[str, Any], tuple[int, int]]] = [
    ("transactions/online_retail.csv.gz", {}, (541_909, 8)),
    ("cdnow/CDNOW_master.txt", {}, (69_659, 4)),
    ("cdnow/CDNOW_sample.txt", {}, (6_919, 5)),
    ("russian/apteka_cheki_cp1251.csv", {}, (4_462, 21)),
    ("russian/mvd_budget_2012_cp1251.csv", {}, (1_206, 9)),
    ("russian/apteki_moskvy.tsv", {}, (4_123, 7)),
    ("russian/muzei_moskvy.tsv", {}, (263, 10)),
    ("russian/goroda_rossii.csv", {}, (1_117, 24)),
    # Fourteen records, two of them blank: a title, a header of two rows and ten rows remain.
    (
        "messy_csv/business_expenses_apr_jun_14_peter_lewis.csv",
        {"header": "yes", "header_rows": 2},
        (9, 9),
    ),
    ("messy_csv/20170320-ePC_Data-Travel-Stationery.csv", {}, (12, 2)),
    ("messy_csv/planning-application-aug-17.csv", {}, (2_146, 19)),
    ("messy_csv/Copy_of_2016-17_Q3_Final_V2.csv", {}, (748, 12)),
    ("messy_csv/erionite.csv", {}, (18, 4)),
    # Nine fields on each line, the last of them always empty.
    ("messy_csv/vissim_data_conf2473_i12_v2026.csv", {}, (101, 8)),
    # 137 records: two titles, a blank row and the header stand above.
    ("messy_csv/mixedGLB_cr_lines.csv", {}, (133, 19)),
    ("messy_csv/utf16le_encoded.csv", {}, (327, 19)),
    ("messy_csv/weird_head_padding.csv", {"header": "yes", "ragged": "skip"}, (60, 10)),
    ("lifecycle/purchases_45.csv", {}, (193, 5)),
    ("lifecycle/expected_45.csv", {}, (45, 4)),
]

EXCEL: list[tuple[str, dict[str, Any], tuple[int, int]]] = [
    ("transactions/online_retail_II_subset.xlsx", {}, (14_269, 8)),
    ("transactions/online_retail_II_subset.xlsx", {"sheet": "Year 2010-2011"}, (20_497, 8)),
    ("russian/mvd_budget_2012.xlsx", {}, (1_206, 9)),
    ("messy_xlsx/deaths.xlsx", {"range": "A5:F15"}, (10, 6)),
    ("messy_xlsx/deaths.xlsx", {"range": "A5:F15", "sheet": "other"}, (10, 6)),
    ("messy_xlsx/type-me.xlsx", {}, (10, 2)),
    ("messy_xlsx/type-me.xlsx", {"sheet": "numeric_coercion"}, (7, 2)),
    ("messy_xlsx/type-me.xlsx", {"sheet": "date_coercion"}, (7, 2)),
    ("messy_xlsx/type-me.xlsx", {"sheet": "text_coercion"}, (6, 2)),
    ("messy_xlsx/geometry.xlsx", {}, (3, 3)),
    ("messy_xlsx/clippy.xlsx", {}, (4, 2)),
    ("messy_xlsx/clippy.xlsx", {"sheet": "two-row-header", "header_rows": 2}, (1, 4)),
    ("messy_xlsx/names-need-repair.xlsx", {}, (2, 4)),
    ("messy_xlsx/dates-1904.xls", {}, (1, 5)),
    ("messy_xlsx/savings_bonds_report.xlsx", {"sheet": "data"}, (8_544, 11)),
    ("messy_xlsx/savings_bonds_report.xlsx", {"sheet": "data", "range": "A3:D8547"}, (8_544, 4)),
]


@pytest.fixture
def bring(data_dir: Path, context: Any) -> Any:
    def _bring(name: str) -> str:
        target = context.workspace / Path(name).name
        shutil.copyfile(data_dir / name, target)
        return target.name

    return _bring


@pytest.mark.parametrize(("name", "settings", "shape"), TEXT)
def test_a_real_text_file_comes_in(
    bring: Any, context: Any, name: str, settings: dict[str, Any], shape: tuple[int, int]
) -> None:
    node = ImportText()
    chosen = node.settings(file=bring(name), **settings)
    frame = node.scan(chosen, context).collect()
    assert frame.shape == shape
    assert frame.schema == node.schema(chosen, {}, context)["rows"]
    assert node.row_count(chosen, context) == shape[0]


@pytest.mark.parametrize(("name", "settings", "shape"), EXCEL)
def test_a_real_book_comes_in(
    bring: Any, context: Any, name: str, settings: dict[str, Any], shape: tuple[int, int]
) -> None:
    node = ImportExcel()
    chosen = node.settings(file=bring(name), **settings)
    frame = node.scan(chosen, context).collect()
    assert frame.shape == shape
    assert frame.schema == node.schema(chosen, {}, context)["rows"]
    assert node.row_count(chosen, context) == shape[0]


def test_no_file_is_left_out(data_dir: Path) -> None:
    told = {name for name, _, _ in (*TEXT, *EXCEL)}
    folders = ("messy_csv", "messy_xlsx", "russian", "cdnow", "transactions")
    there = {
        f"{folder}/{path.name}" for folder in folders for path in (data_dir / folder).iterdir()
    }
    assert there <= told


@pytest.mark.parametrize("settings", [settings for _, settings, _ in (*TEXT, *EXCEL)])
def test_three_settings_are_enough(settings: dict[str, Any]) -> None:
    assert len(settings) <= 3


def _schema(node: Any, context: Any, **settings: Any) -> dict[str, str]:
    schema = node.schema(node.settings(**settings), {}, context)["rows"]
    return {name: str(dtype) for name, dtype in schema.items()}


def test_receipts_of_pharmacies_get_their_types(bring: Any, context: Any) -> None:
    name = bring("russian/apteka_cheki_cp1251.csv")
    assert _schema(ImportText(), context, file=name) == {
        "DR_Dat": "Date",
        "DR_Tim": "String",
        "DR_NChk": "Int64",
        "DR_NDoc": "Int64",
        "DR_Apt": "Int64",
        "DR_Kkm": "String",
        "DR_TDoc": "String",
        "DR_TPay": "Int64",
        "DR_CDrugs": "Int64",
        "DR_NDrugs": "String",
        "DR_Suppl": "String",
        "DR_Prod": "String",
        "DR_Kol": "Float64",
        "DR_CZak": "Float64",
        "DR_CRoz": "Float64",
        "DR_SDisc": "Float64",
        "DR_CDisc": "String",
        "DR_BCDisc": "String",
        "DR_TabEmpl": "Int64",
        "DR_VZak": "Int64",
        "DR_Pos": "Float64",
    }
    marked = ImportText()
    chosen = marked.settings(file=name, empty_markers="NULL")
    frame = marked.scan(chosen, context).collect()
    assert frame.schema["DR_CDisc"] == pl.Float64
    assert frame["DR_CDisc"].null_count() == 2_697
    assert frame["DR_Kkm"][0] == "022577"
    assert frame["DR_TDoc"][0] == "Розничная реализация"


def test_the_ministry_budget_keeps_codes_and_sums(bring: Any, context: Any) -> None:
    node = ImportText()
    chosen = node.settings(file=bring("russian/mvd_budget_2012_cp1251.csv"))
    frame = node.scan(chosen, context).collect()
    assert frame.schema["csr_code"] == pl.String
    assert frame.schema["year2012"] == pl.Float64
    assert frame.row(3)[2:] == ("01", "08", "0300000", None, 23819.5, 24407.9, 25321.1)


def test_the_retail_file_in_gzip_gets_dates(bring: Any, context: Any) -> None:
    node = ImportText()
    chosen = node.settings(file=bring("transactions/online_retail.csv.gz"))
    frame = node.scan(chosen, context)
    totals = frame.select(
        invoices=pl.col("InvoiceNo").n_unique(),
        customers=pl.col("CustomerID").drop_nulls().n_unique(),
        without=pl.col("CustomerID").null_count(),
        nameless=pl.col("Description").null_count(),
        last=pl.col("InvoiceDate").max().dt.date().cast(pl.String),
    ).collect()
    assert totals.row(0) == (25_900, 4_372, 135_080, 1_454, "2011-12-09")


def test_customers_of_cdnow_buy_what_the_papers_say(bring: Any, context: Any) -> None:
    node = ImportText()
    frame = node.scan(node.settings(file=bring("cdnow/CDNOW_master.txt")), context).collect()
    assert frame["number_of_cds"].sum() == 167_881
    assert round(frame["dollar_value"].sum(), 2) == 2_500_315.63
    assert frame["customer_id"].n_unique() == 23_570
    assert frame.schema == {
        "customer_id": pl.String,
        "date": pl.Date,
        "number_of_cds": pl.Int64,
        "dollar_value": pl.Float64,
    }


def test_the_header_of_two_rows_is_joined(bring: Any, context: Any) -> None:
    name = bring("messy_csv/business_expenses_apr_jun_14_peter_lewis.csv")
    assert list(_schema(ImportText(), context, file=name, header="yes", header_rows=2)) == [
        "Dates",
        "Destination",
        "Purpose",
        "Travel / Air",
        "Travel / Rail",
        "Travel / Taxi/Car",
        "Travel / Accomodation/Meals",
        "Other",
        "Total Cost",
    ]


def test_the_merged_header_of_the_budget_is_joined(bring: Any, context: Any) -> None:
    name = bring("russian/mvd_budget_2012.xlsx")
    names = list(_schema(ImportExcel(), context, file=name, skip_rows=0, header_rows=2))
    assert names[0] == "Наименование показателя"
    assert names[1].startswith("Код по бюджетной классификации")
    assert names[1].endswith("главного распорядителя средств федерального бюджета")
    assert names[6:] == [
        "Сумма на год / на 2012 год",
        "Сумма на год / на 2013 год",
        "Сумма на год / на 2014 год",
    ]


def test_a_line_of_eighteen_cells_is_reported(bring: Any, context: Any) -> None:
    node = ImportText()
    node.scan(node.settings(file=bring("russian/muzei_moskvy.tsv")), context)
    assert context.warnings == [
        ("ragged_kept", "ragged", {"count": 1, "width": 10, "lines": "129"})
    ]


def test_line_breaks_within_quotes_stay(bring: Any, context: Any) -> None:
    node = ImportText()
    chosen = node.settings(file=bring("messy_csv/planning-application-aug-17.csv"))
    frame = node.scan(chosen, context).collect()
    assert frame["ADDRESS"][0] == (
        "11 Erringden Road\nMytholmroyd\nHebden Bridge\nCalderdale\nHX7 5AR\n"
    )


def test_dates_of_1904_are_right(bring: Any, context: Any) -> None:
    node = ImportExcel()
    frame = node.scan(node.settings(file=bring("messy_xlsx/dates-1904.xls")), context).collect()
    assert [str(cell) for cell in frame.row(0)] == ["2000-01-01"] * 5
