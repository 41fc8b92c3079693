"""Who is signed in: cookies, one-time links, the password and its tries."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection
from starlette.responses import Response

from kanva.api.configuration import Configuration
from kanva.api.messages import ApiError
from kanva.store.sessions import SESSION_LIFE, Sessions, password_hash, password_matches

_TRIES = 5
_PAUSE_S = 60.0
_TRUST_S = 30.0
"""How long a session is believed without asking the database."""
_REMEMBERED = 10_000


@dataclass(slots=True)
class _Tries:
    count: int = 0
    last_at: float = 0.0


class SignIn:
    """Signs people in and out of one server.

    Args:
        configuration: How the server runs.
        sessions: The stored sessions and links.
        clock: Seconds that only ever grow.
    """

    def __init__(
        self,
        configuration: Configuration,
        sessions: Sessions,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._configuration = configuration
        self._sessions = sessions
        self._clock = clock
        self._believed: dict[str, float] = {}
        self._tries: dict[str, _Tries] = {}
        self._checking = threading.Lock()
        password = configuration.password
        self._password_hash = None if password is None else password_hash(password)

    @property
    def mode(self) -> Literal["local", "password"]:
        """How one signs in: by the password when there is one, else by one-time links."""
        return "local" if self._password_hash is None else "password"

    async def is_signed_in(self, connection: HTTPConnection) -> bool:
        """Tell whether a request or a socket carries a live session."""
        secret = self._secret(connection)
        if not secret:
            return False
        if self._believed.get(secret, 0.0) > self._clock():
            return True
        if not await run_in_threadpool(self._sessions.is_live, secret):
            return False
        if len(self._believed) >= _REMEMBERED:
            self._believed.clear()
        self._believed[secret] = self._clock() + _TRUST_S
        return True

    def use_link(self, token: str, response: Response, *, secure: bool) -> bool:
        """Sign in by a one-time link.

        Args:
            token: What the link carries.
            response: Receives the cookie.
            secure: The browser came over https.

        Returns:
            False when the link is unknown, used or has run out.
        """
        secret = self._sessions.use_link(token)
        if secret is None:
            return False
        self._give(response, secret, secure=secure)
        return True

    def use_password(self, password: str, who: str, response: Response, *, secure: bool) -> None:
        """Sign in by the password.

        Args:
            password: What the person has typed.
            who: Address of the browser: tries are counted by it.
            response: Receives the cookie.
            secure: The browser came over https.

        Raises:
            ApiError: 400 `no_password`, 403 `wrong_password`, 429 `too_many_tries`.
        """
        if self._password_hash is None:
            raise ApiError(400, "no_password")
        # One at a time: the hash is made to be slow, and many at once would hold the server up.
        with self._checking:
            self._wait_is_over(who)
            if not password_matches(password, self._password_hash):
                self._count_failure(who)
                raise ApiError(403, "wrong_password")
            self._tries.pop(who, None)
        self._give(response, self._sessions.begin(), secure=secure)

    def sign_out(self, connection: HTTPConnection, response: Response) -> None:
        """End the session a request carries."""
        secret = self._secret(connection)
        if secret:
            self._believed.pop(secret, None)
            self._sessions.end(secret)
        response.delete_cookie(self._configuration.cookie, httponly=True, samesite="strict")

    def _secret(self, connection: HTTPConnection) -> str:
        # Read here and not by the framework: a cookie of a neighbour may be malformed.
        wanted = self._configuration.cookie
        for part in connection.headers.get("cookie", "").split(";"):
            name, _, value = part.strip().partition("=")
            if name == wanted:
                return value.strip('"')
        return ""

    def _give(self, response: Response, secret: str, *, secure: bool) -> None:
        response.set_cookie(
            self._configuration.cookie,
            secret,
            max_age=int(SESSION_LIFE.total_seconds()),
            httponly=True,
            samesite="strict",
            secure=secure,
        )

    def _wait_is_over(self, who: str) -> None:
        tries = self._tries.get(who)
        if tries is None or tries.count < _TRIES:
            return
        left_s = tries.last_at + _PAUSE_S - self._clock()
        if left_s > 0:
            seconds = int(left_s) + 1
            headers = {"Retry-After": str(seconds)}
            raise ApiError(429, "too_many_tries", headers=headers, seconds=seconds)
        tries.count = 0

    def _count_failure(self, who: str) -> None:
        if len(self._tries) >= _REMEMBERED:
            self._tries.clear()
        tries = self._tries.setdefault(who, _Tries())
        tries.count, tries.last_at = tries.count + 1, self._clock()
