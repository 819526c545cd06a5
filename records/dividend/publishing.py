"""What may be shown of a run: rows of the masked notice, and totals for the town.

It refuses to name anybody in full and to show an amount of one holder to the town.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from farm.words import Words
from records.dividend.masking import MaskField, masked
from records.dividend.prepare.holders import WAITS
from records.dividend.prepare.prepared import Computed, RunLine
from records.dividend.rec_year import MemberStatus
from records.money import yuan_text

SHOWN_BASIS = Words(
    zh="公示依据：大会决议或单独同意（个人信息保护法第二十五条）；姓名遮盖，不列账号和证件号",
    en="Shown on the assembly's resolution or separate consent (PIPL, article 25); names masked, "
    "no account or identity numbers",
)


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One household on the public notice, fen; the sum of its members, never rounded again."""

    household: str
    head: str
    weight: int
    gross_fen: int
    tax_fen: int
    net_fen: int
    held_fen: int
    remark: Words | None


@dataclass(frozen=True, slots=True)
class TownFigures:
    """What the town sees of a run: totals only, fen."""

    entity: str
    year: int
    pool_fen: int
    gross_fen: int
    tax_fen: int
    payable_fen: int
    held_fen: int
    residual_fen: int
    holders: int
    households: int
    inputs_hash: str
    text: Words


def notice_rows(computed: Computed, heads: Mapping[str, str]) -> tuple[NoticeRow, ...]:
    """Rows by household number; `heads`: name of the head, masked here (DIV-SPEC C2)."""
    homes: dict[str, list[RunLine]] = {}
    for line in computed.lines:
        homes.setdefault(line.household, []).append(line)
    return tuple(
        _row(home, homes[home], heads.get(home, "")) for home in sorted(homes, key=str.encode)
    )


def town_figures(computed: Computed) -> TownFigures:
    """The totals of a run with their sentence."""
    lines = computed.lines
    gross = computed.split.paid_fen
    held = sum(line.held_fen for line in lines)
    homes = len({line.household for line in lines})
    year = computed.provenance["year"]
    assert isinstance(year, int)
    residual = computed.split.residual_fen
    text = Words(
        zh=f"{computed.entity} {year} 年度分配 {yuan_text(gross)} 元，{len(lines)} 人 {homes} 户，"
        f"其中代管 {yuan_text(held)} 元，尾差 {yuan_text(residual)} 元留存",
        en=f"{computed.entity} distributes {yuan_text(gross)} yuan for {year} to {len(lines)} "
        f"holders in {homes} households; {yuan_text(held)} held, {yuan_text(residual)} kept",
    )
    return TownFigures(
        computed.entity, year, gross + residual, gross, sum(line.tax_fen for line in lines),
        sum(line.payable_fen for line in lines), held, residual, len(lines), homes,
        computed.inputs_hash, text,
    )  # fmt: skip


def _row(household: str, lines: list[RunLine], head: str) -> NoticeRow:
    waiting = [line for line in lines if line.status is not MemberStatus.ACTIVE]
    reasons = dict.fromkeys(WAITS[line.status] for line in waiting)
    remark = None
    if waiting:
        zh = "；".join(words.zh for words in reasons)
        en = "; ".join(words.en for words in reasons)
        remark = Words(zh=f"{len(waiting)} 人{zh}", en=f"{len(waiting)} of them: {en}")
    return NoticeRow(
        household, masked(MaskField.name, head) if head else "",
        sum(line.weight for line in lines), sum(line.gross_fen for line in lines),
        sum(line.tax_fen for line in lines if line.status is MemberStatus.ACTIVE),
        sum(line.net_fen for line in lines), sum(line.held_fen for line in lines), remark,
    )  # fmt: skip
