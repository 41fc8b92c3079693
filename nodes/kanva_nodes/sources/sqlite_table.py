"""The SQLite source: a table, a view or a query of a SQLite file."""
# ruff: noqa: E501 - paragraphs of help are lines of Markdown

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, ClassVar, Literal

import polars as pl
from polars.io.plugins import register_io_source

from kanva.connections.clients.messages import MESSAGES as CONNECTION_MESSAGES
from kanva.connections.clients.sqlite import file_of, open_file
from kanva.sdk import (
    ROWS_OUT,
    Context,
    Example,
    Frame,
    InputSchemas,
    Look,
    Message,
    NodeError,
    NodeType,
    Option,
    Schemas,
    Settings,
    Table,
    Text,
    fields,
    shorten,
)
from kanva_nodes.sources._sqlite_columns import Column, columns_of, quoted, state_of

_BATCH = 50_000
_DTYPES: Mapping[str, pl.DataType] = {
    "int": pl.Int64(),
    "float": pl.Float64(),
    "date": pl.Date(),
    "datetime": pl.Datetime("us"),
    "text": pl.String(),
}


class SqliteTableSettings(Settings):
    """What is read from which file."""

    connection: str = fields.connection(Text(ru="Подключение", en="Connection"), kinds=("sqlite",))
    mode: Literal["table", "query"] = fields.choice(
        Text(ru="Что читать", en="What to read"),
        [
            Option("table", Text(ru="Таблицу", en="A table")),
            Option("query", Text(ru="Запрос", en="A query")),
        ],
        "table",
        style="segmented",
    )
    object: str = fields.thing(Text(ru="Таблица", en="Table"), look=Look(when={"mode": ["table"]}))
    columns: list[str] = fields.thing_fields(
        Text(ru="Столбцы", en="Columns"),
        help=Text(ru="Пусто — все.", en="Empty: all of them."),
        look=Look(when={"mode": ["table"]}),
    )
    query: str = fields.text(
        Text(ru="Запрос SQL", en="SQL query"),
        multiline=True,
        help=Text(
            ru="Один SELECT. Изменить базу он не может.",
            en="One SELECT. It cannot change the database.",
        ),
        look=Look(when={"mode": ["query"]}),
    )


def _shop() -> bytes:
    """Return the database of the example."""
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(
            "CREATE TABLE Заказы (Номер INTEGER, Клиент TEXT, День TEXT, Сумма NUMERIC, Код);"
            "INSERT INTO Заказы VALUES (1, 'Анна', '2026-01-09', 1500, 7),"
            "(2, 'Олег', '2026-01-10', 99.5, '007'), (3, 'Анна', NULL, NULL, NULL);"
        )
        return database.serialize()


