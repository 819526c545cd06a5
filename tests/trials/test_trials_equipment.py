"""Expectations about machines, judged on rows made here, and every machine row as it is shipped.

Knows the files F-27 to F-48 and L2-DEAD; runs no farm.
"""

from dataclasses import dataclass, field
from typing import Any, cast

import numpy as np
import pytest
from pydantic import ValidationError

from hil_sim.mishaps import MISHAPS
from models.floats import FloatArray
from trials.expect.equipment import DialerRings, MachineRises, MachineWithin
from trials.expect.expected import Ran
from trials.expect.looks import Look
from trials.scenarios import scenarios

ROWS = [f"F-{number}" for number in range(27, 49)] + ["L2-DEAD"]


@dataclass
class Seen:
    """A run of which only this was looked at, a value a second from 0 on."""

    values: list[float]
    asked: list[Look] = field(default_factory=list)

    def looked(self, look: Look, from_s: float, to_s: float) -> FloatArray:
        self.asked.append(look)
        return np.array(self.values[int(from_s) : int(to_s) + 1])


def ran(*values: float) -> Ran:
    return cast(Ran, Seen(list(values)))


def within(**limits: Any) -> MachineWithin:
    row: dict[str, Any] = {"check": "machine_within", "view": "flow_part", "place": "1"}
    return MachineWithin(**row, from_s=1, to_s=3, **limits)


def test_a_machine_is_judged_by_its_worst_second_inside_the_span() -> None:
    assert within(low=0.8).found(ran(0.1, 0.9, 0.8, 1.0, 0.2)).ok
    assert not within(low=0.8).found(ran(1.0, 0.9, 0.79, 1.0)).ok
    assert not within(high=0.95).found(ran(0.0, 0.9, 0.8, 1.0)).ok
    assert not within(low=0.8).found(ran(1.0)).ok, "nothing seen is nothing proven"


def test_feed_that_fell_is_judged_by_what_was_added() -> None:
    rises = MachineRises(
        check="machine_rises", view="fed_g", place="1-01", most=5, from_s=1, to_s=3
    )
    assert rises.found(ran(0.0, 100.0, 103.0, 105.0, 900.0)).ok
    assert not rises.found(ran(0.0, 100.0, 103.0, 106.0)).ok


def test_the_dialer_must_have_dialled_inside_the_span() -> None:
    rings = DialerRings(check="dialer_rings", from_s=0, to_s=60)
    assert rings.found(ran(*[0.0] * 40, *[1.0] * 30)).ok
    assert not rings.found(ran(*[0.0] * 41, *[1.0] * 30)).ok
    assert not rings.found(ran(*[0.0] * 61)).ok


def test_a_view_nobody_knows_is_refused() -> None:
    with pytest.raises(ValidationError, match="is not one of"):
        MachineWithin(check="machine_within", view="mood", from_s=0, to_s=1)


@pytest.mark.parametrize("name", ROWS)
def test_every_machine_row_names_its_source_and_its_mishap(name: str) -> None:
    """And an allowance in time: some expectation begins after the fault, none before it."""
    one = scenarios()[name]
    assert name.removeprefix("F-") in one.source and one.seconds <= 4 * 3600
    assert one.orders and one.expect
    for order in one.orders:
        assert order.do != "plant" or getattr(order, "what", "") in MISHAPS
    checks = {expected.check for expected in one.expect}
    assert checks & {"machine_within", "truth_within", "oxygen_within", "machine_rises"}
