"""The node «Папка файлов»: tables of many files, one under another."""
# ruff: noqa: E501 - paragraphs of help are lines of Markdown

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import polars as pl

from kanva.sdk import (
    KIND_TITLES,
    Context,
    Example,
    Frame,
    InputSchemas,
    Kind,
    Message,
    NodeError,
    NodeType,
    Schemas,
    Table,
    Text,
    kind_of,
    shorten,
)
from kanva.sdk.relational import can_convert, col, common_dtype, conversion
from kanva_nodes.sources._excel_words import MESSAGES as EXCEL_MESSAGES
from kanva_nodes.sources._folder_files import FoundFile, files_of, reason, table_of_file
from kanva_nodes.sources._folder_form import COLUMN, MASK, FolderSettings
from kanva_nodes.sources._json_words import MESSAGES as JSON_MESSAGES
from kanva_nodes.sources._text_words import MESSAGES as TEXT_MESSAGES


@dataclass(frozen=True, slots=True)
class _Part:
    file: FoundFile
    frame: pl.LazyFrame
    schema: pl.Schema


class ImportFolder(NodeType[FolderSettings]):
    """Import of a folder of files."""

    abstract = False
    id = "import.folder"
    category = "sources"
    kind = "source"
    icon = "M3 6h6l2 2.500h10V19H3zM7 12.500h10M7 15.500h7"
    title = Text(ru="Папка файлов", en="Folder of files")
    summary = Text(
        ru="Читает все файлы папки по маске и складывает их таблицы одну под другой.",
        en="Reads all files of a folder by a mask and stacks their tables.",
    )
    help = Text(
        ru="""Читает все файлы папки, имена которых подходят под маску, и складывает их таблицы одну под другой. Читаются текст и CSV, Excel, Parquet, JSON — что именно, видно по окончанию имени; файлы могут быть вперемешку.

**Когда брать.** Выгрузки по месяцам или магазинам, одинаковые отчёты разных людей. Положили в папку новый файл — при следующем запуске он уже в таблице, менять ничего не нужно.

**Маска.** `*.csv` — все CSV; `продажи ??.xlsx` — «продажи 01.xlsx»; `*.csv; *.xlsx` — и те и другие; `2026/*.csv` — в папке внутри (со включёнными вложенными папками). Регистр букв не важен. Скрытые файлы и следы открытых книг (`~$…`) не читаются.

**Столбец «из какого файла»** хранит имя, имя без окончания или путь: из «продажи 2026-01» потом можно вынуть месяц.

Кодировка, разделитель, заголовок и типы распознаются у каждого файла сами. На что обратить внимание:

- Столбцы сопоставляются **по именам**: порядок может быть разным, регистр различается. Чего в файле нет, то пусто; можно брать только общие столбцы или останавливаться.
- Если в одном файле столбец — числа, а в другом — текст, он становится текстом.
- Файл, который не открывается, останавливает узел или пропускается с предупреждением.
- Если файлу нужны свои настройки, прочтите его отдельным узлом импорта и сложите узлом «Объединение».""",
        en="""Reads all files of a folder whose names fit a mask and stacks their tables. Text and CSV, Excel, Parquet and JSON are read; the ending of a name tells which, and they may be mixed.

**When to take it.** Exports by month or shop, equal reports of several people. Put a new file into the folder, and with the next run it is in the table; nothing has to be changed.

**The mask.** `*.csv` is every CSV; `sales ??.xlsx` fits “sales 01.xlsx”; `*.csv; *.xlsx` takes both; `2026/*.csv` looks into a folder inside (with folders inside turned on). Letters’ case does not count. Hidden files and traces of open books (`~$…`) are not read.

**The column “from which file”** holds the name, the name without its ending, or the path: a month can be taken out of “sales 2026-01” later.

Encoding, delimiter, header and types are detected for each file. Mind that:

- Columns are matched **by name**: their order may differ, letters’ case counts. What a file has not is empty; or take only common columns, or stop.
- When a column holds numbers in one file and text in another, it becomes text.
- A file that cannot be opened stops the node, or is left out with a warning.
- A file that needs settings of its own is read by an import node, and stacked by Union.""",
    )
    also_called = (
        "много файлов", "файлы по маске", "объединить файлы", "List Files", "Из папки",
        "From Folder", "Table Reader loop", "НайтиФайлы", "склеить выгрузки", "glob",
        "консолидация файлов", "все CSV папки", "Обход файлов",
    )  # fmt: skip
    inputs = ()
    settings = FolderSettings
    messages: ClassVar[Mapping[str, Message]] = {
        **TEXT_MESSAGES,
        **EXCEL_MESSAGES,
        **JSON_MESSAGES,
        "no_files": Message(
            Text(
                ru="В папке нет файлов по маске «{mask}»", en="No file of the folder fits “{mask}”"
            ),
            Text(
                ru="Проверьте папку, маску и вложенные папки.",
                en="Check the folder, the mask and folders inside.",
            ),
        ),
        "file_failed": Message(
            Text(ru="Файл «{file}»: {reason}", en="File “{file}”: {reason}"),
            Text(
                ru="Исправьте или уберите его, или выберите «Пропустить».",
                en="Mend or remove it, or choose “Leave out”.",
            ),
        ),
        "files_skipped": Message(
            Text(ru="Пропущены файлы ({count}): {files}", en="Files left out ({count}): {files}"),
            Text(ru="Они не читаются.", en="They cannot be read."),
            "warning",
        ),
        "columns_differ": Message(
            Text(
                ru="В файле «{file}» другие столбцы. Нет: {missing}. Лишние: {extra}",
                en="File “{file}” has other columns. Missing: {missing}. Extra: {extra}",
            ),
            Text(
                ru="Исправьте файл или выберите, что делать с разными столбцами.",
                en="Mend the file, or choose what to do with different columns.",
            ),
        ),
        "kinds_disagree": Message(
            Text(
                ru="Столбец «{column}» в разных файлах разного типа: {kinds}",
                en="Column “{column}” differs in type between the files: {kinds}",
            ),
            Text(
                ru="Исправьте файлы или выберите «Сделать текстом».",
                en="Mend the files, or choose “Make it text”.",
            ),
        ),
        "not_parquet": Message(
            Text(ru="Это не файл Parquet", en="It is not a Parquet file"),
        ),
        "unknown_ending": Message(
            Text(ru="Такие файлы здесь не читаются", en="Such files are not read here"),
        ),
    }

    def caption(self, settings: FolderSettings) -> Text:
        """Return the folder and the mask."""
        if not settings.mask:
            return Text(ru="", en="")
        folder = settings.folder.strip().strip("/")
        return Text.same(shorten(f"{folder}/{settings.mask}" if folder else settings.mask, 60))

    def fingerprint(self, settings: FolderSettings, context: Context) -> Any:
        """Return the state of every file, and the language of made-up column names."""
        files = [[file.name, file.size, file.mtime_ns] for file in _files(settings, context)]
        return {"files": files, "language": context.language}

    def size_bytes(self, settings: FolderSettings, context: Context) -> int | None:
        """Return the size of all files together."""
        try:
            return sum(file.size for file in _files(settings, context))
        except NodeError:
            return None

    def check(
        self, settings: FolderSettings, inputs: InputSchemas, context: Context
    ) -> Sequence[NodeError]:
        """Find an empty mask or name, and files that are left out."""
        del inputs
        if not settings.mask.strip():
            return (NodeError("not_set", field="mask", values={"title": MASK}),)
        if settings.source != "none" and not settings.source_column:
            return (NodeError("not_set", field="source_column", values={"title": COLUMN}),)
        try:
            _, skipped = _parts(settings, context)
        except NodeError:
            return ()
        return _noticed(skipped)

    def schema(self, settings: FolderSettings, inputs: InputSchemas, context: Context) -> Schemas:
        """Return the columns of all files; what is left out is told by `check`."""
        del inputs
        parts, _ = _parts(settings, context)
        names = dict.fromkeys(_source(settings), pl.String())
        return {"rows": pl.Schema({**_dtypes(settings, parts), **names})}

    def scan(self, settings: FolderSettings, context: Context) -> Frame:
        """Return the rows of all files lazily, file after file.

        Raises:
            NodeError: With a declared message.
        """
        parts, skipped = _parts(settings, context)
        for problem in _noticed(skipped):
            context.warn(problem.code, field=problem.field, **dict(problem.values))
        dtypes = _dtypes(settings, parts)
        frames: list[pl.LazyFrame] = []
        for part in parts:
            columns = [_column(part, name, dtype) for name, dtype in dtypes.items()]
            if settings.source != "none":
                label = pl.lit(_label(settings, part.file), dtype=pl.String)
                columns.append(label.alias(settings.source_column))
            # Without columns of its own a file still has its rows: they come with nulls.
            names = [col(name) for name in (*dtypes, *_source(settings))]
            frames.append(part.frame.with_columns(columns).select(names))
        return pl.concat(frames, how="vertical")

    examples = (
        Example(
            title=Text(ru="Продажи по месяцам", en="Sales by month"),
            settings={"folder": "продажи", "mask": "*.csv", "source": "stem", "source_column": "Месяц"},
            files={
                "продажи/10.csv": "Город;Сумма\nПермь;5\n",
                "продажи/2.csv": "Сумма;Город;Скидка\n1,5;Омск;10\n",
                "продажи/заметки.doc": "не таблица",
            },
            outputs={
                "rows": Table(
                    {
                        "Сумма": [1.5, 5.0],
                        "Город": ["Омск", "Пермь"],
                        "Скидка": [10, None],
                        "Месяц": ["2", "10"],
                    }
                )
            },
        ),
    )  # fmt: skip


