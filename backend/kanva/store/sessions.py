"""Signing in: one-time links and sessions. Only hashes of secrets are stored."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select

from kanva.store.database import Database
from kanva.store.tables import LoginTokenRow, SessionRow, SettingRow

SESSION_LIFE = timedelta(days=30)
LINK_LIFE = timedelta(minutes=10)
_SECRET_BYTES = 32
_PASSWORD = "password"  # noqa: S105 - the name of a setting


class Sessions:
    """Sign-ins of one workspace.

    Args:
        database: The open database.
        now: Gives the present moment, aware.
    """

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    def new_link(self, life: timedelta | None = LINK_LIFE) -> str:
        """Make the secret of a one-time link; links that have run out are forgotten.

        Args:
            life: How long it may wait to be used; None means until it is used.

        Returns:
            The secret, fit for a URL.
        """
        secret, now = secrets.token_urlsafe(_SECRET_BYTES), self._now()
        with self._database.transaction() as session:
            session.execute(delete(LoginTokenRow).where(LoginTokenRow.expires_at < now))
            expires_at = None if life is None else now + life
            session.add(
                LoginTokenRow(token_hash=_hash(secret), created_at=now, expires_at=expires_at)
            )
        return secret

    def forget_links(self) -> None:
        """Make every one-time link given so far worthless."""
        with self._database.transaction() as session:
            session.execute(delete(LoginTokenRow))

    def use_link(self, secret: str) -> str | None:
        """Exchange a one-time link for a session.

        Args:
            secret: What the link carries.

        Returns:
            The secret of a new session, or None when the link is unknown, used or has run out.
        """
        valid = or_(LoginTokenRow.expires_at.is_(None), LoginTokenRow.expires_at >= self._now())
        mine = LoginTokenRow.token_hash == _hash(secret)
        with self._database.transaction() as session:
            # One statement finds and removes it, so two browsers cannot use the same link.
            used = session.execute(
                delete(LoginTokenRow).where(mine, valid).returning(LoginTokenRow.token_hash)
            ).first()
        return None if used is None else self.begin()

    def begin(self) -> str:
        """Begin a session.

        Returns:
            Its secret, for the cookie.
        """
        secret, now = secrets.token_urlsafe(_SECRET_BYTES), self._now()
        with self._database.transaction() as session:
            session.execute(delete(SessionRow).where(SessionRow.expires_at < now))
            session.add(
                SessionRow(token_hash=_hash(secret), created_at=now, expires_at=now + SESSION_LIFE)
            )
        return secret

    def is_live(self, secret: str) -> bool:
        """Tell whether a session exists and has not run out.

        Args:
            secret: What the cookie carries.
        """
        with self._database.transaction() as session:
            found = session.execute(
                select(SessionRow.token_hash).where(
                    SessionRow.token_hash == _hash(secret), SessionRow.expires_at >= self._now()
                )
            ).first()
        return found is not None

    def end(self, secret: str) -> None:
        """End a session; an unknown one is no error."""
        with self._database.transaction() as session:
            session.execute(delete(SessionRow).where(SessionRow.token_hash == _hash(secret)))

    def end_all_unless_password_is(self, password: str | None) -> None:
        """Sign everybody out when the password has changed since the server last ran.

        Args:
            password: The present password; None when links are the only way in.
        """
        with self._database.transaction() as session:
            row = session.get(SettingRow, _PASSWORD)
            before = None if row is None else str(row.value)
            same = before is None if password is None else password_matches(password, before)
            if same:
                return
            session.execute(delete(SessionRow))
            session.execute(delete(SettingRow).where(SettingRow.name == _PASSWORD))
            session.expunge_all()
            if password is not None:
                session.add(SettingRow(name=_PASSWORD, value=password_hash(password)))


def password_hash(password: str) -> str:
    """Return a salted scrypt hash of a password.

    Args:
        password: The password.

    Returns:
        "scrypt$<salt>$<hash>", both in hex.

    Example:
        >>> password_matches("секрет", password_hash("секрет"))
        True
    """
    salt = secrets.token_bytes(16)
    return f"scrypt${salt.hex()}${_scrypt(password, salt).hex()}"


def password_matches(password: str, stored: str | None) -> bool:
    """Compare a password with a stored hash, in constant time.

    Args:
        password: What a person has typed.
        stored: What `password_hash` returned; None never matches.

    Returns:
        True when it is the same password.

    Example:
        >>> password_matches("секрет", None)
        False
    """
    if stored is None:
        return False
    _, salt, hashed = stored.split("$")
    return hmac.compare_digest(_scrypt(password, bytes.fromhex(salt)), bytes.fromhex(hashed))


def _scrypt(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(
        password.encode("utf-8", "surrogatepass"), salt=salt, n=2**14, r=8, p=1, dklen=32
    )


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
