"""Anchors: one line out of the box, read back, told apart from a copy that is wrong."""

import json
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.audit.anchor import Anchor, heads_kept, read_anchors
from records.canonical import Head
from records.refusal import RuleRefused

heads = st.builds(
    Head, st.integers(0, 2**53 - 1), st.text("0123456789abcdef", min_size=64, max_size=64)
)
anchors = st.builds(
    Anchor,
    st.text(string.printable.strip(), max_size=20),
    st.just("2026-11-22T06:00:00.000Z"),
    st.dictionaries(st.sampled_from(["events", "ledger", "deeds", "audit"]), heads),
)


def anchor(seq: int = 7, link: str = "a" * 64) -> Anchor:
    return Anchor("farm", "2026-11-22T06:00:00.000Z", {"events": Head(seq, link)})


@given(made=st.lists(anchors, min_size=1, max_size=3), key=st.binary(min_size=1, max_size=32))
def test_what_was_written_is_read_back(made: list[Anchor], key: bytes) -> None:
    signed = [one.signed(key) for one in made]
    text = "\n".join(one.line() for one in signed) + "\n\n"
    assert read_anchors(text) == signed
    assert all(one.signed_by(key) and not one.signed_by(key + b"x") for one in signed)
    assert not any(one.signed_by(key) for one in made)


@given(at=st.integers(0), letter=st.sampled_from(string.ascii_letters + string.digits))
def test_a_copy_with_one_wrong_letter_is_refused_or_reads_the_same(at: int, letter: str) -> None:
    right = anchor().signed(b"k").line()
    wrong = right[: at % len(right)] + letter + right[at % len(right) + 1 :]
    try:
        assert read_anchors(wrong)[0].signed_by(b"k") == (wrong == right)
    except RuleRefused as refusal:
        assert refusal.code == "ANCHOR_UNREADABLE"


@pytest.mark.parametrize(
    "text",
    ["", "\n", "x", "{}", "[]", "7", "null", '{"anchor":"ras-anchor-1"}', "[" * 5000,
     '{"anchor":"ras-anchor-2"}', "x" * 20_000],
)  # fmt: skip
def test_what_is_no_anchor_is_said_with_its_line(text: str) -> None:
    with pytest.raises(RuleRefused, match="ANCHOR_UNREADABLE") as refusal:
        read_anchors(anchor().line() + "\n" + text if text.strip() else text)
    assert ("第 2 行" if text.strip() else "第 1 行") in refusal.value.explanation.zh


@pytest.mark.parametrize(
    "change", [{"seq": -1}, {"seq": True}, {"seq": 1.5}, {"hash": "ab"}, {"hash": 5}, {"seq": None}]
)
def test_a_head_that_cannot_be_is_refused(change: dict[str, object]) -> None:
    told = json.loads(anchor().line())
    told["heads"]["events"] |= change
    with pytest.raises(RuleRefused, match="ANCHOR_UNREADABLE"):
        read_anchors(json.dumps(told))


def test_the_fingerprint_is_short_and_of_the_whole() -> None:
    one = anchor()
    assert one.fingerprint.replace(" ", "") == one.check[:16]
    assert len(one.fingerprint.split()) == 4
    assert one.signed(b"k").fingerprint == one.fingerprint
    assert anchor(8).fingerprint != one.fingerprint


def test_the_heads_of_several_anchors_are_all_held_against() -> None:
    assert heads_kept([anchor(7), anchor(9, "b" * 64)]) == {
        "events": [Head(7, "a" * 64), Head(9, "b" * 64)]
    }
