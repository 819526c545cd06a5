"""The common case of judging: a plain value inside all its ranges, in one pass over an answer.

It refuses to decide anything that is not plainly good: that goes through `decode.judge`, which
alone knows the order of the tests. Both give the same judgement; a property test holds them
together.
"""

import sys
from collections.abc import Sequence
from typing import NamedTuple

from drivers.decode import (
    SPAN_HIGH_MA,
    SPAN_LOW_MA,
    Extract,
    Memory,
    Rule,
    Told,
    judge,
    judge_scaled,
)
from drivers.unpack import Unpack
from farm.status import Status

FINITE = sys.float_info.max
GOOD = Status.GOOD
SPAN_MA = SPAN_HIGH_MA - SPAN_LOW_MA
_NEW = tuple.__new__
"""Makes a named tuple of its fields without the detour through its own `__new__`."""


class Quick(NamedTuple):
    """A rule laid out for one pass.

    `low`/`high`: where the instrument measures, in its unit; `process_low`/`process_high`: what the
    process can be; `span`: value at 4 mA and from there to that at 20 mA; `keeps`: the past matters
    (Memory).
    """

    probe: int
    gain: float
    bias: float
    low: float
    high: float
    sentinels: tuple[float, ...]
    keeps: bool
    span: tuple[float, float] | None
    decimals: int | None
    invert: bool
    process_low: float
    process_high: float


class Scaled(NamedTuple):
    """A probe whose decimals are said by another number of the same answer."""

    probe: int
    own: Extract
    says: Extract
    gain: float
    bias: float


class Decoded(NamedTuple):
    """How one answer becomes judgements."""

    probes: tuple[int, ...]
    unpack: Unpack
    quick: tuple[Quick, ...]
    scaled: tuple[Scaled, ...]


def quick_of(probe: int, rule: Rule) -> Quick:
    """The common case of a rule; infinite bounds become finite ones, so infinity is outside."""
    low, high = rule.valid or (-FINITE, FINITE)
    current = rule.span is not None and rule.transmitter
    if current:
        low, high = max(low, rule.loop.measures_ma[0]), min(high, rule.loop.measures_ma[1])
    return Quick(
        probe,
        rule.gain,
        rule.bias,
        max(low, -FINITE),
        min(high, FINITE),
        rule.sentinels,
        current or rule.frozen_after_s is not None,
        None if rule.span is None else (rule.span[0], rule.span[1] - rule.span[0]),
        rule.decimals,
        rule.invert,
        *rule.process,
    )


def judge_answer(
    decoded: Decoded,
    answer: bytes,
    rules: Sequence[Rule],
    probed: list[Told],
    memories: list[Memory],
    now_s: float,
) -> None:
    """Judgement of every probe of an answer, into `probed`; `memories` are renewed."""
    for raw, quick in zip(decoded.unpack(answer), decoded.quick, strict=True):
        probe, gain, bias, low, high, sentinels, keeps, span, digits, invert, least, most = quick
        exact = raw * gain + bias
        if low <= exact <= high and raw not in sentinels:  # a NaN is in no range
            if span is not None:
                exact = span[0] + (exact - SPAN_LOW_MA) * span[1] / SPAN_MA  # from_current
            value = exact if digits is None else round(exact, digits)
            if invert:
                value = 1.0 - value
            if least <= value <= most and not (
                keeps and _doubtful(rules[probe], raw, probe, memories, now_s)
            ):
                probed[probe] = value, GOOD, "", exact
                continue
        probed[probe], memories[probe] = judge(rules[probe], raw, memories[probe], now_s)
    for row in decoded.scaled:
        digits_said = row.says(answer) * row.gain + row.bias
        probed[row.probe], memories[row.probe] = judge_scaled(
            rules[row.probe], row.own(answer), digits_said, memories[row.probe], now_s
        )


def _doubtful(rule: Rule, raw: float, probe: int, memories: list[Memory], now_s: float) -> bool:
    """True when the past may speak against the number; else it is remembered."""
    memory = memories[probe]
    if memory.failed_since_s is not None:
        return True
    if raw != memory.raw:
        memories[probe] = _NEW(Memory, (raw, now_s, None))
        return False
    return rule.frozen_after_s is not None and now_s - memory.since_s >= rule.frozen_after_s
