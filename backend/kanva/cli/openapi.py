"""`kanva openapi`: the description of the server's interface."""

from __future__ import annotations

import click

from kanva.cli.framework import Command
from kanva.cli.language import Say


def command(say: Say) -> click.Command:
    """Build the command."""
    return Command(
        say,
        "openapi",
        lambda: click.echo(openapi_text(), nl=False),
        help=say(
            "Печатает описание интерфейса сервера (OpenAPI, JSON).",
            "Prints the server’s OpenAPI description (JSON).",
        ),
        params=[],
    )


def openapi_text() -> str:
    """Return the description as `docs/openapi.json` holds it."""
    import json  # noqa: PLC0415 - with the web framework

    from kanva.api.app import openapi  # noqa: PLC0415 - slow to load

    return json.dumps(openapi(), ensure_ascii=False, indent=2) + "\n"
