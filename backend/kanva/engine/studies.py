"""Questions about the rows of an output that may take their time: each finds rows, then works."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kanva.engine.analysis import Analysis
from kanva.engine.cache import Cache
from kanva.engine.chart import ChartAsked, chart
from kanva.engine.compare import compare
from kanva.engine.environment import Environment
from kanva.engine.errors import exception_problem
from kanva.engine.execute import StepError
from kanva.engine.look import Look
from kanva.engine.preview import Previews, Rows, find_rows
from kanva.engine.profile import Profiles, profile, top_values
from kanva.engine.records import Records
from kanva.engine.table_file import save_table
from kanva.engine.wording import problem

_EMPTY: dict[str, dict[str, Any]] = {
    "profile": {"columns": [], "rows": 0, "full": False, "sample_of": None},
    "values": {"values": [], "more": False, "full": False, "sample_of": None},
    "chart": {
        "points": [], "x_type": "other", "step": None, "binned": False, "series": [], "rest": 0,
        "shown": None, "rows": 0, "full": False, "sample_of": None,
    },
    "compare": {
        "counts": {}, "keys": [], "columns": [], "states": [], "changed": [], "only_before": [],
        "only_after": [], "retyped": [], "offset": 0, "rows": 0, "total": 0, "full": False,
    },
    "save_table": {"rows": 0, "full": False},
}  # fmt: skip
STUDIES = frozenset(_EMPTY)
"""What can be asked here."""


def troubled_study(method: str, given: Any) -> dict[str, Any]:
    """Return the answer of a question that could not be answered, in its own shape.

    Args:
        method: One of `STUDIES`.
        given: The problem in wire form.
    """
    return {**_EMPTY[method], "problem": given}


class Studies:
    """Answers them; remembers profiles."""

    def __init__(self) -> None:
        self._profiles = Profiles()

    def answer(
        self,
        method: str,
        request: Mapping[str, Any],
        analysis: Analysis,
        environment: Environment,
        records: Records | None,
        previews: Previews,
    ) -> dict[str, Any]:
        """Answer one question.

        Args:
            method: One of `STUDIES`.
            request: Node, port, look, and what the question asks for.
            analysis: The analysis.
            environment: The surroundings.
            records: Where it is remembered that a person has looked.
            previews: Heads and samples made before.

        Returns:
            The answer in wire form; what stands against it is its `problem`.
        """
        node = str(request["node"])

        def rows(place: Mapping[str, Any]) -> Rows:
            key = place.get("key")
            if key:
                return _kept(environment, f"{key}.{place['port']}", node)
            port = str(place.get("port") or "")
            return find_rows(analysis, environment, str(place["node"]), port, records, previews)

        try:
            return self._answer(method, request, environment, rows)
        except StepError as error:
            return troubled_study(method, error.problem.as_json())
        except Exception as error:  # noqa: BLE001 - the asker is told what is wrong, whatever it is
            return troubled_study(method, exception_problem(error, None, node).as_json())

    def _answer(
        self, method: str, request: Mapping[str, Any], environment: Environment, rows: Any
    ) -> dict[str, Any]:
        look, found = Look.of(request), rows(request)
        if method == "profile":
            return profile(found, look, request["columns"], self._profiles)
        if method == "values":
            sought, limit = str(request.get("sought") or ""), int(request.get("limit", 50))
            return top_values(found, look, str(request["column"]), sought, limit)
        if method == "chart":
            asked = {name: request.get(name) for name in ("y", "series")}
            measure = str(request.get("measure") or "count")
            return chart(
                found, look, ChartAsked(str(request["kind"]), str(request["x"]), measure, **asked)
            )
        if method == "compare":
            return compare(
                rows(request["before"]),
                found,
                request.get("keys") or (),
                show=request.get("show") or ("added", "gone", "changed"),
                offset=int(request.get("offset") or 0),
                limit=int(request.get("limit", 200)),
            )
        path = Path(request["target"])
        path.parent.mkdir(parents=True, exist_ok=True)
        columns = request.get("columns") or ()
        return save_table(found, look, columns, path, request["kind"], environment.language)


def _kept(environment: Environment, name: str, node: str) -> Rows:
    kept = Cache(environment.cache, environment.cache_quota_bytes).find(name)
    if kept is None:
        raise StepError(problem("run_result_gone", node=node))
    return Rows(kept.scan(), name, kept.rows, full=True)
