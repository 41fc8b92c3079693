"""An emulated base on a real port, and a client that talks to it over the wire."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
import uvicorn

from emulators.onec.app import Emulator, Faults
from emulators.onec.base import erp
from kanva.onec.client import Address, Client


@pytest.fixture(scope="session")
def emulator() -> Iterator[tuple[Emulator, int]]:
    """Yield a base that listens, and its port."""
    base = Emulator(erp())
    config = uvicorn.Config(base.app(), host="127.0.0.1", port=0, log_config=None, access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.01)
    yield base, server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    thread.join(10)


@pytest.fixture
def onec(emulator: tuple[Emulator, int]) -> Emulator:
    """Return the base without faults and with an empty log."""
    base, _ = emulator
    base.faults = Faults()
    base.log.clear()
    return base


@pytest.fixture
def address(onec: Emulator, emulator: tuple[Emulator, int]) -> Address:
    url = f"http://127.0.0.1:{emulator[1]}/erp"
    return Address(url, user=onec.user, password=onec.password, page_rows=70, timeout_s=20)


@pytest.fixture
def client(address: Address) -> Iterator[Client]:
    with Client(address, pause=lambda _: None) as made:
        yield made


@pytest.fixture
def client_of(address: Address):
    """Return a function that makes a client whose address differs."""
    made: list[Client] = []

    def make(**changed: object) -> Client:
        made.append(Client(replace(address, **changed), pause=lambda _: None))
        return made[-1]

    yield make
    for one in made:
        one.__exit__()
