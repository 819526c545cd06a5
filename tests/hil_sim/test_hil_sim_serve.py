"""The simulated farm behind real terminals and sockets, and as a process that is told to end.

Knows the overlay file and the control socket; asserts no duration.
"""

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
import termios
import tty
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from farm.clock import ScaledLoop, anchor_now, run_on
from farm.site import Site
from hil_sim.codec import intact, sealed
from hil_sim.playback import Series
from hil_sim.recorder import read_wire
from hil_sim.serve import run
from hil_sim.stocking import fullest_day

READ_DO = sealed(bytes.fromhex("01 03 26 00 00 04"))
PATIENCE_S = 300.0
"""Seconds of a clock ten times as fast; only a hang reaches it."""
ROOT = Path(__file__).parents[2]

Body = Callable[[dict[str, str]], Awaitable[None]]


def with_farm(site: Site, data: Path, body: Body, series: tuple[Series, ...] = ()) -> None:
    async def main() -> None:
        opened: asyncio.Future[dict[str, str]] = asyncio.get_running_loop().create_future()
        serving = asyncio.ensure_future(
            run(site, fullest_day(site), data, seed=2, ready=opened.set_result, series=series)
        )
        try:
            async with asyncio.timeout(PATIENCE_S):
                serving.add_done_callback(lambda _: opened.done() or opened.cancel())
                await body(await opened)
        finally:
            serving.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await serving

    run_on(ScaledLoop(anchor_now(10)), main())


async def over_pty(path: str, request: bytes, size: int) -> bytes:
    descriptor = os.open(path, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
    loop = asyncio.get_running_loop()
    try:
        tty.setraw(descriptor, termios.TCSANOW)
        arrived = asyncio.Event()
        got = bytearray()

        def readable() -> None:
            got.extend(os.read(descriptor, 4096))
            if len(got) >= size:
                arrived.set()

        loop.add_reader(descriptor, readable)
        if request:
            os.write(descriptor, request)
        await arrived.wait()
        return bytes(got)
    finally:
        loop.remove_reader(descriptor)
        os.close(descriptor)


async def asked(data: Path, request: dict[str, Any]) -> dict[str, Any]:
    reader, writer = await asyncio.open_unix_connection(data / "sim.sock")
    writer.write(json.dumps(request).encode() + b"\n")
    answer: dict[str, Any] = json.loads(await reader.readline())
    writer.close()
    await writer.wait_closed()
    return answer


def test_terminals_sockets_and_questions(small_site: Site, tmp_path: Path) -> None:
    async def body(wires: dict[str, str]) -> None:
        overlay = (tmp_path / "wires.yaml").read_text()
        assert all(f'"{bus}": "{wire}"' in overlay for bus, wire in wires.items())
        assert set(wires) == {bus.id for bus in small_site.buses}
        assert intact(await over_pty(wires["probes"], READ_DO, 13))
        assert len(await over_pty(wires["scale"], b"", 24)) >= 24
        host, port = wires["io"].split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(bytes.fromhex("00 09 00 00 00 06 01 03 01 01 00 01"))
        assert await reader.readexactly(11) == bytes.fromhex("00 09 00 00 00 05 01 03 02 52 49")
        writer.write(b"this is no Modbus at all")
        assert await reader.read() == b""
        writer.close()
        assert (await asked(tmp_path, {"ask": "report"}))["wire"]["probes"]["replies"] == 1
        assert "error" in await asked(tmp_path, {"ask": "nothing"})

    with_farm(small_site, tmp_path, body)
    assert not (tmp_path / "wires.yaml").exists()
    assert not (tmp_path / "sim.sock").exists()
    heard = [(bus, data) for _, bus, direction, data in read_wire(tmp_path / "wire.log")]
    assert ("probes", READ_DO) in heard


def test_a_played_series_comes_over_the_terminal(small_site: Site, tmp_path: Path) -> None:
    async def body(wires: dict[str, str]) -> None:
        await over_pty(wires["probes"], READ_DO, 13)
        report = await asked(tmp_path, {"ask": "report"})
        assert report["playback"] == {"1-01.do_a": [1, 2]}

    with_farm(small_site, tmp_path, body, (Series("1-01.do_a", (7.5, 8.5)),))


PROCESS = """
import sys
from pathlib import Path
from farm.document import Document
from farm.site import Site
from hil_sim.serve import main
from hil_sim.stocking import fullest_day
path = Path(sys.argv[1])
site = Document(path.name, path.read_text(encoding="utf-8")).parse(Site)
main(site, fullest_day(site), Path(sys.argv[2]), ready=lambda wires: print(len(wires), flush=True))
"""


@pytest.mark.hil
def test_the_process_ends_cleanly_when_told(tmp_path: Path) -> None:
    command = [sys.executable, "-c", PROCESS, str(ROOT / "sites/trial.yaml"), str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert int(process.stdout.readline()) >= 10
        assert (tmp_path / "wires.yaml").exists()
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 0
    assert not (tmp_path / "wires.yaml").exists()
