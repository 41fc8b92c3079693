"""The node «Импорт текста и CSV»: text tables, recognised by themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

import polars as pl

from kanva.sdk import (
    Accepts,
    Context,
    Found,
    Frame,
    InputSchemas,
    NodeError,
    NodeType,
    Schemas,
    Text,
    dtype_of,
)
from kanva_nodes.sources._bad_values import (
    checked,
    first_misfits,
    misfit_places,
    misfits_expression,
)
from kanva_nodes.sources._column_kinds import found_columns, listed, not_there
from kanva_nodes.sources._dialect import DELIMITERS, QUOTES
from kanva_nodes.sources._kinds import Meaning
from kanva_nodes.sources._known_recipes import recipe_of
from kanva_nodes.sources._prepare import Prepared, known_facts, prepared, texts
from kanva_nodes.sources._recognise import Choices, Recipe
from kanva_nodes.sources._text_form import ENDINGS, TITLES, TextFileSettings
from kanva_nodes.sources._text_words import EXAMPLES, HELP, MESSAGES


class ImportText(NodeType[TextFileSettings]):
    """Import of text and CSV files."""

    abstract = False
    id = "import.text"
    category = "sources"
    kind = "source"
    icon = "M14 3H6v18h12V7zM14 3v4h4M9 12h6M9 15h6M9 18h3"
    title = Text(ru="Импорт текста и CSV", en="Import text or CSV")
    summary = Text(
        ru="Читает таблицу из CSV, TXT или TSV, сам определяя кодировку, разделитель и типы.",
        en="Reads a table from CSV, TXT or TSV, detecting encoding, delimiter and types by itself.",
    )
    help = HELP
    also_called = (
        "CSV", "TXT", "TSV", "текстовый файл", "импорт из текстового файла", "загрузка CSV",
        "Text file", "CSV Reader", "File Reader", "Из текста/CSV", "From Text/CSV", "COPY FROM",
        "LOAD DATA", "ЧтениеТекста", "загрузка из табличного документа",
    )  # fmt: skip
    inputs = ()
    settings = TextFileSettings
    accepts = Accepts("file", files=ENDINGS)
    messages = MESSAGES
    examples = EXAMPLES

    def caption(self, settings: TextFileSettings) -> Text:
        """Return the name of the file."""
        return Text.same(PurePosixPath(settings.file).name)

    def fingerprint(self, settings: TextFileSettings, context: Context) -> Any:
        """Return path, size, time of change, and the language of made-up column names."""
        stat = _stat(context.path(settings.file), settings.file)
        return {
            "path": settings.file,
            "size": stat.st_size,
            "mtime_ns": stat.st_mtime_ns,
            "language": context.language,
        }

    def size_bytes(self, settings: TextFileSettings, context: Context) -> int | None:
        """Return the size of the file; of a packed one, what it unpacks to."""
        path = context.path(settings.file)
        try:
            with path.open("rb") as stream:
                if stream.read(2) != b"\x1f\x8b":
                    return path.stat().st_size
                stream.seek(-4, 2)
                # gzip stores the unpacked size in its last four bytes, modulo 4 GB.
                return max(int.from_bytes(stream.read(4), "little"), path.stat().st_size)
        except OSError:
            return None

    def row_count(self, settings: TextFileSettings, context: Context) -> int | None:
        """Return the number of rows when the file has been checked before."""
        try:
            path, recipe = self._recipe(settings, context)
            facts = known_facts(path, recipe, settings.ragged, _errors(settings), context)
        except NodeError:
            return None
        if facts is None:
            return None
        return facts.records if settings.limit is None else min(facts.records, settings.limit)

    def found(self, settings: TextFileSettings, context: Context) -> Mapping[str, Found]:
        """Return what recognition found, for every field that can be left to it."""
        _, recipe = self._recipe(settings, context)
        marks = {mark: name for name, mark in DELIMITERS.items()}
        quotes = {mark: name for name, mark in QUOTES.items()}
        values = {
            "encoding": recipe.encoding,
            "delimiter": marks.get(recipe.dialect.delimiter, "other"),
            "quote": quotes[recipe.dialect.quote],
            "header": "yes" if recipe.start.header else "no",
            "decimal": "comma" if recipe.numbers.decimal == "," else "point",
            "thousands": recipe.numbers.thousands,
            "dates": recipe.dates,
        }
        out = {
            name: Found(value, TITLES[name][value])
            for name, value in values.items()
            if value != "auto"
        }
        out["skip_rows"] = Found(recipe.start.skip_rows, Text.same(str(recipe.start.skip_rows)))
        out["header_rows"] = Found(recipe.header_rows, Text.same(str(recipe.header_rows)))
        out["columns"] = found_columns(dict(zip(recipe.names, recipe.meanings, strict=True)))
        return out

    def check(
        self, settings: TextFileSettings, inputs: InputSchemas, context: Context
    ) -> Sequence[NodeError]:
        """Return the columns the person has set but the file has not."""
        del inputs
        try:
            _, recipe = self._recipe(settings, context)
        except NodeError:
            return ()
        return not_there(settings.columns, recipe.missing, recipe.names)

    def schema(self, settings: TextFileSettings, inputs: InputSchemas, context: Context) -> Schemas:
        """Return names and types as recognition found them; only «text» reads the whole file."""
        del inputs
        path, recipe = self._recipe(settings, context)
        meanings: Sequence[Meaning] = recipe.meanings
        if settings.on_bad_value == "text":
            meanings = self._as_text(
                settings, recipe, self._prepared(settings, context)[1], context
            )
        del path
        dtypes = [dtype_of(meaning.kind) for meaning in meanings]
        return {"rows": pl.Schema(dict(zip(recipe.names, dtypes, strict=True)))}

    def scan(self, settings: TextFileSettings, context: Context) -> Frame:
        """Return the rows lazily, from the file itself or its UTF-8 copy.

        Raises:
            NodeError: With a declared message.
        """
        recipe, target = self._prepared(settings, context)
        for problem in not_there(settings.columns, recipe.missing, recipe.names):
            values = {"column": problem.column, **problem.values}
            context.warn(problem.code, field=problem.field, **values)
        if target.facts.ragged:
            context.warn(
                "ragged_skipped" if settings.ragged == "skip" else "ragged_kept",
                field="ragged",
                count=target.facts.ragged,
                width=recipe.start.width,
                lines=listed(target.facts.first_ragged),
            )
        frame = _cells(settings, recipe, target)
        if settings.limit is not None:
            frame = frame.head(settings.limit)
        meanings: Sequence[Meaning] = recipe.meanings
        if settings.on_bad_value == "text":
            meanings = self._as_text(settings, recipe, target, context)
        path = context.path(settings.file)
        columns = [
            self._column(settings, recipe, path, place, meaning).alias(recipe.names[place])
            for place, meaning in enumerate(meanings)
            if place not in target.plain and (settings.trim or meaning.kind != "text")
        ]
        return frame.with_columns(columns) if columns else frame

    def _column(
        self, settings: TextFileSettings, recipe: Recipe, path: Path, place: int, meaning: Meaning
    ) -> pl.Expr:
        raw = pl.col(recipe.names[place])
        if meaning.kind == "text":
            bare = raw.str.strip_chars()
            return pl.when(bare != "").then(bare)
        if settings.on_bad_value == "null":
            return checked(raw, meaning, recipe.numbers, None)
        markers = _markers(settings)

        def fail() -> None:
            raise first_misfits(path, settings.file, recipe, place, markers)

        return checked(raw, meaning, recipe.numbers, fail)

    def _recipe(self, settings: TextFileSettings, context: Context) -> tuple[Path, Recipe]:
        path = context.path(settings.file)
        return path, recipe_of(path, settings.file, _choices(settings, context), context)

    def _prepared(self, settings: TextFileSettings, context: Context) -> tuple[Recipe, Prepared]:
        path, recipe = self._recipe(settings, context)
        target = prepared(
            path,
            settings.file,
            recipe,
            ragged=settings.ragged,
            errors=_errors(settings),
            markers=_markers(settings),
            context=context,
        )
        return recipe, target

    def _as_text(
        self, settings: TextFileSettings, recipe: Recipe, target: Prepared, context: Context
    ) -> list[Meaning]:
        typed = [
            place
            for place, item in enumerate(recipe.meanings)
            if item.kind != "text" and place not in target.plain
        ]
        if not typed:
            return list(recipe.meanings)
        tests = _cells(settings, recipe, target).select(
            misfits_expression(
                pl.col(recipe.names[place]), recipe.meanings[place], recipe.numbers
            ).alias(str(place))
            for place in typed
        )
        wrong = misfit_places(target.path, recipe, _markers(settings), tests, context)
        return [
            Meaning("text") if place in wrong else meaning
            for place, meaning in enumerate(recipe.meanings)
        ]


def _cells(settings: TextFileSettings, recipe: Recipe, target: Prepared) -> pl.LazyFrame:
    """Scan the cells: numbers in plain columns, texts in all others."""
    markers = _markers(settings)
    blank_lines = target.facts.blank > 0
    kinds = {recipe.names[place]: dtype_of(recipe.meanings[place].kind) for place in target.plain}
    frame = texts(
        target,
        recipe.names,
        () if blank_lines else markers,
        kinds,
        decimal_comma=recipe.numbers.decimal == ",",
    )
    if not blank_lines:
        return frame
    # Blank lines go first: a line of markers alone is a row, and stays one.
    empty = [
        pl.col(name).is_null()
        if name in kinds
        else pl.col(name).str.strip_chars().fill_null("") == ""
        for name in recipe.names
    ]
    frame = frame.filter(~pl.all_horizontal(empty))
    if not markers:
        return frame
    return frame.with_columns(pl.when(~pl.all().is_in(markers)).then(pl.all()).name.keep())


def _choices(settings: TextFileSettings, context: Context) -> Choices:
    delimiter = settings.delimiter
    if delimiter == "other":
        delimiter = settings.delimiter_other
        if len(delimiter) != 1 or delimiter in '"\r\n':
            values = {"mark": delimiter}
            raise NodeError("bad_delimiter", field="delimiter_other", values=values)
    return Choices(
        encoding=settings.encoding,
        delimiter=delimiter,
        quote=settings.quote,
        header=settings.header,
        header_rows=settings.header_rows,
        skip_rows=settings.skip_rows,
        decimal=settings.decimal,
        thousands=settings.thousands,
        dates=settings.dates,
        markers=_markers(settings),
        kinds=tuple(
            (item.name, item.kind, item.date_format) for item in settings.columns if item.name
        ),
        language=context.language,
    )


def _markers(settings: TextFileSettings) -> tuple[str, ...]:
    return tuple(line.strip() for line in settings.empty_markers.splitlines() if line.strip())


def _errors(settings: TextFileSettings) -> str:
    return "replace" if settings.on_bad_bytes == "replace" else "strict"


def _stat(path: Path, name: str) -> Any:
    try:
        return path.stat()
    except FileNotFoundError:
        raise NodeError("missing_file", field="file", values={"file": name}) from None
    except OSError:
        raise NodeError("unreadable_file", field="file", values={"file": name}) from None
