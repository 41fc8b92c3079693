"""Workflows, drafts, versions and examples over HTTP."""

from __future__ import annotations

import json
from typing import Any

import pytest

PATH = "отчёт.kanva.json"
AT = f"/api/workflows/{PATH}"


def made(house: Any, document: dict[str, Any]) -> dict[str, Any]:
    answer = house.client.post("/api/workflows", json={"path": PATH, "document": document})
    assert answer.status_code == 201
    return answer.json()


def grown(document: dict[str, Any]) -> dict[str, Any]:
    node = {"id": "b", "type": "rows.sort", "version": 1, "settings": {}}
    return {**document, "nodes": [*document["nodes"], node]}


def refusal(answer: Any) -> tuple[int, str]:
    problem = answer.json()["problem"]
    assert set(problem["text"]) == {"ru", "en"}
    return answer.status_code, problem["code"]


def test_a_workflow_is_made_opened_saved_and_listed(house, document):
    opened = made(house, document)
    assert opened == house.client.get(AT).json()
    assert {**opened, "changed_at": None, "hash": None} == {
        "path": PATH,
        "document": document,
        "hash": None,
        "changed_at": None,
        "draft": None,
        "problems": [],
    }
    body = {"document": grown(document), "base_hash": opened["hash"]}
    saved = house.client.put(AT, json=body)
    assert saved.status_code == 200
    assert (saved.json()["version"], len(saved.json()["hash"])) == (2, 64)
    assert json.loads((house.folder / PATH).read_text("utf-8")) == grown(document)
    (only,) = house.client.get("/api/workflows").json()["workflows"]
    assert {**only, "changed_at": None} == {
        "path": PATH,
        "title": "Отчёт",
        "nodes": 2,
        "changed_at": None,
        "has_draft": False,
        "last_run": None,
    }


def test_a_new_workflow_needs_nothing_but_may_have_a_title(house):
    paths = [
        house.client.post("/api/workflows", json=body).json()["path"]
        for body in (
            {},
            {},
            {"title": "Продажи: март"},
            {"document": {"kanva": 1, "title": "", "nodes": [], "edges": []}},
        )
    ]
    assert paths == [
        "Новый сценарий.kanva.json",
        "Новый сценарий 2.kanva.json",
        "Продажи март.kanva.json",
        "Новый сценарий 3.kanva.json",
    ]
    opened = house.client.get("/api/workflows/Продажи март.kanva.json").json()
    assert (opened["document"]["title"], opened["document"]["nodes"]) == ("Продажи: март", [])


def test_a_stale_save_gets_409_with_the_other_document(house, document):
    opened = made(house, document)
    theirs = json.dumps(grown(document))
    (house.folder / PATH).write_text(theirs, "utf-8")
    answer = house.client.put(AT, json={"document": document, "base_hash": opened["hash"]})
    body = answer.json()
    assert refusal(answer) == (409, "workflow_changed")
    assert (body["document"], set(body)) == (grown(document), {"problem", "hash", "document"})
    again = house.client.put(AT, json={"document": document, "base_hash": body["hash"]})
    assert again.json()["version"] == 3
    versions = house.client.get(f"/api/versions/{PATH}").json()["versions"]
    assert [(one["number"], one["reason"], one["nodes"]) for one in versions] == [
        (3, "save", 1),
        (2, "outside", 2),
        (1, "save", 1),
    ]
    assert all("title" not in one for one in versions)


def test_emptying_must_be_meant(house, document):
    opened = made(house, document)
    empty = {**document, "nodes": []}
    body = {"document": empty, "base_hash": opened["hash"]}
    assert refusal(house.client.put(AT, json=body)) == (422, "empty_over_full")
    assert house.client.put(AT, json={**body, "allow_empty": True}).status_code == 200


def test_drafts_and_versions(house, document):
    opened = made(house, document)
    draft = {"document": grown(document), "base_hash": opened["hash"]}
    kept = house.client.put(f"/api/drafts/{PATH}", json=draft)
    assert set(kept.json()) == {"saved_at"}
    assert house.client.get(AT).json()["draft"] == {**draft, **kept.json()}
    assert house.client.delete(f"/api/drafts/{PATH}").status_code == 200
    assert house.client.get(AT).json()["draft"] is None

    house.client.put(AT, json=draft)
    first = house.client.get(f"/api/versions/{PATH}/at/1").json()
    assert first == {"document": document}
    restored = house.client.post(f"/api/versions/{PATH}/restore", json={"number": 1})
    assert (restored.status_code, restored.json()["document"]) == (200, document)
    reasons = [
        one["reason"] for one in house.client.get(f"/api/versions/{PATH}").json()["versions"]
    ]
    assert reasons == ["restore", "save", "save"]
    assert refusal(house.client.get(f"/api/versions/{PATH}/at/9")) == (404, "version_missing")


def test_a_version_is_named_and_its_name_taken_away(house, document):
    made(house, document)
    address = f"/api/versions/{PATH}/at/1"

    def names() -> list[str | None]:
        found = house.client.get(f"/api/versions/{PATH}").json()["versions"]
        return [one.get("title") for one in found]

    assert house.client.put(address, json={"title": " Перед кварталом "}).status_code == 200
    assert names() == ["Перед кварталом"]
    assert house.client.put(address, json={"title": ""}).status_code == 200
    assert names() == [None]
    missing = house.client.put(f"/api/versions/{PATH}/at/9", json={"title": "Нет такой"})
    assert refusal(missing) == (404, "version_missing")
    assert house.client.put(address, json={"title": "я" * 201}).status_code == 422


