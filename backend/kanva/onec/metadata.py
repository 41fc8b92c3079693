"""The description of a 1C base, `$metadata`: read as a stream, kept small.

A real base answers 17 MB of XML with 4,000 entity sets; only names, types and links are kept.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from kanva.onec.names import ObjectClass, class_of_set
from kanva.sdk.messages import NodeError

_NAMESPACE = "StandardODATA."
_ROW = "_RowType"
_RECORD = "_RecordType"


@dataclass(frozen=True, slots=True)
class Property:
    """A property of an entity.

    Args:
        name: As OData names it: `Контрагент_Key`, `Period`.
        type: `Edm.Guid`, `Edm.Double`, …, or a type of the base without its namespace.
        many: It is a collection: a tabular part.
    """

    name: str
    type: str
    many: bool = False


@dataclass(frozen=True, slots=True)
class Entity:
    """An entity type.

    Args:
        name: `Catalog_Контрагенты`.
        keys: Names of its key properties.
        properties: By name, in the order of the base.
        links: Navigation property to the entity it leads to; only published ones are there.
    """

    name: str
    keys: tuple[str, ...]
    properties: Mapping[str, Property]
    links: Mapping[str, str]

    def is_composite(self, name: str) -> bool:
        """Tell whether a property may hold references of several types."""
        return f"{name}_Type" in self.properties and not name.endswith("_Type")


@dataclass(frozen=True, slots=True)
class Function:
    """A function bound to an entity: a virtual table.

    Args:
        name: `Turnovers`.
        bound_to: The entity it belongs to.
        returns: The type of its rows.
        parameters: Names of its parameters.
    """

    name: str
    bound_to: str
    returns: str
    parameters: tuple[str, ...]


@dataclass(slots=True)
class Base:
    """Everything a base publishes.

    Args:
        sets: Names of the entity sets; each is also the name of its entity.
        entities: Entity and row types by name.
        functions: Entity to its functions by name.
        enums: Enumeration to its values.
    """

    sets: set[str] = field(default_factory=set[str])
    entities: dict[str, Entity] = field(default_factory=dict[str, Entity])
    functions: dict[str, dict[str, Function]] = field(
        default_factory=dict[str, "dict[str, Function]"]
    )
    enums: dict[str, tuple[str, ...]] = field(default_factory=dict[str, "tuple[str, ...]"])

    def object_class(self, name: str) -> ObjectClass | None:
        """Return the class of an entity set, or None."""
        return class_of_set(name)

    def part_of(self, name: str) -> str | None:
        """Return the object a set is a tabular part of, or None.

        Names themselves hold `_`, so a set is a part only if its name goes on another's.
        """
        owner = name
        while "_" in owner:
            owner = owner.rpartition("_")[0]
            if owner in self.sets and name != owner:
                entity = self.entities.get(owner)
                tail = name[len(owner) + 1 :]
                part = None if entity is None else entity.properties.get(tail)
                if part is not None and part.many:
                    return owner
        return None

    def rows_of(self, name: str) -> str:
        """Return the set that holds the rows of an object: of a register, its records."""
        records = name + _RECORD
        return records if records in self.sets else name

    def objects(self) -> Iterator[str]:
        """Yield the sets a person knows as objects: no records, no tabular parts."""
        for name in sorted(self.sets):
            if name.endswith(_RECORD) or self.part_of(name) is not None:
                continue
            if class_of_set(name) is not None:
                yield name

    def parts(self, name: str) -> Iterator[str]:
        """Yield the tabular parts of an object that are sets of their own."""
        entity = self.entities.get(name)
        for one in () if entity is None else entity.properties.values():
            if one.many and f"{name}_{one.name}" in self.sets:
                yield one.name


def read_metadata(chunks: Iterator[bytes]) -> Base:
    """Read `$metadata` as it comes.

    Args:
        chunks: The XML in pieces of any size.

    Returns:
        The base.

    Raises:
        NodeError: `bad_metadata` when it is no metadata of a 1C base.
    """
    parser: Any = ET.XMLPullParser(events=("end",))
    base = Base()
    ends: dict[str, str] = {}
    links: list[tuple[str, dict[str, tuple[str, str]]]] = []
    try:
        for chunk in chunks:
            parser.feed(chunk)
            _take(parser, base, ends, links)
        parser.close()
        _take(parser, base, ends, links)
    except ET.ParseError as error:
        raise NodeError("bad_metadata") from error
    if not base.sets:
        raise NodeError("nothing_published")
    _link(base, ends, links)
    return base


def _take(
    parser: Any,
    base: Base,
    ends: dict[str, str],
    links: list[tuple[str, dict[str, tuple[str, str]]]],
) -> None:
    for _, element in parser.read_events():
        tag = _tag(element)
        if tag in {"EntityType", "ComplexType"}:
            _entity(base, element, links)
        elif tag == "EnumType":
            members = tuple(one.get("Name", "") for one in element if _tag(one) == "Member")
            base.enums[element.get("Name", "")] = members
        elif tag == "Association":
            for one in element:
                if one.get("Role") == "End":
                    ends[element.get("Name", "")] = _bare(one.get("Type", ""))
        elif tag == "EntitySet":
            base.sets.add(element.get("Name", ""))
        elif tag == "FunctionImport":
            _function(base, element)
        else:
            continue
        element.clear()


def _entity(base: Base, element: Any, links: list[tuple[str, dict[str, tuple[str, str]]]]) -> None:
    name = element.get("Name", "")
    properties: dict[str, Property] = {}
    keys: list[str] = []
    leads: dict[str, tuple[str, str]] = {}
    for one in element:
        tag = _tag(one)
        if tag == "Property":
            kind, many = _type(one.get("Type", ""))
            properties[one.get("Name", "")] = Property(one.get("Name", ""), kind, many)
        elif tag == "Key":
            keys.extend(key.get("Name", "") for key in one)
        elif tag == "NavigationProperty":
            relation = one.get("Relationship", "").removeprefix(_NAMESPACE)
            leads[one.get("Name", "")] = (relation, one.get("ToRole", ""))
    base.entities[name] = Entity(name, tuple(keys), properties, {})
    if leads:
        links.append((name, leads))


def _function(base: Base, element: Any) -> None:
    bound = ""
    parameters: list[str] = []
    for one in element:
        if one.get("Name") == "bindingParameter":
            bound = _type(one.get("Type", ""))[0]
        elif _tag(one) == "Parameter":
            parameters.append(one.get("Name", ""))
    name = element.get("Name", "")
    returns = _type(element.get("ReturnType", ""))[0]
    base.functions.setdefault(bound, {})[name] = Function(name, bound, returns, tuple(parameters))


def _link(
    base: Base, ends: Mapping[str, str], links: list[tuple[str, dict[str, tuple[str, str]]]]
) -> None:
    for name, leads in links:
        found = {link: ends[relation] for link, (relation, _) in leads.items() if relation in ends}
        entity = base.entities[name]
        base.entities[name] = Entity(name, entity.keys, entity.properties, found)


def _tag(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _bare(name: str) -> str:
    return name.removeprefix(_NAMESPACE)


def _type(name: str) -> tuple[str, bool]:
    if name.startswith("Collection(") and name.endswith(")"):
        return _bare(name[11:-1]), True
    return _bare(name), False
