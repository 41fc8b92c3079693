"""The Stop-list: rows whose contacts are on a list leave, with the reason."""
# ruff: noqa: E501 - paragraphs of help are lines of Markdown

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from kanva.sdk import (
    Context,
    Example,
    Frames,
    InputFrames,
    InputSchemas,
    Look,
    NodeError,
    NodeType,
    Option,
    Origins,
    Port,
    Schemas,
    Settings,
    Table,
    Text,
    fields,
    shorten,
)
from kanva.sdk.relational import col, need_columns, refuse_duplicates
from kanva_nodes.marketing._contacts import ContactKind, uniform

_PAIRS = Text(ru="Что сравнивать", en="What to compare")
_MARK = "kanva reason"


class StopPair(Settings):
    """A contact of the rows and the column of the lists it is looked for in."""

    kind: ContactKind = fields.choice(
        Text(ru="Вид", en="Kind"),
        [
            Option("phone", Text(ru="Телефон", en="Phone")),
            Option("email", Text(ru="E-mail", en="E-mail")),
            Option("code", Text(ru="Код, имя", en="Code, name")),
        ],
        "phone",
    )
    column: str = fields.column(Text(ru="В строках", en="In the rows"))
    listed: str = fields.column(
        Text(ru="В стоп-листе", en="In the list"),
        port="lists",
        help=Text(
            ru="Имя столбца. Список, где его нет, по этой паре не проверяется.",
            en="Name of a column. A list without it is not checked by this pair.",
        ),
    )


class ListName(Settings):
    """What one list is called."""

    name: str = fields.text(Text(ru="Имя списка", en="Name of the list"))


class StopListSettings(Settings):
    """What is compared, and how reasons are told."""

    pairs: list[StopPair] = fields.items(
        _PAIRS,
        lambda: [StopPair()],
        item_title=Text(ru="Пара", en="Pair"),
        minimum=1,
        help=Text(
            ru="Строка уходит, если совпала хоть одна пара.",
            en="A row leaves when any of the pairs matches.",
        ),
    )
    names: list[ListName] = fields.items(
        Text(ru="Имена списков", en="Names of the lists"),
        item_title=Text(ru="Имя", en="Name"),
        help=Text(
            ru="По порядку связей; список без имени — «стоп-лист» с номером.",
            en="In the order of the edges; a list without a name is «стоп-лист» with its number.",
        ),
    )
    reason: str = fields.new_column(
        Text(ru="Столбец с причиной", en="Column with the reason"), "Причина"
    )
    region: str = fields.text(
        Text(ru="Страна телефонов без кода", en="Country of phones without a code"),
        "RU",
        help=Text(ru="Две латинские буквы: RU, BY, KZ.", en="Two Latin letters: RU, BY, KZ."),
        look=Look(advanced=True),
    )


