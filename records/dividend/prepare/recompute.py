"""Any run again, from the document and provenance it kept: the same bytes, whatever the day.

It refuses to look anything up; a rule or a register that changed since cannot reach it.
"""

from collections.abc import Mapping
from typing import Any

from records.dividend.prepare.company import compute_company
from records.dividend.prepare.coop import compute_coop
from records.dividend.prepare.prepared import Computed
from records.dividend.prepare.supplementary import compute_supplementary
from records.dividend.prepare.village import compute_village
from records.dividend.runs.deeds import RunComputed
from records.refusal import Problem, problem

_BY_KIND = {
    "rec_year": compute_village,
    "rec_class_year": compute_village,
    "company_years": compute_company,
    "coop_year": compute_coop,
    "rec_supplementary": compute_supplementary,
}


def recompute(document: Mapping[str, Any], provenance: Mapping[str, Any]) -> Computed:
    """What follows from the two; RuleRefused where a rule says no."""
    return _BY_KIND[str(document["kind"])](document, provenance)


def recomputation_problem(deed: RunComputed) -> Problem | None:
    """What a recorded run says differently from its own input; None if it says the same."""
    again = recompute(deed.document, deed.provenance)
    pairs = (
        ("inputs_hash", deed.inputs_hash, again.inputs_hash),
        ("result_hash", deed.result_hash, again.result_hash),
        ("lines_hash", deed.lines_hash, again.lines_hash),
    )
    for name, told, found in pairs:
        if told != found:
            return problem(
                "RUN_NOT_REPRODUCED",
                f"分配 {deed.run} 的 {name} 记为 {told}，重算得 {found}：记录或程序被改过，停用并"
                "查明",
                f"run {deed.run} recorded {name} {told}, computed again it is {found}: the record "
                "or the program was changed; stop and find out which",
            )
    return None
