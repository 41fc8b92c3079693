"""Sinks: exports fed in order from kept results; nothing larger than a batch in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import polars as pl

from kanva.engine.cache import Kept
from kanva.engine.environment import CancelledError
from kanva.engine.errors import exception_problem
from kanva.engine.execute import StepError, Tools
from kanva.engine.plan import Step
from kanva.engine.staging import RunStaging

BATCH_ROWS = 2**17
"""Rows a sink receives at once."""


class Feed:
    """The rows of a kept result, batch by batch, in order.

    Args:
        kept: The result.
        before_batch: Called with the number of rows given so far; may raise to stop.
    """

    def __init__(self, kept: Kept, before_batch: Callable[[int], None]) -> None:
        self._frame = kept.scan()
        self._rows = kept.rows
        self._before_batch = before_batch

    @property
    def schema(self) -> pl.Schema:
        """Column names and types, known before the first batch."""
        return self._frame.collect_schema()

    @property
    def row_count(self) -> int:
        """The number of rows in all."""
        return self._rows

    def __iter__(self) -> Iterator[pl.DataFrame]:
        """Yield the batches; one without rows when there are none, so that heads are written."""
        self._before_batch(0)
        if not self._rows:
            yield self._frame.collect()
        # Slices of the Parquet file, not a query running in the background: a sink that stops
        # half-way leaves nothing running behind it.
        for offset in range(0, self._rows, BATCH_ROWS):
            self._before_batch(offset)
            yield self._frame.slice(offset, BATCH_ROWS).collect()


def write_sink(
    step: Step,
    kept: Kept,
    staging: RunStaging,
    tools: Tools,
    on_rows: Callable[[int], None],
) -> int:
    """Let one sink write its staged files.

    Args:
        step: The sink.
        kept: The rows that enter it.
        staging: Gives temporary paths.
        tools: What to work with.
        on_rows: Told the number of rows given so far.

    Returns:
        The number of rows written.

    Raises:
        StepError: The sink has failed.
        CancelledError: The person has stopped the run.
    """
    node, node_type = step.node, step.node.node_type
    house = tools.house(step)

    def before_batch(rows: int) -> None:
        house.stop_if_cancelled()
        on_rows(rows)

    if node_type is None or node.settings is None:
        message = f"sink {node.id} is not ready"
        raise RuntimeError(message)
    batches = Feed(kept, before_batch)
    try:
        return node_type.write(node.settings, batches, staging, house)
    except CancelledError:
        raise
    except Exception as error:
        if tools.cancelled.is_set():
            raise CancelledError from error
        raise StepError(exception_problem(error, node_type, node.id)) from error
