"""Recognition of a text file: from a sample and the person's choices to how it is read."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from kanva.sdk import Language
from kanva_nodes.sources._column_kinds import asked
from kanva_nodes.sources._dialect import (
    DELIMITERS,
    QUOTES,
    Dialect,
    Start,
    delimiter_of,
    first_records,
    quote_of,
    start_of,
)
from kanva_nodes.sources._encodings import byte_order, codec_of, detect
from kanva_nodes.sources._kinds import DateOrder, Meaning, Numbers, meanings_of, numbers_of
from kanva_nodes.sources._names import joined, repaired
from kanva_nodes.sources._sample import Sample, read_sample
from kanva_nodes.sources._sample_columns import SampleColumns

_DIALECT_CHARS = 200_000
_DIFFERENT_VALUES = 20_000


@dataclass(frozen=True, slots=True)
class Choices:
    """What the person has set; "auto" and None are left to recognition.

    Args:
        encoding: A value of the setting.
        delimiter: A key of `DELIMITERS`, "auto", or the mark itself.
        quote: A key of `QUOTES`, or "auto".
        header: "auto", "yes" or "no".
        header_rows: How many lines the header has.
        skip_rows: Lines above the header, or None.
        decimal: "auto", "point" or "comma".
        thousands: "auto" or a key of `THOUSANDS`.
        dates: "auto" or an order of day and month.
        markers: Cells that count as empty.
        kinds: Column to the kind and date format the person has given.
        language: Language of names made up for empty headers.
    """

    encoding: str = "auto"
    delimiter: str = "auto"
    quote: str = "auto"
    header: str = "auto"
    header_rows: int = 1
    skip_rows: int | None = None
    decimal: str = "auto"
    thousands: str = "auto"
    dates: DateOrder = "auto"
    markers: tuple[str, ...] = ()
    kinds: tuple[tuple[str, str, str], ...] = ()
    language: Language = "ru"


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a text file is read, to the last mark.

    Args:
        encoding: A value of the setting, never "auto".
        codec: The Python codec.
        gzipped: The file is packed.
        line_end: LF, CR LF or CR.
        dialect: Delimiter and quote mark.
        start: Where the table begins.
        header_rows: Lines of the header; 0 without one.
        data_line: Physical lines above the data.
        trailing: Every line ends with a delimiter: the last, empty column is dropped.
        names: Names of the columns.
        meanings: What the columns hold, in the order of `names`.
        numbers: How numbers are written.
        dates: Order of day and month in force.
        missing: Columns the person has set but the file has not.
    """

    encoding: str
    codec: str
    gzipped: bool
    line_end: str
    dialect: Dialect
    start: Start
    header_rows: int
    data_line: int
    trailing: bool
    names: tuple[str, ...]
    meanings: tuple[Meaning, ...]
    numbers: Numbers
    dates: DateOrder
    missing: tuple[str, ...]

    def data(self, lines: Iterable[str]) -> Iterator[tuple[int, list[str]]]:
        """Cut the lines of the file into records, without what stands above the data.

        Args:
            lines: All lines of the file.

        Yields:
            The line a record begins on, from 1, and its cells.
        """
        for line, record in self.dialect.records(lines):
            if line > self.data_line:
                yield line, record


def recognise(path: Path, name: str, choices: Choices) -> Recipe:
    """Find out how a text file is to be read.

    Args:
        path: Where the file is.
        name: Its name for messages.
        choices: What the person has set.

    Returns:
        The way to read it.

    Raises:
        NodeError: `missing_file`, `unreadable_file`, `empty_file` or `bad_date_format`.
    """
    return _recognised(read_sample(path, name), choices)


def _recognised(sample: Sample, choices: Choices) -> Recipe:
    encoding = choices.encoding
    if encoding == "auto":
        encoding = detect(sample.head, more=b"\n".join(sample.pieces))
    codec = byte_order(sample.head) if encoding == "utf-16" else codec_of(encoding)
    text, line_end = _decoded(sample.head, codec, whole=sample.whole)
    dialect = _dialect(text[:_DIALECT_CHARS], choices)
    records = first_records(dialect, text)
    start = _start(records, choices)
    header_rows = choices.header_rows if start.header else 0
    heads = records[start.skip_rows : start.skip_rows + header_rows]
    lines = _lines(text)
    data_line = _data_line(dialect, lines, start.skip_rows + header_rows)
    width = max([start.width, *(len(head) for head in heads)])
    columns = SampleColumns(width)
    columns.add(dialect.rows(lines[data_line:]))
    for piece in sample.pieces:
        columns.add(_piece_records(piece, codec, dialect, start.width))
    trailing = width > 1 and _has_trailing(heads, columns, width)
    width -= trailing
    names = _names(heads, width, choices.language)
    numbers, dates, meanings = _meanings(names, columns.values(width), dialect, choices)
    kinds = {column: (kind, pattern) for column, kind, pattern in choices.kinds}
    missing = tuple(column for column in kinds if column not in names)
    return Recipe(
        encoding=encoding,
        codec=codec,
        gzipped=sample.gzipped,
        line_end=line_end,
        dialect=dialect,
        start=replace(start, width=width),
        header_rows=header_rows,
        data_line=data_line,
        trailing=trailing,
        names=tuple(names),
        meanings=tuple(
            asked(name, *kinds.get(name, ("", "")), meanings[name], dates) for name in names
        ),
        numbers=numbers,
        dates=dates,
        missing=missing,
    )


