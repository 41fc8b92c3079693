"""The founding workflow, run headless, against an independent computation of the same report."""

from __future__ import annotations

import datetime as dt
import shutil
import sys
from collections import defaultdict
from pathlib import Path

import openpyxl
import pytest

from founding import independent
from kanva.cli import main

EXAMPLE = Path(__file__).parents[2] / "workflows" / "nine_segments"
COLUMNS = ["Код клиента", "Покупок", "Дней с последней покупки", "Выручка", "E-mail", "Телефон"]


def sheets_of(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Read the chosen columns of every list of the book; money in whole kopecks."""
    book = openpyxl.load_workbook(path, read_only=True)
    out: dict[str, list[tuple[object, ...]]] = {}
    for sheet in book.worksheets:
        rows = list(sheet.iter_rows(values_only=True))
        if "Код клиента" not in rows[0]:
            continue
        places = [rows[0].index(name) for name in [*COLUMNS, "Стоимость"]]
        lines = [[row[place] for place in places] for row in rows[1:]]
        out[sheet.title] = [
            (code, int(count), int(days), round(money * 100), mail, phone, float(cost))
            for code, count, days, money, mail, phone, cost in lines
        ]
    book.close()
    return out


def expected(
    folder: Path, rules: independent.Rules, sales: Path, separator: str = " "
) -> dict[str, list[tuple]]:
    """Compute the same lists independently, under the names of their sheets."""
    names = [
        "", "Новые", "Перспективные", "Постоянные",
        "Засыпающие новые", "Засыпающие перспективные", "Засыпающие постоянные",
        "Уснувшие новые", "Уснувшие перспективные", "Уснувшие постоянные",
    ]  # fmt: skip
    out: dict[str, list[tuple]] = defaultdict(list)
    lines = independent.compute(
        sales,
        folder / "contacts.csv",
        folder / "mailings.csv",
        folder / "stop_list.xlsx",
        rules,
    )
    for line in lines:
        # Excel allows 31 characters in the name of a sheet.
        sheet = separator.join((str(line.segment), line.channel, names[line.segment]))
        out[sheet].append(
            (
                line.code, line.purchases, line.days, round(line.revenue * 100),
                line.mail, line.phone, line.cost,
            )
        )  # fmt: skip
    return out


def _sorted(lines: list[tuple]) -> list[str]:
    return sorted(map(repr, lines))


def same(found: dict[str, list[tuple]], wanted: dict[str, list[tuple]]) -> None:
    """Compare books; a sheet's name may be cut, so sheets are matched by their contents too."""
    assert sorted(map(_sorted, found.values())) == sorted(map(_sorted, wanted.values()))
    short = {name for name in wanted if len(name) <= 31}
    assert short <= set(found)
    for name in short:
        assert _sorted(found[name]) == _sorted(wanted[name]), name
    # Equal sums of floats may differ in the last bit, so order is checked by whole kopecks only.
    for name, lines in found.items():
        money = [line[3] for line in lines]
        assert money == sorted(money, reverse=True), name


def run(folder: Path, *arguments: str) -> None:
    """Run the workflow as a person does."""
    with pytest.raises(SystemExit) as ended:
        main(["run", str(folder / "nine_segments.kanva.json"), "--lang", "ru", *arguments])
    assert ended.value.code == 0


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A workspace as the gallery makes it: the document above its folder of data."""
    shutil.copytree(EXAMPLE, tmp_path / "nine_segments")
    shutil.move(tmp_path / "nine_segments" / "nine_segments.kanva.json", tmp_path)
    return tmp_path


def test_shipped_slice_equals_the_independent_computation(workspace: Path) -> None:
    out = workspace / "out"
    out.mkdir()
    run(workspace, "--param", "report_date=2011-12-09", "--out", str(out))
    found = sheets_of(out / "nine_segments.xlsx")
    assert len(found) == 18
    same(found, expected(workspace / "nine_segments", independent.Rules(), EXAMPLE / "sales.csv"))


def test_another_month_with_other_thresholds(workspace: Path) -> None:
    out = workspace / "out"
    out.mkdir()
    rules = independent.Rules(
        report_date=dt.date(2011, 9, 30),
        active_days=60,
        asleep_days=120,
        regular_from=3,
        quiet_days=30,
        message_price=4.25,
    )
    run(
        workspace, "--param", "report_date=30.09.2011", "--param", "active_days=60",
        "--param", "asleep_days=120", "--param", "regular_from=3", "--param", "quiet_days=30",
        "--param", "message_price=4,25", "--out", str(out),
    )  # fmt: skip
    found = sheets_of(out / "nine_segments.xlsx")
    same(found, expected(workspace / "nine_segments", rules, EXAMPLE / "sales.csv"))


def test_all_541_909_lines(workspace: Path, data_dir: Path) -> None:
    """The whole of Online Retail, with contacts invented for all its customers."""
    sys.path.insert(0, str(EXAMPLE))
    import make_data

    folder = workspace / "nine_segments"
    sales = data_dir / "transactions" / "online_retail.csv.gz"
    make_data.make(sales, folder)
    (folder / "sales.csv").unlink()
    shutil.copy(sales, folder / "sales.csv.gz")
    document = workspace / "nine_segments.kanva.json"
    text = document.read_text("utf-8")
    document.write_text(text.replace("sales.csv", "sales.csv.gz"), "utf-8")
    out = workspace / "out"
    out.mkdir()
    run(workspace, "--out", str(out))
    found = sheets_of(out / "nine_segments.xlsx")
    same(found, expected(folder, independent.Rules(), sales))
