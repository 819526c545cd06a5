"""Our own bus on a real wire, set up as the controller sets it up, for as long as one likes.

It refuses to measure: it hands every sample to whoever asked.
"""

import asyncio
from collections.abc import Coroutine, Sequence
from typing import Any, TypeVar

from drivers.modbus_bus import ModbusBus
from drivers.ports import open_port
from drivers.station import station_of
from farm.clock import ScaledLoop, anchor_now, loop_clock, run_on
from farm.profile import Profile
from farm.sample import Sink
from farm.site import Bus as BusRow
from farm.site import Device

T = TypeVar("T")
FIRST = "v0"


def profile(registers: int = 10, timeout_s: float = 0.3) -> Profile:
    """Holding registers from address 0 in one read; the first can be written.

    The longest answer is declared as long as the timeout.
    """
    points = tuple(
        {"key": f"v{n}", "offset": n, "type": "uint16", "valid": (0, 65535)}
        for n in range(registers)
    )
    block = {"id": "block", "area": "holding", "address": 0, "count": registers, "points": points}
    write = {"key": "w", "fc": 6, "address": 0, "low": 0, "high": 65535}
    timeout_ms = round(1000 * timeout_s)
    timing = {"response_timeout_ms": timeout_ms, "worst_reply_ms": timeout_ms, "min_poll_ms": 20}
    return Profile.model_validate(
        {
            "schema": "ras-device/1",
            "id": "bench/words",
            "vendor": "bench",
            "models": ("words",),
            "kind": "bench",
            "title": {"zh": "测量", "en": "bench"},
            "status": "specification",
            "sources": (),
            "transport": ("rtu", "tcp"),
            "timing": timing,
            "reads": (block,),
            "writes": (write | {"verify": {"point": FIRST, "within_s": 5.0}},),
        }
    )


def device(unit: int, period_s: float, registers: int = 10, *, writes: bool = False) -> Device:
    """One station; its tags are `uUNITaN.energy`."""
    return Device(
        id=f"d{unit}",
        profile="bench/words",
        bus="line",
        unit=unit,
        period_s=period_s,
        points={f"v{n}": f"u{unit}a{n}.energy" for n in range(registers)},
        outputs={"w": f"u{unit}w.energy"} if writes else {},
    )


def row(wire: str, baud: int = 9600) -> BusRow:
    """The bus row of a serial path or of host:port."""
    kind = "rtu" if wire.startswith("/") else "tcp"
    return BusRow.model_validate({"id": "line", "kind": kind, "wire": wire, "baud": baud})


def bus(at: BusRow, devices: Sequence[Device], made_of: Profile, sink: Sink) -> ModbusBus:
    """A bus with the real opener, not yet running."""
    stations = [station_of("line", one, made_of, 1.0) for one in devices]
    return ModbusBus(at, stations, open_port, loop_clock(), sink)


async def run_for(line: ModbusBus, seconds: float) -> None:
    """Let it run, then stop it as a supervisor would."""
    task = asyncio.ensure_future(line.run())
    await asyncio.wait([task], timeout=seconds)
    if task.done():
        task.result()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def on_real_loop(main: Coroutine[Any, Any, T]) -> T:
    """Run on the kind of loop the controller runs on."""
    return run_on(ScaledLoop(anchor_now()), main)
