"""Times of the file nodes against the bare libraries: `python tests/bench/files.py`.

Prints recognition of a text file of 300 MB, reading and writing of text and .xlsx, as ratios.
"""

from __future__ import annotations

import datetime as dt
import importlib.util
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter
from python_calamine import CalamineWorkbook

from kanva_nodes.export.excel_book import ExportExcel
from kanva_nodes.export.text_file import ExportText
from kanva_nodes.sources._recognise import Choices, recognise
from kanva_nodes.sources.excel_book import ImportExcel
from kanva_nodes.sources.text_file import ImportText

TEXT_BYTES = 300_000_000
SHEET_ROWS, SHEET_COLUMNS = 200_000, 12


def _house() -> Any:
    place = Path(__file__).resolve().parents[1] / "nodes" / "conftest.py"
    spec = importlib.util.spec_from_file_location("node_house", place)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["node_house"] = module
    spec.loader.exec_module(module)
    return module


def _seconds(work: Callable[[], Any], times: int = 3) -> float:
    best = float("inf")
    for _ in range(times):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


def _middle(work: Callable[[], Any], times: int = 5) -> float:
    return statistics.median(_seconds(work, 1) for _ in range(times))


def _show(what: str, ours: float, bare: float | None = None) -> None:
    ratio = "" if bare is None else f"   bare {bare:7.2f} s   ratio {ours / bare:5.2f}"
    print(f"{what:44} {ours:7.2f} s{ratio}")


def _large_text(path: Path) -> None:
    count = 500_000
    number = pl.int_range(0, count)
    frame = pl.select(
        номер=number,
        дата=(pl.date(2020, 1, 1) + pl.duration(days=number % 1000)).dt.strftime("%d.%m.%Y"),
        сумма=(number * 7919 % 100_000 / 100).round(2),
        клиент=pl.lit("Клиент ") + (number % 20_000).cast(pl.String),
        код=pl.lit("00") + (number % 9_999).cast(pl.String),
        количество=number % 17,
    )
    with path.open("wb") as stream:
        frame.write_csv(stream, separator=";")
        while stream.tell() < TEXT_BYTES:
            frame.write_csv(stream, separator=";", include_header=False)


def _sheet_frame() -> pl.DataFrame:
    number = pl.int_range(0, SHEET_ROWS)
    numbers = {f"число {place}": number * 1.5 + place for place in range(4)}
    texts = {
        f"текст {place}": pl.lit("Клиент ") + (number % 1000).cast(pl.String) for place in range(4)
    }
    return pl.select(
        **numbers,
        **texts,
        номер=number,
        остаток=number % 7,
        дата=pl.date(2020, 1, 1) + pl.duration(days=number % 900),
        да=number % 2 == 0,
    )


def _bare_book(frame: pl.DataFrame, path: Path) -> None:
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        sheet.write_row(0, 0, frame.columns)
        for row, cells in enumerate(frame.iter_rows(), start=1):
            for column, cell in enumerate(cells):
                if isinstance(cell, bool):
                    sheet.write_boolean(row, column, cell)
                elif isinstance(cell, dt.date):
                    sheet.write_datetime(row, column, cell, day)
                elif isinstance(cell, str):
                    sheet.write_string(row, column, cell)
                else:
                    sheet.write_number(row, column, cell)


def _text(house: Any, stage: Any, rows: Any) -> None:
    path = house.workspace / "large.csv"
    _large_text(path)
    size = f"{path.stat().st_size / 1e6:.0f} MB"
    _show(f"recognise {size} (goal 0.4 s)", _middle(lambda: recognise(path, path.name, Choices())))
    node = ImportText()
    settings = node.settings(file=path.name)
    _show("check of every line, once a file", _seconds(lambda: node.scan(settings, house), 1))
    numbers = {"номер": pl.Int64, "сумма": pl.Float64, "количество": pl.Int64}
    schema = {name: numbers.get(name, pl.String) for name in node.scan(settings, house).collect_schema()}  # fmt: skip  # noqa: E501
    bare = pl.scan_csv(path, separator=";", schema=schema).with_columns(
        pl.col("дата").str.to_date("%d.%m.%Y")
    )
    sums = [pl.len(), pl.col("номер", "сумма", "количество").sum(), pl.col("код", "дата").max()]
    ours = _seconds(lambda: node.scan(settings, house).select(sums).collect())
    _show("read, typed and checked", ours, _seconds(lambda: bare.select(sums).collect()))
    ours = _seconds(lambda: node.scan(settings, house).head(1000).collect())
    _show("first 1,000 rows", ours, _seconds(lambda: bare.head(1000).collect()))
    frame = bare.head(1_000_000).collect()
    export = ExportText()
    options = export.settings(file="out.csv", encoding="utf-8")
    ours = _seconds(lambda: export.write(options, rows(frame), stage, house))
    target = house.workspace / "bare.csv"
    _show(
        "write text, 1,000,000 rows", ours, _seconds(lambda: frame.write_csv(target, separator=";"))
    )


def _sheets(house: Any, stage: Any, rows: Any) -> None:
    frame = _sheet_frame()
    export = ExportExcel()
    target = house.workspace / "bare.xlsx"
    bare = _seconds(lambda: _bare_book(frame, target), 1)
    options = export.settings(file="out.xlsx")
    ours = _seconds(lambda: export.write(options, rows(frame), stage, house), 1)
    _show(f"write .xlsx {SHEET_ROWS} × {SHEET_COLUMNS}", ours, bare)
    options = export.settings(file="split.xlsx", layout="by_value", split_by=["остаток"])
    ours = _seconds(lambda: export.write(options, rows(frame), stage, house), 1)
    _show("write .xlsx, a sheet for each of 7 values", ours, bare)
    node = ImportExcel()
    settings = node.settings(file=target.name)
    bare = _seconds(
        lambda: CalamineWorkbook.from_path(str(target)).get_sheet_by_index(0).to_python(), 1
    )
    ours = _seconds(lambda: node.scan(settings, house).select(pl.len()).collect(), 1)
    _show(f"read .xlsx {SHEET_ROWS} × {SHEET_COLUMNS}, first time", ours, bare)
    ours = _seconds(lambda: node.scan(settings, house).collect())
    _show("read .xlsx again, from the cache", ours, bare)


def main() -> None:
    """Print the table."""
    module = _house()
    with tempfile.TemporaryDirectory() as folder:
        house = module.House(Path(folder))
        stage = module.Stage(Path(folder) / "staged", house)
        _text(house, stage, module.Rows)
        _sheets(house, stage, module.Rows)


if __name__ == "__main__":
    main()