class SqliteTable(NodeType[SqliteTableSettings]):
    """Reads a SQLite file."""

    abstract = False
    id = "import.sqlite"
    category = "sources"
    icon = "M5 6c0-1.7 3.1-3 7-3s7 1.3 7 3-3.1 3-7 3-7-1.300-7-3zM5 6v12c0 1.700 3.100 3 7 3s7-1.300 7-3V6M5 12c0 1.700 3.100 3 7 3s7-1.300 7-3"
    kind = "source"
    title = Text(ru="SQLite: таблица", en="SQLite: table")
    summary = Text(
        ru="Читает таблицу или запрос из файла базы SQLite.",
        en="Reads a table or a query out of a SQLite database file.",
    )
    help = Text(
        ru="""Берёт строки из файла базы SQLite — в таком виде хранят данные многие программы и мобильные приложения, его же отдают как выгрузку. Сервер не нужен.

1. Выберите **подключение**: файл базы указывается один раз на странице «Подключения».
2. Выберите **таблицу** или представление кнопкой «Обзор», отметьте столбцы.
3. Или напишите **запрос** — один `SELECT`. База открывается только на чтение.

На что обратить внимание:

- SQLite помнит тип каждого значения, а не столбца. Узел смотрит все значения: одни целые — целое, целые и дробные — число, тексты вида `2026-01-31` или `2026-01-31 10:00:00` — даты.
- Если в столбце и числа, и тексты, он читается текстом, и узел предупреждает. Так не пропадут нули в кодах вида `007`.
- Двоичные данные читаются как шестнадцатеричный текст.""",
        en="""Takes rows out of a SQLite database file: many programs and mobile applications keep their data so, and it is a common form of export. No server is needed.

1. Choose the **connection**: the file is named once, on the page of connections.
2. Choose a **table** or a view with the browse button, and tick its columns.
3. Or write a **query**: one `SELECT`. The database is open for reading only.

Mind this:

- SQLite keeps a type for each value, not for a column. The node looks at every value: whole numbers alone give whole numbers, with fractions numbers, texts like `2026-01-31` or `2026-01-31 10:00:00` dates.
- A column of numbers and texts is read as text, and the node warns. So zeros of codes like `007` stay.
- Binary data are read as hexadecimal text.""",
    )
    also_called = (
        "SQLite", "база данных", "SQL", "запрос SQL", "db", "database", "SELECT", "таблица базы",
        "Input Data", "SQLite Connector",
    )  # fmt: skip
    settings = SqliteTableSettings
    inputs = ()
    outputs = ROWS_OUT
    messages: ClassVar[Mapping[str, Message]] = {
        **CONNECTION_MESSAGES,
        "query_refused": Message(
            Text(ru="SQLite отказал: {reason}", en="SQLite refused: {reason}"),
            Text(
                ru="Проверьте имена таблиц и столбцов и что запрос — один SELECT.",
                en="Check the names of tables and columns, and that the query is one SELECT.",
            ),
        ),
        "no_column": Message(
            Text(ru="В таблице нет столбца «{name}»", en="The table has no column “{name}”"),
            Text(ru="Есть: {known}.", en="There are: {known}."),
        ),
        "mixed_types": Message(
            Text(
                ru="В столбце «{column}» и числа, и тексты: он читается текстом",
                en="Column “{column}” holds numbers and texts: it is read as text",
            ),
            Text(
                ru="Нужный тип можно получить узлом «Смена типов».",
                en="Get the type you want with a Change types node.",
            ),
            "warning",
        ),
    }
    examples = (
        Example(
            title=Text(ru="Таблица заказов", en="A table of orders"),
            settings={"connection": "Магазин", "object": "Заказы"},
            connections={"Магазин": {"kind": "sqlite", "file": "магазин.db"}},
            files={"магазин.db": _shop()},
            outputs={
                "rows": Table(
                    {
                        "Номер": [1, 2, 3],
                        "Клиент": ["Анна", "Олег", "Анна"],
                        "День": [dt.date(2026, 1, 9), dt.date(2026, 1, 10), None],
                        "Сумма": [1500.0, 99.5, None],
                        "Код": ["7", "007", None],
                    }
                )
            },
        ),
        Example(
            title=Text(ru="Запросом: сумма клиента", en="By a query: a client’s total"),
            settings={
                "connection": "Магазин",
                "mode": "query",
                "query": "SELECT Клиент, COUNT(*) AS Заказов FROM Заказы GROUP BY Клиент ORDER BY Клиент;",
            },
            connections={"Магазин": {"kind": "sqlite", "file": "магазин.db"}},
            files={"магазин.db": _shop()},
            outputs={"rows": Table({"Клиент": ["Анна", "Олег"], "Заказов": [2, 1]})},
        ),
    )

    def caption(self, settings: SqliteTableSettings) -> Text:
        """Return the table, or the head of the query."""
        words = settings.object if settings.mode == "table" else " ".join(settings.query.split())
        return Text.same(shorten(words, 40))

    def fingerprint(self, settings: SqliteTableSettings, context: Context) -> Any:
        """Return the file, its size and time of change."""
        path = file_of(context.connections.resolve(settings.connection))
        return {"file": str(path), "state": state_of(path)}

    def size_bytes(self, settings: SqliteTableSettings, context: Context) -> int | None:
        """Return the size of the file."""
        return file_of(context.connections.resolve(settings.connection)).stat().st_size

    def check(
        self, settings: SqliteTableSettings, inputs: InputSchemas, context: Context
    ) -> Sequence[NodeError]:
        """Return columns in which numbers stand among texts."""
        del inputs
        try:
            _, _, columns = _found(settings, context)
        except NodeError:
            return ()
        return [NodeError("mixed_types", column=one.name) for one in columns if one.mixed]

    def schema(
        self, settings: SqliteTableSettings, inputs: InputSchemas, context: Context
    ) -> Schemas:
        """Return the columns, their types found over all values."""
        del inputs
        _, _, columns = _found(settings, context)
        return {"rows": _schema(columns)}

    def scan(self, settings: SqliteTableSettings, context: Context) -> Frame:
        """Return the rows lazily: SQLite gives the columns and rows that are needed.

        Raises:
            NodeError: With a declared message.
        """
        path, source, columns = _found(settings, context)
        for one in columns:
            if one.mixed:
                context.warn("mixed_types", column=one.name)

        def rows(
            with_columns: list[str] | None,
            predicate: pl.Expr | None,
            n_rows: int | None,
            batch_size: int | None,
        ) -> Iterator[pl.DataFrame]:
            del batch_size
            wanted = [one for one in columns if with_columns is None or one.name in with_columns]
            limit = n_rows if predicate is None else None
            for frame in _frames(path, source, wanted, limit, context):
                yield frame if predicate is None else frame.filter(predicate)

        return register_io_source(rows, schema=_schema(columns), validate_schema=False)


