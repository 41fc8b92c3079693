"""The contract of a node: one class declares it; palette, form, engine, docs and tests follow.

The file is long because the contract is read as one page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Generic, Literal, Protocol, TypeVar, cast

import polars as pl

from kanva.sdk.fields import Settings
from kanva.sdk.messages import Message
from kanva.sdk.text import Language, Text
from kanva.sdk.views import View

Category = Literal[
    "sources", "rows", "columns", "grouping", "joining", "text", "marketing", "charts", "export"
]
CATEGORIES: dict[Category, Text] = {
    "sources": Text(ru="Источники", en="Sources"),
    "rows": Text(ru="Строки", en="Rows"),
    "columns": Text(ru="Столбцы, формулы", en="Columns, formulas"),
    "grouping": Text(ru="Группировка", en="Grouping"),
    "joining": Text(ru="Соединение", en="Joining"),
    "text": Text(ru="Текст и даты", en="Text, dates"),
    "marketing": Text(ru="Маркетинг", en="Marketing"),
    "charts": Text(ru="Графики, отчёты", en="Charts, reports"),
    "export": Text(ru="Выгрузка", en="Export"),
}


@dataclass(frozen=True, slots=True)
class Port:
    """One place where an edge may end or begin. Its id is stable for ever.

    Args:
        id: Letters, digits and `_`; the document's edges name it.
        title: Words in tooltips and tabs.
        optional: An input that may stay free.
        multiple: An input that takes several edges, in their order.
        side: Enters above or leaves below the axis: look-ups and leftovers.
    """

    id: str
    title: Text
    optional: bool = False
    multiple: bool = False
    side: bool = False
    kind: Literal["table"] = "table"

    def as_json(self) -> dict[str, Any]:
        """Return the wire form."""
        return {
            "id": self.id,
            "title": self.title.as_json(),
            "kind": self.kind,
            "optional": self.optional,
            "multiple": self.multiple,
            "side": self.side,
        }


ROWS_IN: tuple[Port, ...] = (Port("rows", Text(ru="Строки", en="Rows")),)
ROWS_OUT: tuple[Port, ...] = (Port("rows", Text(ru="Строки", en="Rows")),)


@dataclass(frozen=True, slots=True)
class Ports:
    """Inputs and outputs of one node."""

    inputs: tuple[Port, ...]
    outputs: tuple[Port, ...]


@dataclass(frozen=True, slots=True)
class Accepts:
    """What a node can be made from by dropping or pasting.

    Args:
        setting: The setting that receives the path of the dropped file.
        files: Endings with their dots, lower case.
        clipboard: Kinds of pasted things, for instance "table".
    """

    setting: str
    files: tuple[str, ...] = ()
    clipboard: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A small literal table for examples.

    Args:
        columns: Column name to its values, all of one length.
        dtypes: Column name to polars type, where it does not follow from the values.

    Example:
        >>> Table({"Город": ["Пермь", None]}).frame().shape
        (2, 1)
    """

    columns: Mapping[str, Sequence[Any]]
    dtypes: Mapping[str, Any] = field(default_factory=dict[str, Any])

    def frame(self) -> pl.DataFrame:
        """Return the table as a polars frame (rows × columns as given)."""
        overrides = cast("Any", dict(self.dtypes))
        return pl.DataFrame(dict(self.columns), schema_overrides=overrides, strict=True)


