"""Work whose depth is bounded is never refused because its caller is deep in a recursion."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def with_room(work: Callable[[], T]) -> T:
    """Do something that recurses a few hundred calls deep, whatever the caller has used up.

    Args:
        work: Can be begun anew.

    Returns:
        Its result. When the caller has left too little of the interpreter's stack, it is computed
        in a thread, which begins with a stack of its own.

    Raises:
        Exception: What the work raises.

    Example:
        >>> with_room(lambda: 2 + 2)
        4
    """
    try:
        return work()
    except RecursionError:
        pass
    done: list[T] = []
    failed: list[BaseException] = []

    def run() -> None:
        try:
            done.append(work())
        except BaseException as error:  # noqa: BLE001 - raised again for the caller
            failed.append(error)

    thread = threading.Thread(target=run, name="kanva-formula")
    thread.start()
    thread.join()
    if failed:
        raise failed[0]
    return done[0]
