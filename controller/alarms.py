"""The life of an alarm: delay, return, acknowledgement, shelving, first-out (ISA-18.2).

It refuses to know what is wrong (`conditions`) and how it is said (`alarm_words`).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from farm.alarm import AlarmState, Priority

CLEAR_S = 5.0
"""A condition must be gone this long before its alarm returns: no chatter, s."""
LINGER_S = 20.0
"""So long where others still stand inside it: a consequence goes a little later than its cause, and
would be a line of its own for that while, s."""
ALARMS_MAX = 5000
"""Most alarms kept; kinds times places is far below."""
S = AlarmState


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that is wrong right now. `delay_s`: how long before it is an alarm."""

    kind: str
    place: str
    priority: Priority
    delay_s: float = 0.0
    value: float | None = None
    limit: float | None = None
    unit: str = ""
    note: str = ""
    note_en: str = ""
    """The note in English where it is no word of the program's own."""
    counted: bool = False
    """`value` is how many stand inside: one more than a person has seen is told anew."""

    @property
    def id(self) -> str:
        """`kind@place`."""
        return f"{self.kind}@{self.place}"


@dataclass(frozen=True, slots=True)
class Life:
    """One alarm's memory. NORMAL is a condition still within its delay."""

    condition: Condition
    state: AlarmState
    true_s: float = 0.0
    gone_s: float = 0.0
    since_ms: int = 0
    changed_ms: int = 0
    acknowledged_by: str = ""
    shelved_until_ms: int | None = None
    shelved_by: str = ""
    inside: str = ""

    @property
    def is_shown(self) -> bool:
        """True unless it is only a condition within its delay."""
        return self.state is not S.NORMAL

    @property
    def is_live(self) -> bool:
        """True while the condition itself stands as an alarm."""
        return self.state in (S.UNACKNOWLEDGED, S.ACKNOWLEDGED, S.SHELVED)


Lives = Mapping[str, Life]


def stepped(
    lives: Lives,
    now: Iterable[Condition],
    unknown: Callable[[str], bool],
    elapsed_s: float,
    at_ms: int,
) -> tuple[dict[str, Life], list[Life]]:
    """Lives after one tick, and those that changed state (gone ones with state NORMAL).

    `unknown(id)`: the condition cannot be judged now (its input is Bad): it neither comes nor goes.
    """
    after: dict[str, Life] = {}
    changed: list[Life] = []
    seen: set[str] = set()
    for condition in now:
        key = condition.id
        seen.add(key)
        life = lives.get(key)
        if life is None:
            if len(lives) + len(after) >= ALARMS_MAX:
                continue
            life = Life(condition, S.NORMAL, -elapsed_s)
        _keep(after, changed, life, _true(life, condition, elapsed_s, at_ms))
    holding = {life.inside for life in lives.values() if life.is_live}
    for key, life in lives.items():
        if key not in seen:
            clear_s = LINGER_S if key in holding else CLEAR_S
            held = life if unknown(key) else _false(life, elapsed_s, at_ms, clear_s)
            _keep(after, changed, life, held)
    return after, changed


def _keep(after: dict[str, Life], changed: list[Life], before: Life, life: Life | None) -> None:
    if life is None:
        if before.is_shown:
            changed.append(replace(before, state=S.NORMAL))
        return
    after[life.condition.id] = life
    if life.state is not before.state:
        changed.append(life)


def _true(life: Life, condition: Condition, elapsed_s: float, at_ms: int) -> Life:
    state, true_s = life.state, life.true_s + elapsed_s
    if state is S.SHELVED and at_ms >= (life.shelved_until_ms or 0):
        return _raised(life, condition, true_s, at_ms)
    if state is S.ACKNOWLEDGED and condition.counted:
        before, now = life.condition.value or 0.0, condition.value or 0.0
        if now > before:
            return _raised(life, condition, true_s, at_ms)
        condition = replace(condition, value=before)
    if state in (S.UNACKNOWLEDGED, S.ACKNOWLEDGED, S.SHELVED):
        return replace(life, condition=condition, true_s=true_s, gone_s=0.0)
    if true_s >= condition.delay_s:
        return _raised(life, condition, true_s, at_ms)
    return replace(life, condition=condition, true_s=true_s, gone_s=0.0)


def _raised(life: Life, condition: Condition, true_s: float, at_ms: int) -> Life:
    return Life(condition, S.UNACKNOWLEDGED, true_s, 0.0, at_ms, at_ms, inside=life.inside)


