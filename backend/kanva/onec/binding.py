"""Names a person writes bound to what a base publishes: objects, virtual tables, dotted fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from kanva.onec.metadata import Base, Entity, Property
from kanva.onec.names import (
    RESOURCES,
    VIRTUAL,
    attribute_title,
    class_of_set,
    class_of_word,
    standard_attribute,
    virtual_table,
)
from kanva.sdk.columns import near
from kanva.sdk.messages import Message, NodeError
from kanva.sdk.text import Text

PRESENTATION = "Presentation"
_PRESENTATION_WORDS = frozenset({"представление", "presentation"})
_TYPE_WORDS = frozenset({"тип", "type"})

MESSAGES: dict[str, Message] = {
    "onec_no_object": Message(
        Text(ru="В базе нет объекта «{name}»", en="The base has no object “{name}”"),
        Text(
            ru="Пишите как в 1С: РегистрНакопления.Продажи, Справочник.Контрагенты. Если объект "
            "есть, он не опубликован в OData.",
            en="Write as in 1C: Catalog.Name, AccumulationRegister.Name. If the object "
            "exists, it is not published in OData.",
        ),
    ),
    "onec_no_field": Message(
        Text(ru="В «{object}» нет поля «{name}»", en="“{object}” has no field “{name}”"),
        Text(ru="Есть: {names}.", en="There are: {names}."),
    ),
    "onec_no_virtual": Message(
        Text(
            ru="У «{object}» нет виртуальной таблицы «{name}»",
            en="“{object}” has no virtual table “{name}”",
        ),
        Text(ru="Есть: {names}.", en="There are: {names}."),
    ),
    "onec_no_link": Message(
        Text(
            ru="«{name}» — не ссылка на опубликованный объект, у неё нет полей",
            en="“{name}” is no reference to a published object; it has no fields",
        ),
    ),
}

DTYPES: Mapping[str, pl.DataType] = {
    "Edm.String": pl.String(),
    "Edm.Guid": pl.String(),
    "Edm.DateTime": pl.Datetime("us"),
    "Edm.Double": pl.Float64(),
    "Edm.Decimal": pl.Float64(),
    "Edm.Int16": pl.Int64(),
    "Edm.Int32": pl.Int64(),
    "Edm.Int64": pl.Int64(),
    "Edm.Boolean": pl.Boolean(),
}
"""Types of properties to types of columns; others come as text."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field bound to a base.

    Args:
        words: As a person wrote it: `Контрагент.ИНН`.
        links: Links to follow from the rows, each the name of a navigation property.
        entities: The entity each link leads to; None where it may be one of several.
        attribute: The property at the end; `Presentation`, or a name ending in `_Type` too.
        dtype: Type of the column it makes.
    """

    words: str
    links: tuple[str, ...]
    entities: tuple[str | None, ...]
    attribute: str
    dtype: pl.DataType

    @property
    def column(self) -> str:
        """Return the name 1C gives the column: the path without dots."""
        return self.words.replace(".", "")


@dataclass(frozen=True, slots=True)
class Source:
    """An object or a virtual table bound to a base.

    Args:
        words: As a person wrote it.
        set: The entity set that is read.
        function: The virtual table, or None.
        entity: What its rows are.
    """

    words: str
    set: str
    function: str | None
    entity: Entity

    @property
    def has_period(self) -> bool:
        """Whether rows carry a moment by which they can be read in windows."""
        return self.period is not None

    @property
    def period(self) -> str | None:
        """Return the property that holds the moment of a row."""
        return next((name for name in ("Period", "Date") if name in self.entity.properties), None)


def bind_source(base: Base, words: str) -> Source:
    """Bind the name of an object.

    Args:
        base: The base.
        words: `РегистрНакопления.Продажи`, with a virtual table or a tabular part behind it.

    Raises:
        NodeError: `onec_no_object`, `onec_no_virtual`.
    """
    parts = [part.strip() for part in words.split(".") if part.strip()]
    found = class_of_word(parts[0]) if parts else None
    if found is None or len(parts) < 2:
        raise NodeError("onec_no_object", values={"name": words})
    wanted = f"{found.prefix}_{parts[1]}"
    name = _known(base.sets, wanted)
    if name is None:
        titles = (object_title(one) for one in base.objects() if class_of_set(one) is found)
        known = {title.partition(".")[2]: title for title in titles}
        alike = [known[name] for name in near(parts[1], list(known))]
        raise NodeError("onec_no_object", values={"name": words}, near=alike)
    if len(parts) == 2:
        rows = base.rows_of(name)
        return Source(words, rows, None, base.entities[rows])
    function = virtual_table(parts[2])
    if function is not None:
        return _virtual(base, name, function, words)
    part = _known(base.sets, f"{name}_{parts[2]}")
    if part is None:
        listed = [f"{object_title(name)}.{one}" for one in base.parts(name)]
        raise NodeError("onec_no_object", values={"name": words}, near=near(words, listed))
    return Source(words, part, None, base.entities[part])


def _virtual(base: Base, name: str, function: str, words: str) -> Source:
    for bound in (name, base.rows_of(name)):
        found = base.functions.get(bound, {}).get(function)
        if found is not None:
            return Source(words, bound, function, base.entities[found.returns])
    known = {one for bound in (name, base.rows_of(name)) for one in base.functions.get(bound, {})}
    names = ", ".join(VIRTUAL[one][0] for one in sorted(known) if one in VIRTUAL) or "—"
    raise NodeError(
        "onec_no_virtual",
        values={"object": object_title(name), "name": VIRTUAL[function][0], "names": names},
    )


def bind_field(base: Base, source: Source, words: str) -> Field:
    """Bind a field of any depth.

    Args:
        base: The base.
        source: Where it is looked up.
        words: `Период`, `Контрагент.Регион.Наименование`, in Russian or English.

    Raises:
        NodeError: `onec_no_field`, `onec_no_link`.
    """
    entity: Entity | None = source.entity
    links: list[str] = []
    entities: list[str | None] = []
    parts = words.split(".")
    for place, part in enumerate(parts):
        last = place == len(parts) - 1
        if last:
            name, dtype = _last(base, entity, part, links)
            return Field(words, tuple(links), tuple(entities), name, dtype)
        link, leads = _link(base, entity, part, source)
        links.append(link)
        entities.append(leads)
        entity = None if leads is None else base.entities[leads]
    raise NodeError("onec_no_field", values={"object": source.words, "name": words, "names": "—"})


def _last(
    base: Base, entity: Entity | None, part: str, links: list[str]
) -> tuple[str, pl.DataType]:
    folded = part.casefold()
    if folded in _PRESENTATION_WORDS and links:
        return PRESENTATION, pl.String()
    if folded in _TYPE_WORDS and links and entity is None:
        return f"{links.pop()}_Type", pl.String()
    if entity is None:
        # Through a field of several types: the attribute may be of any of them.
        standard = standard_attribute(part) or part
        types = {
            _dtype(one.properties[standard].type)
            for one in base.entities.values()
            if standard in one.properties and class_of_set(one.name) is not None
        }
        return standard, types.pop() if len(types) == 1 else pl.String()
    found = find_property(entity, part)
    if found is None:
        names = [attribute_title(one) for one in entity.properties]
        raise NodeError(
            "onec_no_field",
            values={
                "object": object_title(entity.name),
                "name": part,
                "names": ", ".join(names[:12]) + ("…" if len(names) > 12 else ""),
            },
            near=near(part, names),
        )
    return found.name, _dtype(found.type)


def _link(base: Base, entity: Entity | None, part: str, source: Source) -> tuple[str, str | None]:
    if entity is None:
        raise NodeError("onec_no_link", values={"name": f"{source.words}.{part}"})
    found = find_property(entity, part)
    if found is None:
        _last(base, entity, part, [])
        raise AssertionError  # the line above raises
    link = found.name.removesuffix("_Key")
    leads = entity.links.get(link)
    if leads is not None and leads in base.entities:
        return link, leads
    if entity.is_composite(found.name):
        return found.name, None
    raise NodeError("onec_no_link", values={"name": attribute_title(found.name)})


def find_property(entity: Entity, word: str) -> Property | None:
    """Return the property a word names: own or standard, a reference without its `_Key`.

    Args:
        entity: Where it is looked up.
        word: In Russian or English, in any letters' case.
    """
    standard = standard_attribute(word)
    wanted = [word, f"{word}_Key", *([standard] if standard else [])]
    for name in wanted:
        if name in entity.properties:
            return entity.properties[name]
    folded = {name.casefold(): one for name, one in entity.properties.items()}
    for name in [*wanted, *_resource_names(word)]:
        if name.casefold() in folded:
            return folded[name.casefold()]
    return None


def fields_of(base: Base, entity: Entity) -> Iterator[tuple[str, str, str | None]]:
    """Yield the fields of an entity as a person knows them.

    Args:
        base: The base.
        entity: The entity.

    Yields:
        Name, type of its property, and the entity it leads to, or None.
    """
    for one in entity.properties.values():
        if one.many or one.type == "Edm.Stream" or _is_companion(entity, one.name):
            continue
        leads = entity.links.get(one.name.removesuffix("_Key"))
        yield field_title(one.name), one.type, leads if leads in base.entities else None


def field_title(name: str) -> str:
    """Return what the query language calls a property, resources of virtual tables too.

    Example:
        >>> field_title("СуммаTurnover"), field_title("Контрагент_Key")
        ('СуммаОборот', 'Контрагент')
    """
    for ending in sorted(RESOURCES, key=len, reverse=True):
        if name.endswith(ending) and name != ending:
            return name.removesuffix(ending) + RESOURCES[ending][0]
    return attribute_title(name)


def object_title(name: str) -> str:
    """Return what the query language calls an entity.

    Example:
        >>> object_title("AccumulationRegister_Продажи_RecordType")
        'РегистрНакопления.Продажи'
    """
    found = class_of_set(name)
    if found is None:
        return name
    tail = name[len(found.prefix) + 1 :]
    return f"{found.ru}.{tail.removesuffix('_RecordType')}"


def _known(names: set[str], wanted: str) -> str | None:
    if wanted in names:
        return wanted
    folded = wanted.casefold()
    return next((name for name in names if name.casefold() == folded), None)


def _is_companion(entity: Entity, name: str) -> bool:
    base, _, ending = name.rpartition("_")
    return ending in {"Type", "Base64Data"} and base in entity.properties


def _resource_names(word: str) -> Iterator[str]:
    folded = word.casefold()
    for ending, words in RESOURCES.items():
        for one in words:
            if folded.endswith(one.casefold()) and len(word) > len(one):
                yield word[: -len(one)] + ending


def _dtype(name: str) -> pl.DataType:
    return DTYPES.get(name, pl.String())
