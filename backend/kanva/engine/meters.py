"""Meters: exact row counts, live progress and a point of cancelling on the outputs of nodes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from kanva.engine.analysis import Origin
from kanva.engine.environment import CancelledError


@dataclass(slots=True)
class Meter:
    """What has passed through one output.

    Args:
        rows: Rows so far; the exact number once the plan has ended.
        first: Moment of the first rows, in seconds of `time.perf_counter`; 0 before.
        last: Moment of the latest rows.
    """

    rows: int = 0
    first: float = 0.0
    last: float = 0.0

    @property
    def seconds(self) -> float | None:
        """Time from the first to the latest rows: how long it was active, not its work alone."""
        return None if self.first == 0.0 else round(self.last - self.first, 4)


class Meters:
    """The meters of one run.

    Args:
        cancelled: Set to end the plan at the next rows that pass a meter.
    """

    def __init__(self, cancelled: threading.Event) -> None:
        self._cancelled = cancelled
        self._lock = threading.Lock()
        self._changed: set[str] = set()
        self.meters: dict[Origin, Meter] = {}
        self.last_active: str | None = None
        """Id of the node through which rows have passed last."""

    def metered(self, origin: Origin, frame: pl.LazyFrame) -> pl.LazyFrame:
        """Return the same rows, counted as they pass.

        Args:
            origin: The output they leave.
            frame: The rows.
        """
        meter = self.meters.setdefault(origin, Meter())
        # Predicates and slices must not pass a meter, or it would count what others have left over.
        return frame.map_batches(
            self._counter(origin, meter),
            predicate_pushdown=False,
            slice_pushdown=False,
            projection_pushdown=True,
            validate_output_schema=False,
            streamable=True,
        )

    def _counter(self, origin: Origin, meter: Meter) -> Callable[[pl.DataFrame], pl.DataFrame]:
        def count(rows: pl.DataFrame) -> pl.DataFrame:
            if self._cancelled.is_set():
                raise CancelledError
            now = time.perf_counter()
            with self._lock:
                meter.rows += rows.height
                meter.first = meter.first or now
                meter.last = now
                self._changed.add(origin.node)
                self.last_active = origin.node
            return rows

        return count

    def activity(self) -> set[str]:
        """Return the ids of nodes through which rows have passed since the last question."""
        with self._lock:
            changed, self._changed = self._changed, set()
        return changed
