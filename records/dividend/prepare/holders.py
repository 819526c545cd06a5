"""What a distribution takes from a share register: who is paid now, whose amount waits, the cap.

It refuses to know how shares came about; the register of a day is handed in as a snapshot.
"""

from collections.abc import Collection, Mapping
from types import MappingProxyType

from farm.words import Words
from records.dividend.rec_year import MemberStatus
from records.refusal import Problem, RuleRefused, problem
from records.shares.classes import Standing
from records.shares.register import MemberShares, Snapshot
from records.shares.status import HolderStatus

WAITS: Mapping[MemberStatus, Words] = MappingProxyType(
    {
        MemberStatus.FROZEN: Words(zh="冻结，代管", en="frozen: held"),
        MemberStatus.ESTATE_PENDING: Words(zh="继承待定，代管", en="estate pending: held"),
        MemberStatus.PLEDGED: Words(
            zh="质权人已通知，代管", en="pledged, the creditor gave notice: held"
        ),
        MemberStatus.NO_ACCOUNT: Words(zh="无收款账户，代管", en="no bank account: held"),
        MemberStatus.EXITED_RETAINED: Words(
            zh="退出保留期已满，代管，待大会决定", en="kept right ended: held for the assembly"
        ),
    }
)
"""Why an amount waits; it stays the holder's and is never given to others (DIV-SPEC-1.0 B8)."""


_TIED = {
    HolderStatus.FROZEN: MemberStatus.FROZEN,
    HolderStatus.ESTATE_PENDING: MemberStatus.ESTATE_PENDING,
    HolderStatus.RETENTION_ENDED: MemberStatus.EXITED_RETAINED,
}


def pays_as(
    member: MemberShares, noticed: Collection[str], no_account: Collection[str]
) -> MemberStatus:
    """Whether the member's amount is paid now (ACTIVE), or why it waits.

    A pledge alone stops nothing, its creditor's notice does; a kept right is paid until it ends;
    what falls to the collective's own shares is not paid out to anybody.
    """
    if member.status in _TIED:
        return _TIED[member.status]
    if member.status is HolderStatus.PLEDGED and member.holder in noticed:
        return MemberStatus.PLEDGED
    waits = member.holder in no_account or member.standing is Standing.COLLECTIVE
    return MemberStatus.NO_ACCOUNT if waits else MemberStatus.ACTIVE


def check_snapshot(snapshot: Snapshot, entity: str) -> None:
    """SNAPSHOT_MISMATCH unless the register is that of the entity and adds up."""
    told = snapshot.total_hundredths
    added = sum(sum(member.hundredths) for member in snapshot.members)
    if snapshot.entity != entity:
        raise RuleRefused.of(
            problem(
                "SNAPSHOT_MISMATCH",
                f"股份快照属于 {snapshot.entity}，不是 {entity}（农村集体经济组织法第四十二条按本"
                "集体份额分配）：取本单位登记基准日的快照",
                f"the share snapshot is of {snapshot.entity}, not of {entity} (REC law, article "
                "42: by its own shares): take the one of this entity on the record day",
            )
        )
    if added != told:
        raise RuleRefused.of(
            problem(
                "SNAPSHOT_MISMATCH",
                f"股份快照合计 {told}（百分之一股），逐人相加 {added}，登记簿不平（财农〔2021〕"
                "121号第三十条）：先核对股份登记簿",
                f"the snapshot says {told} hundredths in all, its members add up to {added}; the "
                "register does not balance (Finance rule 2021-121, article 30): check it first",
            )
        )


def check_cap(snapshot: Snapshot) -> None:
    """HOLDER_OVER_3PCT for a holder above the cap in force without an older excess (DIV-I15)."""
    if snapshot.cap_bp is None:
        return
    for member in snapshot.members:
        over = member.weight * 10_000 > snapshot.total_hundredths * snapshot.cap_bp
        exempt = member.standing is Standing.COLLECTIVE or member.holder in snapshot.over_cap
        if over and not exempt:
            raise RuleRefused.of(_over_cap(member, snapshot, snapshot.cap_bp))


def _over_cap(member: MemberShares, snapshot: Snapshot, cap_bp: int) -> Problem:
    limit = snapshot.total_hundredths * cap_bp // 10_000
    return problem(
        "HOLDER_OVER_3PCT",
        f"{member.holder} 持 {member.weight}（百分之一股），超过全部 {snapshot.total_hundredths} "
        f"的 {cap_bp} 基点即 {limit}（浙江省农村集体资产管理条例第三十条）：更正登记；历史超额须登"
        "记在上限生效之前",
        f"{member.holder} holds {member.weight} hundredths of {snapshot.total_hundredths}, more "
        f"than {cap_bp} bp = {limit} (Zhejiang rules, article 30): correct the register; an older "
        "excess is one recorded before the cap",
    )
