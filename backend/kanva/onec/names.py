"""Names of 1C: what the query language, the configuration and OData call the same thing.

Source: the guide of the platform, chapter «Standard OData interface» (8.3.27).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kanva.sdk.text import Text


@dataclass(frozen=True, slots=True)
class ObjectClass:
    """A class of configuration objects.

    Args:
        prefix: What names of entity sets begin with.
        ru: Word of the query language, Russian.
        en: Word of the query language, English.
        title: Heading in a list, plural.
        reference: A value of another object can point to it.
        kind: Its icon in a browser: a kind of `Thing`.
    """

    prefix: str
    ru: str
    en: str
    title: Text
    reference: bool
    kind: Literal["catalog", "document", "register", "list"]


CLASSES: tuple[ObjectClass, ...] = (
    ObjectClass(
        "Catalog", "Справочник", "Catalog", Text(ru="Справочники", en="Catalogs"), True, "catalog"
    ),
    ObjectClass(
        "Document", "Документ", "Document", Text(ru="Документы", en="Documents"), True, "document"
    ),
    ObjectClass(
        "DocumentJournal", "ЖурналДокументов", "DocumentJournal",
        Text(ru="Журналы документов", en="Document journals"), False, "document",
    ),
    ObjectClass(
        "AccumulationRegister", "РегистрНакопления", "AccumulationRegister",
        Text(ru="Регистры накопления", en="Accumulation registers"), False, "register",
    ),
    ObjectClass(
        "InformationRegister", "РегистрСведений", "InformationRegister",
        Text(ru="Регистры сведений", en="Information registers"), False, "register",
    ),
    ObjectClass(
        "AccountingRegister", "РегистрБухгалтерии", "AccountingRegister",
        Text(ru="Регистры бухгалтерии", en="Accounting registers"), False, "register",
    ),
    ObjectClass(
        "CalculationRegister", "РегистрРасчета", "CalculationRegister",
        Text(ru="Регистры расчёта", en="Calculation registers"), False, "register",
    ),
    ObjectClass(
        "ChartOfAccounts", "ПланСчетов", "ChartOfAccounts",
        Text(ru="Планы счетов", en="Charts of accounts"), True, "catalog",
    ),
    ObjectClass(
        "ChartOfCharacteristicTypes", "ПланВидовХарактеристик", "ChartOfCharacteristicTypes",
        Text(ru="Планы видов характеристик", en="Charts of characteristic types"), True, "catalog",
    ),
    ObjectClass(
        "ChartOfCalculationTypes", "ПланВидовРасчета", "ChartOfCalculationTypes",
        Text(ru="Планы видов расчёта", en="Charts of calculation types"), True, "catalog",
    ),
    ObjectClass(
        "ExchangePlan", "ПланОбмена", "ExchangePlan",
        Text(ru="Планы обмена", en="Exchange plans"), True, "catalog",
    ),
    ObjectClass(
        "BusinessProcess", "БизнесПроцесс", "BusinessProcess",
        Text(ru="Бизнес-процессы", en="Business processes"), True, "document",
    ),
    ObjectClass("Task", "Задача", "Task", Text(ru="Задачи", en="Tasks"), True, "document"),
    ObjectClass(
        "Constant", "Константа", "Constant", Text(ru="Константы", en="Constants"), False, "list"
    ),
)  # fmt: skip
"""Classes in the order a browser shows them."""

_BY_WORD = {word.casefold(): one for one in CLASSES for word in (one.ru, one.en)}
_BY_PREFIX = {one.prefix: one for one in CLASSES}

STANDARD: dict[str, tuple[str, ...]] = {
    "Ref_Key": ("Ссылка", "Ref"),
    "Description": ("Наименование", "Description"),
    "Code": ("Код", "Code"),
    "Parent_Key": ("Родитель", "Parent"),
    "Owner_Key": ("Владелец", "Owner"),
    "DeletionMark": ("ПометкаУдаления", "DeletionMark"),
    "IsFolder": ("ЭтоГруппа", "IsFolder"),
    "Predefined": ("Предопределенный", "Predefined"),
    "PredefinedDataName": ("ИмяПредопределенныхДанных", "PredefinedDataName"),
    "DataVersion": ("ВерсияДанных", "DataVersion"),
    "Date": ("Дата", "Date"),
    "Number": ("Номер", "Number"),
    "Posted": ("Проведен", "Posted"),
    "Period": ("Период", "Period"),
    "Recorder": ("Регистратор", "Recorder"),
    "LineNumber": ("НомерСтроки", "LineNumber"),
    "Active": ("Активность", "Active"),
    "RecordType": ("ВидДвижения", "RecordType"),
    "Account_Key": ("Счет", "Account"),
    "AccountDr_Key": ("СчетДт", "AccountDr"),
    "AccountCr_Key": ("СчетКт", "AccountCr"),
    "Value": ("Значение", "Value"),
}
"""Standard attributes: OData property to the words of the query language."""

_STANDARD_BY_WORD = {
    word.casefold(): name for name, words in STANDARD.items() for word in words
} | {
    f"субконто{number}".casefold(): f"ExtDimension{number}" for number in (1, 2, 3)
} | {f"extdimension{number}": f"ExtDimension{number}" for number in (1, 2, 3)}  # fmt: skip

RESOURCES: dict[str, tuple[str, str]] = {
    "Turnover": ("Оборот", "Turnover"),
    "Balance": ("Остаток", "Balance"),
    "OpeningBalance": ("НачальныйОстаток", "OpeningBalance"),
    "ClosingBalance": ("КонечныйОстаток", "ClosingBalance"),
    "Receipt": ("Приход", "Receipt"),
    "Expense": ("Расход", "Expense"),
}
"""Endings of resources in virtual tables: OData to Russian and English of the query language."""

VIRTUAL: dict[str, tuple[str, str]] = {
    "Turnovers": ("Обороты", "Turnovers"),
    "Balance": ("Остатки", "Balance"),
    "BalanceAndTurnovers": ("ОстаткиИОбороты", "BalanceAndTurnovers"),
    "SliceLast": ("СрезПоследних", "SliceLast"),
    "SliceFirst": ("СрезПервых", "SliceFirst"),
}
"""Virtual tables: OData to Russian and English of the query language."""

_VIRTUAL_BY_WORD = {word.casefold(): name for name, words in VIRTUAL.items() for word in words}

EMPTY_REFERENCE = "00000000-0000-0000-0000-000000000000"
EMPTY_DATE = "0001-01-01T00:00:00"


def class_of_word(word: str) -> ObjectClass | None:
    """Return the class a word of the query language names, or None.

    Args:
        word: In any letters' case.

    Example:
        >>> class_of_word("справочник").prefix
        'Catalog'
    """
    return _BY_WORD.get(word.casefold())


def class_of_set(name: str) -> ObjectClass | None:
    """Return the class of an entity set by its name, or None.

    Example:
        >>> class_of_set("InformationRegister_пр_Очередь").ru
        'РегистрСведений'
    """
    return _BY_PREFIX.get(name.partition("_")[0])


def standard_attribute(word: str) -> str | None:
    """Return the OData property of a standard attribute, or None.

    Example:
        >>> standard_attribute("наименование"), standard_attribute("ИНН")
        ('Description', None)
    """
    return _STANDARD_BY_WORD.get(word.casefold())


def virtual_table(word: str) -> str | None:
    """Return the OData function of a virtual table, or None.

    Example:
        >>> virtual_table("СрезПоследних")
        'SliceLast'
    """
    return _VIRTUAL_BY_WORD.get(word.casefold())


def attribute_title(name: str) -> str:
    """Return what the query language calls a property, Russian.

    Args:
        name: The property, with or without its `_Key`.

    Example:
        >>> attribute_title("Ref_Key"), attribute_title("Контрагент_Key"), attribute_title("ИНН")
        ('Ссылка', 'Контрагент', 'ИНН')
    """
    words = STANDARD.get(name)
    if words is not None:
        return words[0]
    return name.removesuffix("_Key")
