"""`kanva run`: a workflow without the editor, for a schedule or another program."""

from __future__ import annotations

import contextlib
import signal
import tempfile
import threading
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

import click

from kanva.cli.check import workspace_option
from kanva.cli.framework import Argument, Command, CommandError
from kanva.cli.language import Say

if TYPE_CHECKING:
    from rich.console import Console

    from kanva.cli.redirect import Redirection
    from kanva.engine.environment import Environment
    from kanva.engine.result import RunResult
    from kanva.workflow import Workflow

FAILED = 1
MISUSED = 2
CANCELLED = 130


def command(say: Say) -> click.Command:
    """Build the command."""

    def action(
        file: str, param: Sequence[str], out: str | None, workspace: str | None, *, cache: bool
    ) -> int:
        order = _Order(Path(file), tuple(param), out, workspace, cache)
        return _run(say, order)

    return Command(
        say,
        "run",
        action,
        help=say(
            "Выполняет сценарий. Код выхода: 0 — готово, 1 — ошибка, 2 — неверный вызов или файл, "
            "130 — остановлено.",
            "Runs a workflow. Exit code: 0 done, 1 failed, 2 wrong use or file, 130 stopped.",
        ),
        params=[
            Argument("file", say("ФАЙЛ", "FILE"), say("Файл .kanva.json.", "A .kanva.json file.")),
            click.Option(
                ["--param"],
                multiple=True,
                metavar=say("ИМЯ=ЗНАЧЕНИЕ", "NAME=VALUE"),
                help=say(
                    "Значение параметра сценария; можно несколько раз.",
                    "Value of a workflow parameter; may be given several times.",
                ),
            ),
            click.Option(
                ["--out"],
                metavar=say("ПАПКА", "FOLDER"),
                help=say(
                    "Куда положить файлы выгрузки; обычно в папку сценария.",
                    "Where the exported files go; the workspace at first.",
                ),
            ),
            workspace_option(say),
            click.Option(
                ["--cache/--no-cache"],
                default=True,
                help=say(
                    "Брать посчитанное раньше и хранить посчитанное сейчас, или нет.",
                    "Take what was computed before and keep what is computed now, or not.",
                ),
            ),
        ],
    )


@dataclass(frozen=True, slots=True)
class _Order:
    file: Path
    parameters: tuple[str, ...]
    out: str | None
    workspace: str | None
    cache: bool


def _run(say: Say, order: _Order) -> int:
    from kanva.cli.files import read_workflow, surroundings  # noqa: PLC0415 - brings polars

    workflow = read_workflow(say, order.file)
    parameters = _parameters(say, order.parameters, workflow)
    with contextlib.ExitStack() as stack:
        cache = None
        if not order.cache:
            folder = tempfile.TemporaryDirectory(prefix="kanva-", ignore_cleanup_errors=True)
            cache = Path(stack.enter_context(folder))
        environment = surroundings(say, order.file, workflow, order.workspace, cache, parameters)
        out = None if order.out is None else Path(order.out).resolve()
        return _compute(say, workflow, environment, out)


def _parameters(say: Say, given: Sequence[str], workflow: Workflow) -> dict[str, str]:
    from kanva.sdk.columns import near  # noqa: PLC0415 - brings polars

    known = [parameter.name for parameter in workflow.parameters]
    values: dict[str, str] = {}
    for words in given:
        name, equals, value = words.partition("=")
        if not equals:
            raise CommandError(
                say(
                    f"«{words}»: напишите параметр как имя=значение.",
                    f"“{words}”: write a parameter as name=value.",
                ),
                MISUSED,
            )
        if name not in known:
            alike = near(name, known)
            names = ", ".join(alike or known)
            hint = say(f" Есть: {names}.", f" There are: {names}.") if names else ""
            missing = say(f"В сценарии нет параметра «{name}».", f"There is no parameter “{name}”.")
            raise CommandError(missing + hint, MISUSED)
        values[name] = value
    return values


def _compute(say: Say, workflow: Workflow, environment: Environment, out: Path | None) -> int:
    from rich.console import Console  # noqa: PLC0415 - slow to load

    from kanva.cli.progress import BarWatch, LineWatch  # noqa: PLC0415
    from kanva.cli.redirect import Redirection  # noqa: PLC0415
    from kanva.engine.registry import Registry  # noqa: PLC0415
    from kanva.engine.run import run_workflow  # noqa: PLC0415
    from kanva.engine.schema import analyse  # noqa: PLC0415

    registry = Registry.load()
    analysis = analyse(workflow, registry, environment)
    titles = {node.id: node.title.of(say.language) for node in analysis.nodes.values()}
    console = Console()
    with contextlib.ExitStack() as stack:
        redirection = None
        if out is not None:
            folder = environment.workspace
            redirection = stack.enter_context(Redirection(workflow, analysis, folder, out))
            workflow = redirection.workflow
        watch = (BarWatch if console.is_terminal else LineWatch)(say, console, titles)
        cancelled = stack.enter_context(_stopped_by_signals())
        try:
            result = run_workflow(workflow, registry, environment, watch.hear, cancelled=cancelled)
        finally:
            watch.close()
        if redirection is not None and result.state == "succeeded":
            _deliver(say, redirection)
    place = redirection.final_path if redirection is not None else environment.workspace.joinpath
    written = [str(place(item["path"])) for item in result.outputs]
    return _tell(say, result, written, titles, console)


@contextlib.contextmanager
def _stopped_by_signals() -> Generator[threading.Event]:
    """Give a flag that Ctrl+C sets, or the end a schedule asks for; a second one ends at once."""
    cancelled = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        if cancelled.is_set():
            signal.default_int_handler(number, frame)
        cancelled.set()

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield cancelled
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _deliver(say: Say, redirection: Redirection) -> None:
    try:
        redirection.deliver()
    except OSError as error:
        words = say(
            f"Файл {error.filename} не удалось положить на место: закройте его или дайте права.",
            f"File {error.filename} could not be put in its place: close it, or allow writing.",
        )
        raise CommandError(words) from error


def _tell(
    say: Say, result: RunResult, written: list[str], titles: dict[str, str], console: Console
) -> int:
    from kanva.cli.files import tell_problem  # noqa: PLC0415
    from kanva.cli.progress import node_table, number, seconds_words  # noqa: PLC0415

    nodes: dict[str, Any] = {node: run.as_json() for node, run in result.nodes.items()}
    if console.is_terminal:
        console.print(node_table(say, nodes, titles))
    for problem in result.problems:
        tell_problem(say, problem, titles)
    if result.state == "cancelled":
        click.echo(
            say("Остановлено. Прежние файлы не тронуты.", "Stopped. Earlier files are untouched.")
        )
        return CANCELLED
    if result.state == "failed":
        if result.problem is not None and result.problem not in result.problems:
            tell_problem(say, result.problem, titles)
        click.echo(
            say("Не выполнено. Прежние файлы не тронуты.", "Failed. Earlier files are untouched.")
        )
        return FAILED
    for path, item in zip(written, result.outputs, strict=True):
        rows = number(say, item["rows"])
        click.echo(say(f"Записан {path}, строк {rows}", f"Written {path}, rows {rows}"))
    seconds = seconds_words(say, result.seconds)
    click.echo(say(f"Готово за {seconds} с.", f"Done in {seconds} s."))
    return 0
