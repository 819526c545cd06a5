"""What a demonstration does to itself: faults and kills at given seconds.

It refuses to know how a fault is made; the simulator and the supervisor do that.
"""

import math
from collections.abc import Collection
from dataclasses import dataclass
from difflib import get_close_matches

from ras.refusal import Refused


@dataclass(frozen=True, slots=True)
class Act:
    """`kind` happens to `target` at wall second `at_s`; `amount` belongs to the kind."""

    at_s: float
    kind: str
    target: str
    amount: float = 0.0


FAULTS = ("mute", "late", "garble", "heal")
PROCESSES = ("controller", "dashboard", "sim")


def parse(faults: list[str], kills: list[str]) -> list[Act]:
    """Acts of `KIND:DEVICE[:AMOUNT]@SECONDS` and `PROCESS@SECONDS`, in order of time."""
    acts = [_fault(text) for text in faults] + [_kill(text) for text in kills]
    return sorted(acts, key=lambda act: act.at_s)


def possible(acts: list[Act], devices: Collection[str], seconds: float | None) -> None:
    """Refused when an act names no device of the site, or would come after the end."""
    for act in acts:
        if act.kind != "kill" and act.target not in devices:
            near = ", ".join(get_close_matches(act.target, devices, cutoff=0.0))
            raise Refused(
                f"没有设备 {act.target}，相近的有 {near}",
                f"no device {act.target}; the nearest are {near}",
            )
        if seconds is not None and act.at_s >= seconds:
            raise Refused(
                f"{act.kind} {act.target} 在 {act.at_s:g} 秒，--for {seconds:g} 秒就结束了",
                f"{act.kind} {act.target} at {act.at_s:g} s is after --for {seconds:g}",
            )


def _fault(text: str) -> Act:
    what, at_s = _at(text)
    kind, _, rest = what.partition(":")
    target, _, amount = rest.partition(":")
    if kind not in FAULTS or not target:
        raise _wrong(text)
    try:
        size = float(amount or 0)
    except ValueError:
        raise _wrong(text) from None
    if not 0 <= size < math.inf:
        raise _wrong(text)
    return Act(at_s, kind, target, size)


def _kill(text: str) -> Act:
    what, at_s = _at(text)
    if what not in PROCESSES:
        raise _wrong(text)
    return Act(at_s, "kill", what)


def _at(text: str) -> tuple[str, float]:
    what, found, at = text.rpartition("@")
    try:
        at_s = float(at)
    except ValueError:
        raise _wrong(text) from None
    if not found or not 0 <= at_s < math.inf:
        raise _wrong(text)
    return what, at_s


def _wrong(text: str) -> Refused:
    return Refused(
        f"看不懂 {text}：写成 mute:设备@秒、late:设备:倍数@秒、garble:设备:比例@秒、"
        "heal:设备@秒，或 controller@秒",
        f"cannot read {text}: write mute:DEVICE@SECONDS, late:DEVICE:FACTOR@SECONDS, "
        "garble:DEVICE:SHARE@SECONDS, heal:DEVICE@SECONDS, or controller@SECONDS",
    )
