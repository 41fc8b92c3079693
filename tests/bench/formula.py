"""How long a formula takes from its text to a polars expression, and how fast phones are read.

Run: `python tests/bench/formula.py`
"""

from __future__ import annotations

import random
import time
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
""".strip().splitlines()
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
    for share in (0.0, 0.05):
        print(f"{ROWS:,} phones, {share:.0%} of them hard: {phones(share):.2f} s")
