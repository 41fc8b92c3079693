"""A text file made fit for a lazy scan: checked once, copied as UTF-8 where it must be.

Facts and copies lie in the cache under a key of the file's fingerprint and the way it is read; what
columns are plain, under a key of their types besides.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Literal

import polars as pl

from kanva.sdk import Context, NodeError
from kanva_nodes.sources._plain_lines import PlainLines, blank, candidates, plain_columns
from kanva_nodes.sources._recognise import Recipe
from kanva_nodes.sources._sample import open_bytes, text_stream
from kanva_nodes.sources._scratch_files import replacing

Ragged = Literal["keep", "skip", "stop"]
_CHUNK_CHARS = 1 << 20
_COPY_DELIMITER = ";"
_FORMAT = 2
"""Raised when facts or copies are made in another way: old ones are then made anew."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the check found.

    Args:
        records: Number of records below the header, blank ones left out.
        blank: Number of records without a filled cell.
        ragged: Number of records with too few or too many cells.
        first_ragged: Line numbers of the first of them in the file, up to five.
        rewritten: The copy holds the data alone, one record a line.
    """

    records: int
    blank: int
    ragged: int
    first_ragged: tuple[int, ...]
    rewritten: bool = False


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a lazy scan reads.

    Args:
        path: The file itself or its copy.
        skip_lines: Lines above the data.
        delimiter: One character.
        quote: The quote mark, or None.
        facts: What the check found.
        plain: Places of the columns of numbers that hold plain figures alone, from 0: the CSV
            reader reads them as numbers, and no value of theirs fails.
    """

    path: Path
    skip_lines: int
    delimiter: str
    quote: str | None
    facts: Facts
    plain: tuple[int, ...] = ()


@dataclass(slots=True)
class _Ragged:
    """Counts of uneven records as they are met."""

    count: int = 0
    lines: list[int] = field(default_factory=list[int])

    def add(self, line: int) -> None:
        self.count += 1
        if len(self.lines) < 5:
            self.lines.append(line)


def key_of(path: Path, recipe: Recipe, ragged: Ragged, errors: str) -> str:
    """Return the name under which facts and copy of a file are kept: 32 letters and figures."""
    stat = path.stat()
    shape = [recipe.codec, recipe.gzipped, asdict(recipe.dialect), recipe.data_line]
    state = [_FORMAT, str(path), stat.st_size, stat.st_mtime_ns, *shape, recipe.trailing]
    state += [recipe.start.width, recipe.line_end, ragged, errors]
    return hashlib.blake2b(json.dumps(state).encode(), digest_size=16).hexdigest()


