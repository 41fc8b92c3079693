"""The node «Экспорт JSON»: rows as records, in one document or a record a line."""
# ruff: noqa: E501 - paragraphs of help are lines of Markdown

from __future__ import annotations

import contextlib
import gzip
import io
import json
from collections.abc import Generator, Mapping, Sequence
from datetime import date, datetime
from pathlib import PurePosixPath
from typing import IO, Any, ClassVar, Literal, cast

import polars as pl

from kanva.sdk import (
    Batches,
    Context,
    Example,
    InputSchemas,
    Look,
    Message,
    NodeError,
    NodeType,
    Option,
    Settings,
    Staging,
    Table,
    Text,
    fields,
    kind_of,
)
from kanva.sdk.relational import col

_LINES = (".ndjson", ".jsonl", ".ndjson.gz", ".jsonl.gz")


class JsonExportSettings(Settings):
    """The file and how records stand in it."""

    file: str = fields.file(
        Text(ru="Файл", en="File"),
        endings=(".json", ".ndjson", ".jsonl", ".json.gz", ".ndjson.gz", ".jsonl.gz"),
        saving=True,
    )
    form: Literal["ending", "array", "lines"] = fields.choice(
        Text(ru="Вид файла", en="Kind of file"),
        [
            Option(
                "ending",
                Text(ru="По имени файла", en="By the file’s name"),
                Text(
                    ru="«.json» — один документ, «.ndjson» и «.jsonl» — запись в строке.",
                    en="“.json” is one document, “.ndjson” and “.jsonl” a record a line.",
                ),
            ),
            Option(
                "array",
                Text(ru="Один документ", en="One document"),
                Text(ru="Список записей в скобках.", en="A list of records in brackets."),
            ),
            Option(
                "lines",
                Text(ru="Запись в каждой строке", en="A record a line"),
                Text(
                    ru="NDJSON: для больших таблиц и потоков.",
                    en="NDJSON: for large tables and streams.",
                ),
            ),
        ],
        "ending",
    )
    key: str = fields.text(
        Text(ru="Ключ списка", en="Key of the list"),
        help=Text(
            ru="Впишите data, и получится {«data»: [ … ]}. Пусто — просто список.",
            en="Fill in data to get {“data”: [ … ]}. Empty: a plain list.",
        ),
        look=Look(when={"form": ["ending", "array"]}, placeholder=Text(ru="не нужен", en="none")),
    )
    decimals: Literal["number", "text"] = fields.choice(
        Text(ru="Точные десятичные", en="Exact decimals"),
        [
            Option("number", Text(ru="Числом 1.5", en="As a number 1.5")),
            Option(
                "text",
                Text(ru="Текстом «1.50»", en="As text “1.50”"),
                Text(
                    ru="Ни копейки не потеряется, если получатель читает числа неточно.",
                    en="Not a penny is lost when the receiver reads numbers inexactly.",
                ),
            ),
        ],
        "number",
    )


