"""A base of 1C:Enterprise 8 by its standard OData interface: no client of 1C, from any machine."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import ClassVar

import polars as pl

from kanva.connections.clients.addresses import check_address
from kanva.connections.clients.onec import OnecSettings, onec_address
from kanva.connections.kind import ConnectionKind, Found, Thing, ThingKind
from kanva.onec.binding import MESSAGES as BINDING_MESSAGES
from kanva.onec.binding import bind_field, bind_source, field_title, fields_of, object_title
from kanva.onec.client import (
    DESCRIPTION_AGE_S,
    Client,
    kept_metadata,
    metadata_name,
)
from kanva.onec.messages import MESSAGES as CLIENT_MESSAGES
from kanva.onec.metadata import Base
from kanva.onec.names import CLASSES, VIRTUAL, class_of_set, class_of_word
from kanva.onec.reading import Order, read_rows
from kanva.sdk import KIND_TITLES, kind_of
from kanva.sdk.messages import Message, NodeError
from kanva.sdk.text import Text

NODE = "import.onec"


class Onec(ConnectionKind[OnecSettings]):
    """1C:Enterprise 8 over OData."""

    abstract = False
    id = "onec"
    icon = "M5 8l3-3v14M16 8.5a4 4 0 1 0 0 7M4 19h16"
    title = Text(ru="1С:Предприятие 8", en="1C:Enterprise 8")
    summary = Text(
        ru="Справочники, документы и регистры базы 1С: через стандартный интерфейс OData.",
        en="Catalogs, documents and registers of a 1C base, by its standard OData interface.",
    )
    settings = OnecSettings
    messages: ClassVar[Mapping[str, Message]] = {**CLIENT_MESSAGES, **BINDING_MESSAGES}

    def address(self, settings: OnecSettings) -> str:
        """Return the address of the base."""
        return onec_address(settings).url

    def test(self, settings: OnecSettings, scratch: Path | None) -> Found:
        """Ask the base for the list of what it publishes, and keep its description at hand."""
        with self._client(settings) as client:
            sets = client.sets()
            if sets:
                _description(client, scratch, 0.0)
        if not sets:
            raise NodeError("nothing_published")
        sets = [name for name in sets if not name.endswith("_RecordType")]
        counts = [
            (one.title, sum(1 for name in sets if class_of_set(name) is one)) for one in CLASSES[:5]
        ]
        return Found(
            Text(
                ru=f"База отвечает, опубликовано объектов: {len(sets)}",
                en=f"The base answers; objects published: {len(sets)}",
            ),
            tuple(
                Text(ru=f"{title.ru}: {count}", en=f"{title.en}: {count}")
                for title, count in counts
                if count
            ),
        )

    def inside(
        self, settings: OnecSettings, path: Sequence[str], search: str, scratch: Path | None
    ) -> Iterator[Thing]:
        """Yield classes, objects of a class, and fields of an object; a search looks everywhere."""
        with self._client(settings) as client:
            base = _description(client, scratch, DESCRIPTION_AGE_S)
        words = search.casefold()
        if words:
            for name in base.objects():
                title = object_title(name)
                if words in title.casefold():
                    yield self._object(name)
            return
        if not path:
            for one in CLASSES:
                if any(class_of_set(name) is one for name in base.objects()):
                    yield Thing((one.ru,), one.title.ru, "folder", opens=True)
            return
        if len(path) == 1:
            chosen = class_of_word(path[0])
            for name in base.objects():
                if chosen is not None and class_of_set(name) is chosen:
                    yield self._object(name)
            return
        yield from self._members(base, path)

    def sample(
        self, settings: OnecSettings, path: Sequence[str], limit: int, scratch: Path | None
    ) -> pl.DataFrame:
        """Return the first rows of an object, its own fields only."""
        with self._client(settings) as client:
            base = _description(client, scratch, DESCRIPTION_AGE_S)
            source = bind_source(base, ".".join(path))
            names = [field_title(name) for name in _own(source.entity.properties)]
            bound = [bind_field(base, source, name) for name in dict.fromkeys(names)]
            frames = list(read_rows(client, base, Order(source, bound), limit))
        if not frames:
            return pl.DataFrame(schema={one.column: one.dtype for one in bound})
        return pl.concat(frames)

    def _object(self, name: str) -> Thing:
        title = object_title(name)
        head, _, tail = title.partition(".")
        found = class_of_set(name)
        kind: ThingKind = "catalog" if found is None else found.kind
        node = {"type": NODE, "settings": {"object": title}}
        return Thing((head, tail), tail, kind, opens=True, node=node)

    def _members(self, base: Base, path: Sequence[str]) -> Iterator[Thing]:
        source = bind_source(base, ".".join(path))
        if len(path) == 2:
            name = source.set.removesuffix("_RecordType")
            for part in base.parts(name):
                title = f"{'.'.join(path)}.{part}"
                node = {"type": NODE, "settings": {"object": title}}
                yield Thing((*path, part), part, "table", opens=True, node=node)
            for bound in dict.fromkeys((name, source.set)):
                for function in base.functions.get(bound, {}):
                    if function in VIRTUAL:
                        word = VIRTUAL[function][0]
                        node = {"type": NODE, "settings": {"object": f"{'.'.join(path)}.{word}"}}
                        yield Thing((*path, word), word, "view", opens=True, node=node)
        for title, _, leads in fields_of(base, source.entity):
            dtype = bind_field(base, source, title).dtype
            words = Text.same(object_title(leads)) if leads else KIND_TITLES[kind_of(dtype)]
            yield Thing((*path, title), title, "column", type=words)

    def _client(self, settings: OnecSettings) -> Client:
        address = onec_address(settings)
        check_address(address.host)
        return Client(address)


def _description(client: Client, scratch: Path | None, max_age_s: float) -> Base:
    if scratch is None:
        return client.metadata()
    path = scratch / metadata_name(client.address)
    return kept_metadata(client, path, max_age_s, time.time())


def _own(names: Mapping[str, object]) -> list[str]:
    return [
        name
        for name in names
        if not name.endswith(("_Type", "_Base64Data", "DataVersion", "RecordSet"))
    ]
