"""Workflow files on the command line: read, and placed in their workspace."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kanva.cli.framework import CommandError
from kanva.cli.language import Say

if TYPE_CHECKING:
    from kanva.engine.environment import Environment
    from kanva.sdk.messages import Problem
    from kanva.workflow import Workflow

MISUSED = 2


def read_workflow(say: Say, file: Path) -> Workflow:
    """Read a workflow file.

    Args:
        say: The language.
        file: The file.

    Raises:
        CommandError: With code 2: there is no such file, or it is not a workflow; every reason is
            told on a line of its own.
    """
    from kanva.workflow import DocumentError, read  # noqa: PLC0415 - brings pydantic

    try:
        return read(file.read_bytes().decode("utf-8"))
    except FileNotFoundError as error:
        raise CommandError(
            say(f"Нет файла {file}.", f"There is no file {file}."), MISUSED
        ) from error
    except UnicodeDecodeError as error:
        words = say(f"Файл {file} записан не в UTF-8.", f"File {file} is not written in UTF-8.")
        raise CommandError(words, MISUSED) from error
    except OSError as error:
        words = say(f"Файл {file} не открывается.", f"File {file} cannot be opened.")
        raise CommandError(words, MISUSED) from error
    except DocumentError as error:
        reasons = [say.text(problem.text) for problem in error.problems]
        raise CommandError("\n".join([f"{file}:", *reasons]), MISUSED) from error


def surroundings(
    say: Say,
    file: Path,
    workflow: Workflow,
    workspace: str | None,
    cache: Path | None,
    parameters: dict[str, str] | None = None,
) -> Environment:
    """Return the environment of a workflow file.

    Args:
        say: The language.
        file: The file.
        workflow: What it holds: only connections it names are resolved.
        workspace: Folder its file names are relative to; None takes the file's own.
        cache: Folder for results; None takes `.kanva/cache` of the workspace.
        parameters: Values as they were typed.

    Raises:
        CommandError: With code 2: there is no such workspace; or its database cannot be opened.
    """
    from kanva.engine.environment import Environment  # noqa: PLC0415 - brings polars

    folder = (Path(workspace) if workspace is not None else file.parent).resolve()
    if not folder.is_dir():
        raise CommandError(say(f"Нет папки {folder}.", f"There is no folder {folder}."), MISUSED)
    place = file.resolve()
    inside = place.is_relative_to(folder)
    if cache is None:
        cache = _cache(say, folder)
    return Environment(
        workspace=folder,
        cache=cache,
        parameters=parameters or {},
        language=say.language,
        connections=_connections(say, folder, workflow, parameters or {}),
        path=place.relative_to(folder).as_posix() if inside else "",
    )


def _connections(
    say: Say, folder: Path, workflow: Workflow, parameters: dict[str, str]
) -> dict[str, Any]:
    from kanva.api.configuration import Configuration  # noqa: PLC0415 - takes a while to load

    configuration = Configuration.of_environment(folder, os.environ, host="", port=0)
    database = folder / ".kanva" / "kanva.sqlite"
    if configuration.database_url is None and not database.is_file():
        return {}
    from kanva.api.connecting import Connecting  # noqa: PLC0415 - brings SQLAlchemy
    from kanva.cli.workspaces import opened_store  # noqa: PLC0415
    from kanva.workflow import as_json  # noqa: PLC0415

    store = opened_store(say, folder, configuration)
    try:
        return Connecting(store).for_engine(as_json(workflow), parameters)
    finally:
        store.close()


def _cache(say: Say, folder: Path) -> Path:
    from kanva.store import StoreError, Workspace  # noqa: PLC0415 - brings SQLAlchemy

    try:
        return Workspace.open(folder).cache
    except StoreError as error:
        words = say(
            f"В папку {folder} нельзя записать кэш: дайте права или запустите с --no-cache.",
            f"The cache cannot be written into {folder}: allow writing, or run with --no-cache.",
        )
        raise CommandError(words) from error


def tell_problem(say: Say, problem: Problem, titles: dict[str, str]) -> None:
    """Print a problem: where, what, and what to do.

    Args:
        say: The language.
        problem: The problem.
        titles: Node id to the title a person knows.
    """
    severity = say("Ошибка", "Error") if problem.severity == "error" else say("Внимание", "Warning")
    where = ""
    if problem.node is not None:
        title = titles.get(problem.node, problem.node)
        where = say(f" в узле «{title}»", f" at node “{title}”")
        if problem.field:
            where += f" ({problem.node}.{problem.field})"
        elif title != problem.node:
            where += f" ({problem.node})"
    click.echo(f"{severity}{where}: {problem.text.of(say.language)}")
    if problem.near:
        names = ", ".join(problem.near)
        click.echo(say(f"    Похожее: {names}", f"    Similar: {names}"))
    if problem.hint is not None:
        click.echo(f"    {problem.hint.of(say.language)}")
    if problem.rows is not None:
        _tell_rows(problem.rows["columns"], problem.rows["rows"])


def _tell_rows(columns: list[str], rows: list[list[object]]) -> None:
    click.echo("    " + " | ".join(columns))
    for row in rows:
        click.echo("    " + " | ".join("" if value is None else str(value) for value in row))
