"""Field types of a node's settings: one call declares a value, its form and its help.

Each function returns a pydantic field whose JSON schema carries a `ui` object; the editor builds
the form from it, and the engine reads it to know which settings name columns, formulas and files.
Long because all field types are read as one page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from pydantic import BaseModel, ConfigDict, Field

from kanva.sdk.columns import Kind
from kanva.sdk.text import Text

_MISSING = ...


class Settings(BaseModel):
    """Base of a node's settings. An unknown key is an error; the document keeps it, in red."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=False)


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a choice.

    Args:
        value: What is stored.
        title: What the person reads.
        help: A sentence on when to take it, or None.
    """

    value: str
    title: Text
    help: Text | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the wire form: value, title and, when there is one, help."""
        out: dict[str, Any] = {"value": self.value, "title": self.title.as_json()}
        if self.help is not None:
            out["help"] = self.help.as_json()
        return out


@dataclass(frozen=True, slots=True)
class Look:
    """Where and when a field is shown; the same for every field type.

    Args:
        section: Head of the part of the form the field stands in.
        when: Sibling field name to the values with which this field is shown and used.
        placeholder: Grey words in an empty field.
        unit: Words after a number ("дн.").
        advanced: Folded away until asked for.
    """

    section: Text | None = None
    when: Mapping[str, Sequence[Any]] | None = None
    placeholder: Text | None = None
    unit: Text | None = None
    advanced: bool = False


_PLAIN = Look()


def _field(
    widget: str,
    title: Text,
    default: Any,
    *,
    help: Text | None,  # noqa: A002 - the word the whole contract uses
    look: Look,
    extra: Mapping[str, Any] | None = None,
    **limits: Any,
) -> Any:
    ui: dict[str, Any] = {"widget": widget, "title": title.as_json()}
    ui["help"] = None if help is None else help.as_json()
    ui["section"] = None if look.section is None else look.section.as_json()
    ui["placeholder"] = None if look.placeholder is None else look.placeholder.as_json()
    ui["unit"] = None if look.unit is None else look.unit.as_json()
    ui["when"] = (
        None if look.when is None else {key: list(values) for key, values in look.when.items()}
    )
    ui["advanced"] = look.advanced
    ui.update(extra or {})
    if callable(default):
        return Field(default_factory=cast("Any", default), json_schema_extra={"ui": ui}, **limits)
    return Field(default, json_schema_extra={"ui": ui}, **limits)


def text(
    title: Text,
    default: Any = "",
    *,
    multiline: bool = False,
    help: Text | None = None,  # noqa: A002
    look: Look = _PLAIN,
) -> Any:
    """Declare free text. Annotate the field `str`."""
    return _field("text", title, default, help=help, look=look, extra={"multiline": multiline})


def secret(
    title: Text,
    default: str = "",
    *,
    help: Text | None = None,  # noqa: A002
    look: Look = _PLAIN,
) -> Any:
    """Declare a password or token of a connection. Annotate `str`; it is stored encrypted.

    Only connections may have such fields: what a node stores is read by anybody.
    """
    return _field("secret", title, default, help=help, look=look)


def integer(
    title: Text,
    default: Any = 0,
    *,
    minimum: int | None = None,
    maximum: int | None = None,
    help: Text | None = None,  # noqa: A002
    look: Look = _PLAIN,
) -> Any:
    """Declare a whole number. Annotate `int`, or `int | None` when it may be left empty."""
    return _field("integer", title, default, help=help, look=look, ge=minimum, le=maximum)


def number(
    title: Text,
    default: Any = 0.0,
    *,
    minimum: float | None = None,
    maximum: float | None = None,
    step: float | None = None,
    help: Text | None = None,  # noqa: A002
    look: Look = _PLAIN,
) -> Any:
    """Declare a number. Annotate `float`, or `float | None` when it may be left empty."""
    return _field(
        "number", title, default, help=help, look=look, extra={"step": step}, ge=minimum, le=maximum
    )


def switch(
    title: Text,
    default: bool = False,  # noqa: FBT001 - the stored value itself
    *,
    help: Text | None = None,  # noqa: A002
    look: Look = _PLAIN,
) -> Any:
    """Declare yes/no. Annotate `bool`."""
    return _field("switch", title, default, help=help, look=look)


