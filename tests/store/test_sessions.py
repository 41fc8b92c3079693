"""One-time links, sessions, the password; only hashes are stored."""

from __future__ import annotations

from kanva.store import Store
from kanva.store.sessions import password_hash, password_matches


def test_a_link_works_once(store: Store):
    link = store.sessions.new_link()
    session = store.sessions.use_link(link)
    assert session is not None
    assert store.sessions.is_live(session)
    assert store.sessions.use_link(link) is None
    assert store.sessions.use_link("чужая") is None


def test_a_link_runs_out_after_ten_minutes_unless_it_is_the_first(store, clock):
    short, exact, lasting = (
        store.sessions.new_link(),
        store.sessions.new_link(),
        store.sessions.new_link(None),
    )
    clock.move(minutes=10)
    assert store.sessions.use_link(exact) is not None
    clock.move(seconds=1)
    assert store.sessions.use_link(short) is None
    clock.move(days=40)
    assert store.sessions.use_link(lasting) is not None


def test_links_can_be_forgotten(store):
    link = store.sessions.new_link(None)
    store.sessions.forget_links()
    assert store.sessions.use_link(link) is None


def test_a_session_ends_when_told_and_after_thirty_days(store, clock):
    kept, ended = store.sessions.begin(), store.sessions.begin()
    store.sessions.end(ended)
    store.sessions.end("никакая")
    assert [store.sessions.is_live(kept), store.sessions.is_live(ended)] == [True, False]
    clock.move(days=30)
    assert store.sessions.is_live(kept)
    clock.move(seconds=1)
    assert not store.sessions.is_live(kept)


def test_no_secret_lies_in_the_files_of_the_store(store, folder):
    link, session = store.sessions.new_link(), store.sessions.begin()
    store.sessions.end_all_unless_password_is("тайное слово")
    stored = b"".join(file.read_bytes() for file in (folder / ".kanva").glob("kanva.sqlite*"))
    assert len(stored) > 1000
    for secret in (link, session, "тайное слово"):
        assert secret.encode() not in stored


def test_another_password_signs_everybody_out(store):
    sessions = store.sessions
    first = sessions.begin()
    sessions.end_all_unless_password_is(None)
    assert sessions.is_live(first)
    sessions.end_all_unless_password_is("один")
    assert not sessions.is_live(first)
    second = sessions.begin()
    sessions.end_all_unless_password_is("один")
    assert sessions.is_live(second)
    sessions.end_all_unless_password_is("два")
    assert not sessions.is_live(second)
    third = sessions.begin()
    sessions.end_all_unless_password_is(None)
    assert not sessions.is_live(third)


def test_passwords_are_salted():
    first, second = password_hash("слово"), password_hash("слово")
    assert first != second
    assert [
        password_matches("слово", first),
        password_matches("слово", second),
        password_matches("Слово", first),
        password_matches("", first),
        password_matches("слово", None),
    ] == [True, True, False, False, False]
