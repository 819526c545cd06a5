"""An independent record: every frame on every wire, and what each tag could show at any moment.

It refuses to know what the programs under test believed.
"""

import json
import struct
from bisect import bisect_left, bisect_right
from collections import Counter, deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from hil_sim.instruments import Panel
from models.floats import FloatArray

MAGIC = b"ras-wire/1\n"
HEAD = struct.Struct("<qHBH")
"""UTC ms, number of the bus, 0 request or 1 reply, bytes that follow."""
REQUEST, REPLY = 0, 1
FILE_BYTES = 64 << 20
"""A full file becomes `.1`; so there are never more than two."""
BUFFER_BYTES = 1 << 18
ROWS = 14_500
"""Seconds of shown values kept in memory: a whole scenario, of which none is longer than 4 h."""
WRITES = 20_000
"""Writes on the wire kept in memory."""
CHANGES = 3 * ROWS
"""Changes between rows kept for one tag: the heartbeat alone makes one a second."""
FLOAT32_PART = 3e-7


class WireRecord:
    """Every request and reply, in memory as counts, on disk as bytes."""

    def __init__(self, path: Path | None, buses: list[str]) -> None:
        """`path`: file to keep frames in, or None for counts only."""
        self._path, self.buses = path, buses
        self._number = {bus: number for number, bus in enumerate(buses)}
        self._pending = bytearray()
        self._written = 0
        self.counts: dict[str, Counter[str]] = {bus: Counter() for bus in buses}
        self.writes: deque[tuple[int, str, bytes]] = deque(maxlen=WRITES)
        self.messages: deque[tuple[int, str, str, str]] = deque(maxlen=WRITES)
        """Text messages the network took: UTC ms, bus of the modem, number, text."""
        self.on_write_error: str = ""
        self.tap: Callable[[int, str, int, bytes], None] | None = None
        """Told of each frame as `frame` is; for whoever keeps a record of its own."""
        if path is not None:
            self._start(path)

    def frame(self, at_ms: int, bus: str, direction: int, data: bytes) -> None:
        """Note one frame."""
        self.counts[bus]["replies" if direction else "requests"] += 1
        if self.tap is not None:
            self.tap(at_ms, bus, direction, data)
        if self._path is None:
            return
        self._pending += HEAD.pack(at_ms, self._number[bus], direction, len(data)) + data
        if len(self._pending) > BUFFER_BYTES:
            self.flush()

    def count(self, bus: str, what: str) -> None:
        """Count something that was no frame: bad checksum, silence, unknown station."""
        self.counts[bus][what] += 1

    def write(self, at_ms: int, bus: str, unit_and_pdu: bytes) -> None:
        """Note a request that writes."""
        self.writes.append((at_ms, bus, unit_and_pdu))

    def flush(self) -> None:
        """Bring what is pending to the file; a full disk is noted, never raised."""
        if self._path is None or not self._pending:
            return
        try:
            if self._written > FILE_BYTES:
                self._path.replace(self._path.with_name(self._path.name + ".1"))
                self._start(self._path)
            with self._path.open("ab") as file:
                file.write(self._pending)
            self._written += len(self._pending)
        except OSError as error:
            self.on_write_error = str(error)
        self._pending.clear()

    def _start(self, path: Path) -> None:
        head = MAGIC + json.dumps(self.buses).encode() + b"\n"
        path.write_bytes(head)
        self._written = len(head)


def read_wire(path: Path) -> Iterator[tuple[int, str, int, bytes]]:
    """Frames of a record in order: UTC ms, bus, direction, bytes; ValueError for another file."""
    content = path.read_bytes()
    if not content.startswith(MAGIC):
        raise ValueError(f"{path} is not a wire record")
    end = content.index(b"\n", len(MAGIC))
    buses = json.loads(content[len(MAGIC) : end])
    at = end + 1
    while at + HEAD.size <= len(content):
        at_ms, bus, direction, size = HEAD.unpack_from(content, at)
        at += HEAD.size
        yield at_ms, buses[bus], direction, content[at : at + size]
        at += size


