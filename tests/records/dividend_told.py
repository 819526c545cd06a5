"""What the tests ask of a prepared distribution: its figures, its warnings, whether it holds."""

from records.dividend.prepare.prepared import Computed, Prepared
from records.rules.guarantees import Guarantee

MAX = Guarantee("B-1", "operator", "MAX", 9_000_000, "502", "保底合同", "d-1")
PLUS = Guarantee("B-2", "operator", "PLUS", 100_000, "504", "补充协议", "d-2")


def figures(done: Computed) -> dict[str, int]:
    return {one.key: one.amount_fen for one in done.explained}


def codes(done: Prepared) -> list[str]:
    return [one.code for one in done.warnings]


def all_checks_hold(done: Computed) -> bool:
    return all(ok for _, ok in done.checks)
