"""The node «Экспорт в Excel»: a book of one sheet, or of a sheet for each value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import Any, Literal, cast

import polars as pl

from kanva.sdk import (
    KIND_TITLES,
    NUMERIC,
    TEMPORAL,
    Batches,
    Context,
    InputSchemas,
    Kind,
    Look,
    NodeError,
    NodeType,
    Option,
    Settings,
    Staging,
    Text,
    fields,
    kind_of,
)
from kanva_nodes.export._excel_words import EXAMPLES, HELP, MESSAGES
from kanva_nodes.export._sheet_book import SheetBook
from kanva_nodes.export._sheet_cells import (
    NUMBER_FORMATS,
    CellColumn,
    Format,
    cell_column,
    too_long,
)
from kanva_nodes.export._sheet_names import value_words
from kanva_nodes.sources._date_patterns import strftime_of

MOST_SHEETS = 200
"""More sheets nobody can find their way in, and each keeps a file open while it is written."""
MOST_COLUMNS = 16_384

_SHEETS = Text(ru="Листы", en="Sheets")
_LOOK = Text(ru="Вид", en="Look")
_FORMAT_OPTIONS = (
    Option("auto", Text(ru="Обычный", en="Usual")),
    Option("text", Text(ru="Текст", en="Text")),
    Option("integer", Text(ru="Целое 1 088", en="Whole 1,088")),
    Option("number", Text(ru="Число 1 088,40", en="Number 1,088.40")),
    Option("money", Text(ru="Деньги 1 088,40 ₽", en="Money 1,088.40 ₽")),
    Option("percent", Text(ru="Процент 12,5%", en="Percent 12.5%")),
    Option("date", Text(ru="Дата", en="Date")),
    Option("datetime", Text(ru="Дата и время", en="Date and time")),
)
_FORMAT_TITLES = {option.value: option.title for option in _FORMAT_OPTIONS}
_FITS: dict[str, tuple[Kind, ...]] = {
    "integer": NUMERIC,
    "number": NUMERIC,
    "money": NUMERIC,
    "percent": NUMERIC,
    "date": TEMPORAL,
    "datetime": TEMPORAL,
}


class ColumnLook(Settings):
    """How one column is written."""

    column: str = fields.column(Text(ru="Столбец", en="Column"))
    title: str = fields.text(
        Text(ru="Заголовок", en="Head"),
        look=Look(placeholder=Text(ru="имя столбца", en="the column’s name")),
    )
    format: Literal["auto", "text", "integer", "number", "money", "percent", "date", "datetime"] = (
        fields.choice(Text(ru="Вид", en="Look"), _FORMAT_OPTIONS, "auto")
    )


class ExcelExportSettings(Settings):
    """Settings of the Excel export."""

    file: str = fields.file(Text(ru="Файл", en="File"), endings=(".xlsx",), saving=True)
    layout: Literal["one", "by_value"] = fields.choice(
        Text(ru="Как разложить", en="Layout"),
        (
            Option("one", Text(ru="Один лист", en="One sheet")),
            Option("by_value", Text(ru="Лист на каждое значение", en="A sheet for each value")),
        ),
        "one",
        style="segmented",
        look=Look(section=_SHEETS),
    )
    sheet: str = fields.text(
        Text(ru="Имя листа", en="Sheet name"),
        look=Look(
            section=_SHEETS,
            when={"layout": ["one"]},
            placeholder=Text(ru="Лист1", en="Sheet1"),
        ),
    )
    split_by: list[str] = fields.columns(
        Text(ru="Делить по столбцам", en="Split by columns"),
        optional=True,
        look=Look(section=_SHEETS, when={"layout": ["by_value"]}),
    )
    separator: str = fields.text(
        Text(ru="Между значениями в имени листа", en="Between values in the sheet’s name"),
        " – ",
        look=Look(section=_SHEETS, when={"layout": ["by_value"]}, advanced=True),
    )
    keep_split: bool = fields.switch(
        Text(ru="Оставить эти столбцы на листах", en="Keep these columns on the sheets"),
        default=True,
        look=Look(section=_SHEETS, when={"layout": ["by_value"]}),
    )
    order: Literal["appearance", "sorted"] = fields.choice(
        Text(ru="Порядок листов", en="Order of sheets"),
        (
            Option("appearance", Text(ru="Как встретились", en="As they come")),
            Option("sorted", Text(ru="По алфавиту", en="Sorted")),
        ),
        "appearance",
        style="segmented",
        look=Look(section=_SHEETS, when={"layout": ["by_value"]}),
    )
    contents: bool = fields.switch(
        Text(ru="Лист «Содержание» со ссылками", en="A “Contents” sheet with links"),
        default=True,
        look=Look(section=_SHEETS, when={"layout": ["by_value"]}),
    )
    number_format: Literal["general", "number", "integer"] = fields.choice(
        Text(ru="Дробные числа", en="Fractional numbers"),
        (
            Option("general", Text(ru="Как есть 1088,4", en="As they are 1088.4")),
            Option("number", Text(ru="1 088,40", en="1,088.40")),
            Option("integer", Text(ru="1 088", en="1,088")),
        ),
        "general",
        look=Look(section=_LOOK),
    )
    date_format: str = fields.text(
        Text(ru="Вид даты", en="Date format"),
        "дд.мм.гггг",
        help=Text(
            ru="Буквами д, м, г: «дд.мм.гггг», «гггг-мм-дд». Время добавляется само.",
            en="In letters d, m, y: “dd/mm/yyyy”, “yyyy-mm-dd”. The time is added by itself.",
        ),
        look=Look(section=_LOOK),
    )
    freeze: bool = fields.switch(
        Text(ru="Закрепить заголовок и включить фильтр", en="Freeze the header, add filters"),
        default=True,
        look=Look(section=_LOOK),
    )
    columns: list[ColumnLook] = fields.items(
        Text(ru="Вид столбцов", en="Look of columns"),
        item_title=Text(ru="столбец", en="column"),
        help=Text(
            ru="Только те столбцы, которым нужен другой заголовок или вид.",
            en="Only the columns that need another head or look.",
        ),
        look=Look(section=_LOOK),
    )


class ExportExcel(NodeType[ExcelExportSettings]):
    """Export into an Excel book."""

    abstract = False
    id = "export.excel"
    category = "export"
    kind = "sink"
    icon = "M4 4h16v9M4 4v16h8M4 9h16M10 9v11M17 14v7M14 18l3 3 3-3"
    title = Text(ru="Экспорт в Excel", en="Export Excel")
    summary = Text(
        ru="Записывает строки в книгу Excel: на один лист или по листу на каждое значение.",
        en="Writes the rows into an Excel book: onto one sheet, or a sheet for each value.",
    )
    help = HELP
    also_called = (
        "Excel", "XLSX", "выгрузка в Excel", "экспорт в Excel", "книга", "лист на каждое значение",
        "разбить по листам", "Excel Writer", "Excel Sheet Appender", "Save as Excel", "spreadsheet",
        "вывести список",
    )  # fmt: skip
    outputs = ()
    settings = ExcelExportSettings
    messages = MESSAGES
    examples = EXAMPLES

    def caption(self, settings: ExcelExportSettings) -> Text:
        """Return the name of the file, and by which columns it is split."""
        file = PurePosixPath(settings.file).name
        if settings.layout == "one" or not settings.split_by:
            return Text.same(file)
        names = ", ".join(settings.split_by)
        return Text(ru=f"{file}, листы по: {names}", en=f"{file}, sheets by: {names}")

    def targets(self, settings: ExcelExportSettings, context: Context) -> Sequence[str]:
        """Return the file that will be written."""
        del context
        return (settings.file,) if settings.file else ()

    def check(
        self, settings: ExcelExportSettings, inputs: InputSchemas, context: Context
    ) -> Sequence[NodeError]:
        """Return what would stop the writing: formats that do not fit, nothing to split by."""
        del context
        schema = cast("pl.Schema", inputs.get("rows", pl.Schema()))
        problems = list(_schema_problems(settings, schema))
        if settings.file and not settings.file.lower().endswith(".xlsx"):
            problems.append(NodeError("not_xlsx", field="file", values={"file": settings.file}))
        if strftime_of(settings.date_format) is None:
            values = {"format": settings.date_format}
            problems.append(NodeError("bad_date_format", field="date_format", values=values))
        return problems

    def write(
        self, settings: ExcelExportSettings, batches: Batches, staging: Staging, context: Context
    ) -> int:
        """Write the rows, batch by batch; every sheet's rows go to disk as they come.

        Raises:
            NodeError: With a declared message.
        """
        schema = batches.schema
        for problem in self.check(settings, {"rows": schema}, context):
            raise problem
        columns = _columns(settings, schema)
        by_value = settings.layout == "by_value"
        book = SheetBook(
            staging.file(settings.file),
            columns,
            context.language,
            contents=by_value and settings.contents,
            freeze=settings.freeze,
        )
        values: dict[tuple[Any, ...], int] = {}
        default = settings.sheet.strip() or ("Лист1" if context.language == "ru" else "Sheet1")
        row_count = 0
        cut: Counter[str] = Counter()
        order: list[int] | None = None
        try:
            for batch in batches:
                context.stop_if_cancelled()
                row_count += batch.height
                for column in columns:
                    cut[column.name] += too_long(batch.get_column(column.name), column)
                for key, frame in _pieces(batch, settings):
                    number = values.setdefault(key, len(values))
                    book.write(number, _wanted(settings, key, default, context), frame)
                    _not_too_many(book, settings)
            if not row_count:
                book.write(0, default, pl.DataFrame(schema=schema))
            if settings.order == "sorted":
                order = [values[key] for key in sorted(values, key=_sorting)]
        finally:
            # Also when the work is broken off: temporary files of the sheets are removed.
            book.close(order)
        for name, count in cut.items():
            if count:
                context.warn("text_cut", column=name, count=count)
        return row_count


def _schema_problems(settings: ExcelExportSettings, schema: pl.Schema) -> Iterator[NodeError]:
    if settings.layout == "by_value" and not settings.split_by:
        yield NodeError("nothing_to_split", field="split_by")
    for at, name in enumerate(settings.split_by if settings.layout == "by_value" else ()):
        if schema and name not in schema:
            values = {"columns": ", ".join(schema.names())}
            yield NodeError("missing_column", field=f"split_by.{at}", column=name, values=values)
    left = _names(settings, schema)
    if schema and not left:
        yield NodeError("nothing_left", field="keep_split")
    if len(left) > MOST_COLUMNS:
        yield NodeError("too_many_columns", values={"count": len(left), "limit": MOST_COLUMNS})
    for name in left:
        if kind_of(schema[name]) == "other":
            yield NodeError("nested_column", column=name)
    for at, item in enumerate(settings.columns):
        if item.column in schema and item.format in _FITS:
            kind = kind_of(schema[item.column])
            if kind not in _FITS[item.format]:
                yield NodeError(
                    "wrong_format",
                    field=f"columns.{at}.format",
                    column=item.column,
                    values={"format": _FORMAT_TITLES[item.format], "kind": KIND_TITLES[kind]},
                )
        elif schema and item.column and item.column not in schema:
            values = {"columns": ", ".join(schema.names())}
            field = f"columns.{at}.column"
            yield NodeError("missing_column", field=field, column=item.column, values=values)


def _names(settings: ExcelExportSettings, schema: pl.Schema) -> list[str]:
    dropped = settings.split_by if settings.layout == "by_value" and not settings.keep_split else ()
    return [name for name in schema.names() if name not in dropped]


def _columns(settings: ExcelExportSettings, schema: pl.Schema) -> list[CellColumn]:
    looks = {item.column: item for item in settings.columns}
    day = _excel_day(settings.date_format)
    number = NUMBER_FORMATS[settings.number_format]
    return [
        cell_column(
            name,
            schema[name],
            title=looks[name].title if name in looks else "",
            look=cast("Format", looks[name].format if name in looks else "auto"),
            number=number,
            day=day,
        )
        for name in _names(settings, schema)
    ]


def _excel_day(pattern: str) -> str:
    directives = strftime_of(pattern) or "%d.%m.%Y"
    words = {"%d": "dd", "%m": "mm", "%b": "mmm", "%Y": "yyyy", "%y": "yy", "%H": "hh"}
    words |= {"%M": "mm", "%S": "ss"}
    for directive, letters in words.items():
        directives = directives.replace(directive, letters)
    return directives


def _pieces(
    batch: pl.DataFrame, settings: ExcelExportSettings
) -> Iterator[tuple[tuple[Any, ...], pl.DataFrame]]:
    if not batch.height:
        return
    if settings.layout == "one":
        yield (), batch
        return
    pieces = batch.partition_by(settings.split_by, as_dict=True, maintain_order=True)
    for key, frame in pieces.items():
        # An empty text and no value at all go onto one sheet, «(пусто)».
        yield tuple(None if value == "" else value for value in key), frame


def _wanted(
    settings: ExcelExportSettings, key: tuple[Any, ...], default: str, context: Context
) -> str:
    if settings.layout == "one":
        return default
    day = strftime_of(settings.date_format) or "%d.%m.%Y"
    return value_words(key, settings.separator, day, context.language)


def _not_too_many(book: SheetBook, settings: ExcelExportSettings) -> None:
    if book.sheet_count > MOST_SHEETS:
        values = {"limit": MOST_SHEETS, "columns": ", ".join(settings.split_by)}
        raise NodeError("too_many_sheets", field="split_by", values=values)


def _sorting(key: tuple[Any, ...]) -> tuple[tuple[bool, str, Any], ...]:
    # Empty values come last; values of one column are of one type, texts go without regard to case.
    return tuple(
        (value is None, "", "")
        if value is None
        else (False, type(value).__name__, value.casefold() if isinstance(value, str) else value)
        for value in key
    )
