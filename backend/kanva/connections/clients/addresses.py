"""Which addresses a server may reach for people: a team's server is no door into its network."""

from __future__ import annotations

import ipaddress
import os
import socket

from kanva.sdk.messages import NodeError

ALLOW_VARIABLE = "KANVA_ALLOW_PRIVATE"
TEAM_VARIABLE = "KANVA_TEAM"


def check_address(host: str) -> None:
    """Refuse private addresses in the team edition, unless the administrator allowed them.

    In the local edition everything a person can reach is theirs to reach.

    Args:
        host: A name or an IP address.

    Raises:
        NodeError: `private_address`, `host_unknown`.
    """
    if os.environ.get(TEAM_VARIABLE) != "1" or is_allowed(host):
        return
    try:
        found = {info[4][0] for info in socket.getaddrinfo(host.strip("[]"), None)}
    except OSError as error:
        raise NodeError("host_unknown", values={"host": host}) from error
    if any(is_private(str(one)) for one in found):
        raise NodeError("private_address", values={"host": host})


def is_allowed(host: str) -> bool:
    """Tell whether the administrator allowed a private host: by its name, or all by `*`."""
    allowed = os.environ.get(ALLOW_VARIABLE, "").replace(",", " ").split()
    return "*" in allowed or host.lower() in {name.lower() for name in allowed}


def is_private(address: str) -> bool:
    """Tell whether an IP address is not of the public internet.

    Args:
        address: IPv4 or IPv6; an IPv4 address inside IPv6 counts as itself.

    Example:
        >>> [is_private(one) for one in ("10.0.0.5", "::ffff:127.0.0.1", "8.8.8.8")]
        [True, True, False]
    """
    found = ipaddress.ip_address(address.partition("%")[0])
    inner = getattr(found, "ipv4_mapped", None)
    return not (inner or found).is_global
