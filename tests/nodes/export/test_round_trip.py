"""What the exports write, the imports read back the same."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from kanva_nodes.export.excel_book import ExportExcel
from kanva_nodes.export.text_file import ExportText
from kanva_nodes.sources.excel_book import ImportExcel
from kanva_nodes.sources.text_file import ImportText

FRAME = pl.DataFrame(
    {
        "Дата": [dt.date(2024, 12, 31), dt.date(2025, 1, 9), None],
        "Когда": [dt.datetime(2024, 12, 31, 9, 5, 7), None, dt.datetime(2025, 1, 9)],
        "ИНН": ["077000000012", "590200000034", None],
        "Телефон": ["+79161234567", None, "=1+1"],
        "Сумма": [1088.4, 250.25, -17.5],
        "Шт": [3, None, -4],
        "Да": [True, False, None],
        "Слова; знаки": ['say "hi"; да', "a\nb", "x\ty"],
    }
)


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"encoding": "cp1251"},
        {"encoding": "utf-8", "delimiter": "comma", "decimal": "point", "line_end": "lf"},
        {"delimiter": "tab", "quoting": "always", "date_format": "гггг-мм-дд"},
        {"file": "o.csv.gz"},
    ],
)
def test_text(context: Any, staging: Any, batches: Any, settings: dict[str, Any]) -> None:
    chosen = ExportText().settings(**({"file": "o.csv"} | settings))
    ExportText().write(chosen, batches(FRAME, 2), staging, context)
    staging.files[chosen.file].replace(context.workspace / chosen.file)
    node = ImportText()
    assert_frame_equal(node.scan(node.settings(file=chosen.file), context).collect(), FRAME)
    assert context.warnings == []


def test_excel(context: Any, staging: Any, batches: Any) -> None:
    chosen = ExportExcel().settings(file="o.xlsx")
    ExportExcel().write(chosen, batches(FRAME, 2), staging, context)
    staging.files["o.xlsx"].replace(context.workspace / "o.xlsx")
    node = ImportExcel()
    assert_frame_equal(node.scan(node.settings(file="o.xlsx"), context).collect(), FRAME)
    assert context.warnings == []
