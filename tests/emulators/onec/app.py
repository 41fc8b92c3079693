"""The server: `$metadata`, sets with their options, virtual tables, errors, faults by will."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import unquote
from xml.sax.saxutils import quoteattr

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from emulators.onec.base import NO_DATE, ZERO, Entity, Row
from emulators.onec.filters import FilterError, compile_filter

SERVICE = "/{base}/odata/standard.odata"
LONGEST_QUERY = 2048
NUMBERS = {"Edm.Double", "Edm.Int16", "Edm.Int32"}
CALL = re.compile(r"(?P<set>[\w]+)/(?P<name>Turnovers|Balance|SliceLast)\((?P<arguments>.*)\)$")


@dataclass
class Faults:
    """What goes wrong, by a test's will."""

    busy: int = 0
    """So many answers are 503."""
    html: bool = False
    """A sign-in page answers in place of 1C."""
    cut: bool = False
    """The JSON breaks off."""
    no_filter_on: tuple[str, ...] = ()
    """Sets that answer 500 to any condition but the period's."""
    mark: bool = True
    """Bodies begin with a byte-order mark."""


@dataclass
class Emulator:
    """One base on the wire.

    Args:
        sets: Its entities.
        user: Who may come in.
        password: Their password.
    """

    sets: dict[str, Entity]
    user: str = "Аналитик"
    password: str = "тайна"
    faults: Faults = field(default_factory=Faults)
    log: list[str] = field(default_factory=list)

    def app(self) -> Starlette:
        """Return the ASGI application."""
        return Starlette(
            routes=[
                Route(SERVICE + "/$metadata", self.metadata),
                Route(SERVICE + "/{rest:path}", self.answer),
            ]
        )

    # Answers ------------------------------------------------------------------------------------

    def metadata(self, request: Request) -> Response:
        refused = self.gate(request)
        return refused or Response(edmx(self.sets), media_type="application/xml")

    def answer(self, request: Request) -> Response:
        refused = self.gate(request)
        if refused is not None:
            return refused
        raw = request.scope["query_string"].decode("ascii")
        if len(raw) > LONGEST_QUERY:
            return HTMLResponse("<html>404.15</html>", 404)
        pairs = (part.partition("=") for part in raw.split("&") if part)
        given = {unquote(name): value for name, _, value in pairs}
        if "+" in given.get("$filter", ""):
            return error(500, "-1", 'Операция не разрешена в предложении "ГДЕ"')
        options = {name: unquote(value) for name, value in given.items()}
        if "json" not in options.get("$format", ""):
            return Response("<feed/>", media_type="application/atom+xml")
        rest = unquote(request.scope["raw_path"].decode("ascii")).partition("standard.odata/")[2]
        try:
            return self.rows(rest.rstrip("/"), options)
        except FilterError as wrong:
            return error(400, "14", f"Ошибка в опции $filter: {wrong}")
        except KeyError as absent:
            return error(400, "6", f"Сегмент пути {absent} не найден!")

    def gate(self, request: Request) -> Response | None:
        self.log.append(unquote(str(request.url)).partition("standard.odata/")[2])
        if self.faults.html:
            return HTMLResponse("<html><title>Вход</title><body>Войдите</body></html>", 200)
        given = request.headers.get("authorization", "").removeprefix("Basic ")
        wanted = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        if given != wanted:
            return HTMLResponse("<html>401.5</html>", 401)
        if self.faults.busy:
            self.faults.busy -= 1
            return PlainTextResponse("busy", 503)
        return None

    def rows(self, rest: str, options: dict[str, str]) -> Response:
        if not rest:
            listed = [{"name": one.name, "url": one.name} for one in self.published()]
            return self.json({"value": listed})
        call = CALL.match(rest)
        if call is not None:
            entity, rows = self.virtual(call["set"], call["name"], call["arguments"])
        else:
            name = rest.removesuffix("/$count")
            found = self.sets.get(name)
            if found is None or not found.listed:
                return error(404, "8", f"Тип сущности «{name}» не найден")
            entity, rows = found, found.rows
        condition = options.get("$filter", "")
        if condition:
            others = re.sub(r"Period [lg]e datetime'[^']*'( and )?", "", condition)
            if others and entity.name in self.faults.no_filter_on:
                return error(500, "-1", 'Операция не разрешена в предложении "ГДЕ"')
            test = compile_filter(condition, lambda row, path: self.field(entity, row, path))
            rows = [row for row in rows if test(row)]
        if rest.endswith("/$count"):
            return PlainTextResponse(f"\ufeff{len(rows)}")
        for part in reversed(
            options.get("$orderby", "").split(",") if "$orderby" in options else []
        ):
            name, _, way = part.strip().partition(" ")
            rows = sorted(
                rows,
                key=lambda row, name=name: self.field(entity, row, name),
                reverse=way == "desc",
            )
        start = int(options.get("$skip", 0))
        rows = rows[start : start + int(options["$top"])] if "$top" in options else rows[start:]
        chosen = [name for name in options.get("$select", "").split(",") if name] or list(
            entity.properties
        )
        for name in chosen:
            if name not in entity.properties and name != "Presentation":
                return error(400, "6", f"Сегмент пути {name} не найден!")
        body = [
            {name: row.get("Description" if name == "Presentation" else name) for name in chosen}
            for row in rows
        ]
        return self.json({"value": body})

    def virtual(self, name: str, function: str, given: str) -> tuple[Entity, list[Row]]:
        declared = self.sets[name].functions[function]
        arguments = dict(part.split("=", 1) for part in given.split(",") if part)
        for argument in arguments:
            if argument not in declared["parameters"]:
                raise KeyError(argument)
        of = self.sets[declared["of"]]
        start = arguments.get("StartPeriod", "datetime'0001-01-01T00:00:00'")[9:-1]
        end = arguments.get("EndPeriod", "datetime'9999-01-01T00:00:00'")[9:-1]
        sums: dict[tuple[Any, ...], list[float]] = {}
        for row in of.rows:
            if row["Active"] and start <= row["Period"] <= end:
                key = tuple(row[one] for one in declared["dimensions"])
                total = sums.setdefault(key, [0.0] * len(declared["resources"]))
                for place, resource in enumerate(declared["resources"]):
                    total[place] += row[resource]
        rows = [
            {
                **dict(zip(declared["dimensions"], key, strict=True)),
                **{
                    f"{one}Turnover": round(total[n], 2)
                    for n, one in enumerate(declared["resources"])
                },
            }
            for key, total in sums.items()
        ]
        return self.sets[declared["returns"]], rows

    def field(self, entity: Entity, row: Row, path: str) -> Any:
        name, _, rest = path.partition("/")
        if rest:
            leads = self.sets[entity.links[name]]
            key = row[f"{name}_Key"]
            found = next((one for one in leads.rows if one["Ref_Key"] == key), None)
            return "" if found is None else self.field(leads, found, rest)
        if name not in entity.properties:
            raise FilterError(f"Сегмент пути {name} не найден!")
        value = row.get(name, "")
        kind = entity.properties[name]
        if kind == "Edm.DateTime":
            return datetime.strptime(value or NO_DATE, "%Y-%m-%dT%H:%M:%S")
        if kind in NUMBERS:
            return float(value)
        if f"{name}_Type" in entity.properties:
            # A composite field equals only a cast reference.
            return (value, str(row[f"{name}_Type"]).removeprefix("StandardODATA."))
        return str(value).rstrip() if kind == "Edm.String" else value

    def published(self) -> list[Entity]:
        return [one for one in self.sets.values() if one.listed]

    def json(self, body: Any) -> Response:
        text = json.dumps(body, ensure_ascii=False)
        if self.faults.cut:
            text = text[: len(text) // 2]
        mark = "\ufeff" if self.faults.mark else ""
        return Response((mark + text).encode(), media_type="application/json;charset=utf-8")


def error(status: int, code: str, message: str) -> Response:
    """Return an error as the platform writes it."""
    body = {"odata.error": {"code": code, "message": {"lang": "ru", "value": message}}}
    return Response(json.dumps(body, ensure_ascii=False).encode(), status)


def edmx(sets: dict[str, Entity]) -> str:
    """Return `$metadata` in the shape of a real base."""
    types: list[str] = []
    relations: list[str] = []
    container: list[str] = []
    for one in sets.values():
        tag = "EntityType" if one.listed else "ComplexType"
        keys = "".join(f"<PropertyRef Name={quoteattr(key)}/>" for key in one.key)
        body = f"<Key>{keys}</Key>" if one.listed else ""
        for name, kind in one.properties.items():
            empty = "" if name in one.key else ' Nullable="true"'
            body += f"<Property Name={quoteattr(name)} Type={quoteattr(kind)}{empty}/>"
        for link, leads in one.links.items():
            relation = f"{one.name}_{link}"
            body += (
                f"<NavigationProperty Name={quoteattr(link)} "
                f'Relationship="StandardODATA.{relation}" FromRole="Begin" ToRole="End"/>'
            )
            relations.append(
                f"<Association Name={quoteattr(relation)}>"
                f'<End Role="Begin" Type="StandardODATA.{one.name}" Multiplicity="*"/>'
                f'<End Role="End" Type="StandardODATA.{leads}" Multiplicity="0..1"/></Association>'
            )
        types.append(f"<{tag} Name={quoteattr(one.name)}>{body}</{tag}>")
        if one.listed:
            container.append(
                f"<EntitySet Name={quoteattr(one.name)} EntityType='StandardODATA.{one.name}'/>"
            )
        for name, function in one.functions.items():
            parameters = "".join(
                f'<Parameter Name="{p}" Type="Edm.String"/>' for p in function["parameters"]
            )
            container.append(
                f'<FunctionImport Name="{name}" IsBindable="true" IsSideEffecting="false" '
                f'ReturnType="Collection(StandardODATA.{function["returns"]})">'
                f'<Parameter Name="bindingParameter" Type="StandardODATA.{one.name}"/>{parameters}'
                "</FunctionImport>"
            )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><edmx:Edmx Version="1.0" '
        'xmlns:edmx="http://schemas.microsoft.com/ado/2007/06/edmx"><edmx:DataServices '
        'xmlns:m="http://schemas.microsoft.com/ado/2007/08/dataservices/metadata" '
        'm:DataServiceVersion="3.0" m:MaxDataServiceVersion="3.0"><Schema '
        'Namespace="StandardODATA" xmlns="http://schemas.microsoft.com/ado/2009/11/edm">'
        + "".join(types + relations)
        + '<EnumType Name="ЮрФизЛицо"><Member Name="ЮрЛицо"/><Member Name="ФизЛицо"/></EnumType>'
        + '<EntityContainer Name="EnterpriseV8" m:IsDefaultEntityContainer="true">'
        + "".join(container)
        + "</EntityContainer></Schema></edmx:DataServices></edmx:Edmx>"
    )


__all__ = ["ZERO", "Emulator", "Faults"]
