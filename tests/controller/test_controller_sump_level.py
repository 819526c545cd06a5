"""A level that stands still beside another flow is not believed; a quiet sump is.

Knows one transmitter, polled once a second, and the flow through its sump in percent.
"""

from collections.abc import Callable

import pytest

from controller.doubts import Watched, doubt_of_level, watched

Shown = Callable[[int], float]


def doubt(level_m: Shown, flow_percent: Callable[[int], float | None], seconds: int) -> str:
    held: Watched | None = None
    for second in range(seconds):
        held = watched(
            held, level_m(second), 1000 * second, 0.01, valve_percent=flow_percent(second)
        )
    assert held is not None
    return doubt_of_level(held)


def stuck(_: int) -> float:
    return 1.4


@pytest.mark.parametrize(
    ("level_m", "flow_percent", "why"),
    [
        (stuck, lambda s: 100.0 if s < 300 else 60.0, "stuck"),
        (stuck, lambda s: 100.0, ""),
        (stuck, lambda s: 100.0 if s < 560 else 60.0, ""),
        (stuck, lambda s: 100.0 if s < 300 else None, ""),
        (lambda s: 1.4 - 0.0001 * s, lambda s: 100.0 if s < 300 else 60.0, ""),
        (lambda s: 1.4 + 0.003 * (s % 2), lambda s: 100.0 if s < 300 else 60.0, ""),
    ],
    ids=["stuck", "quiet sump", "flow moved just now", "flow unseen", "falls", "lively"],
)
def test_only_the_very_same_number_beside_another_flow_is_doubted(
    level_m: Shown, flow_percent: Callable[[int], float | None], why: str
) -> None:
    assert doubt(level_m, flow_percent, 600) == why