def _false(life: Life, elapsed_s: float, at_ms: int, clear_s: float) -> Life | None:
    gone_s = life.gone_s + elapsed_s
    if life.state is S.NORMAL:
        return None
    if life.state is S.RETURNED_UNACKNOWLEDGED:
        return replace(life, true_s=0.0)
    if gone_s < clear_s:
        return replace(life, gone_s=gone_s)
    if life.state is S.UNACKNOWLEDGED:
        return replace(
            life, state=S.RETURNED_UNACKNOWLEDGED, true_s=0.0, gone_s=0.0, changed_ms=at_ms
        )
    return None


def acknowledged(life: Life, actor: str, at_ms: int) -> Life | None:
    """After a person took note; None when nothing is left of it."""
    if life.state is S.RETURNED_UNACKNOWLEDGED:
        return None
    if life.state is not S.UNACKNOWLEDGED:
        return life
    return replace(life, state=S.ACKNOWLEDGED, acknowledged_by=actor, changed_ms=at_ms)


def shelved(life: Life, actor: str, until_ms: int, at_ms: int) -> Life:
    """After a person put it aside until a UTC instant, ms; never a P1."""
    assert life.condition.priority is not Priority.P1
    return replace(
        life, state=S.SHELVED, shelved_by=actor, shelved_until_ms=until_ms, changed_ms=at_ms
    )


def grouped(
    lives: dict[str, Life], parents: Callable[[Condition], Iterable[str]]
) -> dict[str, Life]:
    """Each alarm inside the live one it follows from, so that one is shown, not twenty.

    `parents(condition)`: ids of possible causes, the likeliest first. What holds a more urgent one
    is as urgent as that. An alarm is inside one that is shown, never two deep: one tap away.
    """
    above = {key: _holder(key, life, lives, parents) for key, life in lives.items()}
    above = {key: _shown_above(key, above, lives) for key in above}
    urgent: dict[str, Priority] = {}
    for key, parent in above.items():
        if parent and lives[key].is_live:
            urgent[parent] = min(urgent.get(parent, Priority.P4), lives[key].condition.priority)
    return {key: _placed(life, above[key], urgent.get(key)) for key, life in lives.items()}


def _holder(
    key: str, life: Life, lives: Lives, parents: Callable[[Condition], Iterable[str]]
) -> str:
    possible = (parent for parent in parents(life.condition) if parent != key)
    return next((one for one in possible if one in lives and _holds(lives[one], life)), "")


def _holds(parent: Life, life: Life) -> bool:
    """Whether the one tells of the other: one a person has seen tells nobody of worse to come."""
    told = parent.state is S.UNACKNOWLEDGED or parent.condition.id == life.inside
    return parent.is_live and (told or parent.condition.priority <= life.condition.priority)


def _shown_above(key: str, above: Mapping[str, str], lives: Lives) -> str:
    """The one it stands inside that is itself in the list: by itself, or because it is a P1."""
    parent, seen = above[key], {key}
    while parent and lives[parent].condition.priority is not Priority.P1:
        further = above[parent]
        if not further or not _holds(lives[further], lives[key]):
            break
        seen.add(parent)
        if further in seen:  # they follow from each other: one of them is shown
            return "" if key == min(seen) else parent
        parent = further
    return parent


def _placed(life: Life, inside: str, urgent: Priority | None) -> Life:
    if urgent is not None and urgent < life.condition.priority:
        life = replace(life, condition=replace(life.condition, priority=urgent))
    return life if inside == life.inside else replace(life, inside=inside)


def as_json(lives: Lives) -> list[dict[str, Any]]:
    """Plain values for a checkpoint."""
    rows = []
    for life in lives.values():
        row = {name: getattr(life, name) for name in Life.__slots__ if name != "condition"}
        condition = {name: getattr(life.condition, name) for name in Condition.__slots__}
        rows.append(row | {"condition": condition})
    return rows


def of_json(rows: Iterable[Mapping[str, Any]]) -> dict[str, Life]:
    """From a checkpoint."""
    lives = {}
    for row in rows:
        condition = dict(row["condition"])
        condition["priority"] = Priority(condition["priority"])
        rest = {key: value for key, value in row.items() if key != "condition"}
        rest["state"] = AlarmState(rest["state"])
        life = Life(condition=Condition(**condition), **rest)
        lives[life.condition.id] = life
    return lives
