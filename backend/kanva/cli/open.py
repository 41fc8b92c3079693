"""`kanva open`: a new one-time link to the running server."""

from __future__ import annotations

import os
import webbrowser
from pathlib import Path

import click

from kanva.cli.framework import Argument, Command, CommandError
from kanva.cli.language import Say
from kanva.cli.presence import running_server


def command(say: Say) -> click.Command:
    """Build the command."""

    def action(folder: str, *, no_browser: bool) -> None:
        _open(say, Path(folder), browser=not no_browser)

    return Command(
        say,
        "open",
        action,
        help=say(
            "Печатает новую ссылку для входа: на один раз, годна десять минут.",
            "Prints a new link to sign in with: it works once, within ten minutes.",
        ),
        params=[
            Argument(
                "folder",
                say("ПАПКА", "FOLDER"),
                say(
                    "Папка, которую открыла Kanva; без неё — эта.", "The workspace; else this one."
                ),
                required=False,
                default=".",
            ),
            click.Option(
                ["--no-browser"],
                is_flag=True,
                help=say("Не открывать браузер.", "Do not open the browser."),
            ),
        ],
    )


def _open(say: Say, folder: Path, *, browser: bool) -> None:
    from kanva.api.configuration import Configuration  # noqa: PLC0415 - slow to load
    from kanva.cli.workspaces import opened_store  # noqa: PLC0415

    configuration = Configuration.of_environment(folder.resolve(), os.environ, host="", port=0)
    store = opened_store(say, configuration.folder, configuration)
    try:
        address = running_server(store)
        if address is None:
            raise CommandError(
                say(
                    f"Kanva не открывала эту папку. Запустите: kanva serve {folder}",
                    f"Kanva does not serve this folder. Start it: kanva serve {folder}",
                )
            )
        link = f"{address}/login?token={store.sessions.new_link()}"
    finally:
        store.close()
    click.echo(link)
    if browser:
        webbrowser.open(link)
