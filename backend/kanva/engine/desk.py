"""The desk of a worker: answers questions about workflows, one by one, and runs them."""

from __future__ import annotations

import tempfile
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any

import polars as pl

from kanva.engine.condition_text import conditions_of, formula_of
from kanva.engine.environment import Environment
from kanva.engine.formulas import check_formula
from kanva.engine.lineage import trace_json
from kanva.engine.outside import outside
from kanva.engine.preview import Previews, preview
from kanva.engine.reading import document_workflow
from kanva.engine.registry import Registry
from kanva.engine.run import run_workflow
from kanva.engine.schema import Session, analyse
from kanva.engine.studies import STUDIES, Studies
from kanva.engine.view import view
from kanva.engine.window import window_json

_SESSIONS = 16
_NOTHING: dict[str, Any] = {
    "kanva": 1,
    "title": "",
    "nodes": [{"id": "a", "type": "no.such", "version": 1, "settings": {}}],
    "edges": [],
}


class Desk:
    """Answers requests one by one; remembers sessions, so that an edit is answered briefly.

    Args:
        extra_packages: Node packages to load besides the installed ones.
    """

    def __init__(self, extra_packages: list[str]) -> None:
        self.registry = Registry.load(extra_packages)
        self.previews = Previews()
        self.studies = Studies()
        self._sessions: OrderedDict[tuple[str, str], Session] = OrderedDict()

    def answer(
        self,
        method: str,
        request: Mapping[str, Any],
        tell: Callable[[dict[str, Any]], None],
        cancelled: threading.Event,
    ) -> dict[str, Any]:
        """Answer one request.

        Args:
            method: "analyse", "preview", "view", "formula", "run" or "trace"; of
                connections "test", "inside" and "sample"; or one of `STUDIES`.
            request: The request; see `Pool`.
            tell: Receives the events of a run.
            cancelled: Set to stop a run.

        Returns:
            The answer in wire form.

        Raises:
            DocumentError: The document cannot be read.
        """
        if method in {"test", "inside", "sample"}:
            return outside(method, request)
        environment = Environment.from_json(request)
        session = self._session(environment)
        workflow = document_workflow(request["document"])
        if method == "run":
            result = run_workflow(
                workflow,
                self.registry,
                environment,
                tell,
                request.get("targets"),
                cancelled=cancelled,
                session=session,
            )
            return result.as_json()
        if method == "preview":
            return preview(
                workflow,
                self.registry,
                environment,
                str(request["node"]),
                str(request.get("port") or ""),
                offset=int(request.get("offset") or 0),
                limit=int(request.get("limit", 100)),
                sort=request.get("sort") or (),
                filters=request.get("filter") or (),
                search=str(request.get("search") or ""),
                columns=_part(request),
                session=session,
                previews=self.previews,
            )
        if method == "view":
            node = str(request["node"])
            return view(
                workflow, self.registry, environment, node, session=session, previews=self.previews
            )
        analysis = analyse(workflow, self.registry, environment, session)
        if method in STUDIES:
            return self.studies.answer(
                method, request, analysis, environment, session.records, self.previews
            )
        if method == "analyse":
            return analysis.as_json()
        if method == "formula":
            return check_formula(
                analysis,
                environment,
                str(request["node"]),
                str(request.get("port") or "rows"),
                str(request["text"]),
                field=request.get("field"),
                earlier=request.get("earlier") or (),
            )
        if method == "conditions":
            node, port = analysis.nodes[str(request["node"])], str(request.get("port") or "rows")
            columns = node.inputs.get(port) or {}
            language = environment.language
            text, group = request.get("text"), request.get("conditions")
            return {
                "formula": None if group is None else formula_of(group, columns, language),
                "conditions": None if text is None else conditions_of(str(text), columns),
            }
        if method == "trace":
            place = (str(request["node"]), str(request["port"]), str(request["column"]))
            return trace_json(analysis, environment, *place)
        message = f"no method {method}"
        raise ValueError(message)

    def _session(self, environment: Environment) -> Session:
        name = (str(environment.workspace), environment.path)
        session = self._sessions.pop(name, None) or Session()
        self._sessions[name] = session
        while len(self._sessions) > _SESSIONS:
            self._sessions.popitem(last=False)
        return session

    def warm_up(self) -> None:
        """Walk through a run once, so that the first one is as quick as the next."""
        with tempfile.TemporaryDirectory(prefix="kanva-") as folder:
            request = {"document": _NOTHING, "workspace": folder, "cache": f"{folder}/cache"}
            for method in ("analyse", "run"):
                self.answer(method, request, lambda _: None, threading.Event())
            frame = pl.LazyFrame({"a": [1, 2]}).filter(pl.col("a") > 1)
            frame.sink_parquet(f"{folder}/a.parquet")
            window_json(pl.scan_parquet(f"{folder}/a.parquet").collect(), 0, 1, full=True)
        self._sessions.clear()


def _part(request: Mapping[str, Any]) -> tuple[int, int] | None:
    count = request.get("column_count")
    return None if count is None else (int(request.get("first_column") or 0), int(count))