def test_rename_and_delete(house, document):
    made(house, document)
    answer = house.client.post(f"{AT}/rename", json={"path": "архив/б.kanva.json"})
    assert answer.json() == {"path": "архив/б.kanva.json"}
    assert refusal(house.client.get(AT)) == (404, "workflow_missing")
    moved = "/api/workflows/архив/б.kanva.json"
    made(house, document)
    taken = house.client.post(f"{moved}/rename", json={"path": PATH})
    assert refusal(taken) == (409, "workflow_taken")
    assert house.client.delete(moved).status_code == 200
    assert not (house.folder / "архив" / "б.kanva.json").exists()
    assert refusal(house.client.delete(moved)) == (404, "workflow_missing")


def test_a_damaged_file_is_told_with_every_reason(house):
    (house.folder / PATH).write_text('{"kanva": 1, "title": 5, "nodes": 7, "edges": []}', "utf-8")
    answer = house.client.get(AT)
    assert answer.status_code == 422
    assert len(answer.json()["problems"]) == 2
    assert answer.json()["problem"] == answer.json()["problems"][0]


def test_structure_problems_come_with_the_document(house, document):
    document["edges"] = [{"from": "a.rows", "to": "nobody.rows"}]
    opened = made(house, document)
    (problem,) = opened["problems"]
    assert "nobody" in problem["text"]["ru"]
    assert opened["document"] == document


def test_an_example_comes_with_its_data_and_overwrites_nothing(house):
    (example,) = house.client.get("/api/examples").json()["examples"]
    assert (example["id"], example["title"], example["credit"]) == (
        "first",
        {"ru": "Первый", "en": "First"},
        None,
    )
    (house.folder / "first").mkdir()
    (house.folder / "first" / "a.csv").write_text("мои строки", "utf-8")
    opened = house.client.post("/api/workflows", json={"example": "first"}).json()
    again = house.client.post("/api/workflows", json={"example": "first"}).json()
    assert (opened["path"], again["path"]) == ("first.kanva.json", "first 2.kanva.json")
    assert opened["document"] == again["document"] == example["document"]
    assert (house.folder / "first" / "a.csv").read_text("utf-8") == "мои строки"
    assert (house.folder / "first" / "deep" / "b.csv").read_text("utf-8") == "y\n2\n"
    assert not (house.folder / "first" / "README.md").exists()
    missing = house.client.post("/api/workflows", json={"example": "none"})
    assert refusal(missing) == (404, "example_missing")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"{", "Запрос не понят: тело запроса — это не JSON"),
        (b"[]", "Запрос не понят: тело запроса — нужен объект"),
        (b"{}", "Запрос не понят: «document» — не хватает"),
        (b'{"document": 5, "base_hash": ""}', "Запрос не понят: «document» — нужен объект"),
        (
            b'{"document": {}, "base_hash": "", "more": 1}',
            "Запрос не понят: «more» — такого поля нет",
        ),
        (b'{"document": {}, "base_hash": 1}', "Запрос не понят: «base_hash» — нужен текст"),
    ],
)
def test_a_request_that_is_wrong_is_told_in_plain_words(house, document, body, words):
    made(house, document)
    answer = house.client.put(AT, content=body)
    assert refusal(answer) == (422, "bad_request")
    assert answer.json()["problem"]["text"]["ru"] == words


def test_a_body_of_endless_depth_is_refused(house, document):
    made(house, document)
    deep = b'{"document": {"a": ' + b"[" * 200_000 + b"]" * 200_000 + b'}, "base_hash": ""}'
    answer = house.client.put(AT, content=deep)
    assert answer.status_code in {400, 422}
    assert house.client.get(AT).status_code == 200


def test_a_body_too_large_is_refused(house):
    body = b'{"document": "' + b"x" * (65 * 1024 * 1024) + b'"}'
    answer = house.client.put(AT, content=body)
    assert refusal(answer) == (413, "too_large")


@pytest.mark.parametrize(
    "path",
    ["..%2F..%2Fetc.kanva.json", "%2Fetc%2Fa.kanva.json", "a%00.kanva.json", "C:%5Ca.kanva.json"],
)
def test_paths_that_lead_out(house, document, path):
    body = {"document": document, "base_hash": "x"}
    for answer in (
        house.client.get(f"/api/workflows/{path}"),
        house.client.put(f"/api/workflows/{path}", json=body),
        house.client.put(f"/api/drafts/{path}", json=body),
        house.client.get(f"/api/versions/{path}"),
        house.client.get(f"/api/versions/{path}/at/1"),
        house.client.get(f"/api/files/{path}"),
        house.client.get("/api/runs", params={"path": "../a.kanva.json"}),
    ):
        assert answer.status_code in {400, 404, 422}, answer.text
        assert "problem" in answer.json()
    assert refusal(house.client.get("/api/files?folder=../")) == (400, "bad_path")
    created = house.client.post("/api/workflows", json={"path": "../a.kanva.json"})
    assert refusal(created) == (400, "bad_path")
    assert sorted(item.name for item in house.folder.iterdir()) == [".kanva"]
