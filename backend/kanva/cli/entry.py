"""The beginning of every command: language, parsing, exit codes."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

import click

from kanva import __version__
from kanva.cli.framework import CommandError, Group, mistake_words
from kanva.cli.language import Say, chosen_language

FAILED = 1
MISUSED = 2
CANCELLED = 130


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line.

    Args:
        arguments: What stands after the command's name; None takes the process's own.

    Raises:
        SystemExit: Always: 0 done, 1 failed, 2 wrong use, 130 cancelled.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    say = Say(chosen_language(given, os.environ))
    _never_fail_on_letters()
    sys.exit(_run(given, say))


def _run(given: list[str], say: Say) -> int:
    try:
        if not given:
            given = ["--help"]
        result = build(say).main(given, "kanva", standalone_mode=False)
    except CommandError as error:
        click.echo(error.words, err=True)
        return error.code
    except click.ClickException as error:
        click.echo(mistake_words(error, say), err=True)
        click.echo(say("Справка: kanva --help", "Help: kanva --help"), err=True)
        return MISUSED
    except (click.Abort, KeyboardInterrupt):
        click.echo(say("Остановлено.", "Stopped."), err=True)
        return CANCELLED
    except BrokenPipeError:
        # The other side of a pipe has had enough; nothing more can be said to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    return result if isinstance(result, int) else 0


def build(say: Say) -> click.Group:
    """Build the command `kanva` in a language."""
    modules = {
        "serve": (
            "kanva.cli.serve",
            say("Открыть папку в редакторе (запустить сервер).", "Open a workspace in the editor."),
        ),
        "open": (
            "kanva.cli.open",
            say("Получить новую ссылку для входа.", "Get a new link to sign in with."),
        ),
        "run": ("kanva.cli.run", say("Выполнить сценарий без редактора.", "Run a workflow.")),
        "check": (
            "kanva.cli.check",
            say("Найти ошибки в сценарии, не запуская его.", "Find what is wrong with a workflow."),
        ),
        "nodes": ("kanva.cli.nodes", say("Перечислить виды узлов.", "List the node types.")),
        "examples": (
            "kanva.cli.examples",
            say("Перечислить примеры или взять один.", "List the examples, or take one."),
        ),
        "docs": (
            "kanva.cli.docs",
            say("Собрать страницы документации.", "Write the pages of the documentation."),
        ),
        "openapi": (
            "kanva.cli.openapi",
            say("Показать описание интерфейса сервера.", "Print the server’s OpenAPI description."),
        ),
    }
    version = click.Option(
        ["--version"],
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=_show_version,
        help=say("Показать версию.", "Show the version."),
    )
    about = say(
        "Kanva — визуальный редактор сценариев обработки данных.",
        "Kanva is a visual editor of data workflows.",
    )
    return Group(say, modules, help=about, params=[version])


def _show_version(ctx: click.Context, _: click.Parameter, value: bool) -> None:  # noqa: FBT001
    if value and not ctx.resilient_parsing:
        click.echo(f"kanva {__version__}")
        ctx.exit()


def _never_fail_on_letters() -> None:
    # A pipe on Windows may not know every letter of a column's name: a «?» is better than a crash.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            with contextlib.suppress(ValueError, OSError):
                stream.reconfigure(errors="replace")
