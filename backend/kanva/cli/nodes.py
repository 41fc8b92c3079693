"""`kanva nodes`: the node types of this installation."""

from __future__ import annotations

import click

from kanva.cli.framework import Command, CommandError
from kanva.cli.language import Say


def command(say: Say) -> click.Command:
    """Build the command."""

    def action(*, as_json: bool) -> None:
        _nodes(say, as_json=as_json)

    return Command(
        say,
        "nodes",
        action,
        help=say(
            "Перечисляет виды узлов по разделам.", "Lists the node types by their categories."
        ),
        params=[
            click.Option(
                ["--json", "as_json"],
                is_flag=True,
                help=say("Весь каталог в JSON.", "The whole catalogue as JSON."),
            )
        ],
    )


def _nodes(say: Say, *, as_json: bool) -> None:
    from kanva.engine.registry import Registry  # noqa: PLC0415 - brings polars

    registry = Registry.load()
    catalogue = registry.catalogue()
    if as_json:
        click.echo(catalogue.body.decode())
        return
    nodes = catalogue.data["nodes"]
    width = max((len(node["id"]) for node in nodes), default=0)
    for category in catalogue.data["categories"]:
        found = [node for node in nodes if node["category"] == category["id"]]
        if found:
            click.echo(f"\n{say.text(category['title'])}")
        for node in found:
            title, summary = say.text(node["title"]), say.text(node["summary"])
            click.echo(f"  {node['id']:<{width}}  {title}: {summary}")
    if registry.problems:
        raise CommandError(
            "\n".join(f"\n{problem.text.of(say.language)}." for problem in registry.problems)
        )
