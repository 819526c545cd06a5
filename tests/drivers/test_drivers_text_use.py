"""How busy a text line is, how late and how long its round: measured where it is asked."""

import pytest

from tests.drivers.text_wire import Speaker, ezo, ezo_says, run_text, steady


def test_a_line_that_is_asked_tells_its_round_its_use_and_its_lateness() -> None:
    """0.6 s of every 2 s are spoken: 30 % in use."""
    state = run_text(Speaker(ezo_says(steady)), ezo(), 120.0).state
    assert state.round_s == pytest.approx(0.6, abs=0.05)
    assert state.used_share == pytest.approx(0.3, abs=0.02)
    assert state.late_ms_max > 0.0
    assert state.worst_reply_ms == pytest.approx(600, abs=50)
