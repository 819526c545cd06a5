"""What one count of a device's register is worth, for values that travel as coarse numbers.

It refuses to know registers; a value that travels as a float has no grain.
"""

from collections.abc import Iterable

from farm.site import Device, Mapping, mapping
from hil_sim.ascii_devices import TEXT_DEVICES
from hil_sim.device_tables import DRIVES

DRIVE, TEXT = 0.1, 0.01
"""A drive's frequency and current; digits of a text device."""
CURRENT_SPAN = 16000.0
"""Microamperes from 4 to 20 mA."""

_OF: dict[str, dict[str, float]] = {
    "renke/rs-ph": {"ph": 0.01, "temperature": 0.1},
    "supmea/sup-do7013": {"oxygen_mg_l": 0.01, "temperature": 0.1, "saturation": 0.1},
    "kuntze/krypton": {"ph": 0.01, "temperature": 0.1, "potential": 1.0},
    "generic/qdy30a": {"level": 0.001},
    "atlas/ezo-ec": {"conductivity_us_cm": 0.1},
    "atlas/ezo-orp": {"orp_mv": 0.1},
    "gsm/at-modem": {"signal_dbm": 2.0},
    "acrel/adl400": {"energy_kwh": 0.1, "export_kwh": 0.1, "total_kwh": 0.1},
    "acrel/adw300": {"power_kw": 0.001, "energy_kwh": 0.01, "export_kwh": 0.01},
    "schneider/iem3000": {"energy_kwh": 0.001, "export_kwh": 0.001},
    "peacefair/pzem-016": {"power_kw": 0.0001, "energy_kwh": 0.001},
    "deepsea/gencomm": {"fuel_percent": 1.0, "battery_v": 0.1, "mains_l1_v": 0.1},
    "apc/nmc": {"charge_percent": 1.0},
    "advantech/adam-6017": {"raw0": 1.0},
    "moxa/iologik-e1240": {"raw0": 1.0},
}
"""By profile and key, as the registers are typed in the tables."""


def grains(devices: Iterable[Device]) -> dict[str, float]:
    """Grain of each tag that has one, in the tag's unit."""
    found: dict[str, float] = {}
    for device in devices:
        for key, entry in [*device.points.items(), *device.outputs.items()]:
            wired = mapping(entry)
            grain = _grain(device.profile, key, wired)
            if grain:
                found[wired.tag] = grain
    return found


def _grain(profile: str, key: str, wired: Mapping) -> float:
    if wired.span:
        return abs(wired.span[1] - wired.span[0]) / CURRENT_SPAN
    if wired.per_pulse:
        return wired.per_pulse
    if profile in DRIVES:
        return DRIVE
    return _OF.get(profile, {}).get(key, TEXT if profile in TEXT_DEVICES else 0.0)
