"""How a run looks in a terminal, and in a file or a pipe."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from kanva.cli.language import Say

_ENDED = {"done", "cached", "error", "skipped", "cancelled"}


class Watch(Protocol):
    """Follows a run."""

    def hear(self, event: Mapping[str, Any]) -> None:
        """Take in an event of the wire contract."""
        ...

    def close(self) -> None:
        """Stop following."""
        ...


class BarWatch:
    """A bar that grows, for people at a terminal.

    Args:
        say: The language.
        console: The terminal.
        titles: Node id to title.
    """

    def __init__(self, say: Say, console: Console, titles: Mapping[str, str]) -> None:
        self._say = say
        self._titles = titles
        self._states: dict[str, str] = {}
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console,
            transient=True,
        )
        self._task = self._progress.add_task(say("Готовлю", "Preparing"), total=None)
        self._progress.start()

    def hear(self, event: Mapping[str, Any]) -> None:
        """Move the bar."""
        nodes = event.get("nodes", {})
        self._states.update({node: body["state"] for node, body in nodes.items()})
        ended = sum(state in _ENDED for state in self._states.values())
        working = [node for node, state in self._states.items() if state == "running"]
        words = (
            self._titles.get(working[0], working[0])
            if working
            else self._say("Считаю", "Computing")
        )
        self._progress.update(
            self._task, completed=ended, total=len(self._states), description=words
        )

    def close(self) -> None:
        """Take the bar away."""
        self._progress.stop()


class LineWatch:
    """A line for every node that has ended, for logs.

    Args:
        say: The language.
        console: Where it goes.
        titles: Node id to title.
    """

    def __init__(self, say: Say, console: Console, titles: Mapping[str, str]) -> None:
        self._say = say
        self._console = console
        self._titles = titles
        self._told: set[str] = set()

    def hear(self, event: Mapping[str, Any]) -> None:
        """Print what has ended."""
        for node, body in event.get("nodes", {}).items():
            if body["state"] in _ENDED and node not in self._told:
                self._told.add(node)
                title = self._titles.get(node, node)
                parts = [state_words(self._say, body["state"]), rows_words(self._say, body["rows"])]
                words = ", ".join(part for part in parts if part)
                self._console.print(f"{title}: {words}", markup=False, highlight=False)

    def close(self) -> None:
        """Nothing is left open."""


def node_table(say: Say, nodes: Mapping[str, Any], titles: Mapping[str, str]) -> Table:
    """Return a table of how a run went at each node.

    Args:
        say: The language.
        nodes: Node id to `NodeRun` in wire form.
        titles: Node id to title.
    """
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(say("Узел", "Node"))
    table.add_column(say("Состояние", "State"))
    table.add_column(say("Строк", "Rows"), justify="right")
    table.add_column(say("Секунд", "Seconds"), justify="right")
    for node, body in nodes.items():
        rows = " + ".join(number(say, count) for count in body["rows"].values())
        seconds = "" if body["seconds"] is None else seconds_words(say, body["seconds"])
        state = state_words(say, body["state"])
        table.add_row(titles.get(node, node), state, rows, seconds)
    return table


def state_words(say: Say, state: str) -> str:
    """Return the state of a node in words."""
    return {
        "waiting": say("ждёт", "waits"),
        "running": say("считается", "at work"),
        "done": say("готово", "done"),
        "cached": say("из кэша", "from the cache"),
        "error": say("ошибка", "error"),
        "skipped": say("пропущен", "skipped"),
        "cancelled": say("остановлен", "stopped"),
    }[state]


def rows_words(say: Say, rows: Mapping[str, int]) -> str:
    """Return row counts in words; empty when nothing was counted."""
    if not rows:
        return ""
    counts = " + ".join(number(say, count) for count in rows.values())
    return say(f"строк {counts}", f"rows {counts}")


def number(say: Say, value: int) -> str:
    r"""Return a whole number with its thousands apart, as the language writes it.

    Example:
        >>> number(Say("en"), 1234567), number(Say("ru"), 1234567)
        ('1,234,567', '1\xa0234\xa0567')
    """
    separator = "\xa0" if say.language == "ru" else ","
    return f"{value:,}".replace(",", separator)


def seconds_words(say: Say, seconds: float) -> str:
    """Return a time in seconds, as the language writes it.

    Example:
        >>> seconds_words(Say("ru"), 1.25), seconds_words(Say("en"), 75.3)
        ('1,25', '75.30')
    """
    words = f"{seconds:.2f}"
    return words.replace(".", ",") if say.language == "ru" else words
