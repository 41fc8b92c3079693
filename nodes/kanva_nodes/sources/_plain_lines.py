"""Lines written so plainly that polars' CSV reader reads them exactly as the import promises.

One regular expression tells a plain line: the right number of cells, closed quotes, and in columns
of numbers nothing but plain figures. A column all of whose cells are such is read as numbers by the
CSV reader itself, several times faster than texts are read and then converted one by one. Whatever
could be read in another way (zeros in front, a plus, sixteen figures, blanks, separators) is not
plain, and its column goes the careful way.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from pathlib import Path

import polars as pl

from kanva_nodes.sources._kinds import Meaning, Numbers
from kanva_nodes.sources._recognise import Recipe

_HEAD_LINES = 1000
_WIDEST = 400
"""Wider tables would make an expression too large to be quick."""
_WHOLE = "[-]?(?:0|[1-9][0-9]{0,14})"


def plain_cell(meaning: Meaning, numbers: Numbers, markers: Sequence[str] = ()) -> str:
    r"""Return the pattern of a plainly written number.

    Args:
        meaning: A whole number or a number.
        numbers: How numbers are written.
        markers: Cells that count as empty.

    Returns:
        A pattern without groups, anchors and the empty cell.

    Example:
        >>> whole = plain_cell(Meaning("integer"), Numbers(".", "none"))
        >>> [bool(re.fullmatch(whole, cell)) for cell in ("10", "-5", "007", "+7", "1 000")]
        [True, True, False, False, False]
    """
    pattern = _WHOLE
    if meaning.kind == "number":
        # Fifteen figures and an exponent of two stay finite.
        pattern += rf"(?:{re.escape(numbers.decimal)}[0-9]+)?(?:[eE][-+]?[0-9]{{1,2}})?"
    return "|".join([pattern, *map(re.escape, markers)])


def candidates(recipe: Recipe, delimiter: str) -> list[int]:
    """Return the places of the columns the CSV reader could read as numbers.

    Args:
        recipe: How the file is read.
        delimiter: The delimiter of what is scanned.
    """
    if len(recipe.names) > _WIDEST:
        return []
    kinds = {"integer", "number"} if recipe.numbers.decimal != delimiter else {"integer"}
    return [place for place, meaning in enumerate(recipe.meanings) if meaning.kind in kinds]


class PlainLines:
    """The lines of a file below its header, told apart.

    Args:
        path: The file, in UTF-8, one record a line unless quotes reach over lines.
        recipe: How it is read; the delimiter is one ASCII character.
        markers: Cells that count as empty.
    """

    def __init__(self, path: Path, recipe: Recipe, markers: Sequence[str]) -> None:
        self._path, self._recipe, self._markers = path, recipe, markers
        self._text, self._filled = _text_cells(recipe)
        head = pl.scan_lines(path, n_rows=recipe.data_line + _HEAD_LINES, glob=False)
        above = head.collect()["line"]
        self._above, below = above[: recipe.data_line], above[recipe.data_line :]
        tests = {
            place: self._expression([self._cell(place)], place)
            for place in candidates(recipe, recipe.dialect.delimiter)
        }
        frame = below.to_frame()
        self.numbers = [place for place in tests if frame.select(tests[place].all()).item()]
        """Columns of numbers that are plain at the start of the file."""
        self._sure = next((at for at in range(len(recipe.names)) if self._is_sure(at, frame)), None)

    def all_plain(self) -> tuple[int, bool]:
        """Read the file once.

        Returns:
            Number of lines below the header, and whether all of them are plain.

        Raises:
            polars.exceptions.ComputeError: The file is not UTF-8.
        """
        lines = pl.scan_lines(self._path, glob=False)
        count, plain = lines.select(pl.len(), self._plain().sum()).collect().row(0)
        above = self._above.to_frame().select(self._plain().sum()).item()
        rest = max(count - len(self._above), 0)
        return rest, plain - above == rest

    def others(self, tests: Sequence[pl.Expr]) -> pl.DataFrame:
        """Look closer at the lines that are not plain.

        Args:
            tests: Expressions over "line", named otherwise than "number" and figures.

        Returns:
            One row a line: "number" from 0, the tests, and for each of `numbers`, named by its
            place, whether the line is plain in that column.
        """
        columns = [
            self._expression([self._cell(place)], place).alias(str(place)) for place in self.numbers
        ]
        return (
            pl.scan_lines(self._path, row_index_name="number", glob=False)
            .filter((pl.col("number") >= self._recipe.data_line) & ~self._plain())
            .select("number", *tests, *columns)
            .collect()
        )

    def _plain(self) -> pl.Expr:
        cells = [
            self._cell(place, filled=place == self._sure) if place in self.numbers else self._text
            for place in range(len(self._recipe.names))
        ]
        if self._sure is not None and self._sure not in self.numbers:
            cells[self._sure] = self._filled
        mark = re.escape(self._recipe.dialect.delimiter)
        end = f"{mark}?" if self._recipe.trailing else ""
        plain = pl.col("line").str.contains(f"^{mark.join(cells)}{end}\r?$")
        return plain if self._sure is not None else plain & ~blank(self._recipe)

    def _cell(self, place: int, *, filled: bool = False) -> str:
        recipe = self._recipe
        pattern = f"(?:{plain_cell(recipe.meanings[place], recipe.numbers, self._markers)})"
        if recipe.dialect.quote is not None:
            mark = re.escape(recipe.dialect.quote)
            pattern = rf"(?:{pattern}|{mark}{pattern}{'' if filled else '?'}{mark})"
        return pattern if filled else f"{pattern}?"

    def _expression(self, cells: Sequence[str], before: int) -> pl.Expr:
        # A shorter line has nothing in the column: nothing there can be read in another way.
        mark, text = re.escape(self._recipe.dialect.delimiter), self._text
        shorter = rf"|(?:{text}{mark}){{0,{before - 1}}}{text}\r?$" if before else ""
        ahead = rf"(?:{text}{mark}){{{before}}}{mark.join(cells)}(?:{mark}|\r?$)"
        return pl.col("line").str.contains(f"^(?:{ahead}{shorter})")

    def _is_sure(self, place: int, head: pl.DataFrame) -> bool:
        cell = self._cell(place, filled=True) if place in self.numbers else self._filled
        return head.height > 0 and head.select(self._expression([cell], place).all()).item()


def blank(recipe: Recipe) -> pl.Expr:
    """Build a yes/no expression over "line": no cell of it is filled."""
    marks = f"{recipe.dialect.delimiter}{recipe.dialect.quote or ''} \t\r"
    return pl.col("line").str.strip_chars(marks) == ""


def plain_columns(
    frame: pl.LazyFrame, recipe: Recipe, places: Collection[int], markers: Sequence[str]
) -> list[int]:
    """Find the columns of numbers all of whose cells are plain, cell by cell.

    Args:
        frame: The cells as texts, empty ones null, under the names of the recipe.
        recipe: How the file is read.
        places: Columns to look at.
        markers: Cells that count as empty.

    Returns:
        Those of the places that are plain.
    """
    tests = [
        pl.col(recipe.names[place])
        .str.contains(f"^(?:{plain_cell(recipe.meanings[place], recipe.numbers, markers)})$")
        .all()
        .alias(str(place))
        for place in places
    ]
    if not tests:
        return []
    row = frame.select(tests).collect().row(0, named=True)
    return [int(name) for name, plain in row.items() if plain]


def _text_cells(recipe: Recipe) -> tuple[str, str]:
    mark, quote = re.escape(recipe.dialect.delimiter), recipe.dialect.quote
    if quote is None:
        return f"[^{mark}]*", rf"[^{mark} \t\r][^{mark}]*"
    sign = re.escape(quote)
    inner = f"[^{sign}]*(?:{sign}{sign}[^{sign}]*)*{sign}"
    text = f"(?:[^{mark}{sign}]*|{sign}{inner})"
    filled = rf"(?:[^{mark}{sign} \t\r][^{mark}{sign}]*|{sign}[^{mark}{sign} \t\r]{inner})"
    return text, filled