def choice(
    title: Text,
    options: Sequence[Option],
    default: str,
    *,
    style: str = "select",
    help: Text | None = None,  # noqa: A002
    look: Look = _PLAIN,
) -> Any:
    """Declare one of several values. Annotate `Literal[…]` of the options' values.

    Args:
        title: Label of the field.
        options: The values in the order they are shown.
        default: One of the values.
        style: "select" (a list) or "segmented" (buttons side by side, for two to four short words).
        help: A sentence under the field.
        look: Where and when it is shown.
    """
    extra = {"options": [option.as_json() for option in options], "style": style}
    return _field("choice", title, default, help=help, look=look, extra=extra)


def date(
    title: Text,
    default: Any = None,
    *,
    help: Text | None = None,  # noqa: A002
    look: Look = _PLAIN,
) -> Any:
    """Declare a day. Annotate `datetime.date | None`; JSON holds an ISO date."""
    return _field("date", title, default, help=help, look=look)


def column(
    title: Text,
    default: str = "",
    *,
    port: str = "rows",
    kinds: Sequence[Kind] | None = None,
    optional: bool = False,
    help: Text | None = None,  # noqa: A002
    look: Look = _PLAIN,
) -> Any:
    """Declare the name of one incoming column. Annotate `str`; "" means not chosen yet.

    Args:
        title: Label of the field.
        default: Name of a column, mostly "".
        port: The input port whose columns are offered.
        kinds: The kinds of values it may hold; None allows all.
        optional: May stay empty; otherwise an empty field is the problem `not_set`.
        help: A sentence under the field.
        look: Where and when it is shown.
    """
    extra = {"port": port, "kinds": None if kinds is None else list(kinds), "optional": optional}
    return _field("column", title, default, help=help, look=look, extra=extra)


def columns(
    title: Text,
    default: Any = list,
    *,
    port: str = "rows",
    kinds: Sequence[Kind] | None = None,
    optional: bool = False,
    help: Text | None = None,  # noqa: A002
    look: Look = _PLAIN,
) -> Any:
    """Declare a list of incoming columns, in the person's order. Annotate `list[str]`."""
    extra = {"port": port, "kinds": None if kinds is None else list(kinds), "optional": optional}
    return _field("columns", title, default, help=help, look=look, extra=extra)


def new_column(
    title: Text,
    default: str = "",
    *,
    help: Text | None = None,  # noqa: A002
    look: Look = _PLAIN,
) -> Any:
    """Declare the name of a column this node makes. Annotate `str`."""
    return _field("new_column", title, default, help=help, look=look)


def formula(
    title: Text,
    default: str = "",
    *,
    port: str = "rows",
    result: Kind | None = None,
    optional: bool = False,
    help: Text | None = None,  # noqa: A002
    look: Look = _PLAIN,
) -> Any:
    """Declare a formula over the columns of a port. Annotate `str`.

    Args:
        title: Label of the field.
        default: Formula text.
        port: The input port whose columns the formula sees.
        result: The kind it must give, or None for any.
        optional: May stay empty.
        help: A sentence under the field.
        look: Where and when it is shown.
    """
    extra = {"port": port, "result": result, "optional": optional}
    return _field("formula", title, default, help=help, look=look, extra=extra)


def file(
    title: Text,
    default: str = "",
    *,
    endings: Sequence[str] = (),
    saving: bool = False,
    optional: bool = False,
    help: Text | None = None,  # noqa: A002
    look: Look = _PLAIN,
) -> Any:
    """Declare a file of the workspace, as a path relative to it with "/". Annotate `str`.

    Args:
        title: Label of the field.
        default: Path, mostly "".
        endings: Endings offered, each with its dot; empty offers all files.
        saving: The file is written, not read.
        optional: May stay empty.
        help: A sentence under the field.
        look: Where and when it is shown.
    """
    extra = {"endings": list(endings), "mode": "save" if saving else "open", "optional": optional}
    return _field("file", title, default, help=help, look=look, extra=extra)


def connection(
    title: Text,
    default: str = "",
    *,
    kinds: Sequence[str] = (),
    help: Text | None = None,  # noqa: A002
    look: Look = _PLAIN,
) -> Any:
    """Declare the name of a stored connection. Annotate `str`; secrets never enter the settings."""
    return _field("connection", title, default, help=help, look=look, extra={"kinds": list(kinds)})


