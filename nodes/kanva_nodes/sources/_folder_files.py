"""Files of a folder by a mask: which there are, in what order, and each of them as a table."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import polars as pl
from polars.exceptions import PolarsError

from kanva.sdk import Context, Message, NodeError, Text, dtype_of
from kanva_nodes.sources._bad_values import checked, first_misfits
from kanva_nodes.sources._excel_form import ENDINGS as EXCEL_ENDINGS
from kanva_nodes.sources._excel_form import ExcelSettings
from kanva_nodes.sources._excel_words import MESSAGES as EXCEL_MESSAGES
from kanva_nodes.sources._json_form import ENDINGS as JSON_ENDINGS
from kanva_nodes.sources._json_form import JsonSettings
from kanva_nodes.sources._json_table import json_table
from kanva_nodes.sources._json_words import MESSAGES as JSON_MESSAGES
from kanva_nodes.sources._known_recipes import recipe_of
from kanva_nodes.sources._prepare import prepared, texts
from kanva_nodes.sources._recognise import Choices, Recipe
from kanva_nodes.sources._sheet_table import table_of
from kanva_nodes.sources._text_form import ENDINGS as TEXT_ENDINGS
from kanva_nodes.sources._text_words import MESSAGES as TEXT_MESSAGES

PARQUET_ENDINGS = (".parquet", ".pq")
Order = Literal["name", "oldest", "newest"]
BadValue = Literal["stop", "null"]


@dataclass(frozen=True, slots=True)
class FoundFile:
    """One file the mask fits.

    Args:
        name: Its path in the workspace, with "/".
        inside: Its path from the folder on.
        path: Where it is.
        size: Bytes.
        mtime_ns: When it was changed.
    """

    name: str
    inside: str
    path: Path
    size: int
    mtime_ns: int


def files_of(
    folder: str, mask: str, order: Order, context: Context, *, deep: bool
) -> list[FoundFile]:
    """Return the files of a folder, in order.

    Hidden files and those Excel keeps beside an open book (`~$…`) are left out.

    Args:
        folder: Workspace path; "" is the workspace itself.
        mask: Masks parted by ";": `*.csv; отчёт ??.xlsx`. Letters' case does not count.
        order: "name" puts 2 before 10.
        context: The house.
        deep: Folders inside are searched too.

    Raises:
        NodeError: `missing_folder`, or `bad_path` when it leads out of the workspace.
    """
    folder = folder.strip().replace("\\", "/").strip("/")
    # The house names no path for the workspace itself: it is where any file of it would lie.
    root = context.path(folder) if folder else context.path("any").parent
    if not root.is_dir():
        raise NodeError("missing_folder", field="folder", values={"folder": folder or "/"})
    fits = _mask(mask)
    found: list[FoundFile] = []
    for path in _walk(root, deep=deep):
        inside = path.relative_to(root).as_posix()
        if not fits(inside):
            continue
        try:
            stat = path.stat()
        except OSError:
            continue
        name = f"{folder}/{inside}" if folder else inside
        found.append(FoundFile(name, inside, path, stat.st_size, stat.st_mtime_ns))
    found.sort(key=lambda file: natural(file.inside))
    if order != "name":
        found.sort(key=lambda file: file.mtime_ns, reverse=order == "newest")
    return found


def natural(name: str) -> list[tuple[bool, int, str]]:
    """Return a key that sorts names as people do: file 2 before file 10.

    Example:
        >>> sorted(["10.csv", "2.csv", "А.csv"], key=natural)
        ['2.csv', '10.csv', 'А.csv']
    """
    parts = re.split(r"(\d+)", name.casefold())
    return [
        (not part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in parts if part
    ]


def _walk(folder: Path, *, deep: bool) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.name.startswith((".", "~$")):
            continue
        if path.is_dir():
            # A link to a folder may lead in a circle, or out of the workspace.
            if deep and not path.is_symlink():
                yield from _walk(path, deep=deep)
        elif not path.is_symlink():
            yield path


def _mask(mask: str) -> Callable[[str], bool]:
    patterns = [part.strip().casefold() for part in mask.split(";") if part.strip()]

    def fits(inside: str) -> bool:
        whole = inside.casefold()
        bare = whole.rpartition("/")[2]
        return any(
            fnmatch.fnmatchcase(whole if "/" in pattern else bare, pattern) for pattern in patterns
        )

    return fits


def messages_of(file: FoundFile) -> Mapping[str, Message]:
    """Return the messages of the reader of a file."""
    ending = file.name.lower()
    if ending.endswith(JSON_ENDINGS):
        return JSON_MESSAGES
    return EXCEL_MESSAGES if ending.endswith(EXCEL_ENDINGS) else TEXT_MESSAGES


def reason(error: NodeError, file: FoundFile) -> Text:
    """Return in words why a file cannot be read."""
    return error.problem({**_OWN, **messages_of(file)}).text


_OWN = {
    "not_parquet": Message(
        Text(ru="это не файл Parquet", en="it is not a Parquet file"),
    ),
    "unknown_ending": Message(
        Text(
            ru="такие файлы здесь не читаются: нужен текст, Excel, Parquet или JSON",
            en="such files are not read here: text, Excel, Parquet or JSON is needed",
        ),
    ),
}


def table_of_file(
    file: FoundFile, sheet: str, bad_value: BadValue, context: Context
) -> pl.LazyFrame:
    """Return a file as a table; what it is is told by its ending.

    Args:
        file: The file.
        sheet: Sheet of an Excel book, "" for the first with data.
        bad_value: What to do with values that do not fit their column.
        context: The house.

    Raises:
        NodeError: The file cannot be read.
    """
    ending = file.name.lower()
    if ending.endswith(EXCEL_ENDINGS):
        settings = ExcelSettings(file=file.name, sheet=sheet, on_bad_value=bad_value)
        path, _ = table_of(settings, context)
        return pl.scan_parquet(path, glob=False)
    if ending.endswith(JSON_ENDINGS):
        path, _ = json_table(JsonSettings(file=file.name), context)
        return pl.scan_parquet(path, glob=False)
    if ending.endswith(PARQUET_ENDINGS):
        try:
            frame = pl.scan_parquet(file.path, glob=False)
            frame.collect_schema()
        except (PolarsError, OSError) as error:
            raise NodeError("not_parquet") from error
        return frame
    if not ending.endswith(TEXT_ENDINGS):
        raise NodeError("unknown_ending")
    return _text(file, bad_value, context)


def _text(file: FoundFile, bad_value: BadValue, context: Context) -> pl.LazyFrame:
    choices = Choices(language=context.language)
    recipe = recipe_of(file.path, file.name, choices, context)
    target = prepared(
        file.path,
        file.name,
        recipe,
        ragged="keep",
        errors="strict",
        markers=(),
        context=context,
    )
    plain = {recipe.names[at]: dtype_of(recipe.meanings[at].kind) for at in target.plain}
    frame = texts(target, recipe.names, (), plain, decimal_comma=recipe.numbers.decimal == ",")
    if target.facts.blank:
        blank = [
            pl.col(name).is_null()
            if name in plain
            else pl.col(name).str.strip_chars().fill_null("") == ""
            for name in recipe.names
        ]
        frame = frame.filter(~pl.all_horizontal(blank))
    columns = [
        checked(
            pl.col(recipe.names[at]),
            meaning,
            recipe.numbers,
            None if bad_value == "null" else _failing(file, recipe, at),
        ).alias(recipe.names[at])
        for at, meaning in enumerate(recipe.meanings)
        if at not in target.plain and meaning.kind != "text"
    ]
    return frame.with_columns(columns) if columns else frame


def _failing(file: FoundFile, recipe: Recipe, at: int) -> Callable[[], None]:
    def fail() -> None:
        error = first_misfits(file.path, file.name, recipe, at, ())
        values = {"file": file.name, "reason": reason(error, file)}
        raise NodeError("file_failed", field="unreadable", values=values, rows=error.rows)

    return fail
