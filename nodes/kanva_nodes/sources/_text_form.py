"""The form of the text import: what a person may set."""

from __future__ import annotations

from typing import Literal

from kanva.sdk import Look, Option, Settings, Text, fields
from kanva_nodes.sources._column_kinds import ColumnKind
from kanva_nodes.sources._encodings import ENCODINGS

ENDINGS = (".csv", ".txt", ".tsv", ".tab", ".csv.gz", ".txt.gz", ".tsv.gz")

_PARSING = Text(ru="Как разобрать", en="How to read it")
_VALUES = Text(ru="Числа и даты", en="Numbers and dates")
_TROUBLE = Text(ru="Если что-то не так", en="When something is wrong")
_AUTO = Option("auto", Text(ru="Определить", en="Detect"))

DELIMITER_OPTIONS = (
    _AUTO,
    Option("comma", Text(ru="Запятая ,", en="Comma ,")),
    Option("semicolon", Text(ru="Точка с запятой ;", en="Semicolon ;")),
    Option("tab", Text(ru="Табуляция", en="Tab")),
    Option("pipe", Text(ru="Вертикальная черта |", en="Vertical bar |")),
    Option("space", Text(ru="Пробелы (один или несколько)", en="Blanks (one or several)")),
    Option("none", Text(ru="Нет: один столбец", en="None: one column")),
    Option("other", Text(ru="Другой", en="Another")),
)
QUOTE_OPTIONS = (
    _AUTO,
    Option("double", Text(ru='Двойные "', en='Double "')),
    Option("single", Text(ru="Одинарные '", en="Single '")),
    Option("none", Text(ru="Нет: кавычки — часть текста", en="None: quotes are part of the text")),
)
HEADER_OPTIONS = (
    _AUTO,
    Option("yes", Text(ru="Есть", en="Yes")),
    Option("no", Text(ru="Нет", en="No")),
)
DECIMAL_OPTIONS = (
    _AUTO,
    Option("point", Text(ru="Точка 1.5", en="Point 1.5")),
    Option("comma", Text(ru="Запятая 1,5", en="Comma 1,5")),
)
THOUSANDS_OPTIONS = (
    _AUTO,
    Option("none", Text(ru="Нет", en="None")),
    Option("space", Text(ru="Пробел 1 000", en="Blank 1 000")),
    Option("apostrophe", Text(ru="Апостроф 1'000", en="Apostrophe 1'000")),
    Option("comma", Text(ru="Запятая 1,000", en="Comma 1,000")),
    Option("point", Text(ru="Точка 1.000", en="Point 1.000")),
)
DATE_OPTIONS = (
    _AUTO,
    Option("day_first", Text(ru="Сначала день: 31.12.2024", en="Day first: 31/12/2024")),
    Option("month_first", Text(ru="Сначала месяц: 12/31/2024", en="Month first: 12/31/2024")),
    Option("year_first", Text(ru="Сначала год: 2024-12-31", en="Year first: 2024-12-31")),
    Option("text", Text(ru="Оставить текстом", en="Leave as text")),
)
_RAGGED_OPTIONS = (
    Option(
        "keep",
        Text(ru="Оставить", en="Keep"),
        Text(
            ru="Недостающие ячейки пусты, лишние отрезаются; узел предупредит, сколько их.",
            en="Missing cells are empty, extra ones cut off; the node warns how many.",
        ),
    ),
    Option("skip", Text(ru="Пропустить", en="Skip")),
    Option("stop", Text(ru="Остановить", en="Stop")),
)
_BAD_VALUE_OPTIONS = (
    Option(
        "stop",
        Text(ru="Остановить", en="Stop"),
        Text(
            ru="Узел назовёт столбец, строку файла и значение.",
            en="The node names the column, the line of the file and the value.",
        ),
    ),
    Option(
        "null",
        Text(ru="Оставить пустым", en="Leave empty"),
        Text(
            ru="Такие значения пропадут без предупреждения.",
            en="Such values disappear without a warning.",
        ),
    ),
    Option(
        "text",
        Text(ru="Сделать столбец текстом", en="Make the column text"),
        Text(
            ru="Файл один раз читается целиком ещё до запуска.",
            en="The whole file is read once even before a run.",
        ),
    ),
)
_BAD_BYTES_OPTIONS = (
    Option("stop", Text(ru="Остановить", en="Stop")),
    Option("replace", Text(ru="Заменить на �", en="Replace with �")),
)


