"""Help and mistakes in the person's language, without loading what they do not need."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from kanva.cli.entry import build
from kanva.cli.language import Say, chosen_language


@pytest.mark.parametrize(
    ("arguments", "environment", "expected"),
    [
        ([], {"LANG": "ru_RU.UTF-8"}, "ru"),
        ([], {"LANG": "en_US.UTF-8"}, "en"),
        ([], {"LANG": "ru_RU.UTF-8", "LC_ALL": "en_US"}, "en"),
        ([], {"KANVA_LANG": "ru", "LC_ALL": "en_US"}, "ru"),
        (["run", "a", "--lang", "ru"], {"LANG": "en"}, "ru"),
        (["--lang=en", "run"], {"LANG": "ru"}, "en"),
        (["--lang"], {"LANG": "ru"}, "ru"),
        ([], {"LANG": "C.UTF-8"}, "en"),
        ([], {"LANG": "de_DE"}, "en"),
    ],
)
def test_which_language(arguments, environment, expected):
    assert chosen_language(arguments, environment) == expected


COMMANDS = ["serve", "open", "run", "check", "nodes", "examples", "docs", "openapi"]


@pytest.mark.parametrize("command", [None, *COMMANDS])
def test_russian_help_has_no_english_words(command):
    group = build(Say("ru"))
    with group.make_context("kanva", [], resilient_parsing=True) as context:
        shown = group if command is None else group.get_command(context, command)
        with shown.make_context(command or "kanva", [], resilient_parsing=True) as inner:
            text = shown.get_help(inner)
    known = {"kanva", "KANVA", "PASSWORD", "JSON", "OpenAPI", "json", "docs", "ru", "en", "Kanva"}
    known |= {"x", "h", *COMMANDS}
    options = re.sub(r"--?[a-z-]+", "", text)
    assert set(re.findall(r"[A-Za-z]+", options)) <= known
    assert set(COMMANDS) <= set(re.findall(r"[a-z]+", text)) or command is not None


def test_help_loads_no_heavy_library(environment):
    script = (
        "import sys\n"
        "from kanva.cli.entry import _run\n"
        "from kanva.cli.language import Say\n"
        "_run(['--help'], Say('ru'))\n"
        "heavy = {'polars', 'fastapi', 'pydantic', 'sqlalchemy', 'rich', 'uvicorn', 'psutil'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "Команды" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["foo"], "Нет команды «foo»."),
        (["srve"], "Нет команды «srve». Может быть, serve?"),
        (["run", "a.kanva.json", "--prm", "x=1"], "Нет параметра --prm. Может быть, --param?"),
        (["run"], "Не указано: ФАЙЛ."),
        (["serve", "--port", "дом"], "Неверное значение: --port."),
        (["serve", "--port"], "Параметр --port указан неверно."),
        (["nodes", "лишнее"], "Команда вызвана неверно."),
    ],
)
def test_mistakes_are_told_in_russian(kanva, arguments, words):
    code, out, err = kanva(*arguments, KANVA_LANG="ru")
    assert (code, out, err) == (2, "", f"{words}\nСправка: kanva --help\n")


def test_the_version(kanva):
    assert kanva("--version")[:2] == (0, "kanva 0.1.0\n")