@dataclass(frozen=True, slots=True)
class Example:
    """Settings, small inputs and the outputs they must give; a test reproduces every one.

    Args:
        title: What the example shows.
        settings: JSON settings; keys left out take their defaults.
        inputs: Input port to table; a port with `multiple` takes a list of tables.
        outputs: Output port to expected table. Of a sink: empty.
        files: Workspace path to content, for sources: text is written as UTF-8, bytes as they are.
        written: Workspace path to expected text content, for sinks that write text.
        parameters: Values of workflow parameters the settings are bound to.
        connections: Connection name to its fields; `{server}` in them is where `answers` are given.
        answers: What an outside system answers: path of an address to the body.
        names_in: Output columns whose values hold names of columns: they change when those do.
    """

    title: Text
    settings: Mapping[str, Any]
    inputs: Mapping[str, Table | Sequence[Table]] = field(default_factory=dict[str, Any])
    outputs: Mapping[str, Table] = field(default_factory=dict[str, Table])
    files: Mapping[str, str | bytes] = field(default_factory=dict[str, str | bytes])
    written: Mapping[str, str] = field(default_factory=dict[str, str])
    parameters: Mapping[str, Any] = field(default_factory=dict[str, Any])
    connections: Mapping[str, Mapping[str, Any]] = field(default_factory=dict[str, Any])
    answers: Mapping[str, str] = field(default_factory=dict[str, str])
    names_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """What an automatic setting turned out to be for the data at hand.

    Args:
        value: The value in force, as JSON.
        text: The same in words for the form ("точка с запятой").
    """

    value: Any
    text: Text


class ConnectionResolver(Protocol):
    """Gives a stored connection by name; the node never sees where it is stored."""

    def resolve(self, name: str) -> Mapping[str, Any]:
        """Return kind, address fields and secrets of a connection.

        Raises:
            NodeError: There is no connection of this name, or it cannot be read.
        """
        ...


class Context(Protocol):
    """What a node may ask of the house while it works."""

    @property
    def language(self) -> Language:
        """Language of words that go into data (sheet names, segment names)."""
        ...

    @property
    def parameters(self) -> Mapping[str, Any]:
        """Typed values of the workflow's parameters, for formulas."""
        ...

    @property
    def connections(self) -> ConnectionResolver:
        """The stored connections."""
        ...

    def path(self, name: str) -> Path:
        """Return the absolute path of a workspace file.

        Args:
            name: Path relative to the workspace, with "/".

        Raises:
            NodeError: `bad_path` when it leads out of the workspace.
        """
        ...

    def scratch(self, key: str) -> Path:
        """Return a path in the cache for something derived from a source once, named by `key`.

        Write to a neighbour and rename; the file may vanish between runs.
        """
        ...

    def warn(self, code: str, *, field: str | None = None, **values: Any) -> None:
        """Report a declared warning at this node; the work goes on."""
        ...

    def stop_if_cancelled(self) -> None:
        """Raise when the person has stopped the run; call it in long loops."""
        ...


class Batches(Protocol):
    """The rows a sink writes, as they come, in order."""

    @property
    def schema(self) -> pl.Schema:
        """Names and types of the columns."""
        ...

    def __iter__(self) -> Iterator[pl.DataFrame]:
        """Yield frames of some 100,000 rows or fewer; at least none."""
        ...


class Staging(Protocol):
    """Where a sink writes: nothing is seen outside until the whole run has succeeded."""

    def file(self, name: str) -> Path:
        """Return a temporary path for the workspace file `name`; it is renamed when all is done.

        Raises:
            NodeError: `bad_path` when the name leads out of the workspace.
        """
        ...


Frame = pl.LazyFrame
Frames = Mapping[str, pl.LazyFrame]
InputFrames = Mapping[str, Any]
"""Input port to LazyFrame, to a list of them where the port is `multiple`; free ones are absent."""
Schemas = Mapping[str, pl.Schema]
InputSchemas = Mapping[str, Any]
"""The same shape as `InputFrames`, with `pl.Schema`."""
Origins = Mapping[str, Mapping[str, Sequence[tuple[str, str]]]]
"""Output port → column → the (input port, column) pairs it is made of."""

Taken = Literal["conditions", "sort"]
"""`conditions`: a group of conditions; `sort`: items with a column and a direction."""

SettingsT = TypeVar("SettingsT", bound=Settings)