def known_facts(
    path: Path, recipe: Recipe, ragged: Ragged, errors: str, context: Context
) -> Facts | None:
    """Return the facts of an earlier check, or None; nothing is read but a small file."""
    place = context.scratch(f"text-{key_of(path, recipe, ragged, errors)}-facts")
    try:
        stored = json.loads(place.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return Facts(**(stored | {"first_ragged": tuple(stored["first_ragged"])}))


def prepared(
    path: Path,
    name: str,
    recipe: Recipe,
    *,
    ragged: Ragged,
    errors: str,
    markers: Sequence[str],
    context: Context,
) -> Prepared:
    """Check a file and, where polars cannot scan it as it is, copy it.

    Args:
        path: Where the file is.
        name: Its name for messages.
        recipe: How it is read.
        ragged: What becomes of uneven lines.
        errors: What becomes of bytes outside the encoding: "strict" or "replace".
        markers: Cells that count as empty.
        context: The house.

    Returns:
        What to scan.

    Raises:
        NodeError: `bad_encoding`, `ragged_lines`, `missing_file` or `unreadable_file`.
    """
    key = key_of(path, recipe, ragged, errors)
    copied = not _direct(recipe, errors)
    clean = context.scratch(f"text-{key}-utf8") if copied else path
    rewritten = context.scratch(f"text-{key}-rows")
    noted = context.scratch(f"text-{key}-{_types_key(recipe, markers)}-plain")
    facts = known_facts(path, recipe, ragged, errors, context)
    if facts is not None:
        target = _target(rewritten if facts.rewritten else clean, facts, recipe)
        if target.path.exists():
            return replace(target, plain=_known_plain(noted, target, recipe, markers))
    if copied and not clean.exists():
        _transcode(path, name, clean, recipe, errors, context)
    checked = _check(clean, path, name, recipe, ragged, markers, context)
    facts, plain = checked or (_rewrite(clean, name, recipe, ragged, rewritten), None)
    if facts.rewritten and copied:
        clean.unlink(missing_ok=True)
    _note(context.scratch(f"text-{key}-facts"), asdict(facts))
    if plain is not None:
        _note(noted, plain)
    target = _target(rewritten if facts.rewritten else clean, facts, recipe)
    return replace(target, plain=_known_plain(noted, target, recipe, markers))


def _note(place: Path, said: object) -> None:
    with replacing(place) as temporary:
        temporary.write_text(json.dumps(said), encoding="utf-8")


def _types_key(recipe: Recipe, markers: Sequence[str]) -> str:
    kinds = [meaning.kind for meaning in recipe.meanings]
    state = json.dumps([_FORMAT, kinds, asdict(recipe.numbers), markers])
    return hashlib.blake2b(state.encode(), digest_size=8).hexdigest()


def _known_plain(
    noted: Path, target: Prepared, recipe: Recipe, markers: Sequence[str]
) -> tuple[int, ...]:
    """Return the plain columns; the file is read once more when the types have changed."""
    if not candidates(recipe, target.delimiter) or (markers and target.facts.blank):
        # Among blank lines a line of markers alone is a row: markers must be seen as texts.
        return ()
    try:
        return tuple(json.loads(noted.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        pass
    if target.facts.rewritten:
        places = candidates(recipe, target.delimiter)
        plain = plain_columns(texts(target, recipe.names, markers), recipe, places, markers)
    else:
        _, plain = _fast_check(target.path, recipe, markers)
    _note(noted, plain)
    return tuple(plain)


def texts(
    target: Prepared,
    names: Sequence[str],
    markers: Sequence[str],
    kinds: Mapping[str, pl.DataType] | None = None,
    *,
    decimal_comma: bool = False,
) -> pl.LazyFrame:
    """Scan the cells.

    Args:
        target: What to scan.
        names: Names of the columns.
        markers: Cells that count as empty.
        kinds: Columns the CSV reader reads as numbers; all others are texts.
        decimal_comma: Numbers are written with a decimal comma.
    """
    return pl.scan_csv(
        target.path,
        has_header=False,
        schema=dict.fromkeys(names, pl.String()) | dict(kinds or {}),
        skip_lines=target.skip_lines,
        separator=target.delimiter,
        quote_char=target.quote,
        null_values=["", *markers],
        missing_columns="insert",
        extra_columns="ignore",
        truncate_ragged_lines=True,
        raise_if_empty=False,
        decimal_comma=decimal_comma and target.delimiter != ",",
        glob=False,
    )


def _direct(recipe: Recipe, errors: str) -> bool:
    plain = recipe.encoding in ("utf-8", "utf-8-sig") and not recipe.gzipped
    return plain and recipe.line_end != "\r" and errors == "strict"


def _target(path: Path, facts: Facts, recipe: Recipe) -> Prepared:
    if facts.rewritten:
        return Prepared(path, 0, _COPY_DELIMITER, '"', facts)
    return Prepared(path, recipe.data_line, recipe.dialect.delimiter, recipe.dialect.quote, facts)


def _transcode(
    path: Path, name: str, target: Path, recipe: Recipe, errors: str, context: Context
) -> None:
    line = 1
    with replacing(target) as temporary, temporary.open("wb") as out:
        stream = text_stream(open_bytes(path, name), recipe.codec, errors, None)
        with stream:
            try:
                while chunk := stream.read(_CHUNK_CHARS):
                    context.stop_if_cancelled()
                    line += chunk.count("\n")
                    out.write(chunk.removeprefix("\ufeff").encode("utf-8", "replace"))
            except UnicodeError:
                raise _bad_encoding(path, name, recipe, line) from None
            except (OSError, EOFError):
                values = {"file": name}
                raise NodeError("unreadable_file", field="file", values=values) from None


def _bad_encoding(path: Path, name: str, recipe: Recipe, near_line: int) -> NodeError:
    # The exact line is found by reading again, and only when something is wrong.
    line = near_line
    with text_stream(open_bytes(path, name), recipe.codec, "replace", None) as stream:
        for number, text in enumerate(stream, start=1):
            if number >= near_line and "\ufffd" in text:
                line = number
                break
    values = {"encoding": recipe.encoding, "line": line, "file": name}
    return NodeError("bad_encoding", field="encoding", values=values)


def _check(
    clean: Path,
    path: Path,
    name: str,
    recipe: Recipe,
    ragged: Ragged,
    markers: Sequence[str],
    context: Context,
) -> tuple[Facts, list[int]] | None:
    """Return facts and plain columns, or None when the records must be written anew."""
    delimiter = recipe.dialect.delimiter
    if delimiter == " " or not delimiter.isascii():
        return None
    context.stop_if_cancelled()
    try:
        facts, plain = _fast_check(clean, recipe, markers)
    except pl.exceptions.ComputeError:
        if (fault := _damaged_line(clean)) is not None:
            raise _bad_encoding(path, name, recipe, fault) from None
        return None
    context.stop_if_cancelled()
    if facts is None or (facts.ragged and ragged != "keep"):
        return None
    return facts, plain


def _damaged_line(clean: Path) -> int | None:
    with clean.open("rb") as stream:
        for number, line in enumerate(stream, start=1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError:
                return number
    return None


def _fast_check(
    clean: Path, recipe: Recipe, markers: Sequence[str]
) -> tuple[Facts | None, list[int]]:
    """Count blank and uneven lines; no facts when quotes reach over lines: a parser must tell."""
    lines = PlainLines(clean, recipe, markers)
    count, all_plain = lines.all_plain()
    if all_plain:
        return Facts(count, 0, 0, ()), lines.numbers
    others = lines.others(_closer(recipe))
    if others["open"].any():
        return None, []
    uneven = others.filter("uneven")["number"]
    first = tuple(number + 1 for number in uneven.head(5).to_list())
    plain = [place for place in lines.numbers if others[str(place)].all()]
    blanks = int(others["blank"].sum())
    return Facts(count - blanks, blanks, len(uneven), first), plain


def _closer(recipe: Recipe) -> list[pl.Expr]:
    """Return what is asked of a line that is not plain."""
    delimiter, quote = recipe.dialect.delimiter, recipe.dialect.quote
    expected = recipe.start.width - 1
    line = pl.col("line").str.strip_chars_end("\r")
    bare = line
    if quote is not None:
        mark, inner = re.escape(quote), re.escape(delimiter)
        cell = rf"(^|{inner}){mark}(?:[^{mark}]|{mark}{mark})*{mark}"
        has_quote = line.str.contains(quote, literal=True)
        bare = pl.when(has_quote).then(line.str.replace_all(cell, "${1}x")).otherwise(line)
    # A last cell of quotes alone is as empty as none.
    counted = bare.str.count_matches(delimiter, literal=True).cast(pl.Int64)
    empty = blank(recipe)
    uneven = counted != expected
    if recipe.trailing:
        ends = bare.str.ends_with(delimiter) | bare.str.ends_with(f"{delimiter}x")
        uneven = uneven & ~((counted == expected + 1) & ends)
    unclosed = pl.lit(False) if quote is None else bare.str.contains(quote, literal=True)
    return [empty.alias("blank"), (uneven & ~empty).alias("uneven"), unclosed.alias("open")]


def _rewrite(clean: Path, name: str, recipe: Recipe, ragged: Ragged, target: Path) -> Facts:
    """Parse the file record by record and write the data alone, every record of one width."""
    width = recipe.start.width
    uneven = _Ragged()
    records = blanks = 0
    with (
        replacing(target) as temporary,
        clean.open(encoding="utf-8-sig", errors="replace", newline="") as source,
        temporary.open("w", encoding="utf-8", newline="") as out,
    ):
        writer = csv.writer(out, delimiter=_COPY_DELIMITER, lineterminator="\n")
        for line, record in recipe.data(source):
            if not any(cell.strip() for cell in record):
                blanks += 1
                continue
            fits = len(record) == width or (
                recipe.trailing and len(record) == width + 1 and not record[-1].strip()
            )
            if not fits:
                uneven.add(line)
                if ragged == "skip":
                    continue
            records += 1
            writer.writerow((record + [""] * width)[:width])
    if uneven.count and ragged == "stop":
        values = {"count": uneven.count, "lines": _listed(uneven.lines), "width": width}
        raise NodeError("ragged_lines", field="ragged", values={**values, "file": name})
    return Facts(records, 0, uneven.count, tuple(uneven.lines), rewritten=True)


def _listed(lines: list[int]) -> str:
    return ", ".join(map(str, lines))