def thing(
    title: Text,
    default: str = "",
    *,
    connection: str = "connection",
    help: Text | None = None,  # noqa: A002
    look: Look = _PLAIN,
) -> Any:
    """Declare the name of something inside a connection: a table, a register. Annotate `str`.

    Args:
        title: Label of the field.
        default: A name, its parts parted by dots.
        connection: Name of the sibling setting that holds the connection.
        help: A sentence under the field.
        look: Where and when it is shown.
    """
    return _field("thing", title, default, help=help, look=look, extra={"connection": connection})


def thing_fields(
    title: Text,
    default: Any = list,
    *,
    connection: str = "connection",
    thing: str = "object",
    help: Text | None = None,  # noqa: A002
    look: Look = _PLAIN,
) -> Any:
    """Declare fields of something inside a connection, links followed by dots: `list[str]`.

    Args:
        title: Label of the field.
        default: Names of fields.
        connection: Name of the sibling setting that holds the connection.
        thing: Name of the sibling setting that holds the thing.
        help: A sentence under the field.
        look: Where and when it is shown.
    """
    extra = {"connection": connection, "thing": thing}
    return _field("thing_fields", title, default, help=help, look=look, extra=extra)


def value(
    title: Text,
    default: Any = None,
    *,
    help: Text | None = None,  # noqa: A002
    look: Look = _PLAIN,
) -> Any:
    """Declare any single JSON value: text, number, yes/no or null. Annotate `JsonScalar`."""
    return _field("value", title, default, help=help, look=look)


def dtype(
    title: Text,
    default: str = "",
    *,
    kinds: Sequence[Kind] = ("text", "integer", "number", "boolean", "date", "datetime"),
    help: Text | None = None,  # noqa: A002
    look: Look = _PLAIN,
) -> Any:
    """Declare the kind a column becomes. Annotate `str` or a Literal of kinds; "" leaves it."""
    return _field("dtype", title, default, help=help, look=look, extra={"kinds": list(kinds)})


def items(
    title: Text,
    default: Any = list,
    *,
    item_title: Text,
    layout: str = "rows",
    minimum: int | None = None,
    help: Text | None = None,  # noqa: A002
    look: Look = _PLAIN,
) -> Any:
    """Declare a list of sub-forms. Annotate `list[Item]`, Item a `Settings` subclass.

    Args:
        title: Label of the list.
        default: A list, or a function that makes one.
        item_title: What one item is called on the «add» button.
        layout: "rows" (a compact line an item) or "cards" (a block an item).
        minimum: Smallest number of items.
        help: A sentence under the list.
        look: Where and when it is shown.
    """
    extra = {"item_title": item_title.as_json(), "layout": layout}
    return _field("list", title, default, help=help, look=look, extra=extra, min_length=minimum)


def columns_table(
    title: Text,
    default: Any = list,
    *,
    port: str = "rows",
    help: Text | None = None,  # noqa: A002
    look: Look = _PLAIN,
) -> Any:
    """Declare a table of the incoming columns with overrides. Annotate `list[Item]`.

    The item must have a field `column`; the editor shows every incoming column as a row and stores
    only the rows the person has changed, in the person's order.
    """
    return _field("columns_table", title, default, help=help, look=look, extra={"port": port})


def table(
    title: Text,
    default: Any,
    *,
    fixed: bool = False,
    heads: Mapping[str, Text] | None = None,
    optional: bool = False,
    help: Text | None = None,  # noqa: A002
    look: Look = _PLAIN,
) -> Any:
    """Declare a small table typed or pasted by hand. Annotate `TypedTable`.

    Its names and cells are checked for every node; `value.frame(field)` gives the polars frame.

    Args:
        title: Label of the field.
        default: A `TypedTable`, mostly `TypedTable()` or, with `fixed`, one with columns alone.
        fixed: The columns of the default stay as they are: no adding, renaming, other kinds.
        heads: Column name to the words shown in its place, for fixed columns.
        optional: May stay without columns and rows.
        help: A sentence under the field.
        look: Where and when it is shown.
    """
    extra = {
        "fixed": fixed,
        "heads": {name: words.as_json() for name, words in (heads or {}).items()},
        "optional": optional,
    }
    return _field("table", title, default, help=help, look=look, extra=extra)


def group(
    title: Text,
    default: Any,
    *,
    help: Text | None = None,  # noqa: A002
    look: Look = _PLAIN,
) -> Any:
    """Declare a nested part of the form. Annotate a `Settings` subclass."""
    return _field("group", title, default, help=help, look=look)


JsonScalar = str | int | float | bool | None
