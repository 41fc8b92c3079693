"""Exports: staged, renamed together, written again when they are gone."""

from __future__ import annotations

from pathlib import Path

import pytest

from kanva.engine.staging import RunStaging
from kanva.sdk import NodeError

SALES = "client,sum\n1,50\n2,10\n"


@pytest.fixture
def document(place, flow):
    place.file("a.csv", SALES)
    return flow(
        sales=("try.csv", {"file": "a.csv"}),
        one=("try.save", {"file": "one.csv"}, "sales"),
        two=("try.save", {"file": "two.csv"}, "sales"),
    )


def names(place):
    return sorted(path.name for path in place.folder.iterdir())


def test_unchanged_exports_are_left_alone(place, document, states):
    place.run(document)
    stamp = (place.folder / "one.csv").stat().st_mtime_ns

    result = place.run(document)

    assert set(states(result).values()) == {"cached"}
    assert [item["path"] for item in result.outputs] == ["one.csv", "two.csv"]
    assert (place.folder / "one.csv").stat().st_mtime_ns == stamp


@pytest.mark.parametrize("harm", ["gone", "changed"])
def test_lost_or_changed_export_is_written_again(place, document, states, harm):
    place.run(document)
    target = place.folder / "one.csv"
    target.unlink() if harm == "gone" else target.write_text("mine", "utf-8")

    result = place.run(document)

    assert states(result) == {"sales": "cached", "one": "done", "two": "cached"}
    assert target.read_text("utf-8") == SALES


def test_failed_export_leaves_all_old_files(place, flow):
    place.file("a.csv", SALES)
    old = place.file("one.csv", "old")
    document = flow(
        sales=("try.csv", {"file": "a.csv"}),
        one=("try.save", {"file": "one.csv"}, "sales"),
        bad=("try.spoiled_save", {"file": "two.csv"}, "sales"),
    )

    result = place.run(document)

    assert (result.problem.code, result.problem.node) == ("disk_full", "bad")
    assert result.outputs == []
    assert old.read_text("utf-8") == "old"
    assert names(place) == [".kanva", "a.csv", "one.csv"]


def test_target_held_by_another_program(place, document, monkeypatch):
    old = place.file("two.csv", "old")
    before = place.file("one.csv", "older")
    replace = Path.replace

    def held(self, target):
        if Path(target).name == "two.csv" and "-old" not in self.name:
            raise PermissionError(13, "held", str(target))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", held)
    result = place.run(document)

    assert (result.problem.code, result.problem.node) == ("file_in_use", "two")
    assert "two.csv" in result.problem.text.ru
    assert (before.read_text("utf-8"), old.read_text("utf-8")) == ("older", "old")
    assert names(place) == [".kanva", "a.csv", "one.csv", "two.csv"]


def test_read_only_folder_is_found_before_the_work(place, document, monkeypatch):
    touch = Path.touch

    def refused(self, mode=0o666, exist_ok=True):
        if "kanva-probe" in self.name:
            raise PermissionError(13, "read-only", str(self))
        return touch(self, mode, exist_ok)

    monkeypatch.setattr(Path, "touch", refused)
    result = place.run(document)

    assert (result.problem.code, result.problem.node) == ("read_only_folder", "one")
    assert not result.computed
    assert place.events[-1]["nodes"]["sales"]["state"] == "skipped"


def test_nothing_hidden_is_left_behind(place, document):
    place.file("one.csv", "old")
    place.run(document)
    assert names(place) == [".kanva", "a.csv", "one.csv", "two.csv"]


def test_staging_refuses_to_leave_the_workspace(tmp_path):
    with pytest.raises(NodeError, match="bad_path"):
        RunStaging(tmp_path).file("../out.csv")
