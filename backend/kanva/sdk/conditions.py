"""Groups of conditions with brackets: the data model that filters and rules share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ConfigDict, Field, model_validator

from kanva.sdk.columns import Kind
from kanva.sdk.fields import JsonScalar, Look, Settings, _field  # pyright: ignore[reportPrivateUsage]
from kanva.sdk.text import Text

_ORDERED: tuple[Kind, ...] = (
    "text", "integer", "number", "decimal", "date", "datetime", "time", "duration", "category",
)  # fmt: skip
_TEXT: tuple[Kind, ...] = ("text", "category")
_ALL: tuple[Kind, ...] = (*_ORDERED, "boolean", "list", "other")


@dataclass(frozen=True, slots=True)
class Operator:
    """One comparison a condition can make.

    Args:
        op: Stored name.
        title: Words in the form.
        kinds: Kinds of columns it fits.
        arity: Number of values: 0, 1, 2 or "many".
    """

    op: str
    title: Text
    kinds: tuple[Kind, ...]
    arity: int | str


OPERATORS: tuple[Operator, ...] = (
    Operator("=", Text(ru="равно", en="equals"), (*_ORDERED, "boolean"), 1),
    Operator("!=", Text(ru="не равно", en="does not equal"), (*_ORDERED, "boolean"), 1),
    Operator(">", Text(ru="больше", en="greater than"), _ORDERED, 1),
    Operator(">=", Text(ru="не меньше", en="at least"), _ORDERED, 1),
    Operator("<", Text(ru="меньше", en="less than"), _ORDERED, 1),
    Operator("<=", Text(ru="не больше", en="at most"), _ORDERED, 1),
    Operator("between", Text(ru="между", en="between"), _ORDERED, 2),
    Operator("in", Text(ru="один из", en="one of"), (*_ORDERED, "boolean"), "many"),
    Operator("not_in", Text(ru="не из списка", en="none of"), (*_ORDERED, "boolean"), "many"),
    Operator("contains", Text(ru="содержит", en="contains"), _TEXT, 1),
    Operator("not_contains", Text(ru="не содержит", en="does not contain"), _TEXT, 1),
    Operator("starts", Text(ru="начинается с", en="starts with"), _TEXT, 1),
    Operator("ends", Text(ru="заканчивается на", en="ends with"), _TEXT, 1),
    Operator("matches", Text(ru="подходит под шаблон", en="matches a pattern"), _TEXT, 1),
    Operator("empty", Text(ru="пусто", en="is empty"), _ALL, 0),
    Operator("not_empty", Text(ru="не пусто", en="is not empty"), _ALL, 0),
)


class Condition(Settings):
    """One comparison: a column, an operator and its values.

    `value` serves one value, `value` and `value2` a range, `values` a list. A date is ISO text.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    column: str = ""
    op: str = "="
    value: JsonScalar = None
    value2: JsonScalar = None
    values: list[JsonScalar] | None = None


class ConditionGroup(Settings):
    """Conditions that must all hold, or of which any must hold; groups nest as brackets do.

    Exactly one of `all` and `any` is set. An empty group lets every row pass.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    all: list[Condition | ConditionGroup] | None = Field(default=None)
    any: list[Condition | ConditionGroup] | None = Field(default=None)

    @model_validator(mode="after")
    def _one_of(self) -> ConditionGroup:
        if (self.all is None) == (self.any is None):
            message = "a group of conditions has either “all” or “any”"
            raise ValueError(message)
        return self

    def walk(self, path: str = "") -> Iterator[tuple[str, Condition]]:
        """Yield every condition with its dotted path below `path`, in reading order.

        Args:
            path: Dotted path of this group, for instance "conditions".

        Yields:
            Path and condition.

        Example:
            >>> inner = ConditionGroup(any=[Condition(column="B")])
            >>> group = ConditionGroup(all=[Condition(column="A"), inner])
            >>> [(path, item.column) for path, item in group.walk("where")]
            [('where.all.0', 'A'), ('where.all.1.any.0', 'B')]
        """
        word, members = ("all", self.all) if self.all is not None else ("any", self.any or [])
        for index, member in enumerate(members):
            place = f"{path}.{word}.{index}".lstrip(".")
            if isinstance(member, ConditionGroup):
                yield from member.walk(place)
            else:
                yield place, member


def everything() -> ConditionGroup:
    """Return the empty group, which lets every row pass.

    Example:
        >>> everything().all
        []
    """
    return ConditionGroup(all=[])


def conditions(
    title: Text,
    default: Any = everything,
    *,
    port: str = "rows",
    help: Text | None = None,  # noqa: A002
    look: Look | None = None,
    twin: Mapping[str, Any] | None = None,
) -> Any:
    """Declare groups of conditions over the columns of a port. Annotate `ConditionGroup`.

    `twin` names a sibling formula that says the same (`field`) and the values of siblings with
    which the node goes by it (`formula`) or by the conditions (`conditions`).
    """
    operators = [
        {
            "op": item.op,
            "title": item.title.as_json(),
            "kinds": list(item.kinds),
            "arity": item.arity,
        }
        for item in OPERATORS
    ]
    extra = {
        "port": port,
        "operators": operators,
        "twin": None if twin is None else dict(twin),
    }
    return _field("conditions", title, default, help=help, look=look or Look(), extra=extra)
