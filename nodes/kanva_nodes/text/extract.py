"""The Extract: pieces of a text found by their look."""
# ruff: noqa: E501 - paragraphs of help are lines of Markdown

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar, Literal

import polars as pl

from kanva.sdk import (
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
    Schemas,
    Settings,
    Table,
    Text,
    fields,
    shorten,
)
from kanva.sdk.relational import words_of
from kanva_nodes.text._words import check_made

_PATTERN = Text(ru="Образец", en="Pattern")
_LOOKS: Mapping[str, tuple[Text, str]] = {
    "email": (
        Text(ru="E-mail", en="E-mail"),
        r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+",
    ),
    "phone": (Text(ru="Телефон", en="Phone"), r"\+?\d(?:[\s().-]*\d){9,13}"),
    "number": (Text(ru="Число", en="Number"), r"-?\d+(?:[.,]\d+)?"),
    "digits": (Text(ru="Цифры подряд", en="Digits in a row"), r"\d+"),
    "inn": (Text(ru="ИНН", en="INN"), r"\b(?:\d{12}|\d{10})\b"),
    "date": (
        Text(ru="Дата", en="Date"),
        r"\b(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d{2}-\d{2})\b",
    ),
    "postcode": (Text(ru="Почтовый индекс", en="Postcode"), r"\b\d{6}\b"),
    "url": (Text(ru="Ссылка", en="Link"), r"https?://[^\s<>«»\"']+"),
    "word": (Text(ru="Слово", en="Word"), r"[\p{L}\p{N}_-]+"),
}


class ExtractSettings(Settings):
    """What is looked for, and what becomes of it."""

    column: str = fields.column(Text(ru="Столбец", en="Column"))
    look: Literal[
        "email", "phone", "number", "digits", "inn", "date", "postcode", "url", "word", "own"
    ] = fields.choice(
        Text(ru="Что искать", en="What to look for"),
        [
            *(Option(name, words) for name, (words, _) in _LOOKS.items()),
            Option(
                "own",
                Text(ru="По своему образцу", en="By a pattern of your own"),
                Text(ru="Регулярное выражение.", en="A regular expression."),
            ),
        ],
        "email",
    )
    pattern: str = fields.text(
        _PATTERN,
        help=Text(
            ru="Регулярное выражение. Скобки вырезают части: `(\\d+)-(\\d+)`; части можно назвать: `(?<год>\\d{4})`.",
            en="A regular expression. Brackets cut out parts: `(\\d+)-(\\d+)`; parts may have names: `(?<year>\\d{4})`.",
        ),
        look=Look(when={"look": ["own"]}),
    )
    ignore_case: bool = fields.switch(
        Text(ru="Не различать регистр", en="Letters’ case does not count"),
        False,
        look=Look(when={"look": ["own"]}),
    )
    take: Literal["first", "last", "all", "rows", "parts"] = fields.choice(
        Text(ru="Что взять", en="What to take"),
        [
            Option("first", Text(ru="Первое найденное", en="The first one found")),
            Option("last", Text(ru="Последнее", en="The last one")),
            Option("all", Text(ru="Все через запятую", en="All of them, commas between")),
            Option("rows", Text(ru="Каждое — в свою строку", en="Each in a row of its own")),
            Option(
                "parts",
                Text(ru="Части в скобках — в столбцы", en="Parts in brackets, into columns"),
            ),
        ],
        "first",
    )
    name: str = fields.new_column(
        Text(ru="Имя", en="Name"),
        "Найдено",
        help=Text(
            ru="У частей без имени добавится номер: «Имя 1».",
            en="Parts without a name get a number: “Name 1”.",
        ),
    )