class StopList(NodeType[StopListSettings]):
    """Takes out rows that are on stop-lists."""

    abstract = False
    id = "marketing.stop_list"
    category = "marketing"
    icon = "M20 12a8 8 0 1 1-16 0 8 8 0 0 1 16 0zM6.300 6.300l11.400 11.400"
    title = Text(ru="Стоп-лист", en="Stop-list")
    summary = Text(
        ru="Убирает тех, кто есть в стоп-листах, и говорит, по какому списку и контакту.",
        en="Takes out whoever is on a stop-list, and says by which list and contact.",
    )
    help = Text(
        ru="""Отделяет строки, чьи контакты есть хотя бы в одном стоп-листе. Списков может быть сколько угодно: отписались, жалобы, сотрудники, конкуренты.

**Когда брать.** Перед каждой рассылкой.

- Телефоны сравниваются в едином виде: `8 (926) 000-11-22` и `+79260001122` — один номер. E-mail — без учёта регистра. Код или имя — без пробелов по краям и без учёта регистра.
- Пар может быть несколько: по телефону и по почте. Строка уходит, если совпала любая.
- Во втором выходе у каждой строки стоит **причина**: имя списка и чем совпала. Если совпало несколько — первая по порядку списков.
- Негодный контакт (не телефон, не адрес) ни с чем не совпадает.

Порядок строк сохраняется; в списках могут быть повторы, строки от них не множатся.""",
        en="""Parts off rows whose contacts are on at least one stop-list. There may be any number of lists: unsubscribed, complaints, own staff, competitors.

**When to take it.** Before every mailing.

- Phones compare in one form: `8 (926) 000-11-22` and `+79260001122` are one number. Letters’ case of e-mails does not count. A code or a name compares without blanks at the ends and whatever the case.
- There may be several pairs: by phone and by e-mail. A row leaves when any matches.
- At the second output each row has its **reason**: the name of the list, and what matched. Of several the first in the order of the lists.
- A bad contact (no phone, no address) matches nothing.

The order of rows stays; lists may hold repeats, rows do not multiply.""",
    )
    also_called = (
        "чёрный список", "blacklist", "исключить", "отписавшиеся", "anti join", "Reference Row Filter",
        "suppression list", "не писать", "do not contact", "РАЗНОСТЬ",
    )  # fmt: skip
    settings = StopListSettings
    inputs = (
        Port("rows", Text(ru="Строки", en="Rows")),
        Port("lists", Text(ru="Стоп-листы", en="Stop-lists"), multiple=True, side=True),
    )
    outputs = (
        Port("rows", Text(ru="Можно писать", en="May be written to")),
        Port("stopped", Text(ru="Остановлены", en="Stopped"), side=True),
    )

    def caption(self, settings: StopListSettings) -> Text:
        """Return what is compared."""
        return Text.same(shorten(", ".join(one.column for one in settings.pairs if one.column), 60))

    def check(
        self, settings: StopListSettings, inputs: InputSchemas, context: Context
    ) -> Sequence[NodeError]:
        """Find a name that clashes."""
        del context
        if "rows" not in inputs or "lists" not in inputs:
            return ()
        try:
            _verify(settings, inputs["rows"], inputs["lists"])
        except NodeError as error:
            return () if error.code == "missing_column" else (error,)
        return ()

    def lazy(self, settings: StopListSettings, frames: InputFrames, context: Context) -> Frames:
        """Look every contact up in every list; the first hit is the reason."""
        del context
        frame: pl.LazyFrame = frames["rows"]
        lists: list[pl.LazyFrame] = list(frames["lists"])
        schema = frame.collect_schema()
        schemas = [one.collect_schema() for one in lists]
        _verify(settings, schema, schemas)
        out = frame
        keys = [f"kanva key {place}" for place in range(len(settings.pairs))]
        out = out.with_columns(
            uniform(schema, one.column, one.kind, settings.region).alias(key)
            for one, key in zip(settings.pairs, keys, strict=True)
        )
        marks: list[str] = []
        for number, (one, own) in enumerate(zip(lists, schemas, strict=True)):
            for place, (pair, key) in enumerate(zip(settings.pairs, keys, strict=True)):
                if pair.listed not in own:
                    continue
                mark = f"kanva mark {number} {place}"
                marks.append(mark)
                words = f"{_called(settings, number)}: {pair.column}"
                known = (
                    one.select(uniform(own, pair.listed, pair.kind, settings.region).alias(key))
                    .drop_nulls()
                    .unique(maintain_order=True, keep="first")
                    .with_columns(pl.lit(words).alias(mark))
                )
                out = out.join(known, on=key, how="left", maintain_order="left")
        reason = pl.coalesce([pl.col(mark) for mark in marks]) if marks else pl.lit(None)
        held = out.with_columns(reason.cast(pl.String).alias(_MARK))
        stay = list(map(col, schema))
        return {
            "rows": held.filter(pl.col(_MARK).is_null()).select(stay),
            "stopped": held.filter(pl.col(_MARK).is_not_null()).select(
                *stay, pl.col(_MARK).alias(settings.reason)
            ),
        }

    def lineage(
        self, settings: StopListSettings, inputs: InputSchemas, outputs: Schemas
    ) -> Origins | None:
        """The reason comes from the contacts."""
        schema = inputs.get("rows") or {}
        contacts = [("rows", one.column) for one in settings.pairs if one.column in schema]
        return {
            port: {name: [("rows", name)] if name in schema else contacts for name in columns}
            for port, columns in outputs.items()
        }

    examples = (
        Example(
            title=Text(ru="Отписались и жалобы", en="Unsubscribed and complaints"),
            settings={
                "pairs": [
                    {"kind": "phone", "column": "Телефон", "listed": "тел"},
                    {"kind": "email", "column": "Почта", "listed": "email"},
                ],
                "names": [{"name": "отписались"}],
            },
            names_in=("Причина",),
            inputs={
                "rows": Table(
                    {
                        "Клиент": ["К1", "К2", "К3", "К4"],
                        "Телефон": ["8 926 123-45-67", "+7 495 123-45-67", None, "нет"],
                        "Почта": [None, "a@example.com", "B@Example.com", None],
                    }
                ),
                "lists": [
                    Table({"email": ["b@example.com", "b@example.com"]}),
                    Table({"тел": ["+79261234567"], "когда": ["вчера"]}),
                ],
            },
            outputs={
                "rows": Table(
                    {
                        "Клиент": ["К2", "К4"],
                        "Телефон": ["+7 495 123-45-67", "нет"],
                        "Почта": ["a@example.com", None],
                    }
                ),
                "stopped": Table(
                    {
                        "Клиент": ["К1", "К3"],
                        "Телефон": ["8 926 123-45-67", None],
                        "Почта": [None, "B@Example.com"],
                        "Причина": ["стоп-лист 2: Телефон", "отписались: Почта"],
                    }
                ),
            },
        ),
        Example(
            title=Text(ru="По коду клиента", en="By a customer’s code"),
            settings={"pairs": [{"kind": "code", "column": "Код", "listed": "Код"}]},
            names_in=("Причина",),
            inputs={
                "rows": Table({"Код": [7, 8]}),
                "lists": [Table({"Код": [" 8 "]})],
            },
            outputs={
                "rows": Table({"Код": [7]}),
                "stopped": Table({"Код": [8], "Причина": ["стоп-лист 1: Код"]}),
            },
        ),
    )


def _called(settings: StopListSettings, number: int) -> str:
    given = settings.names[number].name if number < len(settings.names) else ""
    return given or f"стоп-лист {number + 1}"


def _verify(
    settings: StopListSettings, schema: Mapping[str, Any], lists: Sequence[Mapping[str, Any]]
) -> None:
    need_columns(
        schema, [(f"pairs.{place}.column", one.column) for place, one in enumerate(settings.pairs)]
    )
    refuse_duplicates([*((name, None) for name in schema), (settings.reason, "reason")])
    known = {name: dtype for one in lists for name, dtype in one.items()}
    need_columns(
        known, [(f"pairs.{place}.listed", one.listed) for place, one in enumerate(settings.pairs)]
    )