class TextFileSettings(Settings):
    """Settings of the text import."""

    file: str = fields.file(
        Text(ru="Файл", en="File"),
        endings=ENDINGS,
    )
    encoding: Literal[
        "auto",
        "utf-8",
        "utf-8-sig",
        "utf-16",
        "cp1251",
        "cp866",
        "koi8-r",
        "mac-cyrillic",
        "latin-1",
    ] = fields.choice(
        Text(ru="Кодировка", en="Encoding"),
        ENCODINGS,
        "auto",
        help=Text(
            ru="Если вместо букв видны знаки вопроса или крокозябры, выберите другую.",
            en="If letters look like question marks or gibberish, choose another one.",
        ),
        look=Look(section=_PARSING),
    )
    delimiter: Literal["auto", "comma", "semicolon", "tab", "pipe", "space", "none", "other"] = (
        fields.choice(
            Text(ru="Разделитель", en="Delimiter"),
            DELIMITER_OPTIONS,
            "auto",
            look=Look(section=_PARSING),
        )
    )
    delimiter_other: str = fields.text(
        Text(ru="Знак разделителя", en="Delimiter mark"),
        help=Text(ru="Один знак, например ^ или ~.", en="One character, for instance ^ or ~."),
        look=Look(section=_PARSING, when={"delimiter": ["other"]}),
    )
    quote: Literal["auto", "double", "single", "none"] = fields.choice(
        Text(ru="Кавычки вокруг значений", en="Quotes around values"),
        QUOTE_OPTIONS,
        "auto",
        look=Look(section=_PARSING, advanced=True),
    )
    header: Literal["auto", "yes", "no"] = fields.choice(
        Text(ru="Заголовки столбцов", en="Column headers"),
        HEADER_OPTIONS,
        "auto",
        style="segmented",
        look=Look(section=_PARSING),
    )
    header_rows: int = fields.integer(
        Text(ru="Строк в заголовке", en="Header rows"),
        1,
        minimum=1,
        maximum=10,
        help=Text(
            ru="Несколько строк складываются в одно имя через « / ».",
            en="Several rows are joined into one name with “ / ”.",
        ),
        look=Look(section=_PARSING, when={"header": ["auto", "yes"]}, advanced=True),
    )
    skip_rows: int | None = fields.integer(
        Text(ru="Пропустить строк сверху", en="Skip rows at the top"),
        None,
        minimum=0,
        help=Text(
            ru="Названия отчёта и примечания над таблицей. Пусто — определяется само.",
            en="Titles and notes above the table. Empty: detected.",
        ),
        look=Look(section=_PARSING, placeholder=Text(ru="само", en="detected")),
    )
    decimal: Literal["auto", "point", "comma"] = fields.choice(
        Text(ru="Дробная часть через", en="Decimal sign"),
        DECIMAL_OPTIONS,
        "auto",
        look=Look(section=_VALUES),
    )
    thousands: Literal["auto", "none", "space", "apostrophe", "comma", "point"] = fields.choice(
        Text(ru="Разделитель тысяч", en="Thousands separator"),
        THOUSANDS_OPTIONS,
        "auto",
        look=Look(section=_VALUES),
    )
    dates: Literal["auto", "day_first", "month_first", "year_first", "text"] = fields.choice(
        Text(ru="Порядок в датах", en="Order in dates"),
        DATE_OPTIONS,
        "auto",
        look=Look(section=_VALUES),
    )
    empty_markers: str = fields.text(
        Text(ru="Считать пустыми", en="Treat as empty"),
        multiline=True,
        help=Text(
            ru="По одному на строке, например NULL или n/a. Без этого они остаются текстом.",
            en="One a line, for instance NULL or n/a. Otherwise they stay text.",
        ),
        look=Look(section=_VALUES, placeholder=Text.same("NULL")),
    )
    trim: bool = fields.switch(
        Text(ru="Убрать пробелы по краям текста", en="Trim blanks around text"),
        look=Look(section=_VALUES, advanced=True),
    )
    columns: list[ColumnKind] = fields.items(
        Text(ru="Типы столбцов", en="Column types"),
        item_title=Text(ru="столбец", en="column"),
        help=Text(
            ru="Только те столбцы, тип которых определился не так, как нужно.",
            en="Only the columns whose type was detected otherwise than needed.",
        ),
        look=Look(section=_VALUES),
    )
    on_bad_value: Literal["stop", "null", "text"] = fields.choice(
        Text(ru="Значение не подходит к типу", en="A value does not fit the type"),
        _BAD_VALUE_OPTIONS,
        "stop",
        look=Look(section=_TROUBLE),
    )
    ragged: Literal["keep", "skip", "stop"] = fields.choice(
        Text(ru="В строке не столько ячеек", en="A line has another number of cells"),
        _RAGGED_OPTIONS,
        "keep",
        style="segmented",
        look=Look(section=_TROUBLE),
    )
    on_bad_bytes: Literal["stop", "replace"] = fields.choice(
        Text(ru="Буква вне кодировки", en="A letter outside the encoding"),
        _BAD_BYTES_OPTIONS,
        "stop",
        style="segmented",
        look=Look(section=_TROUBLE, advanced=True),
    )
    limit: int | None = fields.integer(
        Text(ru="Читать не больше строк", en="Read at most rows"),
        None,
        minimum=1,
        look=Look(section=_TROUBLE, placeholder=Text(ru="все", en="all"), advanced=True),
    )


TITLES: dict[str, dict[str, Text]] = {
    name: {option.value: option.title for option in options}
    for name, options in (
        ("encoding", ENCODINGS),
        ("delimiter", DELIMITER_OPTIONS),
        ("quote", QUOTE_OPTIONS),
        ("header", HEADER_OPTIONS),
        ("decimal", DECIMAL_OPTIONS),
        ("thousands", THOUSANDS_OPTIONS),
        ("dates", DATE_OPTIONS),
    )
}
"""Titles of the values recognition finds, by field."""
