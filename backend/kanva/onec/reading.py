"""Rows of 1C as a stream of frames: read in windows and pages, links followed by dictionaries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from kanva.onec.answers import frame_of, property_types
from kanva.onec.binding import PRESENTATION, Field, Source
from kanva.onec.client import Client, ConditionRefusedError
from kanva.onec.literals import guid_literal, moment_literal
from kanva.onec.metadata import Base, Entity
from kanva.sdk.messages import NodeError

KEYS_AT_ONCE = 20
"""References in one filter: IIS refuses addresses that are longer."""
KEYS_ONE_BY_ONE = 200
"""Above so many unknown references the whole dictionary is read instead."""
_SECOND = dt.timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition that 1C can check and, where it will not, polars.

    Args:
        asked: As an OData filter.
        local: The same over the columns of the fields it names.
        fields: Those fields.
    """

    asked: str
    local: pl.Expr
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """What to read.

    Args:
        source: The object or the virtual table.
        fields: The fields, in the order of the columns.
        start: The first moment, or None.
        end: The last moment, inclusive, or None.
        conditions: All must hold.
        arguments: Further arguments of a virtual table, as literals by their names.
    """

    source: Source
    fields: Sequence[Field]
    start: dt.datetime | None = None
    end: dt.datetime | None = None
    conditions: Sequence[Condition] = ()
    arguments: Mapping[str, str] = field(default_factory=dict[str, str])


def read_rows(
    client: Client, base: Base, order: Order, limit: int | None = None
) -> Iterator[pl.DataFrame]:
    """Yield the rows of an order.

    Args:
        client: The client.
        base: The base.
        order: What to read.
        limit: Rows wanted at most.

    Yields:
        Frames of a page of rows × the columns of the fields.

    Raises:
        NodeError: In plain words.
    """
    reader = _Reader(client, base, order)
    left = limit
    for window in _windows(order):
        for frame in reader.window(window, left):
            if left is not None:
                frame = frame.head(left)  # noqa: PLW2901 - the same rows, no more than wanted
                left -= frame.height
            yield frame
            if left == 0:
                return


