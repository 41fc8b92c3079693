"""Data files and the built app over HTTP."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest

from kanva.api.pages import Pages

BYTES = {"Content-Type": "application/octet-stream"}


def test_a_file_goes_up_and_comes_down_as_it_was(house):
    content = bytes(range(256)) * 5000
    answer = house.client.put("/api/files/данные/прод ажи.csv", content=content, headers=BYTES)
    assert answer.status_code == 201
    assert {**answer.json(), "changed_at": None} == {
        "name": "прод ажи.csv",
        "path": "данные/прод ажи.csv",
        "kind": "file",
        "size_bytes": 1280000,
        "changed_at": None,
    }
    down = house.client.get("/api/files/данные/прод ажи.csv")
    assert down.content == content
    assert down.headers["content-type"] == "application/octet-stream"
    assert down.headers["content-disposition"].startswith("attachment; filename*=utf-8''")
    listed = house.client.get("/api/files?folder=данные").json()
    assert (listed["folder"], [one["path"] for one in listed["entries"]]) == (
        "данные",
        ["данные/прод ажи.csv"],
    )


def test_a_taken_name_gets_a_number_when_asked(house):
    names = [
        house.client.put(f"/api/files/a.csv{query}", content=b"1", headers=BYTES).json()["path"]
        for query in ("", "?unique=1", "?unique=1", "")
    ]
    assert names == ["a.csv", "a 2.csv", "a 3.csv", "a.csv"]


def test_an_upload_may_be_larger_than_a_request(make_house):
    house = make_house(upload_limit_bytes=70 * 1024 * 1024)
    large = bytes(66 * 1024 * 1024)
    assert house.client.put("/api/files/a.bin", content=large, headers=BYTES).status_code == 201
    larger = bytes(71 * 1024 * 1024)
    answer = house.client.put("/api/files/b.bin", content=larger, headers=BYTES)
    assert (answer.status_code, answer.json()["problem"]["code"]) == (413, "file_too_large")
    assert [one["name"] for one in house.client.get("/api/files").json()["entries"]] == ["a.bin"]


def test_what_is_not_there(house):
    for address, code in (
        ("/api/files/нет.csv", "file_missing"),
        ("/api/files?folder=нет", "folder_missing"),
        ("/api/nothing", "not_found"),
    ):
        answer = house.client.get(address)
        assert (answer.status_code, answer.json()["problem"]["code"]) == (404, code)
    wrong = house.client.patch("/api/workflows", json={})
    assert (wrong.status_code, wrong.json()["problem"]["code"]) == (405, "wrong_method")


@pytest.fixture
def built(make_house, tmp_path: Path) -> Any:
    static = tmp_path / "static"
    (static / "assets").mkdir(parents=True)
    (static / "index.html").write_text("<!doctype html><title>Kanva</title>", "utf-8")
    (static / "favicon.svg").write_text("<svg/>", "utf-8")
    (static / "assets" / "index-B4f9xQ2a.js").write_text("let a = 1;\n" * 1000, "utf-8")
    return make_house(static=static)


def test_assets_are_for_ever_and_the_page_is_asked_for_anew(built):
    stranger = built.stranger()
    script = stranger.get("/assets/index-B4f9xQ2a.js", headers={"Accept-Encoding": "gzip"})
    assert script.text == "let a = 1;\n" * 1000
    assert {
        name: script.headers[name] for name in ("cache-control", "content-type", "content-encoding")
    } == {
        "cache-control": "public, max-age=31536000, immutable",
        "content-type": "text/javascript; charset=utf-8",
        "content-encoding": "gzip",
    }
    assert int(script.headers["content-length"]) < 200
    plain = stranger.get("/assets/index-B4f9xQ2a.js", headers={"Accept-Encoding": "identity"})
    assert (plain.text, "content-encoding" in plain.headers) == (script.text, False)
    page = stranger.get("/")
    assert (page.headers["cache-control"], page.headers["content-type"]) == (
        "no-cache",
        "text/html; charset=utf-8",
    )
    again = stranger.get("/", headers={"If-None-Match": page.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_every_address_of_the_app_is_its_one_page(built):
    stranger = built.stranger()
    page = stranger.get("/").text
    for address in ("/examples", "/w/папка/отчёт.kanva.json", "/a/b/c?x=1", "/index.html"):
        assert (stranger.get(address).status_code, stranger.get(address).text) == (200, page)
    for address in ("/assets/none.js", "/none.map", "/.env", "/assets/../../secret.txt"):
        assert stranger.get(address).status_code == 401
        assert built.client.get(address).status_code == 404
    assert stranger.post("/", json={}).status_code == 401
    assert stranger.head("/").status_code == 200


def test_only_the_files_of_the_build_are_pages(tmp_path):
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "a.js").write_text("1", "utf-8")
    (tmp_path / "secret.js").write_text("2", "utf-8")
    pages = Pages(tmp_path / "static")
    assert [
        pages.owns("GET", path)
        for path in ("/a.js", "/../secret.js", "//a.js", "/a.js/", "/api/nodes", "/api", "/login")
    ] == [True, False, False, True, False, False, False]
    assert not pages.owns("POST", "/a.js")


def test_without_a_build_the_page_says_so(house):
    page = house.stranger().get("/")
    assert "npm run build" in page.text
    assert page.status_code == 200


def test_large_answers_are_compressed(house):
    answer = house.client.get("/api/nodes", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert len(gzip.compress(answer.content)) < len(answer.content) / 3
    again = house.client.get("/api/nodes", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
