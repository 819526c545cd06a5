"""The stations that clients are measured against: C programs, built when they are first needed.

It refuses to measure; the stations count what they saw and say so when asked.
"""

import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO, Any, Self

HERE = Path(__file__).parent
ENDS_WITHIN_S = 5.0


def kept(name: str) -> Path:
    """A folder of this user's, outside the project, where what a measurement builds is kept."""
    folder = Path(tempfile.gettempdir()) / f"ras-bench-{os.getuid()}" / name
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def built(name: str) -> Path:
    """The program of a C file beside this one; ends the measurement when there is no compiler."""
    source = HERE / f"{name}.c"
    compiler = shutil.which("cc")
    if compiler is None:
        sys.exit(
            "没有 C 编译器，无法测量线路。请运行：\n"
            "No C compiler, the wire cannot be measured. Run:\n"
            "    sudo apt-get install -y gcc libc6-dev"
        )
    program = kept("programs") / f"{name}-{hashlib.sha256(source.read_bytes()).hexdigest()[:16]}"
    if not program.exists():
        fresh = program.with_suffix(f".{os.getpid()}")
        subprocess.run([compiler, "-O2", "-o", fresh, source], check=True)
        fresh.replace(program)
    return program


class Station:
    """A running program that answers for stations; ends with its `with` block."""

    def __init__(self, program: str, *options: object, core: int | None = None) -> None:
        """Start it, on one processor core when `core` is given."""
        command = [str(built(program)), *map(str, options)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        if core is not None:
            os.sched_setaffinity(self._process.pid, {core})
        self.wire = self._line()

    @property
    def _pipes(self) -> tuple[IO[str], IO[str]]:
        assert self._process.stdin is not None and self._process.stdout is not None
        return self._process.stdin, self._process.stdout

    def _line(self) -> str:
        line = self._pipes[1].readline().strip()
        assert line, "the station ended before it began"
        return line

    def seen(self, *, reset: bool = False) -> dict[str, Any]:
        """What the stations of a paced line have counted since the start or the last reset."""
        return self.order("reset" if reset else "stats")

    def order(self, words: str) -> dict[str, Any]:
        """Tell the program something (see its first comment); what it has counted so far."""
        self._pipes[0].write(f"{words}\n")
        self._pipes[0].flush()
        counted: dict[str, Any] = json.loads(self._line())
        return counted

    def kill(self) -> None:
        """Go at once, as when the power fails."""
        self._process.kill()
        self._end()

    def close(self) -> None:
        """End in order."""
        with contextlib.suppress(OSError):
            self._pipes[0].close()
        self._end()

    def _end(self) -> None:
        self._process.wait(ENDS_WITHIN_S)
        for pipe in self._pipes:
            with contextlib.suppress(OSError):
                pipe.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class PacedLine(Station):
    """Stations on a pseudo-terminal with the timing of a real line; `wire` is its path."""

    def __init__(self, baud: int, *options: object, core: int | None = None) -> None:
        """`options`: those of paced_slave.c, name and value in turn."""
        super().__init__("paced_slave", "--baud", baud, *options, core=core)


class TcpStation(Station):
    """A Modbus TCP station on loopback; `wire` is host:port."""

    def __init__(self, port: int = 0, core: int | None = None) -> None:
        """`port` 0: any free one."""
        super().__init__("tcp_slave", port, core=core)
        self.port = int(self.wire)
        self.wire = f"127.0.0.1:{self.port}"
