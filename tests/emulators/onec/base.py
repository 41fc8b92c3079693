"""A small base of «1C:ERP»: a schema in one place, and sales of a fixed seed."""

from __future__ import annotations

import random
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

Row = dict[str, Any]
PART = "Collection(StandardODATA.Document_Реализация_Товары_RowType)"
ZERO = "00000000-0000-0000-0000-000000000000"
NO_DATE = "0001-01-01T00:00:00"


@dataclass
class Entity:
    """An entity set: properties to EDM types, links to entities, its key, its rows."""

    name: str
    properties: dict[str, str]
    key: tuple[str, ...]
    links: dict[str, str] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    functions: dict[str, dict[str, Any]] = field(default_factory=dict)
    listed: bool = True


def guid(number: int) -> str:
    """Return a reference that is the same every time."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"kanva {number}"))


CATALOG = {
    "Ref_Key": "Edm.Guid",
    "DataVersion": "Edm.String",
    "Description": "Edm.String",
    "Code": "Edm.String",
    "DeletionMark": "Edm.Boolean",
}


def catalog(name: str, more: dict[str, str], links: dict[str, str], rows: list[Row]) -> Entity:
    properties = {**CATALOG, **more}
    filled = [{**dict.fromkeys(properties, ""), "DeletionMark": False, **row} for row in rows]
    return Entity(f"Catalog_{name}", properties, ("Ref_Key",), links, filled)


def erp(sales: int = 300) -> dict[str, Entity]:
    """Return the sets of the base by name.

    Args:
        sales: Rows of the register of sales.
    """
    chance = random.Random(20111209)
    regions = catalog(
        "Регионы",
        {"КодРегиона": "Edm.String"},
        {},
        [
            {"Ref_Key": guid(1), "Description": "Пермский край", "КодРегиона": "59"},
            {"Ref_Key": guid(2), "Description": "Москва", "КодРегиона": "77"},
        ],
    )
    clients = catalog(
        "Контрагенты",
        {"ИНН": "Edm.String", "КПП": "Edm.String", "Регион_Key": "Edm.Guid"},
        {"Регион": "Catalog_Регионы"},
        [
            {
                "Ref_Key": guid(100 + number),
                "Code": f"{number:09}",
                "Description": f"ООО «Клиент {number}»",
                # A fixed length: the platform pads with blanks.
                "ИНН": f"{5900000000 + number}".ljust(12) if number % 7 else "",
                "Регион_Key": (guid(1), guid(2), ZERO)[number % 3],
            }
            for number in range(60)
        ],
    )
    goods = catalog(
        "Номенклатура",
        {"Артикул": "Edm.String", "IsFolder": "Edm.Boolean", "Parent_Key": "Edm.Guid"},
        {"Parent": "Catalog_Номенклатура"},
        [
            {
                "Ref_Key": guid(500),
                "Description": "Чай и кофе",
                "IsFolder": True,
                "Parent_Key": ZERO,
            },
            *(
                {
                    "Ref_Key": guid(501 + number),
                    "Description": f"Чай № {number}",
                    "Артикул": f"00{number}",
                    "IsFolder": False,
                    "Parent_Key": guid(500),
                }
                for number in range(12)
            ),
        ],
    )
    orders = Entity(
        "Document_Реализация",
        {"Ref_Key": "Edm.Guid", "Number": "Edm.String", "Date": "Edm.DateTime",
         "Posted": "Edm.Boolean", "Товары": PART},
        ("Ref_Key",),
        {},
        [
            {"Ref_Key": guid(2000 + number), "Number": f"{number:011}", "Posted": True,
             "Date": (datetime(2011, 1, 1) + timedelta(days=number)).isoformat()}
            for number in range(200)
        ],
    )  # fmt: skip
    rows: list[Row] = []
    for number in range(sales):
        moment = datetime(2011, 1, 1) + timedelta(minutes=number * (525_000 // max(sales, 1)))
        rows.append(
            {
                "Recorder": guid(2000 + number % 200),
                "Recorder_Type": "StandardODATA.Document_Реализация",
                "LineNumber": str(number // 200 + 1),
                "Period": moment.isoformat(timespec="seconds"),
                "Active": number % 50 != 49,
                "Номенклатура_Key": guid(501 + chance.randrange(12)),
                "Контрагент_Key": guid(100 + chance.randrange(60)) if number % 11 else ZERO,
                "ДатаОтгрузки": NO_DATE if number % 4 else moment.isoformat(timespec="seconds"),
                "Количество": chance.randrange(1, 20),
                "Сумма": round(chance.uniform(10, 5000), 2),
            }
        )
    record = Entity(
        "AccumulationRegister_Продажи_RecordType",
        {
            "Recorder": "Edm.String",
            "Recorder_Type": "Edm.String",
            "LineNumber": "Edm.Int64",
            "Period": "Edm.DateTime",
            "Active": "Edm.Boolean",
            "Номенклатура_Key": "Edm.Guid",
            "Контрагент_Key": "Edm.Guid",
            "ДатаОтгрузки": "Edm.DateTime",
            "Количество": "Edm.Double",
            "Сумма": "Edm.Double",
        },
        ("Recorder", "Recorder_Type", "LineNumber"),
        {"Номенклатура": "Catalog_Номенклатура", "Контрагент": "Catalog_Контрагенты"},
        rows,
    )
    register = Entity(
        "AccumulationRegister_Продажи",
        {
            "Recorder": "Edm.String",
            "Recorder_Type": "Edm.String",
            "RecordSet": "Collection(StandardODATA.AccumulationRegister_Продажи_RowType)",
        },
        ("Recorder", "Recorder_Type"),
        functions={
            "Turnovers": {
                "returns": "AccumulationRegister_Продажи_Turnover",
                "parameters": ("Condition", "Dimensions", "EndPeriod", "StartPeriod"),
                "of": "AccumulationRegister_Продажи_RecordType",
                "dimensions": ("Номенклатура_Key", "Контрагент_Key"),
                "resources": ("Количество", "Сумма"),
            }
        },
    )
    turnover = Entity(
        "AccumulationRegister_Продажи_Turnover",
        {
            "Номенклатура_Key": "Edm.Guid",
            "Контрагент_Key": "Edm.Guid",
            "КоличествоTurnover": "Edm.Double",
            "СуммаTurnover": "Edm.Double",
        },
        (),
        {"Номенклатура": "Catalog_Номенклатура", "Контрагент": "Catalog_Контрагенты"},
        listed=False,
    )
    return {one.name: one for one in (regions, clients, goods, orders, register, record, turnover)}