class HeldHistory:
    """What every tag showed in the last four hours: a row a second, and changes in between."""

    def __init__(self, panel: Panel, grains: dict[str, float], rows: int = ROWS) -> None:
        """`grains`: what one count of a tag's register is worth, where it is coarse."""
        self._panel, self._grains = panel, grains
        self._rows: FloatArray = np.zeros((rows, len(panel.tags)))
        self._at_s: list[float] = []
        self._first = 0
        self._changes: dict[int, deque[tuple[float, float]]] = {}

    def row(self, at_s: float) -> None:
        """Keep what the panel shows from `at_s` on."""
        number = self._first + len(self._at_s)
        self._rows[number % len(self._rows)] = self._panel.shown
        self._at_s.append(at_s)
        if len(self._at_s) > len(self._rows):
            drop = len(self._at_s) - len(self._rows)
            del self._at_s[:drop]
            self._first += drop

    def change(self, tag: str, value: float, at_s: float) -> None:
        """Keep a change between rows."""
        slot = self._panel.slot.get(tag)
        if slot is not None:
            self._changes.setdefault(slot, deque(maxlen=CHANGES)).append((at_s, value))

    def held(self, tag: str, from_s: float, to_s: float) -> list[float]:
        """Every value the tag showed between two moments of the loop clock, in order."""
        slot = self._panel.slot[tag]
        start = max(bisect_right(self._at_s, from_s) - 1, 0)
        end = bisect_right(self._at_s, to_s)
        numbers = [(self._first + row) % len(self._rows) for row in range(start, end)]
        stamped = [
            (self._at_s[start + place], float(self._rows[number, slot]))
            for place, number in enumerate(numbers)
        ]
        changes = self._changes.get(slot, ())
        times = [at for at, _ in changes]
        between = list(changes)[bisect_left(times, from_s) : bisect_right(times, to_s)]
        return [value for _, value in sorted(stamped + between)]

    def could_show(self, tag: str, value: float, from_s: float, to_s: float) -> bool:
        """Whether a reading of this value could come from the tag's register in that time."""
        grain = self._grains.get(tag, 0.0)
        return any(
            abs(value - shown) <= 0.51 * grain + FLOAT32_PART * 4 * abs(shown) + 1e-9
            for shown in self.held(tag, from_s, to_s)
        )

    def arrays(self, utc_ms_at: Callable[[float], int]) -> dict[str, Any]:
        """Everything kept, as arrays: rows in order of time, changes in between, UTC ms.

        `recorded`: tags that may be judged; `grains`: what one count is worth, 0 where it is fine;
        `dropped`: how many older rows are no more.
        """
        tags = self._panel.tags
        numbers = np.arange(self._first, self._first + len(self._at_s)) % len(self._rows)
        changes = [
            (slot, utc_ms_at(at_s), value)
            for slot, rows in self._changes.items()
            for at_s, value in rows
        ]
        slots, change_ms, values = zip(*changes, strict=True) if changes else ((), (), ())
        return {
            "tags": np.array(tags),
            "recorded": np.array([self._panel.recorded(tag) for tag in tags], dtype=bool),
            "grains": np.array([self._grains.get(tag, 0.0) for tag in tags]),
            "rows_ms": np.array([utc_ms_at(at_s) for at_s in self._at_s], dtype=np.int64),
            "values": self._rows[numbers],
            "dropped": np.array(self._first),
            "change_slots": np.array(slots, dtype=np.int64),
            "change_ms": np.array(change_ms, dtype=np.int64),
            "change_values": np.array(values, dtype=float),
        }

    def save(self, path: Path, utc_ms_at: Callable[[float], int]) -> None:
        """The same as a file of numpy (npz), written aside and moved into place."""
        draft = path.with_name(f"{path.name}.draft")
        with draft.open("wb") as file:
            np.savez(file, **self.arrays(utc_ms_at))
        draft.replace(path)
