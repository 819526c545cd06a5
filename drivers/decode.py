"""Turn the bytes of an answer into numbers, and judge each number: value, status, reason.

Bytes in, judgements out; it refuses to know wires, clocks and tags, and remembers nothing by
itself: what a judgement needs of the past is handed in and handed back.

Order of the tests (safety reference 3.5): sentinel and NaN, instrument range, current range
(NAMUR NE43) and span, process range, standing still. The first that fails sets the status.
"""

import math
import struct
from collections.abc import Callable
from typing import NamedTuple, TypeAlias

from drivers.unpack import FORMATS
from farm.profile import Point, PointType, Swap
from farm.status import Status

NE43_FAILED_LOW_MA, NE43_FAILED_HIGH_MA = 3.6, 21.0  # mA, NAMUR NE43: the transmitter has failed
NE43_LOW_MA, NE43_HIGH_MA = 3.8, 20.5  # mA, NAMUR NE43: ends of the measuring range
NE43_HOLD_S = 4.0  # s, before a current outside is called a failed transmitter, NAMUR NE43
SPAN_LOW_MA, SPAN_HIGH_MA = 4.0, 20.0  # mA at the two ends of a span

Number = float | str
Extract = Callable[[bytes], float]


def width(kind: PointType) -> int:
    """Registers (bits for `bit`) one value takes; 1 for a string, whose length is its read's."""
    return FORMATS[kind][1] // 2 if kind in FORMATS else 1


def swapped(raw: bytes, swap: Swap) -> bytes:
    """The bytes of one value in the order ABCD; applying it twice gives `raw` again."""
    if swap is Swap.NONE:
        return raw
    if swap is Swap.WORD_BYTE:
        return raw[::-1]
    words = [raw[at : at + 2] for at in range(0, len(raw), 2)]
    if swap is Swap.WORD:
        return b"".join(reversed(words))
    return b"".join(word[::-1] for word in words)


def extractor(
    kind: PointType,
    place: int,
    swap: Swap,
    bits: tuple[int, int] | None,
    mask: int | None = None,
) -> Extract:
    """Function from the data of an answer to the raw number at `place` (register or bit)."""
    if kind == "bit":
        byte, one = place >> 3, 1 << (place & 7)
        return lambda data: 1.0 if data[byte] & one else 0.0
    letter, size = FORMATS[kind]
    at = 2 * place
    order = "<" if swap is Swap.WORD_BYTE and size > 2 else ">"
    unpack = struct.Struct(order + letter).unpack_from
    if mask is not None:
        return lambda data: unpack(data, at)[0] & mask
    if bits is not None:
        shift, keep = bits[0], (1 << (bits[1] - bits[0] + 1)) - 1
        return lambda data: (unpack(data, at)[0] >> shift) & keep
    if size == 2 or swap in (Swap.NONE, Swap.WORD_BYTE):
        return lambda data: unpack(data, at)[0]
    return lambda data: unpack(swapped(data[at : at + size], swap))[0]


def encoded(raw: float, kind: PointType, swap: Swap) -> list[int]:
    """Words to write for a raw number; ValueError when it does not fit the type."""
    if kind == "bit":
        return [round(raw)]
    letter, size = FORMATS[kind]
    number = float(raw) if letter == "f" else round(raw)
    try:
        data = swapped(struct.pack(">" + letter, number), swap if size > 2 else Swap.NONE)
    except (struct.error, OverflowError) as error:
        raise ValueError(f"{raw:g} does not fit {kind}") from error
    return list(struct.unpack(f">{size // 2}H", data))


def text_of(data: bytes) -> str:
    """Printable characters of a string register block, ends stripped."""
    return "".join(chr(byte) for byte in data if 32 <= byte < 127).strip()


class Loop(NamedTuple):
    """Limits of a 4–20 mA loop, mA, and how long before it is called failed, s."""

    failed_ma: tuple[float, float] = (NE43_FAILED_LOW_MA, NE43_FAILED_HIGH_MA)
    measures_ma: tuple[float, float] = (NE43_LOW_MA, NE43_HIGH_MA)
    hold_s: float = NE43_HOLD_S


NE43 = Loop()


class Rule(NamedTuple):
    """How one point is judged. Ranges are inclusive; `process` is in the unit of the tag.

    `gain`/`bias`: from raw to the instrument's unit. `span`: values at 4 and 20 mA. `transmitter`:
    NE43 holds (not for the read-back of our own outputs). `frozen_after_s`: None = never.
    `decimals`: digits the instrument knows, None = all.
    """

    gain: float = 1.0
    bias: float = 0.0
    sentinels: tuple[float, ...] = ()
    valid: tuple[float, float] | None = None
    span: tuple[float, float] | None = None
    transmitter: bool = True
    invert: bool = False
    process: tuple[float, float] = (-math.inf, math.inf)
    frozen_after_s: float | None = None
    decimals: int | None = None
    loop: Loop = NE43


class Memory(NamedTuple):
    """What a judgement keeps: the last raw number, since when; since when the current failed."""

    raw: float = math.nan
    since_s: float = 0.0
    failed_since_s: float | None = None


class Judgement(NamedTuple):
    """Value (None exactly when Bad), status, reason; `measured` also when only frozen."""

    value: float | None
    status: Status
    reason: str = ""
    measured: float | None = None


