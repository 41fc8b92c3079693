"""The canonical text, and the promise that unchanged text comes back byte for byte."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanva.workflow import (
    DocumentError,
    DocumentProblem,
    Edge,
    Group,
    Layout,
    Node,
    Note,
    Parameter,
    Point,
    Workflow,
    as_json,
    read,
    text_hash,
    write,
)

CANONICAL = """{
  "kanva": 1,
  "title": "Продажи по менеджерам",
  "description": {"ru": "Отчёт за месяц", "en": "Monthly report"},
  "parameters": [
    {"name": "report_date", "type": "date", "default": "2011-12-09"}
  ],
  "nodes": [
    {
      "id": "sales",
      "type": "import.text",
      "version": 1,
      "settings": {
        "file": "sales.csv",
        "columns": [
          {"name": "Дата", "type": "date", "format": "%d.%m.%Y", "comment": "как в выгрузке 1С"},
          {"name": "Сумма", "type": "decimal"}
        ],
        "limit": null,
        "empty": {},
        "none": []
      },
      "pinned": true,
      "future": {"a": 1}
    },
    {
      "id": "filter",
      "type": "rows.filter",
      "version": 1,
      "settings": {}
    }
  ],
  "edges": [
    {"from": "sales.rows", "to": "filter.rows"}
  ],
  "groups": [
    {"id": "g1", "title": "Подготовка", "nodes": ["sales", "filter"]}
  ],
  "notes": [
    {"id": "n1", "text": "Спросить у бухгалтерии"}
  ],
  "layout": {
    "nodes": {
      "sales": {"x": 0, "y": 0},
      "filter": {"x": 240, "y": 12.5}
    }
  },
  "later": true
}
"""


def test_the_canonical_text_of_a_workflow_made_in_code() -> None:
    workflow = Workflow(
        title="Продажи по менеджерам",
        description={"ru": "Отчёт за месяц", "en": "Monthly report"},
        parameters=[Parameter(name="report_date", type="date", default="2011-12-09")],
        nodes=[
            Node(
                id="sales",
                type="import.text",
                version=1,
                settings={
                    "file": "sales.csv",
                    "columns": [
                        {
                            "name": "Дата",
                            "type": "date",
                            "format": "%d.%m.%Y",
                            "comment": "как в выгрузке 1С",
                        },
                        {"name": "Сумма", "type": "decimal"},
                    ],
                    "limit": None,
                    "empty": {},
                    "none": [],
                },
                pinned=True,
                future={"a": 1},
            ),
            Node(id="filter", type="rows.filter", version=1, settings={}),
        ],
        edges=[Edge.between("sales", "rows", "filter", "rows")],
        groups=[Group(id="g1", title="Подготовка", nodes=["sales", "filter"])],
        notes=[Note(id="n1", text="Спросить у бухгалтерии")],
        layout=Layout(nodes={"sales": Point(x=0, y=0), "filter": Point(x=240, y=12.5)}),
        later=True,
    )
    assert write(workflow) == CANONICAL
    assert as_json(workflow) == json.loads(CANONICAL)


def test_canonical_text_is_a_fixed_point() -> None:
    workflow = read(CANONICAL)
    workflow.nodes[1].settings["limit"] = 5
    workflow.nodes[1].settings.pop("limit")
    assert write(Workflow.model_validate(json.loads(CANONICAL))) == CANONICAL
    assert write(workflow) == CANONICAL


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('{"kanva":1,"nodes":[]}', id="compact"),
        pytest.param('{"nodes":[], "kanva":1}', id="other key order"),
        pytest.param(CANONICAL.replace("\n", "\r\n"), id="CRLF"),
        pytest.param("\ufeff" + CANONICAL, id="byte order mark"),
        pytest.param(json.dumps(json.loads(CANONICAL), indent="\t"), id="tabs and escapes"),
        pytest.param('\n\n {"kanva": 1e0 }'.replace("1e0", "1") + "\n\n\n", id="spaces around"),
        pytest.param('{"kanva": 1, "x": 1.50, "y": 1E5, "z": -0.0, "n": null}', id="numbers"),
        pytest.param('{"kanva": 1, "title": "\\u043a\\/ \\ud83d\\ude00 \\ud800"}', id="escapes"),
        pytest.param(
            '{"kanva": 1, "nodes": [{"id": "a", "type": "t", "title": null, "disabled": null}]}',
            id="explicit nulls",
        ),
        pytest.param(
            '{"kanva": 1, "nodes": [{"id": "a", "type": "t", "disabled": false, "version": 1}]}',
            id="explicit defaults",
        ),
        pytest.param('{"kanva": 0, "name": "Старый черновик"}', id="an older format"),
    ],
)
def test_unchanged_text_comes_back_byte_for_byte(text: str) -> None:
    assert write(read(text)) == text


def test_a_changed_workflow_is_canonical_and_touches_only_what_changed() -> None:
    workflow = read(CANONICAL.replace("\n", "\r\n"))
    workflow.layout.nodes["filter"].x = 300
    assert write(workflow) == CANONICAL.replace('{"x": 240,', '{"x": 300,')


def test_a_change_taken_back_gives_the_old_text() -> None:
    text = '{"kanva":1,"title":"a","nodes":[]}'
    workflow = read(text)
    workflow.title = "b"
    assert write(workflow) != text
    workflow.title = "a"
    assert write(workflow) == text


def test_one_and_one_point_zero_and_true_are_different_changes() -> None:
    text = '{"kanva":1,"nodes":[{"id":"a","type":"t","settings":{"x":1}}]}'
    for value in (1.0, True):
        workflow = read(text)
        workflow.nodes[0].settings["x"] = value
        assert json.dumps(value) in write(workflow)


def test_absent_keys_stay_absent_and_nulls_stay_null_after_a_change() -> None:
    workflow = read(
        '{"kanva": 1, "nodes": [{"id": "a", "type": "t", "title": null},'
        ' {"id": "b", "type": "t", "disabled": false}]}'
    )
    workflow.title = "Новое название"
    assert as_json(workflow) == {
        "kanva": 1,
        "title": "Новое название",
        "nodes": [
            {"id": "a", "type": "t", "title": None},
            {"id": "b", "type": "t", "disabled": False},
        ],
        "edges": [],
    }


def test_clearing_a_field_removes_its_key() -> None:
    workflow = read('{"kanva": 1, "nodes": [{"id": "a", "type": "t", "title": "Старое"}]}')
    workflow.nodes[0].title = None
    assert as_json(workflow)["nodes"] == [{"id": "a", "type": "t"}]


def test_unknown_keys_stand_at_the_end_of_their_object_in_their_order() -> None:
    workflow = read(
        '{"zebra": 1, "kanva": 1, "alpha": 2, "edges": [{"z": 1, "to": "b.x", "a": 2,'
        ' "from": "a.x"}], "layout": {"viewport": {"zoom": 1}, "nodes": {}}, "title": ""}'
    )
    workflow.title = "t"
    assert (
        write(workflow)
        == """{
  "kanva": 1,
  "title": "t",
  "nodes": [],
  "edges": [
    {"from": "a.x", "to": "b.x", "z": 1, "a": 2}
  ],
  "layout": {
    "nodes": {},
    "viewport": {"zoom": 1}
  },
  "zebra": 1,
  "alpha": 2
}
"""
    )


def test_lines_are_at_most_a_hundred_columns_where_they_can_be_broken() -> None:
    # Indent 8, `"a": ["`, the word, `"]` and room for a comma: 82 letters fill the line.
    for length, inline in ((82, True), (83, False)):
        text = write(Workflow(nodes=[Node(id="a", type="t", settings={"a": ["я" * length]})]))
        assert max(map(len, text.splitlines())) <= 100
        assert ('"a": ["я' in text) is inline


def test_text_instead_of_the_one_on_disk_is_kept_when_it_says_the_same() -> None:
    on_disk = '{"kanva":1,"title":"a"}'
    sent = Workflow.model_validate({"kanva": 1, "title": "a", "nodes": [], "edges": []})
    assert write(sent, over=on_disk) == on_disk
    sent.title = "b"
    assert write(sent, over=on_disk) == write(sent)
    assert write(sent, over="not json at all") == write(sent)


def test_half_a_surrogate_pair_survives_being_written() -> None:
    workflow = read('{"kanva": 1, "title": "\\ud800"}')
    workflow.description = "changed"
    text = write(workflow)
    assert '"\\ud800"' in text
    text.encode("utf-8")


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_number_json_cannot_hold_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        write(Workflow(nodes=[Node(id="a", type="t", settings={"x": value})]))


@pytest.mark.parametrize("value", [object(), {1: 2}])
def test_a_setting_json_cannot_hold_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        write(Workflow(nodes=[Node(id="a", type="t", settings={"x": value})]))


def test_the_hash_is_that_of_the_bytes_on_disk() -> None:
    assert text_hash("Продажи\r\n") == (
        "bf81fe8f504da5b483cdd2860f2cfeb2f777de6c981041cd02188c607e7ce161"
    )


# Properties ---------------------------------------------------------------------------------------

words = st.text(max_size=12)
numbers = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
json_values = st.recursive(
    st.none() | st.booleans() | numbers | words,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4),
    max_leaves=12,
)
extras = st.dictionaries(words.map(lambda word: "x" + word), json_values, max_size=3)
texts = words | st.fixed_dictionaries({"ru": words, "en": words})


def part(required: dict[str, st.SearchStrategy], optional: dict[str, st.SearchStrategy]):
    fixed = st.fixed_dictionaries(required, optional=optional)
    return st.builds(lambda known, unknown: {**unknown, **known}, fixed, extras)


points = part({"x": numbers, "y": numbers}, {})
boxes = part({"x": numbers, "y": numbers, "width": numbers, "height": numbers}, {})
documents = part(
    {"kanva": st.just(1)},
    {
        "title": texts,
        "description": texts,
        "parameters": st.lists(
            part(
                {"name": words, "type": words},
                {
                    "title": st.none() | texts,
                    "default": json_values,
                    "minimum": st.none() | numbers,
                    "choices": st.lists(part({"value": json_values}, {"title": texts}), max_size=2),
                },
            ),
            max_size=2,
        ),
        "nodes": st.lists(
            part(
                {"id": words, "type": words},
                {
                    "version": st.integers(),
                    "title": st.none() | texts,
                    "settings": st.dictionaries(words, json_values, max_size=3),
                    "disabled": st.none() | st.booleans(),
                },
            ),
            max_size=3,
        ),
        "edges": st.lists(
            part({"from": words, "to": words}, {"kind": st.none() | words}), max_size=3
        ),
        "groups": st.lists(part({"id": words}, {"nodes": st.lists(words, max_size=2)}), max_size=2),
        "notes": st.lists(part({"id": words}, {"text": texts}), max_size=2),
        "layout": part(
            {},
            {
                "nodes": st.dictionaries(words, points, max_size=2),
                "notes": st.dictionaries(words, boxes, max_size=2),
            },
        ),
    },
)
layouts_of_text = st.sampled_from(
    [
        {"indent": None, "separators": (",", ":")},
        {"indent": 4},
        {"indent": "\t", "ensure_ascii": True},
        {"indent": 1, "sort_keys": True},
    ]
)


@given(documents, layouts_of_text, st.booleans(), st.booleans())
def test_any_document_in_any_formatting_comes_back_as_it_was(
    document: dict, formatting: dict, carriage_returns: bool, mark: bool
) -> None:
    text = json.dumps(document, **{"ensure_ascii": False, **formatting})
    text = text.replace("\n", "\r\n") if carriage_returns else text
    text = "\ufeff" + text if mark else text
    assert write(read(text)) == text


@given(documents)
def test_the_canonical_text_says_the_same_and_is_a_fixed_point(document: dict) -> None:
    text = write(Workflow.model_validate(document))
    written = json.loads(text)
    for absent in {"title", "nodes", "edges"} - document.keys():
        assert not written.pop(absent)
    assert written == document
    assert write(Workflow.model_validate(json.loads(text))) == text
    assert text.endswith("}\n")


def problems_or_round_trip(text: str) -> tuple[DocumentProblem, ...]:
    try:
        workflow = read(text)
    except DocumentError as error:
        return error.problems
    assert write(workflow) == text
    return ()


@given(st.text())
def test_any_text_is_read_or_refused_with_reasons(text: str) -> None:
    problems = problems_or_round_trip(text)
    assert all(problem.text["ru"] and problem.text["en"] for problem in problems)


@given(json_values)
def test_any_json_is_read_or_refused_with_reasons(value: object) -> None:
    text = json.dumps({"kanva": 1, "nodes": value, "layout": value, "title": value})
    assert all(problem.line and problem.path for problem in problems_or_round_trip(text))
