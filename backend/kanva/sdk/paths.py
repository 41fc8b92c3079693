"""One way to turn a name into a path of the workspace: nothing outside of it can be reached."""

from __future__ import annotations

import re
from pathlib import Path

from kanva.sdk.messages import NodeError

HOUSE_FOLDER = ".kanva"
"""The folder of a workspace that holds history, connections and cache: never a place for data."""

_RESERVED = re.compile(
    r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\..*)?", re.IGNORECASE
)
_FORBIDDEN = re.compile(r'[\x00-\x1f<>:"|?*]')


def safe_path(workspace: Path, name: str) -> Path:
    r"""Return the absolute path of a workspace file, refusing every way out of the workspace.

    Args:
        workspace: The workspace folder; it exists.
        name: Path relative to the workspace, with "/" (a "\" is taken for one). It need not exist.

    Returns:
        The path, links resolved, inside the workspace and outside of its `.kanva` folder.

    Raises:
        NodeError: `bad_path`: the name is empty, absolute, has a drive letter, "..", a character or
            a name that Windows reserves, a NUL, or a link on its way leads out of the workspace.

    Example:
        >>> safe_path(Path.cwd(), "../secret.txt")
        Traceback (most recent call last):
        kanva.sdk.messages.NodeError: bad_path {'file': '../secret.txt'}
    """
    parts = name.replace("\\", "/").split("/")
    if not all(_allowed(part) for part in parts) or parts[0].casefold() == HOUSE_FOLDER:
        raise NodeError("bad_path", values={"file": name})
    root = workspace.resolve()
    try:
        path = root.joinpath(*parts).resolve()
    except (OSError, RuntimeError, ValueError) as error:  # a ring of links, a name too long
        raise NodeError("bad_path", values={"file": name}) from error
    house = root / HOUSE_FOLDER
    if not path.is_relative_to(root) or path == root or path.is_relative_to(house):
        raise NodeError("bad_path", values={"file": name})
    return path


def _allowed(part: str) -> bool:
    if part in {"", ".", ".."} or part != part.strip() or part.endswith("."):
        return False
    return _FORBIDDEN.search(part) is None and _RESERVED.fullmatch(part) is None
