"""`kanva examples`: what comes with Kanva, and taking one into a folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kanva.cli.framework import Argument, Command, CommandError
from kanva.cli.language import Say

if TYPE_CHECKING:
    from kanva.api.examples import Examples


def command(say: Say) -> click.Command:
    """Build the command."""

    def action(example: str | None, folder: str) -> None:
        if example is None:
            _list(say)
        else:
            _take(say, example, Path(folder))

    return Command(
        say,
        "examples",
        action,
        help=say(
            "Перечисляет примеры; с именем кладёт пример с его данными в папку.",
            "Lists the examples; with a name it puts one, with its data, into a folder.",
        ),
        params=[
            Argument(
                "example",
                say("ПРИМЕР", "EXAMPLE"),
                say("Имя примера из списка.", "Name of an example of the list."),
                required=False,
            ),
            Argument(
                "folder",
                say("ПАПКА", "FOLDER"),
                say("Куда положить; без неё — сюда.", "Where to put it; else here."),
                required=False,
                default=".",
            ),
        ],
    )


def _list(say: Say) -> None:
    examples = _gallery().all()
    if not examples:
        click.echo(say("Примеров в этой установке нет.", "This installation has no examples."))
    for example in examples:
        click.echo(f"{example.id}: {example.title.of(say.language)}")
        click.echo(f"    {example.description.of(say.language)}")


def _take(say: Say, example_id: str, folder: Path) -> None:
    from kanva.api.messages import ApiError  # noqa: PLC0415 - slow to load
    from kanva.store import StoreError, Workspace  # noqa: PLC0415
    from kanva.store.disk import write_whole  # noqa: PLC0415
    from kanva.store.workspace import ENDING  # noqa: PLC0415
    from kanva.workflow import Workflow, write  # noqa: PLC0415

    gallery = _gallery()
    try:
        example = gallery.get(example_id)
        workspace = Workspace.open(folder)
        gallery.copy_data(example, workspace)
        wanted = workspace.workflow_path(f"{example.id}{ENDING}", new=True)
        file = workspace.free_path(wanted, ENDING)
        text = write(Workflow.model_validate(example.document))
        write_whole(file, text.encode(), file.name)
    except (ApiError, StoreError) as error:
        raise CommandError(f"{error.problem().text.of(say.language)}.") from error
    click.echo(str(file))


def _gallery() -> Examples:
    from kanva.api.configuration import Configuration  # noqa: PLC0415 - slow to load
    from kanva.api.examples import Examples  # noqa: PLC0415

    return Examples(Configuration(Path()).example_folder)
