"""What the real engine answers has the shapes that the description of the API promises."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from kanva.api.computing import engine_computing
from kanva.api.configuration import Configuration
from kanva.api.models.analysis import Analysis, DataWindow, FormulaCheck, MatrixData
from kanva.api.models.catalogue import Catalogue, FunctionCatalogue
from kanva.api.models.runs import RunDetails

PATH = "продажи.kanva.json"
WS = "ws://127.0.0.1:8321/api/events"
SALES = "Город;Сумма\nПермь;10\nТверь;20\nПермь;5\n"
DOCUMENT: dict[str, Any] = {
    "kanva": 1,
    "title": "Продажи",
    "parameters": [{"name": "порог", "type": "number", "title": "Порог", "default": 6}],
    "nodes": [
        {"id": "sales", "type": "import.text", "version": 1, "settings": {"file": "продажи.csv"}},
        {
            "id": "filter",
            "type": "rows.filter",
            "version": 1,
            "settings": {
                "conditions": {
                    "all": [{"column": "Сумма", "op": ">", "value": {"$parameter": "порог"}}]
                }
            },
        },
        {"id": "out", "type": "export.text", "version": 1, "settings": {"file": "итог.csv"}},
    ],
    "edges": [
        {"from": "sales.rows", "to": "filter.rows"},
        {"from": "filter.rows", "to": "out.rows"},
    ],
}


@pytest.fixture
def engine_house(make_house, tmp_path: Path) -> Iterator[Any]:
    house = make_house(computing=engine_computing(Configuration(tmp_path), 1))
    (house.folder / "продажи.csv").write_text(SALES, "utf-8")
    house.client.post("/api/workflows", json={"path": PATH, "document": DOCUMENT})
    return house


def exactly(model: type[BaseModel], data: Any) -> Any:
    """Read data as a model, and see that the model says all that the data say."""
    seen = model.model_validate(data).model_dump(mode="json", by_alias=True)
    assert missing(data, seen) == []
    return seen


def missing(data: Any, seen: Any, place: str = "") -> list[str]:
    if isinstance(data, dict) and isinstance(seen, dict):
        return [
            lack
            for key, value in data.items()
            for lack in (
                missing(value, seen[key], f"{place}.{key}") if key in seen else [f"{place}.{key}"]
            )
        ]
    if isinstance(data, list) and isinstance(seen, list):
        return [
            lack
            for number, (one, other) in enumerate(zip(data, seen, strict=True))
            for lack in missing(one, other, f"{place}.{number}")
        ]
    return []


def test_the_catalogues(house):
    nodes = exactly(Catalogue, house.client.get("/api/nodes").json())
    assert "import.text" in {node["id"] for node in nodes["nodes"]}
    functions = exactly(FunctionCatalogue, house.client.get("/api/functions").json())
    assert {"ru": "ЕСЛИ", "en": "IF"} in [one["name"] for one in functions["functions"]]
    known = {category["id"] for category in functions["categories"]}
    assert {one["category"] for one in functions["functions"]} <= known


def test_questions_and_a_run(engine_house):
    client, question = engine_house.client, {"path": PATH, "document": DOCUMENT}
    analysis = exactly(Analysis, client.post("/api/analyse", json=question).json())
    assert {node: body["state"] for node, body in analysis["nodes"].items()} == {
        "sales": "ready",
        "filter": "ready",
        "out": "ready",
    }
    window = client.post("/api/preview", json={**question, "node": "filter", "port": "rows"})
    seen = exactly(DataWindow, window.json())
    assert [(column["name"], column["values"]) for column in seen["columns"]] == [
        ("Город", ["Пермь", "Тверь"]),
        ("Сумма", [10, 20]),
    ]
    formula = {**question, "node": "filter", "port": "rows", "text": "[Сумма]*2"}
    check = exactly(FormulaCheck, client.post("/api/formula", json=formula).json())
    assert (check["type"], check["problems"]) == ("integer", [])
    view = client.post("/api/view", json={**question, "node": "filter"})
    exactly(MatrixData, view.json())

    with client.websocket_connect(f"{WS}?path={PATH}") as socket:
        run = client.post("/api/runs", json={**question, "parameters": {"порог": 15}}).json()["run"]
        event: dict[str, Any] = {}
        while event.get("run", {}).get("state") not in {"succeeded", "failed"}:
            event = json.loads(socket.receive_text())
    details = exactly(RunDetails, client.get(f"/api/runs/{run['id']}").json())
    assert details["run"]["problem"] is None
    assert details["run"]["outputs"] == [
        {"node": "out", "path": "итог.csv", "rows": 1, "size_bytes": 41}
    ]
    assert {node: body["state"] for node, body in details["nodes"].items()} == {
        "sales": "done",
        "filter": "done",
        "out": "done",
    }
    assert (engine_house.folder / "итог.csv").read_text("utf-8-sig") == "Город;Сумма\nТверь;20\n"


def test_a_document_that_cannot_be_read_is_told_in_the_answer(engine_house):
    broken = {"kanva": 1, "title": 5, "nodes": [], "edges": []}
    answer = engine_house.client.post("/api/analyse", json={"path": PATH, "document": broken})
    analysis = exactly(Analysis, answer.json())
    assert (analysis["nodes"], len(analysis["problems"])) == ({}, 1)
    run = engine_house.client.post("/api/runs", json={"path": PATH, "document": broken})
    assert run.status_code == 422


def test_a_question_about_no_node(house, document):
    for route in ("preview", "view", "formula"):
        body = {"path": PATH, "document": document, "node": "нет", "port": "rows", "text": ""}
        body = {key: body[key] for key in body if route != "view" or key not in {"port", "text"}}
        body = {key: body[key] for key in body if route != "preview" or key != "text"}
        answer = house.client.post(f"/api/{route}", json=body)
        assert (answer.status_code, answer.json()["problem"]["code"]) == (404, "node_missing")
    assert house.script.asked == []
