"""The node «Экспорт в текст и CSV»: rows written into a text file, batch by batch."""

from __future__ import annotations

import contextlib
import gzip
import io
from collections.abc import Generator, Sequence
from pathlib import PurePosixPath
from typing import IO, Any, Literal, cast

import polars as pl

from kanva.sdk import (
    Batches,
    Context,
    InputSchemas,
    Look,
    NodeError,
    NodeType,
    Option,
    Settings,
    Staging,
    Text,
    fields,
    kind_of,
)
from kanva_nodes.export._text_words import EXAMPLES, HELP, MESSAGES
from kanva_nodes.sources._date_patterns import strftime_of

_LAYOUT = Text(ru="Вид файла", en="File layout")
_VALUES = Text(ru="Вид значений", en="Values")

_DELIMITERS = {"semicolon": ";", "comma": ",", "tab": "\t", "pipe": "|"}
_LINE_ENDS = {"crlf": "\r\n", "lf": "\n"}
_CODECS = {"utf-8-sig": "utf-8", "utf-8": "utf-8", "cp1251": "cp1251"}
_FORMULA_START = r"^[=+\-@\t\r]"
_PLAIN_NUMBER = r"^[+-]?\d+(?:[.,]\d+)?$"


class TextFileExportSettings(Settings):
    """Settings of the text export."""

    file: str = fields.file(
        Text(ru="Файл", en="File"), endings=(".csv", ".txt", ".tsv", ".csv.gz"), saving=True
    )
    delimiter: Literal["semicolon", "comma", "tab", "pipe"] = fields.choice(
        Text(ru="Разделитель", en="Delimiter"),
        (
            Option("semicolon", Text(ru="Точка с запятой ;", en="Semicolon ;")),
            Option("comma", Text(ru="Запятая ,", en="Comma ,")),
            Option("tab", Text(ru="Табуляция", en="Tab")),
            Option("pipe", Text(ru="Вертикальная черта |", en="Vertical bar |")),
        ),
        "semicolon",
        look=Look(section=_LAYOUT),
    )
    encoding: Literal["utf-8-sig", "utf-8", "cp1251"] = fields.choice(
        Text(ru="Кодировка", en="Encoding"),
        (
            Option(
                "utf-8-sig",
                Text(ru="UTF-8 с меткой", en="UTF-8 with a mark"),
                Text(ru="Её правильно открывает Excel.", en="Excel opens it rightly."),
            ),
            Option(
                "utf-8",
                Text(ru="UTF-8", en="UTF-8"),
                Text(ru="Для сайтов и программ.", en="For sites and programs."),
            ),
            Option(
                "cp1251",
                Text(ru="Windows-1251", en="Windows-1251"),
                Text(ru="Для 1С и старых программ.", en="For 1C and old programs."),
            ),
        ),
        "utf-8-sig",
        look=Look(section=_LAYOUT),
    )
    unfit: Literal["stop", "replace"] = fields.choice(
        Text(ru="Знака нет в кодировке", en="A character is not in the encoding"),
        (
            Option("stop", Text(ru="Остановить", en="Stop")),
            Option("replace", Text(ru="Заменить на ?", en="Replace with ?")),
        ),
        "stop",
        style="segmented",
        look=Look(section=_LAYOUT, when={"encoding": ["cp1251"]}),
    )
    header: bool = fields.switch(
        Text(ru="Имена столбцов первой строкой", en="Column names in the first row"),
        default=True,
        look=Look(section=_LAYOUT),
    )
    quoting: Literal["necessary", "always"] = fields.choice(
        Text(ru="Кавычки", en="Quotes"),
        (
            Option("necessary", Text(ru="Где нужны", en="Where needed")),
            Option("always", Text(ru="Везде", en="Everywhere")),
        ),
        "necessary",
        style="segmented",
        look=Look(section=_LAYOUT, advanced=True),
    )
    line_end: Literal["crlf", "lf"] = fields.choice(
        Text(ru="Конец строки", en="Line end"),
        (
            Option("crlf", Text(ru="Windows (CR LF)", en="Windows (CR LF)")),
            Option("lf", Text(ru="Linux и macOS (LF)", en="Linux and macOS (LF)")),
        ),
        "crlf",
        style="segmented",
        look=Look(section=_LAYOUT, advanced=True),
    )
    decimal: Literal["comma", "point"] = fields.choice(
        Text(ru="Дробная часть через", en="Decimal sign"),
        (
            Option("comma", Text(ru="Запятая 1,5", en="Comma 1,5")),
            Option("point", Text(ru="Точка 1.5", en="Point 1.5")),
        ),
        "comma",
        style="segmented",
        look=Look(section=_VALUES),
    )
    date_format: str = fields.text(
        Text(ru="Вид даты", en="Date format"),
        "дд.мм.гггг",
        help=Text(
            ru="Буквами д, м, г: «дд.мм.гггг», «гггг-мм-дд». Время добавляется как «чч:мм:сс».",
            en="In letters d, m, y: “dd/mm/yyyy”, “yyyy-mm-dd”. The time is added as “hh:mm:ss”.",
        ),
        look=Look(section=_VALUES),
    )
    null_text: str = fields.text(
        Text(ru="Пустое значение", en="Empty value"),
        help=Text(
            ru="Что писать на месте пустого значения, например NULL.",
            en="What to write for an empty value, for instance NULL.",
        ),
        look=Look(section=_VALUES, placeholder=Text(ru="ничего", en="nothing")),
    )
    guard: bool = fields.switch(
        Text(ru="Защита от формул", en="Guard against formulas"),
        help=Text(
            ru="Перед текстом, который Excel принял бы за формулу (начинается с =, +, − или @), "
            "ставится апостроф. Числа и телефоны вида +79161234567 не трогаются.",
            en="An apostrophe is put before text that Excel would take for a formula (begins with "
            "=, +, − or @). Numbers and phones such as +79161234567 are left as they are.",
        ),
        look=Look(section=_VALUES),
    )


