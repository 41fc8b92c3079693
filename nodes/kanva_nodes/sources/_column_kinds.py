"""What a person says of single columns of a file: their types and date formats."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, cast

from kanva.sdk import KIND_TITLES, Found, Kind, Look, NodeError, Settings, Text, fields, near
from kanva_nodes.sources._date_patterns import strftime_of, words_of
from kanva_nodes.sources._kinds import Meaning


class ColumnKind(Settings):
    """What the person says of one column."""

    name: str = fields.text(
        Text(ru="Столбец", en="Column"),
        help=Text(ru="Имя, как его показывает узел.", en="The name as the node shows it."),
    )
    kind: Literal["", "text", "integer", "number", "boolean", "date", "datetime"] = fields.dtype(
        Text(ru="Тип", en="Type")
    )
    date_format: str = fields.text(
        Text(ru="Вид даты", en="Date format"),
        look=Look(
            placeholder=Text(ru="дд.мм.гггг", en="dd/mm/yyyy"),
            when={"kind": ["date", "datetime"]},
        ),
        help=Text(
            ru="Буквами д, м, г, ч, с: «дд.мм.гггг чч:мм:сс». Пусто — вид определяется сам.",
            en="In letters d, m, y, h, s: “dd/mm/yyyy hh:mm:ss”. Empty: detected.",
        ),
    )


def asked(column: str, kind: str, pattern: str, found: Meaning, order: str) -> Meaning:
    """Return what a column is read as when a person has set its type.

    Args:
        column: Name of the column.
        kind: The kind, or "" to leave it as it was found.
        pattern: The date format in a person's words, or blank.
        found: What recognition says.
        order: Order of day and month for dates without a format.

    Returns:
        The meaning, marked as forced.

    Raises:
        NodeError: `bad_date_format`.

    Example:
        >>> asked("Код", "integer", "", Meaning("text"), "auto").kind
        'integer'
    """
    if not kind:
        return found
    if kind not in ("date", "datetime"):
        return Meaning(cast("Kind", kind), None, forced=True)
    directives = strftime_of(pattern) if pattern.strip() else None
    if pattern.strip() and directives is None:
        values = {"format": pattern}
        raise NodeError("bad_date_format", field="columns", column=column, values=values)
    if directives is None and found.kind == kind:
        return Meaning(found.kind, found.format, forced=True)
    first = {"month_first": "%m/%d/%Y", "year_first": "%Y-%m-%d"}.get(order, "%d.%m.%Y")
    usual = first if kind == "date" else f"{first} %H:%M:%S"
    return Meaning(cast("Kind", kind), directives or usual, forced=True)


def not_there(
    items: Sequence[ColumnKind], missing: Sequence[str], names: Sequence[str]
) -> list[NodeError]:
    """Return a warning for every column a person has set but the file has not."""
    places = {item.name: at for at, item in reversed(list(enumerate(items)))}
    return [
        NodeError(
            "column_not_there",
            field=f"columns.{places[column]}.name",
            column=column,
            values={"columns": listed(names)},
            near=near(column, names),
        )
        for column in missing
    ]


def listed(names: Sequence[object]) -> str:
    """Write names with commas between them, the first twenty.

    Example:
        >>> listed(["Дата", "Сумма"])
        'Дата, Сумма'
    """
    shown = ", ".join(str(name) for name in names[:20])
    return shown if len(names) <= 20 else f"{shown}…"


def found_columns(kinds: Mapping[str, Meaning]) -> Found:
    """Say which types the columns of a file have, for the form."""
    value = [
        {
            "name": name,
            "kind": meaning.kind,
            "date_format": "" if meaning.format is None else words_of(meaning.format).ru,
        }
        for name, meaning in kinds.items()
    ]
    ru = ", ".join(f"{name}: {KIND_TITLES[item.kind].ru}" for name, item in kinds.items())
    en = ", ".join(f"{name}: {KIND_TITLES[item.kind].en}" for name, item in kinds.items())
    return Found(value, Text(ru=ru, en=en))
