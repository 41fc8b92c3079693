"""`kanva docs`: the pages made of declarations, written or checked for drift."""

from __future__ import annotations

from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kanva.cli.framework import Command, CommandError
from kanva.cli.language import Language, Say

if TYPE_CHECKING:
    from kanva.engine.registry import Registry
    from kanva.sdk import NodeType

FAILED = 1
_SOURCES = Path(__file__).resolve().parents[3]
_LANGUAGES: tuple[Language, ...] = ("ru", "en")


def command(say: Say) -> click.Command:
    """Build the command."""

    def action(folder: str | None, *, check: bool) -> int:
        return _docs(say, folder, check=check)

    return Command(
        say,
        "docs",
        action,
        help=say(
            "Собирает страницы узлов и функций и описание интерфейса сервера.",
            "Writes the pages of nodes and functions, and the server’s OpenAPI description.",
        ),
        params=[
            click.Option(
                ["--check"],
                is_flag=True,
                help=say(
                    "Ничего не писать: код выхода 1, если страницы устарели.",
                    "Write nothing: exit code 1 when the pages are out of step.",
                ),
            ),
            click.Option(
                ["--folder"],
                metavar=say("ПАПКА", "FOLDER"),
                help=say(
                    "Куда писать; обычно docs исходников.",
                    "Where to; docs of the sources at first.",
                ),
            ),
        ],
    )


def pages() -> dict[str, str]:
    """Make every generated page.

    Returns:
        File name inside docs/ to its text.
    """
    from kanva import formula  # noqa: PLC0415 - brings polars
    from kanva.cli.function_pages import functions_page  # noqa: PLC0415
    from kanva.cli.node_pages import nodes_page  # noqa: PLC0415
    from kanva.cli.openapi import openapi_text  # noqa: PLC0415
    from kanva.engine.registry import Registry  # noqa: PLC0415

    registry = Registry.load()
    catalogue, types = registry.catalogue().data, _own_types(registry)
    functions = [function.as_json() for function in formula.functions()]
    categories: list[dict[str, Any]] = [
        {"id": name, "title": title.as_json()}
        for name, title in formula.FUNCTION_CATEGORIES.items()
    ]
    made = {"openapi.json": openapi_text()}
    for language in _LANGUAGES:
        say = Say(language)
        made[f"nodes.{language}.md"] = nodes_page(say, catalogue, types)
        made[f"functions.{language}.md"] = functions_page(say, functions, categories)
    return made


def _own_types(registry: Registry) -> dict[str, NodeType[Any]]:
    """Leave out the libraries of others: the pages describe what comes with Kanva."""
    own = {
        point.value
        for point in entry_points(group="kanva.nodes")
        if point.dist is not None and point.dist.name == "kanva"
    }
    return {
        name: node_type
        for name, node_type in registry.types().items()
        if type(node_type).__module__.partition(".")[0] in own
    }


def _docs(say: Say, folder: str | None, *, check: bool) -> int:
    place = Path(folder) if folder is not None else _SOURCES / "docs"
    if not place.is_dir():
        words = say(
            f"Нет папки {place}: укажите --folder.", f"There is no folder {place}: give --folder."
        )
        raise CommandError(words, 2)
    stale: list[str] = []
    for name, text in pages().items():
        file = place / name
        present = file.read_bytes().decode("utf-8") if file.is_file() else None
        if present == text:
            continue
        stale.append(str(file))
        if not check:
            file.write_bytes(text.encode("utf-8"))
    for name in stale:
        click.echo(
            say(f"Устарела: {name}", f"Out of step: {name}")
            if check
            else say(f"Записана: {name}", f"Written: {name}")
        )
    return FAILED if check and stale else 0
