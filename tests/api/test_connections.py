"""Connections over the wire: stored, tested, looked into, named by workflows; secrets stay here."""

from __future__ import annotations

import sqlite3

import pytest
from cryptography.fernet import Fernet

from kanva.connections import registry
from kanva.connections.kind import ConnectionKind, Found
from kanva.sdk import NodeError, Text, fields
from kanva.sdk.fields import Settings

SECRET = "очень-тайный-пароль"


class ShopSettings(Settings):
    """A made-up shop with a password."""

    host: str = fields.text(Text(ru="Адрес", en="Address"))
    port: int = fields.integer(Text(ru="Порт", en="Port"), 80)
    password: str = fields.secret(Text(ru="Пароль", en="Password"))


class Shop(ConnectionKind[ShopSettings]):
    """A kind that accepts one password."""

    abstract = False
    id = "shop"
    icon = "M4 4h16"
    title = Text(ru="Магазин", en="Shop")
    summary = Text(ru="Выдуманный", en="Invented")
    settings = ShopSettings

    def address(self, settings):
        return f"{settings.host}:{settings.port}"

    def test(self, settings, scratch):
        if settings.password != SECRET:
            raise NodeError("wrong_login")
        return Found(Text(ru="Магазин отвечает", en="The shop answers"))


@pytest.fixture
def house(make_house, monkeypatch):
    monkeypatch.setenv("KANVA_KEY", Fernet.generate_key().decode())
    known = {**registry.connection_kinds(), "shop": Shop()}
    monkeypatch.setattr(registry, "connection_kinds", lambda: known)
    monkeypatch.setattr("kanva.api.connecting.connection_kinds", lambda: known)
    return make_house()


@pytest.fixture
def shop(house):
    body = {
        "name": "Магазин 1",
        "kind": "shop",
        "fields": {"host": "shop.example"},
        "secrets": {"password": SECRET},
    }
    answer = house.client.post("/api/connections", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_a_stored_connection_never_shows_its_secret(house, shop):
    assert shop == {
        "name": "Магазин 1",
        "kind": "shop",
        "fields": {"host": "shop.example"},
        "secrets": ["password"],
        "address": "shop.example:80",
        "changed_at": shop["changed_at"],
        "used_by": [],
    }
    for answer in (
        house.client.get("/api/connections"),
        house.client.get("/api/connections/kinds"),
        house.client.put("/api/connections/Магазин 1", json={"name": "М", "fields": {"host": "b"}}),
    ):
        assert answer.status_code == 200
        assert SECRET not in answer.text
    assert SECRET not in (house.folder / ".kanva" / "kanva.sqlite").read_bytes().decode("latin-1")
    (row,) = house.client.get("/api/connections").json()["connections"]
    assert (row["name"], row["address"], row["secrets"]) == ("М", "b:80", ["password"])


def test_a_test_takes_typed_secrets_first_and_stored_ones_otherwise(house, shop):
    body = {"name": "Магазин 1", "kind": "shop", "fields": {"host": "x"}}
    told = house.client.post("/api/connections/test", json=body).json()
    assert told == {
        "text": {"ru": "Магазин отвечает", "en": "The shop answers"},
        "details": [],
        "problem": None,
    }
    body["secrets"] = {"password": "другой"}
    told = house.client.post("/api/connections/test", json=body).json()
    assert told["text"] is None
    assert told["problem"]["text"]["ru"] == "Имя или пароль не подошли"


def test_refusals_are_plain(house, shop):
    again = {"name": "Магазин 1", "kind": "shop", "fields": {"host": "a"}}
    answer = house.client.post("/api/connections", json=again)
    assert answer.status_code == 409
    assert answer.json()["problem"]["text"]["en"] == "Connection “Магазин 1” already exists"
    wrong = {"name": "б", "kind": "shop", "fields": {"host": "a", "port": "восемь"}}
    answer = house.client.post("/api/connections", json=wrong)
    assert answer.status_code == 422
    assert answer.json()["problem"]["text"]["ru"] == "Подключение: проверьте поле «Порт»"
    answer = house.client.post("/api/connections", json={**wrong, "kind": "нет"})
    assert answer.json()["problem"]["code"] == "connection_kind"
    assert house.client.delete("/api/connections/нет").status_code == 404


def test_a_request_carries_only_the_connections_a_workflow_names(house, shop, document):
    house.client.post(
        "/api/connections",
        json={"name": "Другой", "kind": "shop", "fields": {"host": "o"}, "secrets": {}},
    )
    document["nodes"][0]["settings"] = {"connection": "Магазин 1"}
    house.client.post("/api/workflows", json={"path": "а.kanva.json", "document": document})
    house.script.answers["analyse"] = {"nodes": {}, "problems": []}
    ask = {"path": "а.kanva.json", "document": document}
    house.client.post("/api/analyse", json=ask)
    carried = house.script.asked[-1][1]["connections"]
    assert carried["Другой"] == {}
    assert carried["Магазин 1"]["password"] == SECRET
    (row,) = [
        one
        for one in house.client.get("/api/connections").json()["connections"]
        if one["name"] == "Магазин 1"
    ]
    assert row["used_by"] == [{"path": "а.kanva.json", "title": "Отчёт", "nodes": 1}]

    house.client.delete("/api/connections/Магазин 1")
    house.client.post("/api/analyse", json=ask)
    assert list(house.script.asked[-1][1]["connections"]) == ["Другой"]


def test_a_sqlite_file_is_tested_and_looked_into(house):
    with sqlite3.connect(house.folder / "база.sqlite") as database:
        database.execute("CREATE TABLE Клиенты (Код INTEGER, Имя TEXT)")
        database.execute("INSERT INTO Клиенты VALUES (1, 'Анна'), (2, NULL)")
        database.execute("CREATE VIEW Все AS SELECT * FROM Клиенты")
    database.close()
    body = {"name": "База", "kind": "sqlite", "fields": {"file": "база.sqlite"}}
    house.client.post("/api/connections", json=body)
    told = house.client.post("/api/connections/test", json=body).json()
    assert told["problem"] is None
    assert told["text"]["ru"].endswith("таблиц 2")
    inside = house.client.post("/api/connections/База/inside", json={"search": "КЛИ"}).json()
    assert [(one["path"], one["kind"]) for one in inside["things"]] == [(["Клиенты"], "table")]
    columns = house.client.post("/api/connections/База/inside", json={"path": ["Клиенты"]}).json()
    assert [(one["title"], one["type"]["en"]) for one in columns["things"]] == [
        ("Код", "integer"),
        ("Имя", "text"),
    ]
    rows = house.client.post("/api/connections/База/sample", json={"path": ["Клиенты"]}).json()
    assert [column["values"] for column in rows["columns"]] == [[1, 2], ["Анна", None]]
    gone = house.client.post("/api/connections/База/sample", json={"path": ["Нет"]}).json()
    assert gone["problem"]["text"]["ru"] == "Нет «Нет»"
    for file in ("нет.sqlite", "../база.sqlite"):
        told = house.client.post(
            "/api/connections/test", json={**body, "fields": {"file": file}}
        ).json()
        assert told["problem"]["code"] in {"missing_file", "bad_path"}
