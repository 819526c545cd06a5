"""Send one text message over an open AT modem, ahead of the next question.

It refuses to know whom a message is for and when to send it again.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from drivers.port import Port
from drivers.text import sms
from drivers.text_wire.talk import TextTalk

PROMPT_S = 10.0
"""Until the modem asks for the text, s: engineering memory, at once as a rule."""
TAKEN_S = 60.0
"""Until the network has taken a message, s; makers state 60 (Quectel) to 120 (SIMCom)."""
WAITING_MOST = 8
"""More letters than this do not wait for the modem: whoever sends asks again."""
NO_WIRE, FULL, NOT_SET_UP = "no_wire", "full", "not_set_up"
NO_PROMPT, NO_ANSWER = "no_prompt", "no_reply"


@dataclass(frozen=True, slots=True)
class Sent:
    """Whether the network has taken a message; `reason`: why not, a short word.

    `no_reply`: nobody knows; the modem had the whole text.
    """

    ok: bool
    reason: str = ""


@dataclass(slots=True)
class Letter:
    """One message and who waits for what becomes of it."""

    number: str
    text: str
    done: asyncio.Future[Sent]


@dataclass(slots=True)
class Letters:
    """What waits for the wire; the task that owns the wire takes it from here."""

    waiting: deque[Letter] = field(default_factory=deque)
    came: asyncio.Event = field(default_factory=asyncio.Event)
    is_open: bool = False

    async def send(self, number: str, text: str) -> Sent:
        """Wait until it is sent or refused."""
        if not self.is_open:
            return Sent(False, NO_WIRE)
        if len(self.waiting) >= WAITING_MOST:
            return Sent(False, FULL)
        letter = Letter(number, text, asyncio.get_running_loop().create_future())
        self.waiting.append(letter)
        self.came.set()
        try:
            return await letter.done
        finally:
            if letter in self.waiting:
                self.waiting.remove(letter)

    async def until(self, at_s: float, now: Callable[[], float]) -> Letter | None:
        """The next letter; None when none came before `at_s`."""
        try:
            async with asyncio.timeout(max(at_s - now(), 0.0)):
                while not self.waiting:
                    self.came.clear()
                    await self.came.wait()
        except TimeoutError:
            return None
        return self.waiting.popleft()

    def opened(self) -> None:
        """The wire is there."""
        self.is_open = True

    def closed(self) -> None:
        """The wire is gone: nobody waits for it."""
        self.is_open = False
        while self.waiting:
            _answered(self.waiting.popleft(), Sent(False, NO_WIRE))


async def carried(talk: TextTalk, letter: Letter) -> None:
    """Send it and tell who waits; whatever breaks off leaves the prompt behind it."""
    sent = Sent(False, NO_WIRE)
    try:
        sent = await _sent(talk, letter)
    finally:
        _answered(letter, sent)


async def hushed(port: Port) -> None:
    """A process that died over a text has left the modem at its prompt: leave it."""
    await port.write(sms.ABORT + b"\r")


async def _sent(talk: TextTalk, letter: Letter) -> Sent:
    for command in sms.PREPARE:
        if not await talk.told(command):
            return Sent(False, NOT_SET_UP)
    port = talk.port
    port.discard()
    await port.write(sms.command(letter.number).encode("ascii") + talk.format.end)
    begun = await _heard(port, PROMPT_S, lambda got: sms.PROMPT in got)
    if sms.PROMPT not in begun:
        await hushed(port)
        return Sent(False, sms.outcome(begun) or NO_PROMPT)
    await port.write(sms.body(letter.text))
    said = await _heard(port, TAKEN_S, lambda got: False)
    reason = sms.outcome(said)
    if reason is None:
        await hushed(port)
        return Sent(False, NO_ANSWER)
    return Sent(not reason, reason)


async def _heard(port: Port, within_s: float, enough: Callable[[bytes], bool]) -> bytes:
    """Everything up to what was waited for, a refusal or the end of patience."""
    got = b""
    try:
        async with asyncio.timeout(within_s):
            while not enough(got) and sms.outcome(got) is None:
                got += await port.read()
    except TimeoutError:
        pass
    return got[-4096:]


def _answered(letter: Letter, sent: Sent) -> None:
    if not letter.done.done():
        letter.done.set_result(sent)
