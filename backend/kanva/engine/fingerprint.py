"""Keys of results: equal keys mean equal rows, so a result can be taken from the cache."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

ENGINE_VERSION = 1
"""Raise when the engine makes other results of the same settings: all caches are then void."""

_NAMED_PARAMETER = re.compile(r"\{\s*([^{}\s]+)\s*\}")


def digest(value: Any) -> str:
    """Return a short hash of a JSON value.

    Example:
        >>> digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})
        True
    """
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def key_parts(
    type_id: str,
    version: int,
    canonical: str,
    inputs: Mapping[str, Sequence[str]],
    *,
    source: Any = None,
    parameters: Mapping[str, Any] | None = None,
    salt: str | None = None,
    language: str | None = None,
) -> dict[str, Any]:
    """Return everything the result of a node follows from, part by part.

    Args:
        type_id: Id of the node type.
        version: Its version.
        canonical: Normalised settings.
        inputs: Input port to the keys of what enters it, "<key>.<port>" each, in order.
        source: What a source said of the outside world.
        parameters: All parameters; those that the settings name in formulas count.
        salt: Changes with every run of a volatile node.
        language: The language, where the node has asked for it.

    Returns:
        Part to its hash; `inputs` stays as it is, so that a change can be traced to a node.
    """
    named = {name.casefold() for name in _NAMED_PARAMETER.findall(canonical)}
    used = {name: value for name, value in (parameters or {}).items() if name.casefold() in named}
    return {
        "engine": f"{ENGINE_VERSION} polars {pl.__version__}",
        "type": f"{type_id} {version}",
        "settings": digest(canonical),
        "parameters": digest(used),
        "source": digest(source),
        "salt": salt,
        "language": language,
        "inputs": {port: list(keys) for port, keys in inputs.items()},
    }


def key_of(parts: Mapping[str, Any]) -> str:
    """Return the key made of the parts: 32 hexadecimal digits."""
    return digest(parts)
