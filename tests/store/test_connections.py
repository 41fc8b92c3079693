"""Connections: stored by name, their secrets encrypted, never lost by a change."""

from __future__ import annotations

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import text

from kanva.connections.cipher import Cipher
from kanva.sdk import NodeError
from kanva.store import StoreError
from kanva.store.connections import Connections


@pytest.fixture
def connections(store, clock):
    return Connections(store.database, clock, Cipher(Fernet.generate_key().decode()))


def add(connections, name="1С:ERP"):
    fields = {"host": "erp.example", "user": "Аналитик"}
    return connections.add(name, "onec", fields, {"password": "тайна"})


def test_a_connection_is_stored_and_resolved(connections, store):
    record = add(connections)
    assert (record.name, record.kind) == ("1С:ERP", "onec")
    assert record.fields == {"host": "erp.example", "user": "Аналитик"}
    assert connections.resolved("1С:ERP") == {
        "host": "erp.example",
        "user": "Аналитик",
        "password": "тайна",
        "kind": "onec",
        "name": "1С:ERP",
    }
    with store.database.transaction() as session:
        row = session.execute(text("SELECT * FROM connections")).one()
    assert "тайна" not in repr(row)


def test_secrets_left_out_stay_and_null_forgets(connections):
    add(connections)
    connections.change("1С:ERP", new_name="1С", fields={"host": "a"}, secrets={"token": "t"})
    assert connections.resolved("1С") == {
        "host": "a", "password": "тайна", "token": "t", "kind": "onec", "name": "1С",
    }  # fmt: skip
    connections.change("1С", new_name="1С", fields={"host": "a"}, secrets={"password": None})
    assert connections.resolved("1С") == {"host": "a", "token": "t", "kind": "onec", "name": "1С"}


def test_names_are_one_of_a_kind(connections):
    add(connections)
    add(connections, "  Сайт  магазина ")
    assert connections.names() == ["1С:ERP", "Сайт магазина"]
    with pytest.raises(StoreError, match="connection_taken"):
        add(connections)
    with pytest.raises(StoreError, match="connection_taken"):
        connections.change("1С:ERP", new_name="Сайт магазина", fields={}, secrets={})
    for name in ("", "   ", "я" * 121):
        with pytest.raises(StoreError, match="connection_name"):
            add(connections, name)
    connections.remove("Сайт магазина")
    with pytest.raises(StoreError, match="connection_missing"):
        connections.get("Сайт магазина")
    with pytest.raises(StoreError, match="connection_missing"):
        connections.remove("Сайт магазина")


def test_a_lost_key_is_cured_by_the_password_typed_anew(connections, store, clock):
    add(connections)
    other = Connections(store.database, clock, Cipher(Fernet.generate_key().decode()))
    with pytest.raises(NodeError, match="secret_unreadable"):
        other.resolved("1С:ERP")
    assert [one.name for one in other.all()] == ["1С:ERP"]
    other.change("1С:ERP", new_name="1С:ERP", fields={}, secrets={"password": "новая"})
    assert other.resolved("1С:ERP")["password"] == "новая"
