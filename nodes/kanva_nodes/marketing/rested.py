"""The Not written to lately: people who had a letter within so many days leave."""
# ruff: noqa: E501 - paragraphs of help are lines of Markdown

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from kanva.sdk import (
    TEMPORAL,
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

_DATE = Text(ru="Отчётная дата", en="Day of the report")
_LAST, _COUNT = "kanva last", "kanva count"


class RestedSettings(Settings):
    """Who counts as written to lately."""

    kind: ContactKind = fields.choice(
        Text(ru="Узнавать людей по", en="People are known by"),
        [
            Option("code", Text(ru="Коду", en="Code")),
            Option("phone", Text(ru="Телефону", en="Phone")),
            Option("email", Text(ru="E-mail", en="E-mail")),
        ],
        "code",
        style="segmented",
    )
    person: str = fields.column(Text(ru="Кто, в строках", en="Who, in the rows"))
    sent_to: str = fields.column(
        Text(ru="Кому, в журнале", en="To whom, in the journal"), port="sent"
    )
    sent_at: str = fields.column(
        Text(ru="Когда отправлено", en="When it was sent"), port="sent", kinds=TEMPORAL
    )
    date: dt.date | None = fields.date(
        _DATE, help=Text(ru="От неё считаются дни назад.", en="Days are counted back from it.")
    )
    days: int = fields.integer(
        Text(ru="Тишина, дней", en="Days of quiet"),
        14,
        minimum=0,
        help=Text(
            ru="Кому писали в этот срок, тем пока не пишем. 0 — только в сам день.",
            en="Whoever was written to within it waits. 0: on the day itself only.",
        ),
        look=Look(unit=Text(ru="дн.", en="days")),
    )
    allowed: int = fields.integer(
        Text(ru="Сколько писем за этот срок можно", en="Letters allowed within it"),
        0,
        minimum=0,
        help=Text(ru="0 — ни одного; 2 — остановить после двух.", en="0: none; 2: stop after two."),
        look=Look(advanced=True),
    )
    channel: str = fields.column(
        Text(ru="Канал в журнале", en="Channel in the journal"),
        port="sent",
        optional=True,
        help=Text(
            ru="Если задан, считаются письма только этого канала.",
            en="When given, only letters of this channel count.",
        ),
        look=Look(advanced=True),
    )
    of_channel: str = fields.text(
        Text(ru="Какой канал", en="Which channel"), look=Look(advanced=True)
    )
    last_name: str = fields.new_column(
        Text(ru="Столбец «когда писали»", en="Column “written to on”"), "Писали"
    )


class Rested(NodeType[RestedSettings]):
    """Parts people who were written to lately from the others."""

    abstract = False
    id = "marketing.rested"
    category = "marketing"
    icon = "M4 7h12v9H4zM4 7l6 5 6-5M19.500 14.500a4 4 0 1 1-5 5M19 17v2h2"
    title = Text(ru="Давно не писали", en="Not written to lately")
    summary = Text(
        ru="Оставляет тех, кому не писали заданное число дней; остальные ждут.",
        en="Keeps those who were not written to for so many days; the others wait.",
    )
    help = Text(
        ru="""Сверяется с журналом рассылок и отделяет тех, кому недавно писали, — чтобы не надоедать.

**Когда брать.** Перед рассылкой, после стоп-листа. Журнал подаётся во второй вход; дописывает его сам сценарий узлом «Журнал рассылок».

- «Недавно» — от отчётной даты назад: при сроке 14 дней и дате 09.12 это письма с 25.11 по 09.12 включительно. Письма после отчётной даты не считаются: прошлый отчёт можно посчитать заново.
- **Сколько писем можно** — частота: разрешить, например, не больше двух за месяц.
- Отчётную дату удобно взять из параметра сценария.
- Во втором выходе видно, когда писали в последний раз.

Человек с пустым или негодным контактом остаётся: о нём журнал ничего не знает.""",
        en="""Looks into the journal of mailings and parts off those who were written to lately, so as not to bore them.

**When to take it.** Before a mailing, after the stop-list. The journal enters by the second input; the workflow itself appends to it with the node Journal of mailings.

- “Lately” runs back from the day of the report: with 14 days and 09.12 these are letters from 25.11 to 09.12 inclusive. Letters after that day do not count, so that a past report can be computed anew.
- **Letters allowed** is a frequency: no more than two a month, say.
- The day of the report is well taken from a parameter of the workflow.
- The second output shows when somebody was last written to.

A person with an empty or bad contact stays: the journal knows nothing of them.""",
    )
    also_called = (
        "частота контактов", "частота рассылки", "frequency capping", "недавно писали", "пауза",
        "не чаще", "contact policy", "усталость от рассылок", "fatigue",
    )  # fmt: skip
    settings = RestedSettings
    inputs = (
        Port("rows", Text(ru="Строки", en="Rows")),
        Port("sent", Text(ru="Журнал рассылок", en="Journal of mailings"), side=True),
    )
    outputs = (
        Port("rows", Text(ru="Давно не писали", en="Not written to lately")),
        Port("waiting", Text(ru="Писали недавно", en="Written to lately"), side=True),
    )

    def caption(self, settings: RestedSettings) -> Text:
        """Return person and window."""
        name = shorten(settings.person, 30)
        if not name:
            return Text(ru="", en="")
        return Text(ru=f"{name}, {settings.days} дн.", en=f"{name}, {settings.days} days")

    def check(
        self, settings: RestedSettings, inputs: InputSchemas, context: Context
    ) -> Sequence[NodeError]:
        """Find an absent day, an absent channel, and a name that clashes."""
        del context
        if settings.date is None:
            return (NodeError("not_set", field="date", values={"title": _DATE}),)
        if settings.channel and not settings.of_channel:
            title = Text(ru="Какой канал", en="Which channel")
            return (NodeError("not_set", field="of_channel", values={"title": title}),)
        if "rows" not in inputs or "sent" not in inputs:
            return ()
        try:
            _verify(settings, inputs["rows"], inputs["sent"])
        except NodeError as error:
            return () if error.code == "missing_column" else (error,)
        return ()

    def lazy(self, settings: RestedSettings, frames: InputFrames, context: Context) -> Frames:
        """Count the letters of the window for each person."""
        del context
        rows: pl.LazyFrame = frames["rows"]
        sent: pl.LazyFrame = frames["sent"]
        schema, known = rows.collect_schema(), sent.collect_schema()
        _verify(settings, schema, known)
        if settings.date is None:
            raise NodeError("not_set", field="date", values={"title": _DATE})
        day = col(settings.sent_at).cast(pl.Date)
        first = settings.date - dt.timedelta(days=settings.days)
        inside = day.is_between(first, settings.date, closed="both")
        if settings.channel:
            channel = col(settings.channel).cast(pl.String, strict=False).str.strip_chars()
            wanted = settings.of_channel.strip().lower()
            inside &= channel.str.to_lowercase() == wanted
        key = "kanva person"
        letters = (
            sent.filter(inside)
            .select(uniform(known, settings.sent_to, settings.kind).alias(key), day.alias(_LAST))
            .drop_nulls()
            .group_by(key, maintain_order=True)
            .agg(pl.col(_LAST).max(), pl.len().alias(_COUNT))
        )
        marked = rows.with_columns(uniform(schema, settings.person, settings.kind).alias(key)).join(
            letters, on=key, how="left", maintain_order="left"
        )
        waits = pl.col(_COUNT).fill_null(0) > settings.allowed
        stay = list(map(col, schema))
        return {
            "rows": marked.filter(~waits).select(stay),
            "waiting": marked.filter(waits).select(*stay, pl.col(_LAST).alias(settings.last_name)),
        }

    def lineage(
        self, settings: RestedSettings, inputs: InputSchemas, outputs: Schemas
    ) -> Origins | None:
        """When somebody was written to comes from the journal."""
        schema = inputs.get("rows") or {}
        when = [("sent", settings.sent_at)]
        return {
            port: {name: [("rows", name)] if name in schema else when for name in columns}
            for port, columns in outputs.items()
        }

    examples = (
        Example(
            title=Text(ru="Две недели тишины", en="Two weeks of quiet"),
            settings={
                "person": "Код",
                "sent_to": "Клиент",
                "sent_at": "Отправлено",
                "date": "2011-12-09",
            },
            inputs={
                "rows": Table({"Код": ["К1", "К2", "К3", None]}),
                "sent": Table(
                    {
                        "Клиент": ["к1 ", "К2", "К2", "К3"],
                        "Отправлено": ["2011-11-25", "2011-11-24", "2011-12-10", "2011-11-01"],
                    },
                    dtypes={"Отправлено": pl.Date},
                ),
            },
            outputs={
                "rows": Table({"Код": ["К2", "К3", None]}),
                "waiting": Table(
                    {"Код": ["К1"], "Писали": ["2011-11-25"]}, dtypes={"Писали": pl.Date}
                ),
            },
        ),
        Example(
            title=Text(ru="Не больше одного SMS за месяц", en="One SMS a month at most"),
            settings={
                "kind": "phone",
                "person": "Телефон",
                "sent_to": "Кому",
                "sent_at": "Когда",
                "date": "2026-03-31",
                "days": 30,
                "allowed": 1,
                "channel": "Канал",
                "of_channel": "SMS",
            },
            inputs={
                "rows": Table({"Телефон": ["8 926 123-45-67", "8 926 765-43-21"]}),
                "sent": Table(
                    {
                        "Кому": ["+79261234567", "+79261234567", "+79267654321", "+79267654321"],
                        "Когда": ["2026-03-02", "2026-03-20", "2026-03-20", "2026-03-21"],
                        "Канал": ["SMS", "sms", "SMS", "e-mail"],
                    },
                    dtypes={"Когда": pl.Date},
                ),
            },
            outputs={
                "rows": Table({"Телефон": ["8 926 765-43-21"]}),
                "waiting": Table(
                    {"Телефон": ["8 926 123-45-67"], "Писали": ["2026-03-20"]},
                    dtypes={"Писали": pl.Date},
                ),
            },
        ),
    )


def _verify(settings: RestedSettings, rows: Mapping[str, Any], sent: Mapping[str, Any]) -> None:
    need_columns(rows, [("person", settings.person)])
    channel = [("channel", settings.channel)] if settings.channel else []
    need_columns(sent, [("sent_to", settings.sent_to), ("sent_at", settings.sent_at), *channel])
    refuse_duplicates([*((name, None) for name in rows), (settings.last_name, "last_name")])
