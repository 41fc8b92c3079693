"""The Contacts: phones and e-mails brought to one form and checked, with the reason.

Long because its form, help and examples stand in two languages beside the work.
"""
# ruff: noqa: E501 - paragraphs of help are lines of Markdown

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Literal

import polars as pl

from kanva.formula.library import phones
from kanva.sdk import (
    Context,
    Example,
    Frames,
    InputFrames,
    InputSchemas,
    Look,
    Message,
    NodeError,
    NodeType,
    Option,
    Origins,
    Schemas,
    Settings,
    Table,
    Text,
    fields,
    shorten,
)
from kanva.sdk.relational import need_columns, refuse_duplicates, words_of
from kanva_nodes.marketing._contacts import uniform

_CONTACTS = Text(ru="Контакты", en="Contacts")
PARTS = 3
"""So many numbers of one cell are tried."""
_DOMAINS = {
    "gmial.com": "gmail.com", "gmai.com": "gmail.com", "gmail.ru": "gmail.com",
    "gmail.con": "gmail.com", "gamil.com": "gmail.com", "gmail.co": "gmail.com",
    "mail.ri": "mail.ru", "mail.r": "mail.ru", "mal.ru": "mail.ru", "maill.ru": "mail.ru",
    "mail.tu": "mail.ru", "meil.ru": "mail.ru", "yandex.r": "yandex.ru", "yndex.ru": "yandex.ru",
    "yandex.tu": "yandex.ru", "yadex.ru": "yandex.ru", "yanex.ru": "yandex.ru",
    "rambler.r": "rambler.ru", "ramler.ru": "rambler.ru", "bk.r": "bk.ru", "inbox.r": "inbox.ru",
    "hotmial.com": "hotmail.com", "outlok.com": "outlook.com", "icloud.con": "icloud.com",
}  # fmt: skip
"""Slips of the finger in the domains of large mail services."""
_ROLES = (
    "admin", "info", "sales", "support", "office", "noreply", "no-reply", "postmaster", "abuse",
    "webmaster", "hello", "contact", "zakaz", "order", "buh", "hr", "marketing", "mail", "reception",
)  # fmt: skip
_WORDS: Mapping[str, Mapping[str, str]] = {
    "ru": {
        "empty": "пусто", "bad_phone": "не телефон", "landline": "не мобильный",
        "several": "несколько номеров, взят первый", "bad_email": "не адрес",
        "typo": "опечатка в домене", "role": "общий ящик", "good": "",
    },
    "en": {
        "empty": "empty", "bad_phone": "no phone", "landline": "no mobile phone",
        "several": "several numbers, the first was taken", "bad_email": "no address",
        "typo": "slip in the domain", "role": "shared mailbox", "good": "",
    },
}  # fmt: skip


class ContactColumn(Settings):
    """One column of contacts."""

    kind: Literal["phone", "email"] = fields.choice(
        Text(ru="Вид", en="Kind"),
        [
            Option("phone", Text(ru="Телефон", en="Phone")),
            Option("email", Text(ru="E-mail", en="E-mail")),
        ],
        "phone",
        style="segmented",
    )
    column: str = fields.column(Text(ru="Столбец", en="Column"))
    name: str = fields.new_column(
        Text(ru="Имя", en="Name"),
        help=Text(
            ru="Пусто — новый вид встанет на место старого.",
            en="Empty: the new form takes the place of the old one.",
        ),
    )
    reason: str = fields.new_column(
        Text(ru="Пометка", en="Remark"),
        help=Text(
            ru="Имя столбца, который скажет, что не так. Пусто — не нужен.",
            en="Name of a column that tells what is wrong. Empty: none.",
        ),
    )
    mobile: bool = fields.switch(
        Text(ru="Только мобильные", en="Mobile phones only"),
        False,
        look=Look(when={"kind": ["phone"]}),
    )
    mend: bool = fields.switch(
        Text(ru="Исправлять опечатки в домене", en="Mend slips in the domain"),
        True,
        help=Text(ru="gmial.com → gmail.com, mail.ri → mail.ru.", en="gmial.com → gmail.com."),
        look=Look(when={"kind": ["email"]}),
    )
    roles: bool = fields.switch(
        Text(ru="Без общих ящиков", en="Without shared mailboxes"),
        False,
        help=Text(ru="info@, sales@, noreply@ и подобные.", en="info@, sales@, noreply@ and such."),
        look=Look(when={"kind": ["email"]}),
    )


class ContactsSettings(Settings):
    """Which columns hold contacts."""

    contacts: list[ContactColumn] = fields.items(
        _CONTACTS,
        lambda: [ContactColumn()],
        item_title=Text(ru="Столбец", en="Column"),
        layout="cards",
        minimum=1,
    )
    region: str = fields.text(
        Text(ru="Страна телефонов без кода", en="Country of phones without a code"),
        "RU",
        help=Text(ru="Две латинские буквы: RU, BY, KZ.", en="Two Latin letters: RU, BY, KZ."),
    )
    language: Literal["ru", "en"] = fields.choice(
        Text(ru="Язык замечаний", en="Language of remarks"),
        [
            Option("ru", Text(ru="русский", en="Russian")),
            Option("en", Text(ru="английский", en="English")),
        ],
        "ru",
        style="segmented",
        look=Look(advanced=True),
    )


