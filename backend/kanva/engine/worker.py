"""A worker process: reads requests, answers them, sends events; runs, previews and analyses live here.

Messages are JSON with four bytes of length before each, in over standard input, out over a copy of
standard output; what a library prints goes to standard error and never mixes with them.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import queue
import signal
import struct
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any, BinaryIO

_LENGTH = struct.Struct(">I")
_SESSIONS = 16
_log = logging.getLogger(__name__)


def send(stream: BinaryIO, message: Mapping[str, Any]) -> None:
    """Write one message.

    Args:
        stream: A binary stream; it is flushed.
        message: A JSON value.
    """
    body = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()
    stream.write(_LENGTH.pack(len(body)) + body)
    stream.flush()


def receive(stream: BinaryIO) -> dict[str, Any] | None:
    """Read one message.

    Args:
        stream: A binary stream.

    Returns:
        The message, or None when the other side has gone.
    """
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (size,) = _LENGTH.unpack(head)
    body = stream.read(size)
    return json.loads(body) if len(body) == size else None


class Desk:
    """Answers requests one by one; remembers sessions, so that an edit is answered briefly.

    Args:
        extra_packages: Node packages to load besides the installed ones.
    """

    def __init__(self, extra_packages: list[str]) -> None:
        from kanva.engine.preview import Previews
        from kanva.engine.registry import Registry

        self.registry = Registry.load(extra_packages)
        self.previews = Previews()
        self._sessions: OrderedDict[tuple[str, str], Any] = OrderedDict()

    def answer(
        self,
        method: str,
        request: Mapping[str, Any],
        tell: Callable[[dict[str, Any]], None],
        cancelled: threading.Event,
    ) -> dict[str, Any]:
        """Answer one request.

        Args:
            method: "analyse", "preview", "view", "formula", "run" or "trace".
            request: The request; see `Pool`.
            tell: Receives the events of a run.
            cancelled: Set to stop a run.

        Returns:
            The answer in wire form.

        Raises:
            DocumentError: The document cannot be read.
        """
        from kanva.engine.environment import Environment
        from kanva.engine.formulas import check_formula
        from kanva.engine.lineage import trace
        from kanva.engine.preview import preview
        from kanva.engine.reading import document_workflow
        from kanva.engine.run import run_workflow
        from kanva.engine.schema import analyse
        from kanva.engine.view import view

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
                session=session,
                previews=self.previews,
            )
        if method == "view":
            node = str(request["node"])
            return view(
                workflow, self.registry, environment, node, session=session, previews=self.previews
            )
        analysis = analyse(workflow, self.registry, environment, session)
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
        if method == "trace":
            place = (str(request["node"]), str(request["port"]), str(request["column"]))
            steps = trace(analysis, environment, *place)
            return {"columns": [{"node": n, "port": p, "column": c} for n, p, c in steps]}
        message = f"no method {method}"
        raise ValueError(message)

    def _session(self, environment: Any) -> Any:
        from kanva.engine.schema import Session

        name = (str(environment.workspace), environment.path)
        session = self._sessions.pop(name, None) or Session()
        self._sessions[name] = session
        while len(self._sessions) > _SESSIONS:
            self._sessions.popitem(last=False)
        return session

    def warm_up(self) -> None:
        """Walk through the code paths of a run once, so that the first one is as quick as the next."""
        import tempfile

        import polars as pl

        from kanva.engine.window import window_json

        with tempfile.TemporaryDirectory(prefix="kanva-") as folder:
            request = {"document": _NOTHING, "workspace": folder, "cache": f"{folder}/cache"}
            for method in ("analyse", "run"):
                self.answer(method, request, lambda _: None, threading.Event())
            frame = pl.LazyFrame({"a": [1, 2]}).filter(pl.col("a") > 1)
            frame.sink_parquet(f"{folder}/a.parquet")
            window_json(pl.scan_parquet(f"{folder}/a.parquet").collect(), 0, 1, full=True)
        self._sessions.clear()


_NOTHING: dict[str, Any] = {
    "kanva": 1,
    "title": "",
    "nodes": [{"id": "a", "type": "no.such", "version": 1, "settings": {}}],
    "edges": [],
}


def main() -> None:
    """Serve requests until the other side goes away."""
    with contextlib.suppress(ValueError, OSError):
        # Ctrl+C in a terminal reaches the whole group of processes; only the server decides.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb", buffering=0)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    source = sys.stdin.buffer
    first = receive(source)
    if first is None:
        return
    sys.path[:] = [*first.get("python_path", []), *sys.path]
    logging.basicConfig(level=first.get("log_level", "WARNING"), stream=sys.stderr)
    lock = threading.Lock()

    def tell(message: Mapping[str, Any]) -> None:
        with lock, contextlib.suppress(OSError):
            send(out, message)

    desk = Desk(list(first.get("extra_packages", [])))
    desk.warm_up()
    tell({"ready": True})
    requests: queue.Queue[dict[str, Any]] = queue.Queue()
    cancelled: dict[int, threading.Event] = {}
    threading.Thread(
        target=_listen, args=(source, requests, cancelled), name="kanva-listen", daemon=True
    ).start()
    while True:
        request = requests.get()
        number = request["id"]
        tell(_answered(desk, request, number, tell, cancelled[number]))
        cancelled.pop(number, None)


def _listen(
    source: BinaryIO,
    requests: queue.Queue[dict[str, Any]],
    cancelled: dict[int, threading.Event],
) -> None:
    while True:
        message = receive(source)
        if message is None:
            # The server is gone: whatever is being computed, nobody will see it.
            os._exit(0)
        if "cancel" in message:
            flag = cancelled.get(message["cancel"])
            if flag is not None:
                flag.set()
        else:
            cancelled[message["id"]] = threading.Event()
            requests.put(message)


def _answered(
    desk: Desk,
    request: Mapping[str, Any],
    number: int,
    tell: Callable[[Mapping[str, Any]], None],
    cancelled: threading.Event,
) -> dict[str, Any]:
    from kanva.engine.errors import exception_problem
    from kanva.engine.wording import document_problem, problem
    from kanva.workflow import DocumentError

    try:
        answer = desk.answer(
            request["method"],
            request["request"],
            lambda event: tell({"id": number, "event": event}),
            cancelled,
        )
    except DocumentError as error:
        found = [document_problem(item).as_json() for item in error.problems]
        return {"id": number, "problem": found[0], "problems": found}
    except Exception as error:
        _log.exception("request %s has failed", request["method"])
        given = exception_problem(error, None, None)
        if given.code == "failed":
            given = problem("engine_failed")
        return {"id": number, "problem": given.as_json()}
    return {"id": number, "answer": answer}


if __name__ == "__main__":
    main()
