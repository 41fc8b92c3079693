"""Contacts in one form, stop-lists and days of quiet: the ways a mailing could go wrong."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest

from kanva_nodes.marketing.contacts import Contacts
from kanva_nodes.marketing.rested import Rested
from kanva_nodes.marketing.stop_list import StopList


def forms(kind: str, values: list[Any], **more: Any) -> list[tuple[Any, Any]]:
    raw = {"contacts": [{"kind": kind, "column": "c", "reason": "why", **more}]}
    valid = Contacts.settings.model_validate(raw)
    frame = pl.LazyFrame({"c": values})
    return Contacts().lazy(valid, {"rows": frame}, None)["rows"].collect().rows()


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("8 926 123 45 67", "+79261234567"),
        ("9261234567", "+79261234567"),
        ("+7(926)1234567", "+79261234567"),
        ("8-495-123-45-67", "+74951234567"),
        ("+375 29 123-45-67", "+375291234567"),
        ("926123456", None),
        ("нет", None),
        ("", None),
    ],
)
def test_phones_become_international_or_empty(written, expected):
    assert forms("phone", [written])[0][0] == expected


@pytest.mark.parametrize(
    ("written", "expected", "remark"),
    [
        (" Ivan@Mail.RU ", "ivan@mail.ru", None),
        ("ivan@gmial.com", "ivan@gmail.com", "опечатка в домене"),
        ("ivan@@mail.ru", None, "не адрес"),
        ("ivan@mail", None, "не адрес"),
        ("info@firm.ru", "info@firm.ru", "общий ящик"),
        (None, None, "пусто"),
        ("  ", None, "пусто"),
    ],
)
def test_addresses_are_mended_or_empty_and_say_why(written, expected, remark):
    assert forms("email", [written, "x@y.ru"])[0] == (expected, remark)


def test_a_slip_is_left_when_not_asked_and_shared_boxes_go_when_asked():
    assert forms("email", ["a@gmial.com"], mend=False)[0][0] == "a@gmial.com"
    assert forms("email", ["info@firm.ru"], roles=True)[0] == (None, "общий ящик")


def test_a_person_on_the_stop_list_is_found_however_the_phone_is_written():
    raw = {
        "pairs": [
            {"kind": "phone", "column": "Телефон", "listed": "тел"},
            {"kind": "email", "column": "Почта", "listed": "email"},
        ]
    }
    rows = pl.LazyFrame(
        {
            "Телефон": ["+79261234567", "8 926 765-43-21", None, "926-000-00-01"],
            "Почта": ["a@x.ru", None, " ANNA@Mail.ru", "b@x.ru"],
        }
    )
    lists = [
        pl.LazyFrame({"тел": ["8 (926) 123-45-67", "мусор", None]}),
        pl.LazyFrame({"email": ["anna@mail.ru", None, ""], "тел": [None, "+7 926 0000001", "x"]}),
    ]
    inputs: Any = {"rows": rows, "lists": lists}
    made = StopList().lazy(StopList.settings.model_validate(raw), inputs, None)
    kept, stopped = made["rows"].collect(), made["stopped"].collect()
    assert kept["Телефон"].to_list() == ["8 926 765-43-21"]
    assert stopped.height == 3
    assert stopped[:, -1].null_count() == 0


def test_an_empty_contact_is_never_stopped_by_an_empty_line_of_the_list():
    raw = {"pairs": [{"kind": "code", "column": "к", "listed": "к"}]}
    rows = pl.LazyFrame({"к": [None, " ", "7"]})
    inputs: Any = {"rows": rows, "lists": [pl.LazyFrame({"к": [None, "", "  ", "8"]})]}
    made = StopList().lazy(StopList.settings.model_validate(raw), inputs, None)
    assert made["rows"].collect()["к"].to_list() == [None, " ", "7"]


@pytest.mark.parametrize(("ago", "rests"), [(0, False), (13, False), (14, False), (15, True)])
def test_days_of_quiet_count_back_from_the_day_of_the_report(ago, rests):
    day = dt.date(2026, 7, 1)
    raw = {"person": "к", "sent_to": "к", "sent_at": "д", "date": day.isoformat(), "days": 14}
    inputs: Any = {
        "rows": pl.LazyFrame({"к": ["7", "8"]}),
        "sent": pl.LazyFrame({"к": ["7"], "д": [day - dt.timedelta(days=ago)]}),
    }
    made = Rested().lazy(Rested.settings.model_validate(raw), inputs, None)
    found = made["rows"].collect()["к"].to_list()
    assert found == (["7", "8"] if rests else ["8"])
