"""What was recognised of a file, kept in the cache: a new process need not look at it again."""

from __future__ import annotations

import hashlib
import json
import threading
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from kanva.sdk import Context, NodeError
from kanva_nodes.sources._dialect import Dialect, Start
from kanva_nodes.sources._kinds import Meaning, Numbers
from kanva_nodes.sources._recognise import Choices, Recipe, recognise
from kanva_nodes.sources._scratch_files import replacing

_FORMAT = 1
"""Raised when recognition changes: what was kept is then found anew."""


_known: dict[Path, Recipe] = {}
_lock = threading.Lock()
_REMEMBERED = 64


def recipe_of(path: Path, name: str, choices: Choices, context: Context) -> Recipe:
    """Find out how a text file is to be read; remembered while the file stays the same.

    Args:
        path: Where the file is.
        name: Its name for messages.
        choices: What the person has set.
        context: The house.

    Returns:
        The way to read it.

    Raises:
        NodeError: `missing_file`, `unreadable_file`, `empty_file` or `bad_date_format`.
    """
    try:
        stat = path.stat()
    except FileNotFoundError:
        raise NodeError("missing_file", field="file", values={"file": name}) from None
    except OSError:
        raise NodeError("unreadable_file", field="file", values={"file": name}) from None
    if path.is_dir():
        raise NodeError("unreadable_file", field="file", values={"file": name})
    state = [_FORMAT, str(path), stat.st_size, stat.st_mtime_ns, asdict(choices)]
    key = hashlib.blake2b(json.dumps(state).encode(), digest_size=16).hexdigest()
    place = context.scratch(f"text-{key}-recipe")
    with _lock:
        known = _known.get(place)
    if known is not None:
        return known
    recipe = _kept(place)
    if recipe is None:
        recipe = recognise(path, name, choices)
        # A full disk hinders what is written next, not what has been found out.
        with suppress(OSError), replacing(place) as temporary:
            temporary.write_text(json.dumps(asdict(recipe)), encoding="utf-8")
    with _lock:
        while len(_known) >= _REMEMBERED:
            del _known[next(iter(_known))]
        _known[place] = recipe
    return recipe


def _kept(place: Path) -> Recipe | None:
    try:
        said: dict[str, Any] = json.loads(place.read_text(encoding="utf-8"))
        parts: dict[str, Any] = {
            "dialect": Dialect(**said["dialect"]),
            "start": Start(**said["start"]),
            "names": tuple(said["names"]),
            "meanings": tuple(Meaning(**item) for item in said["meanings"]),
            "numbers": Numbers(**said["numbers"]),
            "missing": tuple(said["missing"]),
        }
        return Recipe(**(said | parts))
    except (OSError, ValueError, KeyError, TypeError):
        return None