class Contacts(NodeType[ContactsSettings]):
    """Brings contacts to one form and checks them."""

    abstract = False
    id = "marketing.contacts"
    category = "marketing"
    icon = "M4 6h10v14H4zM7 10a2 2 0 1 0 4 0 2 2 0 1 0-4 0M6 17c1-3 5-3 6 0M16 8h4M16 12h4M16 16h4"
    title = Text(ru="Контакты", en="Contacts")
    summary = Text(
        ru="Приводит телефоны и e-mail к единому виду, проверяет и говорит, что не так.",
        en="Brings phones and e-mails to one form, checks them, and says what is wrong.",
    )
    help = Text(
        ru="""Приводит контакты к виду, который понимают рассыльщики, и отсеивает негодные.

**Когда брать.** Сразу после загрузки из CRM: до соединения, стоп-листа и рассылки. Тогда `8 (926) 123-45-67` и `+79261234567` — один человек.

- **Телефон** становится `+79261234567` (E.164). Проверяется по плану номеров страны: лишняя или недостающая цифра, несуществующий код — не телефон. Если в ячейке несколько номеров через запятую, точку с запятой или косую черту, берётся первый годный.
- **Только мобильные** — городские номера станут пустыми.
- **E-mail**: без пробелов, маленькими буквами; адрес проверяется по форме. Опечатки в доменах больших почтовых служб исправляются. Есть ли такой ящик на самом деле, без письма не узнать.
- **Пометка** — столбец, который говорит, что не так: «не телефон», «общий ящик», «опечатка в домене». Пусто — всё хорошо.

Негодный контакт становится пустым; исходный столбец сохраните, дав новому имя.""",
        en="""Brings contacts to the form mailing services take, and sifts out the bad ones.

**When to take it.** Right after they come from a CRM: before joins, stop-lists and mailings. Then `8 (926) 123-45-67` and `+79261234567` are one person.

- **A phone** becomes `+79261234567` (E.164). It is checked by the country’s numbering plan: a digit too many or too few, or a code that does not exist, is no phone. Of several numbers in a cell, parted by commas, semicolons or slashes, the first good one is taken.
- **Mobile phones only**: landlines become empty.
- **An e-mail** has no blanks and small letters; its form is checked. Slips in the domains of large services are mended. Whether the mailbox exists cannot be known without a letter.
- **The remark** is a column that says what is wrong: no phone, shared mailbox, slip in the domain. Empty: all is well.

A bad contact becomes empty; to keep the column as it was, give the new one a name.""",
    )
    also_called = (
        "нормализация телефонов", "проверка e-mail", "E.164", "валидация контактов", "телефон", "почта",
        "Data Cleanse", "phone normalize", "email validation", "очистка контактов",
    )  # fmt: skip
    settings = ContactsSettings
    messages: ClassVar[Mapping[str, Message]] = {
        "no_country": Message(
            Text(ru="Нет страны «{region}»", en="There is no country “{region}”"),
            Text(
                ru="Пишите две латинские буквы: RU, BY, KZ, DE.",
                en="Write two Latin letters: RU, BY, KZ, DE.",
            ),
        ),
    }

    def caption(self, settings: ContactsSettings) -> Text:
        """Return the columns."""
        return Text.same(
            shorten(", ".join(one.column for one in settings.contacts if one.column), 60)
        )

    def check(
        self, settings: ContactsSettings, inputs: InputSchemas, context: Context
    ) -> Sequence[NodeError]:
        """Find a country that is none, and names that clash."""
        del context
        region = settings.region.strip().upper()
        if not phones.is_region(region):
            return (NodeError("no_country", field="region", values={"region": settings.region}),)
        if "rows" not in inputs:
            return ()
        try:
            _verify(settings, inputs["rows"])
        except NodeError as error:
            return () if error.code == "missing_column" else (error,)
        return ()

    def lazy(self, settings: ContactsSettings, frames: InputFrames, context: Context) -> Frames:
        """Bring every column to its form; say what was wrong."""
        del context
        frame: pl.LazyFrame = frames["rows"]
        schema = frame.collect_schema()
        _verify(settings, schema)
        made: list[pl.Expr] = []
        for one in settings.contacts:
            work = _phone if one.kind == "phone" else _email
            value, remark = work(one, settings, schema)
            made.append(value.alias(one.name or one.column))
            if one.reason:
                made.append(remark.alias(one.reason))
        return {"rows": frame.with_columns(made)}

    def lineage(
        self, settings: ContactsSettings, inputs: InputSchemas, outputs: Schemas
    ) -> Origins | None:
        """Forms and remarks come from their columns."""
        del inputs
        made = {
            name: one.column
            for one in settings.contacts
            for name in (one.name or one.column, one.reason)
            if name
        }
        return {"rows": {name: [("rows", made.get(name, name))] for name in outputs["rows"]}}

    examples = (
        Example(
            title=Text(ru="Контакты из CRM", en="Contacts out of a CRM"),
            settings={
                "contacts": [
                    {"column": "Телефон", "name": "Мобильный", "reason": "Замечание", "mobile": True},
                    {"kind": "email", "column": "Почта", "reason": "О почте", "roles": True},
                ]
            },
            inputs={
                "rows": Table(
                    {
                        "Телефон": [
                            "8 (926) 123-45-67", "12345", None, "+7 495 123-45-67",
                            "8-926-765-43-21; 8-926-765-43-22",
                        ],
                        "Почта": [
                            " Anna@GMIAL.com ", "info@example.com", "нет", None, "b@example.com",
                        ],
                    }
                )
            },
            outputs={
                "rows": Table(
                    {
                        "Телефон": [
                            "8 (926) 123-45-67", "12345", None, "+7 495 123-45-67",
                            "8-926-765-43-21; 8-926-765-43-22",
                        ],
                        "Почта": ["anna@gmail.com", None, None, None, "b@example.com"],
                        "Мобильный": ["+79261234567", None, None, None, "+79267654321"],
                        "Замечание": [
                            None, "не телефон", "пусто", "не мобильный",
                            "несколько номеров, взят первый",
                        ],
                        "О почте": [
                            "опечатка в домене", "общий ящик", "не адрес", "пусто", None,
                        ],
                    }
                )
            },
        ),
        Example(
            title=Text(ru="Числом записанный телефон", en="A phone written as a number"),
            settings={"contacts": [{"column": "тел"}]},
            inputs={"rows": Table({"тел": [89261234567, 79261234567]})},
            outputs={"rows": Table({"тел": ["+79261234567", "+79261234567"]})},
        ),
    )  # fmt: skip


