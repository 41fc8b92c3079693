"""What `structure_problems` finds, and where it points."""

from __future__ import annotations

import pytest

from kanva.workflow import (
    Box,
    Choice,
    DocumentProblem,
    Edge,
    Group,
    Layout,
    Node,
    Note,
    Parameter,
    Point,
    Workflow,
    structure_problems,
)


def nodes(*ids: str) -> list[Node]:
    return [Node(id=node_id, type="rows.filter") for node_id in ids]


def edges(*ends: str) -> list[Edge]:
    return [Edge(from_=end.split(">")[0], to=end.split(">")[1]) for end in ends]


def found(workflow: Workflow) -> list[tuple[str, str | None, str | None]]:
    return [(item.code, item.path, item.node) for item in structure_problems(workflow)]


def test_a_whole_workflow_has_no_problems() -> None:
    workflow = Workflow(
        parameters=[
            Parameter(name="день", type="date", default="2011-12-09"),
            Parameter(name="top", type="number", default=5, minimum=1, maximum=5),
            Parameter(name="kind", type="choice", choices=[Choice(value="a")], default="a"),
            Parameter(name="file", type="file"),
        ],
        nodes=nodes("sales", "filter_2"),
        edges=edges("sales.rows>filter_2.rows", "sales.other>filter_2.rows"),
        groups=[Group(id="g1", nodes=["sales"])],
        notes=[Note(id="n1", text="x")],
        layout=Layout(
            nodes={"sales": Point(x=0, y=0)},
            groups={"g1": Box(x=0, y=0, width=1, height=1)},
            notes={"n1": Box(x=0, y=0, width=1, height=1)},
        ),
    )
    assert structure_problems(workflow) == []


def test_node_ids() -> None:
    workflow = Workflow(nodes=nodes("sales", "Продажи", "sales", "a-b", "", "sales"))
    assert found(workflow) == [
        ("duplicate_node_id", "nodes.0.id", "sales"),
        ("bad_node_id", "nodes.1.id", "Продажи"),
        ("bad_node_id", "nodes.3.id", "a-b"),
        ("bad_node_id", "nodes.4.id", ""),
    ]
    assert structure_problems(workflow)[0].text == {
        "ru": "Узлов с именем «sales» несколько: 3.",
        "en": "3 nodes have the id “sales”.",
    }


def test_an_edge_from_a_misspelt_node_offers_the_near_one() -> None:
    workflow = Workflow(nodes=nodes("sales", "filter"), edges=edges("salse.rows>filter.rows"))
    assert structure_problems(workflow) == [
        DocumentProblem(
            "edge_without_node",
            {
                "ru": "Связь salse.rows → filter.rows: узла «salse» нет.",
                "en": "Edge salse.rows → filter.rows: there is no node “salse”.",
            },
            path="edges.0.from",
            node="filter",
            hint={"ru": "Возможно, имелось в виду «sales».", "en": "Did you mean “sales”?"},
        )
    ]


def test_edges_with_missing_ends_and_twice_drawn_edges() -> None:
    workflow = Workflow(
        nodes=nodes("a", "b"),
        edges=edges("x.rows>y.rows", "a>b.rows", "a.rows>b.rows", "a.rows>b.rows", "a.rows>b"),
    )
    assert found(workflow) == [
        ("edge_without_node", "edges.0.from", None),
        ("edge_without_node", "edges.0.to", None),
        ("edge_without_port", "edges.1.from", "a"),
        ("duplicate_edge", "edges.3", "b"),
        ("edge_without_port", "edges.4.to", "b"),
    ]