def _files(settings: FolderSettings, context: Context) -> list[FoundFile]:
    files = files_of(settings.folder, settings.mask, settings.order, context, deep=settings.deep)
    if not files:
        raise NodeError("no_files", field="mask", values={"mask": settings.mask})
    return files


def _parts(
    settings: FolderSettings, context: Context
) -> tuple[list[_Part], list[tuple[FoundFile, Text]]]:
    """Return the tables of the files, and the files left out with the reasons."""
    parts: list[_Part] = []
    skipped: list[tuple[FoundFile, Text]] = []
    for file in _files(settings, context):
        context.stop_if_cancelled()
        try:
            frame = table_of_file(file, settings.sheet, settings.bad_value, context)
            parts.append(_Part(file, frame, frame.collect_schema()))
        except NodeError as error:
            if error.code == "cancelled":
                raise
            words = reason(error, file)
            if settings.unreadable == "skip":
                skipped.append((file, words))
                continue
            raise NodeError(
                "file_failed", field="unreadable", values={"file": file.name, "reason": words}
            ) from error
    if not parts:
        file, words = skipped[0]
        values = {"file": file.name, "reason": words}
        raise NodeError("file_failed", field="unreadable", values=values)
    return parts, skipped


def _noticed(skipped: Sequence[tuple[FoundFile, Text]]) -> list[NodeError]:
    if not skipped:
        return []
    ru = "; ".join(f"{file.inside} ({words.ru})" for file, words in skipped[:5])
    en = "; ".join(f"{file.inside} ({words.en})" for file, words in skipped[:5])
    more = "…" if len(skipped) > 5 else ""
    values = {"count": len(skipped), "files": Text(ru=ru + more, en=en + more)}
    return [NodeError("files_skipped", field="unreadable", values=values)]


