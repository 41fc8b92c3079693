"""The client of 1C's OData interface: sessions, retries, plain errors, rows in pages."""

from __future__ import annotations

import hashlib
import ssl
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from kanva.onec.literals import path_segment, query_string
from kanva.onec.messages import is_condition_refused, refusal
from kanva.onec.metadata import Base, read_metadata
from kanva.sdk.messages import NodeError

if TYPE_CHECKING:
    import httpx

MARKER = "odata/standard.odata"
FORMAT = "application/json;odata=nometadata"
CONNECT_S = 10.0
DESCRIPTION_AGE_S = 24 * 3600.0
"""How long a kept description of a base is believed; a test of the connection asks anew."""
TRIES = 4
_PAUSE_S = 0.5
_RETRIED = frozenset({502, 503, 504})
_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Address:
    """Where a base is and who asks.

    Args:
        url: The base: `https://erp.example.ru/erp`, without the OData part.
        user: A 1C user.
        password: Their password.
        certificate: File of a certificate to trust besides the system's; "" for none.
        timeout_s: The longest wait for an answer; the first one of the day takes half a minute.
        page_rows: Rows asked for at once.
        allowed_only: Leave out rows that rights hide instead of failing.
    """

    url: str
    user: str = ""
    password: str = field(default="", repr=False)
    certificate: str = ""
    timeout_s: float = 180.0
    page_rows: int = 5000
    allowed_only: bool = True

    @property
    def host(self) -> str:
        """Return the server's name."""
        return urlsplit(self.url).hostname or self.url

    @property
    def service(self) -> str:
        """Return the address of the OData interface."""
        return f"{self.url.rstrip('/')}/{MARKER}"


class ConditionRefusedError(Exception):
    """1C did not take a filter; the reader may ask without it and filter by itself."""


class Client:
    """One conversation with one base; use it as a context manager.

    Requests go one after another: each session of 1C takes a licence.

    Args:
        address: Where and who.
        stop_if_cancelled: Called between requests and pieces; raises to stop.
        pause: Waits some seconds between tries.
        transport: What carries requests, for tests; None for the network.
    """

    def __init__(
        self,
        address: Address,
        stop_if_cancelled: Callable[[], None] = lambda: None,
        pause: Callable[[float], None] = time.sleep,
        transport: Any = None,
    ) -> None:
        import httpx  # noqa: PLC0415 - takes a while to load

        self.address = address
        self.requests = 0
        self._stop = stop_if_cancelled
        self._pause = pause
        verify: Any = True
        if address.certificate:
            verify = ssl.create_default_context()
            verify.load_verify_locations(address.certificate)
        self._http = httpx.Client(
            # A Cyrillic name must go as UTF-8; IIS refuses other encodings.
            auth=httpx.BasicAuth(address.user.encode(), address.password.encode())
            if address.user
            else None,
            headers={"Accept": "application/json", "IBSession": "start"},
            timeout=httpx.Timeout(address.timeout_s, connect=CONNECT_S),
            follow_redirects=False,
            verify=verify,
            transport=transport,
        )

    def __enter__(self) -> Client:
        """Return the client itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connection."""
        self._http.close()

    def sets(self) -> list[str]:
        """Return the names of the published sets: the cheapest test of all.

        Raises:
            NodeError: In plain words.
        """
        import json  # noqa: PLC0415 - only here

        body = self.get("", {}, what="")
        try:
            given: Any = json.loads(body)
            return [str(one["name"]) for one in given["value"]]
        except (ValueError, KeyError, TypeError) as error:
            raise NodeError(
                "not_1c", values={"reason": body[:160].decode("utf-8", "replace")}
            ) from (error)

    def metadata(self) -> Base:
        """Read the description of the base as a stream.

        Raises:
            NodeError: In plain words.
        """
        return read_metadata(self.raw_metadata())

    def raw_metadata(self) -> Iterator[bytes]:
        """Yield the description of the base as XML in pieces.

        Raises:
            NodeError: In plain words.
        """
        return self._stream(f"{self.address.service}/$metadata")

    def count(self, name: str, condition: str = "") -> int:
        """Return the number of rows of a set.

        Args:
            name: The set.
            condition: An OData filter.

        Raises:
            NodeError: In plain words.
            ConditionRefusedError: The condition cannot be asked there.
        """
        body = self.get(f"{name}/$count", {"$filter": condition}, what=name)
        try:
            return int(body.decode("utf-8-sig").strip())
        except ValueError as error:
            raise NodeError(
                "not_1c", values={"reason": body[:160].decode("utf-8", "replace")}
            ) from (error)

    def pages(
        self, name: str, options: Mapping[str, str], limit: int | None = None
    ) -> Generator[bytes, int | None]:
        """Yield answers page by page until one is short.

        Whoever takes them tells by `send` how many rows the last one held.

        Args:
            name: The set, or a set with a virtual table behind it.
            options: `$select`, `$filter`, `$orderby`, `$expand`.
            limit: Rows wanted at most.

        Raises:
            NodeError: In plain words.
            ConditionRefusedError: The condition cannot be asked there.
        """
        skip = 0
        while True:
            size = (
                self.address.page_rows
                if limit is None
                else min(self.address.page_rows, limit - skip)
            )
            if size <= 0:
                return
            page = {**options, "$top": str(size), "$skip": str(skip) if skip else ""}
            rows = yield self.get(name, page, what=name)
            if rows is None or rows < size:
                return
            skip += rows

    def get(self, name: str, options: Mapping[str, str], *, what: str) -> bytes:
        """Ask once, again when the server was only busy.

        Args:
            name: Path below the service.
            options: Query options; the format and «allowed only» are added.
            what: The object in question, for words.

        Returns:
            The body, without a byte-order mark.

        Raises:
            NodeError: In plain words.
            ConditionRefusedError: The condition cannot be asked there.
        """
        more = {"$format": FORMAT}
        if self.address.allowed_only and name and "$count" not in name:
            more["allowedOnly"] = "true"
        path = "/".join(map(path_segment, name.split("/")))
        return self._ask(f"{self.address.service}/{path}?{query_string({**options, **more})}", what)

    def _ask(self, address: str, what: str) -> bytes:
        import httpx  # noqa: PLC0415 - loaded already

        for attempt in range(1, TRIES + 1):
            self._stop()
            last = attempt == TRIES
            try:
                self.requests += 1
                answer = self._http.get(address)
            except httpx.HTTPError as error:
                if last or not isinstance(error, httpx.TransportError) or _hopeless(error):
                    raise network_error(error, self.address.host) from error
            else:
                if answer.status_code == 200:
                    return answer.content.removeprefix(b"\xef\xbb\xbf")
                if self._forget_session(answer) and not last:
                    continue
                if answer.status_code not in _RETRIED or last:
                    _refuse(answer, address, what)
            self._pause(_PAUSE_S * 2 ** (attempt - 1))
        raise AssertionError  # the last try has returned or raised

    def _forget_session(self, answer: httpx.Response) -> bool:
        """Drop a session 1C no longer knows; True when another try makes sense."""
        had = "ibsession" in self._http.cookies
        if had and answer.status_code in {400, 404, 500}:
            self._http.cookies.delete("ibsession")
            return True
        if answer.status_code == 406 and "IBSession" in self._http.headers:
            # Some publications cannot keep sessions; without one each request opens its own.
            del self._http.headers["IBSession"]
            return True
        return False

    def _stream(self, address: str) -> Iterator[bytes]:
        import httpx  # noqa: PLC0415 - loaded already

        try:
            self.requests += 1
            with self._http.stream("GET", address, headers={"Accept": "application/xml"}) as answer:
                if answer.status_code != 200:
                    answer.read()
                    _refuse(answer, address, "$metadata")
                for piece in answer.iter_bytes(_CHUNK_BYTES):
                    self._stop()
                    yield piece
        except httpx.HTTPError as error:
            raise network_error(error, self.address.host) from error


