"""Order, reach and new ids."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanva.workflow import (
    CycleError,
    Edge,
    Node,
    Workflow,
    downstream,
    fresh_id,
    local,
    near_match,
    topological_order,
    upstream,
)


def graph(ids: str, *pairs: str) -> Workflow:
    return Workflow(
        nodes=[Node(id=node_id, type="t") for node_id in ids],
        edges=[Edge.between(pair[0], "out", pair[1], "in") for pair in pairs],
    )


DIAMOND = graph("dbcax", "ab", "ac", "bd", "cd", "ab", "a?", "?d")


def test_order_puts_feeders_first_and_keeps_the_order_of_the_document() -> None:
    assert topological_order(DIAMOND) == ["a", "b", "c", "d", "x"]


@pytest.mark.parametrize(
    ("targets", "order"),
    [
        (["b"], ["a", "b"]),
        (["c", "x"], ["a", "c", "x"]),
        (["lost"], []),
        ([], []),
    ],
)
def test_order_up_to_targets(targets: list[str], order: list[str]) -> None:
    assert topological_order(DIAMOND, targets) == order


def test_a_ring_has_no_order_and_is_named() -> None:
    ring = graph("abcd", "ab", "bc", "cb", "cd")
    with pytest.raises(CycleError, match="b -> c -> b") as caught:
        topological_order(ring)
    assert caught.value.path == ("b", "c", "b")
    assert topological_order(ring, ["a"]) == ["a"]


def test_reach_up_and_down() -> None:
    assert upstream(DIAMOND, ["d"]) == {"a", "b", "c", "d"}
    assert upstream(DIAMOND, ["b", "lost"]) == {"a", "b"}
    assert downstream(DIAMOND, ["b", "x"]) == {"b", "d", "x"}
    assert downstream(graph("ab", "ab", "ba"), ["a"]) == {"a", "b"}


def test_an_id_that_occurs_twice_stands_once() -> None:
    assert topological_order(graph("aab", "ab")) == ["a", "b"]


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=16))
def test_an_order_obeys_every_edge_or_the_ring_is_real(pairs: list[tuple[int, int]]) -> None:
    workflow = graph("01234567", *(f"{a}{b}" for a, b in pairs))
    links = {(str(a), str(b)) for a, b in pairs}
    try:
        order = topological_order(workflow)
    except CycleError as error:
        ring = error.path
        assert ring[0] == ring[-1]
        assert all(link in links for link in pairwise(ring))
    else:
        assert sorted(order) == list("01234567")
        assert all(order.index(a) < order.index(b) for a, b in links)


@pytest.mark.parametrize(
    ("taken", "type_id", "fresh"),
    [
        ([], "rows.filter", "filter"),
        (["filter"], "rows.filter", "filter_2"),
        (["filter", "filter_2", "filter_4"], "rows.filter", "filter_3"),
        ([], "acme.Big-Query v2", "big_query_v2"),
        ([], "plain", "plain"),
        ([], "данные", "node"),
        (["node"], "", "node_2"),
    ],
)
def test_fresh_ids(taken: list[str], type_id: str, fresh: str) -> None:
    workflow = Workflow(nodes=[Node(id=node_id, type="t") for node_id in taken])
    assert fresh_id(workflow, type_id) == fresh


def test_local_text_falls_back_to_the_other_language() -> None:
    assert local({"ru": "Продажи"}, "en") == "Продажи"
    assert local({"ru": "", "en": "Sales"}, "ru") == "Sales"
    assert (local({}, "ru"), local(None, "ru"), local("", "ru")) == ("", "", "")


def test_near_matches_ignore_letter_case() -> None:
    assert near_match("ПРОДАЖИ", ["Продажа", "Склад"]) == "Продажа"
    assert near_match("zzz", ["Продажа"]) is None
