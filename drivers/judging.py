"""What the answers of one visit mean: a judgement for every tag of its plan.

Plan and answers in, judgements out; it refuses to know wires, clocks and other devices.
"""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from drivers.decode import NEW, Judgement, Memory, Told
from drivers.pulses import NOTHING, Counted, counted
from drivers.quick import judge_answer
from drivers.reads import Computed, Output, Plan
from farm.status import Status
from models.oxygen import mg_l_from_percent

Answers: TypeAlias = Sequence[bytes | Judgement] | Mapping[int, bytes | Judgement]
"""Per planned read: its data, or why there is none."""

_NEW = tuple.__new__
"""Makes a named tuple of its fields without the detour through its own `__new__`."""

_UNSEEN = Judgement(None, Status.BAD_WAITING_FOR_INITIAL_DATA, "silent")


def fresh_memories(plan: Plan) -> list[Memory]:
    """Memories of a device never visited."""
    return [NEW] * len(plan.probes)


def fresh_counts(plan: Plan) -> list[Counted]:
    """Counters of a device never visited."""
    return [NOTHING] * len(plan.counters)


def judged(
    plan: Plan,
    answers: Answers,
    memories: list[Memory],
    heard_s: Sequence[float],
    counts: list[Counted] | None = None,
) -> list[Judgement]:
    """One judgement per tag, in the order of `Plan.tags`; `memories` (one a probe) and `counts`
    (one a counter) are renewed. `heard_s`: when each answer came, s of any monotonic clock.
    """
    return [_NEW(Judgement, row) for row in told(plan, answers, memories, heard_s, counts)]


def told(
    plan: Plan,
    answers: Answers,
    memories: list[Memory],
    heard_s: Sequence[float],
    counts: list[Counted] | None = None,
) -> Sequence[Told]:
    """What `judged` gives, as bare tuples."""
    rows: list[Told] = [_UNSEEN] * len(plan.probes)
    for number, decoded in enumerate(plan.decoded):
        answer = answers[number]
        if isinstance(answer, Judgement):
            for probe in decoded.probes:
                rows[probe] = answer
        else:
            judge_answer(decoded, answer, plan.rules, rows, memories, heard_s[number])
    if plan.is_plain:
        return rows
    probed = [_NEW(Judgement, row) for row in rows]
    found = [probed[row.probe] for row in plan.shown]
    if plan.counters:
        _count(plan, found, fresh_counts(plan) if counts is None else counts, heard_s)
    if plan.computed:
        found += [_oxygen(row, probed, plan.pressure_atm) for row in plan.computed]
    if plan.gates:
        _close_gates(plan, probed, found)
    if plan.outputs:
        found += [_read_back(row, probed) for row in plan.outputs]
    return found


def _count(
    plan: Plan, found: list[Judgement], counts: list[Counted], heard_s: Sequence[float]
) -> None:
    """Counters become sums and rates; what the process cannot be is not believed."""
    for number, counter in enumerate(plan.counters):
        raw = found[counter.row].measured
        if raw is None:
            continue
        at_s = heard_s[plan.probes[plan.shown[counter.row].probe].read]
        seen, counts[number] = counted(counter.counting, raw, counts[number], at_s)
        low, high = counter.process
        if seen.value is not None and not low <= seen.value <= high:
            seen = Judgement(None, Status.BAD_OUT_OF_RANGE, "process_range")
        found[counter.row] = seen


def _close_gates(plan: Plan, probed: Sequence[Judgement], found: list[Judgement]) -> None:
    """Where a voucher does not vouch, its tags say so; the first that fails is named."""
    for gate in reversed(plan.gates):
        voucher = probed[gate.probe]
        if voucher.value is None:
            refused = voucher
        elif gate.low <= voucher.value <= gate.high:
            continue
        else:
            reason = f"device_says_{plan.probes[gate.probe].key}"
            refused = Judgement(None, Status.BAD_SENSOR_FAILURE, reason)
        for number in gate.rows:
            found[number] = refused


def _read_back(row: Output, probed: Sequence[Judgement]) -> Judgement:
    """What the output stands at: its register, or 0 while a drive does not say it runs."""
    if row.state is None:
        return probed[row.probe]
    state = probed[row.state]
    if state.value is None:
        return state
    return probed[row.probe] if state.value in row.running else Judgement(0.0, Status.GOOD)


def _oxygen(row: Computed, probed: Sequence[Judgement], pressure_atm: float) -> Judgement:
    """Oxygen from saturation; a temperature that merely stands still still compensates."""
    saturation, temperature = probed[row.saturation], probed[row.temperature]
    if saturation.value is None:
        return saturation
    if temperature.measured is None:
        return temperature
    mg_l = float(mg_l_from_percent(saturation.value, temperature.measured, pressure_atm))
    if row.valid is not None and not row.valid[0] <= mg_l <= row.valid[1]:
        return Judgement(None, Status.BAD_OUT_OF_RANGE, "instrument_range")
    if not row.process[0] <= mg_l <= row.process[1]:
        return Judgement(None, Status.BAD_OUT_OF_RANGE, "process_range")
    if row.decimals is not None:
        mg_l = round(mg_l, row.decimals)
    return Judgement(mg_l, saturation.status, saturation.reason, mg_l)
