"""One asked text device on an open wire: prove it, hush it, ask it, and wait for its answer.

It refuses to know tags, timetables and what a format looks like.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from drivers.port import Port
from drivers.schedule import BREAKER_MISSES
from drivers.tally import Tally
from drivers.text.formats import Format
from drivers.text.reading import Reading, Scanned, faulty
from drivers.text_wire.setup import RESTORE_S, SetUps, asked_back, commands_of, keeps
from farm.profile import Ascii, Profile
from farm.site import Device

PROVEN_FOR_S = 600.0  # s, identity is asked again (safety reference 3.2)

NO_REPLY, RESTARTED, SET_UP_LIMIT = "no_reply", "restarted", "set_up_limit"
SETTINGS_LOST = "settings_lost"


@dataclass(slots=True)
class TextTalk:
    """`ready`: the device is known to keep silent until asked. `proven`: see drivers.station.

    `forgot`: it has said that it started anew. `misses`: visits in a row without an answer.
    `reason`: why the latest visit has none. Whatever makes the device set up anew, and every miss,
    makes it prove itself anew: it may have been exchanged meanwhile.
    """

    port: Port
    device: Device
    profile: Profile
    text: Ascii
    format: Format
    now: Callable[[], float]
    tally: Tally
    set_ups: SetUps
    ready: bool = False
    proven: bool | None = None
    proof_due_s: float = 0.0
    forgot: bool = False
    misses: int = 0
    reason: str = NO_REPLY
    also: list[Scanned] = field(default_factory=list)
    also_due_s: float = 0.0
    restore_due_s: float = 0.0

    @property
    def _timeout_s(self) -> float:
        return self.profile.timing.response_timeout_ms / 1000

    async def visit(self) -> list[Scanned] | None:
        """Answers to all commands of a visit; None when there is nothing to believe."""
        self.reason = NO_REPLY
        self._stray()
        answers = await self._answers()
        if answers is not None or self.proven is False or self.reason == SETTINGS_LOST:
            self.misses = 0
            return answers
        self.misses += 1
        self.proven = None
        if self.misses >= BREAKER_MISSES:
            self.ready, self.also, self.also_due_s = False, [], 0.0
        return None

    async def _answers(self) -> list[Scanned] | None:
        if not await self._proof() or not (self.ready or await self._set_up()):
            return None
        # Before the reading, so that it is no older than it says when it is handed on.
        if await self._has_lost():
            self.reason = SETTINGS_LOST
            return None
        answers = []
        for command in self.text.ask:
            answer = await self._ask(command)
            if answer is None:
                return None
            answers.append(answer)
        if self.forgot:
            self.reason = RESTARTED
            return None
        return [*await self._ratings(), *answers]

    async def _has_lost(self) -> bool:
        """Ask back what a restart nobody heard would have made it forget, and tell it again."""
        lost = []
        for command, told, wanted in asked_back(self.device, self.profile, self.text):
            if await self._denies(command, told, wanted):
                again = await self._denies(command, told, wanted)
                lost += [f"{command},{wanted:g}"] if again else []
        if lost and self.now() >= self.restore_due_s:
            self.restore_due_s = self.now() + RESTORE_S
            for order in lost:
                await self._ask(order, told=True)
        return bool(lost)

    async def _denies(self, command: str, told: str, wanted: float) -> bool:
        """Whether it says that it keeps another number; a damaged digit may say so once."""
        heard = await self._ask(f"{command},?")
        said = [keeps(one, told, wanted) for one in heard.says] if heard is not None else []
        return bool(said) and said[-1] is False

    async def told(self, command: str) -> bool:
        """Tell it something else than its set-up, once; whether it said that it is done."""
        heard = await self._ask(command, told=True, slow=True)
        return heard is not None and not heard.refused and self.format.done in heard.events

    async def asked(self, command: str) -> str:
        """Its answer in words; empty when there was none."""
        self._stray()
        heard = await self._ask(command)
        return heard.says[-1] if heard is not None and heard.says else ""

    async def _ratings(self) -> list[Scanned]:
        """What changes rarely and may be missing."""
        if self.text.also and self.now() >= self.also_due_s:
            self.also_due_s = self.now() + PROVEN_FOR_S
            self.also = []
            for command in self.text.also:
                sent_s = self.now()
                answer = await self._ask(command)
                if answer is None:
                    await self.drain(sent_s + self.profile.timing.worst_reply_ms / 1000)
                elif answer.readings:
                    self.also.append(answer)
        return self.also

    # -- before anything is asked ------------------------------------------------------------

    def _stray(self) -> None:
        """What came since the last answer; half a line says nothing."""
        found = self.format.scan(self.port.discard(), "")
        self.tally.wrong_rejected += found.wrong
        self._heed(found)

    def _heed(self, found: Scanned) -> None:
        """A device that started anew, or speaks unasked, is proven and set up anew."""
        forgot = any(event in self.format.restarted for event in found.events)
        if forgot or any(event in self.format.unasked for event in found.events):
            self.ready, self.proven = False, None
            self.forgot |= forgot

    async def _set_up(self) -> bool:
        """Tell it how to speak, then listen whether it keeps to that; False: ask it nothing."""
        commands = commands_of(self.device, self.profile, self.text)
        if commands and not self.set_ups.allowed(self.now(), forgot=self.forgot):
            return self._left_as_it_is()
        cause = self.forgot
        self.ready, self.forgot = True, False
        for number, command in enumerate(commands):
            heard = await self._ask(command, told=True)
            heard = heard or await self._ask(command, told=True)
            if heard is None and self.text.identify is None:
                self.ready = False
                return False
            if number == 0:
                self.set_ups.begun(self.now(), forgot=cause)
        if commands:
            await self.drain(self.now() + self._timeout_s)
        return True

    def _left_as_it_is(self) -> bool:
        """Too many set-ups: a device that forgot its settings is not believed, others are."""
        if self.forgot:
            self.reason = SET_UP_LIMIT
        else:
            self.tally.errors[SET_UP_LIMIT] += 1
            self.ready = True
        return not self.forgot

    async def drain(self, until_s: float) -> None:
        """Let what was said late, or of itself, pass by."""
        if (left_s := until_s - self.now()) > 0:
            await asyncio.sleep(left_s)
        self._stray()

    async def _proof(self) -> bool:
        """Ask who it is, now and then; True while it is not known to be another device."""
        identify = self.text.identify
        if identify is None or (self.proven and self.now() < self.proof_due_s):
            return True
        self.proven = None
        answer = await self._ask(identify.ask)
        if answer is None or not answer.says:
            return False
        said = answer.says[0].lower()
        self.proven = any(said.startswith(text.lower()) for text in identify.says)
        self.proof_due_s = self.now() + PROVEN_FOR_S
        return self.proven

    # -- asked ---------------------------------------------------------------------------------

    async def _ask(self, command: str, *, told: bool = False, slow: bool = False) -> Scanned | None:
        """The whole answer to one command, or None; `told`: an acknowledgement is enough.

        `slow`: waited for as long as an answer can take at all.
        """
        timing = self.profile.timing
        wait_s = timing.worst_reply_ms / 1000 if slow else self._timeout_s
        sent_s = self.now()
        await self.port.write(command.encode("ascii") + self.format.end)
        heard = Scanned()
        try:
            async with asyncio.timeout(wait_s):
                while True:
                    heard = self._more(heard, await self.port.read(), command)
                    if any(event in self.format.doubtful for event in heard.events):
                        heard = _doubted(heard, self.format.doubtful)
                    done = told and self.format.done in heard.events
                    if heard.readings or heard.says or heard.refused or done:
                        self.tally.replied(self.now() - sent_s)
                        return heard
        except TimeoutError:
            return None

    def _more(self, heard: Scanned, came: bytes, command: str) -> Scanned:
        found = self.format.scan(heard.rest + came, command)
        whole = tuple(row for row in found.readings if self._is_whole(row))
        self.tally.wrong_rejected += found.wrong + len(found.readings) - len(whole)
        self._heed(found)
        return found._replace(readings=whole, events=heard.events + found.events)

    def _is_whole(self, reading: Reading) -> bool:
        return self.text.numbers in (None, len(reading.values))


def _doubted(heard: Scanned, doubtful: tuple[str, ...]) -> Scanned:
    """Values that came with a complaint of the device about its supply are none."""
    why = next(event for event in heard.events if event in doubtful)
    flaw = faulty(f"event_{why.strip('*').lower()}")
    rows = tuple(row._replace(values=dict.fromkeys(row.values, flaw)) for row in heard.readings)
    return heard._replace(readings=rows)
