"""Where the server of a workspace is, for the commands that must find it."""

from __future__ import annotations

import os
import socket
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kanva.store import Store

_SETTING = "server"


def announce(store: Store, address: str) -> None:
    """Write down that this process serves the workspace.

    Args:
        store: The workspace's store.
        address: Where, for instance "http://localhost:8321".
    """
    store.set_setting(
        _SETTING,
        {
            "address": address,
            "machine": socket.gethostname(),
            "process": os.getpid(),
            "started": _started(os.getpid()),
        },
    )


def forget(store: Store) -> None:
    """Write down that this process serves the workspace no longer."""
    store.set_setting(_SETTING, None)


def running_server(store: Store) -> str | None:
    """Return the address of the living server of a workspace, or None.

    A server that was killed leaves its note behind; the number of its process may be another's now,
    which the time of its start gives away. A note of another machine cannot be checked, and counts
    as left behind.
    """
    note = store.setting(_SETTING)
    if note is None or note["machine"] != socket.gethostname():
        return None
    started = _started(int(note["process"]))
    if started is None or abs(started - note["started"]) > 1:
        return None
    return str(note["address"])


def _started(process: int) -> float | None:
    import psutil  # noqa: PLC0415 - slow to load for commands that end before they need it

    try:
        return psutil.Process(process).create_time()
    except psutil.Error:
        return None
