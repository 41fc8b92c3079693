"""Rows by the hundred for the parity test: odd texts, numbers of every size, dates far and near."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import polars as pl

ROWS = 150
# Without ß and İ: databases and polars disagree about their other case.
LETTERS = "абвАЁё -.,;:'\"\\%_\u00a0\u2009\t\n09аaZ🦔é\u0301[](){}$@№+"


def many_rows(schema: dict[str, pl.DataType], seed: int) -> pl.DataFrame:
    """Make a frame of a schema's columns.

    Args:
        schema: Names and types.
        seed: Two calls with one seed give one frame.

    Returns:
        The frame, a tenth of its values null.
    """
    rnd = random.Random(seed)
    pick = rnd.choice

    def word() -> str:
        return "".join(pick(LETTERS) for _ in range(rnd.randrange(14)))

    def digits(count: int) -> str:
        return str(rnd.randrange(10**count)).zfill(count)

    def number_text() -> str:
        grouped = f"{rnd.randrange(10**7):,}".replace(",", pick([" ", ".", ",", "\u00a0"]))
        return pick([grouped, f"{rnd.uniform(-9, 9):.2f}", word(), f"{rnd.randrange(100)}%"])

    def date_text() -> str:
        year, month, day = rnd.randrange(1900, 2100), rnd.randrange(1, 14), rnd.randrange(1, 33)
        clock = f"{rnd.randrange(25)}:{rnd.randrange(61):02}"
        return pick([f"{day}.{month}.{year}", f"{year}-{month:02}-{day:02} {clock}", word()])

    def clock_text() -> str:
        hours, minutes = rnd.randrange(26), rnd.randrange(62)
        return pick([f"{hours}:{minutes:02}", f"{hours:02}:{minutes:02}:59", "", "1:2:3"])

    makers: dict[str, Callable[[], Any]] = {
        "Сумма": lambda: pick([0, 1, -1, 2**62, -(2**62), rnd.randrange(-(10**6), 10**6)]),
        "Кол-во": lambda: rnd.randrange(-6, 30),
        "Цена": lambda: pick([rnd.uniform(-100, 100), rnd.uniform(-1e12, 1e12), 0.5, 1e-7]),
        "Дробь": lambda: pick([rnd.uniform(-5, 5), rnd.randrange(-50, 50) / 10]),
        "Точно": lambda: Decimal(rnd.randrange(-(10**6), 10**6)) / 100,
        "Имя": word,
        "Число текстом": number_text,
        "Дата текстом": date_text,
        "Почта": lambda: pick([f"{word()}@{word()}.ru", "Ivan@MAIL.ru", " x.y@яндекс.рф "]),
        "Дата": lambda: date(1, 1, 1) + timedelta(days=rnd.randrange(3_652_059)),
        "Конец": lambda: date(2005, 1, 1) + timedelta(days=rnd.randrange(8000)),
        "Когда": lambda: (
            datetime.fromisoformat("1990-01-01") + timedelta(seconds=rnd.randrange(10**9))
        ),
        "Время": lambda: time(rnd.randrange(24), rnd.randrange(60), rnd.randrange(60)),
        "Номер": lambda: pick(["7707083893", "112-233-445 95", digits(10), digits(12), digits(13)]),
        "Код": lambda: pick([7707083893, rnd.randrange(10**10), rnd.randrange(10**15), -5]),
        "Истина": lambda: pick(["да", "Нет ", " TRUE", "0", "x", ""]),
        "Часы": clock_text,
        "Флаг": lambda: pick([True, False]),
        "Флаг2": lambda: pick([True, False]),
        "Равно": lambda: rnd.randrange(5),
        "Группа": lambda: pick("абв"),
    }
    places = rnd.sample(range(-100, ROWS), ROWS)
    columns = {
        name: places
        if name == "Место"
        else [None if rnd.random() < 0.1 else makers[name]() for _ in range(ROWS)]
        for name in schema
    }
    return pl.DataFrame(columns, schema=schema)
