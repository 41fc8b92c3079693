"""Make the invented half of the example: contacts, mailings and a stop-list for real customers.

The sales are real: Online Retail, UCI Machine Learning Repository, CC BY 4.0. Contacts of those
customers were never published, so this script invents them, the same ones every time: names,
addresses at example.com, example.org and example.net, and telephone numbers whose subscriber part
starts with 000. They are as untidy as a real customer base: empty cells, duplicates of a person,
«8 926 …» beside «+7…», addresses that cannot be right.

    python make_data.py online_retail.csv.gz OUT_FOLDER --every 23

`--every N` keeps every Nth customer, which is how the slice beside this file was cut; without it
all customers are taken. Nothing but the standard library and xlsxwriter is used.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import gzip
import io
import random
from collections.abc import Iterator
from pathlib import Path

import xlsxwriter

SEED = 20111209
LAST_DAY = dt.date(2011, 12, 9)
ANONYMOUS_LINES_KEPT = 400

SURNAMES = [
    "Иванов", "Смирнов", "Кузнецов", "Попов", "Васильев", "Петров", "Соколов", "Михайлов",
    "Новиков", "Фёдоров", "Морозов", "Волков", "Алексеев", "Лебедев", "Семёнов", "Егоров",
    "Павлов", "Козлов", "Степанов", "Николаев", "Орлов", "Андреев", "Макаров", "Никитин",
    "Захаров", "Зайцев", "Соловьёв", "Борисов", "Яковлев", "Григорьев", "Романов", "Воробьёв",
    "Сергеев", "Кузьмин", "Фролов",
]  # fmt: skip
LATIN = [
    "ivanov", "smirnov", "kuznetsov", "popov", "vasilev", "petrov", "sokolov", "mikhailov",
    "novikov", "fedorov", "morozov", "volkov", "alekseev", "lebedev", "semenov", "egorov",
    "pavlov", "kozlov", "stepanov", "nikolaev", "orlov", "andreev", "makarov", "nikitin",
    "zakharov", "zaitsev", "solovev", "borisov", "yakovlev", "grigorev", "romanov", "vorobev",
    "sergeev", "kuzmin", "frolov",
]  # fmt: skip
INITIALS = "АБВГДЕИКЛМНОПРСТЮЯ"
DOMAINS = ("example.com", "example.org", "example.net")
CODES = ("926", "916", "903", "905", "911", "921", "985")
REASONS = ("просил не писать", "жалоба", "конкурент", "сотрудник")


def code_of(customer: str) -> str:
    """Return the nine-digit code a CRM gives to a customer: 17850.0 becomes 000017850."""
    return customer.partition(".")[0].zfill(9)


def contact_rows(customer: str) -> Iterator[list[str]]:
    """Yield no, one or two contact records of a customer: code, name, e-mail, phone, changed."""
    draw = random.Random(f"{SEED}:{customer}")
    if draw.random() < 0.04:
        return
    who = draw.randrange(len(SURNAMES))
    name = f"{SURNAMES[who]} {draw.choice(INITIALS)}. {draw.choice(INITIALS)}."
    login = f"{LATIN[who]}.{customer.partition('.')[0]}"
    number = f"{draw.choice(CODES)}000{draw.randrange(10_000):04d}"
    changed = LAST_DAY - dt.timedelta(days=draw.randrange(20, 700))
    yield [code_of(customer), name, _mail(draw, login), _phone(draw, number), _day(changed)]
    if draw.random() < 0.06:
        later = changed + dt.timedelta(days=draw.randrange(1, 19))
        again = [code_of(customer), name.upper(), _mail(draw, login.upper()), _phone(draw, number)]
        yield [*again, _day(later)]


def _mail(draw: random.Random, login: str) -> str:
    kind = draw.random()
    address = f"{login}@{draw.choice(DOMAINS)}"
    if kind < 0.30:
        return ""
    if kind < 0.36:
        return draw.choice(("нет", f"{login}@", f"{login}.example.com", f"{login} @example,com"))
    if kind < 0.42:
        return f" {address} "
    return address


def _phone(draw: random.Random, number: str) -> str:
    kind = draw.random()
    code, a, b, c = number[:3], number[3:6], number[6:8], number[8:]
    if kind < 0.08:
        return ""
    if kind < 0.11:
        return draw.choice(("нет телефона", f"{a}-{b}-{c}", f"8 {code} {a}", "12345"))
    if kind < 0.16:
        return f"8 (495) 000-{b}-{c}"
    if kind < 0.45:
        return f"8 {code} {a}-{b}-{c}"
    if kind < 0.60:
        return f"8({code}){a}{b}{c}"
    if kind < 0.70:
        return number
    return f"+7{number}"


def mailing_rows(customer: str) -> Iterator[list[str]]:
    """Yield what was sent to a customer in the last months: code, day, channel."""
    draw = random.Random(f"{SEED}:sent:{customer}")
    for _ in range(draw.choice((0, 0, 1, 1, 2, 3))):
        day = LAST_DAY - dt.timedelta(days=draw.randrange(1, 110))
        yield [code_of(customer), _day(day), draw.choice(("e-mail", "мессенджер"))]


def _day(day: dt.date) -> str:
    return day.strftime("%d.%m.%Y")


def read_sales(path: Path) -> tuple[list[str], list[list[str]]]:
    """Read the sales lines.

    Args:
        path: A .csv or .csv.gz file with a column CustomerID.

    Returns:
        The header and the lines.
    """
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8", newline="") as stream:
        reader = csv.reader(stream)
        return next(reader), list(reader)


def write_text(path: Path, header: list[str], rows: list[list[str]]) -> None:
    """Write a table as 1C and its neighbours save it: cp1251, semicolons, CRLF."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    path.write_bytes(buffer.getvalue().encode("cp1251"))


