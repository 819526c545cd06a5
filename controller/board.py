"""The newest sample of every tag, one slot each, and what arrived since the last tick.

It refuses to judge a sample; freshness is judged when a snapshot is read.
"""

from collections.abc import Mapping, Sequence

from farm.sample import Sample
from farm.snapshot import Snapshot
from farm.tag import TagName

ARRIVED_MAX = 20_000
"""Most samples kept for one tick's history batch; more are counted as dropped."""


class Board:
    """One slot a tag. Bounded: unknown tags are refused, a full batch drops and counts."""

    def __init__(self, periods_s: Mapping[TagName, float]) -> None:
        """`periods_s`: poll period of every tag that may arrive, s."""
        self._periods_s = dict(periods_s)
        self._slots: dict[TagName, Sample] = {}
        self._arrived: list[Sample] = []
        self._late: list[tuple[TagName, int]] = []
        self._frozen_ms = -1
        self.dropped = 0

    def take(self, samples: Sequence[Sample]) -> None:
        """Take samples from a bus; one older than its slot's is kept for history only."""
        slots, arrived, frozen_ms = self._slots, self._arrived, self._frozen_ms
        if len(arrived) + len(samples) > ARRIVED_MAX:
            self.dropped += len(samples)
            return
        for sample in samples:
            tag, _, _, at_s, at_ms, _, _ = sample
            held = slots.get(tag)
            if held is None:
                if tag not in self._periods_s:
                    self.dropped += 1
                    continue
                slots[tag] = sample
            elif at_s >= held[3]:
                slots[tag] = sample
            arrived.append(sample)
            if at_ms <= frozen_ms:
                self._late.append((tag, at_ms))

    def newest(self, name: TagName) -> Sample | None:
        """What stands in a slot."""
        return self._slots.get(name)

    def snapshot(self, at_s: float, at_ms: int) -> Snapshot:
        """Everything as it stands, frozen."""
        self._frozen_ms = at_ms
        return Snapshot(at_s, at_ms, dict(self._slots), self._periods_s)

    def arrived(self) -> list[Sample]:
        """Samples since the last call, in order of arrival."""
        taken, self._arrived = self._arrived, []
        return taken

    def late(self) -> list[tuple[TagName, int]]:
        """Samples (tag, UTC ms) since the last call that came after the snapshot of their instant.

        By their time alone a replay would think that the snapshot had them.
        """
        taken, self._late = self._late, []
        return taken
