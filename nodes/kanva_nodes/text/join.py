"""The Join text: several columns become one, a delimiter between them."""
# ruff: noqa: E501 - paragraphs of help are lines of Markdown

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from kanva.sdk import (
    Context,
    Example,
    Frames,
    InputFrames,
    InputSchemas,
    Look,
    NodeError,
    NodeType,
    Origins,
    Schemas,
    Settings,
    Table,
    Text,
    fields,
    shorten,
)
from kanva.sdk.relational import col, words_of
from kanva_nodes.text._words import check_made

_NAME = Text(ru="Имя", en="Name")


class JoinTextSettings(Settings):
    """What is put together, and how."""

    columns: list[str] = fields.columns(
        Text(ru="Столбцы", en="Columns"),
        help=Text(ru="В том порядке, в каком они встанут.", en="In the order they will stand."),
    )
    sign: str = fields.text(
        Text(ru="Что между ними", en="What stands between them"),
        " ",
        help=Text(
            ru="Пробел, запятая с пробелом, тире.", en="A blank, a comma and a blank, a dash."
        ),
    )
    name: str = fields.new_column(_NAME)
    skip_empty: bool = fields.switch(
        Text(ru="Пропускать пустые", en="Leave out empty ones"),
        True,
        help=Text(
            ru="Без лишних разделителей там, где значения нет.",
            en="No needless delimiters where there is no value.",
        ),
    )
    keep: bool = fields.switch(
        Text(ru="Оставить исходные столбцы", en="Keep the columns"), True, look=Look(advanced=True)
    )


class JoinText(NodeType[JoinTextSettings]):
    """Puts columns together into one text."""

    abstract = False
    id = "text.join"
    category = "text"
    icon = "M4 6h6M14 6h6M12 3v6M4 12h16M4 18h16"
    title = Text(ru="Склеить текст", en="Join text")
    summary = Text(
        ru="Соединяет несколько столбцов в один текст через разделитель.",
        en="Puts several columns together into one text, with a delimiter between them.",
    )
    help = Text(
        ru="""Соединяет значения нескольких столбцов в один текст в заданном порядке.

**Когда брать.** Полное имя из фамилии, имени и отчества. Адрес из частей. Составной ключ для соединения таблиц.

- Числа пишутся как есть, без «.0»; даты — как 2026-12-31. Нужен другой вид — возьмите «Калькулятор» и функцию `ТЕКСТ`.
- **Пропускать пустые**: «Иванов», пусто, «Петрович» дают «Иванов Петрович» с одним пробелом. Без этого пустое значение оставляет свой разделитель — так делают составные ключи.
- Если все значения строки пусты, результат пуст.""",
        en="""Puts the values of several columns together into one text, in the order given.

**When to take it.** A full name out of its parts. An address. A key of several columns for a Join.

- Numbers are written as they are, without “.0”; dates as 2026-12-31. For another look take the Calculator and its function `TEXT`.
- **Leave out empty ones**: an absent middle name leaves no second blank. Without it an empty value keeps its delimiter, as keys of several columns want it.
- Where all values of a row are empty, so is the result.""",
    )
    also_called = (
        "сцепить", "объединить столбцы", "СЦЕПИТЬ", "ОБЪЕДИНИТЬ", "CONCAT", "TEXTJOIN",
        "Column Combiner", "concatenate", "составной ключ", "склеить ФИО",
    )  # fmt: skip
    settings = JoinTextSettings

    def caption(self, settings: JoinTextSettings) -> Text:
        """Return the parts and the name."""
        if not settings.columns:
            return Text(ru="", en="")
        parts = shorten(settings.sign.join(settings.columns).replace("\n", " "), 50)
        return Text.same(f"{shorten(settings.name, 30)} = {parts}" if settings.name else parts)

    def check(
        self, settings: JoinTextSettings, inputs: InputSchemas, context: Context
    ) -> Sequence[NodeError]:
        """Find an absent name and names that clash."""
        del context
        if not settings.name:
            return (NodeError("not_set", field="name", values={"title": _NAME}),)
        schema = inputs.get("rows")
        if schema is None or any(name not in schema for name in settings.columns):
            return ()
        try:
            _verify(settings, schema)
        except NodeError as error:
            return (error,)
        return ()

    def lazy(self, settings: JoinTextSettings, frames: InputFrames, context: Context) -> Frames:
        """Write every column as text and put them together."""
        del context
        frame: pl.LazyFrame = frames["rows"]
        schema = frame.collect_schema()
        _verify(settings, schema)
        words = [words_of(schema, name) for name in settings.columns]
        if settings.skip_empty:
            filled = [pl.when(one != "").then(one) for one in words]
            joined = pl.concat_str(filled, separator=settings.sign, ignore_nulls=True)
            result = pl.when(joined != "").then(joined)
        else:
            joined = pl.concat_str([one.fill_null("") for one in words], separator=settings.sign)
            empty = pl.all_horizontal([one.is_null() for one in words])
            result = pl.when(~empty).then(joined)
        gone = set() if settings.keep else set(settings.columns)
        stay = [name for name in schema if name not in gone]
        made = frame.select(*map(col, stay), result.alias(settings.name))
        return {"rows": made}

    def lineage(
        self, settings: JoinTextSettings, inputs: InputSchemas, outputs: Schemas
    ) -> Origins | None:
        """The text comes from its columns."""
        del inputs
        parts = [("rows", name) for name in settings.columns]
        return {
            "rows": {
                name: parts if name == settings.name else [("rows", name)]
                for name in outputs["rows"]
            }
        }

    examples = (
        Example(
            title=Text(ru="Полное имя", en="A full name"),
            settings={"columns": ["Фамилия", "Имя", "Отчество"], "name": "ФИО", "keep": False},
            inputs={
                "rows": Table(
                    {
                        "Код": [7, 8, 9],
                        "Фамилия": ["Громова", "Ли", None],
                        "Имя": ["Анна", None, None],
                        "Отчество": ["Ильинична", "", None],
                    }
                )
            },
            outputs={
                "rows": Table({"Код": [7, 8, 9], "ФИО": ["Громова Анна Ильинична", "Ли", None]})
            },
        ),
        Example(
            title=Text(ru="Составной ключ", en="A key of several columns"),
            settings={
                "columns": ["Магазин", "Чек"],
                "name": "Ключ",
                "sign": "-",
                "skip_empty": False,
            },
            inputs={"rows": Table({"Магазин": [1, 2], "Чек": ["0017", None]})},
            outputs={
                "rows": Table({"Магазин": [1, 2], "Чек": ["0017", None], "Ключ": ["1-0017", "2-"]})
            },
        ),
    )


def _verify(settings: JoinTextSettings, schema: pl.Schema) -> None:
    needed = [(f"columns.{place}", name) for place, name in enumerate(settings.columns)]
    gone = () if settings.keep else settings.columns
    check_made(schema, needed, [("name", settings.name)], gone)