class Extract(NodeType[ExtractSettings]):
    """Takes pieces of text by their look."""

    abstract = False
    id = "text.extract"
    category = "text"
    icon = "M4 6h10M4 11h7M4 16h5M19 11a4 4 0 1 1-8 2.500M18 14l3 4"
    title = Text(ru="Извлечь по образцу", en="Extract")
    summary = Text(
        ru="Находит в тексте e-mail, телефоны, числа, даты или свой образец.",
        en="Finds e-mails, phones, numbers, dates or a pattern of your own in a text.",
    )
    help = Text(
        ru="""Находит в тексте кусок нужного вида и кладёт его в новый столбец. Исходный столбец остаётся.

**Когда брать.** E-mail и телефоны из поля «Контакты» или «Комментарий». Номер заказа из назначения платежа. Артикул из названия товара.

- Готовые образцы: e-mail, телефон, число, цифры, ИНН, дата, индекс, ссылка. Они ищут **похожее**, а не проверяют: телефон может оказаться чужим номером, ИНН — случайными десятью цифрами. Проверяют их узлы из раздела «Маркетинг».
- **Свой образец** — регулярное выражение: `№\\s*(\\d+)` найдёт номер после «№». Если в образце есть скобки, берётся то, что в первых из них.
- **Части в скобках** — столбец на каждую пару скобок; имя в образце становится именем столбца.
- **Каждое — в свою строку**: строка повторяется; если ничего не нашлось, остаётся одна строка с пустым значением.""",
        en="""Finds a piece of the wanted look in a text and puts it into a new column. The column itself stays.

**When to take it.** E-mails and phones out of a field of remarks. The number of an order out of the purpose of a payment. An article out of a product’s name.

- Ready looks: e-mail, phone, number, digits, INN, date, postcode, link. They look for **something alike** and check nothing; nodes of the Marketing section do.
- **A pattern of your own** is a regular expression: `No\\.?\\s*(\\d+)` finds the number behind “No.”. Where the pattern has brackets, what the first of them hold is taken.
- **Parts in brackets**: a column for each pair of brackets; a name in the pattern becomes the name of the column.
- **Each in a row of its own**: the row is repeated; where nothing was found, one row with an empty value stays.""",
    )
    also_called = (
        "регулярное выражение", "regex", "Regex Extractor", "REGEXEXTRACT", "REGEXP_SUBSTR",
        "найти в тексте", "вытащить телефон", "вытащить почту", "РЕГИЗВЛЕЧЬ", "парсинг текста",
    )  # fmt: skip
    settings = ExtractSettings
    messages: ClassVar[Mapping[str, Message]] = {
        "bad_pattern": Message(
            Text(ru="Образец не читается: {reason}", en="The pattern cannot be read: {reason}"),
            Text(
                ru="Проверьте скобки; знаки . * + ? ( ) [ ] пишутся с обратной чертой: \\.",
                en="Check the brackets; the signs . * + ? ( ) [ ] are written with a backslash: \\.",
            ),
        ),
        "no_parts": Message(
            Text(ru="В образце нет скобок", en="The pattern has no brackets"),
            Text(
                ru="Возьмите нужные части в скобки: (\\d+)-(\\d+).",
                en="Put the parts you want into brackets: (\\d+)-(\\d+).",
            ),
        ),
    }

    def caption(self, settings: ExtractSettings) -> Text:
        """Return the column and what is looked for."""
        name = shorten(settings.column, 30)
        if settings.look == "own":
            return Text.same(
                f"{name}: {shorten(settings.pattern, 40)}" if settings.pattern else name
            )
        words = _LOOKS[settings.look][0]
        return Text(ru=f"{name}: {words.ru}", en=f"{name}: {words.en}")

    def check(
        self, settings: ExtractSettings, inputs: InputSchemas, context: Context
    ) -> Sequence[NodeError]:
        """Find a pattern that cannot be read, and names that clash."""
        del context
        if settings.look == "own" and not settings.pattern:
            return (NodeError("not_set", field="pattern", values={"title": _PATTERN}),)
        try:
            names = _names(settings)
            if "rows" in inputs and settings.column in inputs["rows"]:
                _verify(settings, inputs["rows"], names)
        except NodeError as error:
            return (error,)
        return ()

    def lazy(self, settings: ExtractSettings, frames: InputFrames, context: Context) -> Frames:
        """Look for the pattern and take what was found."""
        del context
        frame: pl.LazyFrame = frames["rows"]
        schema = frame.collect_schema()
        names = _names(settings)
        _verify(settings, schema, names)
        words, pattern = words_of(schema, settings.column), _pattern(settings)
        if settings.take == "parts":
            groups = words.str.extract_groups(pattern)
            made = [
                groups.struct.field(field).alias(name)
                for field, name in zip(_groups(pattern), names, strict=True)
            ]
            return {"rows": frame.with_columns(made)}
        whole = not _groups(pattern)
        if settings.take == "first":
            found = words.str.extract(pattern, 0 if whole else 1)
            return {"rows": frame.with_columns(found.alias(names[0]))}
        every = words.str.extract_all(pattern)
        if not whole:
            every = every.list.eval(pl.element().str.extract(pattern, 1))
        if settings.take == "rows":
            # An empty list would take its row along.
            some = pl.when(every.list.len() > 0).then(every)
            return {"rows": frame.with_columns(some.alias(names[0])).explode(names[0])}
        if settings.take == "last":
            return {"rows": frame.with_columns(every.list.last().alias(names[0]))}
        joined = every.list.join(", ")
        return {
            "rows": frame.with_columns(pl.when(every.list.len() > 0).then(joined).alias(names[0]))
        }

    def lineage(
        self, settings: ExtractSettings, inputs: InputSchemas, outputs: Schemas
    ) -> Origins | None:
        """What was found comes from the column."""
        schema = inputs.get("rows") or {}
        return {
            "rows": {
                name: [("rows", name if name in schema else settings.column)]
                for name in outputs["rows"]
            }
        }

    examples = (
        Example(
            title=Text(ru="Почта из комментария", en="E-mail out of a remark"),
            settings={"column": "Комментарий", "name": "E-mail"},
            inputs={
                "rows": Table(
                    {"Комментарий": ["писать на anna@example.com, звонить днём", "нет", None]}
                )
            },
            outputs={
                "rows": Table(
                    {
                        "Комментарий": ["писать на anna@example.com, звонить днём", "нет", None],
                        "E-mail": ["anna@example.com", None, None],
                    }
                )
            },
        ),
        Example(
            title=Text(ru="Части номера договора", en="Parts of a contract’s number"),
            settings={
                "column": "Договор",
                "look": "own",
                "pattern": r"(?<Вид>[А-Я]+)-(\d+)/(?<Год>\d{4})",
                "take": "parts",
                "name": "Часть",
            },
            inputs={"rows": Table({"Договор": ["ДП-0017/2026", "без номера"]})},
            outputs={
                "rows": Table(
                    {
                        "Договор": ["ДП-0017/2026", "без номера"],
                        "Вид": ["ДП", None],
                        "Часть 2": ["0017", None],
                        "Год": ["2026", None],
                    }
                )
            },
        ),
        Example(
            title=Text(ru="Каждый телефон — строкой", en="Each phone in a row"),
            settings={"column": "Контакты", "look": "phone", "take": "rows", "name": "Телефон"},
            inputs={"rows": Table({"Контакты": ["т. 8 (926) 000-11-22, +7 495 000 33 44", "—"]})},
            outputs={
                "rows": Table(
                    {
                        "Контакты": [
                            "т. 8 (926) 000-11-22, +7 495 000 33 44",
                            "т. 8 (926) 000-11-22, +7 495 000 33 44",
                            "—",
                        ],
                        "Телефон": ["8 (926) 000-11-22", "+7 495 000 33 44", None],
                    }
                )
            },
        ),
    )


