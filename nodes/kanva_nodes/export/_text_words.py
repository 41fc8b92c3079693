"""Words of the text export: help, messages, examples."""
# ruff: noqa: E501 - paragraphs of help are lines of Markdown

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from kanva.sdk import Example, Message, Table, Text

HELP = Text(
    ru="""Записывает строки в текстовый файл: CSV, TXT или TSV. Если имя кончается на `.gz`, файл сжимается.

По умолчанию файл таков, что его сразу правильно открывает русский Excel: UTF-8 с меткой, точка с запятой, дробная запятая, даты вида 31.12.2024.

- Для сайтов и программ обычно нужны UTF-8, запятая и дробная точка, даты `гггг-мм-дд`.
- Для 1С и старых программ — Windows-1251. Знаков вне этой кодировки (например, эмодзи) в ней нет: узел остановится и назовёт знак, столбец и строку, или заменит такой знак на `?`, если вы это выберете.
- Строки пишутся в том порядке, в каком пришли; файл появляется на месте прежнего, только когда весь запуск удался.

**Защита от формул.** Если открыть CSV в Excel, текст `=1+1` станет формулой. Когда данные пришли извне (имена, комментарии), включите защиту: перед таким текстом встанет апостроф. Номера телефонов `+7916…` и отрицательные числа при этом не меняются.

Коды с нулями впереди записываются полностью, но Excel при открытии CSV двойным щелчком их отбрасывает. Если они важны, выгружайте в Excel узлом «Экспорт в Excel».""",
    en="""Writes the rows into a text file: CSV, TXT or TSV. If the name ends in `.gz`, the file is packed.

By default a Russian Excel opens the file rightly at once: UTF-8 with a mark, semicolon, decimal comma, dates like 31.12.2024.

- Sites and programs mostly want UTF-8, comma and decimal point, dates `yyyy-mm-dd`.
- 1C and old programs want Windows-1251. Characters outside it (emoji, for instance) do not exist there: the node stops and names the character, the column and the row, or writes `?` in its place if you choose so.
- Rows are written in the order they come; the file takes the place of the old one only when the whole run has succeeded.

**Guard against formulas.** When a CSV is opened in Excel, the text `=1+1` becomes a formula. If the data come from outside (names, comments), turn the guard on: an apostrophe is put before such text. Phone numbers `+7916…` and negative numbers are left as they are.

Codes with leading zeros are written in full, but Excel drops the zeros when a CSV is opened by a double click. If they matter, use “Export Excel”.""",
)

MESSAGES: Mapping[str, Message] = {
    "bad_date_format": Message(
        Text(ru="Непонятный вид даты «{format}»", en="The date format “{format}” is not clear"),
        Text(
            ru="Пишите буквами: «дд.мм.гггг», «гггг-мм-дд».",
            en="Write it in letters: “dd/mm/yyyy”, “yyyy-mm-dd”.",
        ),
    ),
    "unfit_character": Message(
        Text(
            ru="Столбец «{column}», строка {row}: знака «{character}» ({code}) нет в Windows-1251. Значение: «{value}»",
            en="Column “{column}”, row {row}: character “{character}” ({code}) is not in Windows-1251. Value: “{value}”",
        ),
        Text(
            ru="Выберите кодировку UTF-8 или «Заменить на ?».",
            en="Choose the encoding UTF-8, or “Replace with ?”.",
        ),
    ),
    "nested_column": Message(
        Text(
            ru="Столбец «{column}» нельзя записать в текстовый файл: в нём не одно значение",
            en="Column “{column}” cannot be written to a text file: its cells are not single values",
        ),
        Text(
            ru="Уберите столбец или превратите его в текст узлом выше.",
            en="Drop the column, or turn it into text with a node above.",
        ),
    ),
}

_ROWS = Table(
    {
        "Дата": [date(2024, 12, 31), date(2025, 1, 9)],
        "Код": ["00017", "00018"],
        "Покупатель": ["ООО «Ромашка»; Пермь", None],
        "Сумма": [1088.4, 250.0],
    }
)

EXAMPLES: tuple[Example, ...] = (
    Example(
        title=Text(ru="Для Excel", en="For Excel"),
        settings={"file": "продажи.csv"},
        inputs={"rows": _ROWS},
        written={
            "продажи.csv": "\ufeffДата;Код;Покупатель;Сумма\r\n"
            '31.12.2024;00017;"ООО «Ромашка»; Пермь";1088,4\r\n'
            "09.01.2025;00018;;250\r\n"
        },
    ),
    Example(
        title=Text(ru="Для программ", en="For programs"),
        settings={
            "file": "sales.csv",
            "encoding": "utf-8",
            "delimiter": "comma",
            "decimal": "point",
            "date_format": "гггг-мм-дд",
            "line_end": "lf",
            "null_text": "NULL",
        },
        inputs={"rows": _ROWS},
        written={
            "sales.csv": "Дата,Код,Покупатель,Сумма\n"
            "2024-12-31,00017,ООО «Ромашка»; Пермь,1088.4\n"
            "2025-01-09,00018,NULL,250\n"
        },
    ),
)
