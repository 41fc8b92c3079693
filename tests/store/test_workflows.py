"""Saving, conflicts, changes from outside, versions and drafts."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kanva.sdk.messages import NodeError
from kanva.store import Store, StoreError
from kanva.store.errors import StaleSaveError, UnreadableWorkflowError
from kanva.workflow import text_hash

PATH = "отчёт.kanva.json"


def document(*nodes: str, title: str = "Отчёт") -> dict:
    return {
        "kanva": 1,
        "title": title,
        "nodes": [{"id": node, "type": "rows.sort", "settings": {}} for node in nodes],
        "edges": [],
    }


def reasons(store: Store, path: str = PATH) -> list[tuple[int, str, int]]:
    return [(one.number, one.reason, one.nodes) for one in store.workflows.versions(path)]


def made(store: Store, *nodes: str) -> str:
    return store.workflows.create(document(*nodes), path=PATH, title="Отчёт").hash


def refused(code: str, action, *arguments, **named) -> StoreError:
    with pytest.raises(StoreError) as caught:
        action(*arguments, **named)
    assert caught.value.code == code
    assert set(caught.value.problem().text.as_json()) == {"ru", "en"}
    assert "{" not in caught.value.problem().text.ru
    return caught.value


def test_a_new_workflow_is_a_file_and_a_first_version(store, folder, clock):
    opened = store.workflows.create(document("a"), path=None, title="Продажи: март/апрель?")
    text = (folder / "Продажи март апрель.kanva.json").read_text("utf-8")
    assert opened.path == "Продажи март апрель.kanva.json"
    assert (opened.document, opened.hash, opened.draft) == (document("a"), text_hash(text), None)
    (only,) = store.workflows.versions(opened.path)
    assert (only.number, only.reason, only.title) == (1, "save", None)
    assert (only.created_at, only.nodes) == (clock.moment, 1)


def test_a_new_workflow_never_overwrites(store):
    wanted = (PATH, PATH, "ОТЧЁТ.kanva.json", "внутри/б.kanva.json", "внутри/б.kanva.json")
    assert [store.workflows.create(document(), path=path, title="").path for path in wanted] == [
        "отчёт.kanva.json",
        "отчёт 2.kanva.json",
        "ОТЧЁТ 3.kanva.json",
        "внутри/б.kanva.json",
        "внутри/б 2.kanva.json",
    ]


def test_a_save_writes_the_file_and_a_version(store, folder, clock):
    first = made(store, "a")
    clock.move(minutes=1)
    saved = store.workflows.save(PATH, document("a", "b"), first)
    text = (folder / PATH).read_text("utf-8")
    assert (saved.hash, saved.version, saved.saved_at) == (text_hash(text), 2, clock.moment)
    assert json.loads(text) == document("a", "b")
    assert reasons(store) == [(2, "save", 2), (1, "save", 1)]
    assert [item.name for item in folder.iterdir() if item.suffix == ".tmp"] == []


def test_a_save_that_says_the_same_keeps_every_byte(store, folder):
    text = json.dumps(document("a"), ensure_ascii=True, indent=7).replace("\n", "\r\n") + "\n\n"
    (folder / PATH).write_bytes(text.encode())
    opened = store.workflows.open(PATH)
    saved = store.workflows.save(PATH, opened.document, opened.hash)
    assert (folder / PATH).read_bytes() == text.encode()
    assert (saved.hash, saved.version) == (opened.hash, 1)
    assert reasons(store) == [(1, "outside", 1)]


def test_a_stale_save_is_refused_and_the_other_text_is_a_version(store, folder):
    base = made(store, "a")
    theirs = json.dumps(document("a", "theirs"))
    (folder / PATH).write_text(theirs, "utf-8")
    with pytest.raises(StaleSaveError) as caught:
        store.workflows.save(PATH, document("a", "mine"), base)
    assert (caught.value.hash, caught.value.text) == (text_hash(theirs), theirs)
    assert (folder / PATH).read_text("utf-8") == theirs
    assert reasons(store) == [(2, "outside", 2), (1, "save", 1)]
    saved = store.workflows.save(PATH, document("a", "mine"), caught.value.hash)
    assert (saved.version, reasons(store)[0]) == (3, (3, "save", 2))


def test_an_empty_graph_replaces_a_full_one_only_when_meant(store, folder):
    base = made(store, "a", "b")
    error = refused("empty_over_full", store.workflows.save, PATH, document(), base)
    assert error.problem().text.ru == f"Пустой сценарий заменил бы файл «{PATH}», где узлов: 2"
    assert json.loads((folder / PATH).read_text("utf-8")) == document("a", "b")
    assert store.workflows.save(PATH, document(), base, allow_empty=True).version == 2
    assert store.workflows.version_document(PATH, 1) == document("a", "b")


def test_a_file_deleted_outside_is_written_again_by_whoever_has_it_open(store, folder):
    base = made(store, "a")
    (folder / PATH).unlink()
    refused("workflow_missing", store.workflows.open, PATH)
    refused("workflow_missing", store.workflows.save, PATH, document("b"), "another hash")
    store.workflows.save(PATH, document("b"), base)
    assert json.loads((folder / PATH).read_text("utf-8")) == document("b")


def test_a_broken_file_is_told_and_kept(store, folder):
    (folder / PATH).write_text('{"kanva": 1, "nodes": [}', "utf-8")
    with pytest.raises(UnreadableWorkflowError) as caught:
        store.workflows.open(PATH)
    assert "1" in caught.value.problem().text.ru
    assert [(one.path, one.title, one.nodes) for one in store.workflows.list()] == [
        (PATH, "отчёт", 0)
    ]
    (folder / PATH).write_bytes('{"kanva": 1, "title": "Привет"}'.encode("cp1251"))
    refused("not_utf8", store.workflows.open, PATH)


def test_a_body_that_is_no_workflow_is_refused(store, folder):
    base = made(store, "a")
    with pytest.raises(UnreadableWorkflowError):
        store.workflows.save(PATH, {"kanva": 1, "title": 5, "nodes": [], "edges": []}, base)
    with pytest.raises(UnreadableWorkflowError):
        store.workflows.save(PATH, {"title": float("nan")}, base)
    assert json.loads((folder / PATH).read_text("utf-8")) == document("a")


def test_a_draft_is_kept_until_a_save(store, clock):
    base = made(store, "a")
    clock.move(seconds=3)
    saved_at = store.workflows.put_draft(PATH, document("a", "b"), base, "вкладка")
    draft = store.workflows.open(PATH).draft
    assert (draft.document, draft.base_hash, draft.client) == (document("a", "b"), base, "вкладка")
    assert draft.saved_at == saved_at == datetime(2026, 3, 1, 12, 0, 3, tzinfo=UTC)
    assert [one.has_draft for one in store.workflows.list()] == [True]
    store.workflows.save(PATH, document("a", "b"), base)
    assert store.workflows.open(PATH).draft is None
    store.workflows.put_draft(PATH, document("c"), base, "")
    store.workflows.drop_draft(PATH)
    assert [one.has_draft for one in store.workflows.list()] == [False]


def test_a_quiet_draft_becomes_a_version_once(store, clock):
    base = made(store, "a")
    store.workflows.put_draft(PATH, document("a", "b"), base, "")
    clock.move(minutes=9, seconds=59)
    assert store.workflows.keep_quiet_drafts() == 0
    clock.move(seconds=1)
    assert [store.workflows.keep_quiet_drafts(), store.workflows.keep_quiet_drafts()] == [1, 0]
    assert reasons(store) == [(2, "quiet", 2), (1, "save", 1)]
    assert store.workflows.open(PATH).draft is not None
    store.workflows.put_draft(PATH, document("a", "b", "c"), base, "")
    clock.move(minutes=10)
    assert store.workflows.keep_quiet_drafts() == 1
    assert reasons(store)[0] == (3, "quiet", 3)


def test_a_quiet_draft_that_is_no_workflow_makes_no_version(store, clock):
    base = made(store, "a")
    store.workflows.put_draft(PATH, {"nodes": "?"}, base, "")
    clock.move(minutes=11)
    assert store.workflows.keep_quiet_drafts() == 0
    assert reasons(store) == [(1, "save", 1)]


def test_a_run_keeps_what_ran_without_touching_the_file(store, folder):
    made(store, "a")
    before = (folder / PATH).read_bytes()
    assert store.workflows.keep_for_run(PATH, document("a", "b")) == (2, PATH)
    assert store.workflows.keep_for_run(PATH, document("a", "b")) == (2, PATH)
    assert (folder / PATH).read_bytes() == before
    assert reasons(store) == [(2, "run", 2), (1, "save", 1)]


def test_restore_brings_the_text_back_and_loses_nothing(store, folder, clock):
    base = made(store, "a")
    first = (folder / PATH).read_bytes()
    saved = store.workflows.save(PATH, document("a", "b"), base)
    store.workflows.put_draft(PATH, document("a", "b", "c"), saved.hash, "")
    (folder / PATH).write_text(json.dumps(document("x", "y", "z", "w")), "utf-8")
    opened = store.workflows.restore(PATH, 1)
    assert (folder / PATH).read_bytes() == first
    assert (opened.document, opened.draft) == (document("a"), None)
    assert reasons(store) == [
        (5, "restore", 1),
        (4, "quiet", 3),
        (3, "outside", 4),
        (2, "save", 2),
        (1, "save", 1),
    ]
    refused("version_missing", store.workflows.restore, PATH, 99)


def test_rename_takes_the_history_along(store, folder):
    base = made(store, "a")
    assert store.workflows.rename(PATH, "архив/старый.kanva.json") == "архив/старый.kanva.json"
    assert not (folder / PATH).exists()
    store.workflows.save("архив/старый.kanva.json", document("a", "b"), base)
    assert reasons(store, "архив/старый.kanva.json") == [(2, "save", 2), (1, "save", 1)]
    refused("workflow_missing", store.workflows.versions, PATH)
    made(store, "z")
    refused("workflow_taken", store.workflows.rename, PATH, "архив/старый.kanva.json")
    refused("bad_ending", store.workflows.rename, PATH, "другой.json")


def test_a_deleted_workflow_is_put_aside_and_its_name_is_free(store, folder):
    made(store, "a")
    text = (folder / PATH).read_bytes()
    store.workflows.delete(PATH)
    aside = list((folder / ".kanva" / "deleted").iterdir())
    assert [file.name for file in aside] == [f"2026-03-01 12-00-00 {PATH}"]
    assert aside[0].read_bytes() == text
    refused("workflow_missing", store.workflows.delete, PATH)
    made(store, "b")
    assert reasons(store) == [(1, "save", 1)]


def test_the_list_finds_files_deep_inside_and_skips_hidden_ones(store, folder):
    for name in (
        "б.kanva.json",
        "глубоко/внутри/в.kanva.json",
        ".скрыто/г.kanva.json",
        "node_modules/д.kanva.json",
        "данные.json",
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(json.dumps(document("a", title=name)), "utf-8")
    assert sorted((one.path, one.title, one.nodes) for one in store.workflows.list()) == [
        ("б.kanva.json", "б.kanva.json", 1),
        ("глубоко/внутри/в.kanva.json", "глубоко/внутри/в.kanva.json", 1),
    ]


@pytest.mark.parametrize(
    "path",
    ["../вне.kanva.json", "/tmp/a.kanva.json", "C:/a.kanva.json", "a/../../b.kanva.json", ""],
)
def test_a_path_that_leads_out_is_refused_everywhere(store, path):
    workflows = store.workflows
    for action in (
        lambda: workflows.open(path),
        lambda: workflows.save(path, document("a"), "x"),
        lambda: workflows.keep_for_run(path, document("a")),
        lambda: workflows.restore(path, 1),
        lambda: workflows.rename(path, "b.kanva.json"),
        lambda: workflows.delete(path),
        lambda: workflows.versions(path),
        lambda: workflows.version_document(path, 1),
        lambda: workflows.put_draft(path, document("a"), "x", ""),
        lambda: workflows.drop_draft(path),
        lambda: workflows.current_hash(path),
    ):
        with pytest.raises(NodeError, match="bad_path"):
            action()


def test_the_house_is_no_place_for_workflows(store):
    for path in (".kanva/a.kanva.json", ".git/a.kanva.json"):
        with pytest.raises((NodeError, StoreError)):
            store.workflows.create(document(), path=path, title="")


def test_a_killed_save_leaves_the_earlier_text(store, folder, monkeypatch):
    base = made(store, "a")
    before = (folder / PATH).read_bytes()

    def dies(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", dies)
    refused("disk_full", store.workflows.save, PATH, document("a", "b"), base)
    monkeypatch.undo()
    assert (folder / PATH).read_bytes() == before
    assert sorted(item.name for item in folder.iterdir()) == [".kanva", PATH]
    assert reasons(store) == [(1, "save", 1)]
    assert store.workflows.save(PATH, document("a", "b"), base).version == 2
