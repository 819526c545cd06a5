"""Entries of the share register, and what they change, as sentences.

It refuses to know names: a person is an id here, whoever shows it may put the name beside it.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypeAlias

from farm.words import Words, said
from records.deeds.recorded import Counter, Recorded
from records.integers import decimal_text
from records.shares.classes import HoldingCap, Lot, ShareClass
from records.shares.holdings import Freeze, Inherit, Pledge, TransferInternal
from records.shares.people import (
    ExitRetain,
    HolderAdmit,
    HouseholdMerge,
    HouseholdSplit,
    MemberGain,
    MemberLoss,
)
from records.shares.recording import Change, Memo
from records.shares.register import MemberShares, Snapshot
from records.shares.words import (
    FORM_WORDS,
    GAIN_WORDS,
    KIND_WORDS,
    LOSS_WORDS,
    STANDING_WORDS,
    STATUS_WORDS,
)

Part: TypeAlias = str | Words


def told(deed: Recorded) -> Words:
    """One line about an entry: day, what, who, how much, on what proof."""
    kind, facts, proof = KIND_WORDS[deed.kind], _facts(deed), deed.proof
    paper = "" if proof is None else " ".join(filter(None, (proof.title, proof.number)))
    zh = (f"{deed.day} {kind.zh}", _in_zh(facts), paper and f"依据：{paper}")
    en = (f"{deed.day} {kind.en}", _in_en(facts), paper and f"proof: {paper}")
    return said("，".join(filter(None, zh)), ", ".join(filter(None, en)))


def change_told(memo: Memo, change: Change) -> Words:
    """One line about a holder whose row differs: what it was and what it is."""
    was = _row(memo.before, change.before)
    now = _row(memo.after, change.after)
    return said(
        f"{change.holder}：原 {_in_zh(was)}；现 {_in_zh(now)}",
        f"{change.holder}: was {_in_en(was)}; is {_in_en(now)}",
    )


def lots_text(lots: Sequence[Lot]) -> str:
    """Shares by class, such as `人口股 1.00 + 农龄股 0.35`."""
    return _classes_text((lot.share_class, lot.hundredths) for lot in lots)


def _row(taken: Snapshot, row: MemberShares | None) -> list[Part]:
    if row is None:
        return [Words(zh="不在登记簿", en="not in the register")]
    held = _classes_text(
        pair for pair in zip(taken.classes, row.hundredths, strict=True) if pair[1]
    )
    shares = held or Words(zh="无股份", en="no shares")
    return [shares, row.household, STANDING_WORDS[row.standing], STATUS_WORDS[row.status]]


def _facts(deed: Recorded) -> list[Part]:
    match deed:
        case ShareClass():
            return [deed.share_class, FORM_WORDS[deed.form], deed.basis]
        case HoldingCap():
            return [f"{decimal_text(deed.cap_bp, 100, 2)} %", deed.source]
        case TransferInternal():
            return [f"{deed.from_holder} → {deed.to_holder}", lots_text(deed.lots)]
        case Inherit():
            heirs = "; ".join(f"{part.heir} {lots_text(part.lots)}" for part in deed.heirs)
            return [f"{deed.from_holder} → {heirs}"]
        case HouseholdSplit():
            return [f"{deed.household} → {deed.new_household}", *deed.holders]
        case HouseholdMerge():
            return [f"{deed.household} → {deed.into}"]
        case Counter():
            return [str(deed.ref), deed.reason]
        case _:
            return [*_of_one_holder(deed), lots_text(getattr(deed, "lots", None) or ())]


def _of_one_holder(deed: Recorded) -> list[Part]:
    named: list[Part] = [getattr(deed, name, "") for name in ("holder", "household")]
    match deed:
        case MemberGain():
            return [*named, GAIN_WORDS[deed.reason]]
        case MemberLoss():
            return [*named, LOSS_WORDS[deed.reason], _until(deed.kept_until)]
        case HolderAdmit():
            return [*named, STANDING_WORDS[deed.standing]]
        case ExitRetain():
            return [*named, _until(deed.until)]
        case Freeze():
            return [*named, deed.ordered_by]
        case Pledge():
            return [*named, deed.creditor]
        case _:
            return named


def _until(day: date | None) -> Part:
    return "" if day is None else Words(zh=f"保留至 {day}", en=f"kept until {day}")


def _classes_text(pairs: Iterable[tuple[str, int]]) -> str:
    return " + ".join(f"{name} {decimal_text(held, 100, 2)}" for name, held in pairs)


def _in_zh(parts: Iterable[Part]) -> str:
    return " ".join(part.zh if isinstance(part, Words) else part for part in parts if part)


def _in_en(parts: Iterable[Part]) -> str:
    return " ".join(part.en if isinstance(part, Words) else part for part in parts if part)
