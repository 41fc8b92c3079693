"""How a text is cut into cells: delimiter, quote mark, and where the table and its header begin."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _csv import Reader as CsvReader

DELIMITERS: dict[str, str] = {
    "comma": ",",
    "semicolon": ";",
    "tab": "\t",
    "pipe": "|",
    "space": " ",
    "none": "\x1f",
}
"""Values of the setting to the mark; "space" is any run of blanks, "none" one column."""
QUOTES: dict[str, str | None] = {"double": '"', "single": "'", "none": None}

_PREFERENCE = {"\t": 1.04, ";": 1.03, "|": 1.02, ",": 1.0}
_LOOKED_AT = 400
_DATA_LIKE = re.compile(r"^(?=.*\d)[\s\d.,:/\-+'’%()£$€₽]+$")

csv.field_size_limit(2**31 - 1)


@dataclass(frozen=True, slots=True)
class Dialect:
    """The marks of a text table.

    Args:
        delimiter: One character; " " means any run of blanks.
        quote: The quote mark, or None.
    """

    delimiter: str
    quote: str | None

    def records(self, lines: Iterable[str]) -> Iterator[tuple[int, list[str]]]:
        """Cut lines into records.

        Args:
            lines: Lines with their ends.

        Yields:
            The number of the physical line a record begins on, from 1, and its cells. A blank line
            gives no cells.
        """
        if self.delimiter == " ":
            for number, line in enumerate(lines, start=1):
                yield number, line.split()
            return
        begins = 1
        reader = self._reader(lines)
        for record in reader:
            yield begins, record
            begins = reader.line_num + 1

    def rows(self, lines: Iterable[str]) -> Iterator[list[str]]:
        """Cut lines into records whose places do not matter: quicker.

        Args:
            lines: Lines, with their ends where cells reach over lines.

        Returns:
            The cells of each record. A blank line gives no cells.
        """
        if self.delimiter == " ":
            return (line.split() for line in lines)
        return self._reader(lines)

    def _reader(self, lines: Iterable[str]) -> CsvReader:
        return csv.reader(
            lines,
            delimiter=self.delimiter,
            quotechar=self.quote or None,
            quoting=csv.QUOTE_MINIMAL if self.quote else csv.QUOTE_NONE,
        )


@dataclass(frozen=True, slots=True)
class Start:
    """Where a table begins.

    Args:
        skip_rows: Records above the header (or above the data, without one).
        header: There is a header.
        width: Number of cells of an ordinary record.
    """

    skip_rows: int
    header: bool
    width: int


def first_records(dialect: Dialect, text: str, limit: int = _LOOKED_AT) -> list[list[str]]:
    r"""Cut the first records off a text.

    Args:
        dialect: The marks.
        text: Text with LF line ends.
        limit: How many records at the most.

    Example:
        >>> first_records(Dialect(";", '"'), 'a;"b;c"\n\n1;2\n')
        [['a', 'b;c'], [], ['1', '2']]
    """
    out: list[list[str]] = []
    # str.splitlines would also cut at form feeds and other marks that files hold inside cells.
    for _, record in dialect.records(io.StringIO(text, newline="")):
        out.append(record)
        if len(out) >= limit:
            break
    return out


def delimiter_of(text: str, quote: str | None = '"') -> str:
    r"""Find the delimiter: the mark by which most lines have the same number of cells.

    Args:
        text: The first lines of the file, LF line ends.
        quote: The quote mark to reckon with.

    Returns:
        A value of `DELIMITERS`; "none" for a text of one column.

    Example:
        >>> delimiter_of("Дата;Сумма\n01.02.2024;1,5\n02.02.2024;2,5\n")
        'semicolon'
    """
    best, best_score = "none", 0.0
    for name, mark in DELIMITERS.items():
        if mark not in _PREFERENCE:
            continue
        score = _steadiness(Dialect(mark, quote), text) * _PREFERENCE[mark]
        if score > best_score + 1e-9:
            best, best_score = name, score
    if best_score >= 0.2:
        return best
    return "space" if _is_columns_of_blanks(text) else "none"


def quote_of(text: str, delimiter: str) -> str:
    r"""Find the quote mark.

    Args:
        text: The first lines of the file, LF line ends.
        delimiter: The delimiter itself.

    Returns:
        "double", "single" or "none": the last when marks do not enclose whole cells.

    Example:
        >>> quote_of('Аптека "Ромашка";1\n"Мята" на углу;2\n', ";")
        'none'
    """
    if delimiter == " ":
        return "none"
    if '"' in text:
        mark = re.escape(delimiter)
        opened = rf'(?:^|(?<={mark}))"(?:[^"]|"")*"'
        proper = len(re.findall(rf"{opened}(?={mark}|$|\n)", text, flags=re.MULTILINE))
        broken = len(re.findall(rf"{opened}(?=[^{mark}\r\n])", text, flags=re.MULTILINE))
        return "double" if proper > broken else "none"
    mark = re.escape(delimiter)
    if re.search(rf"(?:^|{mark})'[^'\n]*{mark}[^'\n]*'(?:{mark}|$)", text, flags=re.MULTILINE):
        return "single"
    return "double"


def start_of(records: Sequence[Sequence[str]]) -> Start:
    """Find the first line of the table and tell whether it is a header.

    Args:
        records: The first records of the file, blank ones included.

    Returns:
        Titles, notes and blank lines above are counted into `skip_rows`.

    Example:
        >>> start_of([["Отчёт", ""], [], ["Товар", "Сумма"], ["Чай", "10"], ["Мёд", "20"]])
        Start(skip_rows=2, header=True, width=2)
    """
    filled = [record for record in records if any(cell.strip() for cell in record)]
    if not filled:
        return Start(0, header=False, width=max((len(record) for record in records), default=1))
    later = filled[len(filled) // 4 :]
    width = Counter(len(record) for record in later).most_common(1)[0][0]
    body = [record for record in later if len(record) == width]
    fills = sorted(sum(1 for cell in record if cell.strip()) for record in body)
    typical = fills[len(fills) // 2]
    need = min(max(2, round(0.6 * typical)), width)
    start = next(
        (
            place
            for place, record in enumerate(records)
            if len(record) == width and sum(1 for cell in record if cell.strip()) >= need
        ),
        next(place for place, record in enumerate(records) if any(cell.strip() for cell in record)),
    )
    below = [record for record in records[start + 1 :] if len(record) == width]
    return Start(start, header=_is_header(records[start], below), width=width)


def looks_like_data(cell: str) -> bool:
    """Tell a figure, a date or a time from words.

    Example:
        >>> looks_like_data("1 088,4"), looks_like_data("01.02.2024"), looks_like_data("Сумма 2")
        (True, True, False)
    """
    return _DATA_LIKE.match(cell) is not None


def _is_header(first: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    votes = 0.0
    for place, cell in enumerate(first):
        words = cell.strip()
        if not words:
            continue
        column = [record[place].strip() for record in below if place < len(record)]
        column = [value for value in column if value]
        if looks_like_data(words):
            votes -= 1
        elif column and sum(map(looks_like_data, column)) > 0.8 * len(column):
            votes += 1
        elif words in column:
            votes -= 0.5
        else:
            votes += 0.3
    return votes > 0


def _steadiness(dialect: Dialect, text: str) -> float:
    records = [record for record in first_records(dialect, text) if record]
    widths = Counter(len(record) for record in records)
    widths.pop(1, None)
    if not widths:
        return 0.0
    width, count = widths.most_common(1)[0]
    return count / len(records) * (1 - 1 / width)


def _is_columns_of_blanks(text: str) -> bool:
    records = [line.split() for line in text.splitlines()[:_LOOKED_AT] if line.strip()]
    if len(records) < 3:
        return False
    width = len(records[-1])
    even = sum(1 for record in records if len(record) == width)
    figures = sum(1 for cell in records[-1] if looks_like_data(cell))
    return width > 1 and even >= 0.98 * len(records) and figures >= 0.5 * width
