"""The cipher of secrets: the key lives with the person or in KANVA_KEY, never in a workspace."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import platformdirs

from kanva.sdk.messages import NodeError

KEY_VARIABLE = "KANVA_KEY"
_FILE = "secrets.key"


class Cipher:
    """Turns secrets into text that only the holder of the key can read.

    The key is made at the first use. Fernet (AES-128-CBC with HMAC-SHA256) of the package
    `cryptography` does the work.

    Args:
        key: A Fernet key as text; None takes KANVA_KEY, else the file in `folder`.
        folder: Where the key file lies; None takes the person's configuration folder.

    Example:
        >>> from cryptography.fernet import Fernet
        >>> cipher = Cipher(Fernet.generate_key().decode())
        >>> cipher.read(cipher.write({"password": "тайна"}))
        {'password': 'тайна'}
    """

    def __init__(self, key: str | None = None, folder: Path | None = None) -> None:
        self._given = key if key is not None else os.environ.get(KEY_VARIABLE) or None
        self._folder = folder

    def write(self, secrets: Mapping[str, Any]) -> str:
        """Return secrets as text that can be stored.

        Raises:
            NodeError: `bad_key`, or `key_not_kept` when the key file cannot be written.
        """
        if not secrets:
            return ""
        body = json.dumps(dict(secrets), ensure_ascii=False).encode()
        return self._fernet(make=True).encrypt(body).decode()

    def read(self, stored: str) -> dict[str, Any]:
        """Return the secrets of a stored text.

        Raises:
            NodeError: `secret_unreadable` when they were written with another key; `bad_key`.
        """
        if not stored:
            return {}
        from cryptography.fernet import InvalidToken  # noqa: PLC0415 - takes a while to load

        try:
            body = self._fernet(make=False).decrypt(stored.encode())
        except InvalidToken as error:
            raise NodeError("secret_unreadable") from error
        secrets: dict[str, Any] = json.loads(body)
        return secrets

    def _fernet(self, *, make: bool) -> Any:
        from cryptography.fernet import Fernet  # noqa: PLC0415 - the same

        key = self._given if self._given is not None else self._kept(make=make)
        try:
            return Fernet(key)
        except ValueError as error:
            raise NodeError("bad_key", values={"variable": KEY_VARIABLE}) from error

    def _kept(self, *, make: bool) -> str:
        from cryptography.fernet import Fernet  # noqa: PLC0415 - the same

        folder = self._folder or Path(platformdirs.user_config_dir("kanva", appauthor=False))
        path = folder / _FILE
        if path.is_file():
            return path.read_text("ascii").strip()
        if not make:
            raise NodeError("secret_unreadable")
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            # Made readable by this person alone before anything is in it; two servers that begin at
            # once end with one key, since only one of them creates the file.
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_text("ascii").strip()
        except OSError as error:
            raise NodeError("key_not_kept", values={"file": str(path)}) from error
        key = Fernet.generate_key().decode()
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(key)
        return key
