"""What a distribution needs to know of a share register, and what makes an amount wait.

It refuses to know how shares came about; the register of a day is handed in as a snapshot.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Protocol

from farm.words import Words
from records.dividend.rec_year import MemberStatus
from records.refusal import Problem, RuleRefused, problem


class HolderShares(Protocol):
    """One holder on the record day; hundredths of a share by class, in the snapshot's order."""

    @property
    def holder(self) -> str:
        """Id of the holder."""

    @property
    def household(self) -> str:
        """Id of the household."""

    @property
    def hundredths(self) -> tuple[int, ...]:
        """Shares by class."""

    @property
    def status(self) -> str:
        """The register's word for what ties the shares."""


class ShareSnapshot(Protocol):
    """The register of one collective on one day, with its digest."""

    @property
    def entity(self) -> str:
        """The collective."""

    @property
    def record_day(self) -> date:
        """The day (登记基准日)."""

    @property
    def classes(self) -> tuple[str, ...]:
        """Names of the share classes."""

    @property
    def members(self) -> Sequence[HolderShares]:
        """Every holder."""

    @property
    def total_hundredths(self) -> int:
        """Sum over all holders and classes."""

    @property
    def hash(self) -> str:
        """Digest of the snapshot."""


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


def pays_as(
    member: HolderShares, noticed: Collection[str], no_account: Collection[str]
) -> MemberStatus:
    """Whether the member's amount is paid now (ACTIVE), or why it waits.

    A pledge alone stops nothing, its creditor's notice does; a kept right is paid until it ends.
    """
    if member.status in ("FROZEN", "ESTATE_PENDING"):
        return MemberStatus[member.status]
    if member.status == "RETENTION_ENDED":
        return MemberStatus.EXITED_RETAINED
    if member.status not in ("ACTIVE", "PLEDGED", "EXITED_RETAINED"):
        raise RuleRefused.of(_unknown(member))
    if member.status == "PLEDGED" and member.holder in noticed:
        return MemberStatus.PLEDGED
    return MemberStatus.NO_ACCOUNT if member.holder in no_account else MemberStatus.ACTIVE


def check_snapshot(snapshot: ShareSnapshot, entity: str) -> None:
    """SNAPSHOT_MISMATCH unless the register is that of the entity and adds up."""
    told = snapshot.total_hundredths
    added = sum(sum(member.hundredths) for member in snapshot.members)
    if snapshot.entity != entity:
        raise RuleRefused.of(
            problem(
                "SNAPSHOT_MISMATCH",
                f"股份快照属于 {snapshot.entity}，不是 {entity}：取本单位登记基准日的快照",
                f"the share snapshot is of {snapshot.entity}, not of {entity}: take the one of "
                "this entity on the record day",
            )
        )
    if added != told:
        raise RuleRefused.of(
            problem(
                "SNAPSHOT_MISMATCH",
                f"股份快照合计 {told}（百分之一股），逐人相加 {added}：登记簿不平，先核对股份登记"
                "簿",
                f"the snapshot says {told} hundredths in all, its members add up to {added}: the "
                "register does not balance, check it first (DIV-I15)",
            )
        )


def check_cap(snapshot: ShareSnapshot, cap_bp: int, older_excess: Collection[str]) -> None:
    """HOLDER_OVER_3PCT for a holder above the cap who did not hold that much before it."""
    for member in snapshot.members:
        held = sum(member.hundredths)
        if held * 10_000 > snapshot.total_hundredths * cap_bp and member.holder not in older_excess:
            limit = snapshot.total_hundredths * cap_bp // 10_000
            raise RuleRefused.of(
                problem(
                    "HOLDER_OVER_3PCT",
                    f"{member.holder} 持 {held}（百分之一股），超过全部 "
                    f"{snapshot.total_hundredths} 的 "
                    f"{cap_bp} 基点即 {limit}（浙江省农村集体资产管理条例第三十条）：更正登记；历"
                    "史超额须在登记簿注明",
                    f"{member.holder} holds {held} hundredths of {snapshot.total_hundredths}, more "
                    f"than {cap_bp} bp = {limit} (Zhejiang rules, article 30): correct the "
                    "register, or mark an excess that is older than the cap",
                )
            )


def _unknown(member: HolderShares) -> Problem:
    return problem(
        "UNKNOWN_STATUS",
        f"{member.holder} 的状态“{member.status}”不认识：核对股份登记簿",
        f"the status '{member.status}' of {member.holder} is unknown: check the register",
    )
