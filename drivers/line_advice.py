"""What would help a line that carries too much: a faster line, longer periods, a second line.

Figures in, figures out; it refuses to choose: a person knows what may be changed.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from drivers.line_load import WARN_ABOVE, Load, line_load
from drivers.reads import NO_SIGNALS
from farm.profile import Profile, Signal
from farm.site import Bus, Device
from farm.site import Mapping as PointMapping

BAUDS = (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200)


@dataclass(frozen=True, slots=True)
class Advice:
    """Each None when it does not help or makes no sense.

    `baud`: the lowest rate that leaves a margin, with the share it leads to; `unknown_at`: devices
    whose profile does not list that rate. `period_factor`: all periods times this. `lines`: split
    over so many.
    """

    baud: int | None
    used_at_baud: float | None
    unknown_at: tuple[str, ...]
    period_factor: float | None
    lines: int | None


def advice(
    load: Load,
    devices: Sequence[tuple[Device, Profile]],
    proof_every_s: float,
    signals: Mapping[str, Signal] = NO_SIGNALS,
) -> Advice:
    """What brings the line below the warning; for one that is not beyond it, nothing."""
    if load.used_share <= WARN_ABOVE and load.fits:
        return Advice(None, None, (), None, None)
    faster = _faster(load, devices, proof_every_s, signals)
    return Advice(
        baud=faster.bus.baud if faster else None,
        used_at_baud=faster.used_share if faster else None,
        unknown_at=_unlisted(devices, faster.bus.baud) if faster else (),
        period_factor=_factor(load, devices, proof_every_s, signals),
        lines=_lines(load),
    )


def _good(load: Load) -> bool:
    return load.fits and load.used_share <= WARN_ABOVE


def _faster(
    load: Load,
    devices: Sequence[tuple[Device, Profile]],
    proof_every_s: float,
    signals: Mapping[str, Signal],
) -> Load | None:
    if load.bus.kind == "tcp":
        return None
    for baud in BAUDS:
        if baud > load.bus.baud:
            row = Bus.model_validate(load.bus.model_dump() | {"baud": baud})
            tried = line_load(row, devices, proof_every_s, signals)
            if _good(tried):
                return tried
    return None


def _unlisted(devices: Sequence[tuple[Device, Profile]], baud: int) -> tuple[str, ...]:
    return tuple(
        device.id
        for device, profile in devices
        for serial in [profile.serial]
        if serial is None or baud not in (serial.baud, *serial.supported_bauds)
    )


def _factor(
    load: Load,
    devices: Sequence[tuple[Device, Profile]],
    proof_every_s: float,
    signals: Mapping[str, Signal],
) -> float | None:
    """Smallest tenth that works, from the shares upward; the demand test may ask for more."""
    factor = math.ceil(10 * max(1.0, load.used_share / WARN_ABOVE)) / 10
    for _ in range(100):
        slower = [(_slowed(device, factor), profile) for device, profile in devices]
        if _good(line_load(load.bus, slower, proof_every_s, signals)):
            return factor
        factor = round(factor + max(0.1, factor / 10), 1)
    return None


def _slowed(device: Device, factor: float) -> Device:
    return device.model_copy(
        update={
            "period_s": device.period_s * factor,
            "points": {key: _later(entry, factor) for key, entry in device.points.items()},
            "outputs": {key: _later(entry, factor) for key, entry in device.outputs.items()},
        }
    )


def _later(entry: str | PointMapping, factor: float) -> str | PointMapping:
    if isinstance(entry, str) or entry.period_s is None:
        return entry
    return entry.model_copy(update={"period_s": entry.period_s * factor})


def _lines(load: Load) -> int | None:
    """Lines of the same kind that hold the stations, the fullest first into the emptiest place."""
    shares: dict[str, float] = {}
    for visit in load.visits:
        shares[visit.device_id] = shares.get(visit.device_id, 0.0) + visit.visit_s / visit.period_s
    if not shares or max(shares.values()) > WARN_ABOVE:
        return None
    places: list[float] = []
    for share in sorted(shares.values(), reverse=True):
        at = next((n for n, used in enumerate(places) if used + share <= WARN_ABOVE), None)
        if at is None:
            places.append(share)
        else:
            places[at] += share
    return len(places) if len(places) > 1 else None
