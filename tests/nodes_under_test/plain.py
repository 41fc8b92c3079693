"""Well-behaved nodes: sources, transforms, joins and an export."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

import polars as pl

from kanva.formula import compile_expression
from kanva.sdk import (
    ROWS_IN,
    AxisValue,
    ConditionGroup,
    Found,
    MatrixView,
    Measure,
    Message,
    NodeError,
    NodeType,
    Port,
    Settings,
    Text,
    conditions,
    fields,
)


def said(words: str) -> Text:
    return Text.same(words)


class Base(NodeType[Any]):
    icon = "M4 12h16"
    category = "rows"
    title = said("Node under test")
    summary = said("Serves a test.")
    help = said("Serves a test.")


class CsvSettings(Settings):
    file: str = fields.file(said("File"), endings=(".csv",))
    strict: bool = fields.switch(said("Strict"))


class Csv(Base):
    abstract = False
    id = "try.csv"
    title = Text(ru="Таблица", en="Table")
    category = "sources"
    kind = "source"
    inputs = ()
    settings = CsvSettings
    messages: ClassVar = {
        "empty_table": Message(said("The table is empty: {file}"), severity="warning")
    }

    def caption(self, settings):
        return said(settings.file)

    def scan(self, settings, context):
        path = context.path(settings.file)
        if path.stat().st_size == 0:
            raise NodeError("empty_file", field="file", values={"file": settings.file})
        return pl.scan_csv(path, try_parse_dates=True)

    def fingerprint(self, settings, context):
        state = context.path(settings.file).stat()
        return [state.st_size, state.st_mtime_ns]

    def found(self, settings, context):
        return {"delimiter": Found(",", Text(ru="запятая", en="comma"))}

    def size_bytes(self, settings, context):
        return context.path(settings.file).stat().st_size


class ParquetSettings(Settings):
    file: str = fields.file(said("File"), endings=(".parquet",))


class Parquet(Base):
    abstract = False
    id = "try.parquet"
    category = "sources"
    kind = "source"
    inputs = ()
    settings = ParquetSettings

    def scan(self, settings, context):
        return pl.scan_parquet(context.path(settings.file))

    def fingerprint(self, settings, context):
        state = context.path(settings.file).stat()
        return [state.st_size, state.st_mtime_ns]

    def row_count(self, settings, context):
        return int(pl.scan_parquet(context.path(settings.file)).select(pl.len()).collect().item())

    def size_bytes(self, settings, context):
        return context.path(settings.file).stat().st_size


class RangeSettings(Settings):
    rows: int = fields.integer(said("Rows"), 10, minimum=0)
    bytes_said: int = fields.integer(said("Size"), 1)


class Range(Base):
    abstract = False
    id = "try.range"
    category = "sources"
    kind = "source"
    inputs = ()
    settings = RangeSettings

    def scan(self, settings, context):
        return pl.LazyFrame().select(n=pl.int_range(0, settings.rows, dtype=pl.Int64))

    def fingerprint(self, settings, context):
        return None

    def size_bytes(self, settings, context):
        return settings.bytes_said


class WhereSettings(Settings):
    conditions: ConditionGroup = conditions(said("Conditions"))


class Where(Base):
    """Two outputs: the rows that pass and the rest."""

    abstract = False
    id = "try.where"
    title = Text(ru="Отбор", en="Where")
    settings = WhereSettings
    outputs = (*ROWS_IN, Port("rest", Text(ru="Остальные", en="Rest"), side=True))

    def lazy(self, settings, frames, context):
        parts = []
        for _, item in settings.conditions.walk():
            column = pl.col(item.column)
            parts.append(
                {
                    ">": column > item.value,
                    ">=": column >= item.value,
                    "=": column == item.value,
                    "<": column < item.value,
                }[item.op]
            )
        test = pl.all_horizontal(parts) if parts else pl.lit(value=True)
        return {"rows": frames["rows"].filter(test), "rest": frames["rows"].filter(~test)}


class AddSettings(Settings):
    name: str = fields.new_column(said("Name"), "sum")
    column: str = fields.column(said("Column"), kinds=("integer", "number"))
    amount: float = fields.number(said("Amount"), 1.0, minimum=-1000, maximum=1000)
    mode: Literal["plus", "times"] = fields.choice(
        said("Mode"),
        (fields.Option("plus", said("Plus")), fields.Option("times", said("Times"))),
        "plus",
    )
    twin: str = fields.column(said("Twin"), look=fields.Look(when={"mode": ["times"]}))


class Add(Base):
    abstract = False
    id = "try.add"
    version = 2
    title = Text(ru="Прибавить", en="Add")
    category = "columns"
    settings = AddSettings

    def caption(self, settings):
        return said(f"{settings.column} + {settings.amount:g}")

    def lazy(self, settings, frames, context):
        column = pl.col(settings.column)
        made = column + settings.amount
        if settings.mode == "times":
            made = column * pl.col(settings.twin)
        return {"rows": frames["rows"].with_columns(made.alias(settings.name))}

    def migrate(self, old, from_version):
        return {("amount" if name == "number" else name): value for name, value in old.items()}


class CastSettings(Settings):
    column: str = fields.column(said("Column"))
    dtype: str = fields.dtype(said("Type"), "integer")


class Cast(Base):
    """Strict: a value that cannot be converted stops the run."""

    abstract = False
    id = "try.cast"
    title = Text(ru="Сменить тип", en="Cast")
    category = "columns"
    settings = CastSettings

    def lazy(self, settings, frames, context):
        target = {"integer": pl.Int64, "number": pl.Float64, "date": pl.Date}[settings.dtype]
        return {"rows": frames["rows"].with_columns(pl.col(settings.column).cast(target))}


class JoinSettings(Settings):
    left: str = fields.column(said("Left key"), port="left")
    right: str = fields.column(said("Right key"), port="right")
    how: Literal["left", "inner"] = fields.choice(
        said("How"),
        (fields.Option("left", said("Left")), fields.Option("inner", said("Inner"))),
        "left",
    )


class Join(Base):
    abstract = False
    id = "try.join"
    title = Text(ru="Соединить", en="Join")
    category = "joining"
    settings = JoinSettings
    inputs = (Port("left", said("Left")), Port("right", said("Right"), side=True))

    def lazy(self, settings, frames, context):
        joined = frames["left"].join(
            frames["right"],
            left_on=settings.left,
            right_on=settings.right,
            how=settings.how,
            maintain_order="left",
        )
        return {"rows": joined}


class Stack(Base):
    abstract = False
    id = "try.stack"
    title = Text(ru="Сложить", en="Stack")
    category = "joining"
    inputs = (Port("tables", said("Tables"), multiple=True),)

    def lazy(self, settings, frames, context):
        return {"rows": pl.concat(frames["tables"], how="diagonal_relaxed")}


class SumSettings(Settings):
    by: list[str] = fields.columns(said("By"))
    column: str = fields.column(said("Column"), kinds=("integer", "number"))


class Sum(Base):
    abstract = False
    id = "try.sum"
    title = Text(ru="Итоги", en="Totals")
    category = "grouping"
    settings = SumSettings

    def lazy(self, settings, frames, context):
        grouped = frames["rows"].group_by(settings.by, maintain_order=True)
        return {"rows": grouped.agg(pl.col(settings.column).sum())}


class TopSettings(Settings):
    rows: int = fields.integer(said("Rows"), 10, minimum=0)


class Top(Base):
    abstract = False
    id = "try.top"
    title = Text(ru="Первые", en="Top")
    settings = TopSettings

    def lazy(self, settings, frames, context):
        return {"rows": frames["rows"].head(settings.rows)}


class SortSettings(Settings):
    column: str = fields.column(said("Column"))


class Sort(Base):
    abstract = False
    id = "try.sort"
    title = Text(ru="Порядок", en="Sort")
    settings = SortSettings

    def lazy(self, settings, frames, context):
        return {"rows": frames["rows"].sort(settings.column, maintain_order=True)}


class SpreadSettings(Settings):
    column: str = fields.column(said("Column"))


class Spread(Base):
    """Collects by itself: its columns follow from the data."""

    abstract = False
    id = "try.spread"
    title = Text(ru="Разложить", en="Spread")
    category = "grouping"
    eager = True
    settings = SpreadSettings

    def lazy(self, settings, frames, context):
        values = frames["rows"].select(pl.col(settings.column).unique().sort()).collect()
        made = {str(value): [True] for value in values.to_series()}
        return {"rows": pl.LazyFrame(made)}

    def schema(self, settings, inputs, context):
        return {"rows": pl.Schema({})}


class LanguageWord(Base):
    abstract = False
    id = "try.language"
    category = "text"

    def lazy(self, settings, frames, context):
        word = {"ru": "да", "en": "yes"}[context.language]
        return {"rows": frames["rows"].with_columns(word=pl.lit(word))}


class Dice(Base):
    """Gives other rows with every run."""

    abstract = False
    id = "try.dice"
    volatile = True
    rolled = 0

    def lazy(self, settings, frames, context):
        type(self).rolled += 1
        return {"rows": frames["rows"].with_columns(dice=pl.lit(type(self).rolled))}


class FormulaItem(Settings):
    name: str = fields.new_column(said("Name"))
    formula: str = fields.formula(said("Formula"))


class CalculateSettings(Settings):
    formulas: list[FormulaItem] = fields.items(said("Formulas"), item_title=said("formula"))


class Calculate(Base):
    abstract = False
    id = "try.calculate"
    title = Text(ru="Посчитать", en="Calculate")
    category = "columns"
    settings = CalculateSettings

    def lazy(self, settings, frames, context):
        frame = frames["rows"]
        for item in settings.formulas:
            columns = dict(frame.collect_schema())
            made = compile_expression(item.formula, columns, context.parameters)
            frame = frame.with_columns(made.alias(item.name))
        return {"rows": frame}


class GridSettings(Settings):
    column: str = fields.column(said("Column"))


class Grid(Base):
    abstract = False
    id = "try.grid"
    category = "marketing"
    settings = GridSettings

    def lazy(self, settings, frames, context):
        return {"rows": frames["rows"]}

    def view(self, settings, context):
        return MatrixView(
            port="rows",
            column=settings.column,
            cells=(("a", "b"), ("c", "d")),
            rows=(AxisValue(said("up")), AxisValue(said("down"))),
            columns=(AxisValue(said("one")), AxisValue(said("two"), said("2"))),
            measures=(
                Measure("count", said("Count"), "count"),
                Measure("share", said("Share"), "share", format="percent"),
                Measure("sum", said("Sum"), "sum", "n", "money"),
            ),
            aside=(("z", said("others")),),
        )


class SaveSettings(Settings):
    file: str = fields.file(said("File"), endings=(".csv",), saving=True)


class Save(Base):
    abstract = False
    id = "try.save"
    title = Text(ru="Выгрузить", en="Save")
    category = "export"
    kind = "sink"
    outputs = ()
    settings = SaveSettings

    def targets(self, settings, context):
        return [settings.file]

    def write(self, settings, batches, staging, context):
        rows = 0
        with staging.file(settings.file).open("wb") as file:
            file.write((",".join(batches.schema.names()) + "\n").encode())
            for batch in batches:
                batch.write_csv(file, include_header=False)
                rows += batch.height
        return rows
