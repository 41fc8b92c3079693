"""`kanva check`: everything that is wrong with a workflow, without running it."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from kanva.cli.framework import Argument, Command
from kanva.cli.language import Say

FAILED = 1


def command(say: Say) -> click.Command:
    """Build the command."""

    def action(file: str, workspace: str | None) -> int:
        return _check(say, Path(file), workspace)

    return Command(
        say,
        "check",
        action,
        help=say(
            "Находит всё, что не так в сценарии: узел, поле, похожие имена. Код выхода 1, "
            "если есть ошибки.",
            "Finds all that is wrong with a workflow: node, field, similar names. Exit code 1 "
            "when there are errors.",
        ),
        params=[
            Argument("file", say("ФАЙЛ", "FILE"), say("Файл .kanva.json.", "A .kanva.json file.")),
            workspace_option(say),
        ],
    )


def workspace_option(say: Say) -> click.Option:
    """Return the option that names the workspace of a file."""
    return click.Option(
        ["--workspace"],
        metavar=say("ПАПКА", "FOLDER"),
        help=say(
            "Папка, от которой считаются имена файлов; обычно папка сценария.",
            "The folder file names are relative to; the workflow’s own at first.",
        ),
    )


def _check(say: Say, file: Path, workspace: str | None) -> int:
    from kanva.cli.files import read_workflow, surroundings, tell_problem  # noqa: PLC0415
    from kanva.engine.registry import Registry  # noqa: PLC0415 - brings polars
    from kanva.engine.schema import analyse  # noqa: PLC0415

    workflow = read_workflow(say, file)
    # A check leaves nothing behind, not even a cache.
    with tempfile.TemporaryDirectory(prefix="kanva-", ignore_cleanup_errors=True) as cache:
        environment = surroundings(say, file, workflow, workspace, Path(cache))
        analysis = analyse(workflow, Registry.load(), environment)
    titles = {node.id: node.title.of(say.language) for node in analysis.nodes.values()}
    for problem in analysis.problems:
        tell_problem(say, problem, titles)
    errors = sum(problem.severity == "error" for problem in analysis.problems)
    warnings = len(analysis.problems) - errors
    if errors or warnings:
        counts = say(
            f"ошибок {errors}, предупреждений {warnings}", f"{errors} errors, {warnings} warnings"
        )
        click.echo(say(f"Итого: {counts}.", f"In all: {counts}."))
    else:
        nodes = len(analysis.nodes)
        click.echo(say(f"Всё в порядке. Узлов: {nodes}.", f"All is well. Nodes: {nodes}."))
    return FAILED if errors else 0
