"""The text that hashes are made of: one for one value, and none for what has no exact one."""

from typing import Any

import pytest

from records.canonical import EMPTY, canonical_json, digest


@pytest.mark.parametrize(
    "value",
    [1.5, [1.5], (1, 1.5), {"a": 1.5}, {"a": {"b": 1.5}}, {"a": [{"b": 1.5}]}, [[float("nan")]]],
)
def test_a_float_has_no_canonical_text_however_deep_it_lies(value: Any) -> None:
    with pytest.raises(TypeError):
        canonical_json(value)


@pytest.mark.parametrize("value", [{1: "a"}, {"a": {None: 1}}, {"a", "b"}, b"a", object()])
def test_nor_has_a_key_that_is_no_text_nor_an_unknown_value(value: Any) -> None:
    with pytest.raises(TypeError):
        canonical_json(value)


def test_the_same_value_in_another_order_has_the_same_text() -> None:
    text = '{"a":[true,null,1,"股"],"b":{"c":-1,"d":""}}'
    assert canonical_json({"b": {"d": "", "c": -1}, "a": (True, None, 1, "股")}) == text
    assert canonical_json({"a": [True, None, 1, "股"], "b": {"c": -1, "d": ""}}) == text
    assert digest({}) == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"


def test_a_chain_begins_at_nothing() -> None:
    assert EMPTY == (0, "0" * 64)
