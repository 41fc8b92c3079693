"""The form of the JSON import: what a person may set."""

from __future__ import annotations

from typing import Literal

from kanva.sdk import Look, Option, Settings, Text, fields

ENDINGS = (
    ".json", ".jsonl", ".ndjson", ".geojson", ".json.gz", ".jsonl.gz", ".ndjson.gz",
)  # fmt: skip
_ROWS = Text(ru="Где строки", en="Where the rows are")
_NESTED = Text(ru="Вложенное", en="What is nested")
_TROUBLE = Text(ru="Если что-то не так", en="When something is wrong")
FORMS = {
    "auto": Text(ru="Определить", en="Detect"),
    "json": Text(ru="Один документ", en="One document"),
    "lines": Text(ru="Запись в каждой строке", en="A record a line"),
}


class JsonSettings(Settings):
    """Settings of the JSON import."""

    file: str = fields.file(Text(ru="Файл", en="File"), endings=ENDINGS)
    form: Literal["auto", "json", "lines"] = fields.choice(
        Text(ru="Вид файла", en="Kind of file"),
        [Option(value, title) for value, title in FORMS.items()],
        "auto",
        help=Text(
            ru="«Запись в каждой строке» — это NDJSON, он же JSON Lines.",
            en="“A record a line” is NDJSON, also called JSON Lines.",
        ),
        look=Look(section=_ROWS),
    )
    path: str = fields.text(
        Text(ru="Путь к строкам", en="Path to the rows"),
        help=Text(
            ru="Ключи от верха через точку: data.items. Пусто — ближайший список записей.",
            en="Keys from the top, joined by points: data.items. Empty: the nearest list.",
        ),
        look=Look(
            section=_ROWS,
            when={"form": ["auto", "json"]},
            placeholder=Text(ru="найти", en="find it"),
        ),
    )
    nested: Literal["columns", "text"] = fields.choice(
        Text(ru="Записи внутри записей", en="Records inside records"),
        [
            Option(
                "columns",
                Text(ru="В столбцы", en="Into columns"),
                Text(
                    ru="{«адрес»: {«город»: …}} даст столбец «адрес.город».",
                    en="{“address”: {“city”: …}} gives a column “address.city”.",
                ),
            ),
            Option(
                "text",
                Text(ru="Текстом JSON", en="As JSON text"),
                Text(ru="Одна ячейка на всю запись.", en="One cell for the whole record."),
            ),
        ],
        "columns",
        look=Look(section=_NESTED),
    )
    separator: str = fields.text(
        Text(ru="Разделитель в именах", en="Separator in names"),
        ".",
        look=Look(section=_NESTED, when={"nested": ["columns"]}),
    )
    lists: Literal["text", "joined", "rows"] = fields.choice(
        Text(ru="Списки", en="Lists"),
        [
            Option("text", Text(ru="Текстом JSON", en="As JSON text")),
            Option(
                "joined",
                Text(ru="Через запятую", en="Joined by commas"),
                Text(
                    ru="Списки чисел и слов; списки записей — текстом JSON.",
                    en="Lists of numbers and words; lists of records stay JSON text.",
                ),
            ),
            Option(
                "rows",
                Text(ru="Каждый элемент — строка", en="A row for each item"),
                Text(
                    ru="Остальные столбцы повторяются: заказ и его товары.",
                    en="The other columns are repeated: an order and its goods.",
                ),
            ),
        ],
        "text",
        look=Look(section=_NESTED),
    )
    list_column: str = fields.text(
        Text(ru="Какой список", en="Which list"),
        help=Text(
            ru="Имя столбца со списком. Пусто — если список один.",
            en="Name of the column with the list. Empty when there is only one.",
        ),
        look=Look(
            section=_NESTED,
            when={"lists": ["rows"]},
            placeholder=Text(ru="единственный", en="the only one"),
        ),
    )
    dates: bool = fields.switch(
        Text(ru="Узнавать даты", en="Detect dates"),
        default=True,
        help=Text(
            ru="Тексты вида 2026-01-31 и 2026-01-31T10:00:00, если таков весь столбец.",
            en="Texts like 2026-01-31 and 2026-01-31T10:00:00, when the whole column is such.",
        ),
        look=Look(section=_NESTED),
    )
    bad_lines: Literal["stop", "skip"] = fields.choice(
        Text(ru="Строка файла не читается", en="A line cannot be read"),
        [
            Option("stop", Text(ru="Остановить", en="Stop")),
            Option(
                "skip",
                Text(ru="Пропустить", en="Leave out"),
                Text(
                    ru="Предупреждение назовёт номера таких строк.",
                    en="A warning names the numbers of such lines.",
                ),
            ),
        ],
        "stop",
        help=Text(ru="Для файлов с записью в каждой строке.", en="For files with a record a line."),
        look=Look(section=_TROUBLE, when={"form": ["auto", "lines"]}),
    )
