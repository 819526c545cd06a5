"""What the allow-list of a profile lets through, to the last count of a register."""

import pytest

from drivers.visit_plan import Output
from drivers.writing import NotAllowed, device_value
from farm.profile import Write
from farm.site import Mapping
from farm.tag import TagName


@pytest.mark.parametrize(
    ("low", "high", "value", "fits"),
    [
        (4.0, 20.0, 3.9995, False),
        (4.0, 20.0, 20.0005, False),
        (4.0, 20.0, 20.000000000000004, True),
        (0.5, 3276.7, 3276.75, False),
        (0.5, 3276.7, 0.45, False),
        (0.5, 3276.7, 0.5, True),
        (0.45, 10.0, 0.45, False),
    ],
)
def test_neither_the_value_nor_what_is_sent_lies_beyond_the_limits(
    low: float, high: float, value: float, fits: bool
) -> None:
    """Steps of 0.001 mA up to 20 mA, else of a tenth; 0.45 would be sent as 0.4."""
    scale = 0.001 if high == 20.0 else 0.1
    row = {"key": "w", "fc": 6, "address": 1, "scale": scale, "low": low, "high": high}
    write = Write.model_validate(row | {"verify": {"point": "v1", "within_s": 1.0}})
    output = Output(TagName("farm.siren"), "w", write, 0, Mapping(tag="farm.siren"), 0)
    if fits:
        assert device_value(output, value) == value
    else:
        with pytest.raises(NotAllowed):
            device_value(output, value)
