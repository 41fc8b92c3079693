"""The Clean text: blanks, invisible signs, letters' case, look-alike letters."""
# ruff: noqa: E501 - paragraphs of help are lines of Markdown

from __future__ import annotations

from typing import Literal

import polars as pl

from kanva.sdk import (
    TEXTUAL,
    Context,
    Example,
    Frames,
    InputFrames,
    InputSchemas,
    Look,
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
from kanva.sdk.relational import col, need_columns

# Letters that look the same in both alphabets, Latin first.
_LATIN, _CYRILLIC = "ABCEHKMOPTXYaceopxy", "АВСЕНКМОРТХУасеорху"
_INVISIBLE = r"[\u200b-\u200f\u2028-\u202e\u2060\ufeff\u00ad\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"
_BLANKS = r"[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\t]"


class CleanSettings(Settings):
    """What is put in order, and in which columns."""

    columns: list[str] = fields.columns(Text(ru="Столбцы", en="Columns"), kinds=TEXTUAL)
    trim: bool = fields.switch(Text(ru="Пробелы по краям", en="Blanks at the ends"), True)
    inner: bool = fields.switch(
        Text(ru="Повторные пробелы внутри", en="Repeated blanks inside"),
        True,
    )
    invisible: bool = fields.switch(
        Text(ru="Невидимые знаки", en="Invisible signs"),
        True,
        help=Text(
            ru="Неразрывные пробелы и табуляция становятся пробелом; нулевой ширины и управляющие убираются.",
            en="No-break blanks and tabs become a blank; those of zero width and control signs go.",
        ),
    )
    case: Literal["keep", "lower", "upper", "title", "sentence"] = fields.choice(
        Text(ru="Регистр", en="Case"),
        [
            Option("keep", Text(ru="Не менять", en="As it is")),
            Option("lower", Text(ru="все строчные", en="all small")),
            Option("upper", Text(ru="ВСЕ ПРОПИСНЫЕ", en="ALL CAPITALS")),
            Option(
                "title", Text(ru="Каждое Слово С Прописной", en="Each Word Begins With A Capital")
            ),
            Option(
                "sentence", Text(ru="Только первая прописная", en="Only the first is a capital")
            ),
        ],
        "keep",
    )
    letters: Literal["keep", "cyrillic", "latin"] = fields.choice(
        Text(ru="Похожие буквы", en="Look-alike letters"),
        [
            Option("keep", Text(ru="Не менять", en="As they are")),
            Option(
                "cyrillic",
                Text(ru="Сделать русскими", en="Make them Cyrillic"),
                Text(
                    ru="В словах, где есть и русские: «Cахар» с латинской C.",
                    en="In words that have Cyrillic ones too.",
                ),
            ),
            Option(
                "latin",
                Text(ru="Сделать латинскими", en="Make them Latin"),
                Text(
                    ru="В словах, где есть и латинские: артикулы, e-mail.",
                    en="In words that have Latin ones too: articles, e-mails.",
                ),
            ),
        ],
        "keep",
    )
    remove: Literal["nothing", "digits", "letters", "punctuation", "but_digits", "but_letters"] = (
        fields.choice(
            Text(ru="Убрать знаки", en="Remove"),
            [
                Option("nothing", Text(ru="Ничего", en="Nothing")),
                Option("punctuation", Text(ru="Знаки препинания", en="Punctuation")),
                Option("digits", Text(ru="Цифры", en="Digits")),
                Option("letters", Text(ru="Буквы", en="Letters")),
                Option("but_digits", Text(ru="Всё, кроме цифр", en="All but digits")),
                Option(
                    "but_letters",
                    Text(ru="Всё, кроме букв и пробелов", en="All but letters and blanks"),
                ),
            ],
            "nothing",
        )
    )
    yo: bool = fields.switch(
        Text(ru="Заменить ё на е", en="Replace «ё» by «е»"), False, look=Look(advanced=True)
    )
    empty: bool = fields.switch(
        Text(ru="Пустой текст сделать пустым значением", en="Turn empty text into no value"),
        True,
        look=Look(advanced=True),
    )


class Clean(NodeType[CleanSettings]):
    """Puts text in order."""

    abstract = False
    id = "text.clean"
    category = "text"
    icon = "M15 3l-4 8M8 11h8l2 10H6zM10 15v6M14 15v6"
    title = Text(ru="Очистить текст", en="Clean text")
    summary = Text(
        ru="Убирает лишние пробелы и невидимые знаки, правит регистр и похожие буквы.",
        en="Removes needless blanks and invisible signs, mends case and look-alike letters.",
    )
    help = Text(
        ru="""Приводит текст в порядок сразу в нескольких столбцах. Столбцы остаются на своих местах и с теми же именами.

**Когда брать.** Перед соединением таблиц по имени или коду, перед поиском повторов, после выгрузки из 1С или с сайта: «ООО  Север » и «ООО Север» — для компьютера разные слова.

Порядок действий: невидимые знаки → похожие буквы → убрать знаки → пробелы → ё → регистр → пустое.

- **Похожие буквы**: в слове «Cахар» первая буква бывает латинской, и тогда оно ни с чем не совпадает. Правится только слово, где смешаны оба алфавита: «HP» и «BMW» не тронутся.
- **Каждое Слово С Прописной** годится для имён; «ООО» станет «Ооо».
- **Всё, кроме цифр** делает из телефона цифры. Номер в едином виде и проверку даёт узел «Контакты».""",
        en="""Puts text in order in several columns at once. The columns keep their places and names.

**When to take it.** Before tables are joined by a name or a code, before duplicates are looked for, after an export from another program: “North  Ltd ” and “North Ltd” are two different words to a computer.

The steps in order: invisible signs → look-alike letters → removal → blanks → «ё» → case → empty text.

- **Look-alike letters**: a word may have one Latin letter among Cyrillic ones and then equals nothing. Only a word that mixes both alphabets is mended.
- **Each Word Begins With A Capital** suits names of people; abbreviations suffer.
- **All but digits** makes a phone digits. A uniform number and its check are the work of Contacts.""",
    )
    also_called = (
        "СЖПРОБЕЛЫ", "ПЕЧСИМВ", "TRIM", "CLEAN", "String Cleaner", "Data Cleansing", "убрать пробелы",
        "СокрЛП", "регистр", "ПРОПНАЧ", "неразрывный пробел", "strip",
    )  # fmt: skip
    settings = CleanSettings

    def caption(self, settings: CleanSettings) -> Text:
        """Return the columns."""
        return Text.same(shorten(", ".join(settings.columns), 60))

    def lazy(self, settings: CleanSettings, frames: InputFrames, context: Context) -> Frames:
        """Clean every column by the same steps."""
        del context
        frame: pl.LazyFrame = frames["rows"]
        schema = frame.collect_schema()
        need_columns(schema, [(f"columns.{n}", name) for n, name in enumerate(settings.columns)])
        made = [
            _cleaned(settings, col(name).cast(pl.String)).alias(name) for name in settings.columns
        ]
        return {"rows": frame.with_columns(made)}

    def lineage(
        self, settings: CleanSettings, inputs: InputSchemas, outputs: Schemas
    ) -> Origins | None:
        """Every column comes from itself."""
        del settings, inputs
        return {"rows": {name: [("rows", name)] for name in outputs["rows"]}}

    examples = (
        Example(
            title=Text(ru="Пробелы и невидимые знаки", en="Blanks and invisible signs"),
            settings={"columns": ["Клиент"]},
            inputs={"rows": Table({"Клиент": ["  ООО\u00a0 «Север» ", "\u200b", None]})},
            outputs={"rows": Table({"Клиент": ["ООО «Север»", None, None]})},
        ),
        Example(
            title=Text(ru="Латинская C в русском слове", en="A Latin letter in a Russian word"),
            settings={"columns": ["Товар"], "letters": "cyrillic", "case": "sentence"},
            inputs={"rows": Table({"Товар": ["CАХАР песок", "HP чернила", "чёрный ЧАЙ"]})},
            outputs={"rows": Table({"Товар": ["Сахар песок", "Hp чернила", "Чёрный чай"]})},
        ),
        Example(
            title=Text(ru="Только цифры", en="Digits alone"),
            settings={"columns": ["Телефон"], "remove": "but_digits"},
            inputs={"rows": Table({"Телефон": ["+7 (926) 000-11-22", "нет"]})},
            outputs={"rows": Table({"Телефон": ["79260001122", None]})},
        ),
    )


_REMOVED = {
    "digits": r"\d",
    "letters": r"\p{L}",
    "punctuation": r"[\p{P}\p{S}]",
    "but_digits": r"\D",
    "but_letters": r"[^\p{L}\s]",
}


def _cleaned(settings: CleanSettings, words: pl.Expr) -> pl.Expr:
    if settings.invisible:
        words = words.str.replace_all(_BLANKS, " ").str.replace_all(_INVISIBLE, "")
    if settings.letters != "keep":
        words = _one_alphabet(words, settings.letters)
    if settings.remove in _REMOVED:
        words = words.str.replace_all(_REMOVED[settings.remove], "")
    if settings.inner:
        words = words.str.replace_all(r"[ \t]{2,}", " ")
    if settings.trim:
        words = words.str.strip_chars()
    if settings.yo:
        words = words.str.replace_many(["ё", "Ё"], ["е", "Е"])
    words = _cased(words, settings.case)
    return pl.when(words != "").then(words) if settings.empty else words


def _one_alphabet(words: pl.Expr, wanted: str) -> pl.Expr:
    """Mend the words that mix both alphabets; all others stay as they are."""
    source, target = (_LATIN, _CYRILLIC) if wanted == "cyrillic" else (_CYRILLIC, _LATIN)
    pieces = words.str.extract_all(r"[\p{L}\p{N}]+|[^\p{L}\p{N}]+")
    piece = pl.element()
    mixed = piece.str.contains(r"\p{Cyrillic}") & piece.str.contains(r"\p{Latin}")
    mended = pieces.list.eval(
        pl.when(mixed).then(piece.str.replace_many(list(source), list(target))).otherwise(piece)
    )
    return pl.when(words.is_not_null()).then(mended.list.join(""))


def _cased(words: pl.Expr, case: str) -> pl.Expr:
    if case == "lower":
        return words.str.to_lowercase()
    if case == "upper":
        return words.str.to_uppercase()
    if case == "title":
        return words.str.to_titlecase()
    if case == "sentence":
        first = words.str.slice(0, 1).str.to_uppercase()
        return first + words.str.slice(1).str.to_lowercase()
    return words
