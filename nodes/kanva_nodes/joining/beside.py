"""The Side by side: tables put next to each other, row by row."""
# ruff: noqa: E501 - paragraphs of help are lines of Markdown

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Literal

import polars as pl

from kanva.sdk import (
    ROWS_OUT,
    Context,
    Example,
    Frames,
    InputFrames,
    InputSchemas,
    Look,
    Message,
    NodeError,
    NodeType,
    Option,
    Origins,
    Port,
    Schemas,
    Settings,
    Table,
    Text,
    fields,
)
from kanva.sdk.relational import col, refuse_duplicates

_ROW, _MARK = "kanva row", "kanva mark"


class BesideSettings(Settings):
    """What becomes of tables of different lengths."""

    unequal: Literal["pad", "cut", "stop"] = fields.choice(
        Text(ru="Если строк поровну нет", en="If the lengths differ"),
        [
            Option("pad", Text(ru="Дополнить пустыми", en="Pad with nothing")),
            Option("cut", Text(ru="Обрезать по короткой", en="Cut to the shortest")),
            Option("stop", Text(ru="Остановиться", en="Stop")),
        ],
        "stop",
        style="segmented",
    )
    clash_text: str = fields.text(
        Text(ru="Добавка к одинаковым именам", en="Addition to equal names"),
        "_",
        help=Text(
            ru="За ней встанет номер таблицы: «Имя_2».",
            en="The number of the table follows: “Name_2”.",
        ),
        look=Look(advanced=True),
    )


class Beside(NodeType[BesideSettings]):
    """Puts tables next to each other by the number of the row."""

    abstract = False
    id = "join.beside"
    category = "joining"
    icon = "M4 5h6v14H4zM14 5h6v14h-6zM4 12h6M14 12h6M11 12h2"
    title = Text(ru="Рядом", en="Side by side")
    summary = Text(
        ru="Ставит таблицы бок о бок: первая строка к первой, вторая ко второй.",
        en="Puts tables side by side: the first row to the first, the second to the second.",
    )
    help = Text(
        ru="""Ставит столбцы второй таблицы справа от первой по номеру строки, без ключа.

**Когда брать.** Когда порядок строк в таблицах заведомо один: результат посчитан отдельно и теперь его надо приложить, или данные одного листа приехали двумя файлами. Если есть общий ключ, берите «Соединение»: порядок строк — ненадёжная связь.

- **Если строк поровну нет**: остановиться (по умолчанию, чтобы сдвиг не прошёл незамеченным), дополнить пустыми или обрезать.
- Столбец с именем, которое уже занято, получает добавку и номер таблицы.""",
        en="""Puts the columns of the second table to the right of the first by the number of the row, without a key.

**When to take it.** When the order of rows is surely the same: a result was computed apart and must now be put beside, or the data of one sheet came in two files. Where there is a common key take a Join: the order of rows is a weak tie.

- **If the lengths differ**: stop (at first, so that no shift goes unseen), pad, or cut.
- A column whose name is taken gets an addition and the number of its table.""",
    )
    also_called = (
        "Соединение столбцов", "Column Appender", "Join by position", "склеить столбцы", "bind columns",
        "hstack", "рядом по номеру строки", "concat horizontal",
    )  # fmt: skip
    settings = BesideSettings
    inputs = (Port("tables", Text(ru="Таблицы", en="Tables"), multiple=True),)
    outputs = ROWS_OUT
    messages: ClassVar[Mapping[str, Message]] = {
        "lengths_differ": Message(
            Text(
                ru="В таблицах разное число строк: одна кончилась на строке {row}",
                en="The tables differ in length: one ended at row {row}",
            ),
            Text(
                ru="Проверьте узлы выше или выберите «Дополнить пустыми».",
                en="Check the nodes above, or choose “Pad with nothing”.",
            ),
        ),
    }

    def check(
        self, settings: BesideSettings, inputs: InputSchemas, context: Context
    ) -> Sequence[NodeError]:
        """Find names that clash even with the addition."""
        del context
        if "tables" not in inputs:
            return ()
        try:
            _names(settings, inputs["tables"])
        except NodeError as error:
            return (error,)
        return ()

    def lazy(self, settings: BesideSettings, frames: InputFrames, context: Context) -> Frames:
        """Number the rows and join by the numbers."""
        del context
        tables: list[pl.LazyFrame] = list(frames["tables"])
        names = _names(settings, [table.collect_schema() for table in tables])
        parts = [
            table.select(col(source).alias(name) for source, name in named.items())
            .with_row_index(_ROW)
            .with_columns(pl.lit(True).alias(f"{_MARK} {place}"))
            for place, (table, named) in enumerate(zip(tables, names, strict=True))
        ]
        how: Any = "inner" if settings.unequal == "cut" else "full"
        out = parts[0]
        for part in parts[1:]:
            out = out.join(part, on=_ROW, how=how, coalesce=True)
        out = out.sort(_ROW)
        marks = [f"{_MARK} {place}" for place in range(len(parts))]
        if settings.unequal == "stop":
            out = _stop_at_gap(out, marks)
        return {"rows": out.select(col(name) for named in names for name in named.values())}

    def lineage(
        self, settings: BesideSettings, inputs: InputSchemas, outputs: Schemas
    ) -> Origins | None:
        """Columns come from their tables."""
        del outputs
        if "tables" not in inputs:
            return None
        names = _names(settings, inputs["tables"])
        return {
            "rows": {
                name: [("tables", source)] for named in names for source, name in named.items()
            }
        }

    examples = (
        Example(
            title=Text(ru="Ответы к вопросам", en="Answers beside questions"),
            settings={},
            inputs={
                "tables": [
                    Table({"Клиент": ["К1", "К2"]}),
                    Table({"Оценка": [5, 4], "Клиент": ["x", "y"]}),
                ]
            },
            outputs={
                "rows": Table({"Клиент": ["К1", "К2"], "Оценка": [5, 4], "Клиент_2": ["x", "y"]})
            },
        ),
        Example(
            title=Text(ru="Разной длины", en="Of different lengths"),
            settings={"unequal": "pad"},
            inputs={"tables": [Table({"а": [1, 2, 3]}), Table({"б": ["x"]})]},
            outputs={"rows": Table({"а": [1, 2, 3], "б": ["x", None, None]})},
        ),
    )


def _names(settings: BesideSettings, schemas: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Return for each table its columns with the names they get."""
    taken: set[str] = set()
    out: list[dict[str, str]] = []
    listed: list[tuple[str, str | None]] = []
    for number, schema in enumerate(schemas, 1):
        named = {
            name: f"{name}{settings.clash_text}{number}" if name in taken else name
            for name in schema
        }
        listed += [(name, None if number == 1 else "clash_text") for name in named.values()]
        taken.update(named.values())
        out.append(named)
    refuse_duplicates(listed)
    return out


def _stop_at_gap(frame: pl.LazyFrame, marks: list[str]) -> pl.LazyFrame:
    def look(rows: pl.DataFrame) -> pl.DataFrame:
        gap = rows.filter(pl.any_horizontal(pl.col(mark).is_null() for mark in marks))
        if gap.height:
            row = int(gap[_ROW][0])
            raise NodeError("lengths_differ", field="unequal", values={"row": row})
        return rows

    return frame.map_batches(look, streamable=True, validate_output_schema=False)
