"""Only one controller writes to a farm's wires: a lock on memory that dies with its process.

It refuses to know disks: the lock stands where the system keeps its run-time files, in memory.
"""

import fcntl
import hashlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import IO


class LeaseTaken(Exception):
    """Another controller holds the farm; the text says what to do."""


def lease_path(data_dir: Path, env: Mapping[str, str]) -> Path:
    """Where the lock of this data folder stands: RUNTIME_DIRECTORY, shared memory, or beside it."""
    name = f"ras-{hashlib.sha256(os.fsencode(data_dir.resolve())).hexdigest()[:16]}.lock"
    folders = [env.get("RUNTIME_DIRECTORY", "").split(":")[0], "/dev/shm"]
    for folder in folders:
        if folder and os.access(folder, os.W_OK):
            return Path(folder) / name
    return data_dir / name


def take_lease(path: Path) -> IO[bytes]:
    """Hold the lock until closed or the process dies; LeaseTaken when another process has it."""
    try:
        file = path.open("ab")
    except OSError as error:
        raise LeaseTaken(f"{path}: 无法加锁 / cannot take the lock: {error}") from error
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        file.close()
        raise LeaseTaken(
            "另一个控制器正在运行，请先停止它 / another controller runs on this data folder:"
            f" stop it first ({path})"
        ) from error
    return file
