"""Questions asked while an answer was still on its way: what the silence of a line is there for.

On RTU a late answer and the next one look alike, so that nothing may be asked until the longest
answer of the station that missed has passed (DESIGN section 3). Values alone do not tell: by luck
of the timetable an answer that comes too late may meet a question it does not fit. It refuses to
know how the drivers keep silent.
"""

from bisect import bisect_right
from collections.abc import Mapping

from farm.profile import Profile
from farm.site import Site
from trials.trace import Slow, Trace

SERIAL = ("rtu", "rtu-over-tcp", "modbus-ascii")


def talked_over(trace: Trace, site: Site, profiles: Mapping[str, Profile]) -> list[Slow]:
    """Answers within their station's bound during which the next question of their line began."""
    serial = {bus.id for bus in site.buses if bus.kind in SERIAL}
    bound_ms = {
        (device.bus, device.unit): profiles[device.profile].timing.worst_reply_ms
        for device in site.devices
        if device.enabled and device.bus in serial
    }
    asked_ms: dict[str, list[int]] = {}
    over = []
    for answer in trace.slow:
        if answer.whole_ms - answer.asked_ms > bound_ms.get((answer.bus, answer.unit), 0):
            continue
        if answer.bus not in asked_ms:
            asked_ms[answer.bus] = trace.requests.on(answer.bus)
        times_ms = asked_ms[answer.bus]
        following = bisect_right(times_ms, answer.asked_ms)
        if following < len(times_ms) and times_ms[following] < answer.whole_ms:
            over.append(answer)
    return over
