"""The node «Экспорт Parquet»: rows with their types, packed."""
# ruff: noqa: E501 - paragraphs of help are lines of Markdown

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import PurePosixPath
from typing import ClassVar, Literal

import polars as pl
from polars.io.plugins import register_io_source

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
)
from kanva.sdk.relational import col


class ParquetExportSettings(Settings):
    """The file and how it is packed."""

    file: str = fields.file(Text(ru="Файл", en="File"), endings=(".parquet",), saving=True)
    compression: Literal["zstd", "snappy", "lz4", "gzip", "brotli", "uncompressed"] = fields.choice(
        Text(ru="Сжатие", en="Compression"),
        [
            Option(
                "zstd",
                Text.same("Zstandard"),
                Text(
                    ru="Сильное и быстрое: подходит почти всегда.",
                    en="Strong and fast: right nearly always.",
                ),
            ),
            Option(
                "snappy",
                Text.same("Snappy"),
                Text(
                    ru="Слабее, зато его читают и самые старые программы.",
                    en="Weaker, but read by the oldest programs too.",
                ),
            ),
            Option(
                "lz4",
                Text.same("LZ4"),
                Text(ru="Самое быстрое чтение.", en="The fastest to read."),
            ),
            Option("gzip", Text.same("Gzip"), Text(ru="Медленное.", en="Slow.")),
            Option(
                "brotli",
                Text.same("Brotli"),
                Text(ru="Самое сильное и самое медленное.", en="The strongest and the slowest."),
            ),
            Option("uncompressed", Text(ru="Без сжатия", en="None")),
        ],
        "zstd",
    )
    level: int | None = fields.integer(
        Text(ru="Степень сжатия", en="Compression level"),
        None,
        minimum=1,
        maximum=22,
        help=Text(
            ru="Больше — меньше файл и дольше запись: Zstandard до 22, Brotli до 11, Gzip до 9. Пусто — обычная.",
            en="More makes a smaller file and takes longer: Zstandard up to 22, Brotli 11, Gzip 9. Empty: the usual one.",
        ),
        look=Look(
            when={"compression": ["zstd", "gzip", "brotli"]},
            placeholder=Text(ru="обычная", en="usual"),
            advanced=True,
        ),
    )
    group_rows: int | None = fields.integer(
        Text(ru="Строк в блоке", en="Rows in a block"),
        None,
        minimum=1000,
        help=Text(
            ru="Мелкие блоки помогают, если читать будут малую часть строк. Пусто — около 260 тысяч.",
            en="Small blocks help when few of the rows will be read. Empty: about 260 thousand.",
        ),
        look=Look(placeholder=Text(ru="обычно", en="usual"), advanced=True),
    )


_HIGHEST = {"zstd": 22, "gzip": 9, "brotli": 11}


class ExportParquet(NodeType[ParquetExportSettings]):
    """Export into a Parquet file."""

    abstract = False
    id = "export.parquet"
    category = "export"
    kind = "sink"
    icon = "M4 6.500L12 3l8 3.500L12 10zM4 12l8 3.500M4 17l8 3.500M18 12v8M15 17l3 3 3-3"
    title = Text(ru="Экспорт Parquet", en="Export Parquet")
    summary = Text(
        ru="Записывает строки в файл Parquet вместе с типами столбцов, сжато.",
        en="Writes the rows into a Parquet file with the types of columns, packed.",
    )
    help = Text(
        ru="""Записывает строки в файл Parquet. В нём сохраняется всё: имена, типы, пустые значения, точные десятичные числа, порядок строк. Файл в несколько раз меньше текстового и читается во много раз быстрее.

**Когда брать.** Для промежуточных таблиц, с которых начинаются другие сценарии; для аналитических программ и хранилищ. Человеку, который откроет файл в Excel, нужен «Экспорт в Excel».

**Сжатие.** Оставьте Zstandard, если получатель не просит другого. Snappy понимают и самые старые программы.

На что обратить внимание: файл появляется на месте прежнего, только когда весь запуск удался. Столбцы, тип которых не определился (в них только пустые ячейки), записываются как пустой текст.""",
        en="""Writes the rows into a Parquet file. Everything is kept: names, types, empty values, exact decimals, the order of rows. The file is several times smaller than text and is read many times faster.

**When to take it.** For tables in between, with which other workflows begin; for analytical programs and warehouses. A person who opens the file in Excel needs “Export Excel”.

**Compression.** Leave Zstandard unless the receiver asks for another. Snappy is understood by the oldest programs.

Mind that the file takes the place of the old one only when the whole run has succeeded. Columns whose type is not known (nothing but empty cells) are written as empty text.""",
    )
    also_called = (
        "Parquet", "паркет", "Parquet Writer", "write_parquet", "sink_parquet", "COPY TO PARQUET",
        "Apache Parquet", "выгрузка в Parquet",
    )  # fmt: skip
    outputs = ()
    settings = ParquetExportSettings
    messages: ClassVar[Mapping[str, Message]] = {
        "level_too_high": Message(
            Text(
                ru="Степень {level} больше, чем бывает у этого сжатия: до {highest}",
                en="Level {level} is more than this compression has: up to {highest}",
            ),
            Text(ru="Поставьте меньше или оставьте пусто.", en="Lower it, or leave it empty."),
        ),
    }

    def caption(self, settings: ParquetExportSettings) -> Text:
        """Return the name of the file."""
        return Text.same(PurePosixPath(settings.file).name)

    def targets(self, settings: ParquetExportSettings, context: Context) -> Sequence[str]:
        """Return the file that will be written."""
        del context
        return (settings.file,) if settings.file else ()

    def check(
        self, settings: ParquetExportSettings, inputs: InputSchemas, context: Context
    ) -> Sequence[NodeError]:
        """Return a level the compression has not."""
        del inputs, context
        highest = _HIGHEST.get(settings.compression)
        if settings.level is None or highest is None or settings.level <= highest:
            return ()
        values = {"level": settings.level, "highest": highest}
        return (NodeError("level_too_high", field="level", values=values),)

    def write(
        self,
        settings: ParquetExportSettings,
        batches: Batches,
        staging: Staging,
        context: Context,
    ) -> int:
        """Write the rows, batch by batch.

        Raises:
            NodeError: `level_too_high`.
        """
        schema = batches.schema
        for problem in self.check(settings, {"rows": schema}, context):
            raise problem
        untyped = [name for name, dtype in schema.items() if dtype == pl.Null]
        written = pl.Schema(
            {name: pl.String() if name in untyped else dtype for name, dtype in schema.items()}
        )
        row_count = 0

        def rows(*_: object) -> Iterator[pl.DataFrame]:
            nonlocal row_count
            for batch in batches:
                context.stop_if_cancelled()
                row_count += batch.height
                yield batch.with_columns(col(name).cast(pl.String) for name in untyped)

        level = settings.level if settings.compression in _HIGHEST else None
        register_io_source(rows, schema=written).sink_parquet(
            staging.file(settings.file),
            compression=settings.compression,
            compression_level=level,
            row_group_size=settings.group_rows,
            maintain_order=True,
        )
        return row_count

    examples = (
        Example(
            title=Text(ru="Для других сценариев", en="For other workflows"),
            settings={"file": "продажи.parquet"},
            inputs={
                "rows": Table(
                    {
                        "Город": ["Пермь", None],
                        "День": [date(2026, 1, 9), None],
                        "Сумма": [1.5, 2.0],
                    }
                )
            },
        ),
    )
