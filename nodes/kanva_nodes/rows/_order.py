"""The order rows are taken in by nodes that look at neighbours: its form, work done along it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import polars as pl

from kanva.sdk import Kind, Look, NodeError, Option, Settings, Text, fields, kind_of
from kanva.sdk.relational import col, need_columns

SORTABLE: tuple[Kind, ...] = (
    "text", "integer", "number", "decimal", "boolean", "date", "datetime", "time", "duration",
    "category",
)  # fmt: skip
ORDER = Text(ru="Порядок", en="Order")
Sequenced = Literal["columns", "table"]


class OrderKey(Settings):
    """One column the rows are taken in order of."""

    column: str = fields.column(Text(ru="Столбец", en="Column"), kinds=SORTABLE)
    descending: bool = fields.switch(
        Text(ru="По убыванию", en="Descending"),
        help=Text(ru="От большего к меньшему, от Я до А.", en="From large to small, from Z to A."),
    )


def sequence_field(
    default: Sequenced = "columns", when: Mapping[str, Sequence[Any]] | None = None
) -> Any:
    """Declare where the order comes from. Annotate `Sequenced`, beside an `order_field`."""
    return fields.choice(
        Text(ru="Порядок строк", en="Order of rows"),
        [
            Option("columns", Text(ru="По столбцам", en="By columns")),
            Option("table", Text(ru="Как в таблице", en="As they come")),
        ],
        default,
        help=Text(
            ru="Какая строка идёт раньше. Сами строки остаются на своих местах.",
            en="Which row comes earlier. The rows themselves stay in their places.",
        ),
        look=Look(when=when),
    )


def order_field(when: Mapping[str, Sequence[Any]] | None = None) -> Any:
    """Declare the columns of the order. Annotate `list[OrderKey]`."""
    return fields.items(
        ORDER,
        item_title=Text(ru="Столбец", en="Column"),
        help=Text(
            ru="Сначала по первому столбцу, при равенстве — по следующему. Пустые — последними.",
            en="By the first column; rows equal in it, by the next. Empty cells come last.",
        ),
        look=Look(when=when),
    )


def group_field() -> Any:
    """Declare the columns of groups. Annotate `list[str]`."""
    return fields.columns(
        Text(ru="Внутри групп", en="Within groups"),
        optional=True,
        help=Text(
            ru="Для каждого сочетания значений отдельно. Пусто — вся таблица как одна группа.",
            en="For each combination of values apart. Empty: the whole table is one group.",
        ),
    )


def order_problems(sequence: Sequenced, order: Sequence[OrderKey]) -> tuple[NodeError, ...]:
    """Return `not_set` when an order by columns has no column."""
    if sequence == "table" or order:
        return ()
    return (NodeError("not_set", field="order", values={"title": ORDER}),)


def ranks(name: str, dtype: Any, text_order: str = "alphabet") -> list[pl.Expr]:
    """Return the expressions a column is ordered by.

    Args:
        name: The column.
        dtype: Its type.
        text_order: "alphabet" (case does not count, ё beside е) or "codes".
    """
    column = col(name)
    if kind_of(dtype) not in {"text", "category"}:
        return [column]
    words = column.cast(pl.String)
    if text_order == "codes":
        return [words]
    # As dictionaries do: ё counts as е, and only between words that are then equal it comes second.
    lower = words.str.to_lowercase()
    return [lower.str.replace_all("ё", "е", literal=True), lower]


def hidden(names: Mapping[str, Any] | Sequence[str], count: int = 1) -> list[str]:
    """Return names for columns of the work that no column of the table has.

    Example:
        >>> hidden(["n0"], 2)
        ['n0_', 'n1']
    """
    taken = set(names)
    found: list[str] = []
    for index in range(count):
        name = f"n{index}"
        while name in taken:
            name += "_"
        taken.add(name)
        found.append(name)
    return found


def in_order(
    frame: pl.LazyFrame, order: Sequence[OrderKey], schema: Mapping[str, Any], field: str = "order"
) -> pl.LazyFrame:
    """Sort a frame by the order, equal rows as they came, empty cells last.

    Args:
        frame: The rows.
        order: The columns; none leaves the rows as they are.
        schema: Column name to type.
        field: Name of the setting, for errors.

    Raises:
        NodeError: `missing_column`.
    """
    need_columns(schema, [(f"{field}.{at}.column", key.column) for at, key in enumerate(order)])
    by: list[pl.Expr] = []
    descending: list[bool] = []
    for key in order:
        for expression in ranks(key.column, schema[key.column]):
            by.append(expression)
            descending.append(key.descending)
    if not by:
        return frame
    return frame.sort(by, descending=descending, nulls_last=True, maintain_order=True)


@dataclass(frozen=True, slots=True)
class Line:
    """The order and the groups columns are computed along.

    Args:
        order: The order; none means as the rows come.
        group: Columns of groups; none means the whole table.
        schema: Column name to type.
    """

    order: Sequence[OrderKey]
    group: Sequence[str]
    schema: Mapping[str, Any]

    @property
    def single(self) -> OrderKey | None:
        """The only column of the order when it is compared as it is, so that polars sorts by it."""
        if len(self.order) != 1:
            return None
        (key,) = self.order
        need_columns(self.schema, [("order.0.column", key.column)])
        plain = kind_of(self.schema[key.column]) not in {"text", "category"}
        return key if plain else None

    def window(self, expression: pl.Expr) -> pl.Expr:
        """Compute an expression along the order, in each group apart."""
        key = self.single
        if key is None:
            return within(expression, self.group)
        return expression.over(
            [col(name) for name in self.group] or None,
            order_by=col(key.column),
            descending=key.descending,
            nulls_last=True,
        )

    def run(self, frame: pl.LazyFrame, steps: Sequence[Sequence[pl.Expr]]) -> pl.LazyFrame:
        """Add columns made of `window`s; the rows come back in their own places.

        Args:
            frame: The rows.
            steps: Lists of named expressions; a list may use the columns made by those before it.

        Raises:
            NodeError: `missing_column`.
        """
        direct = not self.order or self.single is not None
        made = [expression.meta.output_name() for step in steps for expression in step]
        (place,) = hidden([*self.schema, *made])
        if not direct:
            frame = in_order(frame.with_row_index(place), self.order, self.schema)
        for step in steps:
            frame = frame.with_columns(step)
        return frame if direct else frame.sort(place).drop(place)


def within(expression: pl.Expr, group: Sequence[str]) -> pl.Expr:
    """Compute an expression in each group apart, or over the whole table without groups."""
    return expression.over([col(name) for name in group]) if group else expression


def group_columns(group: Sequence[str], field: str = "group") -> list[tuple[str, str]]:
    """Return the columns of groups with their settings, for `need_columns`."""
    return [(f"{field}.{at}", name) for at, name in enumerate(group)]
