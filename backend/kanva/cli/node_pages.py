"""The page of all node types: what each is for, its ports, settings, messages and examples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kanva.cli.language import Say
from kanva.cli.markdown import anchor, block, code, data_table, json_words, page, table
from kanva.cli.settings_tables import settings_table
from kanva.sdk import Example, NodeType, Table

Json = Mapping[str, Any]


def nodes_page(say: Say, catalogue: Json, types: Mapping[str, NodeType[Any]]) -> str:
    """Return the page of node types.

    Args:
        say: The language.
        catalogue: The catalogue of the wire contract.
        types: Node id to its type; only these are described.
    """
    nodes = [node for node in catalogue["nodes"] if node["id"] in types]
    sections = [
        (category, [node for node in nodes if node["category"] == category["id"]])
        for category in catalogue["categories"]
    ]
    sections = [(category, found) for category, found in sections if found]
    other = "[English](nodes.en.md)" if say.language == "ru" else "[По-русски](nodes.ru.md)"
    pieces = [
        say("# Узлы Kanva", "# Nodes of Kanva"),
        other,
        say(
            "Узел — один шаг сценария: прочитать, отобрать, посчитать, соединить, выгрузить. "
            "Страница собрана из описаний самих узлов командой `kanva docs`.",
            "A node is one step of a workflow: read, choose, compute, join, export. "
            "This page is made of the nodes’ own declarations by `kanva docs`.",
        ),
        say("## Оглавление", "## Contents"),
        *(_contents(say, category, found) for category, found in sections),
    ]
    for category, found in sections:
        pieces.append(f"## {say.text(category['title'])}")
        for node in found:
            pieces.extend(_node(say, node, types[node["id"]]))
    return page(pieces)


def _contents(say: Say, category: Json, nodes: Sequence[Json]) -> str:
    lines = [f"**{say.text(category['title'])}**", ""]
    lines.extend(
        f"- [{say.text(node['title'])}](#{node['id']}) — {say.text(node['summary'])}"
        for node in nodes
    )
    return "\n".join(lines)


def _node(say: Say, node: Json, node_type: NodeType[Any]) -> Iterator[str]:
    yield anchor(node["id"])
    yield f"### {say.text(node['title'])}"
    yield f"*{say.text(node['summary'])}*"
    facts = [f"{say('В документе', 'In the document')}: {code(node['id'])}"]
    if node["also_called"]:
        known = ", ".join(node["also_called"])
        facts.append(say(f"В других программах: {known}", f"Elsewhere: {known}"))
    files = (node["accepts"] or {}).get("files", [])
    if files:
        endings = ", ".join(code(ending) for ending in files)
        facts.append(
            say(f"Создаётся, если бросить файл: {endings}", f"Made by dropping a file: {endings}")
        )
    yield "\n".join(f"- {fact}" for fact in facts)
    yield say.text(node["help"])
    yield from _ports(say, node)
    settings = settings_table(say, node["schema"], node["defaults"])
    if settings:
        yield say("#### Настройки", "#### Settings")
        yield settings
    yield from _messages(say, node_type)
    if node_type.examples:
        yield say("#### Примеры", "#### Examples")
        for example in node_type.examples:
            yield from _example(say, example)


def _ports(say: Say, node: Json) -> Iterator[str]:
    rows = [
        [say("вход", "input"), say.text(port["title"]), code(port["id"]), _port_words(say, port)]
        for port in node["inputs"]
    ]
    rows += [
        [say("выход", "output"), say.text(port["title"]), code(port["id"]), _port_words(say, port)]
        for port in node["outputs"]
    ]
    if rows:
        yield say("#### Порты", "#### Ports")
        heads = ["", say("Порт", "Port"), say("В документе", "In the document"), ""]
        yield table(heads, rows)


def _port_words(say: Say, port: Json) -> str:
    words: list[str] = []
    if port["multiple"]:
        words.append(say("несколько связей", "several edges"))
    if port["optional"]:
        words.append(say("можно не соединять", "may stay free"))
    if port["side"]:
        words.append(say("сбоку", "at the side"))
    return ", ".join(words)


def _messages(say: Say, node_type: NodeType[Any]) -> Iterator[str]:
    if not node_type.messages:
        return
    yield say("#### Сообщения", "#### Messages")
    heads = [
        say("Код", "Code"),
        "",
        say("Что не так", "What is wrong"),
        say("Что сделать", "What to do"),
    ]
    yield table(
        heads,
        [
            [
                code(name),
                say("ошибка", "error")
                if message.severity == "error"
                else say("предупреждение", "warning"),
                message.text.of(say.language),
                "" if message.hint is None else message.hint.of(say.language),
            ]
            for name, message in node_type.messages.items()
        ],
    )


def _example(say: Say, example: Example) -> Iterator[str]:
    yield f"**{example.title.of(say.language)}**"
    yield f"{say('Настройки', 'Settings')}: {json_words(dict(example.settings))}"
    if example.parameters:
        yield f"{say('Параметры', 'Parameters')}: {json_words(dict(example.parameters))}"
    for name, content in example.files.items():
        if isinstance(content, str):
            yield f"{say('Файл', 'File')} {code(name)}:"
            yield block(content.removeprefix("\ufeff").replace("\r\n", "\n").rstrip("\n"))
        else:
            yield f"{say('Файл', 'File')} {code(name)}, {len(content)} {say('байт', 'bytes')}."
    for port, given in example.inputs.items():
        tables = [given] if isinstance(given, Table) else list(given)
        for one in tables:
            yield f"{say('Вход', 'Input')} {code(port)}:"
            yield data_table(say, one.columns)
    for port, one in example.outputs.items():
        yield f"{say('Выход', 'Output')} {code(port)}:"
        yield data_table(say, one.columns)
    for name, content in example.written.items():
        yield f"{say('Записано в', 'Written into')} {code(name)}:"
        yield block(content.removeprefix("\ufeff").replace("\r\n", "\n").rstrip("\n"))
