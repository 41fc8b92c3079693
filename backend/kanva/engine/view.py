"""Pictures of a result: the matrix of groups, computed here, drawn by the editor."""

from __future__ import annotations

from typing import Any

import polars as pl

from kanva.engine.analysis import Analysis
from kanva.engine.environment import Environment, House
from kanva.engine.errors import exception_problem
from kanva.engine.execute import StepError
from kanva.engine.preview import Previews, find_rows
from kanva.engine.registry import Registry
from kanva.engine.schema import Session, analyse
from kanva.engine.window import cell
from kanva.engine.wording import problem
from kanva.sdk import AxisValue, MatrixView, Text
from kanva.workflow import Workflow


def view(
    workflow: Workflow,
    registry: Registry,
    environment: Environment,
    node: str,
    *,
    session: Session | None = None,
    previews: Previews | None = None,
) -> dict[str, Any]:
    """Return the picture a node offers of its result.

    Args:
        workflow: The workflow.
        registry: The node types.
        environment: The surroundings.
        node: Id of the node.
        session: What earlier analyses have found.
        previews: What earlier previews have made.

    Returns:
        MatrixData of the wire contract, with `problem` when there is nothing to draw.
    """
    session = session or Session()
    analysis = analyse(workflow, registry, environment, session)
    try:
        picture = _picture(analysis, environment, node)
        rows = find_rows(
            analysis, environment, node, picture.port, session.records, previews or Previews()
        )
        return matrix_json(picture, rows.frame, full=rows.full)
    except StepError as error:
        return {**_EMPTY, "problem": error.problem.as_json()}
    except Exception as error:  # noqa: BLE001 - a picture tells what is wrong, whatever it is
        return {**_EMPTY, "problem": exception_problem(error, None, node).as_json()}


def _picture(analysis: Analysis, environment: Environment, node: str) -> MatrixView:
    found = analysis.nodes.get(node)
    if found is None:
        raise StepError(problem("unknown_node", name=node))
    picture = None
    if found.node_type is not None and found.settings is not None:
        house = House(environment, analysis.parameters)
        picture = found.node_type.view(found.settings, house)
    if picture is None:
        raise StepError(problem("no_picture", node=node))
    return picture


def matrix_json(picture: MatrixView, frame: pl.LazyFrame, *, full: bool) -> dict[str, Any]:
    """Count the groups of a matrix.

    Args:
        picture: What stands where.
        frame: The rows.
        full: Whether these are all rows.

    Returns:
        MatrixData of the wire contract.

    Example:
        >>> from kanva.sdk import Measure
        >>> one = AxisValue(Text.same("1"))
        >>> count = Measure("count", Text.same("Count"), "count")
        >>> matrix = MatrixView("rows", "s", (("A",),), (one,), (one,), (count,))
        >>> matrix_json(matrix, pl.LazyFrame({"s": ["A", "A", "B"]}), full=True)["cells"]
        [[{'number': 1, 'filter': {'column': 's', 'op': '=', 'value': 'A'}, 'measures': [2]}]]
    """
    summed = dict.fromkeys(
        measure.column for measure in picture.measures if measure.of == "sum" and measure.column
    )
    sums = [pl.col(name).sum().alias(f"sum {place}") for place, name in enumerate(summed)]
    groups = frame.group_by(picture.column).agg(pl.len().alias("count of rows"), *sums).collect()
    known: dict[Any, tuple[Any, ...]] = {
        row[0]: row[1:] for row in groups.rename({picture.column: "value"}).iter_rows()
    }
    everything = tuple(
        sum(row[place] or 0 for row in known.values()) for place in range(1 + len(sums))
    )
    places = {name: place + 1 for place, name in enumerate(summed)}

    def measures(figures: tuple[Any, ...]) -> list[Any]:
        out: list[Any] = []
        for measure in picture.measures:
            if measure.of == "count":
                out.append(figures[0])
            elif measure.of == "share":
                out.append(figures[0] / everything[0] if everything[0] else 0.0)
            else:
                out.append(_number(figures[places[measure.column or ""]]))
        return out

    nothing = (0,) * (1 + len(sums))

    def group(value: Any) -> dict[str, Any]:
        return {
            "filter": {"column": picture.column, "op": "=", "value": cell(value)},
            "measures": measures(known.get(value, nothing)),
        }

    numbers = iter(range(1, 1 + sum(map(len, picture.cells))))
    return {
        "rows": [_axis(place, head) for place, head in enumerate(picture.rows)],
        "columns": [_axis(place, head) for place, head in enumerate(picture.columns)],
        "cells": [
            [{"number": next(numbers), **group(value)} for value in line] for line in picture.cells
        ],
        "measures": [
            {"id": item.id, "title": item.title.as_json(), "format": item.format}
            for item in picture.measures
        ],
        "aside": [{"title": title.as_json(), **group(value)} for value, title in picture.aside],
        "totals": measures(everything),
        "full": full,
        "problem": None,
    }


def _axis(place: int, head: AxisValue) -> dict[str, Any]:
    subtitle: Text | None = head.subtitle
    return {
        "value": place,
        "title": head.title.as_json(),
        "subtitle": None if subtitle is None else subtitle.as_json(),
    }


def _number(value: Any) -> Any:
    return float(value or 0) if not isinstance(value, int) else value


_EMPTY: dict[str, Any] = {
    "rows": [],
    "columns": [],
    "cells": [],
    "measures": [],
    "aside": [],
    "totals": [],
    "full": False,
}
