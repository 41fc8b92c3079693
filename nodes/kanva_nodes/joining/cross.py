"""The Every with every: all pairs of rows of two tables."""
# ruff: noqa: E501 - paragraphs of help are lines of Markdown

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

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
    Origins,
    Port,
    Schemas,
    Settings,
    Table,
    Text,
    fields,
)
from kanva.sdk.relational import col, refuse_duplicates


class CrossSettings(Settings):
    """What the right columns are called, and how many rows are too many."""

    clash_text: str = fields.text(
        Text(ru="Добавка к одинаковым именам", en="Addition to equal names"),
        "_2",
        look=Look(advanced=True),
    )
    limit: int = fields.integer(
        Text(ru="Не больше строк", en="Rows at most"),
        10_000_000,
        minimum=1,
        help=Text(
            ru="Если пар получится больше, узел остановится и скажет, сколько их.",
            en="If there would be more pairs, the node stops and says how many.",
        ),
    )


class Cross(NodeType[CrossSettings]):
    """Pairs every row with every row."""

    abstract = False
    id = "join.cross"
    category = "joining"
    icon = "M4 5l16 14M20 5L4 19M3 5h3M18 5h3M3 19h3M18 19h3"
    title = Text(ru="Каждый с каждым", en="Every with every")
    summary = Text(
        ru="Составляет все пары строк двух таблиц.", en="Makes all pairs of rows of two tables."
    )
    help = Text(
        ru="""К каждой строке слева ставит каждую строку справа: 100 магазинов и 12 месяцев дают 1 200 строк.

**Когда брать.** Чтобы получить полную сетку и увидеть, чего нет: все товары во всех магазинах, все клиенты по всем месяцам — потом «Соединение» с фактом. Чтобы добавить к каждой строке одно общее значение из таблицы в одну строку (дату отчёта, курс).

На что обратить внимание: число строк перемножается. Если пар больше, чем разрешено, узел останавливается, ничего не испортив; поднимите предел, если так и задумано.

Порядок: строки слева по очереди, внутри — строки справа.""",
        en="""Puts every right row beside every left row: 100 shops and 12 months make 1,200 rows.

**When to take it.** To get a full grid and see what is missing: all products in all shops, all customers in all months, then a Join with what happened. To add one common value from a table of one row (a date, a rate).

Mind that numbers of rows multiply. Where there are more pairs than allowed the node stops and spoils nothing; raise the limit if that is meant.

The order: left rows in turn, right rows within each.""",
    )
    also_called = (
        "декартово произведение", "перекрёстное соединение", "CROSS JOIN", "Cross Joiner",
        "Append Fields", "все пары", "все комбинации", "полная сетка",
    )  # fmt: skip
    settings = CrossSettings
    inputs = (
        Port("left", Text(ru="Левая таблица", en="Left table")),
        Port("right", Text(ru="Правая таблица", en="Right table"), side=True),
    )
    outputs = ROWS_OUT
    messages: ClassVar[Mapping[str, Message]] = {
        "too_many": Message(
            Text(
                ru="Получилось бы строк: {count}, а разрешено {limit}",
                en="There would be {count} rows, but {limit} are allowed",
            ),
            Text(
                ru="Отберите строки пораньше или поднимите предел.",
                en="Filter rows earlier, or raise the limit.",
            ),
        ),
    }

    def check(
        self, settings: CrossSettings, inputs: InputSchemas, context: Context
    ) -> Sequence[NodeError]:
        """Find names that clash even with the addition."""
        del context
        if "left" not in inputs or "right" not in inputs:
            return ()
        try:
            _names(settings, inputs["left"], inputs["right"])
        except NodeError as error:
            return (error,)
        return ()

    def lazy(self, settings: CrossSettings, frames: InputFrames, context: Context) -> Frames:
        """Count the pairs first, then make them."""
        del context
        left: pl.LazyFrame = frames["left"]
        right: pl.LazyFrame = frames["right"]
        names = _names(settings, left.collect_schema(), right.collect_schema())
        renamed = right.select(col(source).alias(name) for source, name in names.items())
        count = right.select(pl.len().cast(pl.Int64).alias("kanva right"))

        def look(rows: pl.DataFrame) -> pl.DataFrame:
            pairs = rows.height * (int(rows["kanva right"][0]) if rows.height else 0)
            if pairs > settings.limit:
                values = {"count": f"{pairs:,}".replace(",", " "), "limit": settings.limit}
                raise NodeError("too_many", field="limit", values=values)
            return rows

        counted = left.join(count, how="cross", maintain_order="left")
        watched = counted.map_batches(look, validate_output_schema=False).drop("kanva right")
        return {"rows": watched.join(renamed, how="cross", maintain_order="left_right")}

    def lineage(
        self, settings: CrossSettings, inputs: InputSchemas, outputs: Schemas
    ) -> Origins | None:
        """Columns come from their tables."""
        del outputs
        if "left" not in inputs or "right" not in inputs:
            return None
        names = _names(settings, inputs["left"], inputs["right"])
        left = {name: [("left", name)] for name in inputs["left"]}
        return {"rows": {**left, **{name: [("right", source)] for source, name in names.items()}}}

    examples = (
        Example(
            title=Text(ru="Магазины по месяцам", en="Shops by months"),
            settings={},
            inputs={
                "left": Table({"Магазин": ["М1", "М2"]}),
                "right": Table({"Месяц": ["январь", "февраль"]}),
            },
            outputs={
                "rows": Table(
                    {
                        "Магазин": ["М1", "М1", "М2", "М2"],
                        "Месяц": ["январь", "февраль", "январь", "февраль"],
                    }
                )
            },
        ),
        Example(
            title=Text(ru="Общий курс к каждой строке", en="One rate for every row"),
            settings={"clash_text": " (курс)"},
            inputs={
                "left": Table({"Валюта": ["USD"], "Сумма": [10.0]}),
                "right": Table({"Валюта": ["RUB"], "Курс": [80.5]}),
            },
            outputs={
                "rows": Table(
                    {"Валюта": ["USD"], "Сумма": [10.0], "Валюта (курс)": ["RUB"], "Курс": [80.5]}
                )
            },
        ),
    )


def _names(
    settings: CrossSettings, left: Mapping[str, object], right: Mapping[str, object]
) -> dict[str, str]:
    """Return each right column with the name it gets."""
    names = {name: name + settings.clash_text if name in left else name for name in right}
    refuse_duplicates(
        [*((name, None) for name in left), *((name, "clash_text") for name in names.values())]
    )
    return names
