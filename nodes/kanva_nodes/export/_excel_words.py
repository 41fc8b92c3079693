"""Words of the Excel export: help, messages, examples."""
# ruff: noqa: E501 - paragraphs of help are lines of Markdown

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from kanva.sdk import Example, Message, Table, Text

HELP = Text(
    ru="""Записывает строки в книгу Excel (`.xlsx`): на один лист или по листу на каждое значение выбранных столбцов, например по листу на менеджера или на сегмент.

- Даты, числа и да/нет записываются настоящими, ширина столбцов подбирается по содержимому, заголовок закреплён, включён фильтр.
- Текст остаётся текстом: ИНН и коды с нулями, телефоны `+7…`, строки вида `=1+1` не превращаются ни в числа, ни в формулы, ни в ссылки.
- Целые числа от 16 цифр записываются текстом: Excel хранит только 15 цифр.
- Больше 1 048 575 строк не помещаются на лист: продолжение идёт на следующем, «… (2)».
- Если строк нет, книга всё равно записывается, с заголовками.

**Лист на каждое значение.** Имена листов берутся из значений: запрещённые в Excel знаки заменяются на `_`, длинные обрезаются до 31 знака, одинаковые получают номер, пустое значение становится листом «(пусто)». Первым идёт лист «Содержание» со ссылками и числом строк; его можно выключить. Строки одного значения могут идти вперемешку с другими.

**Столбцы.** В «Виде столбцов» можно дать столбцу другой заголовок и вид: деньги, проценты, текст. Чтобы убрать столбец или поменять порядок, поставьте перед выгрузкой узел выбора столбцов.

Файл появляется на месте прежнего, только когда весь запуск удался.""",
    en="""Writes the rows into an Excel book (`.xlsx`): onto one sheet, or a sheet for each value of chosen columns, for instance one per manager or per segment.

- Dates, numbers and yes/no are written as such, columns are as wide as their content, the header stays in sight with filter buttons.
- Text stays text: tax numbers and codes with zeros, phones `+7…` and strings such as `=1+1` become neither numbers nor formulas nor links.
- Whole numbers of 16 figures and more are written as text: Excel keeps 15 figures only.
- More than 1,048,575 rows do not fit a sheet: they go on in the next one, “… (2)”.
- When there are no rows, the book is written all the same, with its headers.

**A sheet for each value.** Sheets are named by the values: characters Excel forbids become `_`, long names are cut to 31 characters, equal ones get a number, an empty value becomes the sheet “(empty)”. The first sheet is “Contents”, with links and numbers of rows; it can be turned off. Rows of one value may come mixed with others.

**Columns.** “Look of columns” gives a column another head and look: money, percent, text. To drop a column or change the order, put a node that chooses columns before the export.

The file takes the place of the old one only when the whole run has succeeded.""",
)

MESSAGES: Mapping[str, Message] = {
    "bad_date_format": Message(
        Text(ru="Непонятный вид даты «{format}»", en="The date format “{format}” is not clear"),
        Text(
            ru="Пишите буквами: «дд.мм.гггг», «гггг-мм-дд».",
            en="Write it in letters: “dd/mm/yyyy”, “yyyy-mm-dd”.",
        ),
    ),
    "too_many_sheets": Message(
        Text(
            ru="Листов получилось бы больше {limit}: в «{columns}» слишком много разных значений",
            en="There would be more than {limit} sheets: “{columns}” has too many different values",
        ),
        Text(
            ru="Выберите столбец, где значений меньше, или отберите строки фильтром.",
            en="Choose a column with fewer values, or cut the rows down with a filter.",
        ),
    ),
    "too_many_columns": Message(
        Text(
            ru="Столбцов {count}, а на лист Excel помещается {limit}",
            en="There are {count} columns, but an Excel sheet holds {limit}",
        ),
        Text(
            ru="Уберите лишние столбцы узлом выше.",
            en="Drop the columns you do not need with a node above.",
        ),
    ),
    "nothing_to_split": Message(
        Text(
            ru="Не выбраны столбцы, по значениям которых делить на листы",
            en="No columns are chosen by whose values to split into sheets",
        ),
        Text(
            ru="Выберите их в «Делить по столбцам» или «Один лист».",
            en="Choose them under “Split by columns”, or take “One sheet”.",
        ),
    ),
    "nothing_left": Message(
        Text(
            ru="На листах не осталось бы ни одного столбца",
            en="No column would be left on the sheets",
        ),
        Text(
            ru="Включите «Оставить эти столбцы на листах».",
            en="Turn on “Keep these columns on the sheets”.",
        ),
    ),
    "wrong_format": Message(
        Text(
            ru="Столбцу «{column}» не подходит вид «{format}»: в нём {kind}",
            en="Column “{column}” cannot have the look “{format}”: it holds {kind}",
        ),
        Text(
            ru="Выберите другой вид или смените тип столбца узлом выше.",
            en="Choose another look, or change the column’s type with a node above.",
        ),
    ),
    "nested_column": Message(
        Text(
            ru="Столбец «{column}» нельзя записать в Excel: в нём не одно значение",
            en="Column “{column}” cannot be written to Excel: its cells are not single values",
        ),
        Text(
            ru="Уберите столбец или превратите его в текст узлом выше.",
            en="Drop the column, or turn it into text with a node above.",
        ),
    ),
    "not_xlsx": Message(
        Text(
            ru="Имя файла «{file}» не кончается на .xlsx",
            en="The file name “{file}” does not end in .xlsx",
        ),
        Text(
            ru="Иначе Excel не откроет книгу. Допишите .xlsx.",
            en="Excel would not open the book. Add .xlsx.",
        ),
    ),
    "text_cut": Message(
        Text(
            ru="Столбец «{column}»: текстов длиннее 32 767 знаков — {count}, они обрезаны",
            en="Column “{column}”: texts longer than 32,767 characters — {count}, they are cut",
        ),
        Text(
            ru="Больше в ячейку Excel не помещается. Полный текст сохранит «Экспорт в текст и CSV».",
            en="An Excel cell holds no more. “Export text or CSV” keeps the full text.",
        ),
        severity="warning",
    ),
}

_ROWS = Table(
    {
        "Менеджер": ["Анна", "Борис", "Анна", None],
        "ИНН": ["077000000012", "590200000034", "077000000012", None],
        "Дата": [date(2024, 12, 31), date(2025, 1, 9), date(2025, 1, 10), None],
        "Сумма": [1088.4, 250.0, 17.5, None],
    }
)

EXAMPLES: tuple[Example, ...] = (
    Example(
        title=Text(ru="Один лист", en="One sheet"),
        settings={"file": "продажи.xlsx", "sheet": "Продажи"},
        inputs={"rows": _ROWS},
    ),
    Example(
        title=Text(ru="Лист на каждого менеджера", en="A sheet for each manager"),
        settings={
            "file": "менеджеры.xlsx",
            "layout": "by_value",
            "split_by": ["Менеджер"],
            "keep_split": False,
            "columns": [{"column": "Сумма", "title": "Сумма, ₽", "format": "money"}],
        },
        inputs={"rows": _ROWS},
    ),
)
