"""Which income counts toward the promise: streams as data, each with the entries that feed it.

It refuses to be law: the reading of the 5,000,000 yuan is ours until people agree on it.
"""

from dataclasses import dataclass
from enum import StrEnum

from farm.words import Words
from records.canonical import Json
from records.ledger.bookings import Part
from records.ledger.roles import Role


class Side(StrEnum):
    """Who gains. A memo is shown and never added: members are paid out of the collective's gain."""

    COLLECTIVE = "COLLECTIVE"
    VILLAGERS = "VILLAGERS"
    MEMO = "MEMO"


class Where(StrEnum):
    """In which books the entries of a stream stand."""

    VILLAGE_INCOME = "VILLAGE_INCOME"
    """Income of a village, owed by the project."""
    PROJECT_WAGES = "PROJECT_WAGES"
    """Wages of the project, the part of villagers as the payroll tells it."""
    PROJECT_PAYEES = "PROJECT_PAYEES"
    """What the project owes to villagers under the names that were agreed."""
    VILLAGE_MEMBERS = "VILLAGE_MEMBERS"
    """What a village distributes to its members."""


@dataclass(frozen=True, slots=True)
class Stream:
    """One stream. `accounts`: it takes entries with one of these, or any where there is none;
    `other_than`: and none of these. Accounts are told by role, so they hold in every chart.
    """

    key: str
    title: Words
    side: Side
    where: Where
    accounts: tuple[Part, ...] = ()
    other_than: tuple[Part, ...] = ()
    source: str = "本系统提出"
    verified: bool = False

    def as_json(self) -> dict[str, Json]:
        """The stream as it stands beside its figures."""
        return {
            "key": self.key,
            "title": {"zh": self.title.zh, "en": self.title.en},
            "side": self.side.value,
            "where": self.where.value,
            "source": self.source,
            "verified": self.verified,
        }


READING = (
    "本系统提出的口径：项目给村集体的分红、租金、资源费和其他收入，加本村人工资、土地租金和向村民的采购；"
    "成员分红出自村集体所得，不重复相加"
)
"""The streams in one sentence, as it stands on the sheet."""

_RENT: Part = (Role.SALES, "租金")
_WATER: Part = (Role.SALES, "水资源费")
_DIVIDEND: Part = (Role.INVESTMENT, "")
_LAND: Part = (Role.SHARED_COST, "租金")

STREAMS = (
    Stream(
        "DIVIDEND", Words(zh="项目分红", en="dividend of the project"),
        Side.COLLECTIVE, Where.VILLAGE_INCOME, (_DIVIDEND,),
    ),
    Stream(
        "RENT", Words(zh="租金", en="rent"), Side.COLLECTIVE, Where.VILLAGE_INCOME, (_RENT,)
    ),
    Stream(
        "WATER_FEE", Words(zh="水资源费", en="spring-water fee"),
        Side.COLLECTIVE, Where.VILLAGE_INCOME, (_WATER,),
    ),
    Stream(
        "OTHER_INCOME", Words(zh="项目其他收入", en="other income from the project"),
        Side.COLLECTIVE, Where.VILLAGE_INCOME, (), (_DIVIDEND, _RENT, _WATER),
    ),
    Stream(
        "LOCAL_WAGES", Words(zh="本村人工资", en="wages of villagers"),
        Side.VILLAGERS, Where.PROJECT_WAGES,
    ),
    Stream(
        "LAND_RENT", Words(zh="付村民土地租金", en="land rent to households"),
        Side.VILLAGERS, Where.PROJECT_PAYEES, (_LAND,),
    ),
    Stream(
        "PURCHASES", Words(zh="向村民采购", en="purchases from villagers"),
        Side.VILLAGERS, Where.PROJECT_PAYEES, (), (_LAND,),
    ),
    Stream(
        "MEMBER_DIVIDEND", Words(zh="成员分红（出自村集体所得）", en="dividends to members"),
        Side.MEMO, Where.VILLAGE_MEMBERS,
    ),
)  # fmt: skip