class ExportJson(NodeType[JsonExportSettings]):
    """Export into a JSON or NDJSON file."""

    abstract = False
    id = "export.json"
    category = "export"
    kind = "sink"
    icon = "M7 4c-3 0-3 1.500-3 4s0 4-1 4c1 0 1 1.500 1 4s0 4 3 4M13 4c3 0 3 1.500 3 4M18 11v8M15 16l3 3 3-3"
    title = Text(ru="Экспорт JSON", en="Export JSON")
    summary = Text(
        ru="Записывает строки записями JSON: одним документом или по записи в строке.",
        en="Writes the rows as JSON records: one document, or a record a line.",
    )
    help = Text(
        ru="""Записывает строки в файл JSON: каждая строка становится записью, столбцы — её ключами. Если имя кончается на `.gz`, файл сжимается.

**Когда брать.** Для сайтов, сервисов и программ, которые принимают JSON. Для человека лучше Excel, для других сценариев — Parquet.

- **Один документ** — список записей `[ … ]`; ключ списка заворачивает его: `{"data": [ … ]}`.
- **Запись в каждой строке** (NDJSON) — её можно читать по частям, поэтому она годится для больших таблиц.

На что обратить внимание:

- Даты пишутся как `2026-01-31`, дата со временем — `2026-01-31T10:00:00`; пустые ячейки — `null`.
- Того, что не число (бесконечность и «не число»), в JSON нет: на их месте `null`.
- Целые числа длиннее 15 знаков записываются точно, но браузеры читают их с потерей: превратите такие коды в текст.
- Списки и записи внутри ячеек остаются списками и записями.
- Файл появляется на месте прежнего, только когда весь запуск удался.""",
        en="""Writes the rows into a JSON file: each row becomes a record, the columns its keys. If the name ends in `.gz`, the file is packed.

**When to take it.** For sites, services and programs that accept JSON. A person prefers Excel, other workflows Parquet.

- **One document**: a list of records `[ … ]`; a key of the list wraps it: `{"data": [ … ]}`.
- **A record a line** (NDJSON) can be read in parts and therefore suits large tables.

Mind that:

- Dates are written `2026-01-31`, dates with time `2026-01-31T10:00:00`; empty cells `null`.
- JSON has neither infinity nor “not a number”: `null` stands in their place.
- Whole numbers of more than 15 figures are written exactly, but browsers lose their last figures: turn such codes into text.
- Lists and records inside cells stay lists and records.
- The file takes the place of the old one only when the whole run has succeeded.""",
    )
    also_called = (
        "JSON", "NDJSON", "JSON Lines", "JSONL", "JSON Writer", "ЗаписатьJSON", "write_json",
        "выгрузка для сайта", "API", "FOR JSON",
    )  # fmt: skip
    outputs = ()
    settings = JsonExportSettings
    messages: ClassVar[Mapping[str, Message]] = {
        "binary_column": Message(
            Text(
                ru="Столбец «{column}» нельзя записать в JSON: в нём двоичные данные",
                en="Column “{column}” cannot be written to JSON: it holds binary data",
            ),
            Text(ru="Уберите его узлом «Столбцы».", en="Drop it with a Columns node."),
        ),
    }

    def caption(self, settings: JsonExportSettings) -> Text:
        """Return the name of the file."""
        return Text.same(PurePosixPath(settings.file).name)

    def targets(self, settings: JsonExportSettings, context: Context) -> Sequence[str]:
        """Return the file that will be written."""
        del context
        return (settings.file,) if settings.file else ()

    def check(
        self, settings: JsonExportSettings, inputs: InputSchemas, context: Context
    ) -> Sequence[NodeError]:
        """Return columns JSON cannot hold."""
        del settings, context
        schema = cast("pl.Schema", inputs.get("rows", pl.Schema()))
        return [
            NodeError("binary_column", column=name)
            for name, dtype in schema.items()
            if _holds_binary(dtype)
        ]

    def write(
        self,
        settings: JsonExportSettings,
        batches: Batches,
        staging: Staging,
        context: Context,
    ) -> int:
        """Write the rows, batch by batch.

        Raises:
            NodeError: `binary_column`.
        """
        schema = batches.schema
        for problem in self.check(settings, {"rows": schema}, context):
            raise problem
        lines = settings.form == "lines" or (
            settings.form == "ending" and settings.file.lower().endswith(_LINES)
        )
        expressions = [
            _written(settings, col(name), dtype).alias(name) for name, dtype in schema.items()
        ]
        packed = settings.file.lower().endswith(".gz")
        row_count = 0
        with staging.file(settings.file).open("wb") as raw, _packing(raw, packed=packed) as out:
            if not lines:
                opening = (
                    f"{{{json.dumps(settings.key, ensure_ascii=False)}: " if settings.key else ""
                )
                out.write(f"{opening}[\n".encode())
            for batch in batches:
                context.stop_if_cancelled()
                if not batch.height:
                    continue
                buffer = io.BytesIO()
                batch.select(expressions).write_ndjson(buffer)
                text = buffer.getvalue().rstrip(b"\n")
                if lines:
                    out.write(text + b"\n")
                else:
                    # A line break inside a text is written \n, so every break parts two records.
                    between = b",\n" if row_count else b""
                    out.write(between + text.replace(b"\n", b",\n"))
                row_count += batch.height
            if not lines:
                out.write(b"\n]}\n" if settings.key else b"\n]\n")
        return row_count

    examples = (
        Example(
            title=Text(ru="Для сайта", en="For a site"),
            settings={"file": "товары.json", "key": "goods"},
            inputs={
                "rows": Table(
                    {
                        "Код": ["007", None],
                        "Цена": [1.5, 200.0],
                        "День": [date(2026, 1, 9), None],
                        "Есть": [True, False],
                    }
                )
            },
            written={
                "товары.json": '{"goods": [\n'
                '{"Код":"007","Цена":1.5,"День":"2026-01-09","Есть":true},\n'
                '{"Код":null,"Цена":200.0,"День":null,"Есть":false}\n'
                "]}\n"
            },
        ),
        Example(
            title=Text(ru="Запись в каждой строке", en="A record a line"),
            settings={"file": "события.ndjson"},
            inputs={
                "rows": Table(
                    {
                        "Миг": [datetime.fromisoformat("2026-01-09T10:00:00"), None],
                        "Слова": ["две\nстроки", 'в "кавычках"'],
                    }
                )
            },
            written={
                "события.ndjson": '{"Миг":"2026-01-09T10:00:00","Слова":"две\\nстроки"}\n'
                '{"Миг":null,"Слова":"в \\"кавычках\\""}\n'
            },
        ),
    )


def _written(settings: JsonExportSettings, column: pl.Expr, dtype: Any) -> pl.Expr:
    kind = kind_of(dtype)
    if kind == "datetime":
        return column.dt.strftime("%Y-%m-%dT%H:%M:%S%.f")
    if kind == "decimal":
        return column.cast(pl.Float64 if settings.decimals == "number" else pl.String)
    if kind == "category" or dtype == pl.Null:
        return column.cast(pl.String)
    return column


def _holds_binary(dtype: Any) -> bool:
    if isinstance(dtype, pl.List | pl.Array):
        return _holds_binary(dtype.inner)
    if isinstance(dtype, pl.Struct):
        return any(_holds_binary(item.dtype) for item in dtype.fields)
    return dtype.base_type() in {pl.Binary, pl.Object}


@contextlib.contextmanager
def _packing(raw: IO[bytes], *, packed: bool) -> Generator[IO[bytes]]:
    if not packed:
        yield raw
        return
    # No time and no name inside: the same rows give the same bytes.
    with gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) as out:
        yield cast("Any", out)
