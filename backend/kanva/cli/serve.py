"""`kanva serve`: the editor for one workspace."""

from __future__ import annotations

import errno
import logging
import os
import socket
import threading
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kanva.cli.framework import Argument, Command, CommandError
from kanva.cli.language import Say
from kanva.cli.presence import announce, forget, running_server

if TYPE_CHECKING:
    from kanva.api.configuration import Configuration
    from kanva.store import Store

_SHUTDOWN_S = 5
_SOCKET_MESSAGE_BYTES = 64 * 1024


def command(say: Say) -> click.Command:
    """Build the command."""

    def action(
        folder: str, host: str, port: int, memory: float | None, *, no_browser: bool
    ) -> None:
        _serve(say, Path(folder), host, port, memory, browser=not no_browser)

    return Command(
        say,
        "serve",
        action,
        help=say(
            "Открывает папку в редакторе: печатает адрес и одноразовую ссылку для входа.",
            "Opens a workspace in the editor: prints its address and a one-time link.",
        ),
        params=[
            Argument(
                "folder",
                say("ПАПКА", "FOLDER"),
                say(
                    "Папка со сценариями и данными; без неё — эта.", "The workspace; else this one."
                ),
                required=False,
                default=".",
            ),
            click.Option(
                ["--host"],
                default="127.0.0.1",
                metavar=say("АДРЕС", "ADDRESS"),
                help=say(
                    "Где слушать; не 127.0.0.1 требует пароля в KANVA_PASSWORD.",
                    "Where to listen; other than 127.0.0.1 needs a password in KANVA_PASSWORD.",
                ),
            ),
            click.Option(
                ["--port"],
                type=click.IntRange(0, 65535),
                default=8321,
                metavar=say("ЧИСЛО", "NUMBER"),
                help=say(
                    "Порт, обычно 8321; 0 — любой свободный.", "Port, 8321 at first; 0 takes any."
                ),
            ),
            click.Option(
                ["--memory"],
                type=click.FloatRange(min=0.25),
                metavar=say("ГБ", "GB"),
                help=say(
                    "Сколько памяти может занять запуск; обычно три четверти машины.",
                    "Memory a run may take; three quarters of the machine at first.",
                ),
            ),
            click.Option(
                ["--no-browser"],
                is_flag=True,
                help=say("Не открывать браузер.", "Do not open the browser."),
            ),
        ],
    )


def _serve(
    say: Say, folder: Path, host: str, port: int, memory_gb: float | None, *, browser: bool
) -> None:
    # Loaded here: the help must not wait for the web framework.
    from dataclasses import replace  # noqa: PLC0415

    from kanva.api.configuration import Configuration, is_loopback  # noqa: PLC0415
    from kanva.cli.workspaces import opened_store  # noqa: PLC0415

    try:
        configuration = Configuration.of_environment(
            folder.resolve(),
            os.environ,
            host=host,
            port=port,
            memory_limit_bytes=None if memory_gb is None else int(memory_gb * 1024**3),
        )
    except ValueError as error:
        words = say(
            "В KANVA_UPLOAD_LIMIT_MB должно быть целое число мегабайт.",
            "KANVA_UPLOAD_LIMIT_MB must hold a whole number of megabytes.",
        )
        raise CommandError(words, 2) from error
    if not is_loopback(host) and configuration.password is None:
        raise CommandError(
            say(
                f"Адрес {host} виден другим машинам: задайте пароль в переменной KANVA_PASSWORD "
                "или уберите --host.",
                f"Other machines can reach {host}: set a password in KANVA_PASSWORD, "
                "or leave --host out.",
            ),
            2,
        )
    store = opened_store(say, configuration.folder, configuration)
    try:
        other = running_server(store)
        if other is not None:
            raise CommandError(
                say(
                    f"Kanva уже открыла эту папку: {other}. Войти: kanva open.",
                    f"Kanva already serves this folder: {other}. To sign in: kanva open.",
                )
            )
        listening = _listen(say, host, port)
        configuration = replace(configuration, port=listening.getsockname()[1])
        _run(say, configuration, store, listening, browser=browser)
    finally:
        store.close()


def _listen(say: Say, host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio sends small answers at once only on sockets that say they are TCP; without that each
    # one waits some 40 ms for the peer's acknowledgement.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    if os.name == "nt":
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
    else:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host.strip("[]"), port))
        listening.listen()
    except OSError as error:
        listening.close()
        if error.errno in {errno.EADDRINUSE, errno.EACCES}:
            words = say(
                f"Порт {port} занят. Возьмите другой: --port {port + 1}.",
                f"Port {port} is taken. Take another one: --port {port + 1}.",
            )
        else:
            words = say(
                f"По адресу {host} нельзя слушать: у этой машины нет такого адреса.",
                f"Cannot listen at {host}: this machine has no such address.",
            )
        raise CommandError(words) from error
    return listening


def _run(
    say: Say,
    configuration: Configuration,
    store: Store,
    listening: socket.socket,
    *,
    browser: bool,
) -> None:
    import uvicorn  # noqa: PLC0415

    from kanva.api.app import create_app  # noqa: PLC0415
    from kanva.api.computing import engine_computing  # noqa: PLC0415
    from kanva.api.running import AT_ONCE  # noqa: PLC0415

    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(message)s")
    host = f"[{configuration.host}]" if ":" in configuration.host else configuration.host
    address = f"http://{host}:{configuration.port}"
    computing = engine_computing(configuration, AT_ONCE)
    app = create_app(configuration, store, computing, language=say.language)

    class Announcing(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            announce(store, address)
            link = _greet(say, configuration, store, address)
            if browser:
                # Some systems wait for the browser to come up.
                threading.Thread(target=webbrowser.open, args=(link,), daemon=True).start()

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            # Before the store closes: a signal may end the process right after it.
            forget(store)
            await super().shutdown(sockets)

    server = Announcing(
        uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            ws_max_size=_SOCKET_MESSAGE_BYTES,
            timeout_graceful_shutdown=_SHUTDOWN_S,
        )
    )
    try:
        server.run(sockets=[listening])
    except KeyboardInterrupt:
        click.echo(say("Kanva остановлена.", "Kanva has stopped."))


def _greet(say: Say, configuration: Configuration, store: Store, address: str) -> str:
    click.echo(f"{say('Папка', 'Workspace')}: {configuration.folder}")
    click.echo(f"{say('Адрес', 'Address')}: {address}")
    store.sessions.forget_links()
    link = address
    if configuration.password is None:
        link = f"{address}/login?token={store.sessions.new_link(None)}"
        click.echo(f"{say('Войти (ссылка на один раз)', 'Sign in (works once)')}: {link}")
    click.echo(say("Остановить: Ctrl+C", "Stop: Ctrl+C"))
    return link
