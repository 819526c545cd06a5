"""A further payment to the members of a posted run: gathered, computed, explained.

It refuses an increment that is not left undistributed, and any holder or rule but the run's own.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from records.canonical import Json
from records.dividend.command import SPEC
from records.dividend.contract_terms import tax_fen
from records.dividend.intake import Field
from records.dividend.kinds.members import read_increment
from records.dividend.prepare.prepared import (
    Computed,
    Explained,
    Prepared,
    RunLine,
    Split,
    result_of,
)
from records.dividend.prepare.telling import BY_SHARES, ORDER, Y, told
from records.dividend.rec_year import SplitMode
from records.dividend.supplementary import Paid, split
from records.dividend.vouchers import member_vouchers
from records.refusal import RuleRefused, problem
from records.rules.parameters import CLASS_BP


@dataclass(frozen=True, slots=True)
class SupplementaryCase:
    """A posted run of a village, what is still undistributed, and what is to be paid on top, fen.

    `waits`: holders whose status has changed since, by the words of MemberStatus.
    """

    run: str
    first: Computed
    undistributed_fen: int
    increment_fen: int
    waits: Mapping[str, str]


def prepare_supplementary(case: SupplementaryCase) -> Prepared:
    """The increment, split with the rules, the register and the mode of the run it adds to."""
    if case.increment_fen > case.undistributed_fen:
        raise RuleRefused.of(
            problem(
                "INCREMENT_TOO_LARGE",
                f"追加 {case.increment_fen} 分，账上未分配收益只有 {case.undistributed_fen} 分（"
                "财农〔2021〕121号第二十八条）：减少追加额",
                f"an increment of {case.increment_fen} fen, but only {case.undistributed_fen} are "
                "undistributed (Finance rule 2021-121, article 28): reduce it",
            )
        )
    facts = {**case.first.provenance, "of_run": case.run, "guarantees": [], "project": None}
    return Prepared(compute_supplementary(_document(case), facts), (), ())


def compute_supplementary(document: Mapping[str, Json], provenance: Mapping[str, Json]) -> Computed:
    """Result, lines, explanations and vouchers of an increment."""
    result = result_of(document)
    paid = split(read_increment(Field(document["inputs"], "inputs")))
    shown = Split(
        tuple(_lines(paid)),
        tuple(name for name in paid.by_part if name),
        _rates(paid),
        paid.residual,
        paid.pools,
    )
    checks = (("DIV-I1", shown.paid_fen + paid.residual == paid.of.increment),)
    return Computed(
        document, provenance, result, shown, tuple(_explained(paid, provenance)),
        tuple(member_vouchers(paid.posted)), checks,
    )  # fmt: skip


def _document(case: SupplementaryCase) -> dict[str, Json]:
    given: Mapping[str, Any] = case.first.document
    facts: Mapping[str, Any] = case.first.provenance
    before, rules = given["inputs"], facts["rules"]["rules"]
    parts = {
        key.removeprefix(CLASS_BP): bp for key, bp in rules.items() if key.startswith(CLASS_BP)
    }
    inputs: dict[str, Json] = {
        "increment": case.increment_fen,
        "mode": facts["mode"],
        "tax_regime": before["tax_regime"],
        "share_classes": before["share_classes"],
        "class_bp": parts,
        "members": [[*row[:-1], case.waits.get(row[0], row[-1])] for row in before["members"]],
    }
    return {"spec": SPEC, "kind": "rec_supplementary", "inputs": inputs}


def _lines(paid: Paid) -> Iterator[RunLine]:
    amounts = paid.amounts
    for member in paid.of.members:
        gross = amounts[member.holder]
        parts = tuple(one.amounts[member.holder] for name, one in paid.by_part.items() if name)
        yield RunLine(
            member.holder, member.household, member.weight, gross,
            tax_fen(gross, paid.of.tax_regime), member.status, parts,
            member.hundredths if parts else (),
        )  # fmt: skip


def _rates(paid: Paid) -> dict[str, int]:
    if paid.of.mode is SplitMode.A_HAMILTON:
        return {}
    return {name: one.rate_fen_per_share for name, one in paid.by_part.items()}


def _explained(paid: Paid, provenance: Mapping[str, Any]) -> Iterator[Explained]:
    run = str(provenance["of_run"])
    yield told(
        "increment", ("追加分配", "increment"), paid.of.increment,
        (
            f"在 {run} 之外追加，只分增量，按同一登记基准日的股份",
            f"on top of {run}; the increment alone is split, by the shares of the same day",
        ),
        BY_SHARES, run,
    )  # fmt: skip
    yield told(
        "gross", ("应发合计", "due in all"), paid.posted,
        (f"增量减尾差 {Y(paid.residual)}", f"the increment less the residual {Y(paid.residual)}"),
        BY_SHARES,
    )  # fmt: skip
    yield told(
        "residual", ("分配尾差", "residual"), paid.residual,
        ("留在未分配收益", "stays undistributed"), ORDER, "322 收益分配-未分配收益",
    )  # fmt: skip