Told: TypeAlias = tuple[float | None, Status, str, float | None]
"""A judgement as a bare tuple, made in a third of the time."""

NEW = Memory()


def rule_of(
    point: Point,
    process: tuple[float, float] = (-math.inf, math.inf),
    span: tuple[float, float] | None = None,
    *,
    invert: bool = False,
    transmitter: bool = True,
    frozen_after_s: float | None = None,
) -> Rule:
    """Rule of a profile's point under a site's mapping.

    Only floats can be caught standing still: a counted value may rest. A span widens the process
    range by what NE43 still calls measuring (3.8 to 20.5 mA), or noise at an empty tank were Bad.
    """
    if span is not None:
        per_ma = abs(span[1] - span[0]) / (SPAN_HIGH_MA - SPAN_LOW_MA)
        process = (
            process[0] - per_ma * (SPAN_LOW_MA - NE43_LOW_MA),
            process[1] + per_ma * (NE43_HIGH_MA - SPAN_HIGH_MA),
        )
    return Rule(
        point.scale,
        point.add,
        point.sentinels,
        point.valid,
        span,
        transmitter,
        invert,
        process,
        frozen_after_s if point.type == "float32" else None,
        decimals_of(point.resolution),
    )


def decimals_of(resolution: float | None) -> int | None:
    """Decimals that still show a resolution: 0.01 → 2, 0.5 → 1."""
    return None if resolution is None else math.ceil(-math.log10(resolution) - 1e-9)


def _bad(status: Status, reason: str) -> Judgement:
    return Judgement(None, status, reason)


def judge(rule: Rule, raw: float, memory: Memory, now_s: float) -> tuple[Judgement, Memory]:
    """Judge one raw number read at `now_s` (s, any monotonic clock)."""
    if raw != memory.raw:
        memory = Memory(raw, now_s, memory.failed_since_s)
    if raw in rule.sentinels:
        return _bad(Status.BAD_OUT_OF_SERVICE, "sentinel"), memory
    if not math.isfinite(raw):
        return _bad(Status.BAD_SENSOR_FAILURE, "not_a_number"), memory
    value = raw * rule.gain + rule.bias
    if rule.valid is not None and not rule.valid[0] <= value <= rule.valid[1]:
        return _bad(Status.BAD_OUT_OF_RANGE, "instrument_range"), memory
    status, reason = Status.GOOD, ""
    if rule.span is not None:
        if rule.transmitter:
            status, reason, memory = _current(rule.loop, value, memory, now_s)
            if status.is_bad:
                return _bad(status, reason), memory
        value = from_current(value, rule.span)
    exact = value
    if rule.decimals is not None:
        value = round(value, rule.decimals)
    if rule.invert:
        value = 1.0 - value
    if not rule.process[0] <= value <= rule.process[1]:
        return _bad(Status.BAD_OUT_OF_RANGE, "process_range"), memory
    if rule.frozen_after_s is not None and now_s - memory.since_s >= rule.frozen_after_s:
        return Judgement(None, Status.BAD_SENSOR_FAILURE, "frozen", exact), memory
    return Judgement(value, status, reason, exact), memory


def judge_scaled(
    rule: Rule, raw: float, digits_raw: float, memory: Memory, now_s: float
) -> tuple[Judgement, Memory]:
    """Judge a number with `digits_raw` decimals: whole, from -9 to 9, or there is no value."""
    if raw in rule.sentinels:
        return judge(rule, raw, memory, now_s)
    if not -9 <= digits_raw <= 9 or digits_raw != round(digits_raw):
        return _bad(Status.BAD_SENSOR_FAILURE, "decimals"), memory
    value = raw / 10.0**digits_raw if digits_raw >= 0 else raw * 10.0**-digits_raw
    return judge(rule._replace(sentinels=()), value, memory, now_s)


def _current(loop: Loop, ma: float, memory: Memory, now_s: float) -> tuple[Status, str, Memory]:
    """NE43: beyond the failed limits there is no value; after the hold the transmitter failed."""
    if loop.failed_ma[0] < ma < loop.failed_ma[1]:
        if memory.failed_since_s is not None:
            memory = memory._replace(failed_since_s=None)
        if loop.measures_ma[0] <= ma <= loop.measures_ma[1]:
            return Status.GOOD, "", memory
        return Status.UNCERTAIN_ENGINEERING_UNITS_EXCEEDED, "current_saturated", memory
    reason = "current_low" if ma <= loop.failed_ma[0] else "current_high"
    since_s = now_s if memory.failed_since_s is None else memory.failed_since_s
    failed = now_s - since_s >= loop.hold_s
    status = Status.BAD_SENSOR_FAILURE if failed else Status.BAD_OUT_OF_RANGE
    return status, reason, memory._replace(failed_since_s=since_s)


def from_current(ma: float, span: tuple[float, float]) -> float:
    """Engineering value of a 4–20 mA current."""
    return span[0] + (ma - SPAN_LOW_MA) * (span[1] - span[0]) / (SPAN_HIGH_MA - SPAN_LOW_MA)


def to_current(value: float, span: tuple[float, float]) -> float:
    """Current, mA, of an engineering value."""
    return SPAN_LOW_MA + (value - span[0]) * (SPAN_HIGH_MA - SPAN_LOW_MA) / (span[1] - span[0])
