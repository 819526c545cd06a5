"""Environments of their own for clients that others wrote, made when they are first needed.

It refuses to know what is measured with them. A peer that cannot be installed here (offline, no
newer Python) is reported with the reason and left out; nobody's figures are made up for it.
"""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from bench.wire.slave import kept

NEWER = ("python3.12", "python3.13", "python3.14")
NEWER_ENV = "RAS_BENCH_PYTHON"


@dataclass(frozen=True, slots=True)
class Peer:
    """A client and what it needs; `newer`: a Python of 3.12 or later."""

    name: str
    packages: tuple[str, ...]
    newer: bool = False


PEERS = {
    peer.name: peer
    for peer in (
        Peer("pymodbus-async", ()),  # the version our own lock pins, in our own environment
        Peer("minimalmodbus", ("minimalmodbus==2.1.1", "pyserial==3.5")),
        Peer("libmodbus", ()),
        Peer("tmodbus", ("tmodbus==1.1.0", "serialx==1.15.1"), newer=True),
    )
}


def python_of(name: str) -> Path | str:
    """Interpreter that can run the peer, or the reason why there is none."""
    peer = PEERS[name]
    if name == "libmodbus":
        return Path(sys.executable) if libmodbus() else "needs the Debian package libmodbus5"
    if not peer.packages:
        return Path(sys.executable)
    home = kept("peers") / f"{name}-{'-'.join(peer.packages).replace('=', '')}"
    python = home / "bin" / "python"
    if (home / "ready").exists():
        return python
    base = _newer_python() if peer.newer else sys.executable
    if base is None:
        return f"needs Python 3.12 or later (name one in {NEWER_ENV})"
    return _installed(home, base, peer) or python


def _installed(home: Path, base: str, peer: Peer) -> str:
    """Reason why it could not be installed; empty when it was."""
    shutil.rmtree(home, ignore_errors=True)
    pip = [str(home / "bin" / "python"), "-m", "pip", "--disable-pip-version-check"]
    for command in ([base, "-m", "venv", str(home)], [*pip, "install", "-q", *peer.packages]):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            last = done.stderr.strip().splitlines()[-1:] or ["no reason given"]
            return f"could not be installed (offline?): {last[0]}"
    (home / "ready").touch()
    return ""


def _newer_python() -> str | None:
    named = os.environ.get(NEWER_ENV)
    for candidate in [named] if named else NEWER:
        for path in (shutil.which(candidate), _of_pyenv(candidate)):
            if path and subprocess.run([path, "-c", ""], capture_output=True).returncode == 0:
                return path
    return None


def _of_pyenv(name: str) -> str | None:
    """Where pyenv keeps an interpreter that is installed but not switched on."""
    if (pyenv := shutil.which("pyenv")) is None:
        return None
    found = subprocess.run([pyenv, "whence", "--path", name], capture_output=True, text=True)
    return found.stdout.split()[0] if found.stdout.split() else None


def libmodbus() -> str | None:
    """Name of the C library when it is installed."""
    from ctypes import CDLL

    for name in ("libmodbus.so.5", "libmodbus.so"):
        try:
            CDLL(name)
        except OSError:
            continue
        return name
    return None
