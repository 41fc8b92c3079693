"""Stored fields of a connection made typed: files found in the workspace, mistakes named."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from kanva.sdk.fields import Settings
from kanva.sdk.messages import NodeError
from kanva.sdk.paths import safe_path
from kanva.sdk.text import Text

_ABOUT = frozenset({"kind", "name", "workspace", "scratch", "unreadable"})
SettingsT = TypeVar("SettingsT", bound=Settings)


def read_fields(settings: type[SettingsT], values: Mapping[str, Any]) -> SettingsT:
    """Return the typed fields of a connection.

    Args:
        settings: The form of its kind.
        values: The fields as stored, secrets among them, with "kind" and "name"; "workspace" is
            the folder that paths of files are relative to, which come out absolute.

    Raises:
        NodeError: `bad_connection` names the first field that is wrong; `bad_path`;
            `secret_unreadable` when the secrets were stored with a key that is lost.
    """
    if values.get("unreadable"):
        raise NodeError(str(values["unreadable"]))
    given = {key: value for key, value in values.items() if key not in _ABOUT}
    folder = values.get("workspace")
    for name in fields_with(settings, "file"):
        if folder and given.get(name):
            given[name] = str(safe_path(Path(folder), str(given[name])))
    try:
        return settings.model_validate(given)
    except ValidationError as error:
        place = ".".join(str(part) for part in error.errors()[0]["loc"]) or "?"
        title = _ui(settings, place).get("title")
        words = Text.same(place) if title is None else Text(ru=title["ru"], en=title["en"])
        raise NodeError("bad_connection", field=place, values={"title": words}) from error


def fields_with(settings: type[Settings], widget: str) -> tuple[str, ...]:
    """Return the names of the fields that have a widget.

    Args:
        settings: The form of a kind.
        widget: "secret", "file", …
    """
    names = settings.model_fields
    return tuple(name for name in names if _ui(settings, name).get("widget") == widget)


def _ui(settings: type[Settings], name: str) -> Mapping[str, Any]:
    info = settings.model_fields.get(name)
    extra: Any = None if info is None else info.json_schema_extra
    ui: Any = extra.get("ui") if isinstance(extra, dict) else None
    return ui if isinstance(ui, dict) else {}
