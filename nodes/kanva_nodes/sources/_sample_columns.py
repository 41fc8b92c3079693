"""The different cells of a sample, column by column, gathered record by record."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice, zip_longest

_BATCH_RECORDS = 500


class SampleColumns:
    """Different cells of each column, in the order they are met.

    Records are let go batch by batch: a hundred thousand lists held at once would keep Python's
    collector of garbage busy for longer than the reading takes.

    Args:
        width: Number of cells of a full record.

    Example:
        >>> columns = SampleColumns(2)
        >>> columns.add([["1", "a"], ["2"], ["1", "b"]])
        >>> columns.values(2)
        [['1'], ['a', 'b']]
    """

    def __init__(self, width: int) -> None:
        self._width = width
        self._full: list[dict[str, None]] = [{} for _ in range(width)]
        self._uneven: list[list[str]] = []

    def add(self, records: Iterable[list[str]]) -> None:
        """Take in records; blank ones and cells beyond the width do not count.

        Args:
            records: Records of any number of cells.
        """
        rest = iter(records)
        while batch := list(islice(rest, _BATCH_RECORDS)):
            full = [record for record in batch if len(record) == self._width]
            if len(full) < len(batch):
                self._uneven.extend(
                    record for record in batch if record and len(record) != self._width
                )
            for known, cells in zip(self._full, zip(*full, strict=False), strict=False):
                known.update(dict.fromkeys(cells))

    @property
    def last(self) -> list[str]:
        """Different last cells of the records of the whole width."""
        return list(self._full[-1])

    def values(self, width: int) -> list[list[str]]:
        """Return the different cells of the first columns.

        Args:
            width: Number of columns: the whole width, or one less without the last one.

        Returns:
            One list a column, of the records that have all of these columns; of all records where
            none has.
        """
        more = [record for record in self._uneven if len(record) >= width]
        if not self._full[0] and not more:
            more = self._uneven
        turned = list(zip_longest(*(record[:width] for record in more), fillvalue=""))
        turned += [()] * (width - len(turned))
        return [list(self._full[at] | dict.fromkeys(turned[at])) for at in range(width)]
