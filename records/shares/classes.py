"""Kinds of shares, and who may hold them: what a charter decides, as data of one collective.

It refuses to know who holds what. The usual kinds are proposals, not verified against any charter:
a collective's own classes are deeds with their own proof.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from records.deeds.deed import BasisPoints
from records.deeds.recorded import Recorded
from records.journal.events import Name, Note

LOT_MAX_HUNDREDTHS = 1_000_000_000
"""10 million shares: no single lot is larger, so that sums stay far below 2^53."""


class Standing(StrEnum):
    """What a holder is to the collective."""

    MEMBER = "MEMBER"
    """成员."""
    FORMER = "FORMER"
    """Membership lost (农村集体经济组织法 art. 16, 17); the shares stay until a deed moves them."""
    HEIR = "HEIR"
    """An heir who is not a member: holds an income right only."""
    BENEFICIARY = "BENEFICIARY"
    """A long-serving person who is not a member (农村集体经济组织法 art. 15)."""
    COLLECTIVE = "COLLECTIVE"
    """The collective itself, for 集体股; the holding cap of one member does not bind it."""


class ClassForm(StrEnum):
    """Whether a class goes on being issued."""

    STATIC = "STATIC"
    """生不增死不减: nothing is issued after the day on which it was fixed."""
    DYNAMIC = "DYNAMIC"


class Lot(BaseModel):
    """So many shares of one class, in hundredths of a share."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    share_class: Name
    hundredths: Annotated[int, Field(strict=True, gt=0, le=LOT_MAX_HUNDREDTHS)]


def _each_class_once(lots: tuple[Lot, ...]) -> tuple[Lot, ...]:
    if len({lot.share_class for lot in lots}) < len(lots):
        raise ValueError("a class appears twice in one deed")
    return lots


Lots: TypeAlias = Annotated[
    tuple[Lot, ...], Field(min_length=1, max_length=50), AfterValidator(_each_class_once)
]


class ShareClass(Recorded):
    """From `day` on the class `share_class` is as told here; told again, it is changed.

    `basis`: what a share is measured by, such as `每名成员 1 股`. `holders`: who may be issued or
    inherit it. `verified`: a named person has held this against the printed charter.
    """

    kind: Literal["SHARE_CLASS"] = "SHARE_CLASS"
    share_class: Name
    basis: Note
    form: ClassForm
    fixed_on: date | None = None
    holders: Annotated[tuple[Standing, ...], Field(min_length=1)]
    transferable: bool
    inheritable: bool
    verified: bool = False

    @model_validator(mode="after")
    def _only_what_is_static_is_fixed(self) -> "ShareClass":
        if (self.form is ClassForm.STATIC) != (self.fixed_on is not None):
            raise ValueError("fixed_on belongs to a static class, and only to one")
        return self


class HoldingCap(Recorded):
    """From `day` on nobody may come to hold more than `cap_bp` of all shares.

    Who holds more on that day keeps it and may not add to it. 300 in 浙江省农村集体资产管理条例
    (2020) art. 30; whether that text is still in force is not verified, so the figure is the
    collective's own. `verified`: a named person has held it against the text in force.
    """

    kind: Literal["HOLDING_CAP"] = "HOLDING_CAP"
    cap_bp: BasisPoints
    source: Note
    verified: bool = False


@dataclass(frozen=True, slots=True)
class UsualClass:
    """One usual kind of share, proposed to a collective that writes its own."""

    basis: str
    form: ClassForm
    holders: tuple[Standing, ...]
    transferable: bool
    inheritable: bool
    source: str
    verified: bool = False


_PEOPLE = (Standing.MEMBER, Standing.HEIR)
_CUSTOM = "各地惯例，未与章程核对"

USUAL_CLASSES: Mapping[str, UsualClass] = MappingProxyType(
    {
        "人口股": UsualClass(
            "每名成员 1 股，未成年人可为 0.5 股", ClassForm.STATIC, _PEOPLE, True, True, _CUSTOM
        ),
        "农龄股": UsualClass(
            "按 1956 年以来参加劳动的年数", ClassForm.STATIC, _PEOPLE, True, True, _CUSTOM
        ),
        "土地股": UsualClass(
            "按入股的承包地面积", ClassForm.STATIC, _PEOPLE, True, True, _CUSTOM
        ),
        "水资源股": UsualClass(
            "按入股的用水权", ClassForm.STATIC, _PEOPLE, True, True, _CUSTOM
        ),
        "集体股": UsualClass(
            "由集体自己持有，许多地方以公积金代替", ClassForm.DYNAMIC,
            (Standing.COLLECTIVE,), False, False, _CUSTOM,
        ),
        "扶贫股": UsualClass(
            "财政资金形成，每年按困难户调整", ClassForm.DYNAMIC,
            (Standing.MEMBER,), False, False, _CUSTOM,
        ),
        "现金股": UsualClass(
            "按实缴现金，不得承诺固定回报", ClassForm.DYNAMIC, _PEOPLE, True, True,
            "持股上限见浙江省农村集体资产管理条例(2020)第三十条，其余为惯例",
        ),
        "贡献股": UsualClass(
            "按贡献奖励", ClassForm.DYNAMIC,
            (Standing.MEMBER, Standing.BENEFICIARY), False, False, _CUSTOM,
        ),
    }
)  # fmt: skip
"""Chinese labels of charters; every row is unverified custom until a collective's deed says so."""
