"""Count values that are wrong and yet believed when stations answer late: ours beside pymodbus.

The stations and the cases of tests/drivers/late_line.py on the simulated loop: timeout 0.3 s,
worst answer declared 0.65 s. pymodbus: its real asyncio serial client, no retries, over the same
line in memory. It refuses to judge the figures; docs/benchmarks.md has them.
"""

import argparse
import asyncio
import logging
import random

from pymodbus.client import AsyncModbusSerialClient
from pymodbus.exceptions import ModbusException

from farm.clock import run_simulated
from tests.drivers import late_line
from tests.drivers.late_line import (
    CASES,
    TIMEOUT_S,
    CountingLine,
    Outcome,
    always,
    goodput,
    most_goodput,
    mute_sometimes,
)

SEED = 1


class _Wire(asyncio.Transport):
    """The line in memory as pymodbus' transport."""

    def __init__(self, line: CountingLine, client: AsyncModbusSerialClient) -> None:
        super().__init__()
        self._line, self._client = line, client
        self._loop = asyncio.get_running_loop()

    def write(self, data: bytes | bytearray | memoryview) -> None:
        answered = self._line.answer(bytes(data))
        if answered is not None:
            self._loop.call_later(answered[0], self._client.ctx.data_received, answered[1])

    def close(self) -> None:
        """Nothing is open."""


async def pymodbus(line: CountingLine, units: range, polls: int) -> Outcome:
    """Bare pymodbus: the stations in turn, asked again at once."""
    client = AsyncModbusSerialClient("memory", timeout=TIMEOUT_S, retries=0)
    client.set_max_no_responses(10 * polls)
    client.ctx.connection_made(_Wire(line, client))
    outcome = Outcome()
    while line.asked < polls:
        unit = units[line.asked % len(units)]
        try:
            answer = await client.read_holding_registers(1, count=1, device_id=unit)
        except ModbusException:
            continue
        if not answer.isError():
            outcome.good += 1
            outcome.wrong += not line.is_last(answer.registers[0])
    outcome.polls = line.asked
    return outcome


ASKERS = {
    "ours, the bus": late_line.ours,
    "ours, the line": late_line.at_once,
    "pymodbus": pymodbus,
}


def main() -> None:
    """Print believed and wrong values of everyone in every case."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a thousand polls a case")
    polls = 1000 if parser.parse_args().quick else 20_000
    logging.disable(logging.CRITICAL)
    print(f"== late answers: {polls} polls a case, seed {SEED}")
    for case, (delay, units) in CASES.items():
        print(case)
        for name, asker in ASKERS.items():
            line = CountingLine(random.Random(SEED), delay)
            found = run_simulated(asker(line, units, polls))
            share = found.wrong / found.good if found.good else 0.0
            print(
                f"  {name:15} {found.polls} polls, {found.good} believed, "
                f"{found.wrong} wrong = {100 * share:.1f} % of them"
            )
    limit, bound = most_goodput(), most_goodput(0.01)
    damaged = CountingLine(random.Random(SEED), always(0.0), damaged=0.01)
    mute = CountingLine(random.Random(SEED), mute_sometimes(0.01))
    whole, lost = (run_simulated(goodput(line, polls)) for line in (damaged, mute))
    print(f"full line, ours, 1 % of answers damaged: {whole / limit:.3f} of {limit:.2f} reads/s")
    print(
        f"the same, 1 % unanswered: {lost / bound:.3f} of {bound:.2f} reads/s that silence leaves"
    )


if __name__ == "__main__":
    main()
