"""Give one station another baud rate: proven at the old one, written once, looked for at both.

It refuses a model whose maker's way is not known, a rate the model has not, and to write again
when the answer was lost: a station that changed at once answers at the new rate, or not at all.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace

from drivers.commissioning.hand_line import HandLine, pace_of
from drivers.commissioning.identify import Certainty
from drivers.commissioning.readdress import Outcome, Step, ended, once, unfit
from drivers.commissioning.recognise import Found, who_answers
from drivers.commissioning.scan_plan import Setting
from drivers.modbus import Refused, Request, write_request
from farm.profile import Profile
from farm.words import Words

OpenLine = Callable[[Setting], AbstractAsyncContextManager[HandLine]]
"""The same wire at some setting; PortUnavailable."""


def baud_write(profile: Profile, unit: int, baud: int) -> Request:
    """The exact frame; `baud` one of the codes of the profile."""
    way = profile.commissioning.baud
    assert way is not None and baud in way.codes
    return write_request(unit, way.fc, way.address - profile.address_base, [way.codes[baud]])


@dataclass(slots=True)
class Rebaud:
    """One change. `opened`: opens the wire; `agree`: asks the person, with the words."""

    opened: OpenLine
    profile: Profile
    profiles: Sequence[Profile]
    agree: Callable[[Words], bool]

    async def run(self, unit: int, old: Setting, baud: int) -> Outcome:
        """Do it; PortUnavailable, PortClosed when the wire goes."""
        async with self.opened(old) as line:
            found = await self._at(line, unit)
            if (wrong := unfit(self.profile, found, unit)) is not None:
                return wrong
            assert found is not None
            request = baud_write(self.profile, unit, baud)
            if not self.agree(self._question(found, unit, old, baud, request)):
                return ended(Step.DECLINED, "没有写，什么都没变", "nothing written or changed")
            verdict = await line.ask(request, once(pace_of(self.profile)))
        if isinstance(verdict, Refused):
            return ended(
                Step.REFUSED,
                f"设备拒绝（异常码 {verdict.code}），波特率没有变",
                f"the device refused (exception {verdict.code}); the rate is as it was",
            )
        way = self.profile.commissioning.baud
        assert way is not None
        if way.power_cycle:
            self.agree(
                Words(zh="请断电 5 秒再上电，好了吗？", en="Power off for 5 s and on again. Done?")
            )
        return await self._looked(found, unit, old, replace(old, baud=baud))

    async def _at(self, line: HandLine, unit: int) -> Found | None:
        return await who_answers(line, unit, self.profile, self.profiles)

    def _question(
        self, found: Found, unit: int, old: Setting, baud: int, request: Request
    ) -> Words:
        way = self.profile.commissioning.baud
        assert way is not None
        sure = found.certainty is Certainty.IDENTIFIED
        doubt = "" if sure else "（型号只是像，请核对铭牌）"
        doubts = "" if sure else " (only looks like it: check the name plate)"
        name = f"{self.profile.id} {found.serial}".strip()
        sent = request.rtu.hex(" ").upper()
        return Words(
            zh=f"{name}{doubt}，{unit} 号：{old.baud} 改成 {baud} 波特。"
            f"线上别的设备和场地文件也要改。将写 {sent}（依据：{way.source}）。写吗？",
            en=f"{name}{doubts}, number {unit}: {old.baud} becomes {baud} baud. The others on this "
            f"line and the site file must follow. Will write {sent} (after {way.source}). Write?",
        )

    async def _looked(self, found: Found, unit: int, old: Setting, new: Setting) -> Outcome:
        async with self.opened(new) as line:
            here = await self._at(line, unit)
        if here is not None and self.profile.id in here.profiles and here.serial == found.serial:
            return Outcome(
                Step.DONE,
                Words(
                    zh=f"好了，{unit} 号在 {new} 应答。场地文件这条总线写 baud: {new.baud}",
                    en=f"done, {unit} answers at {new}. Write baud: {new.baud} for this bus in "
                    "the site file",
                ),
                found.serial,
                wrote=True,
            )
        async with self.opened(old) as line:
            there = await self._at(line, unit)
        if there is not None:
            return ended(
                Step.UNCHANGED,
                f"没有改成：还是 {old}。没有再写；有的设备要断电再上电，然后用 ras scan 看",
                f"not changed: still {old}. Not written again; some devices count it only after "
                "power off and on: look with ras scan",
                wrote=True,
            )
        return ended(
            Step.LOST,
            f"{old} 和 {new} 都没有应答：断电再上电，然后 ras scan --full 找它。没有再写",
            f"no answer at {old} nor {new}: switch it off and on, then find it with ras scan "
            "--full. Not written again",
            wrote=True,
        )
