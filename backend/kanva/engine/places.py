"""The places of a form: every visible field of valid settings, nested lists and groups included."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from kanva.sdk import Settings


@dataclass(frozen=True, slots=True)
class Place:
    """One field with its value.

    Args:
        path: Dotted path inside the settings, for instance "measures.0.column".
        name: Name of the field, the last step of the path.
        ui: The form hints of the field.
        value: Its value.
        table_port: Port of the table of columns it is a row of, or None.
        item: Path of the list item it stands in, or "".
    """

    path: str
    name: str
    ui: Mapping[str, Any]
    value: Any
    table_port: str | None = None
    item: str = ""

    @property
    def widget(self) -> str:
        """The kind of the field."""
        return str(self.ui.get("widget", ""))

    @property
    def port(self) -> str:
        """The input port whose columns it names."""
        return str(self.ui.get("port", "rows"))


def places(
    settings: Settings, path: str = "", table_port: str | None = None, item: str = ""
) -> Iterator[Place]:
    """Yield the visible fields of settings, those of nested forms after the field that holds them.

    A field hidden by its `when`, or by that of a field it depends on, is not yielded.

    Args:
        settings: Valid settings.
        path: Dotted path of these settings inside the node's.
        table_port: Port of the table of columns these settings are a row of.
        item: Path of the list item these settings belong to.

    Yields:
        The places, in the order of the form.
    """
    looks = {
        name: _ui(field.json_schema_extra) for name, field in type(settings).model_fields.items()
    }
    for name, ui in looks.items():
        if not _shown(name, looks, settings, set()):
            continue
        value = getattr(settings, name)
        here = f"{path}.{name}".lstrip(".")
        place = Place(here, name, ui, value, table_port, item)
        yield place
        if isinstance(value, Settings) and place.widget == "group":
            yield from places(value, here, table_port, item)
        elif place.widget in {"list", "columns_table"} and isinstance(value, list):
            port = place.port if place.widget == "columns_table" else table_port
            for index, member in enumerate(cast("list[Any]", value)):
                if isinstance(member, Settings):
                    step = f"{here}.{index}"
                    yield from places(member, step, port, step)


def _ui(extra: Any) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", extra).get("ui", {}) if isinstance(extra, Mapping) else {}


def _shown(
    name: str, looks: Mapping[str, Mapping[str, Any]], settings: Settings, asked: set[str]
) -> bool:
    when = cast("Mapping[str, list[Any]] | None", looks.get(name, {}).get("when"))
    if not when or name in asked:
        return True
    return all(
        getattr(settings, sibling, None) in values
        and _shown(sibling, looks, settings, asked | {name})
        for sibling, values in when.items()
    )
