"""Data files: listing, uploads that appear whole or not at all, names that lead nowhere else."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kanva.sdk.messages import NodeError
from kanva.store import StoreError, Workspace
from kanva.store.files import Files
from kanva.store.workspace import file_name, portable


async def chunks(*parts: bytes) -> AsyncIterator[bytes]:
    for part in parts:
        yield part


async def broken(*parts: bytes) -> AsyncIterator[bytes]:
    for part in parts:
        yield part
    raise ConnectionError("the browser is gone")


def take(files, name, *parts, unique=False):
    return asyncio.run(files.take(name, chunks(*parts), unique=unique))


def test_an_upload_is_whole_and_listed(store, folder):
    entry = take(store.files, "данные/продажи.csv", b"a;b\n", b"1;2\n")
    assert (entry.name, entry.path, entry.kind, entry.size_bytes) == (
        "продажи.csv",
        "данные/продажи.csv",
        "file",
        8,
    )
    assert (folder / "данные" / "продажи.csv").read_bytes() == b"a;b\n1;2\n"
    assert [(one.path, one.kind, one.size_bytes) for one in store.files.list("")] == [
        ("данные", "folder", None)
    ]
    assert [(one.path, one.kind, one.size_bytes) for one in store.files.list("данные")] == [
        ("данные/продажи.csv", "file", 8)
    ]


def test_a_listing_shows_folders_first_and_hides_what_is_not_data(store, folder):
    for name in ("Б.csv", "а.csv", ".hidden", "x.kanva.json"):
        (folder / name).write_bytes(b"1")
    (folder / "яблоки").mkdir()
    assert [(one.name, one.kind) for one in store.files.list("")] == [
        ("яблоки", "folder"),
        ("а.csv", "file"),
        ("Б.csv", "file"),
    ]


def test_an_upload_replaces_or_gets_a_number(store, folder):
    take(store.files, "a.tar.csv", b"1")
    assert take(store.files, "a.tar.csv", b"2").path == "a.tar.csv"
    assert take(store.files, "A.tar.csv", b"3", unique=True).path == "A.tar 2.csv"
    assert (folder / "a.tar.csv").read_bytes() == b"2"


def test_a_broken_upload_leaves_the_earlier_file(store, folder):
    take(store.files, "a.csv", b"old")
    with pytest.raises(ConnectionError):
        asyncio.run(store.files.take("a.csv", broken(b"ne"), unique=False))
    assert (folder / "a.csv").read_bytes() == b"old"
    assert sorted(item.name for item in folder.iterdir()) == [".kanva", "a.csv"]


def test_a_file_too_large_is_refused(folder):
    files = Files(Workspace.open(folder), 3 * 1024 * 1024)
    with pytest.raises(StoreError) as caught:
        take(files, "a.csv", *[bytes(1024 * 1024)] * 4)
    assert caught.value.problem().text.ru == "Файл больше 3 МБ и не загружен"
    assert sorted(item.name for item in folder.iterdir()) == [".kanva"]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("a.kanva.json", "workflow_by_upload"),
        (".env", "bad_name"),
        ("папка/.env", "bad_name"),
        (".kanva/kanva.sqlite", "bad_path"),
        (".KANVA/kanva.sqlite", "bad_path"),
        ("../a.csv", "bad_path"),
        ("a/../../b.csv", "bad_path"),
        ("..\\a.csv", "bad_path"),
        ("/etc/passwd", "bad_path"),
        ("C:\\a.csv", "bad_path"),
        ("\\\\server\\share\\a.csv", "bad_path"),
        ("nul", "bad_path"),
        ("a.csv:stream", "bad_path"),
        ("a\0.csv", "bad_path"),
        ("a.csv.", "bad_path"),
        ("x" * 121, "bad_name"),
        ("", "bad_path"),
    ],
)
def test_names_that_must_not_be_written(store, folder, name, code):
    with pytest.raises((StoreError, NodeError)) as caught:
        take(store.files, name, b"1")
    assert caught.value.code == code
    assert sorted(item.name for item in folder.iterdir()) == [".kanva"]
    assert sorted(item.name for item in folder.parent.iterdir()) == [folder.name]


@pytest.mark.skipif(os.name == "nt", reason="Windows makes links for administrators only")
def test_a_link_leads_nowhere_else(store, folder):
    secret = folder.parent / "secret.txt"
    secret.write_text("тайна", "utf-8")
    (folder / "link.txt").symlink_to(secret)
    (folder / "out").symlink_to(folder.parent)
    assert store.files.list("") == []
    for name in ("link.txt", "out/secret.txt"):
        with pytest.raises(NodeError, match="bad_path"):
            store.files.existing(name)
        with pytest.raises(NodeError, match="bad_path"):
            take(store.files, name, b"1")
    assert secret.read_text("utf-8") == "тайна"


nasty = st.lists(
    st.sampled_from([*"ab./\\:~%* ", "..", "\0", "\n", "con", ".kanva", "ё", "\u202e", "／"]),
    max_size=12,
).map("".join)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.lists(nasty, max_size=4).map("/".join))
def test_no_name_reaches_outside(store, folder, name):
    workspace = store.workspace
    try:
        path = workspace.new_path(name)
    except (StoreError, NodeError):
        return
    assert path.is_relative_to(folder)
    assert path != folder
    assert all(portable(part) for part in path.relative_to(folder).parts)
    assert not path.relative_to(folder).parts[0].startswith(".")


@given(st.text(max_size=200))
def test_any_title_makes_a_name(title):
    assert portable(file_name(title))


def test_what_is_missing_is_said_to_be(store):
    with pytest.raises(StoreError, match="folder_missing"):
        store.files.list("нет")
    with pytest.raises(StoreError, match="file_missing"):
        store.files.existing("нет.csv")
    with pytest.raises(StoreError, match="folder_missing"):
        Workspace.open(store.workspace.folder / "нет")
