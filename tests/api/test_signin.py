"""Signing in by a link and by the password, and signing out."""

from __future__ import annotations

import pytest
from starlette.responses import Response

from kanva.api.configuration import Configuration, is_loopback
from kanva.api.messages import ApiError
from kanva.api.signin import SignIn


def test_a_link_signs_in_once(house):
    link = f"/login?token={house.store.sessions.new_link()}"
    browser, other = house.stranger(), house.stranger()
    assert browser.get("/api/session").json() == {
        "signed_in": False,
        "mode": "local",
        "workspace": None,
    }
    answer = browser.get(link)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("kanva_8321=")
    for words in ("HttpOnly", "SameSite=strict", "Path=/", "Max-Age=2592000"):
        assert words in cookie
    assert browser.get("/api/session").json() == {
        "signed_in": True,
        "mode": "local",
        "workspace": "Папка",
    }
    refused = other.get(link)
    assert (refused.status_code, "set-cookie" in refused.headers) == (410, False)
    assert "kanva open" in refused.text
    assert other.get("/api/workflows").status_code == 401
    assert browser.get(link).status_code == 303


def test_signing_out_ends_the_session_everywhere(house):
    browser = house.stranger()
    browser.get(f"/login?token={house.store.sessions.new_link()}")
    secret = browser.cookies["kanva_8321"]
    assert browser.get("/api/workflows").status_code == 200
    assert browser.delete("/api/session").json()["signed_in"] is False
    assert "kanva_8321" not in browser.cookies
    replay = house.stranger().get("/api/workflows", headers={"Cookie": f"kanva_8321={secret}"})
    assert replay.status_code == 401


def test_a_password_lets_in_and_wrong_ones_must_wait(make_house):
    house = make_house(password="тайное слово")
    browser = house.stranger()
    assert browser.get("/api/session").json()["mode"] == "password"
    answers = [
        browser.post("/api/session", json={"password": f"мимо {number}"}) for number in range(6)
    ]
    assert [answer.status_code for answer in answers] == [403] * 5 + [429]
    assert [answer.json()["problem"]["code"] for answer in answers[-2:]] == [
        "wrong_password",
        "too_many_tries",
    ]
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 61
    assert browser.post("/api/session", json={"password": "тайное слово"}).status_code == 429
    assert browser.get("/api/workflows").status_code == 401


def test_the_right_password_gives_a_session(make_house):
    house = make_house(password="тайное слово")
    browser = house.stranger()
    browser.post("/api/session", json={"password": "мимо"})
    answer = browser.post("/api/session", json={"password": "тайное слово"})
    assert answer.json() == {"signed_in": True, "mode": "password", "workspace": "Папка"}
    assert browser.get("/api/workflows").status_code == 200
    assert "тайное слово" not in answer.text


def test_without_a_password_none_is_asked(house):
    answer = house.stranger().post("/api/session", json={"password": ""})
    assert (answer.status_code, answer.json()["problem"]["code"]) == (400, "no_password")


def test_the_wait_ends_after_a_minute(house):
    now = [0.0]
    configuration = Configuration(folder=house.folder, password="слово")
    sign_in = SignIn(configuration, house.store.sessions, clock=lambda: now[0])

    def attempt(password: str, who: str = "192.168.1.7") -> str:
        try:
            sign_in.use_password(password, who, Response(), secure=True)
        except ApiError as error:
            return error.code
        return "in"

    assert [attempt("мимо") for _ in range(6)] == ["wrong_password"] * 5 + ["too_many_tries"]
    assert attempt("слово", "192.168.1.8") == "in"
    now[0] = 59.9
    assert attempt("слово") == "too_many_tries"
    now[0] = 60.1
    assert attempt("слово") == "in"


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("localhost", True),
        ("::1", True),
        ("[::1]", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.168.1.5", False),
        ("kanva.example", False),
        ("", False),
    ],
)
def test_which_addresses_only_this_machine_reaches(host, expected):
    assert is_loopback(host) is expected


def test_the_environment_is_read(tmp_path):
    configuration = Configuration.of_environment(
        tmp_path,
        {
            "KANVA_PASSWORD": "слово",
            "KANVA_ALLOWED_HOSTS": "Kanva.example, other.example",
            "KANVA_DATABASE_URL": "postgresql://u:p@db/kanva",
            "KANVA_UPLOAD_LIMIT_MB": "7",
        },
        host="0.0.0.0",
        port=80,
    )
    assert configuration == Configuration(
        folder=tmp_path,
        host="0.0.0.0",
        port=80,
        password="слово",
        allowed_hosts=frozenset({"kanva.example", "other.example"}),
        database_url="postgresql://u:p@db/kanva",
        upload_limit_bytes=7 * 1024 * 1024,
    )
    assert "слово" not in repr(configuration)
    assert "u:p" not in repr(configuration)
