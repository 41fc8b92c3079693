"""Messages of the JSON import."""
# ruff: noqa: E501 - sentences for people

from __future__ import annotations

from collections.abc import Mapping

from kanva.sdk import Message, Text

MESSAGES: Mapping[str, Message] = {
    "bad_json": Message(
        Text(
            ru="Файл не читается как JSON: строка {line}, место {place}: {text}",
            en="The file is not JSON: line {line}, place {place}: {text}",
        ),
        Text(
            ru="Проверьте скобки, кавычки и запятые в этом месте. Если в файле запись на каждой строке, выберите этот вид.",
            en="Check brackets, quotes and commas there. If the file holds a record a line, choose that kind.",
        ),
    ),
    "bad_line": Message(
        Text(
            ru="Строка {line} не читается как JSON, место {place}: {text}",
            en="Line {line} is not JSON, place {place}: {text}",
        ),
        Text(
            ru="Исправьте её или выберите «Пропустить».",
            en="Correct it, or choose “Leave out”.",
        ),
    ),
    "lines_skipped": Message(
        Text(
            ru="Пропущено строк файла: {count}. Номера: {lines}",
            en="Lines left out: {count}. Their numbers: {lines}",
        ),
        Text(ru="Они не читаются как JSON.", en="They are not JSON."),
        "warning",
    ),
    "not_utf8": Message(
        Text(
            ru="Файл «{file}» не в кодировке Unicode, как требует JSON",
            en="File “{file}” is not in Unicode, as JSON demands",
        ),
        Text(ru="Сохраните его в UTF-8.", en="Save it as UTF-8."),
    ),
    "too_deep": Message(
        Text(
            ru="В файле «{file}» скобки вложены слишком глубоко",
            en="Brackets of file “{file}” are nested too deeply",
        ),
        Text(ru="Такой файл не таблица.", en="Such a file is no table."),
    ),
    "no_path": Message(
        Text(ru="По этому пути нет «{step}»", en="There is no “{step}” on this path"),
        Text(ru="Здесь есть: {keys}.", en="There are: {keys}."),
    ),
    "no_rows": Message(
        Text(ru="В файле «{file}» нет ни одной записи", en="File “{file}” holds no record"),
        Text(
            ru="Выберите другой файл или путь к строкам.",
            en="Choose another file, or another path to the rows.",
        ),
    ),
    "many_columns": Message(
        Text(ru="Столбцов получается больше {most}", en="There would be more than {most} columns"),
        Text(
            ru="Имена в этих записях — данные. Выберите «Текстом JSON».",
            en="The names in these records are data. Choose “As JSON text”.",
        ),
    ),
    "no_list": Message(
        Text(ru="В столбце «{column}» нет списков", en="Column “{column}” holds no lists"),
        Text(ru="Списки есть здесь: {lists}.", en="Lists stand in: {lists}."),
    ),
    "which_list": Message(
        Text(
            ru="Списков несколько: {lists}. Какой разложить по строкам?",
            en="There are several lists: {lists}. Which one goes into rows?",
        ),
        Text(ru="Впишите имя столбца.", en="Fill in the name of the column."),
    ),
    "mixed_types": Message(
        Text(
            ru="В столбце «{column}» значения разных видов: он читается текстом",
            en="Column “{column}” holds values of several kinds: it is read as text",
        ),
        Text(
            ru="Нужный тип можно получить узлом «Столбцы».",
            en="Get the type you want with a Columns node.",
        ),
        "warning",
    ),
}
