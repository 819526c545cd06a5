"""Give one station another number: proven first, written once, looked for at both numbers after.

It refuses a model whose maker's way is not known, a number that somebody has, and to write again
when the answer was lost: what happened is found out by reading.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from drivers.commissioning.hand_line import HandLine, pace_of
from drivers.commissioning.identify import Certainty, first_question
from drivers.commissioning.recognise import Found, who_answers
from drivers.decode import encoded
from drivers.modbus import Refused, Request, Wrong, read_request, write_request
from drivers.rtu_line import Pace
from farm.profile import Profile, Swap
from farm.words import Words

FREE_TIMES = 3
"""Questions without any answer before a number counts as free."""


class Step(StrEnum):
    """Where it ended."""

    DONE = "done"
    NOT_THERE = "not_there"
    WRONG_DEVICE = "wrong_device"
    DOUBLED = "doubled"
    TAKEN = "taken"
    DECLINED = "declined"
    REFUSED = "refused"
    UNCHANGED = "unchanged"
    LOST = "lost"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of it; `serial`: for the label; `wrote`: whether anything was written."""

    step: Step
    words: Words
    serial: str = ""
    wrote: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """The writes that give a station another number, in order."""

    write: Request
    save: Request | None


def change_of(profile: Profile, old: int, new: int) -> Change:
    """The exact frames; the save goes to the new number."""
    way = profile.commissioning.unit
    assert way is not None
    word = new << 8 if way.high_byte else new
    words = encoded(word, "uint16", Swap.NONE)
    save = way.save
    return Change(
        write_request(old, way.fc, way.address - profile.address_base, words),
        None
        if save is None
        else write_request(new, 6, save.address - profile.address_base, [save.value]),
    )


