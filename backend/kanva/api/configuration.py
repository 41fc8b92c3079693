"""What a server is told when it starts: by the command line and by the environment."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8321
_MB = 1024 * 1024
_PACKAGE = Path(__file__).resolve().parents[1]
_LOCAL_NAMES = frozenset({"127.0.0.1", "localhost", "[::1]"})


@dataclass(frozen=True, slots=True)
class Configuration:
    """How one server runs.

    Args:
        folder: The workspace.
        host: Address it listens at.
        port: Port it listens at.
        password: The password people sign in with; None lets them in by one-time links only.
        allowed_hosts: Host names it answers to, besides those of this machine.
        database_url: PostgreSQL or other database; None means SQLite in the workspace.
        memory_limit_bytes: Memory at which a run is stopped; None leaves it to the engine.
        upload_limit_bytes: The largest file taken from the browser.
        static: Folder of the built browser app.
        examples: Folder of the example workflows.
    """

    folder: Path
    host: str = DEFAULT_HOST
    port: int = DEFAULT_PORT
    password: str | None = field(default=None, repr=False)
    allowed_hosts: frozenset[str] = frozenset()
    database_url: str | None = field(default=None, repr=False)
    memory_limit_bytes: int | None = None
    upload_limit_bytes: int = 4096 * _MB
    static: Path = _PACKAGE / "_static"
    examples: Path | None = None

    @classmethod
    def of_environment(
        cls,
        folder: Path,
        environment: Mapping[str, str],
        *,
        host: str,
        port: int,
        memory_limit_bytes: int | None = None,
    ) -> Configuration:
        """Join the command line with the environment variables KANVA_….

        Args:
            folder: The workspace.
            environment: KANVA_PASSWORD, KANVA_ALLOWED_HOSTS (commas between), KANVA_DATABASE_URL,
                KANVA_UPLOAD_LIMIT_MB.
            host: Address to listen at.
            port: Port to listen at.
            memory_limit_bytes: Memory at which a run is stopped.

        Raises:
            ValueError: KANVA_UPLOAD_LIMIT_MB is not a whole number.
        """
        hosts = environment.get("KANVA_ALLOWED_HOSTS", "").replace(",", " ").split()
        limit = environment.get("KANVA_UPLOAD_LIMIT_MB", "").strip()
        return cls(
            folder=folder,
            host=host,
            port=port,
            password=environment.get("KANVA_PASSWORD") or None,
            allowed_hosts=frozenset(name.lower() for name in hosts),
            database_url=environment.get("KANVA_DATABASE_URL") or None,
            memory_limit_bytes=memory_limit_bytes,
            upload_limit_bytes=(int(limit) if limit else 4096) * _MB,
        )

    @property
    def is_local(self) -> bool:
        """Only this machine can reach the server."""
        return is_loopback(self.host)

    @property
    def cookie(self) -> str:
        """Name of the session cookie: browsers share cookies between the ports of one host."""
        return f"kanva_{self.port}"

    @property
    def example_folder(self) -> Path:
        """Where the examples are: in the wheel, or beside the sources of an editable install."""
        if self.examples is not None:
            return self.examples
        shipped = _PACKAGE / "_examples"
        return shipped if shipped.is_dir() else _PACKAGE.parents[1] / "workflows"

    def answers_to(self, host: str) -> bool:
        """Tell whether the server answers to a Host header.

        Args:
            host: The header, with or without a port.
        """
        name = host_name(host)
        return name in _LOCAL_NAMES or name in self.allowed_hosts or name == self.host.lower()


def host_name(host: str) -> str:
    """Return a Host header without its port.

    Args:
        host: For instance "localhost:8321".

    Returns:
        The name in lower case; IPv6 in its brackets.

    Example:
        >>> host_name("LocalHost:8321"), host_name("[::1]:8321"), host_name("")
        ('localhost', '[::1]', '')
    """
    name = host.strip().lower()
    if name.startswith("["):
        return name[: name.find("]") + 1]
    return name.split(":", maxsplit=1)[0]


def is_loopback(host: str) -> bool:
    """Tell whether an address is of this machine only.

    Args:
        host: An IP address or "localhost".

    Returns:
        True for loopback addresses; False for any other name.

    Example:
        >>> is_loopback("127.0.0.1"), is_loopback("0.0.0.0"), is_loopback("kanva.example")
        (True, False, False)
    """
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
