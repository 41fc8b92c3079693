"""Default deny: no route answers a stranger but the few that are named here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import WebSocketDenialResponse

from kanva.api.gate import PUBLIC

WS = "ws://127.0.0.1:8321"
OPEN_TO_ALL = {
    ("GET", "/login"),
    ("GET", "/api/session"),
    ("POST", "/api/session"),
    ("GET", "/api/health"),
}


def routes(router: Any) -> Iterator[Any]:
    """Yield every route of an app, those of included routers too."""
    for route in router.routes:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from routes(inner)
        else:
            yield route


def addresses(app: Any) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for route in routes(app):
        path = route.path.replace("{path:path}", "a.kanva.json").replace("{number}", "1")
        path = path.replace("{run_id}", "0" * 32).replace("{name}", "erp")
        assert "{" not in path, f"teach this test the address {route.path}"
        methods = getattr(route, "methods", None)
        found.extend((method, path) for method in sorted(methods or {"WEBSOCKET"}))
    return found


def test_the_sweep_sees_the_whole_contract(house):
    assert set(addresses(house.app)) == {
        ("GET", "/api/health"),
        ("POST", "/api/profile"),
        ("POST", "/api/values"),
        ("POST", "/api/chart"),
        ("POST", "/api/compare"),
        ("POST", "/api/trace"),
        ("POST", "/api/conditions"),
        ("POST", "/api/table-files"),
        ("GET", "/api/table-files/erp"),
        ("GET", "/login"),
        ("GET", "/api/session"),
        ("POST", "/api/session"),
        ("DELETE", "/api/session"),
        ("GET", "/api/nodes"),
        ("GET", "/api/functions"),
        ("GET", "/api/examples"),
        ("GET", "/api/workflows"),
        ("POST", "/api/workflows"),
        ("GET", "/api/workflows/a.kanva.json"),
        ("PUT", "/api/workflows/a.kanva.json"),
        ("DELETE", "/api/workflows/a.kanva.json"),
        ("POST", "/api/workflows/a.kanva.json/rename"),
        ("PUT", "/api/drafts/a.kanva.json"),
        ("DELETE", "/api/drafts/a.kanva.json"),
        ("GET", "/api/versions/a.kanva.json"),
        ("GET", "/api/versions/a.kanva.json/at/1"),
        ("PUT", "/api/versions/a.kanva.json/at/1"),
        ("POST", "/api/versions/a.kanva.json/restore"),
        ("GET", "/api/files"),
        ("GET", "/api/files/a.kanva.json"),
        ("PUT", "/api/files/a.kanva.json"),
        ("GET", "/api/connections/kinds"),
        ("GET", "/api/connections"),
        ("POST", "/api/connections"),
        ("POST", "/api/connections/test"),
        ("PUT", "/api/connections/erp"),
        ("DELETE", "/api/connections/erp"),
        ("POST", "/api/connections/erp/inside"),
        ("POST", "/api/connections/erp/sample"),
        ("POST", "/api/analyse"),
        ("POST", "/api/preview"),
        ("POST", "/api/view"),
        ("POST", "/api/formula"),
        ("POST", "/api/runs"),
        ("GET", "/api/runs"),
        ("GET", f"/api/runs/{'0' * 32}"),
        ("POST", f"/api/runs/{'0' * 32}/cancel"),
        ("WEBSOCKET", "/api/events"),
    }
    assert PUBLIC == OPEN_TO_ALL


def test_no_route_answers_a_stranger(house):
    stranger = house.stranger()
    for method, path in addresses(house.app):
        if (method, path) in OPEN_TO_ALL:
            continue
        for suffix in ("", "?token=1", "/", "//"):
            if method == "WEBSOCKET":
                with (
                    pytest.raises(WebSocketDenialResponse) as denied,
                    stranger.websocket_connect(f"{WS}{path}{suffix or '?path=a.kanva.json'}"),
                ):
                    pass
                assert denied.value.status_code == 401
                continue
            answer = stranger.request(method, path + suffix, content=b"{not json")
            assert (answer.status_code, answer.json()["problem"]["code"]) == (
                401,
                "not_signed_in",
            ), (method, path + suffix)


@pytest.mark.parametrize(
    "path",
    [
        "/api/workflows/%2e%2e/health",
        "/api/health/%2e%2e/workflows",
        "/api/workflows/health",
        "/api//workflows",
        "/API/workflows",
        "/api/workflows/session",
        "/api/docs",
        "/api/openapi.json",
    ],
)
def test_an_address_that_looks_open_is_not(house, path):
    answer = house.stranger().get(path)
    assert answer.status_code in {401, 200}
    if answer.status_code == 200:
        assert answer.headers["content-type"].startswith("text/html")
        assert "Kanva" in answer.text


def test_a_malformed_or_foreign_cookie_is_no_session(house):
    for cookie in (
        b"kanva_8321=x",
        b"kanva_8321=",
        b"kanva_8321",
        b'a="; kanva_8321=\xd1\x8f',
        b"a=b;;;=;",
    ):
        answer = house.stranger().get("/api/workflows", headers={"Cookie": cookie})
        assert answer.status_code == 401, cookie


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "0.0.0.0", "[::2]"])
def test_another_host_is_refused_on_every_route(house, host):
    for method, path in addresses(house.app):
        if method == "WEBSOCKET":
            with (
                pytest.raises(WebSocketDenialResponse) as denied,
                house.client.websocket_connect(f"{WS}{path}", headers={"Host": host}),
            ):
                pass
            assert denied.value.status_code == 400
        else:
            answer = house.client.request(method, path, headers={"Host": host})
            assert (answer.status_code, answer.json()["problem"]["code"]) == (400, "unknown_host")
    assert house.client.get("/", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:8321", "[::1]:8321", "LOCALHOST"])
def test_this_machine_is_answered_by_all_its_names(house, host):
    assert house.stranger().get("/api/health", headers={"Host": host}).status_code == 200


def test_more_hosts_can_be_allowed(make_house):
    house = make_house(allowed_hosts=frozenset({"kanva.example"}), password="слово")
    answers = [
        house.stranger().get("/api/health", headers={"Host": host}).status_code
        for host in ("kanva.example", "KANVA.example:443", "other.example")
    ]
    assert answers == [200, 200, 400]


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Origin": "http://127.0.0.1:8321.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_another_site_can_write_nothing(house, headers):
    for method, path in addresses(house.app):
        if method == "GET":
            continue
        if method == "WEBSOCKET":
            with (
                pytest.raises(WebSocketDenialResponse) as denied,
                house.client.websocket_connect(f"{WS}{path}?path=a.kanva.json", headers=headers),
            ):
                pass
            assert denied.value.status_code == 403
            continue
        answer = house.client.request(method, path, headers=headers, content=b"{}")
        assert (answer.status_code, answer.json()["problem"]["code"]) == (403, "foreign_origin")


@pytest.mark.parametrize(
    "kind",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""],
)
def test_writes_take_json_only(house, kind):
    for method, path in addresses(house.app):
        if method not in {"POST", "PUT"}:
            continue
        answer = house.client.request(method, path, headers={"Content-Type": kind}, content=b"{}")
        code = "bytes_only" if path.startswith("/api/files/") else "json_only"
        assert (answer.status_code, answer.json()["problem"]["code"]) == (415, code), path


def test_every_answer_carries_the_safe_headers(house):
    expected = {
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
    }
    for path in ("/", "/api/workflows", "/api/none", "/login?token=x", "/api/workflows/нет"):
        answer = house.client.get(path)
        assert {name: answer.headers.get(name) for name in expected} == expected
        policy = answer.headers["content-security-policy"]
        assert "script-src 'self';" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe-eval" not in policy
    assert house.client.get("/api/workflows").headers["cache-control"] == "no-store"


def test_an_unexpected_error_tells_no_secret(house, monkeypatch, caplog):
    def fails() -> None:
        raise RuntimeError("password=hunter2 in /home/me")

    monkeypatch.setattr(house.store.runs, "latest", fails)
    answer = house.client.get("/api/workflows")
    problem = answer.json()["problem"]
    assert (answer.status_code, problem["code"]) == (500, "unexpected")
    assert "hunter2" not in answer.text
    assert "Traceback" not in answer.text
    mark = problem["hint"]["ru"].rsplit(" ", 1)[1].rstrip(".")
    assert f"mark {mark}" in caplog.text
    assert "hunter2" in caplog.text


def test_nothing_runs_what_it_is_sent(repo_root):
    sources = [*(repo_root / "backend/kanva/api").rglob("*.py")]
    sources += [*(repo_root / "backend/kanva/store").rglob("*.py")]
    assert len(sources) > 30
    for source in sources:
        text = source.read_text("utf-8")
        for word in ("pickle", "eval(", "exec(", "deserialize(", "shell=True"):
            assert word not in text, (source.name, word)
