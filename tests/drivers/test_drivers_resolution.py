"""A float says more digits than the instrument knows: readings keep the digits it knows."""

import pytest

from drivers.decode import NEW, Rule, decimals_of, judge
from farm.status import Status


@pytest.mark.parametrize(
    ("resolution", "decimals"), [(None, None), (1.0, 0), (0.5, 1), (0.1, 1), (0.01, 2), (0.001, 3)]
)
def test_decimals_still_show_the_resolution(resolution: float | None, decimals: int | None) -> None:
    assert decimals_of(resolution) == decimals


def test_single_precision_noise_is_not_kept_but_compensation_sees_it() -> None:
    raw = 25.993999481201172  # 25.994 as a float32
    judgement, _ = judge(Rule(decimals=3), raw, NEW, 0.0)
    assert judgement.value == 25.994
    assert judgement.measured == raw
    assert judgement.status is Status.GOOD
