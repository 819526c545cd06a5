"""A recorded series as something a probe measures: one row for each time the station is asked.

It refuses to know where the series came from and what the reader makes of it.
"""

import csv
import io
import math
from dataclasses import dataclass

REST_TEMPERATURE_C = 20.0
"""What a played oxygen probe's own thermometer shows where the file has no temperature."""


@dataclass(frozen=True, slots=True)
class Series:
    """What the probe of one tag measures, poll by poll; None: it does not answer that poll.

    `temperature_c`: the probe's own thermometer at the same rows, for oxygen probes.
    """

    tag: str
    values: tuple[float | None, ...]
    temperature_c: tuple[float | None, ...] = ()


@dataclass(slots=True)
class Player:
    """Where one series stands. After its last row the probe does not answer any more."""

    series: Series
    row: int = -1

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(self.series.values)

    def next(self) -> float | None:
        """The next row's value; None: no answer."""
        self.row = min(self.row + 1, self.rows)
        return self.series.values[self.row] if self.row < self.rows else None

    def temperature_c(self) -> float:
        """The probe's own thermometer at the row last played."""
        column = self.series.temperature_c
        now = column[self.row] if 0 <= self.row < len(column) else None
        return REST_TEMPERATURE_C if now is None else now


def read_series(
    text: str, columns: dict[str, str], temperature_column: str | None = None
) -> list[Series]:
    """Series by tag from a CSV with a header; blank, `nan` or `NA` cells are polls unanswered.

    ValueError names the column or the line that cannot be read.
    """
    reader = csv.DictReader(io.StringIO(text))
    names = [*columns.values(), *([temperature_column] if temperature_column else [])]
    missing = [name for name in names if name not in (reader.fieldnames or [])]
    if missing:
        raise ValueError(f"no column {', '.join(missing)}; there are {reader.fieldnames}")
    rows = list(reader)
    cells = {name: tuple(_cell(row, name, at) for at, row in enumerate(rows, 2)) for name in names}
    warm = cells[temperature_column] if temperature_column else ()
    return [Series(tag, cells[name], warm) for tag, name in columns.items()]


def _cell(row: dict[str, str | None], name: str, line: int) -> float | None:
    written = (row[name] or "").strip()
    if written.lower() in ("", "nan", "na"):
        return None
    try:
        value = float(written)
    except ValueError:
        raise ValueError(f"line {line}, column {name}: {written!r} is not a number") from None
    if not math.isfinite(value):
        raise ValueError(f"line {line}, column {name}: {written!r} is not a number")
    return value
