"""The tampering show: a log of 1,000 rows, each byte flipped, a row dropped, swapped, the tail cut.

What comes after a change is judged by the same code as a whole log: `walk` begins where the row
before ended. So a flipped byte needs only its own row and the next, and every byte can be tried.
"""

import random
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.audit.chains import LINK, Chain, walk
from records.audit.known_chains import AUDIT, CHAINS, DEEDS, EVENTS, INPUTS, LEDGER, PERIODS
from records.canonical import EMPTY, Head, Json, canonical_json, link
from records.refusal import Problem

ROWS = 1000
SAMPLED = 3000
"""Flips tried in every run; `make night` tries them all."""

AT = "2026-11-20T00:15:00.000Z"


def told_event(seq: int) -> dict[str, Json]:
    if seq % 5 == 0:
        return {"kind": "REVERSAL", "ref": str(UUID(int=seq - 1)), "reason": "磅单录错"}
    if seq % 5 == 1:
        return {"kind": "FACT_TAKEN", "source": {"boot": "b1", "seq": seq}, "amount": seq}
    if seq % 5 == 2:
        return {"kind": "TRANSFER", "batch": "B1", "from_tank": "T1", "to_tank": "T2"}
    return {"kind": "FEED", "batch": "B1", "tank": "T1", "mass_g": seq}


def told(chain: Chain, seq: int) -> dict[str, Json]:
    """A row's text, as the logs of that chain write it."""
    plain: dict[str, dict[str, Json]] = {
        "events": {"event_id": str(UUID(int=seq)), "happened_at": "2026-11-20T00:15:00Z",
                   "recorded_at": AT, "actor": "li", **told_event(seq)},
        "ledger_entries": {"entry_id": str(UUID(int=seq)), "entity": "后坟村", "system": "REC",
                           "day": "2026-11-20", "summary": "售鱼", "run_id": None,
                           "recorded_at": AT, "actor": "li", "lines": [
                               {"code": "102", "sub": [], "amount_fen": seq},
                               {"code": "501", "sub": ["鲈鱼"], "amount_fen": -seq}]},
        "period_marks": {"entity": "后坟村", "first_day": "2026-01-01", "last_day": "2026-12-31",
                         "status": "OPEN", "decided_by": "li", "approved_by": None,
                         "recorded_at": AT, "ledger_seq": seq},
        "deeds": {"deed_id": str(UUID(int=seq)), "kind": "ISSUE", "entity": "后坟村",
                  "day": "2026-11-20", "actor": "li", "recorded_at": AT, "lots": seq},
        "audit": {"at": AT, "actor": "li", "action": "LOGIN", "target": "", "detail": None},
        "dividend_inputs": {"id": f"run-{seq}", "title": "2026", "document": '{"a":1}',
                            "constructed": False, "actor": "li", "at_ms": seq},
    }  # fmt: skip
    return {**plain[chain.table], "seq": seq}


@lru_cache
def log(name: str) -> tuple[tuple[Any, ...], ...]:
    """A sound log of 1,000 rows."""
    chain, head, rows = CHAINS[name], EMPTY, []
    for seq in range(1, ROWS + 1):
        document = told(chain, seq)
        text = canonical_json(document)
        linked = link(head.hash, text)
        reversal = document.get("kind") == "REVERSAL"
        blank = (*LINK, *chain.columns)
        bare: tuple[Any, ...] = (seq, text, head.hash, linked, *[None] * len(chain.columns))
        if reversal:
            bare = tuple("B1" if n == "ref_batch" else v for n, v in zip(blank, bare, strict=True))
        rows.append((*bare[:4], *chain.said(dict(document), bare)))
        head = Head(seq, linked)
    return tuple(rows)


def problems(
    name: str, rows: Sequence[Sequence[Any]], anchors: Sequence[Head] = ()
) -> list[Problem]:
    found: list[Problem] = []
    for _ in walk(CHAINS[name], rows, found.append, anchors):
        pass
    return found


def cells(name: str) -> Iterator[tuple[int, int, int]]:
    """Row, column and byte of everything in the log."""
    for at, row in enumerate(log(name)):
        for column, value in enumerate(row):
            for byte in range(len(as_bytes(value))):
                yield at, column, byte


def as_bytes(value: object) -> bytes:
    """A cell as it lies in the file: a number of eight bytes, a text in UTF-8, nothing for NULL."""
    if isinstance(value, str):
        return value.encode()
    return b"" if value is None else int(value).to_bytes(8, "big", signed=True)  # type: ignore[call-overload]


def flipped(value: object, byte: int, bit: int) -> object:
    changed = bytearray(as_bytes(value))
    changed[byte] ^= 1 << bit
    if isinstance(value, str):
        return changed.decode("utf-8", "replace")
    return int.from_bytes(changed, "big", signed=True)


def is_found(name: str, at: int, column: int, byte: int, bit: int) -> bool:
    """Whether a flip shows in its own row or the next, with what came before taken as sound."""
    rows = log(name)
    changed = list(rows[at])
    changed[column] = flipped(changed[column], byte, bit)
    assert changed != list(rows[at])
    found: list[Problem] = []
    before = Head(rows[at - 1][0], rows[at - 1][3]) if at else EMPTY
    window = [changed, *rows[at + 1 : at + 2]]
    # The last hash has no next row: the head kept outside names it.
    anchors = [Head(ROWS, rows[-1][3])] if at == ROWS - 1 else []
    for _ in walk(CHAINS[name], window, found.append, anchors, before):
        pass
    return bool(found)


@pytest.mark.parametrize("name", CHAINS)
def test_a_sound_log_has_no_problem(name: str) -> None:
    last = log(name)[-1]
    assert problems(name, log(name), [Head(ROWS, last[3]), EMPTY]) == []


