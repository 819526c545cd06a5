"""Which file lies where in a farm's data folder, one sub-folder for each process that writes.

It refuses to know what is in the files.
"""

import fcntl
from pathlib import Path
from typing import IO

from ras.refusal import Refused


def controller_folder(data: Path) -> Path:
    """Written by the controller only: state.db, history/, controller.sock."""
    return data / "controller"


def dashboard_folder(data: Path) -> Path:
    """Written by the dashboard only: journal.db, viewer.token."""
    return data / "dashboard"


def simulator_folder(data: Path) -> Path:
    """Written by the simulator only: wires.yaml, sim.sock, the record of the wire."""
    return data / "sim"


def history_folder(data: Path) -> Path:
    """The samples: monthly files, beside state.db."""
    return controller_folder(data) / "history"


def hold(data: Path) -> IO[bytes]:
    """The folder is ours until this process ends; refused while another demonstration has it."""
    lock = (data / "demo.lock").open("ab")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.close()
        raise Refused(
            f"{data} 里正在运行另一个演示：先结束它，或用 --data 换目录",
            f"another demonstration runs in {data}: end it, or choose another folder with --data",
        ) from error
    return lock
