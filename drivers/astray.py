"""Devices whose writes landed elsewhere: who may still write to them, and when.

It refuses to know what a write is and how anybody saw where it landed.

A device whose write landed on another address (its echo says so) is written to no more (F-24),
until `HOLD_S` is over, its wire is opened anew or a write is seen to land where it belongs. What
fish breathe through is the exception, for a frozen panel keeps its watchdog fed: one pressing wish
goes out as a trial every `TRIAL_EVERY_S`. Each trial that goes astray too renews the hold.
"""

from dataclasses import dataclass, field

HOLD_S = 600.0
"""s; our own figure, that of two proofs of identity."""
TRIAL_EVERY_S = 10.0
"""s; our own figure: at most one stray write in this time, against fish that last for minutes."""
WAITS_S = 5.0
"""A wish that was not repeated for this long is wished no more, s; asked every 2 s it is alive."""


@dataclass(slots=True)
class _Held:
    """`until_s`: end of the hold. `trial_s`: next trial. Wishes: since when, and asked last."""

    until_s: float
    trial_s: float
    since_s: dict[str, float] = field(default_factory=dict)
    asked_s: dict[str, float] = field(default_factory=dict)


class Astray:
    """Holds by device. All times: loop clock, s."""

    def __init__(self) -> None:
        """Nothing is held."""
        self._held: dict[str, _Held] = {}

    def may_write(self, device: str, output: str, now_s: float, *, pressing: bool) -> bool:
        """May this wish go out now? A trial that may counts as made."""
        held = self._held.get(device)
        if held is None or now_s >= held.until_s:
            self._held.pop(device, None)
            return True
        if not pressing:
            return False
        held.asked_s[output] = now_s
        held.since_s.setdefault(output, now_s)
        if now_s < held.trial_s or output != _oldest(held, now_s):
            return False
        held.trial_s, held.since_s[output] = now_s + TRIAL_EVERY_S, now_s
        return True

    def landed(self, device: str, now_s: float, *, astray: bool, confirmed: bool) -> None:
        """What became of a write: `astray` by its echo; `confirmed` by the read-back."""
        held = self._held.get(device)
        if held is None:
            if astray and not confirmed:
                self._held[device] = _Held(now_s + HOLD_S, now_s + TRIAL_EVERY_S)
        elif astray:
            held.until_s, held.trial_s = now_s + HOLD_S, now_s + TRIAL_EVERY_S
        elif confirmed:
            del self._held[device]

    def clear(self) -> None:
        """The wire was opened anew."""
        self._held.clear()


def _oldest(held: _Held, now_s: float) -> str:
    """The wish that has waited longest since it came or was tried; forgotten ones do not count."""
    for output in [key for key, asked_s in held.asked_s.items() if now_s - asked_s > WAITS_S]:
        del held.asked_s[output], held.since_s[output]
    return min(held.since_s, key=lambda key: held.since_s[key])
