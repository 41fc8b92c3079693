"""Opening a workspace's store from a command, with plain words when it cannot be."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from kanva.cli.framework import CommandError
from kanva.cli.language import Say
from kanva.store import Store, StoreError, Workspace

if TYPE_CHECKING:
    from kanva.api.configuration import Configuration


def opened_store(say: Say, folder: Path, configuration: Configuration) -> Store:
    """Open the store of a workspace.

    Args:
        say: The language.
        folder: The workspace.
        configuration: Names the database and the limits.

    Raises:
        CommandError: The folder or the database cannot be opened.
    """
    try:
        return Store.open(
            Workspace.open(folder),
            url=configuration.database_url,
            upload_limit_bytes=configuration.upload_limit_bytes,
        )
    except StoreError as error:
        problem = error.problem()
        hint = "" if problem.hint is None else f" {problem.hint.of(say.language)}"
        raise CommandError(f"{problem.text.of(say.language)}.{hint}") from error
    except (SQLAlchemyError, ModuleNotFoundError) as error:
        # The text of the driver may hold the address with its password.
        words = say(
            "База данных не открывается. Проверьте KANVA_DATABASE_URL и работает ли сервер базы.",
            "The database cannot be opened. Check KANVA_DATABASE_URL and that its server is up.",
        )
        if configuration.database_url is None:
            file = folder / ".kanva" / "kanva.sqlite"
            words = say(
                f"База {file} не открывается. Переименуйте её: сценарии останутся, "
                "история начнётся заново.",
                f"Database {file} cannot be opened. Rename it: the workflows stay, "
                "the history begins anew.",
            )
        raise CommandError(words) from error
