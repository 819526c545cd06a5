"""A station gets another rate only when it is proven and a person agrees, and the new rate is
believed when it answers there."""

import struct
from contextlib import AbstractAsyncContextManager

import pytest

from drivers.commissioning.hand_line import HandLine, hand_line
from drivers.commissioning.readdress import Outcome, Step
from drivers.commissioning.rebaud import Rebaud, baud_write
from drivers.commissioning.scan_plan import Setting, row_of
from drivers.port import Port
from farm.clock import run_simulated
from farm.site import Bus
from farm.words import Words
from tests.drivers.commission_scene import PROFILES, loop_now, profile
from tests.drivers.slaves import MemoryPort, Slaves

RENKE = "renke/rs-ldo"
FACTORY = Setting(4800)
CODES = {0: 2400, 1: 4800, 2: 9600, 3: 19200, 4: 38400, 5: 57600, 6: 115200, 7: 1200}
"""Renke RS-LDO manual: register 07D1H."""


class Renke(Slaves):
    """One probe at number 1 and some rate; `obeys` False: it confirms and does nothing."""

    def __init__(self, *, obeys: bool = True, refuses: bool = False, mute: bool = False) -> None:
        super().__init__()
        self.baud, self.obeys, self.refuses, self.mute = 4800, obeys, refuses, mute
        self.writes: list[bytes] = []

    def answer(self, unit: int, pdu: bytes) -> bytes | None:
        function, address, word = struct.unpack_from(">BHH", pdu)
        if unit != 1:
            return None
        if function == 3 and (address, word) == (0, 6):
            return b"\x03\x0c" + struct.pack(">fff", 0.968, 8.1, 21.5)
        if function == 6 and address == 0x07D1:
            self.writes.append(pdu)
            if self.refuses:
                return b"\x86\x04"
            if self.obeys:
                self.baud = CODES[word]
            return None if self.mute else pdu
        return bytes([function | 0x80, 2])


class At:
    """The probe as it is heard at one rate."""

    def __init__(self, renke: Renke, baud: int) -> None:
        self.renke, self.baud, self.turnaround_s = renke, baud, 0.01

    def reply(self, request: bytes, at_s: float):  # type: ignore[no-untyped-def]
        return self.renke.reply(request, at_s) if self.renke.baud == self.baud else []


def changed(renke: Renke, *, agree: bool = True) -> tuple[Outcome, list[Words]]:
    asked: list[Words] = []

    def answer(words: Words) -> bool:
        asked.append(words)
        return agree

    async def opener(row: Bus) -> Port:
        return MemoryPort(At(renke, row.baud), row.baud)  # type: ignore[arg-type]

    async def main() -> Outcome:
        now = loop_now()

        def opened(one: Setting) -> AbstractAsyncContextManager[HandLine]:
            return hand_line(row_of("w", "rtu", one), opener, now)

        work = Rebaud(opened, profile(RENKE), list(PROFILES.values()), answer)
        return await work.run(1, FACTORY, 9600)

    return run_simulated(main()), asked


def test_the_frame_is_the_one_of_the_program_it_comes_from() -> None:
    assert baud_write(profile(RENKE), 1, 9600).rtu.hex(" ").upper().startswith("01 06 07 D1 00 02")


@pytest.mark.parametrize("mute", [False, True], ids=["confirms", "changes before it confirms"])
def test_a_probe_is_changed_once_and_seen_at_the_new_rate(mute: bool) -> None:
    renke = Renke(mute=mute)
    outcome, asked = changed(renke)
    assert outcome.step is Step.DONE and outcome.wrote and renke.baud == 9600
    assert len(renke.writes) == 1 and "01 06 07 D1 00 02" in asked[0].en
    assert "baud: 9600" in outcome.words.zh


def test_no_is_no() -> None:
    renke = Renke()
    outcome, _ = changed(renke, agree=False)
    assert outcome.step is Step.DECLINED and renke.writes == []


def test_a_probe_that_confirms_and_does_nothing_is_said_to_be_unchanged() -> None:
    renke = Renke(obeys=False)
    outcome, _ = changed(renke)
    assert outcome.step is Step.UNCHANGED and len(renke.writes) == 1


def test_a_refusal_is_said() -> None:
    outcome, _ = changed(Renke(refuses=True))
    assert outcome.step is Step.REFUSED and not outcome.wrote


def test_nobody_there_is_not_written_to() -> None:
    renke = Renke()
    renke.baud = 1200
    outcome, _ = changed(renke)
    assert outcome.step is Step.NOT_THERE and renke.writes == []
