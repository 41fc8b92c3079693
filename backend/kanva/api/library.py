"""Node types and formula functions as the editor receives them, loaded beside the first page."""

from __future__ import annotations

import asyncio
import hashlib
import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Listing:
    """An answer that changes only with the installed libraries.

    Args:
        body: JSON as UTF-8.
        etag: Changes whenever the body does, in quotes.
    """

    body: bytes
    etag: str


class Library:
    """Loads the node libraries in a thread: they bring polars and the like, which take a while."""

    def __init__(self) -> None:
        self._nodes: asyncio.Task[Listing] | None = None
        self._functions: Listing | None = None

    def start(self) -> None:
        """Begin to load."""
        self._load()

    async def nodes(self) -> Listing:
        """Return the catalogue of node types."""
        nodes = self._nodes or self._load()
        return await asyncio.shield(nodes)

    async def functions(self) -> Listing:
        """Return the functions of the formula language."""
        if self._functions is None:
            self._functions = await asyncio.to_thread(_functions)
        return self._functions

    def _load(self) -> asyncio.Task[Listing]:
        self._nodes = asyncio.create_task(asyncio.to_thread(_node_types), name="load nodes")
        return self._nodes

    async def close(self) -> None:
        """Wait for a load that has begun: a thread cannot be stopped."""
        if self._nodes is not None:
            await asyncio.gather(self._nodes, return_exceptions=True)


def _node_types() -> Listing:
    # Loaded here and not at the top, so that the server is up before polars is.
    from kanva.engine.registry import Registry  # noqa: PLC0415

    catalogue = Registry.load().catalogue()
    return Listing(catalogue.body, catalogue.etag)


def _functions() -> Listing:
    from kanva import formula  # noqa: PLC0415 - the same reason

    return _listing(
        {
            "functions": [function.as_json() for function in formula.functions()],
            "categories": [
                {"id": name, "title": title.as_json()}
                for name, title in formula.FUNCTION_CATEGORIES.items()
            ],
        }
    )


def _listing(data: dict[str, Any]) -> Listing:
    body = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
    return Listing(body, f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"')
