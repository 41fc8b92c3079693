"""One running server: everything a route needs, opened and closed together."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from typing import Annotated, cast

from fastapi import Depends
from starlette.requests import HTTPConnection

from kanva.api.computing import Computing, Surroundings
from kanva.api.configuration import Configuration
from kanva.api.connecting import Connecting
from kanva.api.examples import Examples
from kanva.api.hub import Hub
from kanva.api.library import Library
from kanva.api.running import Running
from kanva.api.signin import SignIn
from kanva.api.watching import Watching
from kanva.store import Store

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Server:
    """What stands behind the routes.

    Args:
        configuration: How the server runs.
        store: The open store.
        computing: The engine's processes.
        sign_in: Knows who is signed in.
        surroundings: Completes a request to the engine.
        hub: Hands out events.
        running: Follows runs.
        watching: Notices changes of files.
        examples: The gallery.
        connecting: Connections and their kinds.
        library: Node types and functions.
    """

    configuration: Configuration
    store: Store
    computing: Computing
    sign_in: SignIn
    surroundings: Surroundings
    hub: Hub
    running: Running
    watching: Watching
    examples: Examples
    connecting: Connecting
    library: Library = field(default_factory=Library)
    view_turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held while rows are fetched: one at a time, so that stale questions can be dropped."""
    desk_turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    """The same for analyses."""
    study_turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    """The same for profiles, charts, comparisons and saved tables."""

    async def start(self) -> None:
        """Mark runs of a killed server, then begin to work."""
        self.hub.start()
        interrupted = await asyncio.to_thread(self.store.runs.interrupt_unfinished)
        if interrupted:
            _log.warning("%d runs were interrupted by the end of the last server", interrupted)
        password = self.configuration.password
        await asyncio.to_thread(self.store.sessions.end_all_unless_password_is, password)
        await self.computing.start()
        self.library.start()
        self.watching.start()

    async def close(self) -> None:
        """Stop runs, processes and watches, and close the store."""
        await self.watching.close()
        await self.running.close()
        self.hub.close()
        await self.computing.close()
        await self.library.close()
        self.store.close()


def server_of(connection: HTTPConnection) -> Server:
    """Return the server a request or a socket belongs to."""
    return cast("Server", connection.app.state.server)


TheServer = Annotated[Server, Depends(server_of)]
"""What a route asks for."""