class ExportText(NodeType[TextFileExportSettings]):
    """Export into a text or CSV file."""

    abstract = False
    id = "export.text"
    category = "export"
    kind = "sink"
    icon = "M14 3H6v18h12V7zM14 3v4h4M12 11v7M9 15l3 3 3-3"
    title = Text(ru="Экспорт в текст и CSV", en="Export text or CSV")
    summary = Text(
        ru="Записывает строки в файл CSV, TXT или TSV.",
        en="Writes the rows into a CSV, TXT or TSV file.",
    )
    help = HELP
    also_called = (
        "CSV", "TXT", "TSV", "экспорт в текстовый файл", "выгрузка в CSV", "CSV Writer",
        "сохранить как CSV", "Save as CSV", "COPY TO", "ЗаписьТекста", "Text file export",
    )  # fmt: skip
    outputs = ()
    settings = TextFileExportSettings
    messages = MESSAGES
    examples = EXAMPLES

    def caption(self, settings: TextFileExportSettings) -> Text:
        """Return the name of the file."""
        return Text.same(PurePosixPath(settings.file).name)

    def targets(self, settings: TextFileExportSettings, context: Context) -> Sequence[str]:
        """Return the file that will be written."""
        del context
        return (settings.file,) if settings.file else ()

    def check(
        self, settings: TextFileExportSettings, inputs: InputSchemas, context: Context
    ) -> Sequence[NodeError]:
        """Return a date format that cannot be understood, and columns a text file cannot hold."""
        del context
        problems: list[NodeError] = []
        if strftime_of(settings.date_format) is None:
            values = {"format": settings.date_format}
            problems.append(NodeError("bad_date_format", field="date_format", values=values))
        schema = cast("pl.Schema", inputs.get("rows", pl.Schema()))
        problems += [
            NodeError("nested_column", column=name)
            for name, dtype in schema.items()
            if kind_of(dtype) == "other"
        ]
        return problems

    def write(
        self,
        settings: TextFileExportSettings,
        batches: Batches,
        staging: Staging,
        context: Context,
    ) -> int:
        """Write the rows, batch by batch.

        Raises:
            NodeError: `bad_date_format`, `nested_column` or `unfit_character`.
        """
        schema = batches.schema
        for problem in self.check(settings, {"rows": schema}, context):
            raise problem
        row_count = 0
        target = staging.file(settings.file)
        packed = settings.file.lower().endswith(".gz")
        expressions = [_written(settings, name, dtype) for name, dtype in schema.items()]
        with target.open("wb") as raw, _packing(raw, packed=packed) as out:
            if settings.encoding == "utf-8-sig":
                out.write(b"\xef\xbb\xbf")
            if settings.header:
                names = pl.DataFrame({name: [_guarded(settings, name)] for name in schema.names()})
                out.write(self._encoded(settings, names, 0, schema))
            for batch in batches:
                context.stop_if_cancelled()
                if batch.height:
                    out.write(self._encoded(settings, batch.select(expressions), row_count, schema))
                    row_count += batch.height
        return row_count

    def _encoded(
        self, settings: TextFileExportSettings, texts: pl.DataFrame, above: int, schema: pl.Schema
    ) -> bytes:
        buffer = io.BytesIO()
        texts.write_csv(
            buffer,
            include_header=False,
            separator=_DELIMITERS[settings.delimiter],
            line_terminator=_LINE_ENDS[settings.line_end],
            quote_style=settings.quoting,
            null_value=settings.null_text,
        )
        if settings.encoding != "cp1251":
            return buffer.getvalue()
        text = buffer.getvalue().decode()
        if settings.unfit == "replace":
            return text.encode("cp1251", "replace")
        try:
            return text.encode("cp1251")
        except UnicodeEncodeError as error:
            raise _unfit(texts, error.object[error.start], above, schema) from None


