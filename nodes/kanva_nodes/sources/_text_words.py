"""Words of the text import: help, messages, examples."""
# ruff: noqa: E501 - paragraphs of help are lines of Markdown

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from kanva.sdk import Example, Message, Table, Text

HELP = Text(
    ru="""Читает таблицу из текстового файла: CSV, TXT, TSV, в том числе сжатого (`.csv.gz`).

**Обычно достаточно выбрать файл.** Кодировка, разделитель, заголовок, дробный знак, вид дат и типы столбцов определяются сами; что определилось, видно в полях формы, и каждое можно поменять.

Как определяются типы:

- число, целое число, дата, дата и время, да/нет — только если подходят **все** заполненные значения;
- коды с нулём впереди (`00123`), телефоны с `+7` и числа от 16 цифр остаются **текстом**, чтобы нули и цифры не пропали;
- `NULL`, `n/a` и `-` остаются текстом, пока вы не внесёте их в «Считать пустыми»;
- пустая ячейка, в том числе в кавычках (`""`), — пустое значение.

У большого файла просматриваются начало, конец и несколько мест между ними. Если дальше встретится значение другого типа, узел остановится и назовёт столбец, строку файла и само значение. Тогда поправьте файл, задайте столбцу тип «текст» в «Типах столбцов» или выберите другое поведение в «Значение не подходит к типу».

На что обратить внимание:

- полностью пустые строки пропускаются;
- повторные заголовки получают номер: «Сумма», «Сумма (2)»; пустые — имя по месту: «Столбец 3»;
- дата `03.04.2024`, которую можно прочесть двояко, читается как 3 апреля, если остальные даты не говорят другого;
- проценты и суммы со знаком валюты (`12%`, `£65.60`) остаются текстом.""",
    en="""Reads a table from a text file: CSV, TXT, TSV, packed ones (`.csv.gz`) included.

**Choosing the file is usually enough.** Encoding, delimiter, header, decimal sign, date format and column types are detected; the form shows what was found, and each can be changed.

How types are found:

- number, whole number, date, date and time, yes/no only when **all** filled values fit;
- codes with a leading zero (`00123`), phones with `+7` and figures of 16 digits and more stay **text**, so that no zero or digit is lost;
- `NULL`, `n/a` and `-` stay text until you list them under “Treat as empty”;
- an empty cell, a quoted one (`""`) included, is an empty value.

Of a large file the start, the end and several places between are looked at. If a value of another type turns up later, the node stops and names the column, the line of the file and the value. Then mend the file, set the column's type to text under “Column types”, or choose another behaviour under “A value does not fit the type”.

Mind that:

- entirely empty lines are skipped;
- repeated headers get a number: “Sum”, “Sum (2)”; empty ones are named by place: “Column 3”;
- a date such as `03.04.2024` is read as 3 April unless the other dates say otherwise;
- percentages and sums with a currency sign (`12%`, `£65.60`) stay text.""",
)

MESSAGES: Mapping[str, Message] = {
    "bad_value": Message(
        Text(
            ru="Столбец «{column}», строка {line} файла: «{value}» не подходит к типу «{kind}»",
            en="Column “{column}”, line {line} of the file: “{value}” does not fit the type “{kind}”",
        ),
        Text(
            ru="Поправьте значение в файле, или задайте столбцу тип «текст» в «Типах столбцов», или впишите такое значение в «Считать пустыми».",
            en="Mend the value in the file, or set the column’s type to text under “Column types”, or list such a value under “Treat as empty”.",
        ),
    ),
    "bad_value_somewhere": Message(
        Text(
            ru="В столбце «{column}» есть значения, которые не подходят к типу «{kind}»",
            en="Column “{column}” has values that do not fit the type “{kind}”",
        ),
        Text(
            ru="Задайте столбцу тип «текст» в «Типах столбцов» и посмотрите, что в нём.",
            en="Set the column’s type to text under “Column types” and look at what it holds.",
        ),
    ),
    "bad_encoding": Message(
        Text(
            ru="Строка {line} файла «{file}» не читается в кодировке {encoding}",
            en="Line {line} of file “{file}” cannot be read as {encoding}",
        ),
        Text(
            ru="Выберите другую кодировку. Если испорчено лишь несколько букв, выберите «Заменить на �».",
            en="Choose another encoding. If only a few letters are damaged, choose “Replace with �”.",
        ),
    ),
    "ragged_lines": Message(
        Text(
            ru="Строк, где ячеек не {width}: {count}. Первые: {lines}",
            en="Lines with other than {width} cells: {count}. The first: {lines}",
        ),
        Text(
            ru="Поправьте их в файле или выберите «Оставить» либо «Пропустить».",
            en="Mend them in the file, or choose Keep or Skip.",
        ),
    ),
    "ragged_kept": Message(
        Text(
            ru="Строк, где ячеек не {width}: {count}. Недостающие ячейки пусты, лишние отрезаны. Первые строки файла: {lines}",
            en="Lines with other than {width} cells: {count}. Missing cells are empty, extra ones are cut off. The first lines: {lines}",
        ),
        severity="warning",
    ),
    "ragged_skipped": Message(
        Text(
            ru="Пропущены строки, где ячеек не {width}: {count}. Первые строки файла: {lines}",
            en="Skipped lines with other than {width} cells: {count}. The first lines: {lines}",
        ),
        severity="warning",
    ),
    "bad_date_format": Message(
        Text(
            ru="Столбец «{column}»: непонятный вид даты «{format}»",
            en="Column “{column}”: the date format “{format}” is not clear",
        ),
        Text(
            ru="Пишите буквами: «дд.мм.гггг», «гггг-мм-дд чч:мм:сс».",
            en="Write it in letters: “dd/mm/yyyy”, “yyyy-mm-dd hh:mm:ss”.",
        ),
    ),
    "column_not_there": Message(
        Text(
            ru="В файле нет столбца «{column}»: его тип не применён",
            en="The file has no column “{column}”: its type is not applied",
        ),
        Text(ru="Сейчас есть: {columns}.", en="There are: {columns}."),
        severity="warning",
    ),
    "bad_delimiter": Message(
        Text(
            ru="Разделитель — ровно один знак, а указано «{mark}»",
            en="A delimiter is exactly one character, but “{mark}” is given",
        ),
        Text(ru="Впишите один знак, например ^.", en="Enter one character, for instance ^."),
    ),
}

EXAMPLES: tuple[Example, ...] = (
    Example(
        title=Text(ru="Выгрузка из 1С", en="A file from 1C"),
        settings={"file": "продажи.csv"},
        files={
            "продажи.csv": "Дата;Код;Покупатель;Сумма\r\n"
            "31.12.2024;00017;ООО «Ромашка»;1 088,40\r\n"
            "09.01.2025;00018;;250,00\r\n".encode("cp1251")
        },
        outputs={
            "rows": Table(
                {
                    "Дата": [date(2024, 12, 31), date(2025, 1, 9)],
                    "Код": ["00017", "00018"],
                    "Покупатель": ["ООО «Ромашка»", None],
                    "Сумма": [1088.4, 250.0],
                },
            )
        },
    ),
    Example(
        title=Text(ru="Пустые значения записаны словом NULL", en="Empty values written as NULL"),
        settings={"file": "items.csv", "empty_markers": "NULL"},
        files={"items.csv": "name,qty\ntea,3\nhoney,NULL\n"},
        outputs={"rows": Table({"name": ["tea", "honey"], "qty": [3, None]})},
    ),
)
