"""Every problem of a formula in both languages, and the list that collects them.

One table of words, long because there is much that can be wrong.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

from kanva.formula.problems import Fix, FormulaProblem
from kanva.sdk.text import Text

MOST_PROBLEMS = 20

# code: (Russian, English, Russian hint, English hint); an empty hint is no hint.
_WORDS: dict[str, tuple[str, str, str, str]] = {
    "empty": (
        "Формула пуста",
        "The formula is empty",
        "Начните с имени столбца в квадратных скобках, например [Сумма] * 2",
        "Start with a column name in square brackets, for example [Amount] * 2",
    ),
    "too_long": (
        "Формула длиннее {limit} знаков",
        "The formula is longer than {limit} characters",
        "Разбейте её на несколько столбцов",
        "Split it into several columns",
    ),
    "too_deep": (
        "Слишком глубокая вложенность: больше {limit} уровней",
        "Nested too deeply: more than {limit} levels",
        "Разбейте формулу на несколько столбцов",
        "Split the formula into several columns",
    ),
    "unclosed_column": (
        "Имя столбца открыто скобкой «[» и не закрыто",
        "A column name is opened with “[” and not closed",
        "Поставьте «]» после имени",
        "Put “]” after the name",
    ),
    "unclosed_text": (
        "Текст открыт кавычкой и не закрыт",
        "A text is opened with a quote and not closed",
        "Поставьте такую же кавычку в конце текста. Кавычку внутри текста удвойте",
        "Put the same quote after the text. Double a quote that stands inside the text",
    ),
    "unclosed_date": (
        "Дата открыта знаком «#» и не закрыта",
        "A date is opened with “#” and not closed",
        "Пишите дату так: #2011-12-09#",
        "Write a date like this: #2011-12-09#",
    ),
    "unclosed_parameter": (
        "Имя параметра открыто скобкой «{» и не закрыто",
        "A parameter name is opened with “{” and not closed",
        "Поставьте «}» после имени параметра",
        "Put “}” after the name of the parameter",
    ),
    "unclosed_bracket": (
        "Скобка открыта и не закрыта",
        "This bracket is opened and not closed",
        "Поставьте «)» там, где скобка заканчивается",
        "Put “)” where the bracket ends",
    ),
    "extra_bracket": (
        "Лишняя закрывающая скобка",
        "This closing bracket has no opening one",
        "Уберите её или поставьте «(» раньше",
        "Remove it, or put “(” before it",
    ),
    "strange_character": (
        "Знак «{sign}» здесь не понятен",
        "The character “{sign}” has no meaning here",
        "Если он входит в имя столбца, возьмите всё имя в квадратные скобки: [Имя]",
        "If it belongs to a column name, put the whole name into square brackets: [Name]",
    ),
    "curly_quotes": (
        "Текст пишется в прямых кавычках",
        "Texts are written in straight quotes",
        'Замените «{sign}» на прямую кавычку "',
        'Replace “{sign}” with a straight quote "',
    ),
    "double_ampersand": (
        "Знака «&&» нет",
        "There is no sign “&&”",
        "«и то, и другое» пишется И, соединение текстов — одним знаком &",
        "“both” is written AND; texts are joined with a single &",
    ),
    "spaced_number": (
        "Число написано с пробелами",
        "The number is written with spaces",
        "Пишите слитно: {number}",
        "Write it without spaces: {number}",
    ),
    "bad_number": (
        "После числа {number} не должно быть букв «{rest}»",
        "The number {number} cannot be followed by the letters “{rest}”",
        "Если это имя столбца, возьмите его в квадратные скобки. Единицы измерения не пишутся",
        "If this is a column name, put it into square brackets. Units are not written",
    ),
    "huge_number": (
        "Число слишком велико",
        "The number is too large",
        "Наибольшее число — около 1.8E308",
        "The largest number is about 1.8E308",
    ),
    "comma_trap": (
        "Запятая здесь читается двояко: дробь {number} или два аргумента",
        "The comma reads two ways here: the fraction {number} or two arguments",
        "Пишите {number} с точкой, а аргументы разделяйте знаком «;»",
        "Write {number} with a point, and separate arguments with “;”",
    ),
    "bad_date": (
        "Это не дата: «{value}»",
        "This is not a date: “{value}”",
        "Пишите дату так: 2011-12-09 или 09.12.2011",
        "Write a date like this: 2011-12-09",
    ),
    "missing_value": (
        "Здесь не хватает значения",
        "A value is missing here",
        "Поставьте столбец, число или текст",
        "Put a column, a number or a text",
    ),
    "missing_value_after": (
        "После «{sign}» не хватает значения",
        "A value is missing after “{sign}”",
        "Поставьте столбец, число или текст",
        "Put a column, a number or a text",
    ),
    "unexpected_sign": (
        "Перед «{sign}» не хватает значения",
        "A value is missing before “{sign}”",
        "Поставьте столбец, число или текст или уберите лишний знак",
        "Put a column, a number or a text, or remove the sign",
    ),
    "missing_operator": (
        "Между двумя значениями не хватает знака действия",
        "A sign is missing between two values",
        "Поставьте +, -, *, /, & или сравнение; аргументы функции разделяются знаком «;»",
        "Put +, -, *, /, & or a comparison; arguments of a function are separated by “;” or “,”",
    ),
    "stray_separator": (
        "Знак «{sign}» нужен только между аргументами функции",
        "The sign “{sign}” is used only between arguments of a function",
        "Уберите его или проверьте скобки",
        "Remove it, or check the brackets",
    ),
    "missing_word": (
        "Здесь не хватает слова {word}",
        "The word {word} is missing here",
        "Порядок слов: {form}",
        "The order of words: {form}",
    ),
    "stray_word": (
        "Слово «{word}» здесь не на месте",
        "The word “{word}” is out of place here",
        "Если это имя столбца, возьмите его в квадратные скобки",
        "If this is a column name, put it into square brackets",
    ),
    "empty_name": (
        "В скобках нет имени",
        "There is no name in the brackets",
        "Напишите имя столбца или параметра",
        "Write the name of a column or a parameter",
    ),
    "needs_list": (
        "После слова «{word}» нужен список в скобках",
        "A list in brackets is needed after “{word}”",
        'Например: [Город] В ("Москва"; "Казань")',
        'For example: [City] IN ("Moscow", "Kazan")',
    ),
    "like_needs_text": (
        "После «{word}» нужен образец в кавычках",
        "A pattern in quotes is needed after “{word}”",
        'Например: [Имя] ПОДОБНО "Ив%". Знак % — любые знаки, _ — один знак',
        'For example: [Name] LIKE "Jo%". The sign % means any characters, _ one character',
    ),
    "unknown_column": (
        "Нет столбца «{name}»{maybe}",
        "There is no column “{name}”{maybe}",
        "{columns}",
        "{columns}",
    ),
    "unknown_word": (
        "Нет столбца «{name}»{maybe}",
        "There is no column “{name}”{maybe}",
        'Если это текст, возьмите его в кавычки: "{name}"',
        'If this is a text, put it into quotes: "{name}"',
    ),
    "needs_brackets": (
        "Имя столбца «{name}» нужно взять в квадратные скобки",
        "The column name “{name}” must be put into square brackets",
        "Без скобок пишутся только имена из букв, цифр и «_»",
        "Only names of letters, digits and “_” are written without brackets",
    ),
    "function_needs_call": (
        "«{name}» — это функция, после неё нужны скобки",
        "“{name}” is a function: brackets must follow it",
        "Пишите {name}(…)",
        "Write {name}(…)",
    ),
    "unknown_parameter": (
        "Нет параметра «{name}»{maybe}",
        "There is no parameter “{name}”{maybe}",
        "Параметры заводятся в свойствах сценария",
        "Parameters are created in the settings of the workflow",
    ),
    "unknown_function": (
        "Неизвестная функция {name}{maybe}",
        "Unknown function {name}{maybe}",
        "{advice}",
        "{advice}",
    ),
    "too_few_arguments": (
        "{function}: не хватает аргументов, дано {given}, нужно {needed}",
        "{function}: too few arguments, {given} given, {needed} needed",
        "Пишите так: {signature}",
        "Write it like this: {signature}",
    ),
    "too_many_arguments": (
        "{function}: лишние аргументы, дано {given}, нужно {needed}",
        "{function}: too many arguments, {given} given, {needed} needed",
        "Пишите так: {signature}",
        "Write it like this: {signature}",
    ),
    "comma_split": (
        "{function}: лишние аргументы; запятая в «{number}» разделила число на два",
        "{function}: too many arguments; the comma split “{number}” into two numbers",
        "Пишите {number} с точкой или разделяйте аргументы знаком «;»",
        "Write {number} with a point, or separate the arguments with “;”",
    ),
    "comma_joined": (
        "{function}: не хватает аргументов; «{number}» читается как одно число",
        "{function}: too few arguments; “{number}” is read as one number",
        "В этой формуле аргументы разделяет «;», а запятая между цифрами — десятичная",
        "In this formula “;” separates arguments, so a comma between digits is decimal",
    ),
    "comma_in_list": (
        "«{number}» читается как одно число, а столбец целый и таким не бывает",
        "“{number}” is read as one number, and the column holds whole numbers only",
        "Разделяйте числа списка знаком «;»",
        "Separate the numbers of the list with “;”",
    ),
    "pairs": (
        "{function}: аргументы идут парами, а здесь один без пары",
        "{function}: the arguments come in pairs, and one has none here",
        "Пишите так: {signature}",
        "Write it like this: {signature}",
    ),
    "argument_kind": (
        "{function}, аргумент {number}: ожидается {expected}, а «{source}» — {given}",
        "{function}, argument {number}: expected {expected}, but “{source}” is {given}",
        "{advice}",
        "{advice}",
    ),
    "operand_kind": (
        "«{sign}» здесь не подходит: ожидается {expected}, а «{source}» — {given}",
        "“{sign}” does not fit here: expected {expected}, but “{source}” is {given}",
        "{advice}",
        "{advice}",
    ),
    "condition_kind": (
        "Здесь нужно условие (да/нет), а «{source}» — {given}",
        "A condition (yes/no) is needed here, but “{source}” is {given}",
        "{advice}",
        "{advice}",
    ),
    "mixed_comparison": (
        "Нельзя сравнить {left} и {right}",
        "Cannot compare {left} with {right}",
        "{advice}",
        "{advice}",
    ),
    "compare_null": (
        "Сравнение с ПУСТО никогда не выполняется",
        "A comparison with NULL never holds",
        "Пишите [x] ЕСТЬ ПУСТО или [x] ЕСТЬ НЕ ПУСТО",
        "Write [x] IS NULL or [x] IS NOT NULL",
    ),
    "text_plus": (
        "Тексты соединяют знаком &, а не +",
        "Texts are joined with &, not with +",
        "Замените + на &",
        "Replace + with &",
    ),
    "chained_comparison": (
        "Два сравнения подряд не пишутся",
        "Two comparisons in a row cannot be written",
        "Пишите [x] МЕЖДУ a И b или [x] > a И [x] < b",
        "Write [x] BETWEEN a AND b, or [x] > a AND [x] < b",
    ),
    "mixed_branches": (
        "{function}: значения должны быть одного вида, а здесь {left} и {right}",
        "{function}: the values must be of one kind, but here are {left} and {right}",
        "Приведите их к одному виду: ТЕКСТ(…) делает из числа текст, ЗНАЧЕН(…) — из текста число",
        "Bring them to one kind: TEXT(…) makes a text of a number, VALUE(…) a number of a text",
    ),
    "not_constant": (
        "{function}, аргумент {number}: здесь нужно само значение, а не столбец",
        "{function}, argument {number}: a value is needed here, not a column",
        "Впишите число или текст прямо в формулу или возьмите параметр {…}",
        "Write a number or a text into the formula, or use a parameter {…}",
    ),
    "bad_argument": (
        "{function}, аргумент {number}: {why}",
        "{function}, argument {number}: {why}",
        "{advice}",
        "{advice}",
    ),
    "nested_window": (
        "{function} считает по всему столбцу, и внутри неё не может быть другой такой функции",
        "{function} works over a whole column and cannot hold another such function",
        "Посчитайте внутреннюю функцию отдельным столбцом",
        "Compute the inner function as a column of its own",
    ),
    "needs_column": (
        "{function} считает по столбцу, а здесь нет ни одного столбца",
        "{function} works over a column, and there is no column here",
        "Возьмите столбец, например [Сумма]",
        "Use a column, for example [Amount]",
    ),
    "no_partition": (
        "{function}: слово ПО здесь не подходит",
        "{function}: the word BY does not fit here",
        "ПО пишут в функциях, которые считают по столбцу, например СУММ([Сумма]; ПО [Клиент])",
        "BY is used in functions over a column, for example SUM([Amount], BY [Client])",
    ),
    "wrong_result": (
        "Здесь нужен результат «{expected}», а получается «{given}»",
        "The result must be {expected}, but it is {given}",
        "{advice}",
        "{advice}",
    ),
    "no_sql": (
        "{function} не переводится в SQL",
        "{function} cannot be translated into SQL",
        "Формула посчитается в Канве, а не в базе данных",
        "The formula will be computed by Kanva, not by the database",
    ),
}
CODES = tuple(_WORDS)
_WORD = re.compile(r"[^\W\d]\w*")


class Report:
    """Collects what is wrong with one formula.

    Args:
        text: The formula.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.problems: list[FormulaProblem] = []
        # Set when a quote or bracket swallowed the rest: what is missing after it is not reported.
        self.truncated = False

    def add(
        self,
        code: str,
        start: int,
        end: int,
        *,
        fix: str | None = None,
        near: tuple[str, ...] = (),
        **values: Any,
    ) -> None:
        """Note a problem.

        Args:
            code: One of `CODES`.
            start: First character.
            end: The character after the last.
            fix: What to write in place of these characters.
            near: Likely names.
            **values: What fills the places of the words.
        """
        if self.full:
            return
        if any(old.start == start and old.end == end and old.code == code for old in self.problems):
            return
        ru, en, hint_ru, hint_en = _WORDS[code]
        hint = Text(hint_ru, hint_en).format(values)
        self.problems.append(
            FormulaProblem(
                code=code,
                start=start,
                end=end,
                text=Text(ru, en).format(values),
                hint=hint if hint.ru else None,
                fix=None if fix is None else Fix(_fix_title(fix), fix),
                near=near,
            )
        )

    @property
    def full(self) -> bool:
        """True when no more problems are taken: looking for near names would be in vain."""
        return len(self.problems) >= MOST_PROBLEMS

    def word(self, ru: str, en: str) -> str:
        """Choose the word of the language the formula is written in.

        Args:
            ru: The Russian word.
            en: The English word.

        Returns:
            One of the two.
        """
        return ru if self._russian else en

    @cached_property
    def _russian(self) -> bool:
        bare = re.sub(r"\[(?:[^\]]|\]\])*\]?|\"[^\"]*\"?|'[^']*'?|\{[^}]*\}?", " ", self.text)
        words = "".join(_WORD.findall(bare)) or self.text
        return re.search("[А-Яа-яЁё]", words) is not None

    def sorted(self) -> tuple[FormulaProblem, ...]:
        """Return the problems in the order of the text.

        Returns:
            The problems.
        """
        return tuple(sorted(self.problems, key=lambda problem: (problem.start, problem.end)))


def _fix_title(fix: str) -> Text:
    if not fix:
        return Text("Убрать", "Remove")
    return Text("Заменить на «{fix}»", "Replace with “{fix}”").format({"fix": fix})


def maybe(near: list[str]) -> Text:
    """Return the tail of a message that offers near names.

    Args:
        near: The names, the likeliest first.

    Returns:
        "; возможно, «…»?" or an empty text.

    Example:
        >>> maybe(["UPPER"]).ru
        '; возможно, «UPPER»?'
    """
    if not near:
        return Text("", "")
    return Text(f"; возможно, «{near[0]}»?", f"; did you mean “{near[0]}”?")
