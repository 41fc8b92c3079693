"""Files in the cache that appear whole or not at all."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Generator
from pathlib import Path


@contextlib.contextmanager
def replacing(place: Path) -> Generator[Path]:
    """Give a temporary neighbour that takes the place of a file when all went well.

    Two processes may make the same file at once: both make the same content, and the one that
    finds its place taken and open elsewhere (Windows) leaves it as it is.

    Args:
        place: Where the file is to stand.

    Yields:
        The temporary path to write to.

    Raises:
        OSError: The file cannot be put in its place, and there is none yet.

    Example:
        >>> import tempfile
        >>> place = Path(tempfile.mkdtemp()) / "facts"
        >>> with replacing(place) as temporary:
        ...     _ = temporary.write_text("{}")
        >>> place.read_text()
        '{}'
    """
    place.parent.mkdir(parents=True, exist_ok=True)
    temporary = place.with_name(f"{place.name}.{uuid.uuid4().hex}.tmp")
    try:
        yield temporary
        try:
            temporary.replace(place)
        except PermissionError:
            if not place.exists():
                raise
    finally:
        temporary.unlink(missing_ok=True)
