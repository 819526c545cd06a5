"""A process that dies between two words of a start leaves a drive the next one takes up as it is.

Knows an ATV320 that outlives the programs that talk to it.
"""

import asyncio

import pytest

from drivers.field import Field, build_field
from drivers.port import Port
from farm.clock import loop_clock, run_simulated
from farm.site import Bus as BusRow
from tests.drivers.altivar import CMD, ETA, LFR, PROFILES, PUMP, Altivar, devices, site
from tests.drivers.slaves import Board, MemoryPort, run_for


def _field(drive: Altivar) -> Field:
    async def opener(row: BusRow) -> Port:
        return MemoryPort(drive)

    return build_field(site(devices()), PROFILES, opener, loop_clock(), Board())


async def _dies_after(drive: Altivar, words: int) -> None:
    """A first process that starts the pump and is gone once so many words were written."""
    field = _field(drive)
    run = asyncio.ensure_future(field.buses["line"].run())
    await asyncio.sleep(3.0)
    wish = asyncio.ensure_future(field.write(PUMP, 40.0))
    for _ in range(words):
        await drive.begun.wait()
        drive.begun.clear()
    wish.cancel()
    await run_for(run, 0.0)


@pytest.mark.parametrize("words", [1, 2, 3])
def test_the_next_process_writes_nothing_unasked_and_only_the_words_that_are_missing(
    words: int,
) -> None:
    async def main() -> None:
        drive = Altivar()
        await _dies_after(drive, words)
        stood, before = drive.registers[1, ETA], len(drive.writes)
        field = _field(drive)
        run = asyncio.ensure_future(field.buses["line"].run())
        await asyncio.sleep(10.0)
        assert len(drive.writes) == before and drive.registers[1, ETA] == stood
        outcome = await field.write(PUMP, 40.0)
        later = [word for where, word in drive.writes[before:] if where == CMD]
        await run_for(run, 0.0)
        assert outcome.stage == "confirmed"
        assert drive.registers[1, ETA] == 0x37 and drive.registers[1, LFR] == 400
        assert later == [6, 7, 15][words:]

    run_simulated(main())
