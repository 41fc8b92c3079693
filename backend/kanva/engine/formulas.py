"""A formula being typed: checked against the columns that enter its node."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kanva import formula
from kanva.engine.analysis import Analysis
from kanva.engine.check import Surroundings, formula_problem, parameter_kinds
from kanva.engine.environment import Environment, House
from kanva.engine.places import places


def check_formula(
    analysis: Analysis,
    environment: Environment,
    node: str,
    port: str,
    text: str,
    *,
    field: str | None = None,
    earlier: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """Check a formula and colour its words.

    Args:
        analysis: The analysis of the workflow it stands in.
        environment: The surroundings.
        node: Id of the node.
        port: The input port whose columns it sees.
        text: The formula.
        field: Dotted path of the setting that holds it.
        earlier: `{"name", "text"}` of formulas above it in the same list, whose columns it sees.

    Returns:
        `{"type", "problems", "tokens"}`. Where the columns are not known only the build of the
        formula is checked.
    """
    found = analysis.nodes.get(node)
    known = {} if found is None else {k: v for k, v in found.inputs.items() if v is not None}
    house = House(environment, analysis.parameters)
    around = Surroundings(known, analysis.parameters, house, frozenset(environment.connections))
    columns = around.columns(port)
    blind = columns is None
    columns = dict(columns or {})
    kinds = parameter_kinds(analysis.parameters)
    for item in earlier:
        made = formula.check(str(item["text"]), columns, kinds)
        if made.dtype is not None:
            columns[str(item["name"])] = made.dtype
    result = None
    if found is not None and found.settings is not None and field:
        ui = next((place.ui for place in places(found.settings) if place.path == field), {})
        result = ui.get("result")
    checked = formula.check(text, columns, kinds, result=result)
    problems = [
        formula_problem(item, field)
        for item in checked.problems
        if not (blind and item.code == "unknown_column")
    ]
    return {
        "type": checked.kind,
        "problems": [item.at(node).as_json() for item in problems],
        "tokens": [
            {"start": token.start, "end": token.end, "kind": token.kind} for token in checked.tokens
        ],
    }
