"""The gate every request and every socket passes: default deny, and headers for safe pages.

Only the addresses of `PUBLIC` and the app's own files are open to people who are not signed in.
They are whole addresses and methods, never beginnings or endings of them.
"""

from __future__ import annotations

import logging
import uuid
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket

from kanva.api.configuration import Configuration
from kanva.api.messages import JSON_LIMIT_BYTES, ApiError
from kanva.api.pages import Pages
from kanva.api.signin import SignIn

PUBLIC: frozenset[tuple[str, str]] = frozenset(
    {
        ("GET", "/login"),
        ("GET", "/api/session"),
        ("POST", "/api/session"),
        ("GET", "/api/health"),
    }
)
"""Method and address of everything the API gives to people who are not signed in."""

_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_UPLOADS = "/api/files/"
_SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; "
        "worker-src 'self' blob:; manifest-src 'self'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}

_log = logging.getLogger(__name__)


class Gate:
    """ASGI middleware: checks host, origin, session and content type, and answers for the pages.

    Args:
        app: What stands behind the gate.
        configuration: How the server runs.
        sign_in: Knows who is signed in.
        pages: The built browser app.
    """

    def __init__(
        self, app: ASGIApp, *, configuration: Configuration, sign_in: SignIn, pages: Pages
    ) -> None:
        self._app = app
        self._configuration = configuration
        self._sign_in = sign_in
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request or a socket through, or refuse it."""
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        started = False

        async def guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                for name, value in _SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
                if not self._pages.owns(request.method, request.url.path):
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        try:
            answer = await self._answer(request)
        except ApiError as error:
            answer = error.response()
        if answer is not None:
            await answer(scope, receive, guarded)
            return
        try:
            await self._app(scope, _limited(request, receive), guarded)
        except Exception:  # noqa: BLE001 - the last place where an error can become words
            mark = uuid.uuid4().hex[:8]
            _log.exception("%s %s failed, mark %s", request.method, request.url.path, mark)
            if not started:
                refused = ApiError(500, "unexpected", mark=mark).response()
                await refused(scope, receive, guarded)

    async def _answer(self, request: Request) -> Response | None:
        self._check_host(request)
        method, path = request.method, request.url.path
        if self._pages.owns(method, path):
            return self._pages.respond(request)
        if method not in _READING:
            _check_origin(request)
        if (method, path) not in PUBLIC:
            await self._check_session(request)
        _check_content_type(request)
        return None

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        socket = WebSocket(scope, receive, send)
        try:
            self._check_host(socket)
            _check_origin(socket)
            await self._check_session(socket)
        except ApiError as error:
            # The browser learns no more than that it failed, but a log and a test see why.
            await receive()
            await socket.send_denial_response(error.response())
            return
        await self._app(scope, receive, send)

    async def _check_session(self, connection: HTTPConnection) -> None:
        if not await self._sign_in.is_signed_in(connection):
            raise ApiError(401, "not_signed_in")

    def _check_host(self, connection: HTTPConnection) -> None:
        # A stranger's name that resolves to this machine must not reach it (DNS rebinding).
        host = connection.headers.get("host", "")
        if not self._configuration.answers_to(host):
            raise ApiError(400, "unknown_host", host=host)


def _check_origin(connection: HTTPConnection) -> None:
    origin = connection.headers.get("origin")
    host = connection.headers.get("host", "").lower()
    if origin is not None and urlsplit(origin).netloc.lower() != host:
        raise ApiError(403, "foreign_origin", origin=origin)
    site = connection.headers.get("sec-fetch-site", "same-origin")
    if site not in {"same-origin", "none"}:
        raise ApiError(403, "foreign_origin", origin=origin or site)


def _limited(request: Request, receive: Receive) -> Receive:
    """Count the bytes of a request as they come; only uploads may be large."""
    if request.url.path.startswith(_UPLOADS):
        return receive
    taken = 0

    async def counted() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > JSON_LIMIT_BYTES:
            # The framework passes this class through to the handler that puts it into words.
            raise HTTPException(413)
        return message

    return counted


def _check_content_type(request: Request) -> None:
    if request.method in _READING:
        return
    kind = request.headers.get("content-type", "").split(";", maxsplit=1)[0].strip().lower()
    if request.method == "PUT" and request.url.path.startswith(_UPLOADS):
        if kind != "application/octet-stream":
            raise ApiError(415, "bytes_only")
    elif kind != "application/json" and not (request.method == "DELETE" and kind == ""):
        raise ApiError(415, "json_only")
