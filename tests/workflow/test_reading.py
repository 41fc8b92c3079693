"""What `read` accepts, keeps and refuses."""

from __future__ import annotations

import pytest

from kanva.workflow import DocumentError, DocumentProblem, Edge, Node, Point, Workflow, read


def problems(text: str) -> tuple[DocumentProblem, ...]:
    with pytest.raises(DocumentError) as caught:
        read(text)
    return caught.value.problems


def places(text: str) -> list[tuple[str, int | None, int | None, str | None]]:
    return [(found.code, found.line, found.column, found.path) for found in problems(text)]


def test_a_document_becomes_typed_parts() -> None:
    workflow = read(
        '{"kanva": 1, "title": {"ru": "Продажи", "en": "Sales"},'
        ' "nodes": [{"id": "sales", "type": "import.text", "version": 2, "settings": {"a": [1]},'
        ' "pinned": true}],'
        ' "edges": [{"from": "sales.rows", "to": "a.b.in", "kind": "order"}],'
        ' "layout": {"nodes": {"sales": {"x": 10, "y": -2.5}}}}'
    )
    assert workflow == Workflow(
        title={"ru": "Продажи", "en": "Sales"},
        nodes=[
            Node(id="sales", type="import.text", version=2, settings={"a": [1]}, pinned=True),
        ],
        edges=[Edge(from_="sales.rows", to="a.b.in", kind="order")],
        layout={"nodes": {"sales": Point(x=10, y=-2.5)}},
    )
    edge = workflow.edges[0]
    assert (edge.source, edge.output, edge.target, edge.input) == ("sales", "rows", "a.b", "in")


def test_broken_content_is_read_and_kept() -> None:
    workflow = read(
        '{"kanva": 1, "nodes": [{"id": "A B", "type": "nobody.knows"}, {"id": "A B", "type": ""}],'
        ' "edges": [{"from": "gone.rows", "to": "nowhere"}],'
        ' "parameters": [{"name": "x", "type": "colour"}]}'
    )
    assert [node.id for node in workflow.nodes] == ["A B", "A B"]
    assert (workflow.edges[0].target, workflow.edges[0].input) == ("nowhere", "")
    assert workflow.parameters[0].type == "colour"


@pytest.mark.parametrize(
    ("text", "line", "column", "ru"),
    [
        ('{\n  "kanva": 1,\n  "nodes": [\n}', 4, 1, "здесь должно стоять значение"),
        ('{"kanva": 1\n "nodes": []}', 2, 2, "не хватает запятой или закрывающей скобки"),
        ('{"kanva" 1}', 1, 10, "после имени должно стоять двоеточие"),
        ('{"kanva": 1}\nи ещё', 2, 1, "после конца документа есть лишний текст"),
        ('{"kanva": "1}', 1, 11, "кавычки здесь не закрыты"),
        ('{"kanva": "a\nb"}', 1, 13, "не может содержать перевод строки"),
        ('{"kanva": "\\q"}', 1, 12, "после обратной косой черты"),
    ],
)
def test_damaged_json_is_named_by_line_and_character(
    text: str, line: int, column: int, ru: str
) -> None:
    (problem,) = problems(text)
    assert (problem.code, problem.line) == ("not_json", line)
    assert problem.column == column
    assert ru in problem.text["ru"]
    assert f"line {line}, character {column}" in problem.text["en"]


def test_a_comma_before_a_closing_bracket_is_named_by_its_line() -> None:
    # Python 3.13 points at the comma, earlier versions at the bracket after it.
    (problem,) = problems('{\n  "kanva": 1,\n}')
    assert (problem.code, problem.line in {2, 3}) == ("not_json", True)


def test_carriage_returns_and_a_byte_order_mark_do_not_shift_positions() -> None:
    assert places('\ufeff{\r\n "kanva": 1,\r\n "title": 5}') == [("wrong_type", 3, 11, "title")]


def test_a_merge_conflict_is_called_by_its_name() -> None:
    text = '{\n"kanva": 1,\n<<<<<<< HEAD\n"title": "a"\n=======\n"title": "b"\n>>>>>>> x\n}'
    assert places(text) == [("git_conflict", 3, 1, None)]