class _Reader:
    def __init__(self, client: Client, base: Base, order: Order) -> None:
        self.client = client
        self.order = order
        self.source = order.source
        self.conditions = list(order.conditions)
        self.local: list[pl.Expr] = []
        self.dictionaries = Dictionaries(client, base)

    def window(
        self, window: tuple[dt.datetime | None, dt.datetime | None], limit: int | None
    ) -> Iterator[pl.DataFrame]:
        """Yield the frames of one stretch of time."""
        try:
            yield from self._window(window, limit)
        except ConditionRefusedError as error:
            if not self.conditions:
                raise NodeError("onec_condition", values={"reason": str(error)[:200]}) from error
            # This base does not take the conditions: only the period is asked for from now on.
            self.local = [condition.local for condition in self.conditions]
            self.conditions = []
            yield from self._window(window, limit)

    def _window(
        self, window: tuple[dt.datetime | None, dt.datetime | None], limit: int | None
    ) -> Iterator[pl.DataFrame]:
        wanted = self._wanted()
        types = property_types(self.source.entity, wanted)
        options = {
            "$select": ",".join(wanted),
            "$filter": self._filter(window),
            "$orderby": ",".join(self._stable_order()),
        }
        name = self._called(window)
        limit = None if self.local else limit
        pages = self.client.pages(name, options, limit)
        rows: int | None = None
        while True:
            try:
                body = pages.send(rows)
            except StopIteration:
                return
            frame = frame_of(body, types)
            rows = frame.height
            if rows:
                yield self._finished(frame)

    def _finished(self, frame: pl.DataFrame) -> pl.DataFrame:
        fields = list(self.order.fields)
        needed = [one for condition in self.order.conditions for one in condition.fields]
        have = {one.column for one in fields}
        more = [one for one in needed if one.column not in have] if self.local else []
        columns = [self.dictionaries.column(frame, one) for one in fields + more]
        out = pl.DataFrame(columns)
        for condition in self.local:
            out = out.filter(condition)
        return out.select(one.column for one in fields)

    def _wanted(self) -> list[str]:
        """Return the properties to ask for: those of the fields, and what their links hang on."""
        names: dict[str, None] = {}
        needed = [one for condition in self.order.conditions for one in condition.fields]
        for one in [*self.order.fields, *(needed if self.local else [])]:
            first = one.links[0] if one.links else one.attribute
            names.update(dict.fromkeys(_hung_on(self.source.entity, first)))
        return list(names)

    def _filter(self, window: tuple[dt.datetime | None, dt.datetime | None]) -> str:
        parts: list[str] = []
        if self.source.function is None:
            start, end = window
            name = self.source.period
            if start is not None and name:
                parts.append(f"{name} ge {moment_literal(start)}")
            if end is not None and name:
                parts.append(f"{name} le {moment_literal(end)}")
        parts += [f"({condition.asked})" for condition in self.conditions]
        return " and ".join(parts)

    def _stable_order(self) -> list[str]:
        """Return what pages are ordered by, so that none is missed and none comes twice."""
        if self.source.function is not None:
            return []
        entity = self.source.entity
        period = [self.source.period] if self.source.period == "Period" else []
        return [one for one in dict.fromkeys([*period, *entity.keys]) if one in entity.properties]

    def _called(self, window: tuple[dt.datetime | None, dt.datetime | None]) -> str:
        if self.source.function is None:
            return self.source.set
        start, end = window
        arguments = dict(self.order.arguments)
        if self.source.function in {"Turnovers", "BalanceAndTurnovers"}:
            if start is not None:
                arguments["StartPeriod"] = moment_literal(start)
            if end is not None:
                arguments["EndPeriod"] = moment_literal(end)
        elif end is not None:
            arguments["Period"] = moment_literal(end)
        listed = ",".join(f"{name}={value}" for name, value in arguments.items())
        return f"{self.source.set}/{self.source.function}({listed})"


@dataclass(slots=True)
class _Known:
    """What has been read of one dictionary."""

    rows: pl.DataFrame
    asked: set[str]
    whole: bool = False


