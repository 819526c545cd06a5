"""Ask a station that is there who it is, and whether it is only one.

It refuses to find stations (`scan`) and to judge likeness (`identify`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from drivers.commissioning.hand_line import HandLine, pace_of
from drivers.commissioning.identify import (
    Certainty,
    Question,
    alike,
    certain,
    first_question,
    harmless,
    identity_question,
    perhaps,
    read_question,
    speaks_modbus,
)
from drivers.commissioning.scan_plan import Setting
from drivers.decode import text_of
from drivers.modbus import Answer, Wrong, read_request
from drivers.rtu_line import Pace
from farm.profile import Profile

FRAME_LEAST = 4
"""Bytes that may be a frame; fewer are noise."""


@dataclass(frozen=True, slots=True)
class Found:
    """One station. `profiles`: what it is, or what it may be; `unit` None for a text device.

    `doubled`: more than one station seems to answer as this number.
    """

    kind: str
    setting: Setting
    unit: int | None
    certainty: Certainty
    profiles: tuple[str, ...] = ()
    serial: str = ""
    doubled: bool = False


def setting_of(line: HandLine) -> Setting:
    """Serial settings a line is open at."""
    row = line.row
    return Setting(row.baud, row.data_bits, row.parity, row.stop_bits)


async def recognise(
    line: HandLine,
    unit: int,
    profiles: Sequence[Profile],
    answers: dict[Question, bytes],
    *,
    doubled: bool = False,
) -> Found:
    """Who answers as `unit`; `answers`: what it has said already."""
    modbus = [row for row in profiles if speaks_modbus(row, line.row.kind)]
    serial_line = line.row.kind != "tcp"
    more = await line.more() if serial_line else b""
    sure = await _by_identity(line, unit, modbus, answers)
    certainty, likely = Certainty.IDENTIFIED, sure
    if len(sure) != 1:
        certainty, likely = await _by_likeness(line, unit, modbus, answers, sure)
    doubled = doubled or len(more) >= FRAME_LEAST
    if sure and serial_line and not doubled:
        doubled = await _changes(line, unit, sure[0], answers)
    names = tuple(row.id for row in likely)
    serial = await _serial(line, unit, likely[0], modbus, answers) if likely else ""
    return Found(line.row.kind, setting_of(line), unit, certainty, names, serial, doubled)


async def who_answers(
    line: HandLine, unit: int, profile: Profile, profiles: Sequence[Profile]
) -> Found | None:
    """Who a station is that should be `profile`, which has reads; None when nobody answers."""
    question = first_question(profile)
    assert question is not None, profile.id
    request = read_request(unit, question.area, question.address, question.count)
    verdict = await line.asked(request, pace_of(profile))
    if isinstance(verdict, Wrong) and verdict.reason == "no_reply":
        return None
    others = [row for row in profiles if row.identify is not None and row.id != profile.id]
    return await recognise(line, unit, [*others, profile], {})


async def _by_identity(
    line: HandLine, unit: int, modbus: Sequence[Profile], answers: dict[Question, bytes]
) -> list[Profile]:
    for profile in modbus:
        question = identity_question(profile)
        if question is None or question in answers or not harmless(question, modbus):
            continue
        await read_into(line, unit, question, pace_of(profile), answers)
        if sure := certain(modbus, answers):
            return sure
    return certain(modbus, answers)


async def _by_likeness(
    line: HandLine, unit: int, modbus: Sequence[Profile], answers: dict[Question, bytes],
    sure: list[Profile],
) -> tuple[Certainty, list[Profile]]:  # fmt: skip
    """What the station may be, by all that a map would be asked; `sure`: more than one identity."""
    if sure:
        return Certainty.LOOKS_LIKE, sure
    silent: set[Question] = set()
    for profile in modbus:
        if profile.identify is not None:
            continue
        for read in profile.reads:
            question = read_question(profile, read)
            if question in silent or not harmless(question, modbus):
                break
            if question not in answers and not await read_into(
                line, unit, question, pace_of(profile), answers
            ):
                silent.add(question)
                break
    if likely := alike(modbus, answers):
        return Certainty.LOOKS_LIKE, likely
    rest = perhaps(modbus, answers)
    return Certainty.PERHAPS if rest else Certainty.UNKNOWN, rest


async def _changes(
    line: HandLine, unit: int, profile: Profile, answers: dict[Question, bytes]
) -> bool:
    """A serial number that is not the same twice belongs to two stations."""
    question = identity_question(profile)
    assert question is not None
    for _ in range(2):
        again: dict[Question, bytes] = {}
        await read_into(line, unit, question, pace_of(profile), again)
        if again.get(question) != answers[question]:
            return True
    return False


async def read_into(
    line: HandLine, unit: int, question: Question, pace: Pace, answers: dict[Question, bytes]
) -> bool:
    """Read once more if need be; True when it was answered with data."""
    request = read_request(unit, question.area, question.address, question.count)
    verdict = await line.asked(request, pace, 2)
    if isinstance(verdict, Answer):
        answers[question] = verdict.data
    return isinstance(verdict, Answer)


async def _serial(
    line: HandLine, unit: int, profile: Profile, modbus: Sequence[Profile],
    answers: dict[Question, bytes],
) -> str:  # fmt: skip
    """The maker's number, from its own register or from the one that says the model."""
    row = profile.commissioning.serial_number
    question = identity_question(profile)
    if row is not None:
        question = Question(row.area, row.address - profile.address_base, row.count)
    elif profile.identify is None or profile.identify.type != "string":
        return ""
    if question is None or not harmless(question, modbus):
        return ""
    if question not in answers:
        await read_into(line, unit, question, pace_of(profile), answers)
    return text_of(answers.get(question, b""))