def _written(settings: TextFileExportSettings, name: str, dtype: pl.DataType) -> pl.Expr:
    """Return the column as the text that goes into the file; null stays null."""
    column = pl.col(name)
    kind = kind_of(dtype)
    if kind in ("number", "decimal"):
        text = column.cast(pl.String)
        if kind == "number":
            # 1088.0 is written 1088, and what is not a number stands as empty.
            text = pl.when(column.is_finite()).then(text.str.strip_suffix(".0"))
        return text.str.replace(".", ",", literal=True) if settings.decimal == "comma" else text
    if kind == "date":
        return column.dt.strftime(strftime_of(settings.date_format) or "%d.%m.%Y")
    if kind == "datetime":
        return column.dt.strftime(_moment_format(settings.date_format))
    if kind == "boolean":
        return column.cast(pl.String)
    if kind == "time":
        return column.dt.strftime("%H:%M:%S")
    if kind == "duration":
        return column.dt.to_string("polars")
    if kind == "list":
        joined = column.cast(pl.List(pl.String)).list.join(", ", ignore_nulls=True)
        return _guard(settings, joined)
    return _guard(settings, column.cast(pl.String))


def _moment_format(pattern: str) -> str:
    given = strftime_of(pattern) or "%d.%m.%Y"
    return given if "%H" in given else f"{given} %H:%M:%S"


def _guard(settings: TextFileExportSettings, text: pl.Expr) -> pl.Expr:
    if not settings.guard:
        return text
    danger = text.str.contains(_FORMULA_START) & ~text.str.contains(_PLAIN_NUMBER)
    return pl.when(danger).then(pl.lit("'") + text).otherwise(text)


def _guarded(settings: TextFileExportSettings, name: str) -> str:
    text = pl.DataFrame({"x": [name]}).select(_guard(settings, pl.col("x")))
    return cast("str", text.item())


def _unfit(texts: pl.DataFrame, character: str, above: int, schema: pl.Schema) -> NodeError:
    for name in schema.names():
        places = texts[name].str.contains(character, literal=True).arg_true()
        if len(places):
            at = int(places[0])
            row = (
                0
                if above == 0 and texts.height == 1 and texts[name][at] == name
                else above + at + 1
            )
            values = {
                "character": character,
                "code": f"U+{ord(character):04X}",
                "row": row,
                "value": str(texts[name][at])[:60],
            }
            return NodeError("unfit_character", field="encoding", column=name, values=values)
    values = {"character": character, "code": f"U+{ord(character):04X}", "row": above, "value": ""}
    return NodeError("unfit_character", field="encoding", values=values)


@contextlib.contextmanager
def _packing(raw: IO[bytes], *, packed: bool) -> Generator[IO[bytes]]:
    if not packed:
        yield raw
        return
    # No time and no name inside: the same rows give the same bytes.
    with gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) as out:
        yield cast("Any", out)
