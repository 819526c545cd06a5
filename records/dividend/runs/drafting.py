"""Whether a new run may be opened beside those that are there.

It refuses two runs for one year, an increment to what is not booked, a correction of what stands.
"""

from collections.abc import Iterator, Mapping

from records.dividend.runs.deeds import Purpose, RunDrafted
from records.dividend.runs.state import BOOKED, Run, State, apply
from records.refusal import Problem, RuleRefused, problem

_GONE = frozenset({State.SUPERSEDED, State.REVERSED})


def drafting_problems(deed: RunDrafted, found: Mapping[str, Run]) -> Iterator[Problem]:
    """Every reason against opening the run."""
    try:
        apply(dict(found), deed)
    except RuleRefused as refusal:
        yield Problem(refusal.code, refusal.explanation)
        return
    if deed.purpose is Purpose.YEAR:
        yield from _beside(deed, found)
    else:
        yield from _referred(deed, found)


def _beside(deed: RunDrafted, found: Mapping[str, Run]) -> Iterator[Problem]:
    for other in found.values():
        same = (other.entity, other.year) == (deed.entity, deed.year)
        if same and other.state not in _GONE and other.id != deed.supersedes:
            yield problem(
                "YEAR_HAS_RUN",
                f"{deed.entity} {deed.year} 年已有分配 {other.id}（{other.state}）：未入账的注明取"
                "代它，已入账的"
                "先冲销再更正，追加分配另选用途",
                f"{deed.entity} has run {other.id} ({other.state}) for {deed.year}: supersede it "
                "while it is not booked, reverse it first if it is, or choose a supplementary run",
            )
    if deed.of_run is not None:
        yield _reference(deed, "年度分配不引用别的分配", "a yearly run refers to no other run")


def _referred(deed: RunDrafted, found: Mapping[str, Run]) -> Iterator[Problem]:
    other = found.get(deed.of_run or "")
    if other is None or (other.entity, other.year) != (deed.entity, deed.year):
        yield _reference(
            deed,
            "须注明本单位本年度的哪一次分配（of_run）",
            "of_run must name a run of the same entity and year",
        )
    elif deed.purpose is Purpose.SUPPLEMENTARY and other.state not in BOOKED:
        yield _reference(
            deed, f"{other.id} 尚未入账，不能追加", f"{other.id} is not booked, nothing to add to"
        )
    elif deed.purpose is Purpose.CORRECTION and other.state is not State.REVERSED:
        yield _reference(
            deed,
            f"{other.id} 尚未冲销，先冲销再更正（会计基础工作规范第五十一条）",
            f"{other.id} is not reversed: reverse it before it is set right (accounting basics, "
            "article 51)",
        )


def _reference(deed: RunDrafted, zh: str, en: str) -> Problem:
    return problem("RUN_REFERENCE", f"分配 {deed.run}：{zh}", f"run {deed.run}: {en}")
