"""Every reading of a demonstration, from history, against the simulator's independent record.

It refuses to compare by itself: trials.judge does.
"""

from typing import Any

from ras.demo_farm import DemoFarm
from ras.folders import history_folder, simulator_folder
from ras.periods import kept_periods
from ras.sim_door import ask
from ras.wire_record import writes_of

HELD = "held.npz"
SETTLED_MS = 5_000
"""The newest samples may not be committed yet; the run is judged up to this long before its end."""
HELD_UP_MS = 500
"""Packing an hour of history, or a busy machine, leaves an answer unstamped this long, wall ms."""
STARTING_MS = 60_000
"""Adoption and the first round of all lines, clock ms: periods are judged after it."""


def judged(farm: DemoFarm, now_ms: int) -> dict[str, Any]:
    """Readings checked, wrong ones with witnesses, polls that kept their period, writes."""
    from records.history.query import HistoryReader
    from trials.judge import BEFORE_MS, Held, judge
    from trials.readings import of_history
    from trials.writes import forbidden

    folder = simulator_folder(farm.data)
    path = (folder / HELD).resolve()
    ask(folder, {"do": "save_held", "path": str(path)})
    span = (farm.anchor.utc_ms, now_ms - SETTLED_MS)
    readings = of_history(HistoryReader(history_folder(farm.data)), *span)
    held = Held.read(path)
    found = judge(readings, held, BEFORE_MS + round(HELD_UP_MS * farm.anchor.speed))
    stamped_late = judge(readings, held).wrong - found.wrong
    fair = (span[0] + STARTING_MS, span[1])
    kept = kept_periods(readings, farm.site, fair, farm.faulty, farm.comeback.outages_ms())
    writes, strange = forbidden(farm.site, farm.profiles, writes_of(farm.site, folder))
    return {
        "readings_checked": found.checked,
        "readings_not_good": found.not_good,
        "wrong_values": found.wrong,
        "stamped_late": stamped_late,
        "first_wrong": [
            {"tag": w.tag, "at_ms": w.at_ms, "value": w.value, "held": list(w.held)}
            for w in found.first_wrong[:5]
        ],
        "polls_due": kept.intervals,
        "polls_kept_share": round(kept.share, 5),
        "worst_device": kept.worst_device,
        "worst_device_share": round(kept.worst_share, 5),
        "writes_on_wire": writes,
        "writes_forbidden": strange,
    }