def _decoded(head: bytes, codec: str, *, whole: bool) -> tuple[str, str]:
    text = codecs.getincrementaldecoder(codec)("replace").decode(head, final=whole)
    text = text.removeprefix("\ufeff")
    if "\n" not in text:
        line_end = "\r" if "\r" in text else "\n"
    else:
        line_end = "\r\n" if "\r\n" in text else "\n"
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not whole:
        text = text[: text.rfind("\n") + 1] or text
    return text, line_end


def _dialect(text: str, choices: Choices) -> Dialect:
    quote = choices.quote
    delimiter = choices.delimiter
    if delimiter == "auto":
        delimiter = delimiter_of(text, "'" if quote == "single" else '"')
        bare = delimiter_of(text, None)
        if delimiter != bare and quote_of(text, DELIMITERS[delimiter]) == "none":
            delimiter = bare
    mark = DELIMITERS.get(delimiter, delimiter)
    if quote == "auto":
        quote = quote_of(text, mark)
    return Dialect(mark, QUOTES[quote] if mark != " " else None)


def _start(records: list[list[str]], choices: Choices) -> Start:
    skipped = choices.skip_rows
    found = start_of(records if skipped is None else records[skipped:])
    if skipped is not None:
        # What the person counted stands: nothing more is skipped above the header.
        first = records[skipped] if skipped < len(records) else []
        probe = start_of([first, *records[skipped + 1 :]]) if first else found
        found = Start(skipped, header=probe.header, width=found.width)
    if choices.header != "auto":
        found = replace(found, header=choices.header == "yes")
    return found


def _data_line(dialect: Dialect, lines: list[str], above: int) -> int:
    if not above:
        return 0
    for place, (line, _) in enumerate(dialect.records(lines)):
        if place == above:
            return line - 1
    return len(lines) + 1 if lines and lines[-1].endswith("\n") else max(len(lines), 1)


def _lines(text: str) -> list[str]:
    # str.splitlines would also cut at form feeds and other marks that files hold inside cells.
    return io.StringIO(text, newline="").readlines()


def _piece_records(piece: bytes, codec: str, dialect: Dialect, width: int) -> Iterable[list[str]]:
    # A piece begins in the middle of a line, maybe inside quotes: only records of full width count.
    wide = {"utf-16": "utf-16-le"}.get(codec, codec)
    text = codecs.getincrementaldecoder(wide)("replace").decode(piece)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")[1:-1]
    return (record for record in dialect.rows(lines) if len(record) == width)


def _has_trailing(heads: list[list[str]], columns: SampleColumns, width: int) -> bool:
    last = [head[-1] for head in heads if len(head) == width] + columns.last
    return bool(last) and all(not cell.strip() for cell in last)


def _names(heads: list[list[str]], width: int, language: Language) -> list[str]:
    rows = [(head + [""] * width)[:width] for head in heads]
    return repaired(joined(rows) if rows else [""] * width, language)


def _meanings(
    names: list[str], cells: list[list[str]], dialect: Dialect, choices: Choices
) -> tuple[Numbers, DateOrder, dict[str, Meaning]]:
    empty = {"", *choices.markers}
    columns = {
        name: [value for value in values if value not in empty and not value.isspace()]
        for name, values in zip(names, cells, strict=True)
    }
    every = [value for values in columns.values() for value in values[:_DIFFERENT_VALUES]]
    numbers = numbers_of(every, delimiter=dialect.delimiter)
    if choices.decimal != "auto":
        decimal = "." if choices.decimal == "point" else ","
        clash = {".": "point", ",": "comma"}[decimal] == numbers.thousands
        numbers = Numbers(decimal, "none" if clash else numbers.thousands)
    if choices.thousands != "auto":
        numbers = replace(numbers, thousands=choices.thousands)
    meanings, dates = meanings_of(columns, numbers, choices.dates)
    return numbers, dates, meanings
