"""Names of RFM segments and the map of scores to them.

The common map, by recency (5 is the latest) and frequency (5 is the most often): customers of the
upper right are the best, those of the lower left are lost.
"""
# ruff: noqa: E501 - paragraphs of help are lines of Markdown

from __future__ import annotations

from collections.abc import Mapping

from kanva.sdk import Text

SEGMENTS: Mapping[str, Text] = {
    "champions": Text(ru="Чемпионы", en="Champions"),
    "loyal": Text(ru="Лояльные", en="Loyal"),
    "potential": Text(ru="Потенциально лояльные", en="Potential loyalists"),
    "new": Text(ru="Новички", en="New"),
    "promising": Text(ru="Многообещающие", en="Promising"),
    "attention": Text(ru="Требуют внимания", en="Need attention"),
    "sleepy": Text(ru="Засыпающие", en="About to sleep"),
    "risk": Text(ru="В зоне риска", en="At risk"),
    "precious": Text(ru="Нельзя потерять", en="Can’t lose"),
    "hibernating": Text(ru="Спящие", en="Hibernating"),
}

MAP: tuple[tuple[str, ...], ...] = (
    # frequency 1 … 5
    ("hibernating", "hibernating", "risk", "risk", "precious"),  # recency 1
    ("hibernating", "hibernating", "risk", "risk", "precious"),  # recency 2
    ("sleepy", "attention", "attention", "loyal", "loyal"),  # recency 3
    ("promising", "potential", "potential", "loyal", "loyal"),  # recency 4
    ("new", "potential", "potential", "champions", "champions"),  # recency 5
)
"""Recency 1 to 5 × frequency 1 to 5."""


def map_text(language: str = "ru") -> str:
    """Return the map as a person edits it: five lines from recency 5, names parted by `;`.

    Args:
        language: "ru" or "en".

    Example:
        >>> map_text("en").splitlines()[0]
        'New; Potential loyalists; Potential loyalists; Champions; Champions'
    """
    lines = (
        "; ".join(SEGMENTS[key].ru if language == "ru" else SEGMENTS[key].en for key in row)
        for row in reversed(MAP)
    )
    return "\n".join(lines)


HELP = Text(
    ru="""Оценивает каждого покупателя по трём вещам: **R** — как давно покупал, **F** — как часто, **M** — на сколько. Каждая оценка от 1 до 5, где 5 — лучше. По R и F покупатель получает имя сегмента.

**Когда брать.** Чтобы решить, кому что предложить: чемпионам — новинки, «нельзя потерять» — личный звонок. На вход — строки продаж или таблица покупателей, где уже есть дата последней покупки, число покупок и сумма.

Как ставятся оценки:

- **Поровну покупателей** — пять равных частей; одинаковые значения всегда в одной. Если очень многие купили по одному разу, часть оценок останется без людей — это честно.
- **Как в пакете rfm для R** — границы: квантили по 20, 40, 60 и 80 %; оценка растёт, когда значение не меньше границы плюс один. Берите, чтобы совпасть со старыми расчётами.
- **По границам** — впишите четыре числа: с них начинаются оценки 2, 3, 4 и 5 (у давности наоборот: до них — 5, 4, 3, 2).

**Карта** — пять строк по пять имён: верхняя строка — R = 5, слева направо F от 1 до 5. Исправьте имена, если в компании другие.

На что обратить внимание: на базе меньше 500 покупателей или за полгода RFM ненадёжен; возвраты (отрицательные суммы) уменьшают M, а в число покупок не входят.""",
    en="""Scores every customer by three things: **R**, how recently they bought, **F**, how often, **M**, for how much. Each score is 1 to 5, 5 is better. R and F give the customer the name of a segment.

**When to take it.** To decide who is offered what: novelties to champions, a call to those one can’t lose. The input is lines of sales, or a table of customers that already has the day of the last purchase, the number of purchases and the sum.

How scores are given:

- **Equal counts**: five equal parts; equal values are always in one. Where very many bought once, some scores stay without people, and that is honest.
- **As R’s package rfm**: bounds are the quantiles of 20, 40, 60 and 80%; the score rises where the value is at least the bound plus one. Take it to agree with earlier computations.
- **By bounds**: write four numbers at which scores 2, 3, 4 and 5 begin (for recency the reverse: up to them it is 5, 4, 3, 2).

**The map** is five lines of five names: the upper line is R = 5, from left to right F from 1 to 5. Change the names if your company has others.

Mind that RFM is not reliable with fewer than 500 customers or half a year; returns (negative amounts) lessen M and are no purchases.""",
)
