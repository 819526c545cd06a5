"""Each entry of the share register as one sentence, and all entries that concern one holder.

It refuses to know names: a person is an id here, whoever shows it may put the name beside it.
"""

from collections.abc import Iterable, Mapping, Sequence

from farm.words import Words, said
from records.deeds.deed import Deed
from records.deeds.recorded import Counter, Recorded, in_force
from records.integers import decimal_text
from records.shares.classes import HoldingCap, Lot, ShareClass
from records.shares.fold import of_register
from records.shares.holdings import Inherit, TransferInternal
from records.shares.people import (
    ExitRetain,
    HolderAdmit,
    HouseholdMerge,
    HouseholdSplit,
    MemberGain,
    RestoreByJudgment,
)

KIND_WORDS: dict[str, Words] = {
    kind: Words(zh=zh, en=en)
    for kind, zh, en in (
        ("SHARE_CLASS", "登记股种", "share class"),
        ("HOLDING_CAP", "持股上限", "holding cap"),
        ("MEMBER_GAIN", "取得成员身份", "membership gained"),
        ("MEMBER_LOSS", "丧失成员身份", "membership lost"),
        ("HOLDER_ADMIT", "登记非成员持有人", "holder admitted"),
        ("EXIT_RETAIN", "自愿退出，保留权益", "exit, rights kept"),
        ("MARRY_OUT", "外嫁，股份不变", "married out, shares unchanged"),
        ("ESTATE_PENDING", "待继承", "estate pending"),
        ("RESTORE_BY_JUDGMENT", "按判决恢复", "restored by judgment"),
        ("HOUSEHOLD_SPLIT", "分户", "household split"),
        ("HOUSEHOLD_MERGE", "并户", "household merge"),
        ("ISSUE", "配股", "issue"),
        ("TRANSFER_INTERNAL", "内部转让", "internal transfer"),
        ("INHERIT", "继承", "inheritance"),
        ("FREEZE", "冻结", "freeze"),
        ("UNFREEZE", "解冻", "freeze lifted"),
        ("PLEDGE", "质押", "pledge"),
        ("PLEDGE_RELEASE", "解除质押", "pledge released"),
        ("REDEEM", "赎回注销", "redeemed"),
        ("SHARE_COUNTER", "更正（原登记作废）", "entry taken back"),
    )
}
"""What each kind is called on screen and paper."""


def told(deed: Recorded) -> Words:
    """One line about an entry: day, what, who, how much, on what proof."""
    kind, facts = KIND_WORDS[deed.kind], _facts(deed)
    proof = deed.proof
    paper = "" if proof is None else " ".join(filter(None, (proof.title, proof.number)))
    zh = "，".join(filter(None, (f"{deed.day} {kind.zh}", facts, paper and f"依据：{paper}")))
    en = ", ".join(filter(None, (f"{deed.day} {kind.en}", facts, paper and f"proof: {paper}")))
    return said(zh, en)


def concerned(deed: Recorded) -> frozenset[str]:
    """The holders that an entry names."""
    named = {
        getattr(deed, field, None) for field in ("holder", "from_holder", "to_holder", "taken_from")
    }
    if isinstance(deed, Inherit):
        named.update(part.heir for part in deed.heirs)
    if isinstance(deed, HouseholdSplit):
        named.update(deed.holders)
    return frozenset(name for name in named if name is not None)


def entries_by_holder(deeds: Iterable[Deed], entity: str) -> dict[str, list[Recorded]]:
    """Every entry in force by whom it concerns, by day: the pages behind each member's figures."""
    ours = [
        deed
        for deed in deeds
        if isinstance(deed, Recorded) and of_register(deed) and deed.entity == entity
    ]
    home: dict[str, str] = {}
    found: dict[str, list[Recorded]] = {}
    for deed in in_force(ours).deeds:
        for holder in _touched(deed, home):
            found.setdefault(holder, []).append(deed)
        home.update(_moved(deed, home))
    return found


def _touched(deed: Recorded, home: Mapping[str, str]) -> Iterable[str]:
    if isinstance(deed, HouseholdMerge):
        return [holder for holder in home if home[holder] in (deed.household, deed.into)]
    return concerned(deed)


def _moved(deed: Recorded, home: Mapping[str, str]) -> dict[str, str]:
    match deed:
        case MemberGain() | HolderAdmit() | RestoreByJudgment():
            return {deed.holder: deed.household}
        case HouseholdSplit():
            return dict.fromkeys(deed.holders, deed.new_household)
        case HouseholdMerge():
            return {holder: deed.into for holder in home if home[holder] == deed.household}
        case _:
            return {}


def lots_text(lots: Sequence[Lot]) -> str:
    """Shares by class, such as `人口股 1.00 + 农龄股 0.35`."""
    return " + ".join(f"{lot.share_class} {decimal_text(lot.hundredths, 100, 2)}" for lot in lots)


def _facts(deed: Recorded) -> str:
    match deed:
        case ShareClass():
            return f"{deed.share_class} {deed.form} {deed.basis}"
        case HoldingCap():
            return f"{decimal_text(deed.cap_bp, 100, 2)} % {deed.source}"
        case TransferInternal():
            return f"{deed.from_holder} → {deed.to_holder} {lots_text(deed.lots)}"
        case Inherit():
            heirs = "; ".join(f"{part.heir} {lots_text(part.lots)}" for part in deed.heirs)
            return f"{deed.from_holder} → {heirs}"
        case HouseholdSplit():
            return f"{deed.household} → {deed.new_household} {' '.join(deed.holders)}"
        case HouseholdMerge():
            return f"{deed.household} → {deed.into}"
        case ExitRetain():
            return f"{deed.holder} ≤ {deed.until}"
        case Counter():
            return f"{deed.ref} {deed.reason}"
        case _:
            lots = getattr(deed, "lots", None) or ()
            given = (getattr(deed, name, None) for name in ("holder", "household", "reason"))
            return " ".join([*(str(value) for value in given if value), lots_text(lots)]).strip()
