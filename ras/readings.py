"""Every reading of a demonstration, from history, against the simulator's independent record.

It refuses to compare by itself: trials.judge does.
"""

from typing import Any

from ras.demo_farm import DemoFarm
from ras.folders import history_folder, simulator_folder
from ras.sim_door import ask

HELD = "held.npz"
SETTLED_MS = 5_000
"""The newest samples may not be committed yet; the run is judged up to this long before its end."""


def judged(farm: DemoFarm, now_ms: int) -> dict[str, Any]:
    """Counts of readings checked and of wrong ones, with the first wrong ones as witnesses."""
    from records.history.query import HistoryReader
    from trials.judge import Held, judge
    from trials.readings import of_history

    path = (simulator_folder(farm.data) / HELD).resolve()
    ask(simulator_folder(farm.data), {"do": "save_held", "path": str(path)})
    reader = HistoryReader(history_folder(farm.data))
    readings = of_history(reader, farm.anchor.utc_ms, now_ms - SETTLED_MS)
    found = judge(readings, Held.read(path))
    return {
        "readings_checked": found.checked,
        "readings_not_good": found.not_good,
        "wrong_values": found.wrong,
        "first_wrong": [
            {"tag": w.tag, "at_ms": w.at_ms, "value": w.value, "held": list(w.held)}
            for w in found.first_wrong[:5]
        ],
    }
