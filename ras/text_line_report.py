"""A text line as a row of figures: characters of question and answer and the wait between them,
or of what is said unasked.

It refuses to touch a wire. Lengths are those of the profile's own frames; the longest counts.
"""

from collections.abc import Mapping

from drivers.line_load import WARN_ABOVE
from drivers.text.formats import FORMATS
from drivers.wire_time import character_s
from farm.profile import Ascii, Profile
from farm.site import Bus, Device, Site

ANSWER_CHARACTERS = 80
"""Of an answer no frame of the profile shows."""


def text_reports(
    site: Site, profiles: Mapping[str, Profile]
) -> list[tuple[dict[str, object], list[str]]]:
    """Figures of every text line that has its device, and what is to be said about it."""
    buses = {bus.id: bus for bus in site.buses}
    found = []
    for device in site.devices:
        profile = profiles[device.profile]
        if profile.ascii is not None and device.enabled and device.bus in buses:
            body = _body(buses[device.bus], device, profile, profile.ascii)
            found.append((body, _sentences(body)))
    return found


def _body(bus: Bus, device: Device, profile: Profile, text: Ascii) -> dict[str, object]:
    one_s = character_s(bus.baud, bus.data_bits, bus.parity, bus.stop_bits)
    asks = text.ask if text.mode == "poll" else ()
    if asks:
        characters = sum(_question(text, ask) + _answer(profile, text, ask) for ask in asks)
        period_s = device.period_s
        busy_s = characters * one_s + len(asks) * _wait_s(profile)
    else:  # it speaks as often as its profile says it can
        characters = max((_size(frame.rx) for frame in profile.frames), default=ANSWER_CHARACTERS)
        period_s = max(profile.timing.min_poll_ms / 1000, characters * one_s)
        busy_s = characters * one_s
    used = busy_s / period_s
    late = used > 1 and bool(asks) and _wait_is_known(profile)
    return {
        "bus": bus.id, "kind": bus.kind, "baud": bus.baud, "stations": 1, "requests": len(asks),
        "characters": characters, "round_ms": _ms(busy_s), "load_percent": round(100 * used, 1),
        "margin_percent": round(100 * (1 - used), 1),
        "longest_ms": _ms(busy_s / max(1, len(asks))), "write_bound_ms": None,
        "dead_station_ms": _ms(len(asks) * profile.timing.worst_reply_ms / 1000),
        "load_percent_one_dead": 0.0, "late": [device.id] if late else [],
        "verdict": "too_much" if late else "full" if asks and used > WARN_ABOVE else "fits",
        "mode": text.mode, "frames_per_s": round(1 / period_s, 2), "helps": None, "visits": [],
    }  # fmt: skip


def _sentences(body: Mapping[str, object]) -> list[str]:
    if body["verdict"] == "fits":
        return []
    used = body["load_percent"]
    return [
        f"总线 {body['bus']} 最多占用 {used} %（等待按应答上限算）：来不及就把设备的周期放长"
        f" | line {body['bus']} is {used} % used at most (waits counted at their bound): "
        "give its device a longer period if it is late"
    ]


def _wait_is_known(profile: Profile) -> bool:
    return "turnaround_ms" in profile.timing.model_fields_set


def _wait_s(profile: Profile) -> float:
    """From question to answer; the longest that is waited for where the profile does not say."""
    timing = profile.timing
    return (timing.turnaround_ms if _wait_is_known(profile) else timing.response_timeout_ms) / 1000


def _question(text: Ascii, ask: str) -> int:
    return len(ask) + len(FORMATS[text.parse].end)


def _answer(profile: Profile, text: Ascii, ask: str) -> int:
    """Longest answer to this question that a frame of the profile shows."""
    asked = (ask.encode("ascii") + FORMATS[text.parse].end).hex()
    known = [_size(f.rx) for f in profile.frames if bytes.fromhex(f.tx).hex() == asked and f.rx]
    return max(known, default=ANSWER_CHARACTERS)


def _size(pairs: str) -> int:
    return len(bytes.fromhex(pairs))


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 1)
