"""The Sample: some of the rows, from the top, from the end, every n-th or at random."""
# ruff: noqa: E501 - paragraphs of help are lines of Markdown

from __future__ import annotations

from typing import Any, Literal

import polars as pl

from kanva.sdk import (
    Context,
    Example,
    Frames,
    InputFrames,
    Look,
    NodeType,
    Option,
    Port,
    Settings,
    Table,
    Text,
    fields,
    plural,
    shorten,
)
from kanva.sdk.relational import need_columns
from kanva_nodes.rows._order import group_columns, group_field, hidden, within

_COUNTED = ["first", "last", "random"]
_RANDOM = ["random", "share"]


class SampleSettings(Settings):
    """Which rows are taken."""

    how: Literal["first", "last", "random", "share", "every"] = fields.choice(
        Text(ru="Какие строки", en="Which rows"),
        [
            Option("first", Text(ru="Первые", en="First")),
            Option("last", Text(ru="Последние", en="Last")),
            Option(
                "random",
                Text(ru="Случайные, сколько-то", en="Random, a number"),
                Text(
                    ru="Ровно столько строк, сколько указано.",
                    en="Exactly so many rows as you say.",
                ),
            ),
            Option(
                "share",
                Text(ru="Случайные, доля", en="Random, a share"),
                Text(
                    ru="Часть строк в процентах, с округлением до целой строки.",
                    en="A part of the rows in percent, rounded to a whole row.",
                ),
            ),
            Option(
                "every",
                Text(ru="Каждая n-я", en="Every n-th"),
                Text(
                    ru="Равномерно по всей таблице: каждая десятая, сотая.",
                    en="Evenly over the whole table: every tenth, every hundredth.",
                ),
            ),
        ],
        "first",
    )
    count: int = fields.integer(
        Text(ru="Сколько строк", en="How many rows"),
        100,
        minimum=0,
        look=Look(when={"how": _COUNTED}),
    )
    percent: float = fields.number(
        Text(ru="Доля", en="Share"),
        10.0,
        minimum=0,
        maximum=100,
        look=Look(when={"how": ["share"]}, unit=Text.same("%")),
    )
    step: int = fields.integer(
        Text(ru="Шаг", en="Step"),
        10,
        minimum=1,
        help=Text(ru="10 — каждая десятая строка.", en="10: every tenth row."),
        look=Look(when={"how": ["every"]}),
    )
    start: int = fields.integer(
        Text(ru="Начиная с", en="Starting at"),
        1,
        minimum=1,
        help=Text(ru="Номер первой взятой строки.", en="Number of the first row taken."),
        look=Look(when={"how": ["every"]}),
    )
    seed: int = fields.integer(
        Text(ru="Зерно случайности", en="Seed"),
        1,
        minimum=0,
        help=Text(
            ru="То же число на тех же строках даёт ту же выборку; другое число — другую.",
            en="The same number over the same rows gives the same sample; another one, another.",
        ),
        look=Look(when={"how": _RANDOM}),
    )
    group: list[str] = group_field()


