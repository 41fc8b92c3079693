"""How fast the engine is, as ratios measured in one run: `python tests/bench/engine.py [rows]`.

1. A sales workflow of 13 nodes against the same pipeline written by hand in lazy polars, with the
   same order kept, in processes of their own, in turn; medians of time, of processor time and of
   peak resident memory. `plain`: sources that scan as the hand-written ones do (the engine's own
   cost). `cold`: the text import on files never seen, with an empty cache: recognition, the check
   of every line and the run. `warm`: the same run when the editor has shown the files before: a
   process has recognised them and shown first rows; no result is in the cache.
2. A hundred trivial nodes over 1,000 rows.
3. A run with nothing changed, through the pool.
4. The analysis of a chain of 40 nodes after an edit.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import polars as pl
import psutil

from kanva.engine.environment import Environment, House
from kanva.engine.pool import Pool
from kanva.engine.registry import Registry
from kanva.engine.run import run_workflow
from kanva.engine.schema import Session, analyse
from kanva.sdk import NodeType, Settings, Text, fields
from kanva.workflow import Workflow

ROUNDS = 7
SOURCES = {"plain": "bench.scan", "cold": "import.text", "warm": "import.text"}
"""Way of running the workflow to its kind of source."""


class ScanSettings(Settings):
    """A file."""

    file: str = fields.file(Text.same("file"))


class Scan(NodeType[ScanSettings]):
    """A source that scans as the hand-written pipeline does."""

    abstract = False
    id = "bench.scan"
    category = "sources"
    kind = "source"
    icon = "M4 12h16"
    title = summary = help = Text.same("Scan")
    settings = ScanSettings
    inputs = ()

    def scan(self, settings: ScanSettings, context: Any) -> pl.LazyFrame:
        """Scan."""
        return pl.scan_csv(context.path(settings.file), try_parse_dates=True)

    def fingerprint(self, settings: ScanSettings, context: Any) -> Any:
        """Tell the state of the file."""
        state = context.path(settings.file).stat()
        return [state.st_size, state.st_mtime_ns]


def make_data(folder: Path, rows: int) -> None:
    """Write the tables of a shop: sales, 200,000 clients, 5,000 products; the same every time."""
    clients, products = 200_000, 5_000
    n = pl.int_range(0, rows)
    mixed = (n * 2_654_435_761) % 4_294_967_296
    pl.LazyFrame().select(
        id=n,
        client=mixed % clients,
        product=(mixed // 7) % products,
        day=pl.date(2023, 1, 1) + pl.duration(days=mixed % 730),
        count=1 + mixed % 5,
        price=100 + (mixed % 90_000) / 100,
        discount=(mixed % 20) / 100,
        channel=pl.lit("shop ") + (mixed % 12).cast(pl.String),
    ).sink_csv(folder / "sales.csv")
    c = pl.int_range(0, clients)
    pl.LazyFrame().select(
        client=c,
        city=pl.lit("Город ") + (c % 90).cast(pl.String),
        segment=pl.lit("s") + (c % 5).cast(pl.String),
    ).sink_csv(folder / "clients.csv")
    p = pl.int_range(0, products)
    pl.LazyFrame().select(
        product=p,
        category=pl.lit("Группа ") + (p % 40).cast(pl.String),
        cost=50 + (p % 400) / 10,
    ).sink_csv(folder / "products.csv")


def condition(column: str, op: str, value: Any) -> dict[str, Any]:
    """Return the settings of a filter with one condition."""
    return {"conditions": {"all": [{"column": column, "op": op, "value": value}]}}


def document(nodes: dict[str, tuple[str, dict[str, Any]]], edges: list[str]) -> dict[str, Any]:
    """Write a document; an edge is "from.port > to.port"."""
    return {
        "kanva": 1,
        "title": "",
        "nodes": [
            {"id": name, "type": kind, "version": 1, "settings": settings}
            for name, (kind, settings) in nodes.items()
        ],
        "edges": [dict(zip(("from", "to"), edge.split(" > "), strict=True)) for edge in edges],
    }


def sales_workflow(source: str = "import.text") -> dict[str, Any]:
    """Return the workflow of 13 nodes."""
    total = {"function": "sum", "column": "revenue", "name": "revenue"}
    margin = {"function": "sum", "column": "margin", "name": "margin"}
    count = {"function": "rows", "name": "rows"}
    return document(
        {
            "sales": (source, {"file": "sales.csv"}),
            "clients": (source, {"file": "clients.csv"}),
            "products": (source, {"file": "products.csv"}),
            "bought": ("rows.filter", condition("count", ">", 1)),
            "revenue": (
                "columns.calculate",
                {"formulas": [{"name": "revenue", "formula": "[price]*[count]*(1-[discount])"}]},
            ),
            "known": ("join.join", {"keys": [{"left": "client", "right": "client"}]}),
            "named": ("join.join", {"keys": [{"left": "product", "right": "product"}]}),
            "margin": (
                "columns.calculate",
                {"formulas": [{"name": "margin", "formula": "[revenue]-[cost]*[count]"}]},
            ),
            "good": ("rows.filter", condition("margin", ">", 100)),
            "cities": (
                "group.group",
                {"keys": ["city", "category"], "aggregates": [total, margin, count]},
            ),
            "sorted": ("rows.sort", {"keys": [{"column": "revenue", "descending": True}]}),
            "people": ("group.group", {"keys": ["client"], "aggregates": [total, count]}),
            "best": ("rows.sort", {"keys": [{"column": "revenue", "descending": True}]}),
        },
        [
            "sales.rows > bought.rows",
            "bought.rows > revenue.rows",
            "revenue.rows > known.left",
            "clients.rows > known.right",
            "known.rows > named.left",
            "products.rows > named.right",
            "named.rows > margin.rows",
            "margin.rows > good.rows",
            "good.rows > cities.rows",
            "cities.rows > sorted.rows",
            "good.rows > people.rows",
            "people.rows > best.rows",
        ],
    )


def by_hand(folder: Path, out: Path) -> None:
    """Do the same in lazy polars."""

    def scan(name: str) -> pl.LazyFrame:
        return pl.scan_csv(folder / name, try_parse_dates=True)

    revenue = pl.col("price") * pl.col("count") * (1 - pl.col("discount"))
    good = (
        scan("sales.csv")
        .filter(pl.col("count") > 1)
        .with_columns(revenue=revenue)
        .join(scan("clients.csv"), on="client", how="left", maintain_order="left")
        .join(scan("products.csv"), on="product", how="left", maintain_order="left")
        .with_columns(margin=pl.col("revenue") - pl.col("cost") * pl.col("count"))
        .filter(pl.col("margin") > 100)
    )
    cities = good.group_by("city", "category", maintain_order=True).agg(
        pl.col("revenue").sum(), pl.col("margin").sum(), rows=pl.len()
    )
    people = good.group_by("client", maintain_order=True).agg(
        pl.col("revenue").sum(), rows=pl.len()
    )
    order = {"descending": True, "nulls_last": True, "maintain_order": True}
    leaves = {"cities": cities.sort("revenue", **order), "people": people.sort("revenue", **order)}
    pl.collect_all(
        [
            frame.sink_parquet(out / f"{name}.parquet", compression="zstd", lazy=True)
            for name, frame in leaves.items()
        ]
    )


def by_kanva(folder: Path, out: Path, registry: Registry, source: str) -> Any:
    """Run the workflow."""
    environment = Environment(folder, out / "cache")
    result = run_workflow(Workflow.model_validate(sales_workflow(source)), registry, environment)
    if result.state != "succeeded":
        raise SystemExit(json.dumps(result.as_json(), ensure_ascii=False, indent=1))
    return result


def peak_bytes() -> int:
    """Return the largest resident memory this process has had."""
    if sys.platform == "win32":
        return int(psutil.Process().memory_info().peak_wset)
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def look(folder: Path, out: Path, registry: Registry) -> None:
    """Do what the editor does when a person looks at the sources: columns and first rows."""
    environment = Environment(folder, out / "cache")
    analysis = analyse(Workflow.model_validate(sales_workflow()), registry, environment, Session())
    for node in analysis.nodes.values():
        if node.kind == "source" and node.node_type is not None and node.settings is not None:
            house = House(environment, analysis.parameters)
            node.node_type.scan(node.settings, house).head(100).collect()


def measure(way: str, folder: Path, out: Path) -> None:
    """Do one run in this process and print its figures."""
    registry = None
    if way != "polars":
        registry = Registry([*Registry.load().types().values(), Scan()])
    if way == "look":
        look(folder, out, Registry.load())
        return
    started, work = time.perf_counter(), time.process_time()
    if registry is not None:
        by_kanva(folder, out, registry, SOURCES[way])
    else:
        by_hand(folder, out)
    seconds, busy = time.perf_counter() - started, time.process_time() - work
    print(json.dumps({"seconds": seconds, "busy": busy, "bytes": peak_bytes()}))


def apart(way: str, folder: Path, out: Path) -> str:
    """Do one run in a process of its own and return what it has printed."""
    command = [sys.executable, __file__, "--one", way, str(folder), str(out)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def compare(folder: Path, rows: int) -> None:
    """Print time and memory of all ways, measured in turn."""
    ways = ["polars", *SOURCES]
    told: dict[str, list[dict[str, float]]] = {way: [] for way in ways}
    for number in range(ROUNDS):
        turn = number % len(ways)
        for way in (*ways[turn:], *ways[:turn]):
            with tempfile.TemporaryDirectory() as out:
                if way == "warm":
                    apart("look", folder, Path(out))
                told[way].append(json.loads(apart(way, folder, Path(out))))
    print(f"13 nodes, {rows:,} rows of sales, medians of {ROUNDS} rounds, in turn:")
    for way, figures in told.items():
        middle = {name: statistics.median(one[name] for one in figures) for name in figures[0]}
        by_round = [
            one["seconds"] / other["seconds"]
            for one, other in zip(figures, told["polars"], strict=True)
        ]
        base = {name: statistics.median(one[name] for one in told["polars"]) for name in middle}
        ratios = ", ".join(
            f"{words} × {middle[name] / base[name]:.2f}"
            for name, words in (("seconds", "time"), ("busy", "processor"), ("bytes", "memory"))
        )
        print(
            f"  {way:7} {middle['seconds']:6.2f} s (best {min(o['seconds'] for o in figures):.2f})"
            f"  {middle['busy']:6.2f} s busy  {middle['bytes'] / 2**20:5.0f} MB   {ratios},"
            f" time in each round × {statistics.median(by_round):.2f}"
        )
    print("  goal: time × 1.15, memory × 1.30")


def chain(length: int) -> dict[str, Any]:
    """Return a chain of trivial nodes over a small table."""
    nodes: dict[str, tuple[str, dict[str, Any]]] = {"table": ("import.text", {"file": "t.csv"})}
    edges = []
    above = "table"
    for number in range(length - 1):
        name = f"n{number}"
        if number % 2:
            nodes[name] = ("rows.filter", condition("n", ">=", 0))
        else:
            formulas = [{"name": f"c{number % 10}", "formula": "[n] + 1"}]
            nodes[name] = ("columns.calculate", {"formulas": formulas})
        edges.append(f"{above}.rows > {name}.rows")
        above = name
    return document(nodes, edges)


def trivial(folder: Path, registry: Registry) -> None:
    """Print the time of a hundred trivial nodes over 1,000 rows."""
    pl.DataFrame({"n": range(1000)}).write_csv(folder / "t.csv")
    workflow = Workflow.model_validate(chain(100))
    figures = []
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as out:
            started = time.perf_counter()
            result = run_workflow(workflow, registry, Environment(folder, Path(out)))
            figures.append(time.perf_counter() - started)
            if result.state != "succeeded":
                raise SystemExit(json.dumps(result.as_json(), ensure_ascii=False))
    print(f"100 trivial nodes, 1,000 rows: {min(figures) * 1000:.0f} ms   (goal 300)")


async def again(folder: Path) -> None:
    """Print the time of a run with nothing changed, through the pool."""
    pool = Pool(runs=2)
    await pool.start()
    try:
        with tempfile.TemporaryDirectory() as out:
            request = {"document": sales_workflow(), "workspace": str(folder), "cache": out}
            await pool.run(request, lambda _: None).finished
            await asyncio.gather(*(worker.ready() for worker in pool._idle))
            figures = []
            for _ in range(5):
                started = time.perf_counter()
                result = await pool.run(request, lambda _: None).finished
                figures.append(time.perf_counter() - started)
                if result["computed"]:
                    raise SystemExit("the second run has computed something")
    finally:
        await pool.close()
    first, rest = figures[0] * 1000, statistics.median(figures[1:]) * 1000
    print(f"run with nothing changed: first {first:.1f} ms, then {rest:.1f} ms   (goal 60)")


def edit(folder: Path, registry: Registry) -> None:
    """Print the time of the analysis of 40 nodes after an edit of the second one."""
    pl.DataFrame({"n": range(1000)}).write_csv(folder / "t.csv")
    with tempfile.TemporaryDirectory() as out:
        session, figures = Session(), []
        environment = Environment(folder, Path(out))
        for number in range(8):
            written = chain(40)
            written["nodes"][1]["settings"]["formulas"][0]["name"] = f"edited {number}"
            started = time.perf_counter()
            analyse(Workflow.model_validate(written), registry, environment, session)
            figures.append(time.perf_counter() - started)
    first, rest = figures[0] * 1000, statistics.median(figures[1:]) * 1000
    print(f"analysis of 40 nodes: first {first:.0f} ms, after an edit {rest:.1f} ms   (goal 20)")


def main() -> None:
    """Measure everything and print one line a figure."""
    if sys.argv[1:2] == ["--one"]:
        measure(sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]))
        return
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000_000
    registry = Registry.load()
    with tempfile.TemporaryDirectory(prefix="kanva-bench-") as name:
        folder = Path(name)
        edit(folder, registry)
        trivial(folder, registry)
        make_data(folder, rows)
        asyncio.run(again(folder))
        compare(folder, rows)


if __name__ == "__main__":
    main()
