"""The node «Импорт Excel»: a table from a sheet of a book."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any, cast

import polars as pl

from kanva.sdk import (
    Accepts,
    Context,
    Found,
    Frame,
    InputSchemas,
    Kind,
    NodeError,
    NodeType,
    Schemas,
    Text,
)
from kanva_nodes.sources._column_kinds import found_columns, not_there
from kanva_nodes.sources._excel_form import ENDINGS, HEADER_OPTIONS, ExcelSettings
from kanva_nodes.sources._excel_words import EXAMPLES, HELP, MESSAGES
from kanva_nodes.sources._kinds import Meaning
from kanva_nodes.sources._sheet_table import (
    SheetFacts,
    file_state,
    known_facts,
    table_of,
    warning_values,
)

_HEADERS = {option.value: option.title for option in HEADER_OPTIONS}


class ImportExcel(NodeType[ExcelSettings]):
    """Import of a sheet of an Excel or OpenDocument book."""

    abstract = False
    id = "import.excel"
    category = "sources"
    kind = "source"
    icon = "M4 4h16v16H4zM4 9h16M4 14h16M10 9v11M7 6.5h6"
    title = Text(ru="Импорт Excel", en="Import Excel")
    summary = Text(
        ru="Читает таблицу с листа книги Excel, сам находя заголовок и типы столбцов.",
        en="Reads a table from a sheet of an Excel book; header and column types are detected.",
    )
    help = HELP
    also_called = (
        "Excel", "XLSX", "XLS", "ODS", "книга", "лист", "электронная таблица", "Excel Reader",
        "импорт из Excel", "загрузка из Excel", "Получить данные из книги", "From Workbook",
        "spreadsheet", "табличный документ",
    )  # fmt: skip
    inputs = ()
    settings = ExcelSettings
    accepts = Accepts("file", files=ENDINGS)
    messages = MESSAGES
    examples = EXAMPLES

    def caption(self, settings: ExcelSettings) -> Text:
        """Return the name of the file, and of the sheet when it is set."""
        file = PurePosixPath(settings.file).name
        return Text.same(f"{file}, {settings.sheet}" if settings.sheet else file)

    def fingerprint(self, settings: ExcelSettings, context: Context) -> Any:
        """Return path, size, time of change, and the language of made-up column names."""
        return {"path": settings.file, **file_state(settings, context)}

    def size_bytes(self, settings: ExcelSettings, context: Context) -> int | None:
        """Return the size of the file."""
        return cast("int", file_state(settings, context)["size"])

    def row_count(self, settings: ExcelSettings, context: Context) -> int | None:
        """Return the number of rows when the sheet has been read before."""
        facts = known_facts(settings, context)
        return None if facts is None else facts.rows

    def found(self, settings: ExcelSettings, context: Context) -> Mapping[str, Found]:
        """Return the sheet, the sheets there are, the header and the types that were found."""
        _, facts = table_of(settings, context)
        header = "yes" if facts.header_rows else "no"
        kinds = {
            name: Meaning(cast("Kind", kind))
            for name, kind in zip(facts.names, facts.kinds, strict=True)
        }
        sheets = list(facts.sheets)
        return {
            "sheet": Found(facts.sheet, Text.same(facts.sheet)),
            "sheets": Found(sheets, Text.same(", ".join(sheets))),
            "header": Found(header, _HEADERS[header]),
            "header_rows": Found(facts.header_rows, Text.same(str(facts.header_rows))),
            "skip_rows": Found(facts.skip_rows, Text.same(str(facts.skip_rows))),
            "columns": found_columns(kinds),
        }

    def check(
        self, settings: ExcelSettings, inputs: InputSchemas, context: Context
    ) -> Sequence[NodeError]:
        """Return what was noticed on the sheet: mixed types, error cells, missing columns."""
        del inputs
        try:
            _, facts = table_of(settings, context)
        except NodeError:
            return ()
        return _noticed(settings, facts)

    def schema(self, settings: ExcelSettings, inputs: InputSchemas, context: Context) -> Schemas:
        """Return the columns of the sheet; the book is read once."""
        del inputs
        path, _ = table_of(settings, context)
        return {"rows": pl.scan_parquet(path, glob=False).collect_schema()}

    def scan(self, settings: ExcelSettings, context: Context) -> Frame:
        """Return the rows lazily, from the sheet as it was read into the cache.

        Raises:
            NodeError: With a declared message.
        """
        path, facts = table_of(settings, context)
        for problem in _noticed(settings, facts):
            values = dict(problem.values)
            if problem.column is not None:
                values["column"] = problem.column
            context.warn(problem.code, field=problem.field, **values)
        return pl.scan_parquet(path, glob=False)


def _noticed(settings: ExcelSettings, facts: SheetFacts) -> list[NodeError]:
    noticed = not_there(settings.columns, facts.missing, facts.names)
    for code, stored in facts.warnings:
        values = warning_values(stored)
        column = values.pop("column", None)
        field = "columns" if column else "sheet"
        noticed.append(NodeError(code, field=field, column=column, values=values))
    return noticed
