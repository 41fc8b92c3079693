"""An emulated base on a real port, and a client that talks to it over the wire."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from emulators.onec.app import Emulator, Faults
from emulators.onec.base import erp
from emulators.onec.serving import served
from kanva.onec.client import Address, Client


@pytest.fixture(scope="session")
def emulator() -> Iterator[tuple[Emulator, int]]:
    """Yield a base that listens, and its port."""
    base = Emulator(erp())
    with served(base) as port:
        yield base, port


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
