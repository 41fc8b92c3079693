"""Click in two languages: headings, usage lines and mistakes in the person's own words."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Any, cast

import click

from kanva.cli.language import Say


class CommandError(Exception):
    """A command cannot go on; one sentence for the person.

    Args:
        words: What is wrong and what to do.
        code: Exit code: 1 failed, 2 wrong use, 130 cancelled.
    """

    def __init__(self, words: str, code: int = 1) -> None:
        super().__init__(words)
        self.words = words
        self.code = code


class _Speaking(click.Command):
    """A command whose help is in the language of its `say`."""

    say: Say

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the usage line."""
        pieces = " ".join(self.collect_usage_pieces(ctx))
        prefix = self.say("Вызов: ", "Usage: ")
        formatter.write_usage(ctx.command_path, pieces, prefix)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what may be given."""
        arguments: list[tuple[str, str]] = []
        options: list[tuple[str, str]] = []
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx)
            if record is not None:
                kind = arguments if isinstance(parameter, click.Argument) else options
                kind.append(record)
        for title, records in (
            (self.say("Что указать", "Arguments"), arguments),
            (self.say("Параметры", "Options"), options),
        ):
            if records:
                with formatter.section(title):
                    formatter.write_dl(records)


class Command(_Speaking):
    """One command.

    Args:
        say: The language.
        name: Its name.
        action: What it does, called with the parameters by name.
        help: What it is for; the first sentence stands in the list of commands.
        params: Its arguments and options; `--lang` and `--help` are added.
    """

    def __init__(
        self,
        say: Say,
        name: str,
        action: Callable[..., Any],
        *,
        help: str,  # noqa: A002 - click's own word
        params: list[click.Parameter],
    ) -> None:
        self.say = say
        super().__init__(
            name,
            callback=action,
            help=help,
            params=[*params, *common_options(say)],
            add_help_option=False,
            options_metavar=say("[ПАРАМЕТРЫ]", "[OPTIONS]"),
        )


class Group(_Speaking, click.Group):
    """The command `kanva`: each subcommand is loaded when it is asked for.

    Args:
        say: The language.
        modules: Name of a subcommand to its module and its one sentence.
        help: What Kanva is.
        params: Options of the group itself.
    """

    def __init__(
        self,
        say: Say,
        modules: Mapping[str, tuple[str, str]],
        *,
        help: str,  # noqa: A002 - click's own word
        params: list[click.Parameter],
    ) -> None:
        self.say = say
        self._modules = modules
        super().__init__(
            "kanva",
            help=help,
            params=[*params, *common_options(say)],
            add_help_option=False,
            options_metavar=say("[ПАРАМЕТРЫ]", "[OPTIONS]"),
            subcommand_metavar=say("КОМАНДА …", "COMMAND …"),
        )

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the subcommands."""
        del ctx
        return list(self._modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load a subcommand."""
        del ctx
        if cmd_name not in self._modules:
            return None
        module = importlib.import_module(self._modules[cmd_name][0])
        return cast("click.Command", module.command(self.say))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write options, then the subcommands, without loading any of them."""
        super().format_options(ctx, formatter)
        with formatter.section(self.say("Команды", "Commands")):
            formatter.write_dl([(name, words) for name, (_, words) in self._modules.items()])


class Argument(click.Argument):
    """A positional argument that says what it is.

    Args:
        name: Name of the parameter.
        metavar: Word in the usage line.
        help: What to give.
        options: As click takes them.
    """

    def __init__(self, name: str, metavar: str, help: str, **options: Any) -> None:  # noqa: A002
        super().__init__([name], metavar=metavar, **options)
        self._words = help

    def get_help_record(self, ctx: click.Context) -> tuple[str, str]:
        """Return the line of the help."""
        del ctx
        return str(self.metavar), self._words

    def make_metavar(self, ctx: click.Context) -> str:
        """Return the word of the usage line."""
        del ctx
        return f"[{self.metavar}]" if not self.required else str(self.metavar)


def common_options(say: Say) -> list[click.Parameter]:
    """Return the options every command has."""
    return [
        click.Option(
            ["--lang"],
            type=click.Choice(["ru", "en"]),
            expose_value=False,
            metavar="ru|en",
            help=say("Язык сообщений.", "Language of messages."),
        ),
        click.Option(
            ["-h", "--help"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_show_help,
            help=say("Показать эту справку.", "Show this help."),
        ),
    ]


def mistake_words(error: click.ClickException, say: Say) -> str:
    """Say in the person's language how a command was misused.

    Args:
        error: As click raises it.
        say: The language.
    """
    if isinstance(error, click.NoSuchOption):
        near = ", ".join(error.possibilities or ())
        hint = say(f" Может быть, {near}?", f" Did you mean {near}?") if near else ""
        return (
            say(f"Нет параметра {error.option_name}.", f"There is no option {error.option_name}.")
            + hint
        )
    if isinstance(error, click.exceptions.NoSuchCommand):
        name, names = error.command_name, _command_names(error.ctx)
        near = ", ".join(get_close_matches(name, names, n=1))
        hint = say(f" Может быть, {near}?", f" Did you mean {near}?") if near else ""
        return say(f"Нет команды «{name}».", f"There is no command “{name}”.") + hint
    if isinstance(error, click.MissingParameter):
        return say(f"Не указано: {_shown(error)}.", f"Missing: {_shown(error)}.")
    if isinstance(error, click.BadParameter):
        return say(f"Неверное значение: {_shown(error)}.", f"The value is wrong: {_shown(error)}.")
    if isinstance(error, click.BadOptionUsage):
        name = error.option_name
        return say(f"Параметр {name} указан неверно.", f"Option {name} is not used this way.")
    return say("Команда вызвана неверно.", "The command is not called this way.")


def _command_names(ctx: click.Context | None) -> list[str]:
    if ctx is None or not isinstance(ctx.command, click.Group):
        return []
    return ctx.command.list_commands(ctx)


def _shown(error: click.BadParameter) -> str:
    parameter = error.param
    if isinstance(parameter, click.Argument):
        return str(parameter.metavar)
    if isinstance(parameter, click.Option):
        return parameter.opts[-1]
    return str(error.param_hint or "?")


def _show_help(ctx: click.Context, _: click.Parameter, value: bool) -> None:  # noqa: FBT001
    if value and not ctx.resilient_parsing:
        click.echo(ctx.get_help(), color=ctx.color)
        ctx.exit()
