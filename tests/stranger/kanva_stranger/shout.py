"""One node: puts an exclamation after the words of a column."""

from __future__ import annotations

from typing import ClassVar

import polars as pl

from kanva.sdk import (
    Context,
    Example,
    Frames,
    InputFrames,
    NodeType,
    Settings,
    Table,
    Text,
    fields,
)


class ShoutSettings(Settings):
    """What the node asks for."""

    column: str = fields.column(Text(ru="Столбец", en="Column"), kinds=("text",))


class Shout(NodeType[ShoutSettings]):
    """Puts an exclamation after the words of a column."""

    abstract = False
    id = "stranger.shout"
    category = "text"
    icon = "M12 4v10M12 18v1"
    title = Text(ru="Восклицание", en="Shout")
    summary = Text(ru="Ставит восклицательный знак.", en="Adds an exclamation mark.")
    help = Text(
        ru="Ставит восклицательный знак после текста столбца.",
        en="Adds an exclamation mark after the text of a column.",
    )
    also_called = ("exclaim", "восклицание")
    settings = ShoutSettings
    examples: ClassVar = (
        Example(
            title=Text(ru="Одно слово", en="One word"),
            settings={"column": "слово"},
            inputs={"rows": Table({"слово": ["да", None]}, {"слово": pl.String})},
            outputs={"rows": Table({"слово": ["да!", None]}, {"слово": pl.String})},
        ),
    )

    def caption(self, settings: ShoutSettings) -> Text:
        """Name the column."""
        return Text.same(settings.column)

    def lazy(self, settings: ShoutSettings, frames: InputFrames, context: Context) -> Frames:
        """Add the mark."""
        del context
        return {"rows": frames["rows"].with_columns(pl.col(settings.column) + "!")}
