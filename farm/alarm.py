"""An alarm as people see it: priority, state, cause, consequence, action.

It refuses to know the condition that raised it (controller.alarms) and who is called.

States: ISA-18.2 / IEC 62682.
"""

from enum import IntEnum, StrEnum

from farm.words import Noun, Words


class Priority(IntEnum):
    """1 fish die within minutes, 2 within the hour, 3 today, 4 when there is time."""

    P1 = 1
    P2 = 2
    P3 = 3
    P4 = 4


class AlarmState(StrEnum):
    """Where an alarm stands in its life."""

    UNACKNOWLEDGED = "unacknowledged"
    ACKNOWLEDGED = "acknowledged"
    RETURNED_UNACKNOWLEDGED = "returned_unacknowledged"
    SHELVED = "shelved"
    NORMAL = "normal"


class Alarm(Noun):
    """One alarm. `id` is `kind@place`; times are UTC milliseconds."""

    id: str
    kind: str
    place: str
    priority: Priority
    state: AlarmState
    text: Words
    cause: Words
    consequence: Words
    action: Words
    value: float | None = None
    limit: float | None = None
    unit: str = ""
    since_ms: int
    changed_ms: int
    acknowledged_by: str = ""
    shelved_until_ms: int | None = None
    shelved_by: str = ""
    inside: str = ""
    """Id of the worse alarm with the same cause that this one is shown inside of."""