def test_a_ring_is_named_by_the_titles_along_it() -> None:
    workflow = Workflow(
        nodes=[
            Node(id="start", type="t"),
            Node(id="a", type="t", title={"ru": "Отбор", "en": "Filter"}),
            Node(id="b", type="t"),
            Node(id="c", type="t", title="Итог"),
        ],
        edges=edges("start.o>a.i", "a.o>b.i", "b.o>c.i", "c.o>a.i", "c.o>b.i"),
    )
    assert structure_problems(workflow) == [
        DocumentProblem(
            "cycle",
            {
                "ru": "Узлы замкнуты в кольцо: Отбор → b → Итог → Отбор.",
                "en": "The nodes form a ring: Filter → b → Итог → Filter.",
            },
            path="edges.3",
            node="a",
            hint={"ru": "Удалите одну из этих связей.", "en": "Delete one of these edges."},
        )
    ]


def test_every_ring_is_told_once_and_order_only_edges_count() -> None:
    workflow = Workflow(
        nodes=nodes("a", "b", "c", "d"),
        edges=[
            *edges("a.o>a.i", "b.o>c.i"),
            Edge(from_="c.o", to="b.i", kind="order"),
            *edges("c.o>d.i"),
        ],
    )
    assert found(workflow) == [("cycle", "edges.0", "a"), ("cycle", "edges.2", "b")]


def test_groups_notes_and_layout() -> None:
    workflow = Workflow(
        nodes=nodes("a", "b"),
        groups=[Group(id="g", nodes=["a", "bb"]), Group(id="g", nodes=["a", "b", "b"])],
        notes=[Note(id="Заметка", text="")],
        layout=Layout(
            nodes={"aa": Point(x=0, y=0)},
            groups={"h": Box(x=0, y=0, width=1, height=1)},
            notes={"n": Box(x=0, y=0, width=1, height=1)},
        ),
    )
    assert found(workflow) == [
        ("duplicate_group_id", "groups.1.id", None),
        ("bad_note_id", "notes.0.id", None),
        ("group_without_node", "groups.0.nodes.1", None),
        ("node_in_two_groups", "groups.1.nodes.0", "a"),
        ("node_in_two_groups", "groups.1.nodes.2", "b"),
        ("layout_of_nothing", "layout.nodes.aa", None),
        ("layout_of_nothing", "layout.groups.h", None),
        ("layout_of_nothing", "layout.notes.n", None),
    ]
    severities = [problem.severity for problem in structure_problems(workflow)]
    assert severities == ["error", "error", *["warning"] * 6]


@pytest.mark.parametrize(
    ("parameter", "code", "path"),
    [
        (Parameter(name="1st", type="text"), "bad_parameter_name", "parameters.0.name"),
        (Parameter(name="a b", type="text"), "bad_parameter_name", "parameters.0.name"),
        (Parameter(name="a", type="dat"), "unknown_parameter_type", "parameters.0.type"),
        (Parameter(name="a", type="choice"), "parameter_without_choices", "parameters.0.choices"),
        (
            Parameter(name="a", type="number", minimum=2, maximum=1),
            "parameter_limits_crossed",
            "parameters.0.minimum",
        ),
        (
            Parameter(name="a", type="number", default=9, maximum=1),
            "wrong_parameter_default",
            "parameters.0.default",
        ),
        (
            Parameter(name="a", type="date", default="soon"),
            "wrong_parameter_default",
            "parameters.0.default",
        ),
        (
            Parameter(name="a", type="choice", choices=[Choice(value="x")], default="y"),
            "wrong_parameter_default",
            "parameters.0.default",
        ),
    ],
)
def test_declarations_of_parameters(parameter: Parameter, code: str, path: str) -> None:
    assert found(Workflow(parameters=[parameter])) == [(code, path, None)]


def test_a_parameter_declared_twice() -> None:
    twice = [Parameter(name="a", type="text"), Parameter(name="a", type="date")]
    assert found(Workflow(parameters=twice)) == [("duplicate_parameter", "parameters.1.name", None)]


def test_the_type_of_a_parameter_offers_the_near_one() -> None:
    (problem,) = structure_problems(Workflow(parameters=[Parameter(name="a", type="dat")]))
    assert problem.hint == {"ru": "Возможно, имелось в виду «date».", "en": "Did you mean “date”?"}
