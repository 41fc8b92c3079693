"""Migrations, durability settings, a database of the future."""

from __future__ import annotations

import threading

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from kanva.store import Store, StoreError, Workspace
from kanva.store.database import HEAD, MIGRATIONS, Database, sqlite_url
from kanva.store.tables import Table


def differences(database: Database) -> list:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return compare_metadata(context, Table.metadata)


def test_the_steps_lead_to_the_tables_of_the_code(tmp_path):
    database = Database(sqlite_url(tmp_path / "a.sqlite"))
    database.upgrade()
    database.upgrade()
    assert differences(database) == []
    assert ScriptDirectory(str(MIGRATIONS)).get_current_head() == HEAD
    with database.engine.begin() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).all() == [
            (HEAD,)
        ]
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    database.close()


def test_a_failed_step_leaves_nothing_behind(tmp_path, monkeypatch):
    database = Database(sqlite_url(tmp_path / "a.sqlite"))
    monkeypatch.setattr(MigrationContext, "stamp", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        database.upgrade()
    assert inspect(database.engine).get_table_names() == []
    monkeypatch.undo()
    database.upgrade()
    assert differences(database) == []
    database.close()


def test_a_database_of_a_newer_kanva_is_refused_in_plain_words(folder):
    workspace = Workspace.open(folder)
    Store.open(workspace).close()
    database = Database(sqlite_url(workspace.database))
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    database.close()
    with pytest.raises(StoreError) as caught:
        Store.open(workspace)
    assert caught.value.problem().text.ru == "База в папке .kanva сделана более новой Kanva"


def test_writers_wait_for_each_other(store):
    failures: list[BaseException] = []

    def write(number: int) -> None:
        try:
            for step in range(10):
                store.set_setting(f"name {number}", step)
                store.sessions.new_link()
        except BaseException as error:  # noqa: BLE001 - a thread cannot raise into the test
            failures.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert [store.setting(f"name {number}") for number in range(4)] == [9, 9, 9, 9]


def test_a_setting_is_kept_and_forgotten(store):
    store.set_setting("сервер", {"port": 8321})
    assert store.setting("сервер") == {"port": 8321}
    store.set_setting("сервер", None)
    assert store.setting("сервер") is None


def test_the_house_is_hidden_from_git(store, folder):
    assert (folder / ".kanva" / ".gitignore").read_text("utf-8") == "*\n"
    assert (folder / ".kanva" / "cache").is_dir()