class Sample(NodeType[SampleSettings]):
    """Takes some of the rows; the others leave by a side port."""

    abstract = False
    id = "rows.sample"
    category = "rows"
    icon = "M4 6h16M4 10h16M4 14h7M4 18h7M15 14h5v5h-5z"
    title = Text(ru="Выборка строк", en="Sample")
    summary = Text(
        ru="Берёт часть строк: первые, последние, каждую n-ю или случайные.",
        en="Takes some of the rows: the first, the last, every n-th or random ones.",
    )
    help = Text(
        ru="""Берёт часть строк. Взятые идут через выход **Строки**, остальные — через боковой выход **Остальные**; порядок строк в обоих сохраняется.

**Когда брать.** Чтобы настроить сценарий на малой части больших данных; чтобы отдать на проверку случайную сотню; чтобы разделить клиентов на тех, кому пишем, и контрольную группу (случайная доля и оба выхода).

- **Первые, последние** — по порядку строк. Нужны самые крупные — возьмите узел «Первые N в группе».
- **Случайные** — каждая строка с равной вероятностью, без повторов. Если строк меньше, чем просили, берутся все.
- **Каждая n-я** — равномерно от начала до конца: шаг 10, начиная с 1, — строки 1, 11, 21 и так далее.
- **Внутри групп** число, доля и шаг действуют в каждой группе отдельно: «по 5 случайных чеков каждого магазина». Доля при этом даёт выборку с тем же составом, что и вся таблица.

На что обратить внимание: **зерно случайности** делает выборку повторяемой — завтра на тех же строках получится то же самое. Если строки пришли другие или в другом порядке, выборка будет другой.""",
        en="""Takes some of the rows. Those taken leave through **Rows**, the others through the side output **Rest**; both keep the order of rows.

**When to take it.** To build a workflow on a small part of large data; to hand over a random hundred for checking; to split customers into those you write to and a control group (a random share and both outputs).

- **First, last**: in the order of rows. For the largest ones take “Top N in group”.
- **Random**: every row with the same chance, none twice. If there are fewer rows than asked for, all are taken.
- **Every n-th**: evenly from start to end: step 10 starting at 1 gives rows 1, 11, 21 and so on.
- **Within groups** the number, the share and the step hold in each group apart: “5 random receipts of every shop”. A share then gives a sample of the same make-up as the whole table.

Mind that the **seed** makes a sample repeatable: tomorrow the same rows give the same sample. Other rows, or the same in another order, give another one.""",
    )
    also_called = (
        "сэмплинг", "случайная выборка", "первые строки", "последние строки", "контрольная группа",
        "Row Sampling", "Partitioning", "LIMIT", "TOP", "ПЕРВЫЕ", "TABLESAMPLE", "head", "tail",
        "СЛУЧМЕЖДУ", "Сэмплинг", "Разбиение на множества",
    )  # fmt: skip
    settings = SampleSettings
    outputs = (
        Port("rows", Text(ru="Строки", en="Rows")),
        Port("rest", Text(ru="Остальные", en="Rest"), side=True),
    )

    def caption(self, settings: SampleSettings) -> Text:
        """Return how many rows are taken, and in which groups."""
        count = settings.count
        words = {
            "first": Text(ru=f"первые {count}", en=f"first {count}"),
            "last": Text(ru=f"последние {count}", en=f"last {count}"),
            "random": _random(count),
            "share": Text(
                ru=f"{_short(settings.percent)} % случайных".replace(".", ","),
                en=f"{_short(settings.percent)}% at random",
            ),
            "every": Text(ru=f"каждая {settings.step}-я", en=f"every {settings.step}-th"),
        }[settings.how]
        if not settings.group:
            return words
        names = shorten(", ".join(settings.group), 40)
        return Text(ru=f"{words.ru} · {names}", en=f"{words.en} · {names}")

    def lazy(self, settings: SampleSettings, frames: InputFrames, context: Context) -> Frames:
        """Filter by the place of a row, in the table or in its group."""
        del context
        frame: pl.LazyFrame = frames["rows"]
        schema = frame.collect_schema()
        need_columns(schema, group_columns(settings.group))
        if settings.how == "first" and not settings.group:
            # The head of a plan stops its sources early.
            return {"rows": frame.head(settings.count), "rest": frame.slice(settings.count)}
        place = pl.int_range(pl.len(), dtype=pl.Int64)
        if settings.how in _RANDOM:
            (mark,) = hidden(schema)
            shuffled = frame.with_columns(place.shuffle(seed=settings.seed).alias(mark))
            # Without groups the shuffled places are ranks themselves.
            rank = pl.col(mark) + 1
            if settings.group:
                rank = within(pl.col(mark).rank("ordinal"), settings.group)
            wanted: Any = settings.count
            if settings.how == "share":
                size = within(pl.len(), settings.group)
                # Half a row counts as a row: round() would go to the even number.
                wanted = (size * settings.percent / 100 + 0.5).floor()
            taken = rank <= wanted
            return {
                "rows": shuffled.filter(taken).drop(mark),
                "rest": shuffled.filter(~taken).drop(mark),
            }
        at = within(place, settings.group)
        size = within(pl.len(), settings.group).cast(pl.Int64)
        if settings.how == "first":
            taken = at < settings.count
        elif settings.how == "last":
            taken = at >= size - settings.count
        else:
            first = settings.start - 1
            taken = (at >= first) & ((at - first) % settings.step == 0)
        return {"rows": frame.filter(taken), "rest": frame.filter(~taken)}

    examples = (
        Example(
            title=Text(
                ru="По две первые строки каждого города", en="The first two rows of each town"
            ),
            settings={"how": "first", "count": 2, "group": ["Город"]},
            inputs={
                "rows": Table(
                    {"Город": ["Пермь", "Омск", "Пермь", "Пермь", None], "№": [1, 2, 3, 4, 5]}
                )
            },
            outputs={
                "rows": Table({"Город": ["Пермь", "Омск", "Пермь", None], "№": [1, 2, 3, 5]}),
                "rest": Table({"Город": ["Пермь"], "№": [4]}),
            },
        ),
        Example(
            title=Text(
                ru="Каждая вторая, начиная со второй", en="Every second row from the second"
            ),
            settings={"how": "every", "step": 2, "start": 2},
            inputs={"rows": Table({"№": [1, 2, 3, 4, 5]})},
            outputs={"rows": Table({"№": [2, 4]}), "rest": Table({"№": [1, 3, 5]})},
        ),
        Example(
            title=Text(ru="Последние две", en="The last two"),
            settings={"how": "last", "count": 2},
            inputs={"rows": Table({"№": [1, 2, 3]})},
            outputs={"rows": Table({"№": [2, 3]}), "rest": Table({"№": [1]})},
        ),
    )


def _random(count: int) -> Text:
    return plural(count, ("случайная", "случайные", "случайных"), ("random row", "random rows"))


def _short(value: float) -> str:
    return f"{value:g}"
