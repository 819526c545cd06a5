"""Who has a demonstration's folder, and what time it is there: its clock may run ten times as fast.

It refuses to know what else lies in the folder.
"""

import fcntl
import time
from pathlib import Path
from typing import IO

from farm.clock import Anchor, wall_ms
from ras.refusal import Refused

LOCK, CLOCK = "demo.lock", "clock"


def hold(data: Path) -> IO[bytes]:
    """The folder is ours until this process ends; refused while another demonstration has it."""
    lock = (data / LOCK).open("ab")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.close()
        raise Refused(
            f"{data} 里正在运行另一个演示：先结束它，或用 --data 换目录",
            f"another demonstration runs in {data}: end it, or choose another folder with --data",
        ) from error
    return lock


def tell_clock(data: Path, anchor: Anchor) -> None:
    """Leave word how the clock of this demonstration runs."""
    (data / CLOCK).write_text(anchor.as_env() + "\n", encoding="utf-8")


def farm_now_ms(data: Path) -> int:
    """UTC ms on the clock of the farm in `data`: of the demonstration that runs there, or ours."""
    try:
        with (data / LOCK).open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _told_ms(data)
    except OSError:
        return wall_ms()
    return wall_ms()


def _told_ms(data: Path) -> int:
    try:
        anchor = Anchor.of_env((data / CLOCK).read_text(encoding="utf-8"))
        elapsed_s = (time.monotonic() - anchor.mono_s) * anchor.speed
        return anchor.utc_ms + round(elapsed_s * 1000)
    except (OSError, ValueError):
        return wall_ms()
