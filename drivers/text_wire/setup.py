"""What a text device is told before it is asked, and how often it may be told.

It refuses to know how it is said. What a device stores wears its memory out (EEPROM, typically
100 000 writes), and one that has to be told all the time is ill: that is shown, not mended.
"""

from collections import deque

from farm.profile import Ascii, Profile, Trust
from farm.site import Device

SET_UPS_AN_HOUR = 6
"""Our own bound, for each of the two causes; 105 120 in a year that is all trouble."""
HOUR_S = 3600.0
RESTORE_S = 60.0
"""A number that was forgotten is told again at most this often: it is kept in no memory that wears
out (EZO UART chapter), but a device that forgets for ever has no power worth the name, s."""
KEPT_WITHIN = 0.05
"""Circuits say what they keep with two decimals."""


def commands_of(device: Device, profile: Profile, text: Ascii) -> list[str]:
    """Set-up of the profile, then what the site wants; a draft is listened to and asked only."""
    if profile.status is Trust.DRAFT:
        return []
    wanted = [
        f"{row.command},{device.settings[key]:g}"
        for key, row in text.settings.items()
        if key in device.settings
    ]
    return [*text.setup, *wanted]


def asked_back(device: Device, profile: Profile, text: Ascii) -> list[tuple[str, str, float]]:
    """Command, what stands before its number in the answer, and the number the site wants."""
    if profile.status is Trust.DRAFT:
        return []
    return [
        (row.command, row.told, device.settings[key])
        for key, row in text.settings.items()
        if row.told and key in device.settings
    ]


def keeps(said: str, told: str, wanted: float) -> bool | None:
    """Whether an answer says that the number is kept; None for an answer about something else."""
    head, _, number = said.partition(",")
    try:
        kept = float(number)
    except ValueError:
        return None
    return abs(kept - wanted) <= KEPT_WITHIN if head.upper() == told.upper() else None


class SetUps:
    """When a device was set up lately; kept while its wire comes and goes.

    A device that said it had started anew has a count of its own: on a bad line what looks like
    speaking unasked must not use up what it needs then.
    """

    def __init__(self) -> None:
        """It was never set up."""
        self._at_s = {forgot: deque[float](maxlen=SET_UPS_AN_HOUR) for forgot in (False, True)}

    def allowed(self, now_s: float, *, forgot: bool) -> bool:
        """Whether one more keeps to the bound."""
        times_s = self._at_s[forgot]
        return len(times_s) < SET_UPS_AN_HOUR or now_s - times_s[0] >= HOUR_S

    def begun(self, now_s: float, *, forgot: bool) -> None:
        """One more."""
        self._at_s[forgot].append(now_s)