def network_error(error: httpx.HTTPError, host: str) -> NodeError:
    """Return the plain error of a request that got no answer.

    Args:
        error: What the library raised.
        host: The server's name.
    """
    import httpx  # noqa: PLC0415 - loaded already

    reason = str(error)
    if isinstance(error, httpx.ReadError | httpx.RemoteProtocolError):
        return NodeError("cut_answer")
    if isinstance(error, httpx.TimeoutException) and not isinstance(error, httpx.ConnectTimeout):
        return NodeError("timed_out", values={"host": host})
    if "CERTIFICATE_VERIFY_FAILED" in reason or "certificate" in reason.casefold():
        told = reason.rpartition("certificate verify failed:")[2].strip() or reason
        return NodeError("certificate", values={"host": host, "reason": told})
    if "Name or service not known" in reason or "getaddrinfo" in reason or "resolution" in reason:
        return NodeError("host_unknown", values={"host": host})
    return NodeError("no_answer", values={"host": host})


def metadata_name(address: Address) -> str:
    """Return a name under which the description of a base is kept; no secret is in it."""
    given = f"{address.service}|{address.user}".encode()
    return f"onec-{hashlib.blake2b(given, digest_size=12).hexdigest()}.xml"


def kept_metadata(client: Client, path: Path, max_age_s: float, now: float) -> Base:
    """Return the description of a base, from a file while it is fresh.

    Args:
        client: The client.
        path: Where it is kept.
        max_age_s: How old the file may be.
        now: The present moment as a UNIX time.

    Raises:
        NodeError: In plain words.
    """
    try:
        written = path.stat()
        if now - written.st_mtime <= max_age_s:
            return _parsed(path, written.st_mtime_ns)
    except (OSError, NodeError):
        # Absent or damaged: it is asked for anew.
        pass
    fresh = path.with_name(f"{path.name}.{time.monotonic_ns()}.tmp")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with fresh.open("wb") as file:
            base = read_metadata(_written(client.raw_metadata(), file))
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    return base


@lru_cache(maxsize=8)
def _parsed(path: Path, written_ns: int) -> Base:
    """Read a kept description: each edit asks for it, and parsing a large one takes seconds."""
    del written_ns
    return read_metadata(_file_chunks(path))


def _written(chunks: Iterator[bytes], file: Any) -> Iterator[bytes]:
    for chunk in chunks:
        file.write(chunk)
        yield chunk


def _file_chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            yield chunk


def _hopeless(error: Exception) -> bool:
    """Tell whether another try would fail the same way."""
    reason = str(error)
    return any(word in reason for word in ("CERTIFICATE", "Name or service", "getaddrinfo"))


def _refuse(answer: httpx.Response, address: str, what: str) -> None:
    body = answer.text
    if "$filter" in address and is_condition_refused(answer.status_code, body):
        raise ConditionRefusedError(body)
    raise refusal(answer.status_code, body, address, what)
