"""How long a formula takes from its text to a polars expression, and how fast phones are read.

Run: `python tests/bench/formula.py`
"""

from __future__ import annotations

import random
import time
from datetime import date, timedelta
from statistics import median

import polars as pl

from kanva.formula import check, compile_expression

COLUMNS = {
    "Сумма": pl.Float64(),
    "Кол-во": pl.Int64(),
    "Цена": pl.Decimal(15, 2),
    "Город": pl.String(),
    "Имя": pl.String(),
    "Телефон": pl.String(),
    "Почта": pl.String(),
    "Дата": pl.Date(),
    "Клиент": pl.String(),
}
FORMULAS = """
[Сумма] * 0,2
[Сумма] * 20%
[Сумма] / [Кол-во]
ЕСЛИ([Сумма] > 1000; "да"; "нет")
ЕСЛИ([Сумма] > 1000; "крупный"; ЕСЛИ([Сумма] > 100; "средний"; "мелкий"))
ЕСЛИМН([Сумма] > 1000; "A"; [Сумма] > 100; "B"; ИСТИНА; "C")
[Город] = "Москва" И [Сумма] > 500
[Город] В ("Москва"; "Казань"; "Тверь")
[Дата] МЕЖДУ "2011-01-01" И "2011-12-31"
[Имя] ПОДОБНО "Ив%"
[Имя] & " " & [Город]
СЖПРОБЕЛЫ(ПРОПНАЧ([Имя]))
ЛЕВСИМВ([Телефон]; 3)
ПСТР([Имя]; 2; 5)
ТЕЛЕФОН([Телефон])
ПОЧТА([Почта])
ОКРУГЛ([Сумма] * 1,2; 2)
ОКРУГЛВНИЗ([Сумма] / 1000; 0) * 1000
ГОД([Дата]) * 100 + МЕСЯЦ([Дата])
РАЗНДАТ([Дата]; #2011-12-09#; "Д")
[Дата] + 30
ДАТА(ГОД([Дата]); МЕСЯЦ([Дата]) + 1; 0)
ТЕКСТ([Дата]; "дд.ММ.гггг")
ТЕКСТ([Сумма]; "# ##0,00")
ЗНАЧЕН(ПОДСТАВИТЬ([Имя]; "руб"; ""))
СУММ([Сумма]; ПО [Клиент])
[Сумма] / СУММ([Сумма]; ПО [Клиент])
ВЫБОР КОГДА [Сумма] > 1000 ТОГДА 1 КОГДА [Сумма] > 100 ТОГДА 2 ИНАЧЕ 3 КОНЕЦ
ЕСЛИПУСТО([Город]; "не указан")
РЕГИЗВЛЕЧЬ([Имя]; "(\\w+)$")
СУММЕСЛИ([Город] = "Москва"; [Сумма]; ПО [Клиент])
НАКОПДОЛЯ([Сумма]; -[Сумма])
СКОЛЬЗСР([Сумма]; [Дата]; 7; ПО [Клиент])
ЧИСТРАБДНИ([Дата]; #2012-12-31#; "РФ")
РАБДЕНЬ([Дата]; 10)
ОБЪЕДИНИТЬ(", "; ИСТИНА; [Город]; [Имя])
ПРОСМОТР([Сумма]; 0; "мелкий"; 100; "средний"; 1000; "крупный")
ИННВЕРЕН([Телефон])
ОКРВНИЗ([Сумма]; 500)
""".strip().splitlines()
MUDDLES = {
    "1 MB of a sum": "[Сумма] + " * 110_000,
    "1 MB of brackets": "(" * 1_000_000,
    "500 brackets": "(" * 500 + "1" + ")" * 500,
    "20,000 characters of unknown words": "слово " * 3_300,
    "20,000 characters of a sum": " & ".join(["[Имя]"] * 2_400),
}
ROUNDS = 20
ROWS = 1_000_000


def formula_times() -> list[tuple[float, str]]:
    """Measure each formula: a check and a compilation, as the editor and the engine do."""
    times: list[tuple[float, str]] = []
    for formula in FORMULAS:
        compile_expression(formula, COLUMNS)  # the first call imports what it needs
        rounds: list[float] = []
        for _ in range(ROUNDS):
            started = time.perf_counter()
            check(formula, COLUMNS)
            compile_expression(formula, COLUMNS)
            rounds.append(time.perf_counter() - started)
        times.append((median(rounds) * 1000, formula))
    return sorted(times)


def muddle_times() -> list[tuple[float, str]]:
    """Measure a check of formulas that are too long, too deep or wrong throughout."""
    times: list[tuple[float, str]] = []
    for name, formula in MUDDLES.items():
        started = time.perf_counter()
        check(formula, COLUMNS)
        times.append(((time.perf_counter() - started) * 1000, name))
    return times


def working_days() -> float:
    """Measure a million working days between two dates of the production calendar."""
    frame = pl.DataFrame({"н": [date(2011, 1, 1) + timedelta(days=i % 3650) for i in range(ROWS)]})
    expression = compile_expression('ЧИСТРАБДНИ([н]; #2024-12-31#; "РФ")', frame.schema)
    started = time.perf_counter()
    frame.lazy().select(expression).collect()
    return time.perf_counter() - started


def phones(hard_share: float) -> float:
    """Measure a million phones, a share of them readable only by the slow path."""
    rng = random.Random(5)
    texts = [
        f"+49 30 {rng.randrange(10**6):06}"
        if rng.random() < hard_share
        else f"8 (9{rng.randrange(10)}{rng.randrange(10)}) {rng.randrange(1000):03}-"
        f"{rng.randrange(100):02}-{rng.randrange(100):02}"
        for _ in range(ROWS)
    ]
    frame = pl.DataFrame({"Телефон": texts})
    expression = compile_expression("ТЕЛЕФОН([Телефон])", frame.schema)
    started = time.perf_counter()
    frame.lazy().select(expression).collect()
    return time.perf_counter() - started


if __name__ == "__main__":
    measured = formula_times()
    mean = sum(figure for figure, _ in measured) / len(measured)
    print(f"{len(measured)} formulas, check + compile: {mean:.2f} ms a formula; the slowest:")
    for figure, formula in measured[-5:]:
        print(f"  {figure:6.2f} ms  {formula}")
    for figure, name in muddle_times():
        print(f"  {figure:6.2f} ms  {name}")
    print(f"{ROWS:,} spans of working days, production calendar: {working_days():.2f} s")
    for share in (0.0, 0.05):
        print(f"{ROWS:,} phones, {share:.0%} of them hard: {phones(share):.2f} s")