class NodeType(Generic[SettingsT]):
    """Base of every node type; stateless, made once by the registry.

    A class states: `id`, `version`, `category`, `icon`, `title`, `summary`, `help`, `also_called`,
    `Settings`, ports, `messages`, `examples`, and one of
    `lazy` (transforms), `scan` + `fingerprint` (sources), `write` + `targets` (sinks).
    """

    abstract: ClassVar[bool] = True
    """Set to False in every class that is a node type."""

    id: ClassVar[str]
    """Stable for ever: "<category-like word>.<word>", lower case."""
    version: ClassVar[int] = 1
    category: ClassVar[Category]
    icon: ClassVar[str]
    """SVG path data on a 24 × 24 grid, drawn as a line of 1.75."""
    title: ClassVar[Text]
    summary: ClassVar[Text]
    """One sentence in the palette's tooltip."""
    help: ClassVar[Text]
    """Markdown: what it does, when to take it, what to mind."""
    also_called: ClassVar[tuple[str, ...]] = ()
    """Words of Loginom, KNIME, Excel, SQL, 1C for the same thing."""
    settings: ClassVar[type[Settings]] = Settings
    inputs: ClassVar[tuple[Port, ...]] = ROWS_IN
    outputs: ClassVar[tuple[Port, ...]] = ROWS_OUT
    messages: ClassVar[Mapping[str, Message]] = {}
    examples: ClassVar[tuple[Example, ...]] = ()
    accepts: ClassVar[Accepts | None] = None
    takes: ClassVar[Mapping[Taken, str]] = {}
    """What a look at the data can be made into with this node, and the setting that receives it."""
    kind: ClassVar[Literal["source", "transform", "sink"]] = "transform"
    eager: ClassVar[bool] = False
    """The node collects by itself inside `lazy`: the visible exception, a barrier to the engine."""
    volatile: ClassVar[bool] = False
    """The same settings and inputs may give another result (now, random): cached for one run."""

    def ports(self, settings: SettingsT) -> Ports:
        """Return the ports; override where they follow from the settings.

        Args:
            settings: Valid settings.
        """
        del settings
        return Ports(self.inputs, self.outputs)

    def collects(self, settings: SettingsT) -> bool:
        """Tell whether the node collects by itself; override where it follows from the settings.

        Args:
            settings: Valid settings.
        """
        del settings
        return self.eager

    def caption(self, settings: SettingsT) -> Text:
        """Return the line under the node's title on the canvas, from its settings.

        Args:
            settings: Settings, possibly not filled in yet.

        Returns:
            A few words; empty when there is nothing to say.
        """
        del settings
        return Text(ru="", en="")

    def check(self, settings: SettingsT, inputs: InputSchemas, context: Context) -> Sequence[Any]:
        """Return problems (`NodeError`s) that only this node can see; generic ones are found.

        Found for every node: unknown and badly typed settings, empty required columns, missing
        columns, wrong kinds, formula errors, free inputs, files that are not there.

        Args:
            settings: Valid settings.
            inputs: Input port to schema; a list of schemas where the port is `multiple`.
            context: The house.
        """
        del settings, inputs, context
        return ()

    def lazy(self, settings: SettingsT, frames: InputFrames, context: Context) -> Frames:
        """Do the work of a transform: lazy frames in, lazy frames out; nothing is collected.

        Args:
            settings: Valid settings, parameters already in their places.
            frames: Input port to lazy frame (list of them where the port is `multiple`).
            context: The house.

        Returns:
            A lazy frame for each output port.

        Raises:
            NodeError: With a declared message.
        """
        raise NotImplementedError(type(self).__name__)

    def scan(self, settings: SettingsT, context: Context) -> Frame:
        """Do the work of a source: a lazy frame over the outside data.

        Raises:
            NodeError: With a declared message.
        """
        raise NotImplementedError(type(self).__name__)

    def fingerprint(self, settings: SettingsT, context: Context) -> Any:
        """Tell cheaply the state of what a source reads, as JSON (a file: size, mtime_ns).

        Raises:
            NodeError: With a declared message.
        """
        raise NotImplementedError(type(self).__name__)

    def found(self, settings: SettingsT, context: Context) -> Mapping[str, Found]:
        """Tell what the automatic settings of a source turned out to be: setting name to finding.

        Raises:
            NodeError: With a declared message.
        """
        del settings, context
        return {}

    def row_count(self, settings: SettingsT, context: Context) -> int | None:
        """Return the number of rows of a source when it is known without reading it, else None."""
        del settings, context
        return None

    def size_bytes(self, settings: SettingsT, context: Context) -> int | None:
        """Return the size of what a source reads, to tell small from large, else None."""
        del settings, context
        return None

    def write(
        self, settings: SettingsT, batches: Batches, staging: Staging, context: Context
    ) -> int:
        """Do the work of a sink: write the rows into staged files.

        Args:
            settings: Valid settings.
            batches: The rows of the input port "rows", in order.
            staging: Gives temporary paths.
            context: The house.

        Returns:
            The number of rows written.

        Raises:
            NodeError: With a declared message.
        """
        raise NotImplementedError(type(self).__name__)

    def targets(self, settings: SettingsT, context: Context) -> Sequence[str]:
        """Return the workspace paths a sink will write: folders are checked before the work."""
        del settings, context
        return ()

    def schema(self, settings: SettingsT, inputs: InputSchemas, context: Context) -> Schemas:
        """Return the output schemas without running.

        By default `lazy` (or `scan`) over zero-row frames; override where columns depend on data.

        Args:
            settings: Valid settings.
            inputs: Input port to schema; a list of schemas where the port is `multiple`.
            context: The house.

        Raises:
            NodeError: With a declared message.
        """
        if self.kind == "sink":
            return {}
        if self.kind == "source":
            return {self.outputs[0].id: self.scan(settings, context).collect_schema()}
        frames = {port: _empty(schema) for port, schema in inputs.items()}
        outputs = self.lazy(settings, frames, context)
        return {port: frame.collect_schema() for port, frame in outputs.items()}

    def lineage(
        self, settings: SettingsT, inputs: InputSchemas, outputs: Schemas
    ) -> Origins | None:
        """Return where each output column comes from, or None for the derived answer.

        Derived: a column that came in under the same name comes from there; one named by a formula
        field's item comes from the formula's columns; any other from all columns the settings name.
        """
        del settings, inputs, outputs
        return None

    def view(self, settings: SettingsT, context: Context) -> View | None:
        """Return the picture the node offers of its result, or None."""
        del settings, context
        return None

    def sql(self, settings: SettingsT, relations: Mapping[str, Any], context: Context) -> Any:
        """Return the node as a sqlglot SELECT over positional columns, or None where it has no SQL.

        Args:
            settings: Valid settings.
            relations: Input port to `Relation`; a list of them where the port is `multiple`.
            context: The house.

        Returns:
            Output port to `Relation`, or None.
        """
        del settings, relations, context

    def migrate(self, old: dict[str, Any], from_version: int) -> dict[str, Any]:
        """Bring the settings of an older version up to `version`.

        Args:
            old: Settings as stored.
            from_version: The version that stored them, below `version`.

        Returns:
            Settings for the present version.
        """
        del from_version
        return old


@dataclass(frozen=True, slots=True)
class Relation:
    """A table inside SQL: its columns go by position, so that case and quoting never matter.

    Args:
        query: A sqlglot SELECT whose columns are named `c0`, `c1`, … in order.
        schema: The true names and types, in the same order.
    """

    query: Any
    schema: pl.Schema

    def position(self, column: str) -> str:
        """Return the positional name of a column.

        Raises:
            KeyError: There is no such column.
        """
        names = self.schema.names()
        if column not in names:
            raise KeyError(column)
        return f"c{names.index(column)}"


def _empty(schema: Any) -> Any:
    if isinstance(schema, list):
        return [pl.LazyFrame(schema=cast("pl.Schema", item)) for item in cast("list[Any]", schema)]
    return pl.LazyFrame(schema=cast("pl.Schema", schema))