@pytest.mark.parametrize("text", ["", "  \n", "\ufeff"])
def test_an_empty_file(text: str) -> None:
    assert problems(text) == (
        DocumentProblem("empty_file", {"ru": "Файл пуст.", "en": "The file is empty."}, 1, 1),
    )


@pytest.mark.parametrize("text", ["[]", "1", '"kanva"', "null", "{}", '{"cells": []}'])
def test_json_that_is_no_workflow(text: str) -> None:
    (problem,) = problems(text)
    assert (problem.code, problem.hint) == ("not_a_workflow", None)


def test_a_workflow_without_its_version_says_what_is_missing() -> None:
    (problem,) = problems('{"nodes": []}')
    assert problem.code == "not_a_workflow"
    assert problem.hint is not None
    assert '"kanva": 1' in problem.hint["ru"]


@pytest.mark.parametrize("version", ['"1"', "true", "null", "1.0", "-1"])
def test_a_version_that_is_none(version: str) -> None:
    assert places(f'{{"kanva": {version}, "nodes": []}}') == [
        ("bad_format_version", 1, 11, "kanva")
    ]


def test_a_newer_format_is_refused_and_says_to_update() -> None:
    (problem,) = problems('{"kanva": 2, "nodes": "anything"}')
    assert problem.code == "newer_format"
    assert "формат 2, а здесь понятен формат 1" in problem.text["ru"]
    assert problem.hint is not None


def test_wrong_types_are_named_by_line_and_path() -> None:
    text = """{
  "kanva": 1,
  "title": {"ru": 5},
  "nodes": [
    {"id": "a", "type": "t", "settings": []},
    {"id": 7},
    "node"
  ],
  "edges": {},
  "layout": {"nodes": {"a": {"x": "left", "y": 0}}}
}"""
    assert places(text) == [
        ("wrong_type", 3, 19, "title.ru"),
        ("wrong_type", 5, 42, "nodes.0.settings"),
        ("missing_field", 6, 5, "nodes.1.type"),
        ("wrong_type", 6, 12, "nodes.1.id"),
        ("wrong_type", 7, 5, "nodes.2"),
        ("wrong_type", 9, 12, "edges"),
        ("wrong_type", 10, 35, "layout.nodes.a.x"),
    ]
    found = problems(text)
    assert [problem.node for problem in found] == [None, "a", None, None, None, None, None]
    assert found[1].text == {
        "ru": "Строка 5: в поле «nodes.0.settings» ожидается объект в фигурных скобках.",
        "en": "Line 5: the field “nodes.0.settings” should hold an object in braces.",
    }
    assert found[-1].text["ru"].endswith("ожидается целое число или число.")


@pytest.mark.parametrize(
    "field", ['"version": true', '"version": "1"', '"version": 1.5', '"disabled": 1']
)
def test_values_are_never_converted_on_the_way_in(field: str) -> None:
    text = f'{{"kanva": 1, "nodes": [{{"id": "a", "type": "t", {field}}}]}}'
    assert [problem.code for problem in problems(text)] == ["wrong_type"]


def test_a_repeated_key_would_lose_one_of_the_two() -> None:
    text = '{"kanva": 1,\n "nodes": [{"id": "a", "type": "t",\n  "id": "b"}]}'
    assert places(text) == [("repeated_key", 3, 3, None)]


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "1" * 5000])
def test_numbers_that_json_cannot_hold(number: str) -> None:
    (problem,) = problems(f'{{"kanva": 1, "nodes": [], "x": {number}}}')
    assert problem.code == "bad_number"
    assert len(problem.text["en"]) < 200


@pytest.mark.parametrize("depth", [101, 100_000])
def test_bottomless_nesting_is_refused(depth: int) -> None:
    text = '{"kanva": 1, "x": ' + "[" * depth + "]" * depth + "}"
    assert [problem.code for problem in problems(text)] == ["too_deep"]


def test_the_error_reads_as_its_problems() -> None:
    with pytest.raises(DocumentError, match="This is not a Kanva workflow file"):
        read("[]")