def _source(settings: FolderSettings) -> list[str]:
    return [] if settings.source == "none" else [settings.source_column]


def _dtypes(settings: FolderSettings, parts: Sequence[_Part]) -> dict[str, pl.DataType]:
    """Return the columns of the result with their types."""
    names = dict.fromkeys(name for part in parts for name in part.schema)
    if settings.columns == "common":
        names = {name: None for name in names if all(name in part.schema for part in parts)}
    elif settings.columns == "stop":
        first = parts[0].schema
        for part in parts[1:]:
            if set(part.schema) != set(first):
                values = {
                    "file": part.file.name,
                    "missing": _listed(set(first) - set(part.schema)),
                    "extra": _listed(set(part.schema) - set(first)),
                }
                raise NodeError("columns_differ", field="columns", values=values)
    for name in _source(settings):
        if name in names:
            raise NodeError("duplicate_column", field="source_column", column=name)
    return {
        name: _agreed(settings, name, [part.schema[name] for part in parts if name in part.schema])
        for name in names
    }


def _listed(names: set[str]) -> str:
    return ", ".join(f"«{name}»" for name in sorted(names)) or "—"


def _agreed(settings: FolderSettings, name: str, found: Sequence[Any]) -> pl.DataType:
    dtype = common_dtype(found)
    if dtype is not None:
        return dtype
    kinds: list[Kind] = list(dict.fromkeys(kind_of(item) for item in found))
    if settings.mixed == "text" and all(can_convert(kind, "text") for kind in kinds):
        return pl.String()
    words = Text(
        ru=", ".join(KIND_TITLES[kind].ru for kind in kinds),
        en=", ".join(KIND_TITLES[kind].en for kind in kinds),
    )
    raise NodeError("kinds_disagree", field="mixed", column=name, values={"kinds": words})


def _column(part: _Part, name: str, dtype: pl.DataType) -> pl.Expr:
    if name not in part.schema:
        return pl.lit(None, dtype=dtype).alias(name)
    column = col(name)
    if kind_of(dtype) == "text" and dtype != part.schema[name]:
        column = conversion(column, part.schema[name], "text")
    return column.cast(dtype).alias(name)


def _label(settings: FolderSettings, file: FoundFile) -> str:
    if settings.source == "path":
        return file.inside
    name = file.inside.rpartition("/")[2]
    if settings.source == "name":
        return name
    bare = name.removesuffix(".gz") if name.lower().endswith(".gz") else name
    return bare.rpartition(".")[0] or bare
