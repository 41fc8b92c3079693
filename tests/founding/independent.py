"""The founding report computed a second time, in plain Python and csv: nothing of Kanva, no polars.

It serves as an oracle: what the workflow writes into its book must equal what this script computes.
"""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import openpyxl

MAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")


@dataclass(frozen=True)
class Rules:
    """The restrictions and thresholds a person sets."""

    start_date: dt.date = dt.date(2010, 12, 1)
    report_date: dt.date = dt.date(2011, 12, 9)
    active_days: int = 90
    asleep_days: int = 180
    regular_from: int = 4
    quiet_days: int = 14
    message_price: float = 3.5


@dataclass(frozen=True)
class Line:
    """One customer in one list."""

    segment: int
    channel: str
    code: str
    purchases: int
    days: int
    revenue: float
    mail: str | None
    phone: str | None
    cost: float


def read_text(path: Path, encoding: str, delimiter: str) -> list[dict[str, str]]:
    """Read a delimited file into one dictionary a row."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding=encoding, newline="") as stream:
        return list(csv.DictReader(stream, delimiter=delimiter))


def clean_mail(words: str) -> str | None:
    """Return the address without outer spaces, its domain in lower case, or None."""
    words = words.strip()
    if not MAIL.fullmatch(words):
        return None
    name, domain = words.rsplit("@", 1)
    return f"{name}@{domain.lower()}"


def clean_phone(words: str) -> str | None:
    """Return a Russian number as +7 and ten digits, or None."""
    digits = re.sub(r"\D", "", words)
    if len(digits) == 11 and digits[0] in "78":
        digits = digits[1:]
    return f"+7{digits}" if len(digits) == 10 and digits[0] in "3489" else None


def day_of(words: str) -> dt.date:
    """Read dd.mm.yyyy."""
    day, month, year = words.split(".")
    return dt.date(int(year), int(month), int(day))


def compute(
    sales: Path, contacts: Path, mailings: Path, stop_list: Path, rules: Rules
) -> list[Line]:
    """Compute every line of every list.

    Args:
        sales: Online Retail lines.
        contacts: Contacts, cp1251 and semicolons.
        mailings: Past mailings, cp1251 and semicolons.
        stop_list: The stop-list book: header in row 3.
        rules: Thresholds.

    Returns:
        The lines, by segment, channel, falling revenue and code.
    """
    documents: dict[str, set[str]] = defaultdict(set)
    revenue: dict[str, float] = defaultdict(float)
    last: dict[str, dt.date] = {}
    for row in read_text(sales, "utf-8", ","):
        if not row["CustomerID"] or row["InvoiceNo"].startswith("C"):
            continue
        quantity, price = int(row["Quantity"]), float(row["UnitPrice"])
        day = dt.date.fromisoformat(row["InvoiceDate"][:10])
        if quantity <= 0 or price <= 0 or not rules.start_date <= day <= rules.report_date:
            continue
        code = row["CustomerID"].split(".")[0].zfill(9)
        documents[code].add(row["InvoiceNo"])
        revenue[code] += quantity * price
        last[code] = max(day, last.get(code, day))

    mail: dict[str, str] = {}
    phone: dict[str, str] = {}
    records = read_text(contacts, "cp1251", ";")
    for row in sorted(records, key=lambda item: day_of(item["Изменён"]), reverse=True):
        code = row["Код клиента"]
        address, number = clean_mail(row["E-mail"]), clean_phone(row["Телефон"])
        if address and code not in mail:
            mail[code] = address
        if number and code not in phone:
            phone[code] = number

    book = openpyxl.load_workbook(stop_list, read_only=True)
    stopped = {str(row[0]) for row in book.active.iter_rows(min_row=4, values_only=True) if row[0]}
    book.close()
    quiet_from = rules.report_date - dt.timedelta(days=rules.quiet_days)
    written = {
        row["Код клиента"]
        for row in read_text(mailings, "cp1251", ";")
        if day_of(row["Дата"]) > quiet_from
    }

    lines: list[Line] = []
    for code, numbers in documents.items():
        if code in stopped or code in written:
            continue
        address, number = mail.get(code), phone.get(code)
        if address:
            channel, cost = "e-mail", 0.0
        elif number and number[2] == "9":
            channel, cost = "мессенджер", rules.message_price
        else:
            continue
        days = (rules.report_date - last[code]).days
        segment = segment_of(len(numbers), days, rules)
        lines.append(
            Line(segment, channel, code, len(numbers), days, revenue[code], address, number, cost)
        )
    return sorted(lines, key=lambda line: (line.segment, line.channel, -line.revenue, line.code))


def segment_of(purchases: int, days: int, rules: Rules) -> int:
    """Return the number of the segment, 1 to 9: three rows of recency by three of frequency."""
    frequency = 0 if purchases == 1 else 1 if purchases < rules.regular_from else 2
    recency = 0 if days <= rules.active_days else 1 if days <= rules.asleep_days else 2
    return 3 * recency + frequency + 1
