"""The connection kinds of this installation, found by walking packages."""

from __future__ import annotations

import importlib
import inspect
import logging
import pkgutil
from functools import cache
from importlib.metadata import entry_points

from kanva.connections.kind import AnyKind, ConnectionKind
from kanva.sdk.messages import NodeError

GROUP = "kanva.connections"
"""Entry-point group: the value is a package, which is walked for connection kinds."""
_OWN = "kanva.connections.kinds"

_log = logging.getLogger(__name__)


@cache
def connection_kinds() -> dict[str, AnyKind]:
    """Return every connection kind by its id, in the order of their titles."""
    found: dict[str, AnyKind] = {}
    for package in dict.fromkeys([_OWN, *(point.value for point in entry_points(group=GROUP))]):
        for kind in _declared(package):
            found.setdefault(kind.id, kind)
    return dict(sorted(found.items(), key=lambda item: item[1].title.ru))


def connection_kind(kind_id: str) -> AnyKind:
    """Return a connection kind.

    Args:
        kind_id: Its id.

    Raises:
        NodeError: `unknown_kind`.
    """
    kind = connection_kinds().get(kind_id)
    if kind is None:
        raise NodeError("unknown_kind", values={"kind": kind_id})
    return kind


def _declared(package: str) -> list[AnyKind]:
    kinds: list[AnyKind] = []
    try:
        top = importlib.import_module(package)
        names = [info.name for info in pkgutil.walk_packages(top.__path__, f"{package}.")]
        for module in map(importlib.import_module, names):
            for _, member in inspect.getmembers(module, inspect.isclass):
                if member.__module__ != module.__name__ or not issubclass(member, ConnectionKind):
                    continue
                if not member.__dict__.get("abstract", True):
                    kind: AnyKind = member()
                    kinds.append(kind)
    # A stranger's code may fail in any way; the other kinds must stay.
    except Exception:  # noqa: BLE001
        _log.exception("connection kinds of %s cannot be loaded", package)
    return kinds
