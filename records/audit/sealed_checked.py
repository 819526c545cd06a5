"""Sealed fields of people against the audit trail: none came, none went without a word in it.

It refuses keys: what is in a field is not looked at, only that it is there and was told.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from records.audit.chains import Told
from records.refusal import Problem, problem

Sealing: TypeAlias = tuple[str, str, int]
"""Person, field, version."""

RECORDED = "PERSONAL_RECORDED"
"""The act that puts fields of a person in the books; its target is the person."""


def sealings_told(acts: Iterable[Told]) -> Counter[Sealing]:
    """Which versions of which fields the audit trail tells of."""
    told: Counter[Sealing] = Counter()
    for act in acts:
        if act.get("action") == RECORDED and act.get("result") == "ok":
            versions = (act.get("detail") or {}).get("versions") or {}
            told.update((act["target"], field, version) for field, version in versions.items())
    return told


def sealed_problems(told: Counter[Sealing], kept: Iterable[Sealing]) -> Iterator[Problem]:
    """Fields that came or went outside the audit trail."""
    left = told.copy()
    for person, field, version in kept:
        if left[(person, field, version)]:
            left[(person, field, version)] -= 1
        else:
            yield problem(
                "PERSONAL_UNTOLD",
                f"{person} 的 {field} 第 {version} 版：操作记录里没有登记过",
                f"{field} of {person}, version {version}: the audit trail never told of it",
            )
    for person, field, version in sorted(left.elements()):
        yield problem(
            "PERSONAL_MISSING",
            f"{person} 的 {field} 第 {version} 版不见了，操作记录里登记过",
            f"{field} of {person}, version {version} is gone; the audit trail told of it",
        )
