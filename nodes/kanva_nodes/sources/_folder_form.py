"""The form of the folder of files: what a person may set."""

from __future__ import annotations

from typing import Literal

from kanva.sdk import Look, Option, Settings, Text, fields

MASK = Text(ru="Маска имени", en="Mask of names")
COLUMN = Text(ru="Имя этого столбца", en="Name of that column")
_FILES = Text(ru="Какие файлы", en="Which files")
_TROUBLE = Text(ru="Если файлы различаются", en="When files differ")


class FolderSettings(Settings):
    """Which files, in what order, what to do where they differ."""

    folder: str = fields.text(
        Text(ru="Папка", en="Folder"),
        help=Text(
            ru="Путь внутри рабочей папки, например выгрузки/2026. Пусто — она сама.",
            en="A path in the workspace, say exports/2026. Empty: the workspace itself.",
        ),
        look=Look(section=_FILES, placeholder=Text(ru="рабочая папка", en="the workspace itself")),
    )
    mask: str = fields.text(
        MASK,
        help=Text(
            ru="* — любые буквы, ? — одна. Несколько масок — через точку с запятой.",
            en="* stands for any letters, ? for one. Several masks are parted by semicolons.",
        ),
        look=Look(section=_FILES, placeholder=Text.same("*.csv; *.xlsx")),
    )
    deep: bool = fields.switch(
        Text(ru="И во вложенных папках", en="Folders inside too"), look=Look(section=_FILES)
    )
    order: Literal["name", "oldest", "newest"] = fields.choice(
        Text(ru="Порядок файлов", en="Order of files"),
        [
            Option(
                "name",
                Text(ru="По имени", en="By name"),
                Text(ru="2.csv раньше 10.csv.", en="2.csv before 10.csv."),
            ),
            Option("oldest", Text(ru="Сначала старые", en="Oldest first")),
            Option("newest", Text(ru="Сначала новые", en="Newest first")),
        ],
        "name",
        look=Look(section=_FILES),
    )
    sheet: str = fields.text(
        Text(ru="Лист Excel", en="Sheet of Excel"),
        look=Look(
            section=_FILES,
            placeholder=Text(ru="первый с данными", en="first with data"),
            advanced=True,
        ),
    )
    source: Literal["name", "stem", "path", "none"] = fields.choice(
        Text(ru="Столбец «из какого файла»", en="Column “from which file”"),
        [
            Option("name", Text(ru="Имя файла", en="Name of the file")),
            Option("stem", Text(ru="Имя без окончания", en="Name without its ending")),
            Option("path", Text(ru="Путь в папке", en="Path in the folder")),
            Option("none", Text(ru="Не нужен", en="None")),
        ],
        "name",
        look=Look(section=Text(ru="Результат", en="The result")),
    )
    source_column: str = fields.new_column(
        COLUMN, "Файл", look=Look(when={"source": ["name", "stem", "path"]})
    )
    columns: Literal["empty", "common", "stop"] = fields.choice(
        Text(ru="Разные столбцы", en="Different columns"),
        [
            Option(
                "empty",
                Text(ru="Недостающие — пустые", en="Missing ones are empty"),
                Text(
                    ru="Столбцы всех файлов; чего в файле нет, там пусто.",
                    en="The columns of all files; what a file has not is empty.",
                ),
            ),
            Option(
                "common",
                Text(ru="Только общие", en="Only common ones"),
                Text(ru="Столбцы, которые есть во всех файлах.", en="Columns every file has."),
            ),
            Option(
                "stop",
                Text(ru="Остановить", en="Stop"),
                Text(
                    ru="Имена столбцов должны совпасть; порядок не важен.",
                    en="The names must be the same; their order does not count.",
                ),
            ),
        ],
        "empty",
        look=Look(section=_TROUBLE),
    )
    mixed: Literal["text", "stop"] = fields.choice(
        Text(ru="Разные типы", en="Different types"),
        [
            Option("text", Text(ru="Сделать текстом", en="Make it text")),
            Option("stop", Text(ru="Остановить", en="Stop")),
        ],
        "text",
        style="segmented",
        help=Text(
            ru="Целое с дробным становится дробным, дата с датой и временем — датой и временем.",
            en="Whole numbers with fractions become fractions, dates with times date and time.",
        ),
        look=Look(section=_TROUBLE),
    )
    unreadable: Literal["stop", "skip"] = fields.choice(
        Text(ru="Файл не читается", en="A file cannot be read"),
        [
            Option("stop", Text(ru="Остановить", en="Stop")),
            Option(
                "skip",
                Text(ru="Пропустить", en="Leave out"),
                Text(ru="Предупреждение назовёт файлы.", en="A warning names the files."),
            ),
        ],
        "stop",
        style="segmented",
        look=Look(section=_TROUBLE),
    )
    bad_value: Literal["stop", "null"] = fields.choice(
        Text(ru="Значение не того типа", en="A value of another type"),
        [
            Option("stop", Text(ru="Остановить", en="Stop")),
            Option("null", Text(ru="Оставить пустым", en="Leave empty")),
        ],
        "stop",
        style="segmented",
        look=Look(section=_TROUBLE),
    )
