"""Runs computed again from what they kept, the last few of them held between two requests.

It refuses to look anything up: a run's own document and provenance are all it is made from.
"""

from collections import OrderedDict
from threading import Lock

from records.dividend.prepare.prepared import Computed
from records.dividend.prepare.recompute import recompute
from records.dividend.runs.deeds import RunComputed
from records.dividend.runs.state import Run

RUNS_HELD = 4
"""A page asks for figures, lines and payments of one run in turn."""


class Again:
    """The last few runs computed again, by the digest of what they were computed from."""

    def __init__(self, most: int = RUNS_HELD) -> None:
        """Nothing yet."""
        self._held: OrderedDict[str, Computed] = OrderedDict()
        self._gross: dict[str, int] = {}
        self._most, self._lock = most, Lock()

    def of(self, deed: RunComputed) -> Computed:
        """What the deed's document and provenance come to."""
        with self._lock:
            done = self._held.get(deed.inputs_hash)
            if done is None:
                done = recompute(deed.document, deed.provenance)
                self._held[deed.inputs_hash] = done
                self._gross[deed.inputs_hash] = done.split.paid_fen
            self._held.move_to_end(deed.inputs_hash)
            while len(self._held) > self._most:
                self._held.popitem(last=False)
            return done

    def gross_fen(self, deed: RunComputed) -> int:
        """What it distributes, fen."""
        known = self._gross.get(deed.inputs_hash)
        return self.of(deed).split.paid_fen if known is None else known


_AGAIN = Again()


def computed_of(run: Run) -> Computed:
    """What a run computed, made again from what it kept."""
    assert run.computed is not None
    return _AGAIN.of(run.computed)


def gross_of(run: Run) -> int:
    """What a computed run distributes, fen."""
    assert run.computed is not None
    return _AGAIN.gross_fen(run.computed)
