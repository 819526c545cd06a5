"""What a demonstration proved: figures from the plant's true state and the independent record.

It refuses to believe the controller about itself.
"""

import json
import socket
from typing import Any

from ras.demo_farm import DemoFarm
from ras.folders import controller_folder, simulator_folder
from ras.readings import judged
from ras.refusal import Refused
from ras.sim_door import ask

OXYGEN_LOW_MG_L, OXYGEN_HIGH_MG_L = 6.0, 12.0
"""True oxygen that every tank must keep throughout."""
ON_TIME_SHARE = 0.99
LEAST_JUDGED_PART = 0.8
"""Readings compared for each reply the simulator sent: a history with holes cannot pass."""
CONTROL_BACK_S = 10.0
"""A killed controller commands again within this, wall s (safety 3.9)."""
LINK_S = 10.0
"""Longest wait for the controller's state, wall s."""


def verdict(farm: DemoFarm) -> dict[str, Any]:
    """Figures and `ok`; asked while everything still runs."""
    report = ask(simulator_folder(farm.data), {"ask": "report"})
    state = _state(farm)
    oxygen = _oxygen(report)
    seen = judged(farm, int(report["at_ms"]))
    checks = _checks(farm, report, oxygen, seen)
    health = state["health"]
    return {
        "ok": all(checks.values()),
        "checks": checks,
        "site": farm.site.id,
        "seed": farm.seed,
        "tags": len(state["tags"]),
        "tags_good": sum(tag["status"] == "Good" for tag in state["tags"].values()),
        "biomass_t": round(sum(row.biomass_kg for row in farm.stock) / 1000, 2),
        "speed": farm.anchor.speed,
        "clock_s": round(report["clock_s"]),
        **oxygen,
        "oxygen_used_kg": {k: round(v, 3) for k, v in report["oxygen_used_kg"].items()},
        **seen,
        **_controllers_own_counts(state),
        "pump_stopped_s": report["pump_stopped_s"],
        "oxygen_off_s": report["oxygen_off_s"],
        "faulty_devices": sorted(farm.faulty),
        "control_back_wall_s": [round(s, 2) for s in farm.comeback.away_s()],
        "restarts": {name: child.restarts for name, child in farm.children.items()},
        "tick": {k: health[k] for k in ("tick_late_ms_max", "tick_work_ms")},
    }


def _checks(
    farm: DemoFarm, report: dict[str, Any], oxygen: dict[str, Any], seen: dict[str, Any]
) -> dict[str, bool]:
    """Each thing that must hold; the simulator's own reply count says how much must be judged."""
    replies = sum(counts.get("replies", 0) for counts in report["wire"].values())
    restarts = {name: child.restarts for name, child in farm.children.items()}
    return {
        "oxygen_within_6_12": float(oxygen["oxygen_true_min_mg_l"]) >= OXYGEN_LOW_MG_L
        and oxygen["oxygen_true_max_mg_l"] <= OXYGEN_HIGH_MG_L,
        "polls_on_time": seen["polls_kept_share"] >= ON_TIME_SHARE,
        "enough_judged": seen["readings_checked"] >= LEAST_JUDGED_PART * replies,
        "no_wrong_value": seen["wrong_values"] == 0,
        "no_forbidden_write": seen["writes_on_wire"] > 0 and not seen["writes_forbidden"],
        "pumps_never_still": report["pump_stopped_s"] == 0,
        "oxygen_never_off": report["oxygen_off_s"] == 0,
        "control_back": all(s <= CONTROL_BACK_S for s in farm.comeback.away_s()),
        "all_alive": all(child.alive for child in farm.children.values()),
        "no_restart_but_kills": all(n == farm.kills[name] for name, n in restarts.items()),
    }


def _oxygen(report: dict[str, Any]) -> dict[str, Any]:
    tanks = report["tanks"]
    worst = min(tanks, key=lambda name: tanks[name]["oxygen_min_mg_l"])
    fed = {name: row for name, row in tanks.items() if row["meals"]}
    meal_minima = [row["meal_min_mg_l"] for row in fed.values() if row["meal_min_mg_l"] is not None]
    return {
        "oxygen_true_min_mg_l": tanks[worst]["oxygen_min_mg_l"],
        "oxygen_true_max_mg_l": max(row["oxygen_max_mg_l"] for row in tanks.values()),
        "worst_tank": worst,
        "tanks_fed": len(fed),
        "fed_kg": round(sum(row["fed_g"] for row in tanks.values()) / 1000, 2),
        "oxygen_post_meal_min_mg_l": min(meal_minima) if meal_minima else None,
    }


def _controllers_own_counts(state: dict[str, Any]) -> dict[str, Any]:
    """What the controller counts since its last start; shown, not judged."""
    buses = state["buses"].values()
    return {
        "polls": sum(bus["asked"] for bus in buses),
        "polls_missed": sum(bus["missed"] for bus in buses),
        "wrong_rejected": sum(bus["wrong_rejected"] for bus in buses),
    }


def _state(farm: DemoFarm) -> dict[str, Any]:
    """The controller's full state, read from its own socket."""
    with socket.socket(socket.AF_UNIX) as door:
        door.settimeout(LINK_S)
        try:
            door.connect(str(controller_folder(farm.data) / "controller.sock"))
            with door.makefile("rb") as lines:
                for line in lines:
                    body = json.loads(line)
                    if body.get("kind") == "state" and body["full"]:
                        assert isinstance(body, dict)
                        return body
        except OSError as error:
            raise Refused(f"控制进程没有回答：{error}", f"no controller: {error}", 1) from error
    raise Refused("控制进程没有说状态", "the controller told no state", 1)
