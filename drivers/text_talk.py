"""One asked text device on an open wire: hush it, prove it, ask it, and wait for its answer.

It refuses to know tags, timetables and what a format looks like.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from drivers.port import Port
from drivers.tally import Tally
from drivers.text.formats import Format
from drivers.text.reading import Reading, Scanned, faulty
from farm.profile import Ascii, Profile
from farm.site import Device

PROVEN_FOR_S = 600.0  # s, identity is asked again (safety reference 3.2)


@dataclass(slots=True)
class TextTalk:
    """`ready`: the device is known to keep silent until asked. `proven`: see drivers.station."""

    port: Port
    device: Device
    profile: Profile
    text: Ascii
    format: Format
    now: Callable[[], float]
    tally: Tally
    ready: bool = False
    proven: bool | None = None
    proof_due_s: float = 0.0
    also: list[Scanned] = field(default_factory=list)
    also_due_s: float = 0.0

    @property
    def _timeout_s(self) -> float:
        return self.profile.timing.response_timeout_ms / 1000

    async def visit(self) -> list[Scanned] | None:
        """Answers to all commands of a visit; None when one was missed."""
        self._stray()
        if not self.ready:
            await self._set_up()
        if not await self._proof():
            return None
        answers = []
        for command in self.text.ask:
            answer = await self._ask(command)
            if answer is None:
                return None
            answers.append(answer)
        return [*await self._ratings(), *answers]

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
        """What came since the last answer: a device that speaks unasked is set up anew."""
        came = self.port.discard()
        if not came:
            return
        found = self.format.scan(came, "")
        self.tally.wrong_rejected += found.wrong
        cut = bool(self.format.restarted) and bool(found.rest)
        self._heed(found, cut=cut)

    def _heed(self, found: Scanned, *, cut: bool = False) -> bool:
        """Whether the device said that it has to be set up anew."""
        restarted = cut or any(event in self.format.restarted for event in found.events)
        if restarted:
            self.ready = False
        return restarted

    async def _set_up(self) -> None:
        """Tell it how to speak, then listen whether it keeps to that."""
        self.ready = True
        commands = list(self.text.setup)
        for key, row in self.text.settings.items():
            if key in self.device.settings:
                commands.append(f"{row.command},{self.device.settings[key]:g}")
        for command in commands:
            await self._ask(command, told=True)
        if commands:
            await self.drain(self.now() + self._timeout_s)

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
        answer = await self._ask(identify.ask)
        if answer is None or not answer.says:
            return False
        said = answer.says[0].lower()
        self.proven = any(said.startswith(text.lower()) for text in identify.says)
        self.proof_due_s = self.now() + PROVEN_FOR_S
        return self.proven

    # -- asked ---------------------------------------------------------------------------------

    async def _ask(self, command: str, *, told: bool = False) -> Scanned | None:
        """The whole answer to one command, or None; `told`: an acknowledgement is enough."""
        sent_s = self.now()
        await self.port.write(command.encode("ascii") + self.format.end)
        heard = Scanned()
        try:
            async with asyncio.timeout(self._timeout_s):
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
        return replace(found, readings=whole, events=heard.events + found.events)

    def _is_whole(self, reading: Reading) -> bool:
        return self.text.numbers in (None, len(reading.values))


def _doubted(heard: Scanned, doubtful: tuple[str, ...]) -> Scanned:
    """Values that came with a complaint of the device about its supply are none."""
    why = next(event for event in heard.events if event in doubtful)
    flaw = faulty(f"event_{why.strip('*').lower()}")
    rows = tuple(replace(row, values=dict.fromkeys(row.values, flaw)) for row in heard.readings)
    return replace(heard, readings=rows)
