"""What the edge computer is set up for: memory that leaks, time zones.

It refuses to know how the controller works inside.
"""

import os
import time
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from drivers.profiles import load_profiles
from farm.quantity import QUANTITIES
from hil_sim.stocking import fullest_day
from records.civil import civil_day
from trials.checks.desk import Told
from trials.life import START_MB

UNIT = Path(__file__).parents[2] / "deploy" / "systemd" / "ras-controller.service"
LEAK_MB_MIN = 5.0


def memory(_seed: int, _count: int) -> Told:
    """F-53: memory growing by 5 MB/min is seen within the hour, ended before the kernel does."""
    rows = dict(
        line.split("=", 1) for line in UNIT.read_text(encoding="utf-8").splitlines() if "=" in line
    )
    limit = rows.get("MemoryMax", "")
    again = rows.get("Restart") == "always"
    most_mb = 1024.0 * float(limit.removesuffix("G")) if limit.endswith("G") else 0.0
    hours = (most_mb - START_MB) / LEAK_MB_MIN / 60.0
    seen = [key for key in QUANTITIES if "memory" in key or "rss" in key]
    said = f"MemoryMax {limit or 'none'} ends it after {hours:.1f} h and systemd starts it again: "
    said += f"{again}; watched by {', '.join(seen) or 'no tag: nobody sees it before'}"
    return bool(limit) and again and bool(seen), said


def zones(seed: int, _count: int) -> Told:
    """F-59: the same run to the byte under a zone with summer time, over the night it changes."""
    from trials.verdict import open_site
    from trials.whole_farm import try_farm

    profiles = load_profiles()
    site = open_site("trial", profiles)
    change = datetime(2026, 11, 1, 5, 59, 40, tzinfo=UTC)  # 01:59:40 EDT: the hour comes twice
    start_ms = round(change.timestamp() * 1000)
    prints = []
    before = os.environ.get("TZ")
    try:
        for zone in ("Asia/Shanghai", "America/New_York"):
            os.environ["TZ"] = zone
            time.tzset()
            trial = try_farm(
                site, profiles, fullest_day(site), 40.0, seed=seed, start_utc_ms=start_ms
            )
            prints.append(trial.trace.fingerprint)
    finally:
        os.environ.pop("TZ", None)
        if before is not None:
            os.environ["TZ"] = before
        time.tzset()
    home = ZoneInfo("Asia/Shanghai")
    summer = datetime(1988, 7, 1, 15, 30, tzinfo=UTC)  # 00:30 of the 2nd at +9
    day = civil_day(summer, home)
    ok = prints[0] == prints[1] and day.day == 2
    return ok, f"traces {'equal' if prints[0] == prints[1] else 'differ'}, 1988 summer day {day}"