@pytest.mark.parametrize("name", CHAINS)
def test_a_flipped_byte_is_found(name: str) -> None:
    every = list(cells(name))
    draw = random.Random(name)
    missed = [
        place
        for place in draw.sample(every, SAMPLED // len(CHAINS))
        if not is_found(name, *place, draw.randrange(8))
    ]
    assert missed == []


@pytest.mark.night
@pytest.mark.parametrize("name", CHAINS)
def test_every_flipped_byte_is_found(name: str) -> None:
    draw = random.Random(name)
    missed = [place for place in cells(name) if not is_found(name, *place, draw.randrange(8))]
    assert missed == []


@pytest.mark.parametrize("name", CHAINS)
def test_a_window_judges_as_the_whole_log_does(name: str) -> None:
    """What a flip shows in its two rows is what the whole log shows, no less and no more."""
    draw = random.Random(name)
    for at, column, byte in draw.sample(list(cells(name)), 12):
        rows = [list(row) for row in log(name)]
        rows[at][column] = flipped(rows[at][column], byte, 0)
        whole = problems(name, rows, [Head(ROWS, log(name)[-1][3])])
        assert whole != []
        assert is_found(name, at, column, byte, 0)


@given(name=st.sampled_from(sorted(CHAINS)), at=st.integers(0, ROWS - 2))
def test_a_dropped_row_is_found(name: str, at: int) -> None:
    rows = list(log(name))
    del rows[at]
    assert [found.code for found in problems(name, rows)] == ["ROW_MISSING", "CHAIN_BROKEN"]


@given(
    name=st.sampled_from(sorted(CHAINS)),
    places=st.lists(st.integers(0, ROWS - 1), min_size=2, max_size=2, unique=True),
)
def test_swapped_rows_are_found(name: str, places: list[int]) -> None:
    rows = list(log(name))
    one, other = places
    rows[one], rows[other] = rows[other], rows[one]
    assert problems(name, rows) != []
    renumbered = [(number, *row[1:]) for number, row in enumerate(rows, 1)]
    assert problems(name, renumbered) != []


@given(name=st.sampled_from(sorted(CHAINS)), at=st.integers(0, ROWS - 2))
def test_a_row_written_anew_with_a_hash_that_fits_is_found_by_the_next(name: str, at: int) -> None:
    chain, rows = CHAINS[name], log(name)
    row, after = rows[at], rows[at + 1]
    document = told(chain, row[0]) | {"actor": "xu", "decided_by": "xu"}
    text = canonical_json(document)
    anew = (row[0], text, row[2], link(row[2], text), *chain.said(dict(document), row))
    found: list[Problem] = []
    for _ in walk(chain, [anew, after], found.append, start=Head(at, row[2])):
        pass
    assert [one.code for one in found] == ["CHAIN_BROKEN"]
    assert f"第 {at + 2} 行" in found[0].explanation.zh


@pytest.mark.parametrize("name", CHAINS)
def test_rows_numbered_and_linked_anew_contradict_their_own_texts(name: str) -> None:
    """A row is taken out of the middle and all that follows is made to hang together."""
    head, rows = EMPTY, []
    for row in [*log(name)[:10], *log(name)[11:20]]:
        linked = link(head.hash, row[1])
        rows.append((head.seq + 1, row[1], head.hash, linked, *row[4:]))
        head = Head(head.seq + 1, linked)
    assert [one.code for one in problems(name, rows)] == ["CHAIN_BROKEN"] * 9


@given(name=st.sampled_from(sorted(CHAINS)), left=st.integers(0, ROWS - 1))
def test_a_tail_cut_off_is_found_by_the_anchor_and_by_nothing_else(name: str, left: int) -> None:
    rows = log(name)[:left]
    assert problems(name, rows) == []
    anchors = [Head(1, log(name)[0][3]), Head(ROWS, log(name)[-1][3])]
    found = problems(name, rows, anchors)
    assert [one.code for one in found] == ["TAIL_CUT"] * (2 if left == 0 else 1)
    assert str(left) in found[-1].explanation.zh and str(ROWS) in found[-1].explanation.zh


@pytest.mark.parametrize("name", CHAINS)
def test_a_log_written_anew_is_found_by_the_anchor_and_by_nothing_else(name: str) -> None:
    """Who has the disk and the program makes a chain that hangs together."""
    chain, head, rows = CHAINS[name], EMPTY, []
    for row in log(name):
        document = told(chain, row[0]) | {"actor": "xu", "decided_by": "xu"}
        text = canonical_json(document)
        linked = link(head.hash, text)
        rows.append((row[0], text, head.hash, linked, *chain.said(dict(document), row)))
        head = Head(row[0], linked)
    assert problems(name, rows) == []
    found = problems(name, rows, [Head(500, log(name)[499][3])])
    assert [one.code for one in found] == ["ANCHOR_DIFFERS"]


def test_the_chains_are_those_of_the_journal() -> None:
    assert list(CHAINS.values()) == [EVENTS, LEDGER, PERIODS, DEEDS, AUDIT, INPUTS]


@pytest.mark.parametrize("text", ["[]", "{", "7", "", '{"seq":1}', "[" * 100_000, None, 5, b"{}"])
def test_a_text_that_is_no_document_is_a_problem_and_no_crash(text: object) -> None:
    linked = link(EMPTY.hash, text) if isinstance(text, str) else EMPTY.hash
    row = (1, text, EMPTY.hash, linked, AT, "li", "LOGIN")
    assert [one.code for one in problems("audit", [row])] == ["CHAIN_BROKEN"]