def _pattern(settings: ExtractSettings) -> str:
    if settings.look != "own":
        return _LOOKS[settings.look][1]
    return f"(?i){settings.pattern}" if settings.ignore_case else settings.pattern


def _groups(pattern: str) -> list[str]:
    """Return the names of a pattern's bracketed parts: their own, or their numbers.

    Raises:
        NodeError: `bad_pattern`.
    """
    try:
        # Only the engine's own reader of patterns knows what it will accept.
        pl.select(pl.lit("").str.extract(pattern, 0))
        found = pl.select(pl.lit("").str.extract_groups(pattern)).to_series().dtype
    except pl.exceptions.PolarsError as error:
        reason = " ".join(str(error).split())[-160:]
        raise NodeError("bad_pattern", field="pattern", values={"reason": reason}) from error
    return [one.name for one in found.fields] if isinstance(found, pl.Struct) else []


def _names(settings: ExtractSettings) -> list[str]:
    groups = _groups(_pattern(settings))
    if settings.take != "parts":
        return [settings.name or settings.column]
    if not groups:
        raise NodeError("no_parts", field="pattern")
    return [f"{settings.name} {name}" if name.isdigit() else name for name in groups]


def _verify(settings: ExtractSettings, schema: pl.Schema, names: Sequence[str]) -> None:
    check_made(schema, [("column", settings.column)], [("name", name) for name in names])
