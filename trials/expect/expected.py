"""What every expectation has in common: a name, a span, and how to look at a run that is over.

It refuses to know any particular expectation.
"""

from abc import abstractmethod
from dataclasses import dataclass

from farm.site import Device
from farm.words import Noun
from hil_sim.simulated_farm import SimulatedFarm
from models.floats import FloatArray
from trials.expect.looks import Look, Looks
from trials.finding import Finding
from trials.orders.order import Seconds
from trials.whole_farm import Trial
from trials.witness import Witness


@dataclass(frozen=True, slots=True)
class Ran:
    """A run that is over, and what was seen of it."""

    trial: Trial
    seen: Witness
    looks: Looks

    @property
    def farm(self) -> SimulatedFarm:
        """The simulated farm as the run left it."""
        return self.trial.farm

    def ms(self, at_s: float) -> int:
        """UTC ms of a second of the run."""
        return self.farm.utc_ms_at(at_s)

    def device(self, name: str) -> Device:
        """A device of the site."""
        return next(device for device in self.farm.site.devices if device.id == name)

    def looked(self, look: Look, from_s: float, to_s: float) -> FloatArray:
        """What was seen of something each second of a span, both ends included."""
        return self.looks.between(look, from_s, to_s)


class Expected(Noun):
    """One expectation; a subclass names itself in `check` and judges a run."""

    check: str

    def looks(self) -> tuple[Look, ...]:
        """What must be looked at every second of the run, for this to be judged."""
        return ()

    @abstractmethod
    def found(self, ran: Ran) -> Finding:
        """Whether it was met, with the figure."""
        raise NotImplementedError

    def finding(self, ok: bool, said: str) -> Finding:
        """A finding in this expectation's name."""
        return Finding(self.check, bool(ok), said)


class Span(Expected):
    """From when to when, seconds into the run."""

    from_s: Seconds
    to_s: Seconds
