"""Find every station on a line by reading only, and say who it is as far as that is known.

It refuses to write, to broadcast, and to ask what any model's profile forbids. What was found
before an interruption is kept.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from drivers.commissioning import listen
from drivers.commissioning.hand_line import HandLine, hand_line, pace_of
from drivers.commissioning.identify import GENERIC, Certainty, Question, first_question
from drivers.commissioning.recognise import Found, recognise, setting_of
from drivers.commissioning.scan_plan import (
    LISTEN_S,
    SHORT_S,
    SHORT_TCP_S,
    Round,
    Setting,
    row_of,
    texts_asked,
)
from drivers.modbus import Answer, Refused, Request, Wrong, find_reply, read_request
from drivers.port import Opener
from drivers.rtu_line import Pace
from farm.profile import Area, Profile
from farm.words import Words

PATIENT_S = 0.5
"""Second patience, for a station that was heard at all, s."""
NOISE_MAX = 4
"""So many numbers garbled at one setting are no stations but noise."""
BUSY_MAX = 2
LEAST_TCP_S = 0.15
KNOWN_TIMES = 4
"""Over TCP, once somebody answered: so many times the slowest answer, at least so long."""
MANY_NUMBERS = 100
"""Who has this many numbers asked wants nobody missed, whatever time it takes."""
ELSEWHERE = (231, 246)
"""Numbers nobody gives; who answers there does not look at the number."""


@dataclass(slots=True)
class Scan:
    """One scan of one wire; `found` and `remarks` grow while it runs."""

    wire: str
    profiles: Sequence[Profile]
    opener: Opener
    now: Callable[[], float]
    told: Callable[[Round, int], None] = lambda _round, _number: None
    """Called before each number is asked."""
    seen: Callable[[Found], None] = lambda _found: None
    """Called the moment a station is found."""
    found: list[Found] = field(default_factory=list)
    remarks: list[Words] = field(default_factory=list)
    complete: bool = False
    _late: tuple[int, Question, Request] | None = None
    _slowest_s: float = 0.0
    _elsewhere: bool = False

    async def run(self, kinds: Sequence[str], rounds: Callable[[str], Sequence[Round]]) -> None:
        """All rounds of the first kind that finds somebody; PortUnavailable, PortClosed."""
        for kind in kinds:
            for one in rounds(kind):
                await self._round(kind, one)
                if any(row.unit is None for row in self.found):
                    break  # a device that speaks text has the line to itself
            if self.found:
                break
        self.complete = True

    async def _round(self, kind: str, one: Round) -> None:
        async with hand_line(row_of(self.wire, kind, one.setting), self.opener, self.now) as line:
            self._late = None
            if one.text_s and await self._texts(line, one):
                return
            if one.questions:
                await self._stations(line, one)

    # -- text ------------------------------------------------------------------------------

    async def _texts(self, line: HandLine, one: Round) -> bool:
        """Whether a text device has this line."""
        texts = [row for row in self.profiles if row.ascii is not None]
        received = await listen.overheard(line.port, LISTEN_S)
        here = listen.speakers(received, texts)
        if not here and received:
            self.remarks.append(_talking(one.setting, len(received)))
            return False
        here = here or await listen.spoken_to(line.port, texts_asked(texts, one.setting))
        if here:
            names = tuple(row.id for row in here)
            self._add(Found("ascii", one.setting, None, Certainty.LOOKS_LIKE, names))
        return bool(here)

    # -- Modbus ----------------------------------------------------------------------------

    async def _stations(self, line: HandLine, one: Round) -> None:
        told = await self._alone(line, one)
        left = list(dict.fromkeys([*told, *one.numbers]))
        busy = 0
        for question in one.questions:
            if self._enough(line, one, question):
                break
            for unit in list(left):
                if self._has(line, unit):
                    continue
                self.told(one, unit)
                verdict = await self._knock(line, unit, question)
                busy = busy + 1 if verdict == Wrong("line_busy") else 0
                if busy > BUSY_MAX or self._noisy(line, one):
                    self.remarks.append(_talking(one.setting, 0))
                    return
                if line.row.kind == "tcp" and self.found and await self._numberless(line):
                    return
            left = [unit for unit in left if not self._has(line, unit)]
        await self._patiently(line, one, left)

    async def _alone(self, line: HandLine, one: Round) -> list[int]:
        """Numbers that stations tell which answer to a common number while they are alone."""
        numbers = []
        for address, unit, high in sorted(self._any_units(one)):
            request = read_request(unit, Area.HOLDING, address, 1)
            verdict = await line.ask(request, Pace(SHORT_S, SHORT_S))
            if isinstance(verdict, Answer):
                number = verdict.data[0] if high else verdict.data[1]
                numbers += [number] if 1 <= number <= 247 else []
        return numbers

    def _any_units(self, one: Round) -> set[tuple[int, int, bool]]:
        asked = set(one.questions)
        ways = [
            row.commissioning.unit
            for row in self.profiles
            if first_question(row) in asked and row.commissioning.unit is not None
        ]
        return {(w.address, w.any_unit, w.high_byte) for w in ways if w.any_unit is not None}

    async def _knock(
        self, line: HandLine, unit: int, question: Question
    ) -> Answer | Refused | Wrong:
        short_s, asked_s = self._short_s(line), line.now()
        request = read_request(unit, question.area, question.address, question.count)
        verdict = await line.ask(request, Pace(short_s, short_s))
        if not isinstance(verdict, Wrong):
            self._slowest_s = max(self._slowest_s, line.now() - asked_s)
        late, self._late = self._late, (unit, question, request)
        if isinstance(verdict, Wrong):
            if late is not None and _answered(late[2], line.port.heard):
                await self._identify(line, late[0], {})
            elif verdict.reason not in ("no_reply", "line_busy"):
                await self._unclear(line, unit, question)
        else:
            data = {question: verdict.data} if isinstance(verdict, Answer) else {}
            await self._identify(line, unit, data)
        return verdict

    def _short_s(self, line: HandLine) -> float:
        """Patience for one question, s; over TCP it is known once somebody has answered."""
        if line.row.kind != "tcp":
            return SHORT_S
        if not self._slowest_s:
            return SHORT_TCP_S
        return min(SHORT_TCP_S, max(LEAST_TCP_S, KNOWN_TIMES * self._slowest_s))

    def _enough(self, line: HandLine, one: Round, question: Question) -> bool:
        """Over TCP who is asked everything at all numbers is one device: enough once it is found.

        Others behind it, if any, answer the common question, be it by a refusal.
        """
        asked = one.questions[: one.questions.index(question)]
        everybody = len(one.numbers) > MANY_NUMBERS
        common = GENERIC[0] in asked
        return line.row.kind == "tcp" and bool(self.found) and common and not everybody

    async def _patiently(self, line: HandLine, one: Round, left: Sequence[int]) -> None:
        """Each model once more at its factory number, at its own pace."""
        for unit, name in one.patient:
            profile = next(row for row in self.profiles if row.id == name)
            question = first_question(profile)
            if unit in left and not self._has(line, unit) and question is not None:
                self.told(one, unit)
                request = read_request(unit, question.area, question.address, question.count)
                verdict = await line.ask(request, pace_of(profile))
                if not isinstance(verdict, Wrong):
                    await self._identify(line, unit, {})

    async def _unclear(self, line: HandLine, unit: int, question: Question) -> None:
        """Something came that is no answer: again, to tell noise from two stations."""
        request = read_request(unit, question.area, question.address, question.count)
        pace, broken = Pace(PATIENT_S, PATIENT_S), 1
        for _ in range(2):
            verdict = await line.ask(request, pace)
            if not isinstance(verdict, Wrong):
                await self._identify(line, unit, {}, doubled=True)
                return
            broken += verdict.reason not in ("no_reply", "line_busy")
        if broken == 3:
            self._add(
                Found(
                    line.row.kind, setting_of(line), unit, Certainty.GARBLED,
                    doubled=line.row.kind != "tcp",
                )
            )  # fmt: skip

    async def _identify(
        self, line: HandLine, unit: int, answers: dict[Question, bytes], *, doubled: bool = False
    ) -> None:
        self._add(await recognise(line, unit, self.profiles, answers, doubled=doubled))

    async def _numberless(self, line: HandLine) -> bool:
        """Whether the one found answers whatever number it is asked by."""
        if len(self.found) != 1 or self._elsewhere:
            return False
        self._elsewhere = True
        question = GENERIC[0]
        for unit in ELSEWHERE:
            request = read_request(unit, question.area, question.address, question.count)
            if isinstance(await line.ask(request, Pace(SHORT_TCP_S, SHORT_TCP_S)), Wrong):
                return False
        self.remarks.append(NUMBERLESS)
        return True

    def _noisy(self, line: HandLine, one: Round) -> bool:
        garbled = [
            row
            for row in self.found
            if row.setting == one.setting and row.certainty is Certainty.GARBLED
        ]
        if len(garbled) <= NOISE_MAX:
            return False
        self.found = [row for row in self.found if row not in garbled]
        return True

    def _has(self, line: HandLine, unit: int) -> bool:
        """Found already, at this rate: a device has one shape of character, whatever it hears."""
        return any(row.unit == unit and row.setting.baud == line.row.baud for row in self.found)

    def _add(self, found: Found) -> None:
        if found not in self.found:
            self.found.append(found)
            self.seen(found)


NUMBERLESS = Words(
    zh="这台设备用什么站号都应答，站号随便写 1",
    en="this device answers whatever number it is asked by; write 1",
)


def _talking(setting: Setting, count: int) -> Words:
    size = f"（{count} 字节）" if count else ""
    return Words(
        zh=f"{setting} 下线上一直有声音{size}：另一个主站在问，或者杂波；"
        "先停掉控制进程，再查接地和终端电阻",
        en=f"somebody talks on this line at {setting}: another master asks, or noise; "
        "stop the controller, then look at ground and termination",
    )


def _answered(request: Request, heard: bytes) -> bool:
    return isinstance(find_reply(request, heard), Answer | Refused)
