"""What a text device is told before it is asked, and how often it may be told.

It refuses to know how it is said. What a device stores wears its memory out (EEPROM, typically
100 000 writes), and one that has to be told all the time is ill: that is shown, not mended.
"""

from collections import deque

from farm.profile import Ascii, Profile, Trust
from farm.site import Device

SET_UPS_AN_HOUR = 6
"""Our own bound; 52 560 in a year."""
HOUR_S = 3600.0


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


class SetUps:
    """When a device was set up lately; kept while its wire comes and goes."""

    def __init__(self) -> None:
        """It was never set up."""
        self._at_s = deque[float](maxlen=SET_UPS_AN_HOUR)

    def allowed(self, now_s: float) -> bool:
        """Whether one more keeps to the bound."""
        full = len(self._at_s) == SET_UPS_AN_HOUR
        return not full or now_s - self._at_s[0] >= HOUR_S

    def begun(self, now_s: float) -> None:
        """One more."""
        self._at_s.append(now_s)
