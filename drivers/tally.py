"""What was seen on a wire since start: counts, spreads, loads.

Pure counting, handed the time; it refuses to wait, to judge and to know why anything happened.
"""

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field

from farm.link import REPLY_EDGES_MS

FINEST_MS = 0.25
STEPS_AN_OCTAVE = 4
STEPS = STEPS_AN_OCTAVE * (len(REPLY_EDGES_MS) + 2) + 1  # below 1 ms two octaves; one for the rest
_ENDS_S = [FINEST_MS * 2.0 ** (step / STEPS_AN_OCTAVE) / 1000 for step in range(1, STEPS)]
"""Where each step but the last ends, s."""
LOAD_WINDOW_S = 60.0
LOAD_PART_S = 10.0


class Spread:
    """A histogram of times on a logarithmic scale, four steps an octave from a quarter of a ms."""

    __slots__ = ("_counts", "largest_s", "total")

    def __init__(self) -> None:
        """Empty."""
        self._counts = [0] * STEPS
        self.total = 0
        self.largest_s = 0.0

    def add(self, time_s: float) -> None:
        """Count one time; negative counts as none."""
        self._counts[bisect_right(_ENDS_S, time_s)] += 1
        self.total += 1
        if time_s > self.largest_s:
            self.largest_s = time_s

    def quantile_ms(self, share: float) -> float:
        """Time that `share` of all did not exceed, ms, at most a fifth too long; 0 when empty."""
        wanted, seen = share * self.total, 0
        for step, count in enumerate(self._counts):
            seen += count
            if count and seen >= wanted:
                edge_ms: float = FINEST_MS * 2.0 ** ((step + 1) / STEPS_AN_OCTAVE)
                return round(min(edge_ms, self.largest_s * 1000), 3)
        return 0.0

    def counts(self) -> tuple[int, ...]:
        """Counts by farm.link.REPLY_EDGES_MS, the rest last."""
        below = 2 * STEPS_AN_OCTAVE
        parts = range(below, STEPS - 1, STEPS_AN_OCTAVE)
        octaves = [sum(self._counts[at : at + STEPS_AN_OCTAVE]) for at in parts]
        return (sum(self._counts[:below]), *octaves[:-1], octaves[-1] + self._counts[-1])


class Load:
    """Share of the last minute in which something was busy."""

    __slots__ = ("_began_s", "_parts")

    def __init__(self) -> None:
        """Nothing seen yet."""
        self._parts: dict[int, float] = {}
        self._began_s: float | None = None

    def busy(self, from_s: float, to_s: float) -> None:
        """It was busy from … to; booked where it ended."""
        part = int(to_s // LOAD_PART_S)
        if self._began_s is None:
            self._began_s = from_s
        if part not in self._parts:
            oldest = part - round(LOAD_WINDOW_S / LOAD_PART_S)
            self._parts = {at: busy for at, busy in self._parts.items() if at >= oldest}
            self._parts[part] = 0.0
        self._parts[part] += to_s - from_s

    def share(self, now_s: float) -> float:
        """Between 0 and 1."""
        if self._began_s is None:
            return 0.0
        first = int(now_s // LOAD_PART_S) - round(LOAD_WINDOW_S / LOAD_PART_S)
        since_s = max(self._began_s, first * LOAD_PART_S)
        busy_s = sum(busy for at, busy in self._parts.items() if at >= first)
        return min(1.0, busy_s / (now_s - since_s)) if now_s > since_s else 0.0


@dataclass(slots=True)
class Seen:
    """One station: its answers, its writes, why it was missed last, its latest visit."""

    replies: Spread = field(default_factory=Spread)
    writes: int = 0
    last_reason: str = ""
    visit_s: float = 0.0


@dataclass(slots=True)
class Tally:
    """One wire. `seen`: by unit; a wire with one device keeps everything under unit 0."""

    worst_reply_s: float = 0.0
    wrong_rejected: int = 0
    opened: int = 0
    errors: Counter[str] = field(default_factory=Counter)
    seen: dict[int, Seen] = field(default_factory=dict)
    lateness: Spread = field(default_factory=Spread)
    load: Load = field(default_factory=Load)

    def of(self, unit: int) -> Seen:
        """What was seen of a station."""
        found = self.seen.get(unit)
        if found is None:
            found = self.seen[unit] = Seen()
        return found

    def replied(self, after_s: float, unit: int = 0) -> None:
        """An answer was complete this long after the end of its request, believed or late."""
        self.worst_reply_s = max(self.worst_reply_s, after_s)
        self.of(unit).replies.add(after_s)

    def failed(self, reason: str, unit: int = 0) -> None:
        """A transaction ended without an answer that one may believe."""
        self.errors[reason] += 1
        self.of(unit).last_reason = reason

    @property
    def round_s(self) -> float:
        """How long it takes to ask everyone once: the latest visits, one after another."""
        return sum(row.visit_s for row in self.seen.values())

    @property
    def reconnects(self) -> int:
        """How often the wire was opened again."""
        return max(0, self.opened - 1)
