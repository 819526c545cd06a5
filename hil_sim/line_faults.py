"""What may be wrong with a whole wire: nobody gets through, it is gone, every frame meets noise.

It refuses to know stations and frames: bytes that go in and bytes that come out.
"""

from dataclasses import dataclass, fields
from random import Random

from hil_sim.wire import Delivery
from hil_sim.wire_faults import flipped


@dataclass(slots=True)
class LineFaults:
    """Present faults of one bus; all may hold at once."""

    silent: bool = False
    """Shorted, A and B exchanged, or a gateway that takes everything and never answers: what the
    master sends reaches no station, what a station sends reaches nobody."""
    gone: bool = False
    """The adapter was pulled, or the gateway refuses: what is open breaks, opening fails."""
    noise_share: float = 0.0
    """Share of frames, either way, that arrive with one to three bits turned; 0 to 1."""

    def put(self, kind: str, value: float) -> None:
        """Set one fault by name; ValueError for a name that is none."""
        names = [field.name for field in fields(self)]
        if kind not in names:
            raise ValueError(f"a wire's fault {kind!r} is not one of {', '.join(sorted(names))}")
        setattr(self, kind, type(getattr(self, kind))(value))

    @property
    def cuts(self) -> bool:
        """Whether nothing gets through."""
        return self.silent or self.gone

    def sent(self, data: bytes, dice: Random) -> bytes:
        """What the master sent, as the stations get it."""
        return flipped(data, dice) if self.noise_share and self._strikes(dice) else data

    def said(self, deliveries: list[Delivery], dice: Random) -> list[Delivery]:
        """What the stations said, as the master gets it."""
        if not self.noise_share:
            return deliveries
        return [
            Delivery(one.at_s, flipped(one.data, dice)) if self._strikes(dice) else one
            for one in deliveries
        ]

    def _strikes(self, dice: Random) -> bool:
        return dice.random() < self.noise_share
