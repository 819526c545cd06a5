"""Whether a body could decide, and whether it did: quorum and majority of all, body by body.

It refuses to know who the voters are; it counts heads, or votes by paid-in capital.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from farm.words import Words
from records.integers import BP_WHOLE, ceil_div
from records.refusal import Problem, problem


class Body(StrEnum):
    """Who decides a distribution."""

    MEMBER_ASSEMBLY = "MEMBER_ASSEMBLY"
    REPRESENTATIVE_ASSEMBLY = "REPRESENTATIVE_ASSEMBLY"
    SHAREHOLDERS = "SHAREHOLDERS"
    COOP_ASSEMBLY = "COOP_ASSEMBLY"


class Matter(StrEnum):
    """What is decided; a benefit for a long-serving non-member needs three quarters of all."""

    DISTRIBUTION = "DISTRIBUTION"
    BENEFIT_FOR_NON_MEMBER = "BENEFIT_FOR_NON_MEMBER"


@dataclass(frozen=True, slots=True)
class Threshold:
    """Part of all that must be present, and in favour; `strictly`: more than that part."""

    name: Words
    present: tuple[int, int]
    in_favour: tuple[int, int]
    strictly: bool
    article: Words
    least_voters: int = 1


_REC_27 = Words(
    zh="农村集体经济组织法第二十七条、浙江省农村集体资产管理条例第十七条",
    en="REC law, article 27; Zhejiang rules, article 17",
)
_REC_28 = Words(
    zh="农村集体经济组织法第二十八条、浙江省农村集体资产管理条例第十七条",
    en="REC law, article 28; Zhejiang rules, article 17",
)

THRESHOLDS: Mapping[Body, Threshold] = MappingProxyType(
    {
        Body.MEMBER_ASSEMBLY: Threshold(
            Words(zh="成员大会", en="assembly of members"), (2, 3), (2, 3), False, _REC_27
        ),
        Body.REPRESENTATIVE_ASSEMBLY: Threshold(
            Words(zh="成员代表大会", en="assembly of representatives"), (2, 3), (2, 3), False,
            _REC_28, least_voters=21,
        ),
        Body.SHAREHOLDERS: Threshold(
            Words(zh="股东会", en="shareholders' meeting"), (1, BP_WHOLE), (1, 2), True,
            Words(zh="公司章程", en="company charter"),
        ),
        Body.COOP_ASSEMBLY: Threshold(
            Words(zh="合作社成员大会", en="assembly of the cooperative"), (2, 3), (1, 2), True,
            Words(zh="农民专业合作社法第三十条", en="Cooperatives Law, article 30"),
        ),
    }
)  # fmt: skip
"""Representatives are more than 20, one for 5 to 15 households (农村集体经济组织法 art. 28)."""


@dataclass(frozen=True, slots=True)
class Count:
    """One vote: all who may vote, who were present, who were in favour (heads or votes)."""

    body: Body
    electorate: int
    present: int
    in_favour: int
    matter: Matter = Matter.DISTRIBUTION


def votes_required(count: Count, charter_bp: int | None = None) -> int:
    """Votes in favour that carry; `charter_bp`: what the company charter asks for, if more."""
    part, strictly = _part(count, charter_bp)
    numerator, divisor = part
    product = count.electorate * numerator
    return product // divisor + 1 if strictly else ceil_div(product, divisor)


def vote_problems(count: Count, charter_bp: int | None = None) -> Iterator[Problem]:
    """Why the vote does not carry: impossible figures, no quorum, or too few in favour."""
    if not 0 <= count.in_favour <= count.present <= count.electorate:
        yield problem(
            "VOTES_IMPOSSIBLE",
            f"赞成 {count.in_favour}、到会 {count.present}、应到 {count.electorate} 互相矛盾：核对"
            "会议记录",
            f"{count.in_favour} in favour, {count.present} present, {count.electorate} in all "
            "cannot be: check the minutes",
        )
        return
    yield from _quorum(count)
    needed = votes_required(count, charter_bp)
    if count.in_favour < needed:
        yield _too_few(count, needed)


def _part(count: Count, charter_bp: int | None) -> tuple[tuple[int, int], bool]:
    if count.matter is Matter.BENEFIT_FOR_NON_MEMBER:
        return (3, 4), False
    threshold = THRESHOLDS[count.body]
    numerator, divisor = threshold.in_favour
    if charter_bp is not None and charter_bp * divisor > numerator * BP_WHOLE:
        return (charter_bp, BP_WHOLE), False
    return threshold.in_favour, threshold.strictly


def _quorum(count: Count) -> Iterator[Problem]:
    threshold = THRESHOLDS[count.body]
    name, article = threshold.name, threshold.article
    if count.electorate < threshold.least_voters:
        yield problem(
            "QUORUM_NOT_MET",
            f"{name.zh}应有至少 {threshold.least_voters} 名，登记的只有 {count.electorate} 名（"
            f"{article.zh}）：由成员大会表决",
            f"the {name.en} has at least {threshold.least_voters} seats, {count.electorate} are "
            f"recorded ({article.en}): let the members' assembly decide",
        )
    numerator, divisor = threshold.present
    least = ceil_div(count.electorate * numerator, divisor)
    if count.present < least:
        yield problem(
            "QUORUM_NOT_MET",
            f"{name.zh}应到 {count.electorate}，到会 {count.present}，至少须 {least}（"
            f"{article.zh}）：重新召集",
            f"{count.present} of {count.electorate} were present in the {name.en}; {least} are "
            f"needed ({article.en}): call it again",
        )


def _too_few(count: Count, needed: int) -> Problem:
    threshold = THRESHOLDS[count.body]
    two_thirds = threshold.in_favour == (2, 3)
    return problem(
        "VOTES_BELOW_TWO_THIRDS" if two_thirds else "VOTES_TOO_FEW",
        f"{threshold.name.zh}全体 {count.electorate}，赞成 {count.in_favour}，须 {needed}（按全体"
        "计，不按到会计；"
        f"{threshold.article.zh}）：方案未通过，修改后重新公示表决",
        f"{count.in_favour} of all {count.electorate} in the {threshold.name.en} were in favour; "
        f"{needed} are needed, counted on all and not on those present ({threshold.article.en}): "
        "the plan is not adopted; amend, post and vote again",
    )
