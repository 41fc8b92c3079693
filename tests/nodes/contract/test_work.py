"""What a node type does: examples, declared columns, no rows, nulls, odd names, laziness."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from kanva import formula
from kanva.engine.check import NOT_FILLED
from kanva.engine.environment import Environment
from kanva.engine.places import places
from kanva.engine.registry import Registry
from kanva.engine.schema import analyse
from kanva.sdk import ConditionGroup, NodeError, NodeType, Port, Settings, Text, fields
from kanva.workflow import Edge, Node, Workflow

ODD_NAMES = (
    "a b.c", "[x]", "y]z", 'ка"вычка', "it's", "ы" * 200, "Имя", "имя", "{p}", " ", "$x$", "`",
    "c0", "k0", "v0", "l0", "r0", "a0", "b0", "s0", "t", "customer", "day", "sale", "amount", "n",
    "^.*$", "*", "SELECT", "\\", "a\nb", "№ п/п", "100%", "👍",
)  # fmt: skip


def test_example_is_reproduced(
    case: Any,
    compute: Callable[..., Any],
    prepared: Callable[..., Any],
    staging: Any,
    batches: Callable[..., Any],
) -> None:
    if case.node_type.kind == "sink":
        frame = case.inputs["rows"]
        house = prepared(case)
        rows = case.node_type.write(case.settings, batches(frame), staging, house)
        assert rows == frame.height
        assert case.example.outputs == {}
        assert sorted(staging.files) == sorted(case.node_type.targets(case.settings, house))
        for name, content in case.example.written.items():
            assert staging.files[name].read_bytes().decode() == content
        return
    result = compute(case)
    assert set(result) == {port.id for port in case.node_type.ports(case.settings).outputs}
    assert set(case.example.outputs) <= set(result)
    assert case.example.outputs
    for port, table in case.example.outputs.items():
        assert_frame_equal(result[port], table.frame(), rel_tol=1e-9, abs_tol=1e-12)


def test_declared_columns_are_the_true_ones(
    case: Any, compute: Callable[..., Any], prepared: Callable[..., Any], frames_of: Any
) -> None:
    if case.node_type.kind == "sink":
        pytest.skip("a sink gives no columns")
    result = compute(case)
    schemas = frames_of(case.inputs, lambda frame: frame.schema)
    declared = case.node_type.schema(case.settings, schemas, prepared(case))
    for port, frame in result.items():
        assert_same_columns(case, declared[port], frame.schema)


def assert_same_columns(case: Any, known: pl.Schema, true: pl.Schema) -> None:
    """Columns are the same; of a node that looks at its data, those it can know beforehand."""
    if case.node_type.collects(case.settings):
        assert known.items() <= true.items()
    else:
        assert known == true


def test_no_rows(transform_case: Any, compute: Callable[..., Any], frames_of: Any) -> None:
    full = compute(transform_case)
    empty = compute(transform_case, frames_of(transform_case.inputs, lambda frame: frame.clear()))
    for port, frame in empty.items():
        assert_same_columns(transform_case, frame.schema, full[port].schema)


def test_all_null_columns(transform_case: Any, compute: Callable[..., Any], frames_of: Any) -> None:
    full = compute(transform_case)

    result = compute(
        transform_case, frames_of(transform_case.inputs, lambda frame: frame.clear(frame.height))
    )
    for port, frame in result.items():
        assert_same_columns(transform_case, frame.schema, full[port].schema)


def test_columns_without_a_type(
    transform_case: Any, compute: Callable[..., Any], frames_of: Any
) -> None:
    """A column of nulls that no type was found for works, or is refused in declared words."""

    def untyped(frame: pl.DataFrame) -> pl.DataFrame:
        return frame.with_columns(pl.lit(None, dtype=pl.Null).alias(name) for name in frame.columns)

    try:
        result = compute(transform_case, frames_of(transform_case.inputs, untyped))
    except NodeError as error:
        assert error.problem(transform_case.node_type.messages).text.ru  # noqa: PT017
        return
    assert result


def renamed(value: Any, names: Mapping[str, str]) -> Any:
    return names.get(value, value)


def condition_renamed(group: Any, names: Mapping[str, str]) -> Any:
    if "column" in group:
        return {**group, "column": renamed(group["column"], names)}
    return {
        word: None if members is None else [condition_renamed(one, names) for one in members]
        for word, members in group.items()
    }


def with_names(settings: Settings, names: Mapping[str, str]) -> Settings:
    """Settings in which every column goes by its new name."""
    raw = settings.model_dump(mode="json")
    for place in places(settings):
        steps = [int(step) if step.isdigit() else step for step in place.path.split(".")]
        owner: Any = raw
        for step in steps[:-1]:
            owner = owner[step]
        value, last = owner[steps[-1]], steps[-1]
        if place.widget in {"column", "new_column"}:
            owner[last] = renamed(value, names)
        elif place.widget == "columns":
            owner[last] = [renamed(name, names) for name in value]
        elif place.widget == "conditions":
            owner[last] = condition_renamed(value, names)
        elif place.widget == "formula":
            # Two steps, so that a new name that equals another old one is not renamed twice.
            for index, old in enumerate(names):
                value = formula.rename_column(value, old, f"промежуточное {index}")
            for index, new in enumerate(names.values()):
                value = formula.rename_column(value, f"промежуточное {index}", new)
            owner[last] = value
    return type(settings).model_validate(raw)


@pytest.mark.parametrize("shift", range(0, len(ODD_NAMES), 4))
def test_odd_column_names(
    transform_case: Any, compute: Callable[..., Any], frames_of: Any, shift: int
) -> None:
    plain = compute(transform_case)
    old = dict.fromkeys(
        name
        for given in transform_case.inputs.values()
        for frame in (given if isinstance(given, list) else [given])
        for name in frame.columns
    )
    names = {name: ODD_NAMES[(shift + index) % len(ODD_NAMES)] for index, name in enumerate(old)}
    inputs = frames_of(
        transform_case.inputs,
        lambda frame: frame.rename({name: names[name] for name in frame.columns}),
    )
    result = compute(transform_case, inputs, with_names(transform_case.settings, names))
    for port, frame in plain.items():
        odd = result[port]
        assert len(odd.columns) == len(frame.columns)
        for mine, theirs in zip(frame.columns, odd.columns, strict=True):
            assert mine not in names or theirs == names[mine] or theirs == mine
        back = odd.rename(dict(zip(odd.columns, frame.columns, strict=True)))
        told = transform_case.example.names_in
        assert_frame_equal(
            back.drop(told, strict=False), frame.drop(told, strict=False), rel_tol=1e-9
        )


class TablesSettings(Settings):
    """Which literal table is meant."""

    table: str = fields.text(Text(ru="Таблица", en="Table"))


class Tables(NodeType[TablesSettings]):
    """A source of literal tables, for feeding the node under test."""

    id = "test.tables"
    category = "sources"
    icon = "M0 0"
    title = Text(ru="Таблица", en="Table")
    summary = title
    help = title
    kind = "source"
    settings = TablesSettings
    inputs = ()
    outputs = (Port("rows", Text(ru="Строки", en="Rows")),)
    known: ClassVar[dict[str, pl.DataFrame]] = {}

    def scan(self, settings: TablesSettings, context: Any) -> pl.LazyFrame:
        return self.known[settings.table].lazy()

    def fingerprint(self, settings: TablesSettings, context: Any) -> Any:
        return self.known[settings.table].columns


def problems_of(case: Any, inputs: Mapping[str, Any], folder: Any) -> Iterator[Any]:
    """Everything the engine finds wrong with a workflow of the node and its literal inputs."""
    source = Tables()
    raw = case.settings.model_dump(mode="json", exclude_unset=True)
    nodes = [
        Node(id="tested", type=case.node_type.id, version=case.node_type.version, settings=raw)
    ]
    edges: list[Edge] = []
    source.known.clear()
    for port, given in inputs.items():
        for index, frame in enumerate(given if isinstance(given, list) else [given]):
            name = f"{port}_{index}"
            source.known[name] = frame
            nodes.append(Node(id=name, type=source.id, version=1, settings={"table": name}))
            edges.append(Edge.model_validate({"from": f"{name}.rows", "to": f"tested.{port}"}))
    environment = Environment(workspace=folder, cache=folder / ".cache")
    analysis = analyse(
        Workflow(nodes=nodes, edges=edges), Registry([source, case.node_type]), environment
    )
    yield from (item for item in analysis.problems if item.severity == "error")


def columns_named(settings: Settings) -> Iterator[tuple[str, str]]:
    """Port and name of every column the form names."""
    for place in places(settings):
        port = place.table_port or place.port
        if place.widget == "column" and place.value:
            yield port, place.value
        elif place.widget == "columns":
            yield from ((port, name) for name in place.value)
        elif place.widget == "conditions" and isinstance(place.value, ConditionGroup):
            yield from ((port, item.column) for _, item in place.value.walk())


def test_example_has_no_problems(transform_case: Any, tmp_path: Any) -> None:
    if transform_case.example.parameters and "formula" in str(transform_case.example.settings):
        pytest.skip("the formula names a parameter, which belongs to the workflow")
    assert list(problems_of(transform_case, transform_case.inputs, tmp_path)) == []


def test_missing_column_is_told(transform_case: Any, tmp_path: Any, frames_of: Any) -> None:
    wanted = list(dict.fromkeys(columns_named(transform_case.settings)))
    for port, name in wanted:
        inputs = dict(transform_case.inputs)
        given = inputs.get(port)
        frames = given if isinstance(given, list) else [given]
        if not any(frame is not None and name in frame.columns for frame in frames):
            continue
        inputs[port] = frames_of(
            {port: given}, lambda frame, gone=name: frame.drop(gone, strict=False)
        )[port]
        found = list(problems_of(transform_case, inputs, tmp_path))
        assert any(item.code == "missing_column" and item.column == name for item in found)
        for item in found:
            assert item.code not in {"failed", *NOT_FILLED}
            assert item.text.ru
            assert item.text.en


def test_work_is_lazy(transform_case: Any, prepared: Callable[..., Any], frames_of: Any) -> None:
    if transform_case.node_type.collects(transform_case.settings):
        pytest.skip("the node says that it collects")

    def collected(frame: pl.DataFrame) -> pl.DataFrame:
        pytest.fail("the node has collected its input")

    def trap(frame: pl.DataFrame) -> pl.LazyFrame:
        return frame.lazy().map_batches(collected, schema=frame.schema)

    house = prepared(transform_case)
    frames = frames_of(transform_case.inputs, trap)
    outputs = transform_case.node_type.lazy(transform_case.settings, frames, house)
    for frame in outputs.values():
        assert isinstance(frame, pl.LazyFrame)
        frame.collect_schema()


def test_lineage_names_true_columns(
    transform_case: Any, compute: Callable[..., Any], frames_of: Any
) -> None:
    result = compute(transform_case)
    schemas = frames_of(transform_case.inputs, lambda frame: frame.schema)
    outputs = {port: frame.schema for port, frame in result.items()}
    origins = transform_case.node_type.lineage(transform_case.settings, schemas, outputs)
    if origins is None:
        return
    for port, columns in origins.items():
        assert set(columns) == set(result[port].columns)
        for pairs in columns.values():
            for source, name in pairs:
                given = schemas[source]
                assert any(
                    name in schema for schema in (given if isinstance(given, list) else [given])
                )


def test_view_shows_true_columns(case: Any, compute: Callable[..., Any], context: Any) -> None:
    if case.node_type.kind == "sink":
        pytest.skip("a sink has no result to show")
    view = case.node_type.view(case.settings, context)
    if view is None:
        return
    frame = compute(case)[view.port]
    assert view.column in frame.columns
    assert all(item.column is None or item.column in frame.columns for item in view.measures)
    assert len(view.cells) == len(view.rows)
    assert all(len(row) == len(view.columns) for row in view.cells)
    known = {value for row in view.cells for value in row} | {value for value, _ in view.aside}
    assert set(frame[view.column].to_list()) <= known