def _found(settings: SqliteTableSettings, context: Context) -> tuple[Path, str, list[Column]]:
    """Return the file, what is selected from, and the chosen columns."""
    path = file_of(context.connections.resolve(settings.connection))
    if settings.mode == "query":
        query = settings.query.strip().rstrip(";").strip()
        if not query:
            title = Text(ru="Запрос SQL", en="SQL query")
            raise NodeError("not_set", field="query", values={"title": title})
        # The line's end closes a comment that may stand last.
        source = f"({query}\n)"
        return path, source, columns_of(path, source, "query", context)
    if not settings.object.strip():
        title = Text(ru="Таблица", en="Table")
        raise NodeError("not_set", field="object", values={"title": title})
    source = quoted(settings.object.strip())
    columns = columns_of(path, source, "object", context)
    known = {one.name: one for one in columns}
    for name in settings.columns:
        if name not in known:
            values = {"name": name, "known": shorten(", ".join(known), 200)}
            raise NodeError("no_column", field="columns", values=values)
    chosen = [known[name] for name in dict.fromkeys(settings.columns)]
    return path, source, chosen or columns


def _schema(columns: Sequence[Column]) -> pl.Schema:
    return pl.Schema({one.name: _DTYPES[one.kind] for one in columns})


def _frames(
    path: Path, source: str, columns: Sequence[Column], limit: int | None, context: Context
) -> Iterator[pl.DataFrame]:
    """Yield frames of the columns' types, in the order of SQLite."""
    # polars asks for no column at all when it only counts.
    asked = ", ".join(_asked(one) for one in columns) or "NULL"
    query = f"SELECT {asked} FROM {source} LIMIT ?"  # noqa: S608 - names are quoted
    raw = pl.Schema(
        {
            one.name: pl.String() if one.kind in {"date", "datetime"} else _DTYPES[one.kind]
            for one in columns
        }
    )
    try:
        with closing(open_file(path, context.stop_if_cancelled, strangers=True)) as database:
            cursor = database.execute(query, (-1 if limit is None else limit,))
            while part := cursor.fetchmany(_BATCH):
                context.stop_if_cancelled()
                if not columns:
                    yield pl.DataFrame(height=len(part))
                    continue
                frame = pl.DataFrame(part, schema=raw, orient="row")
                yield frame.with_columns(
                    pl.col(one.name).str.to_date("%Y-%m-%d")
                    if one.kind == "date"
                    else pl.col(one.name).str.to_datetime("%Y-%m-%d %H:%M:%S%.f", time_unit="us")
                    for one in columns
                    if one.kind in {"date", "datetime"}
                )
    except sqlite3.Error as error:
        context.stop_if_cancelled()
        raise NodeError("source_failed", values={"reason": str(error)}) from error


def _asked(column: Column) -> str:
    """Return what SQLite is asked for, so that every value has the column's type."""
    name = quoted(column.name)
    if column.kind == "float":
        return f"CAST({name} AS REAL)"
    if column.kind == "datetime":
        return (
            f"CASE length({name}) WHEN 10 THEN {name} || ' 00:00:00' "
            f"WHEN 16 THEN replace({name}, 'T', ' ') || ':00' ELSE replace({name}, 'T', ' ') END"
        )
    if column.kind == "text":
        return f"CASE typeof({name}) WHEN 'blob' THEN hex({name}) ELSE CAST({name} AS TEXT) END"
    return name
