"""Import from 1C: an object or a virtual table of a base, its fields with dots."""
# ruff: noqa: E501 - paragraphs of help are lines of Markdown

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, Literal

import polars as pl
from polars.io.plugins import register_io_source

from kanva.connections.clients.addresses import check_address
from kanva.connections.clients.messages import MESSAGES as CONNECTION_MESSAGES
from kanva.connections.clients.onec import address_of
from kanva.onec.binding import MESSAGES as BINDING_MESSAGES
from kanva.onec.binding import Field, Source, bind_field, bind_source, field_title
from kanva.onec.client import DESCRIPTION_AGE_S, Client, kept_metadata, metadata_name
from kanva.onec.literals import literal
from kanva.onec.messages import MESSAGES as CLIENT_MESSAGES
from kanva.onec.metadata import Base
from kanva.onec.reading import Condition, Order, read_rows
from kanva.sdk import (
    ROWS_OUT,
    Context,
    Example,
    Frame,
    InputSchemas,
    JsonScalar,
    Look,
    Message,
    NodeError,
    NodeType,
    Option,
    Schemas,
    Settings,
    Table,
    Text,
    fields,
    shorten,
)
from kanva_nodes.sources._onec_example import DESCRIPTION

_FIELD = Text(ru="Поле", en="Field")
_OPERATORS = {
    "eq": Text(ru="равно", en="equals"),
    "ne": Text(ru="не равно", en="differs from"),
    "gt": Text(ru="больше", en="is more than"),
    "ge": Text(ru="не меньше", en="is at least"),
    "lt": Text(ru="меньше", en="is less than"),
    "le": Text(ru="не больше", en="is at most"),
    "startswith": Text(ru="начинается с", en="begins with"),
    "contains": Text(ru="содержит", en="contains"),
}


class OnecCondition(Settings):
    """One condition that 1C checks before it sends rows."""

    field: str = fields.text(_FIELD)
    op: Literal["eq", "ne", "gt", "ge", "lt", "le", "startswith", "contains"] = fields.choice(
        Text(ru="Сравнение", en="Comparison"),
        [Option(name, words) for name, words in _OPERATORS.items()],
        "eq",
    )
    value: JsonScalar = fields.value(Text(ru="Значение", en="Value"))


class OnecTableSettings(Settings):
    """What is read from which base."""

    connection: str = fields.connection(Text(ru="Подключение", en="Connection"), kinds=("onec",))
    object: str = fields.thing(
        Text(ru="Объект", en="Object"),
        help=Text(
            ru="Как в запросах 1С: РегистрНакопления.Продажи, Справочник.Контрагенты, РегистрНакопления.Продажи.Обороты, Документ.Реализация.Товары.",
            en="As in queries of 1C: `Справочник.Контрагенты` or `Catalog.Контрагенты`, a virtual table behind a dot.",
        ),
    )
    columns: list[str] = fields.thing_fields(
        Text(ru="Поля", en="Fields"),
        help=Text(
            ru="По ссылкам через точку: Контрагент.ИНН, Номенклатура.Родитель.Наименование. Пусто — все собственные поля.",
            en="Follow references with dots: `Контрагент.ИНН`. Empty: all fields of its own.",
        ),
    )
    start: dt.date | None = fields.date(
        Text(ru="С даты", en="From"),
        help=Text(
            ru="Регистры и документы читаются за период; большой регистр без периода читается очень долго.",
            en="Registers and documents are read for a period; a large register without one takes very long.",
        ),
        look=Look(section=Text(ru="Период", en="Period")),
    )
    end: dt.date | None = fields.date(
        Text(ru="По дату включительно", en="To, inclusive"),
        look=Look(section=Text(ru="Период", en="Period")),
    )
    conditions: list[OnecCondition] = fields.items(
        Text(ru="Условия", en="Conditions"),
        item_title=Text(ru="Условие", en="Condition"),
        help=Text(
            ru="Все сразу. Проверяет сама 1С; если она не может, Kanva отберёт строки у себя.",
            en="All at once. 1C checks them itself; where it cannot, Kanva picks the rows.",
        ),
    )


