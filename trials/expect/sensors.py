"""Probes that are not believed: by when a doubt stands, and that a sound probe is left in peace.

What the controller says of its doubts is asked for by itself; what became of the water is judged by
`general` and `oxygen`.
"""

from typing import Literal

import numpy as np
from pydantic import Field

from trials.expect.expected import Ran, Span
from trials.expect.looks import Look
from trials.finding import Finding


class _OfProbe(Span):
    """About the doubt of one tag."""

    tag: str

    def looks(self) -> tuple[Look, ...]:
        """Whether the controller acts on it, every second."""
        return (Look("believed", self.tag),)


class Doubted(_OfProbe):
    """Never acted on from `from_s + by_s` to `to_s`: Bad, or in doubt though its answer is Good."""

    check: Literal["doubted"]
    by_s: float = Field(0.0, ge=0)

    def found(self, ran: Ran) -> Finding:
        """Seconds it was believed."""
        seen = ran.looked(self.looks()[0], self.from_s + self.by_s, self.to_s)
        since = ran.looked(self.looks()[0], self.from_s, self.to_s)
        first = np.flatnonzero(since < 0.5)
        said = f"{self.tag}: believed for {int(np.count_nonzero(seen > 0.5))} of {len(seen)} s"
        said += f", first doubted after {int(first[0])} s" if len(first) else ", never doubted"
        return self.finding(len(seen) > 0 and not np.any(seen > 0.5), said)


class Believed(_OfProbe):
    """Acted on all the time from `from_s` to `to_s`: no false doubt."""

    check: Literal["believed"]

    def found(self, ran: Ran) -> Finding:
        """Seconds it was not."""
        seen = ran.looked(self.looks()[0], self.from_s, self.to_s)
        off = int(np.count_nonzero(seen < 0.5))
        said = f"{self.tag}: not believed for {off} of {len(seen)} s"
        return self.finding(len(seen) > 0 and off == 0, said)