class Dictionaries:
    """Rows that links lead to, read once: by their keys while these are few, else whole.

    Args:
        client: The client.
        base: The base.
    """

    def __init__(self, client: Client, base: Base) -> None:
        self._client = client
        self._base = base
        self._known: dict[tuple[str, str], _Known] = {}

    def column(self, rows: pl.DataFrame, wanted: Field) -> pl.Series:
        """Return the column of a field for some rows.

        Args:
            rows: Rows × properties of what was read.
            wanted: The field.

        Raises:
            NodeError: In plain words.
        """
        if not wanted.links:
            return rows[wanted.attribute].rename(wanted.column)
        first = wanted.links[0]
        held = f"{first}_Key" if f"{first}_Key" in rows.columns else first
        keys = rows[held]
        kinds = rows[f"{held}_Type"] if f"{held}_Type" in rows.columns else None
        for place, leads in enumerate(wanted.entities):
            last = place == len(wanted.entities) - 1
            names = [wanted.attribute] if last else self._next(leads, wanted.links[place + 1])
            found = self._follow(keys, kinds, leads, names)
            keys = found[names[0]]
            kinds = found[names[1]] if len(names) > 1 else None
        return keys.cast(wanted.dtype, strict=False).rename(wanted.column)

    def _next(self, leads: str | None, link: str) -> list[str]:
        if leads is None:
            raise NodeError("onec_no_link", values={"name": link})
        return _hung_on(self._base.entities[leads], link)

    def _follow(
        self, keys: pl.Series, kinds: pl.Series | None, leads: str | None, names: list[str]
    ) -> pl.DataFrame:
        """Return properties of what the keys point to, row by row; nulls where they do not."""
        asked = pl.DataFrame({"key": keys.cast(pl.String)})
        if leads is not None:
            return self._joined(asked, leads, names)
        if kinds is None:
            raise NodeError("onec_no_link", values={"name": names[0]})
        asked = asked.with_columns(
            kind=kinds.cast(pl.String).str.strip_prefix("StandardODATA.")
        ).with_row_index("row")
        parts: list[pl.DataFrame] = []
        for (kind,), part in asked.group_by("kind", maintain_order=True):
            entity = self._base.entities.get(str(kind))
            have = [name for name in names if entity is not None and _has(entity, name)]
            if entity is None or len(have) < len(names):
                found = pl.DataFrame({name: pl.Series([None] * part.height) for name in names})
            else:
                found = self._joined(part.select("key"), entity.name, names)
            text = found.cast(dict.fromkeys(names, pl.String))
            parts.append(text.with_columns(row=part["row"]))
        if not parts:
            return pl.DataFrame({name: pl.Series([], dtype=pl.String) for name in names})
        return pl.concat(parts, how="diagonal").sort("row").select(names)

    def _joined(self, asked: pl.DataFrame, entity: str, names: list[str]) -> pl.DataFrame:
        rows = self._rows(entity, names, asked["key"]).with_columns(key=pl.col("Ref_Key"))
        return asked.join(rows, on="key", how="left", maintain_order="left").select(names)

    def _rows(self, name: str, names: list[str], keys: pl.Series) -> pl.DataFrame:
        entity = self._base.entities[name]
        columns = list(dict.fromkeys(["Ref_Key", *names]))
        types = property_types(entity, columns)
        place = (name, ",".join(columns))
        known = self._known.get(place)
        if known is None:
            known = self._known[place] = _Known(frame_of(b'{"value":[]}', types), set())
        wanted = [key for key in keys.unique().drop_nulls().to_list() if key not in known.asked]
        if not wanted or known.whole:
            return known.rows
        if len(known.asked) + len(wanted) > KEYS_ONE_BY_ONE:
            known.rows, known.whole = self._whole(name, columns, types), True
            return known.rows
        for start in range(0, len(wanted), KEYS_AT_ONCE):
            part = wanted[start : start + KEYS_AT_ONCE]
            condition = " or ".join(f"Ref_Key eq {guid_literal(key)}" for key in part)
            options = {"$select": ",".join(columns), "$filter": condition}
            body = self._client.get(name, options, what=name)
            known.rows = pl.concat([known.rows, frame_of(body, types)])
        known.asked.update(wanted)
        return known.rows

    def _whole(self, name: str, columns: list[str], types: Mapping[str, str]) -> pl.DataFrame:
        options = {"$select": ",".join(columns), "$orderby": "Ref_Key"}
        pages = self._client.pages(name, options)
        frames: list[pl.DataFrame] = []
        rows: int | None = None
        while True:
            try:
                body = pages.send(rows)
            except StopIteration:
                break
            frames.append(frame_of(body, types))
            rows = frames[-1].height
        return pl.concat(frames).unique("Ref_Key", keep="first", maintain_order=True)


def _hung_on(entity: Entity, name: str) -> list[str]:
    """Return the properties a link or an attribute is read from: the key, and its type."""
    held = f"{name}_Key" if f"{name}_Key" in entity.properties else name
    kind = f"{held}_Type"
    return [held, kind] if kind in entity.properties else [held]


def _has(entity: Entity, name: str) -> bool:
    return name == PRESENTATION or name in entity.properties


def _windows(order: Order) -> Iterator[tuple[dt.datetime | None, dt.datetime | None]]:
    """Yield stretches of time: months of a register, since paging deep into one is slow."""
    start, end = order.start, order.end
    whole = order.source.function is not None or not order.source.has_period
    if whole or start is None or end is None:
        yield start, end
        return
    while start <= end:
        following = _next_month(start)
        yield start, min(following - _SECOND, end)
        start = following


def _next_month(moment: dt.datetime) -> dt.datetime:
    first = moment.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return (first + dt.timedelta(days=32)).replace(day=1)
