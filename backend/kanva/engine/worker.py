"""A worker process: reads requests, answers them, sends events; runs and previews live here.

Requests come over standard input, answers go over a copy of standard output; what a library prints
goes to standard error and never mixes with them.
"""

from __future__ import annotations

import contextlib
import logging
import os
import queue
import signal
import sys
import threading
from collections.abc import Callable, Mapping
from typing import IO, Any, Protocol

from kanva.engine.errors import exception_problem
from kanva.engine.pipes import receive, send
from kanva.engine.wording import document_problem, problem
from kanva.workflow import DocumentError

_log = logging.getLogger(__name__)


class Answering(Protocol):
    """Answers requests."""

    def answer(
        self,
        method: str,
        request: Mapping[str, Any],
        tell: Callable[[dict[str, Any]], None],
        cancelled: threading.Event,
    ) -> dict[str, Any]:
        """Answer one request."""
        ...


def main() -> None:
    """Serve requests until the other side goes away."""
    with contextlib.suppress(ValueError, OSError):
        # Ctrl+C in a terminal reaches the whole group of processes; only the server decides.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb", buffering=0)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    source: IO[bytes] = sys.stdin.buffer
    first = receive(source)
    if first is None:
        return
    sys.path[:] = [*first.get("python_path", []), *sys.path]
    logging.basicConfig(level=first.get("log_level", "WARNING"), stream=sys.stderr)
    lock = threading.Lock()

    def tell(message: Mapping[str, Any]) -> None:
        with lock, contextlib.suppress(OSError):
            send(out, message)

    # Imported after the first message: it may say where to import from.
    from kanva.engine.desk import Desk  # noqa: PLC0415

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
    source: IO[bytes],
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
    desk: Answering,
    request: Mapping[str, Any],
    number: int,
    tell: Callable[[Mapping[str, Any]], None],
    cancelled: threading.Event,
) -> dict[str, Any]:
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
    except Exception as error:  # noqa: BLE001 - the asker must get an answer, whatever happened
        _log.exception("request %s has failed", request["method"])
        given = exception_problem(error, None, None)
        if given.code == "failed":
            given = problem("engine_failed")
        return {"id": number, "problem": given.as_json()}
    return {"id": number, "answer": answer}


if __name__ == "__main__":
    main()
