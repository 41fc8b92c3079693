"""Documents of older formats are still read, and become the current format once changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from kanva.workflow import (
    FORMAT_VERSION,
    MIGRATIONS,
    DocumentError,
    read,
    structure_problems,
    write,
)

FIXTURES = Path(__file__).parent / "fixtures"


def fixture(name: str) -> str:
    return (FIXTURES / name).read_bytes().decode()


def test_every_older_version_has_its_migration() -> None:
    assert set(MIGRATIONS) == set(range(FORMAT_VERSION))


def test_a_draft_is_written_back_untouched_until_it_is_changed() -> None:
    text = fixture("draft_v0.kanva.json")
    workflow = read(text)
    assert workflow.kanva == FORMAT_VERSION
    assert structure_problems(workflow) == []
    assert write(workflow) == text


def test_a_changed_draft_is_written_in_the_current_format() -> None:
    workflow = read(fixture("draft_v0.kanva.json"))
    workflow.title = "Крупные продажи, 2011"
    assert write(workflow) == fixture("draft_v0.migrated.kanva.json")


def test_a_broken_draft_is_named_by_its_own_lines() -> None:
    text = '{"kanva": 0,\n "nodes": [{"id": "a", "type": "t"}, 5],\n "edges": [{"source": "a"}]}'
    with pytest.raises(DocumentError) as caught:
        read(text)
    assert [(found.code, found.line, found.path) for found in caught.value.problems] == [
        ("wrong_type", 2, "nodes.1"),
        ("missing_field", 3, "edges.0.from"),
        ("missing_field", 3, "edges.0.to"),
    ]


@pytest.mark.parametrize(
    "text", ['{"kanva": 0, "nodes": {}}', '{"kanva": 0, "edges": 1}', '{"kanva": 0, "layout": 1}']
)
def test_a_migration_keeps_what_it_does_not_understand_for_the_check(text: str) -> None:
    with pytest.raises(DocumentError) as caught:
        read(text)
    assert [problem.code for problem in caught.value.problems] == ["wrong_type"]


def test_positions_already_apart_win_over_those_inside_nodes() -> None:
    workflow = read(
        '{"kanva": 0, "nodes": [{"id": "a", "type": "t", "x": 1, "y": 2}],'
        ' "layout": {"nodes": {"a": {"x": 5, "y": 6}}}}'
    )
    assert workflow.layout.model_dump() == {"nodes": {"a": {"x": 5, "y": 6}}}