@dataclass(slots=True)
class Readdress:
    """One change. `agree`: asks the person, with the words; `tell`: says where it is."""

    line: HandLine
    profile: Profile
    profiles: Sequence[Profile]
    agree: Callable[[Words], bool]
    tell: Callable[[Words], None]

    async def run(self, old: int, new: int) -> Outcome:
        """Do it; PortClosed when the wire goes."""
        found = await self._at(old)
        if (wrong := unfit(self.profile, found, old)) is not None:
            return wrong
        assert found is not None
        if await self._heard(new):
            return ended(
                Step.TAKEN, f"{new} 号已经有设备应答，换一个", f"{new} is taken; choose another"
            )
        change = change_of(self.profile, old, new)
        if not self.agree(self._question(found, old, new, change)):
            return ended(Step.DECLINED, "没有写，什么都没变", "nothing written, nothing changed")
        return await self._write(change, found, old, new)

    async def _at(self, unit: int) -> Found | None:
        return await who_answers(self.line, unit, self.profile, self.profiles)

    async def _heard(self, unit: int) -> bool:
        """Whether anything comes when this number is asked.

        A whole frame of another number is a station that answers late: the question counts for
        nothing and is put again. Where that does not end, nobody can tell, and it is no.
        """
        question = first_question(self.profile)
        assert question is not None
        request = read_request(unit, question.area, question.address, question.count)
        silences = 0
        for _ in range(2 * FREE_TIMES):
            verdict = await self.line.ask(request, pace_of(self.profile))
            if not isinstance(verdict, Wrong) or verdict.reason not in ("no_reply", "wrong_unit"):
                return True
            silences += verdict.reason == "no_reply"
            if silences == FREE_TIMES:
                return False
        return True

    def _question(self, found: Found, old: int, new: int, change: Change) -> Words:
        way = self.profile.commissioning.unit
        assert way is not None
        frames = [change.write, *([change.save] if change.save else [])]
        sent = " ; ".join(frame.rtu.hex(" ").upper() for frame in frames)
        sure = found.certainty is Certainty.IDENTIFIED
        doubt = "" if sure else "（型号只是像，请核对铭牌）"
        doubts = "" if sure else " (only looks like it: check the name plate)"
        alone = "线上只能接这一台。" if way.alone else ""
        alone_en = " It must be alone on the line." if way.alone else ""
        return Words(
            zh=f"{self.profile.id} {found.serial}{doubt}：站号 {old} 改成 {new}。{alone}"
            f"将写 {sent}（依据：{way.source}）。写吗？",
            en=f"{self.profile.id} {found.serial}{doubts}: number {old} becomes {new}.{alone_en} "
            f"Will write {sent} (after {way.source}). Write?",
        )

    async def _write(self, change: Change, found: Found, old: int, new: int) -> Outcome:
        way = self.profile.commissioning.unit
        assert way is not None
        pace = pace_of(self.profile)
        verdict = await self.line.ask(change.write, once(pace))
        if isinstance(verdict, Refused):
            return ended(
                Step.REFUSED,
                f"设备拒绝（异常码 {verdict.code}），站号没有变",
                f"the device refused (exception {verdict.code}); the number is as it was",
            )
        if way.power_cycle:
            self.agree(
                Words(zh="请断电 5 秒再上电，好了吗？", en="Power off for 5 s and on again. Done?")
            )
        if change.save is not None and await self._heard(new):
            await self.line.ask(change.save, once(pace))
        return await self._looked(found, old, new)

    async def _looked(self, found: Found, old: int, new: int) -> Outcome:
        here, there = await self._at(new), await self._at(old)
        if here is not None and there is not None:
            return ended(
                Step.BOTH,
                f"{old} 号和 {new} 号都有应答：线上不止一台，拔掉别的再看",
                f"both {old} and {new} answer: more than one hangs here; unplug the others",
                wrote=True,
            )
        if here is not None and self.profile.id in here.profiles and here.serial == found.serial:
            label = f"{new}  {self.profile.id.partition('/')[2].upper()}  {found.serial}".strip()
            return Outcome(
                Step.DONE,
                Words(
                    zh=f"好了，{new} 号应答。在电缆上贴标签：{label}",
                    en=f"done, {new} answers. Label the cable: {label}",
                ),
                found.serial,
                wrote=True,
            )
        if there is not None:
            return ended(
                Step.UNCHANGED,
                f"没有改成：还是 {old} 号。没有再写；查接线后重来",
                f"not changed: still {old}. Not written again; check the wires and repeat",
                wrote=True,
            )
        return ended(
            Step.LOST,
            f"{old} 号和 {new} 号都没有应答：断电再上电，然后 ras scan 找它。没有再写",
            f"neither {old} nor {new} answers: switch it off and on, then find it with ras scan. "
            "Not written again",
            wrote=True,
        )


def unfit(profile: Profile, found: Found | None, old: int) -> Outcome | None:
    """Why the station at this number is not written to; None when it may be."""
    if found is None:
        return ended(
            Step.NOT_THERE,
            f"{old} 号没有应答：查电源、接线、波特率，先用 ras scan 找",
            f"nobody answers as {old}: check power, wires, rate; find it with ras scan",
        )
    if found.doubled or found.certainty is Certainty.GARBLED:
        return ended(
            Step.DOUBLED,
            f"有两台设备都应答 {old} 号：拔掉一台再来",
            f"two stations answer as {old}: unplug one and come again",
        )
    if found.certainty is Certainty.PERHAPS and profile.id in found.profiles:
        return ended(
            Step.WRONG_DEVICE,
            f"{old} 号应答，但没有读数能证明它是 {profile.id}，没有写：把传感器放进水里再来",
            f"{old} answers, but no reading speaks for {profile.id}; nothing written: "
            "put the sensor into water and come again",
        )
    if profile.id not in found.profiles:
        there = ", ".join(found.profiles[:4]) or "?"
        return ended(
            Step.WRONG_DEVICE,
            f"{old} 号不是 {profile.id}（像 {there}），没有写",
            f"{old} is not {profile.id} (rather {there}); nothing written",
        )
    return None


def once(pace: Pace) -> Pace:
    """A write is waited for as long as the station can take."""
    return Pace(pace.worst_reply_s, pace.worst_reply_s, pace.guard_s)


def ended(step: Step, zh: str, en: str, *, wrote: bool = False) -> Outcome:
    """An end with its sentence."""
    return Outcome(step, Words(zh=zh, en=en), wrote=wrote)