class OnecTable(NodeType[OnecTableSettings]):
    """Reads an object of 1C."""

    abstract = False
    id = "import.onec"
    category = "sources"
    icon = "M5 8l3-3v14M16 8.5a4 4 0 1 0 0 7M4 19h16"
    kind = "source"
    # 1C tells no state of its data: what was read is believed for one run only.
    volatile = True
    title = Text(ru="1С: таблица", en="1C: table")
    summary = Text(
        ru="Читает справочник, документ или регистр прямо из базы 1С.",
        en="Reads a catalog, a document or a register straight from a 1C base.",
    )
    help = Text(
        ru="""Берёт строки прямо из базы 1С:Предприятие 8 по её стандартному интерфейсу OData: клиент 1С на этой машине не нужен.

1. Выберите **подключение** к базе. Если его ещё нет, заведите его на странице «Подключения»: сервер, база, пользователь и пароль 1С.
2. Выберите **объект** кнопкой «Обзор» или впишите его, как в запросе 1С: `РегистрНакопления.Продажи`, `Справочник.Контрагенты`. После точки может стоять табличная часть (`Документ.Реализация.Товары`) или виртуальная таблица (`Обороты`, `Остатки`, `СрезПоследних`).
3. Отметьте **поля**. По ссылкам идут через точку, на любую глубину: `Контрагент.Регион.Наименование`. Столбец называется как в 1С — путь без точек.
4. Задайте **период**: регистр читается по месяцам, страницами.

На что обратить внимание:

- Пустые ссылки, даты и строки 1С становятся пустыми значениями.
- Основная таблица регистра отдаёт и неактивные движения: добавьте условие «Активность равно да».
- Ссылка в столбце — это её уникальный номер; выбирайте `Наименование`, чтобы видеть слова.
- Если объекта нет в списке, администратор 1С должен включить его в состав автоматического REST-сервиса.""",
        en="""Takes rows straight from a base of 1C:Enterprise 8 by its standard OData interface: no client of 1C is needed on this machine.

1. Choose the **connection**. If there is none yet, make it on the page of connections: server, base, user and password of 1C.
2. Choose the **object** with the browse button, or write it as in a query of 1C: `AccumulationRegister.Продажи`, `Catalog.Контрагенты`. A tabular part or a virtual table (`Turnovers`, `Balance`, `SliceLast`) may follow after a dot.
3. Tick the **fields**. References are followed with dots, to any depth: `Контрагент.Регион.Description`. A column is named as 1C names it: the path without dots.
4. Set the **period**: a register is read month by month, in pages.

Mind this:

- Empty references, dates and texts of 1C become empty values.
- The main table of a register gives inactive records too: add the condition “Active equals yes”.
- A reference is shown as its unique number; choose `Description` to see words.
- If an object is not in the list, the 1C administrator has to include it in the automatic REST service.""",
    )
    also_called = (
        "1С", "1C", "OData", "запрос 1С", "справочник", "документ", "регистр накопления", "обороты",
        "1С Запрос", "ERP", "УТ", "УНФ", "выгрузка из 1С",
    )  # fmt: skip
    settings = OnecTableSettings
    inputs = ()
    outputs = ROWS_OUT
    messages: ClassVar[Mapping[str, Message]] = {
        **CONNECTION_MESSAGES,
        **CLIENT_MESSAGES,
        **BINDING_MESSAGES,
    }
    examples = (
        Example(
            title=Text(ru="Контрагенты с регионом", en="Clients with their region"),
            settings={
                "connection": "1С:УТ",
                "object": "Справочник.Контрагенты",
                "columns": ["Наименование", "ИНН", "Регион.Наименование"],
            },
            connections={"1С:УТ": {"kind": "onec", "server": "{server}", "base": "ut"}},
            answers={
                "/ut/odata/standard.odata/$metadata": DESCRIPTION,
                "/ut/odata/standard.odata/Catalog_Контрагенты": """{"value": [
                    {"Ref_Key": "1", "Description": "ООО «Север»", "ИНН": "5902000001  ",
                     "Регион_Key": "59"},
                    {"Ref_Key": "2", "Description": "ИП Громова", "ИНН": "",
                     "Регион_Key": "00000000-0000-0000-0000-000000000000"}]}""",
                "/ut/odata/standard.odata/Catalog_Регионы": """{"value": [
                    {"Ref_Key": "59", "Description": "Пермский край"}]}""",
            },
            outputs={
                "rows": Table(
                    {
                        "Наименование": ["ООО «Север»", "ИП Громова"],
                        "ИНН": ["5902000001", None],
                        "РегионНаименование": ["Пермский край", None],
                    }
                )
            },
        ),
    )

    def caption(self, settings: OnecTableSettings) -> Text:
        """Return the object."""
        return Text.same(shorten(settings.object, 40))

    def fingerprint(self, settings: OnecTableSettings, context: Context) -> Any:
        """Return what is read; the state of 1C's data is not known beforehand."""
        address = address_of(context.connections.resolve(settings.connection))
        return {"service": address.service, "user": address.user}

    def schema(
        self, settings: OnecTableSettings, inputs: InputSchemas, context: Context
    ) -> Schemas:
        """Return the columns by the description of the base, which is kept for a day."""
        del inputs
        _, order = self._order(settings, context)
        return {"rows": pl.Schema({name: one.dtype for name, one in _named(order.fields)})}

    def scan(self, settings: OnecTableSettings, context: Context) -> Frame:
        """Return the rows lazily: 1C is asked when they are needed, and for no more of them.

        Raises:
            NodeError: With a declared message.
        """
        base, order = self._order(settings, context)
        address = address_of(context.connections.resolve(settings.connection))
        names = dict(_named(order.fields))
        schema = pl.Schema({name: one.dtype for name, one in names.items()})

        def rows(
            with_columns: list[str] | None,
            predicate: pl.Expr | None,
            n_rows: int | None,
            batch_size: int | None,
        ) -> Iterator[pl.DataFrame]:
            del batch_size
            wanted = [name for name in names if with_columns is None or name in with_columns]
            chosen = Order(
                order.source, [names[name] for name in wanted], order.start, order.end,
                order.conditions,
            )  # fmt: skip
            limit = n_rows if predicate is None else None
            with Client(address, context.stop_if_cancelled) as client:
                for frame in read_rows(client, base, chosen, limit):
                    named = pl.DataFrame(
                        [column.rename(name) for column, name in zip(frame, wanted, strict=True)]
                    )
                    yield named if predicate is None else named.filter(predicate)

        return register_io_source(rows, schema=schema, validate_schema=False)

    def _order(self, settings: OnecTableSettings, context: Context) -> tuple[Base, Order]:
        values = context.connections.resolve(settings.connection)
        address = address_of(values)
        check_address(address.host)
        if not settings.object.strip():
            title = Text(ru="Объект", en="Object")
            raise NodeError("not_set", field="object", values={"title": title})
        with Client(address, context.stop_if_cancelled) as client:
            path = context.scratch(metadata_name(address))
            base = kept_metadata(client, path, DESCRIPTION_AGE_S, time.time())
        source = _at("object", lambda: bind_source(base, settings.object))
        words = settings.columns or _own_fields(source)
        bound = [_at("columns", lambda one=one: bind_field(base, source, one)) for one in words]
        conditions = [
            _at(f"conditions.{place}.field", lambda one=one: _condition(base, source, one))
            for place, one in enumerate(settings.conditions)
        ]
        start = None if settings.start is None else dt.datetime.combine(settings.start, dt.time())
        end = (
            None if settings.end is None else dt.datetime.combine(settings.end, dt.time(23, 59, 59))
        )
        return base, Order(source, bound, start, end, conditions)