def write_stop_list(path: Path, customers: list[str]) -> None:
    """Write the stop-list: about one customer in seventy, with a title line above the header."""
    book = xlsxwriter.Workbook(path, {"in_memory": True})
    book.set_properties({"created": dt.datetime(2011, 12, 1, tzinfo=dt.UTC)})
    sheet = book.add_worksheet("Стоп-лист")
    sheet.write_string(0, 0, "Кому не писать")
    sheet.write_row(2, 0, ["Код клиента", "Причина", "С какого дня"])
    day_format = book.add_format({"num_format": "dd.mm.yyyy"})
    row = 3
    for customer in customers:
        draw = random.Random(f"{SEED}:stop:{customer}")
        if draw.random() < 1 / 70:
            day = LAST_DAY - dt.timedelta(days=draw.randrange(30, 400))
            sheet.write_string(row, 0, code_of(customer))
            sheet.write_string(row, 1, draw.choice(REASONS))
            sheet.write_datetime(row, 2, dt.datetime.combine(day, dt.time()), day_format)
            row += 1
    sheet.set_column(0, 2, 18)
    book.close()


def make(sales: Path, folder: Path, every: int = 1) -> None:
    """Write sales.csv (when cut), contacts.csv, mailings.csv and stop_list.xlsx into a folder.

    Args:
        sales: The Online Retail lines, .csv or .csv.gz.
        folder: Where to write; made when absent.
        every: Keep every Nth customer and a few lines without one; 1 keeps all and copies no sales.
    """
    folder.mkdir(parents=True, exist_ok=True)
    header, lines = read_sales(sales)
    who = header.index("CustomerID")
    customers = sorted({line[who] for line in lines if line[who]})[::every]
    if every > 1:
        kept = set(customers)
        anonymous = [index for index, line in enumerate(lines) if not line[who]]
        kept_anonymous = set(anonymous[:: max(1, len(anonymous) // ANONYMOUS_LINES_KEPT)])
        cut = [
            line for index, line in enumerate(lines) if line[who] in kept or index in kept_anonymous
        ]
        with (folder / "sales.csv").open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream, lineterminator="\n").writerows([header, *cut])
    contacts = [row for customer in customers for row in contact_rows(customer)]
    mailings = [row for customer in customers for row in mailing_rows(customer)]
    random.Random(SEED).shuffle(contacts)
    mailings.sort(key=lambda row: (row[1][6:], row[1][3:5], row[1][:2], row[0]))
    columns = ["Код клиента", "Клиент", "E-mail", "Телефон", "Изменён"]
    write_text(folder / "contacts.csv", columns, contacts)
    write_text(folder / "mailings.csv", ["Код клиента", "Дата", "Канал"], mailings)
    write_stop_list(folder / "stop_list.xlsx", customers)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Make the invented half of the example.")
    parser.add_argument("sales", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--every", type=int, default=1)
    given = parser.parse_args()
    make(given.sales, given.folder, given.every)
