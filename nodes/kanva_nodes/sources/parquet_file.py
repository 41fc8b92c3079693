"""The node «Импорт Parquet»: a table that knows its types, read lazily."""
# ruff: noqa: E501 - paragraphs of help are lines of Markdown

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any, ClassVar

import polars as pl
from polars.exceptions import PolarsError

from kanva.sdk import (
    Accepts,
    Context,
    Example,
    Frame,
    Look,
    Message,
    NodeError,
    NodeType,
    Settings,
    Table,
    Text,
    fields,
)

_MAGIC = (b"PAR1", b"PARE")


_TABLE = Table(
    {
        "Город": ["Пермь", "Омск"],
        "День": [date(2026, 1, 9), None],
        "Сумма": [1200.5, 90.0],
    }
)


def _bytes(table: Table) -> bytes:
    out = BytesIO()
    table.frame().write_parquet(out)
    return out.getvalue()


class ParquetSettings(Settings):
    """The file."""

    file: str = fields.file(Text(ru="Файл", en="File"), endings=(".parquet", ".pq"))
    limit: int | None = fields.integer(
        Text(ru="Не больше строк", en="At most rows"),
        None,
        minimum=1,
        help=Text(ru="Пусто — все строки.", en="Empty: all rows."),
        look=Look(placeholder=Text(ru="все", en="all"), advanced=True),
    )


class ImportParquet(NodeType[ParquetSettings]):
    """Import of a Parquet file."""

    abstract = False
    id = "import.parquet"
    category = "sources"
    kind = "source"
    icon = "M4 6.500L12 3l8 3.500L12 10zM4 12l8 3.500L20 12M4 17l8 3.500 8-3.500"
    title = Text(ru="Импорт Parquet", en="Import Parquet")
    summary = Text(
        ru="Читает файл Parquet: типы известны заранее, берётся только нужное.",
        en="Reads a Parquet file: its types are known, only what is needed is read.",
    )
    help = Text(
        ru="""Читает таблицу из файла Parquet. Это формат аналитических систем: в нём хранятся и данные, и имена, и типы столбцов, поэтому распознавать нечего, а место он занимает в несколько раз меньше текста.

**Когда брать.** Выгрузки из хранилищ и аналитических программ; большие таблицы, которые читаются много раз: сохраните их один раз узлом «Экспорт Parquet» и начинайте сценарий отсюда.

**Как читается.** Лениво: если дальше по сценарию нужна часть столбцов или фильтр отбирает часть строк, с диска берутся только они. Выбирать столбцы здесь не нужно — оставьте нужные узлом «Столбцы» где угодно ниже. Число строк известно сразу, из самого файла.

На что обратить внимание: списки и записи внутри ячеек читаются, но не все узлы умеют с ними работать. Файлы, зашифрованные средствами Parquet, не открываются.""",
        en="""Reads a table from a Parquet file. It is the format of analytical systems: data, names and types of columns are kept together, so there is nothing to detect, and it takes several times less room than text.

**When to take it.** Exports of warehouses and analytical programs; large tables read many times: save them once with “Export Parquet” and start the workflow here.

**How it is read.** Lazily: when the workflow needs some of the columns below, or a filter takes some of the rows, only those are read from disk. There is no need to choose columns here: keep those you want with a Columns node anywhere below. The number of rows is known at once, from the file itself.

Mind that lists and records inside cells are read, but not every node can work with them. Files encrypted by Parquet’s own means cannot be opened.""",
    )
    also_called = (
        "Parquet", "паркет", "Parquet Reader", "read_parquet", "scan_parquet", "Apache Parquet",
        "колоночный файл", "From Parquet",
    )  # fmt: skip
    inputs = ()
    settings = ParquetSettings
    accepts = Accepts("file", files=(".parquet", ".pq"))
    messages: ClassVar[Mapping[str, Message]] = {
        "not_parquet": Message(
            Text(
                ru="«{file}» — не файл Parquet или записан не до конца",
                en="“{file}” is not a Parquet file, or was not written to its end",
            ),
            Text(
                ru="Проверьте, тот ли это файл, и запишите его заново.",
                en="Check that it is the right file, and write it anew.",
            ),
        ),
        "encrypted": Message(
            Text(ru="Файл «{file}» зашифрован", en="File “{file}” is encrypted"),
            Text(ru="Сохраните его без шифрования.", en="Save it without encryption."),
        ),
    }

    def caption(self, settings: ParquetSettings) -> Text:
        """Return the name of the file."""
        return Text.same(PurePosixPath(settings.file).name)

    def fingerprint(self, settings: ParquetSettings, context: Context) -> Any:
        """Return path, size and time of change."""
        stat = _stat(context.path(settings.file), settings.file)
        return {"path": settings.file, "size": stat.st_size, "mtime_ns": stat.st_mtime_ns}

    def size_bytes(self, settings: ParquetSettings, context: Context) -> int | None:
        """Return the size of the file."""
        try:
            return context.path(settings.file).stat().st_size
        except OSError:
            return None

    def row_count(self, settings: ParquetSettings, context: Context) -> int | None:
        """Return the number of rows the footer states."""
        try:
            counted = _opened(settings, context).select(pl.len()).collect()
        except (NodeError, PolarsError, OSError):
            return None
        rows = int(counted.item())
        return rows if settings.limit is None else min(rows, settings.limit)

    def scan(self, settings: ParquetSettings, context: Context) -> Frame:
        """Return the rows lazily.

        Raises:
            NodeError: With a declared message.
        """
        frame = _opened(settings, context)
        try:
            frame.collect_schema()
        except (PolarsError, OSError) as error:
            raise NodeError("not_parquet", field="file", values={"file": settings.file}) from error
        return frame if settings.limit is None else frame.head(settings.limit)

    examples = (
        Example(
            title=Text(ru="Продажи из хранилища", en="Sales from a warehouse"),
            settings={"file": "продажи.parquet"},
            files={"продажи.parquet": _bytes(_TABLE)},
            outputs={"rows": _TABLE},
        ),
    )


def _opened(settings: ParquetSettings, context: Context) -> pl.LazyFrame:
    """Look at the ends of the file, where its nature is written, and open it."""
    path = context.path(settings.file)
    values = {"file": settings.file}
    if _stat(path, settings.file).st_size == 0:
        raise NodeError("empty_file", field="file", values=values)
    try:
        with path.open("rb") as stream:
            head = stream.read(4)
            stream.seek(-min(4, path.stat().st_size), 2)
            tail = stream.read(4)
    except OSError:
        raise NodeError("unreadable_file", field="file", values=values) from None
    if head not in _MAGIC or tail not in _MAGIC:
        raise NodeError("not_parquet", field="file", values=values)
    if tail == b"PARE":
        raise NodeError("encrypted", field="file", values=values)
    return pl.scan_parquet(path, glob=False)


def _stat(path: Path, name: str) -> Any:
    try:
        return path.stat()
    except FileNotFoundError:
        raise NodeError("missing_file", field="file", values={"file": name}) from None
    except OSError:
        raise NodeError("unreadable_file", field="file", values={"file": name}) from None
