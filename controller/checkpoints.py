"""What is needed to recompute any decision of the last two days: one line a minute.

It refuses to know samples (history has them) and to decide. A line: the memory at the minute's
start, the instants of its ticks, the wishes granted, what every output became when it changed.
"""

import base64
import json
import zlib
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HOUR_MS = 3_600_000
HOURS_KEPT = 48
MINUTES_HELD = 10
"""Lines kept while the disk refuses them; the oldest go."""
RETRY_TURNS = 5
"""Ticks between two tries of a disk that refused."""


@dataclass(slots=True)
class Minute:
    """One minute. `ticks`: UTC ms, `before_ms`: the tick before them.

    `wishes` and `outputs` by tick index; an output's row is name, value, rank, by;
    `unattended`: outputs no law may move, by the tick index from which that holds;
    `late`: tag and UTC ms of samples that came just after the tick of that index;
    `tally`: what was counted and not yet told after the last tick (None: not kept).
    """

    memory: dict[str, Any]
    before_ms: int = 0
    ticks: list[int] = field(default_factory=list)
    wishes: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    outputs: list[tuple[int, str, float, int, str]] = field(default_factory=list)
    late: list[tuple[int, str, int]] = field(default_factory=list)
    tally: dict[str, Any] | None = None
    unattended: list[tuple[int, list[str]]] = field(default_factory=list)

    def as_line(self) -> bytes:
        """Start of the minute, and the rest packed."""
        body = {
            "memory": self.memory,
            "before_ms": self.before_ms,
            "ticks": self.ticks,
            "wishes": self.wishes,
            "outputs": self.outputs,
            "late": self.late,
            "tally": self.tally,
            "unattended": self.unattended,
        }
        packed = base64.b64encode(zlib.compress(json.dumps(body).encode(), 3))
        return str(self.ticks[0]).encode() + b" " + packed + b"\n"


class Checkpoints:
    """Files of one hour each in a folder; the oldest go. Disk trouble is told, never raised.

    Lines a bad disk refused are kept in memory, and written in order once it takes them.
    """

    def __init__(self, folder: Path) -> None:
        """The folder is made with the first line."""
        self._folder = folder
        self._waiting: deque[tuple[int, bytes]] = deque(maxlen=MINUTES_HELD)
        self._torn, self._turns = False, 0
        self.trouble = ""

    def add(self, minute: Minute) -> None:
        """Keep a minute that has at least one tick."""
        self._waiting.append((minute.ticks[0] // HOUR_MS, minute.as_line()))
        self._write()

    def turned(self) -> None:
        """Told once a tick: now and then it is seen whether the disk is well again."""
        self._turns += 1
        if self._waiting and self._turns % RETRY_TURNS == 0:
            self._write()

    def _write(self) -> None:
        try:
            while self._waiting:
                self._append(*self._waiting[0])
                self._waiting.popleft()
            self.trouble, self._torn = "", False
        except OSError as error:
            self.trouble, self._torn = str(error), True

    def _append(self, hour: int, line: bytes) -> None:
        """Write one line and let go of old files. Raises OSError."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / f"{hour}.jsonl").open("ab") as file:
            # Part of a line may stand there since the last time.
            file.write(b"\n" + line if self._torn else line)
        for old in self._hours():
            # What is later than now is of a clock that was ahead: it would be newest for ever.
            if not hour - HOURS_KEPT <= old <= hour:
                (self._folder / f"{old}.jsonl").unlink(missing_ok=True)

    def holding(self, at_ms: int) -> Minute | None:
        """The minute in which a tick at or just before `at_ms` fell."""
        hour = at_ms // HOUR_MS
        best: tuple[int, bytes] | None = None
        for near in (hour - 1, hour):
            for start, packed in self._lines(near):
                if start <= at_ms and (best is None or start >= best[0]):
                    best = (start, packed)
        return _opened(best[1]) if best else None

    def newest(self) -> Minute | None:
        """The last minute that can be read: what a new run goes on from."""
        for hour in sorted(self._hours(), reverse=True):
            for _, packed in reversed(list(self._lines(hour))):
                minute = _opened(packed)
                if minute is not None and minute.ticks:
                    return minute
        return None

    def _hours(self) -> list[int]:
        if not self._folder.is_dir():
            return []
        return [int(path.stem) for path in self._folder.glob("*.jsonl") if path.stem.isdigit()]

    def _lines(self, hour: int) -> Iterator[tuple[int, bytes]]:
        try:
            data = (self._folder / f"{hour}.jsonl").read_bytes()
        except OSError:
            return
        for row in data.splitlines():
            start, _, packed = row.partition(b" ")
            if start.isdigit() and packed:
                yield int(start), packed


def _opened(packed: bytes) -> Minute | None:
    """None for a line cut short by a power cut, or of another shape."""
    try:
        body = json.loads(zlib.decompress(base64.b64decode(packed, validate=True)))
        return _minute(body)
    except (ValueError, TypeError, KeyError, AttributeError, zlib.error):
        return None


def _minute(body: dict[str, Any]) -> Minute:
    wishes = [(int(i), w) for i, w in body["wishes"]]
    outputs = [(int(i), n, float(v), int(r), b) for i, n, v, r, b in body["outputs"]]
    late = [(int(i), n, int(at)) for i, n, at in body["late"]]
    ticks = [int(tick) for tick in body["ticks"]]
    before_ms, tally = int(body["before_ms"]), body.get("tally")
    left = [(int(i), [str(name) for name in names]) for i, names in body.get("unattended", [])]
    return Minute(body["memory"], before_ms, ticks, wishes, outputs, late, tally, left)
