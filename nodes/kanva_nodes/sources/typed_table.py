"""The node «Таблица вручную»: a small table typed or pasted into the workflow itself."""
# ruff: noqa: E501 - paragraphs of help are lines of Markdown

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import polars as pl

from kanva.sdk import (
    Accepts,
    Context,
    Example,
    Frame,
    InputSchemas,
    NodeType,
    Schemas,
    Settings,
    Table,
    Text,
    TypedTable,
    fields,
    plural,
    shorten,
)


class TypedTableSettings(Settings):
    """The table."""

    table: TypedTable = fields.table(
        Text(ru="Таблица", en="Table"),
        TypedTable(),
        help=Text(
            ru="Печатайте в ячейках или вставьте диапазон из Excel.",
            en="Type into the cells, or paste a range from Excel.",
        ),
    )


class TypedTableSource(NodeType[TypedTableSettings]):
    """A table that lives in the workflow."""

    abstract = False
    id = "import.table"
    category = "sources"
    kind = "source"
    icon = "M4 5h16v14H4zM4 10h16M10 5v14M13 15.5l4.5-4.5 1.5 1.5-4.500 4.500H13z"
    title = Text(ru="Таблица вручную", en="Typed table")
    summary = Text(
        ru="Небольшая таблица, которую вписывают или вставляют прямо в сценарий.",
        en="A small table typed or pasted right into the workflow.",
    )
    help = Text(
        ru="""Таблица, которая хранится в самом сценарии: справочник, план по городам, список кодов, пороги. Её не потеряют вместе с файлом, и видно, когда она изменилась.

**Когда брать.** Для таблиц до нескольких сотен строк, которые правит человек. Большие таблицы и те, что обновляются сами, лучше держать в файле или базе.

**Как заполнять.** Печатайте прямо в ячейках: Enter — вниз, Tab — вправо, стрелки — куда нужно. Диапазон из Excel или со страницы сайта вставляется Ctrl+V с любой ячейки; когда таблица пуста, первая строка предлагается как имена столбцов. Если вставить диапазон на пустое место холста, узел появится сам.

На что обратить внимание:

- Тип столбца выбирают значком перед его именем. Значение, которое к типу не подходит, остаётся в ячейке и отмечается красным; пока оно есть, узел не считается.
- Коды с нулями впереди (`007`), телефоны и ИНН держите текстом: числом они потеряют нули.
- Дробная часть пишется через запятую или точку, дата — `31.12.2026`, да/нет — словами.
- Пустая ячейка — это «нет значения». Строки, пустые целиком, остаются.""",
        en="""A table kept in the workflow itself: a dictionary, a plan by town, a list of codes, thresholds. It cannot get lost like a file, and the history shows when it was changed.

**When to take it.** For tables of up to a few hundred rows that a person edits. Large tables, and those that renew themselves, belong in a file or a database.

**How to fill it.** Type into the cells: Enter goes down, Tab goes right, arrows go anywhere. A range from Excel or a web page is pasted by Ctrl+V at any cell; while the table is empty, its first row is offered as column names. Paste a range on free canvas, and the node makes itself.

Mind that:

- The kind of a column is chosen by the mark before its name. A value that does not fit stays in its cell and is marked red; the node waits until it is corrected.
- Keep codes with leading zeros (`007`), phones and tax numbers as text: as numbers they lose the zeros.
- Fractions take a comma or a point, a date is `31.12.2026` or `2026-12-31`, yes/no are words.
- An empty cell is “no value”. Rows that are empty altogether stay.""",
    )
    also_called = (
        "таблица вручную", "ввод данных", "справочник", "таблица значений", "ТаблицаЗначений",
        "Table Creator", "Manual Table Input", "VALUES", "ВСТАВИТЬ", "Enter Data", "Ввести данные",
        "вставить таблицу", "Ввод таблицы", "inline data",
    )  # fmt: skip
    settings = TypedTableSettings
    inputs = ()
    accepts = Accepts("table", clipboard=("table",))

    def caption(self, settings: TypedTableSettings) -> Text:
        """Return the names of the columns and the number of rows."""
        table = settings.table
        if not table.columns:
            return Text(ru="", en="")
        names = shorten(", ".join(column.name for column in table.columns), 40)
        rows = plural(len(table.rows), ("строка", "строки", "строк"), ("row", "rows"))
        return Text(ru=f"{names} · {rows.ru}", en=f"{names} · {rows.en}")

    def fingerprint(self, settings: TypedTableSettings, context: Context) -> Any:
        """Nothing outside counts: the table is in the settings."""
        del settings, context
        return None

    def row_count(self, settings: TypedTableSettings, context: Context) -> int | None:
        """Return the number of typed rows."""
        del context
        return len(settings.table.rows)

    def size_bytes(self, settings: TypedTableSettings, context: Context) -> int | None:
        """Return some bytes a cell: the table is always small."""
        del context
        return 16 * len(settings.table.rows) * len(settings.table.columns)

    def schema(
        self, settings: TypedTableSettings, inputs: InputSchemas, context: Context
    ) -> Schemas:
        """Return the columns as they are declared."""
        del inputs, context
        return {"rows": settings.table.dtypes()}

    def scan(self, settings: TypedTableSettings, context: Context) -> Frame:
        """Return the table.

        Raises:
            NodeError: A name or a cell is wrong.
        """
        del context
        frame: pl.DataFrame = settings.table.frame("table")
        return frame.lazy()

    examples = (
        Example(
            title=Text(ru="План продаж по городам", en="A sales plan by town"),
            settings={
                "table": {
                    "columns": [
                        {"name": "Город", "kind": "text"},
                        {"name": "План", "kind": "integer"},
                        {"name": "Скидка", "kind": "number"},
                    ],
                    "rows": [["Пермь", 120, 0.05], ["Омск", 90, None]],
                }
            },
            outputs={
                "rows": Table(
                    {
                        "Город": ["Пермь", "Омск"],
                        "План": [120, 90],
                        "Скидка": [0.05, None],
                    }
                )
            },
        ),
        Example(
            title=Text(ru="Акции: коды, дни и отметки", en="Campaigns: codes, days and marks"),
            settings={
                "table": {
                    "columns": [
                        {"name": "Код", "kind": "text"},
                        {"name": "Начало", "kind": "date"},
                        {"name": "Рассылка", "kind": "datetime"},
                        {"name": "Идёт", "kind": "boolean"},
                    ],
                    "rows": [
                        ["007", "2026-01-09", "2026-01-08T10:30:00", True],
                        ["008", None, None, False],
                    ],
                }
            },
            outputs={
                "rows": Table(
                    {
                        "Код": ["007", "008"],
                        "Начало": [date(2026, 1, 9), None],
                        "Рассылка": [datetime.fromisoformat("2026-01-08T10:30:00"), None],
                        "Идёт": [True, False],
                    }
                )
            },
        ),
    )
