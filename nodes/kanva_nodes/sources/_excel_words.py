"""Words of the Excel import: help, messages, examples."""
# ruff: noqa: E501 - paragraphs of help are lines of Markdown

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import date

from kanva.sdk import Example, Message, Table, Text

HELP = Text(
    ru="""Читает таблицу с листа книги Excel (`.xlsx`, `.xlsm`, `.xls`, `.xlsb`) или OpenDocument (`.ods`).

**Обычно достаточно выбрать файл.** Узел берёт первый видимый лист с данными, пропускает название отчёта и примечания над таблицей и находит строку заголовков; что нашлось, видно в полях формы.

- Даты остаются датами, числа — числами; если все числа столбца целые, столбец целый.
- Коды, записанные в книге текстом (`00123`), остаются текстом.
- Если в столбце смешаны, например, числа и текст, столбец становится текстом, и узел предупреждает об этом. Нужный тип можно задать в «Типах столбцов».
- Ячейки с ошибкой (`#Н/Д`, `#ДЕЛ/0!`) становятся пустыми, узел перечисляет их (в `.xlsx` и `.xlsm`).
- У формул берётся последнее посчитанное значение.
- Пустые строки и пустые столбцы по краям отбрасываются.

На что обратить внимание:

- примечания **под** таблицей попадают в строки: задайте диапазон, например `A5:F15`;
- на листе с двумя таблицами рядом тоже нужен диапазон;
- двухстрочный заголовок: поставьте «Строк в заголовке» — 2, имена сложатся через « / »;
- книга читается один раз и хранится рядом в быстром виде; при изменении файла она читается заново.""",
    en="""Reads a table from a sheet of an Excel book (`.xlsx`, `.xlsm`, `.xls`, `.xlsb`) or OpenDocument (`.ods`).

**Choosing the file is usually enough.** The node takes the first visible sheet with data, skips the report's title and notes above the table and finds the header row; the form shows what was found.

- Dates stay dates, numbers numbers; when all numbers of a column are whole, the column is whole.
- Codes stored in the book as text (`00123`) stay text.
- When a column mixes, say, numbers and text, it becomes text and the node warns of it. Set the type you need under “Column types”.
- Cells with an error (`#N/A`, `#DIV/0!`) become empty, and the node lists them (in `.xlsx` and `.xlsm`).
- A formula gives the value computed last.
- Empty rows, and empty columns at the edges, are dropped.

Mind that:

- notes **below** the table come out as rows: set a range, for instance `A5:F15`;
- a sheet with two tables side by side needs a range too;
- for a header of two rows set “Header rows” to 2: the names are joined with “ / ”;
- the book is read once and kept beside in a fast form; it is read anew when the file changes.""",
)

