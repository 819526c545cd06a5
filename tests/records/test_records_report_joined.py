"""Statements laid out part by part are one sound PDF, read here by a small reader of its own."""

import re
from datetime import UTC, datetime

import pytest

from records.canonical import Json
from records.print import statements as pages
from records.print.joined import joined
from records.print.statements import statements_pdf
from records.print.typeset import pdf
from tests.records.report_scene import MADE_AT
from tests.records.test_records_report_pages import told

REFERENCE = re.compile(rb"(\d+) 0 R\b")


def objects(body: bytes) -> dict[int, bytes]:
    """What the table of objects says, each found where it says."""
    table = int(body[body.rindex(b"startxref") + 9 :].split()[0])
    size = int(re.search(rb"/Size (\d+)", body[table:])[1])  # type: ignore[index]
    rows = body[table:].split(b"0000000000 65535 f", 1)[1].split(b"trailer")[0]
    offsets = [int(row.split()[0]) for row in rows.strip().splitlines()]
    assert len(offsets) == size - 1
    found = {}
    for number, offset in enumerate(offsets, 1):
        head = b"%d 0 obj" % number
        assert body[offset : offset + len(head)] == head, "the table points at the object"
        found[number] = body[offset : body.index(b"endobj", offset)]
    return found


def leaves(body: bytes) -> list[int]:
    """Numbers of the pages in their order, walked from the root."""
    every = objects(body)
    catalogue = every[int(re.search(rb"/Root (\d+) 0 R", body)[1])]  # type: ignore[index]
    found: list[int] = []

    def walk(number: int, parent: int | None) -> int:
        text = every[number].partition(b"stream")[0]
        if parent is not None:
            assert b"/Parent %d 0 R" % parent in text
        if b"/Type/Pages" not in text:
            assert b"/Type/Page" in text
            found.append(number)
            return 1
        kids = re.search(rb"/Kids\[([^]]*)\]", text)
        assert kids is not None
        count = sum(walk(int(kid), number) for kid in REFERENCE.findall(kids[1]))
        assert b"/Count %d" % count in text
        return count

    walk(int(re.search(rb"/Pages (\d+) 0 R", catalogue)[1]), None)  # type: ignore[index]
    for number, text in every.items():
        for wanted in REFERENCE.findall(text.partition(b"stream\n")[0]):
            assert int(wanted) in every, f"object {number} speaks of one that is not there"
    return found


def test_parts_are_joined_in_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    run = told()
    whole = statements_pdf(run, MADE_AT)
    monkeypatch.setattr(pages, "AT_ONCE", 3)
    parts = statements_pdf(run, MADE_AT)
    assert len(leaves(whole)) == len(leaves(parts)) == 8  # eight members, a page each
    assert parts != whole and parts == statements_pdf(run, MADE_AT)
    streams = [text for text in objects(parts).values() if b"/FontFile" in text]
    assert len(streams) == 3, "each part has the font with its own letters"


def test_one_part_keeps_its_pages_and_its_date() -> None:
    nothing: list[Json] = []
    data: dict[str, Json] = {
        **dict.fromkeys(("lead", "tail", "tables", "basis"), nothing),
        "title": "一", "entity": "村", "subtitle": "", "mark": "", "foot": "", "flipped": False,
        "signers": ["制表"],
    }  # fmt: skip
    one = pdf("paper", data, datetime(2027, 1, 5, 12, tzinfo=UTC))
    again = joined([one])
    assert len(leaves(one)) == len(leaves(again)) == 1
    assert b"CreationDate(D:20270105120000Z)" in again and b"/Lang(zh-CN)" in again
    assert again == joined([one]) and again != joined([one, one])
    assert len(leaves(joined([one, one]))) == 2


def test_a_file_of_another_program_is_not_joined() -> None:
    with pytest.raises((AssertionError, ValueError)):
        joined([b"%PDF-1.7\nnothing of ours\nstartxref\n0\n%%EOF"])
