"""Nodes that misbehave: they fail, linger, eat memory or kill their process."""

from __future__ import annotations

import os
import time
from typing import ClassVar, Literal

import polars as pl

from kanva.sdk import Message, NodeError, Settings, Text, fields
from nodes_under_test.plain import Base, Save, SaveSettings, said

How = Literal["declared", "undeclared", "python", "die", "memory", "linger", "outputs"]
HOWS = ("declared", "undeclared", "python", "die", "memory", "linger", "outputs")


class UnrulySettings(Settings):
    how: How = fields.choice(
        said("How"), tuple(fields.Option(how, said(how)) for how in HOWS), "declared"
    )
    at_row: int = fields.integer(said("From row"), 0)


class Unruly(Base):
    """Behaves with tables without rows, so that only a run shows what it does."""

    abstract = False
    id = "try.unruly"
    title = Text(ru="Строптивый", en="Unruly")
    settings = UnrulySettings
    messages: ClassVar = {
        "refused": Message(Text(ru="Строка {row} не годится", en="Row {row} will not do"))
    }

    def lazy(self, settings, frames, context):
        if settings.how == "outputs":
            return {"others": frames["rows"]}

        def misbehave(rows: pl.DataFrame) -> pl.DataFrame:
            if rows.height <= settings.at_row:
                return rows
            if settings.how == "declared":
                raise NodeError("refused", values={"row": 7})
            if settings.how == "undeclared":
                raise NodeError("never_declared")
            if settings.how == "python":
                raise KeyError("внутри узла")
            if settings.how == "die":
                os._exit(3)
            if settings.how == "memory":
                hoard = [bytearray(os.urandom(1 << 20)) * 64 for _ in range(64)]
                del hoard
            while True:
                time.sleep(0.01)
                context.stop_if_cancelled()

        return {"rows": frames["rows"].map_batches(misbehave, streamable=True)}


class Deaf(Base):
    """Works on without asking whether the run is cancelled."""

    abstract = False
    id = "try.deaf"

    def lazy(self, settings, frames, context):
        def linger(rows: pl.DataFrame) -> pl.DataFrame:
            while rows.height:
                time.sleep(0.01)
            return rows

        return {"rows": frames["rows"].map_batches(linger, streamable=True)}


class SpoiledSave(Save):
    """Writes half of its file and fails."""

    abstract = False
    id = "try.spoiled_save"
    settings = SaveSettings

    def write(self, settings, batches, staging, context):
        staging.file(settings.file).write_text("half", "utf-8")
        raise OSError(28, "No space left on device")