MESSAGES: Mapping[str, Message] = {
    "no_sheet": Message(
        Text(ru="В книге «{file}» нет листа «{sheet}»", en="Book “{file}” has no sheet “{sheet}”"),
        Text(ru="Есть листы: {sheets}.", en="There are sheets: {sheets}."),
    ),
    "bad_range": Message(
        Text(ru="«{range}» — не диапазон ячеек", en="“{range}” is not a range of cells"),
        Text(
            ru="Пишите как в Excel: A5:F15, B3 или A:F.",
            en="Write it as Excel does: A5:F15, B3 or A:F.",
        ),
    ),
    "empty_range": Message(
        Text(
            ru="На листе «{sheet}» в диапазоне «{range}» пусто",
            en="Sheet “{sheet}” is empty within “{range}”",
        ),
        Text(
            ru="Поправьте диапазон или выберите другой лист.",
            en="Mend the range, or choose another sheet.",
        ),
    ),
    "locked_book": Message(
        Text(ru="Книга «{file}» закрыта паролем", en="Book “{file}” is locked by a password"),
        Text(
            ru="Снимите пароль в Excel: «Файл» → «Сведения» → «Защита книги».",
            en="Remove the password in Excel: File → Info → Protect Workbook.",
        ),
    ),
    "damaged_book": Message(
        Text(
            ru="«{file}» — не книга Excel или повреждённая книга",
            en="“{file}” is not an Excel book, or a damaged one",
        ),
        Text(
            ru="Откройте файл в Excel и сохраните как «Книга Excel (.xlsx)». Текст с окончанием .xls читает узел «Импорт текста и CSV».",
            en="Open it in Excel and save it as “Excel Workbook (.xlsx)”. Text that ends in .xls is read by “Import text or CSV”.",
        ),
    ),
    "book_too_large": Message(
        Text(
            ru="Книга «{file}» распаковалась бы в {size} МБ: так устроены вредоносные файлы. Она не открыта",
            en="Book “{file}” would unpack to {size} MB, as malicious files do. It was not opened",
        ),
        Text(
            ru="Если файл ваш, откройте его в Excel и сохраните нужный лист отдельной книгой или в CSV.",
            en="If the file is yours, open it in Excel and save the sheet you need as a book of its own or as CSV.",
        ),
    ),
    "entities_in_book": Message(
        Text(
            ru="В книге «{file}» есть описание сущностей XML: Excel их не пишет, так устроены вредоносные файлы. Она не открыта",
            en="Book “{file}” declares XML entities: Excel never writes them, malicious files do. It was not opened",
        ),
        Text(
            ru="Если файл ваш, откройте его в Excel и сохраните заново как «Книга Excel (.xlsx)».",
            en="If the file is yours, open it in Excel and save it anew as “Excel Workbook (.xlsx)”.",
        ),
    ),
    "scattered_cells": Message(
        Text(
            ru="На листе книги «{file}» заполнены ячейки до строки {rows} и столбца {columns}: такой блок не помещается в память",
            en="A sheet of book “{file}” has filled cells down to row {rows} and column {columns}: such a block does not fit into memory",
        ),
        Text(
            ru="В Excel нажмите Ctrl+End, удалите случайно заполненные строки и столбцы вдали от таблицы и сохраните книгу.",
            en="In Excel press Ctrl+End, delete stray rows and columns far from the table, and save the book.",
        ),
    ),
    "bad_value": Message(
        Text(
            ru="Столбец «{column}», строка {line} листа: «{value}» не подходит к типу «{kind}»",
            en="Column “{column}”, row {line} of the sheet: “{value}” does not fit the type “{kind}”",
        ),
        Text(
            ru="Поправьте значение в книге, или выберите столбцу другой тип, или «Оставить пустым».",
            en="Mend the value in the book, or choose another type for the column, or “Leave empty”.",
        ),
    ),
    "bad_date_format": Message(
        Text(
            ru="Столбец «{column}»: непонятный вид даты «{format}»",
            en="Column “{column}”: the date format “{format}” is not clear",
        ),
        Text(
            ru="Пишите буквами: «дд.мм.гггг», «гггг-мм-дд чч:мм:сс».",
            en="Write it in letters: “dd/mm/yyyy”, “yyyy-mm-dd hh:mm:ss”.",
        ),
    ),
    "mixed_types": Message(
        Text(
            ru="В столбце «{column}» смешаны типы: {kinds}. Он прочитан как текст",
            en="Column “{column}” mixes types: {kinds}. It is read as text",
        ),
        Text(
            ru="Задайте нужный тип в «Типах столбцов»; если мешают примечания под таблицей, задайте диапазон.",
            en="Set the type you need under “Column types”; if notes below the table are in the way, set a range.",
        ),
        severity="warning",
    ),
    "error_cells": Message(
        Text(
            ru="Ячеек с ошибкой Excel: {count}. Они прочитаны как пустые: {cells}",
            en="Cells with an Excel error: {count}. They are read as empty: {cells}",
        ),
        severity="warning",
    ),
    "column_not_there": Message(
        Text(
            ru="На листе нет столбца «{column}»: его тип не применён",
            en="The sheet has no column “{column}”: its type is not applied",
        ),
        Text(ru="Сейчас есть: {columns}.", en="There are: {columns}."),
        severity="warning",
    ),
}


def small_book(sheet: str, rows: str) -> bytes:
    """Make a tiny .xlsx of one sheet, for examples.

    Args:
        sheet: Name of the sheet.
        rows: The rows as SpreadsheetML; style 1 is a date.

    Returns:
        The bytes of the book, the same for the same arguments.
    """
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    content = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{content}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{content}.worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{content}.styles+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="rId1" Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{relations}"><sheets>'
        f'<sheet name="{sheet}" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="rId1" Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{relations}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{main}"><cellXfs><xf numFmtId="0"/>'
        '<xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for name, body in parts.items():
            book.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), head + body)
    return out.getvalue()


def _text(cell: str, words: str) -> str:
    return f'<c r="{cell}" t="inlineStr"><is><t>{words}</t></is></c>'


_REPORT = (
    f'<row r="1">{_text("A1", "Продажи за январь")}</row>'
    f'<row r="3">{_text("A3", "Дата")}{_text("B3", "Код")}{_text("C3", "Сумма")}</row>'
    f'<row r="4"><c r="A4" s="1"><v>45300</v></c>{_text("B4", "00017")}<c r="C4"><v>1088.4</v></c></row>'
    f'<row r="5"><c r="A5" s="1"><v>45301</v></c>{_text("B5", "00018")}<c r="C5"><v>250</v></c></row>'
)
_MIXED = (
    f'<row r="1">{_text("A1", "Товар")}{_text("B1", "Остаток")}</row>'
    f'<row r="2">{_text("A2", "Чай")}<c r="B2"><v>5</v></c></row>'
    f'<row r="3">{_text("A3", "Мёд")}{_text("B3", "12")}</row>'
)

EXAMPLES: tuple[Example, ...] = (
    Example(
        title=Text(ru="Отчёт с названием над таблицей", en="A report with a title above the table"),
        settings={"file": "отчёт.xlsx"},
        files={"отчёт.xlsx": small_book("Январь", _REPORT)},
        outputs={
            "rows": Table(
                {
                    "Дата": [date(2024, 1, 9), date(2024, 1, 10)],
                    "Код": ["00017", "00018"],
                    "Сумма": [1088.4, 250.0],
                }
            )
        },
    ),
    Example(
        title=Text(ru="Числа, записанные текстом", en="Numbers stored as text"),
        settings={
            "file": "остатки.xlsx",
            "sheet": "Склад",
            "columns": [{"name": "Остаток", "kind": "integer"}],
        },
        files={"остатки.xlsx": small_book("Склад", _MIXED)},
        outputs={"rows": Table({"Товар": ["Чай", "Мёд"], "Остаток": [5, 12]})},
    ),
)