def _at(place: str, bind: Any) -> Any:
    """Bind something, and say at which setting it went wrong."""
    try:
        return bind()
    except NodeError as error:
        raise NodeError(
            error.code, field=place, column=error.column, values=error.values, near=error.near
        ) from error


def _own_fields(source: Source) -> list[str]:
    hidden = ("_Type", "_Base64Data")
    titles = [
        field_title(one.name)
        for one in source.entity.properties.values()
        if not one.many and one.type != "Edm.Stream" and not one.name.endswith(hidden)
    ]
    return [title for title in dict.fromkeys(titles) if title != "ВерсияДанных"]


def _named(bound: Sequence[Field]) -> Iterator[tuple[str, Field]]:
    """Yield columns with their names: a repeated one gets a number, as 1C does."""
    seen: dict[str, int] = {}
    for one in bound:
        count = seen.get(one.column, 0)
        seen[one.column] = count + 1
        yield (f"{one.column}{count}" if count else one.column), one


def _condition(base: Base, source: Source, given: OnecCondition) -> Condition:
    if not given.field.strip():
        raise NodeError("not_set", values={"title": _FIELD})
    bound = bind_field(base, source, given.field)
    path = "/".join([*bound.links, bound.attribute])
    column, value = pl.col(bound.column), _value(given.value, bound.dtype)
    if given.op == "startswith":
        asked = f"startswith({path},{literal(str(value))})"
        return Condition(asked, column.str.starts_with(str(value)), (bound,))
    if given.op == "contains":
        asked = f"substringof({literal(str(value))},{path})"
        return Condition(asked, column.str.contains(str(value), literal=True), (bound,))
    local = {
        "eq": column == value, "ne": column != value, "gt": column > value, "ge": column >= value,
        "lt": column < value, "le": column <= value,
    }[given.op]  # fmt: skip
    is_reference = bound.attribute.endswith("_Key")
    written = f"guid'{value}'" if is_reference else literal(value)
    return Condition(f"{path} {given.op} {written}", local, (bound,))


def _value(value: Any, dtype: pl.DataType) -> Any:
    """Return a typed value in the type of its field, as 1C will compare it."""
    if dtype == pl.Boolean and isinstance(value, str):
        return value.strip().casefold() in {"да", "истина", "yes", "true", "1"}
    if dtype.is_numeric() and isinstance(value, str):
        try:
            return float(value.replace("\u00a0", "").replace(" ", "").replace(",", "."))
        except ValueError:
            raise NodeError(
                "bad_setting",
                values={
                    "title": Text(ru="Значение", en="Value"),
                    "reason": Text(ru="нужно число", en="a number is needed"),
                },
            ) from None
    if isinstance(dtype, pl.Datetime) and isinstance(value, str):
        try:
            return dt.datetime.fromisoformat(value)
        except ValueError:
            raise NodeError(
                "bad_setting",
                values={
                    "title": Text(ru="Значение", en="Value"),
                    "reason": Text(ru="нужна дата", en="a date is needed"),
                },
            ) from None
    return "" if value is None else value