def _verify(settings: ContactsSettings, schema: Mapping[str, Any]) -> None:
    need_columns(
        schema,
        [(f"contacts.{place}.column", one.column) for place, one in enumerate(settings.contacts)],
    )
    made: list[tuple[str, str | None]] = [(name, None) for name in schema]
    for place, one in enumerate(settings.contacts):
        if one.name:
            made.append((one.name, f"contacts.{place}.name"))
        if one.reason:
            made.append((one.reason, f"contacts.{place}.reason"))
    refuse_duplicates(made)


def _phone(
    one: ContactColumn, settings: ContactsSettings, schema: Mapping[str, Any]
) -> tuple[pl.Expr, pl.Expr]:
    region = settings.region.strip().upper()
    words = words_of(schema, one.column)
    whole = phones.normal(words, region)
    # A cell of several numbers is no number as a whole; its parts are tried in turn.
    listed = words.str.replace_all(r"[,;/|\n]", ";").str.split(";")
    parts = [
        phones.normal(listed.list.get(place, null_on_oob=True).str.strip_chars(), region)
        for place in range(PARTS)
    ]
    found = pl.coalesce(whole, *parts)
    mobile = phones.mobile(found, region)
    value = pl.when(mobile).then(found) if one.mobile else found
    say = _WORDS[settings.language]
    empty = words.is_null() | (words.str.strip_chars() == "")
    remark = (
        pl.when(empty).then(pl.lit(say["empty"]))
        .when(found.is_null()).then(pl.lit(say["bad_phone"]))
        .when(pl.lit(one.mobile) & ~mobile.fill_null(value=False)).then(pl.lit(say["landline"]))
        .when(whole.is_null()).then(pl.lit(say["several"]))
    )  # fmt: skip
    return value, remark


def _email(
    one: ContactColumn, settings: ContactsSettings, schema: Mapping[str, Any]
) -> tuple[pl.Expr, pl.Expr]:
    words = words_of(schema, one.column)
    address = uniform(schema, one.column, "email")
    parts = address.str.splitn("@", 2).struct
    name, domain = parts[0], parts[1]
    slip = domain.is_in(list(_DOMAINS))
    mended = name + "@" + domain.replace(_DOMAINS)
    role = name.is_in(list(_ROLES))
    value = pl.when(slip).then(mended).otherwise(address) if one.mend else address
    if one.roles:
        value = pl.when(~role).then(value)
    say = _WORDS[settings.language]
    empty = words.is_null() | (words.str.strip_chars() == "")
    remark = (
        pl.when(empty).then(pl.lit(say["empty"]))
        .when(address.is_null()).then(pl.lit(say["bad_email"]))
        .when(role).then(pl.lit(say["role"]))
        .when(slip).then(pl.lit(say["typo"]))
    )  # fmt: skip
    return value, remark
