"""The page of the formula language's functions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kanva.cli.language import Say
from kanva.cli.markdown import anchor, block, code, data_table, page, value_words
from kanva.sdk.columns import KIND_TITLES

Json = Mapping[str, Any]


def functions_page(say: Say, functions: Sequence[Json], categories: Sequence[Json]) -> str:
    """Return the page of functions.

    Args:
        say: The language.
        functions: The functions of the wire contract.
        categories: Their categories, in order.
    """
    other = "[English](functions.en.md)" if say.language == "ru" else "[По-русски](functions.ru.md)"
    sections = [
        (category, [one for one in functions if one["category"] == category["id"]])
        for category in categories
    ]
    pieces = [
        say("# Функции формул", "# Functions of formulas"),
        other,
        say(
            "Столбец пишется в квадратных скобках: `[Сумма]`, параметр сценария — в фигурных: "
            "`{report_date}`. Каждую функцию можно назвать и по-русски, и по-английски. "
            "Страница собрана из самих функций командой `kanva docs`.",
            "A column stands in square brackets: `[Sum]`, a workflow parameter in braces: "
            "`{report_date}`. Every function has an English and a Russian name. "
            "This page is made of the functions’ own declarations by `kanva docs`.",
        ),
        say("## Оглавление", "## Contents"),
        *(_contents(say, category, found) for category, found in sections if found),
    ]
    for category, found in sections:
        if found:
            pieces.append(f"## {say.text(category['title'])}")
        for function in found:
            pieces.extend(_function(say, function))
    return page(pieces)


def _contents(say: Say, category: Json, functions: Sequence[Json]) -> str:
    links = ", ".join(
        f"[{say.text(function['name'])}](#{_name(function)})" for function in functions
    )
    return f"**{say.text(category['title'])}**: {links}"


def _function(say: Say, function: Json) -> Iterator[str]:
    yield anchor(_name(function))
    yield f"### {say.text(function['name'])}"
    yield block(say.text(function["signature"]))
    yield say.text(function["help"])
    other = function["name"]["en" if say.language == "ru" else "ru"]
    names = [name for name in (other, *function["aliases"]) if name != say.text(function["name"])]
    if names:
        known = ", ".join(code(name) for name in dict.fromkeys(names))
        yield say(f"Можно назвать и так: {known}.", f"Also called: {known}.")
    kind = function.get("result")
    if kind:
        title = KIND_TITLES[kind].of(say.language)
        yield say(f"Даёт: {title}.", f"Gives: {title}.")
    yield from _example(say, function["example"])


def _example(say: Say, example: Json) -> Iterator[str]:
    formula, columns = say.text(example["formula"]), example.get("columns") or {}
    result = example["result"]
    if columns and isinstance(result, list):
        yield data_table(say, {**columns, formula: result})
    elif columns:
        yield data_table(say, columns)
        yield f"{code(formula)} → {code(value_words(say, result) or say('пусто', 'empty'))}"
    else:
        yield f"{code(formula)} → {code(value_words(say, result) or say('пусто', 'empty'))}"


def _name(function: Json) -> str:
    return str(function["name"]["en"]).lower()
