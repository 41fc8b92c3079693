"""What was found out about sources, kept on disk: a new process need not read their files again."""

from __future__ import annotations

import base64
import io
import json
import os
import uuid
from contextlib import suppress
from pathlib import Path
from typing import Any

import polars as pl

from kanva.engine.examine import Examined, Form
from kanva.engine.fingerprint import ENGINE_VERSION, digest
from kanva.sdk import Found, NodeType, Text


def memo_file(
    cache: Path, node_type: NodeType[Any], form: Form, outside: tuple[Any, ...], surroundings: Any
) -> Path:
    """Return the file for what is found out about a source in its present state.

    Args:
        cache: The cache folder.
        node_type: The source's type.
        form: Its form.
        outside: The state of the outside world, as `examine.outside` gives it.
        surroundings: What else a node may look at: parameters, language, names of connections.
    """
    state = [ENGINE_VERSION, pl.__version__, node_type.id, node_type.version, form.canonical]
    return cache / "sources" / f"{digest([*state, outside, surroundings])}.json"


def recall(file: Path, examined: Examined) -> bool:
    """Fill in what was found out before.

    Args:
        file: The file.
        examined: Receives schemas, findings and language.

    Returns:
        False when nothing is remembered; `examined` is then untouched.
    """
    try:
        told = json.loads(file.read_text("utf-8"))
        schemas = {
            port: pl.read_ipc_schema(io.BytesIO(base64.b64decode(body)))
            for port, body in told["schemas"].items()
        }
        found = {
            name: Found(one["value"], Text(ru=one["ru"], en=one["en"]))
            for name, one in told["found"].items()
        }
    except (OSError, ValueError, KeyError, TypeError, pl.exceptions.PolarsError):
        return False
    examined.schemas = {port: pl.Schema(schema) for port, schema in schemas.items()}
    examined.found, examined.language = found, told["language"]
    return True


def remember(file: Path, examined: Examined) -> None:
    """Keep what was found out about a source that is in order.

    Args:
        file: The file.
        examined: What was found out; kept only when there is no problem and all is known.
    """
    if examined.problems or not examined.connected or None in examined.schemas.values():
        return
    bodies: dict[str, str] = {}
    for port, schema in examined.schemas.items():
        held = io.BytesIO()
        pl.DataFrame(schema=schema).write_ipc(held)
        bodies[port] = base64.b64encode(held.getvalue()).decode()
    found = {
        name: {"value": one.value, "ru": one.text.ru, "en": one.text.en}
        for name, one in examined.found.items()
    }
    told = {"schemas": bodies, "found": found, "language": examined.language}
    # A place that cannot be written only means that the source is looked at again next time.
    with suppress(OSError, TypeError):
        file.parent.mkdir(parents=True, exist_ok=True)
        temporary = file.with_name(f"tmp-{os.getpid()}-{uuid.uuid4().hex}")
        temporary.write_text(json.dumps(told, ensure_ascii=False), "utf-8")
        temporary.replace(file)
