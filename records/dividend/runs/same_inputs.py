"""Whether what a run was computed from is still what books, register and rules say.

It refuses to let a run go on with another input: that is a new run under a new id.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from records.canonical import canonical_json
from records.dividend.prepare.prepared import Prepared
from records.dividend.runs.state import Run
from records.refusal import Problem, problem

PARTS: Mapping[str, tuple[str, str]] = {
    "books": ("账簿", "the books"),
    "rules": ("分配规则", "the rules in force"),
    "answers": ("疑问答复", "the answers to open questions"),
    "guarantees": ("保底合同", "the guarantee contracts"),
    "project": ("项目公司分红", "the company's dividend"),
    "mode": ("分配方法", "the way of splitting"),
    "register_status": ("成员状态", "what ties members' shares"),
    "capital": ("实缴资本", "the paid-in capital"),
}


def changed_inputs(run: Run, now: Prepared | None) -> Iterator[Problem]:
    """SNAPSHOT_MISMATCH or INPUT_CHANGED with what changed; nothing if all is as it was."""
    if now is None or run.computed is None or now.inputs_hash == run.computed.inputs_hash:
        return
    then: Mapping[str, Any] = run.computed.provenance
    new: Mapping[str, Any] = now.computed.provenance
    if _text(then.get("snapshot")) != _text(new.get("snapshot")):
        yield _snapshot(run, then.get("snapshot") or {}, new.get("snapshot") or {})
        return
    changed = [
        words for name, words in PARTS.items() if _text(then.get(name)) != _text(new.get(name))
    ]
    zh = "、".join(words[0] for words in changed) or "输入"
    en = ", ".join(words[1] for words in changed) or "the input"
    yield problem(
        "INPUT_CHANGED",
        f"分配 {run.id} 编制之后{zh}有变：退回编制，用新编号另起并注明取代 {run.id}",
        f"since run {run.id} was computed {en} changed: open a new run that supersedes {run.id}",
    )


def _snapshot(run: Run, then: Mapping[str, Any], now: Mapping[str, Any]) -> Problem:
    return problem(
        "SNAPSHOT_MISMATCH",
        f"分配 {run.id} 所用股份快照（{then.get('record_day')}，{then.get('total_hundredths')}）与"
        "登记簿现在的"
        f"（{now.get('record_day')}，{now.get('total_hundredths')}）不同（分配规范 B12）：用新编号"
        "另起，按更正后的登记簿重算",
        f"run {run.id} used the register of {then.get('record_day')} with "
        f"{then.get('total_hundredths')} hundredths, the register now says "
        f"{now.get('record_day')}, {now.get('total_hundredths')}, with other figures or states "
        "(rule B12 of the specification): open a new run on the corrected register",
    )


def _text(value: Any) -> str:
    return canonical_json(value)
