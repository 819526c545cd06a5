"""Keeps every core at work on the next seed until the time is up, and writes down each record.

It refuses to draw, to run and to judge. Every worker is a process of its own that ends when its
input does; one that dies or hangs costs its seed, which is then a break of its own.
"""

import json
import os
import select
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from threading import Lock, Thread
from typing import IO

from trials.soak.report import Soaked, markdown
from trials.soak.run import Record

RUN_WITHIN_S = 600.0
"""A run of at most 20 simulated minutes that is not over by then hangs, s of the machine."""
AGAIN_EVERY = 20
"""One run in so many is run twice, and must do the same to the byte."""
ROOT = Path(__file__).parents[2]


@dataclass(slots=True)
class Crew:
    """Seeds in order from the first; until `ends_s` on the clock `now`; each record is told.

    `limit`: most runs, for those who want a number and not a time. `program`: a worker's.
    """

    site: str
    first_seed: int
    now: Callable[[], float]
    ends_s: float
    file: IO[str]
    report: Path
    soaked: Soaked
    told: Callable[[Record, Soaked], None] = lambda record, soaked: None
    limit: int | None = None
    program: tuple[str, ...] = (sys.executable, "-m", "trials.soak.run")
    _lock: Lock = field(default_factory=Lock)
    _given: Iterator[int] = field(init=False)
    _again: "deque[Record]" = field(default_factory=deque)
    _begun: int = 0
    _stopped: bool = False

    def __post_init__(self) -> None:
        """Seeds from the first on."""
        self._given = count(self.first_seed)

    def work(self, processes: int) -> None:
        """Until the time is up; what is running then is waited for."""
        self._written()
        threads = [Thread(target=self._lane, name=f"soak {n}") for n in range(processes)]
        for thread in threads:
            thread.start()
        try:
            for thread in threads:
                thread.join()
        finally:
            self._stopped = True
            for thread in threads:
                thread.join()
            self.soaked.ended = True
            self._written()

    def _lane(self) -> None:
        """One worker process after another, each as long as it lives."""
        while (task := self._task()) is not None:
            with _Worker((*self.program, self.site)) as worker:
                while task is not None and self._done(worker, *task):
                    task = self._task()
                if task is None:
                    return

    def _task(self) -> tuple[int, Record | None] | None:
        """Next seed, and the record that it must match if it is run again."""
        with self._lock:
            over = self._stopped or self.now() >= self.ends_s
            if over or (self.limit is not None and self._begun >= self.limit):
                return None
            self._begun += 1
            if self._again:
                before = self._again.popleft()
                return int(before["seed"]), before
            return next(self._given), None

    def _done(self, worker: "_Worker", seed: int, before: Record | None) -> bool:
        """Run a seed and note what came of it; False when the worker is lost."""
        record = worker.ask(seed, lambda: self._stopped)
        if record is None and self._stopped:
            return False
        lost = record is None
        if record is None:
            record = _lost(seed, self.site, worker.why)
        with self._lock:
            self._take(record, before)
        return not lost

    def _take(self, record: Record, before: Record | None) -> None:
        if before is not None:
            if record["fingerprint"] == before["fingerprint"]:
                self.soaked.same += 1
                return
            told = f"{before['fingerprint']} first, {record['fingerprint']} again"
            record = record | {"broken": {"same seed, same run": told}}
        elif record["fingerprint"] and self.soaked.runs % AGAIN_EVERY == 0:
            self._again.append(record)
        self.file.write(json.dumps(record, ensure_ascii=False) + "\n")
        self.file.flush()
        self.soaked.take(record)
        self._written()
        self.told(record, self.soaked)

    def _written(self) -> None:
        """The report so far, whole at every moment."""
        self.soaked.now_s = self.now()
        draft = self.report.with_name(self.report.name + ".draft")
        draft.write_text(markdown(self.soaked), encoding="utf-8")
        draft.replace(self.report)


class _Worker:
    """One process that runs seeds."""

    def __init__(self, program: tuple[str, ...]) -> None:
        self.why = ""
        self._process = subprocess.Popen(
            program,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> "_Worker":
        return self

    def __exit__(self, *_: object) -> None:
        for end in (self._process.stdin, self._process.stdout):
            if end is not None:
                end.close()
        self._process.kill()
        self._process.wait()

    def ask(self, seed: int, stopped: Callable[[], bool]) -> Record | None:
        """The record of a seed; None when the process died, hangs, or nobody wants it any more."""
        there, back = self._process.stdin, self._process.stdout
        assert there is not None and back is not None
        try:
            print(seed, file=there, flush=True)
        except BrokenPipeError:
            self.why = self._ended()
            return None
        for _ in range(round(RUN_WITHIN_S)):
            if select.select([back], [], [], 1.0)[0]:
                line = back.readline()
                if not line:
                    self.why = self._ended()
                    return None
                record: Record = json.loads(line)
                return record
            if stopped():
                return None
        self.why = f"not over after {RUN_WITHIN_S:g} s"
        return None

    def _ended(self) -> str:
        return f"its process ended with {self._process.wait()}"


def _lost(seed: int, site: str, why: str) -> Record:
    return {
        "seed": seed, "site": site, "seconds": 0.0, "took_s": 0.0, "faults": [], "orders": [],
        "broken": {"process": why}, "fingerprint": "",
    }  # fmt: skip
