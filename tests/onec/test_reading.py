"""Rows of 1C: read over the wire from an emulated base, in pages and windows, links followed."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from emulators.onec.base import ZERO
from kanva.onec.binding import bind_field, bind_source, fields_of
from kanva.onec.reading import Condition, Order, read_rows
from kanva.sdk import NodeError


def order(base, words, names, **more):
    source = bind_source(base, words)
    return Order(source, [bind_field(base, source, name) for name in names], **more)


def table(client, base, given, limit=None):
    frames = list(read_rows(client, base, given, limit))
    return pl.concat(frames) if frames else pl.DataFrame()


def by_key(onec, name):
    return {row["Ref_Key"]: row for row in onec.sets[name].rows}


def test_a_register_with_dotted_fields_equals_the_base(onec, client):
    base = client.metadata()
    names = [
        "Период", "НомерСтроки", "Активность", "Контрагент.Наименование", "Контрагент.ИНН",
        "Контрагент.Регион.КодРегиона", "Номенклатура.Родитель.Наименование", "ДатаОтгрузки",
        "Количество", "Сумма",
    ]  # fmt: skip
    found = table(client, base, order(base, "РегистрНакопления.Продажи", names))
    clients, regions = by_key(onec, "Catalog_Контрагенты"), by_key(onec, "Catalog_Регионы")
    expected = []
    for row in onec.sets["AccumulationRegister_Продажи_RecordType"].rows:
        client_row = clients.get(row["Контрагент_Key"], {})
        region = regions.get(client_row.get("Регион_Key", ZERO), {})
        sent = row["ДатаОтгрузки"]
        expected.append(
            (
                dt.datetime.fromisoformat(row["Period"]),
                int(row["LineNumber"]),
                row["Active"],
                client_row.get("Description"),
                (client_row.get("ИНН") or "").strip() or None,
                region.get("КодРегиона"),
                "Чай и кофе",
                None if sent.startswith("0001") else dt.datetime.fromisoformat(sent),
                float(row["Количество"]),
                row["Сумма"],
            )
        )
    assert found.rows() == expected
    assert found.columns == [name.replace(".", "") for name in names]
    # 300 rows in pages of 70, and each dictionary once.
    pages = [line for line in onec.log if line.startswith("AccumulationRegister")]
    assert len(pages) == 5


def test_a_period_is_read_month_by_month(onec, client):
    base = client.metadata()
    given = order(
        base,
        "AccumulationRegister.Продажи",
        ["Period", "Сумма"],
        start=dt.datetime(2011, 3, 15),
        end=dt.datetime(2011, 5, 2, 23, 59, 59),
    )
    found = table(client, base, given)
    moments = [
        dt.datetime.fromisoformat(row["Period"])
        for row in onec.sets["AccumulationRegister_Продажи_RecordType"].rows
    ]
    assert found["Period"].to_list() == [
        one for one in moments if dt.datetime(2011, 3, 15) <= one < dt.datetime(2011, 5, 3)
    ]
    asked = [line for line in onec.log if line.startswith("AccumulationRegister")]
    assert len(asked) == 3
    assert "Period ge datetime'2011-04-01T00:00:00' and Period le" in asked[1]


def test_a_condition_goes_to_1c_and_where_it_may_not_is_checked_here(onec, client):
    base = client.metadata()
    source = bind_source(base, "РегистрНакопления.Продажи")
    amount = bind_field(base, source, "Сумма")
    condition = Condition("Сумма gt 2500", pl.col("Сумма") > 2500, (amount,))
    given = Order(source, [bind_field(base, source, "НомерСтроки"), amount], conditions=[condition])
    asked_there = table(client, base, given)
    assert "Сумма gt 2500" in onec.log[-1]
    onec.faults.no_filter_on = ("AccumulationRegister_Продажи_RecordType",)
    checked_here = table(client, base, given)
    assert asked_there.height > 50
    assert checked_here.rows() == asked_there.rows()


def test_turnovers_are_a_virtual_table(onec, client):
    base = client.metadata()
    given = order(
        base,
        "РегистрНакопления.Продажи.Обороты",
        ["Контрагент.Наименование", "СуммаОборот"],
        start=dt.datetime(2011, 1, 1),
        end=dt.datetime(2011, 6, 30, 23, 59, 59),
    )
    found = table(client, base, given)
    rows = [
        row
        for row in onec.sets["AccumulationRegister_Продажи_RecordType"].rows
        if row["Active"] and row["Period"] < "2011-07"
    ]
    assert found["СуммаОборот"].sum() == pytest.approx(sum(row["Сумма"] for row in rows))
    assert any("Turnovers(StartPeriod=datetime'2011-01-01" in line for line in onec.log)


def test_a_reference_of_several_types_leads_on(onec, client):
    base = client.metadata()
    given = order(base, "РегистрНакопления.Продажи", ["Регистратор.Номер", "Регистратор.Тип"])
    found = table(client, base, given, limit=3)
    assert found.rows() == [
        ("00000000000", "StandardODATA.Document_Реализация"),
        ("00000000001", "StandardODATA.Document_Реализация"),
        ("00000000002", "StandardODATA.Document_Реализация"),
    ]


def test_a_limit_asks_for_no_more(onec, client):
    base = client.metadata()
    found = table(client, base, order(base, "Справочник.Контрагенты", ["Код"]), limit=5)
    assert found["Код"].to_list() == [f"{number:09}" for number in range(5)] or found.height == 5
    assert "$top=5&" in onec.log[-1]


def test_names_are_found_and_near_ones_offered(client):
    base = client.metadata()
    assert [name for name, _, _ in fields_of(base, base.entities["Catalog_Контрагенты"])] == [
        "Ссылка", "ВерсияДанных", "Наименование", "Код", "ПометкаУдаления", "ИНН", "КПП", "Регион",
    ]  # fmt: skip
    with pytest.raises(NodeError) as wrong:
        bind_source(base, "Справочник.Контрагент")
    assert (wrong.value.code, wrong.value.near) == (
        "onec_no_object", ("Справочник.Контрагенты",),
    )  # fmt: skip
    source = bind_source(base, "справочник.контрагенты")
    with pytest.raises(NodeError) as wrong:
        bind_field(base, source, "ИН")
    assert wrong.value.near == ("ИНН",)
    with pytest.raises(NodeError, match="onec_no_link"):
        bind_field(base, source, "ИНН.Код")
    with pytest.raises(NodeError, match="onec_no_virtual"):
        bind_source(base, "РегистрНакопления.Продажи.Остатки")
    assert list(base.objects()) == [
        "AccumulationRegister_Продажи", "Catalog_Контрагенты", "Catalog_Номенклатура",
        "Catalog_Регионы", "Document_Реализация",
    ]  # fmt: skip
