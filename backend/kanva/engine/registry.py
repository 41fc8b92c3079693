"""The registry: finds node libraries by their entry points and knows every node type by its id."""

from __future__ import annotations

import importlib
import inspect
import logging
import pkgutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.metadata import entry_points
from types import ModuleType
from typing import Any

from kanva.engine.catalogue import Catalogue, build_catalogue
from kanva.engine.wording import problem
from kanva.sdk import NodeType, Problem, Text

GROUP = "kanva.nodes"
"""Entry-point group: the value is a package, which is walked for node types."""

_log = logging.getLogger(__name__)
AnyNode = NodeType[Any]


class Registry:
    """All node types of this installation.

    Args:
        types: The node types, one instance each.
        problems: What went wrong while libraries were loaded.
    """

    def __init__(self, types: Iterable[AnyNode], problems: Sequence[Problem] = ()) -> None:
        self._types: dict[str, AnyNode] = {}
        found = list(problems)
        for node_type in types:
            if node_type.id in self._types:
                found.append(_broken(type(node_type).__module__, f"{node_type.id} × 2"))
            else:
                self._types[node_type.id] = node_type
        self.problems: tuple[Problem, ...] = tuple(found)
        self._catalogue: Catalogue | None = None

    @classmethod
    def load(cls, extra_packages: Sequence[str] = ()) -> Registry:
        """Load every node library of this installation.

        Args:
            extra_packages: Names of importable packages to walk besides the installed ones.

        Returns:
            The registry. A library that fails to load is one of its `problems`.
        """
        names = dict.fromkeys(point.value for point in entry_points(group=GROUP))
        names.update(dict.fromkeys(extra_packages))
        types: list[AnyNode] = []
        problems: list[Problem] = []
        for name in names:
            for module in _modules(name, problems):
                types.extend(_declared(module, problems))
        return cls(types, problems)

    def get(self, type_id: str) -> AnyNode | None:
        """Return a node type by its id, or None."""
        return self._types.get(type_id)

    def types(self) -> Mapping[str, AnyNode]:
        """Return all node types by id."""
        return self._types

    def catalogue(self) -> Catalogue:
        """Return the catalogue of the wire contract, built once."""
        if self._catalogue is None:
            self._catalogue = build_catalogue(self._types)
        return self._catalogue


def _modules(name: str, problems: list[Problem]) -> Iterator[ModuleType]:
    package = _imported(name, problems)
    if package is None:
        return
    yield package
    paths = getattr(package, "__path__", None)
    if paths is None:
        return
    walk = pkgutil.walk_packages(paths, f"{name}.", onerror=lambda _: None)
    for info in walk:
        module = _imported(info.name, problems)
        if module is not None:
            yield module


def _imported(name: str, problems: list[Problem]) -> ModuleType | None:
    try:
        return importlib.import_module(name)
    # A stranger's code may fail in any way, sys.exit included; the house must stand.
    except (Exception, SystemExit) as error:  # noqa: BLE001
        _log.exception("node library %s cannot be loaded", name)
        problems.append(_broken(name, f"{type(error).__name__}: {error}"))
        return None


def _declared(module: ModuleType, problems: list[Problem]) -> Iterator[AnyNode]:
    for _, member in inspect.getmembers(module, inspect.isclass):
        if member.__module__ != module.__name__ or not issubclass(member, NodeType):
            continue
        if member.__dict__.get("abstract", True):
            continue
        try:
            node_type: AnyNode = member()
            _complete(node_type)
        except Exception as error:  # noqa: BLE001 - the same reason
            _log.exception("node type %s cannot be made", member.__qualname__)
            problems.append(_broken(module.__name__, f"{member.__name__}: {error}"))
            continue
        yield node_type


def _complete(node_type: AnyNode) -> None:
    for name in ("id", "category", "icon", "title", "summary", "help"):
        if not hasattr(node_type, name):
            message = f"“{name}” is not stated"
            raise TypeError(message)
    node_type.settings()
    node_type.settings.model_json_schema()


def _broken(package: str, reason: str) -> Problem:
    return problem("broken_library", package=package, reason=Text.same(reason))
