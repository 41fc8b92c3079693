"""Connections on the server: what may be told of them, and what a request to the engine carries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kanva.api.messages import ApiError
from kanva.connections.kind import AnyKind, secret_fields
from kanva.connections.registry import connection_kind, connection_kinds
from kanva.sdk.messages import NodeError
from kanva.store import Store
from kanva.store.connections import ConnectionRecord
from kanva.workflow import DocumentError, read

Json = dict[str, Any]


class Connecting:
    """Joins the rows of the store with the kinds.

    Args:
        store: Keeps the rows.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._resolved: dict[str, Json] | None = None
        """What requests to the engine need, by name: every edit asks for it."""

    def kinds(self) -> list[Json]:
        """Return every kind with its form."""
        return [
            {
                "id": kind.id,
                "icon": kind.icon,
                "title": kind.title.as_json(),
                "summary": kind.summary.as_json(),
                "schema": kind.settings.model_json_schema(),
                "defaults": kind.settings.model_construct().model_dump(mode="json"),
            }
            for kind in connection_kinds().values()
        ]

    def all(self) -> list[Json]:
        """Return every connection without its secrets, with the workflows that name it."""
        used = self._uses()
        return [self._shown(row, used.get(row.name, [])) for row in self._store.connections.all()]

    def one(self, name: str) -> Json:
        """Return one connection in the same way.

        Raises:
            StoreError: `connection_missing`.
        """
        return self._shown(self._store.connections.get(name), self._uses().get(name, []))

    def add(self, name: str, kind_id: str, fields: Json, secrets: Mapping[str, str]) -> Json:
        """Store a new connection.

        Raises:
            ApiError: 422 `connection_wrong`.
            StoreError: The name is taken or cannot be one.
            NodeError: The secrets cannot be encrypted.
        """
        kind = _known(kind_id)
        fields, given = _parted(kind, fields, secrets)
        _check(kind, {**fields, **given})
        self._resolved = None
        record = self._store.connections.add(
            name, kind_id, fields, {key: text for key, text in given.items() if text}
        )
        return self.one(record.name)

    def change(
        self, name: str, new_name: str, fields: Json, secrets: Mapping[str, str | None]
    ) -> Json:
        """Change a connection.

        Raises:
            ApiError: 422 `connection_wrong`.
            StoreError: There is none of this name, or the new name cannot be had.
            NodeError: The secrets cannot be read or encrypted.
        """
        kind = _known(self._store.connections.get(name).kind)
        fields, given = _parted(kind, fields, secrets)
        _check(kind, {**fields, **{key: text or "" for key, text in given.items()}})
        self._resolved = None
        record = self._store.connections.change(
            name, new_name=new_name, fields=fields, secrets=given
        )
        return self.one(record.name)

    def values(
        self, name: str | None, kind_id: str, fields: Json, secrets: Mapping[str, str | None]
    ) -> Json:
        """Return what a test needs: typed fields, and secrets typed now or stored before.

        Raises:
            ApiError: 422 `connection_wrong`.
            NodeError: Stored secrets cannot be read.
            StoreError: `connection_missing`.
        """
        kind = _known(kind_id)
        fields, given = _parted(kind, fields, secrets)
        stored: Json = {}
        if name is not None and any(key not in given for key in secret_fields(kind.settings)):
            stored = self._store.connections.resolved(name)
        kept = {key: stored[key] for key in secret_fields(kind.settings) if key in stored}
        typed = {key: text or "" for key, text in given.items()}
        return self._placed({**fields, **kept, **typed, "kind": kind_id, "name": name or ""})

    def stored(self, name: str) -> Json:
        """Return what a question about a stored connection needs.

        Raises:
            StoreError: `connection_missing`.
            NodeError: Its secrets cannot be read.
        """
        return self._placed(self._store.connections.resolved(name))

    def remove(self, name: str) -> None:
        """Forget a connection.

        Raises:
            StoreError: `connection_missing`.
        """
        self._resolved = None
        self._store.connections.remove(name)

    def for_engine(self, document: Mapping[str, Any], parameters: Mapping[str, Any]) -> Json:
        """Return the connections of a request: all names, and the fields of those it names.

        Secrets of other connections stay here; so does a connection whose secrets cannot be read:
        its node then says so.

        Args:
            document: The workflow.
            parameters: Values given for this run.
        """
        if self._resolved is None:
            self._resolved = {
                name: self._for_node(name) for name in self._store.connections.names()
            }
        if not self._resolved:
            return {}
        named = set(_texts(document)) | set(_texts(parameters))
        return {name: one if name in named else {} for name, one in self._resolved.items()}

    def _for_node(self, name: str) -> Json:
        try:
            return self.stored(name)
        except NodeError as error:
            return {"kind": "", "name": name, "unreadable": error.code}

    def _placed(self, values: Json) -> Json:
        workspace = self._store.workspace
        scratch = workspace.cache / "scratch"
        return {**values, "workspace": str(workspace.folder), "scratch": str(scratch)}

    def _shown(self, row: ConnectionRecord, used_by: list[Json]) -> Json:
        kind = connection_kinds().get(row.kind)
        set_secrets: list[str] = []
        address = ""
        if kind is not None:
            try:
                resolved = self.stored(row.name)
                set_secrets = [key for key in secret_fields(kind.settings) if resolved.get(key)]
                address = kind.address(kind.read(resolved))
            except NodeError:
                # A key that was lost is told by the test; the row itself must stay visible.
                address = ""
        return {
            "name": row.name,
            "kind": row.kind,
            "fields": row.fields,
            "secrets": set_secrets,
            "address": address,
            "changed_at": row.changed_at,
            "used_by": used_by,
        }

    def _uses(self) -> dict[str, list[Json]]:
        names = set(self._store.connections.names())
        uses: dict[str, list[Json]] = {}
        if not names:
            return uses
        for path in self._store.workspace.workflow_files():
            try:
                workflow = read(path.read_bytes().decode("utf-8", "replace"))
            except (DocumentError, OSError):
                continue
            counts: dict[str, int] = {}
            for node in workflow.nodes:
                for name in names & set(_texts(node.settings)):
                    counts[name] = counts.get(name, 0) + 1
            for name, count in counts.items():
                place = self._store.workspace.relative(path)
                title = workflow.title
                words = title if isinstance(title, str) else str(title.get("ru", ""))
                uses.setdefault(name, []).append({"path": place, "title": words, "nodes": count})
        return uses


def _known(kind_id: str) -> AnyKind:
    try:
        return connection_kind(kind_id)
    except NodeError as error:
        raise ApiError(422, "connection_kind", kind=kind_id) from error


def _parted(
    kind: AnyKind, fields: Json, secrets: Mapping[str, str | None]
) -> tuple[Json, dict[str, Any]]:
    """Part plain fields from secrets, wherever a caller has put them."""
    hidden = secret_fields(kind.settings)
    plain = {key: value for key, value in fields.items() if key not in hidden}
    given = {key: value for key, value in {**secrets}.items() if key in hidden}
    given.update({key: str(fields[key]) for key in hidden if fields.get(key)})
    return plain, given


def _check(kind: AnyKind, values: Json) -> None:
    try:
        kind.read(values)
    except NodeError as error:
        raise ApiError(
            422, "connection_wrong", title=error.values.get("title", error.field)
        ) from error


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part)
