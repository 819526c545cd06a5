"""`ras verify`: sound books, books in somebody's hands, anchors, keys, a file that is damaged."""

import json
import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from records.ledger.period import Period, PeriodMark, PeriodStatus
from records.store.journal_store import JournalStore, journal_url, open_journal
from records.store.key_file import make_key_file
from records.store.personal_log import Asker
from tests.records.journal_scene import TANKS, Clock, event, filled, tamper, voucher
from tests.records.people_scene import person

Ras = Callable[..., Any]
CHANGED = "UPDATE ledger_entries SET canonical = replace(canonical, '-5', '-6')"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "farm"


@pytest.fixture
def journal(data: Path) -> Path:
    return data / "dashboard" / "journal.db"


@pytest.fixture
def store(journal: Path) -> Iterator[JournalStore]:
    with open_journal(journal_url(journal), clock=Clock(), tanks=TANKS) as opened:
        filled(opened)
        yield opened


def told(answer: Any) -> Any:
    return json.loads(answer.out)


def codes(answer: Any) -> set[str]:
    return {found["code"] for found in told(answer)["problems"]}


def test_sound_books_are_said_to_be_sound_beside_their_writer(
    ras: Ras, store: JournalStore, data: Path
) -> None:
    answer = ras("verify", data)
    assert answer.code == 0, answer.err
    assert "无误 sound" in answer.out and store.head_hash() in answer.out
    body = told(ras("verify", data, "--json"))
    assert body["sound"] is True and body["problems"] == []
    assert body["rows"] == {"events": 2, "ledger": 1, "periods": 1, "deeds": 1, "audit": 1,
                            "dividend_inputs": 1}  # fmt: skip
    assert body["turnover"] == [
        {"period": "village 2026-01-01 … 2026-12-31", "vouchers": 1, "debit_fen": 5,
         "credit_fen": 5}
    ]  # fmt: skip
    store.append(event("FEED", 1, tank="T1", mass_g=3))


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        (CHANGED, "CHAIN_BROKEN"),
        ("UPDATE ledger_lines SET amount_fen = 6 WHERE line_no = 1", "PERIOD_UNBALANCED"),
        ("UPDATE ledger_lines SET sub = 'x' WHERE line_no = 1", "LINES_BROKEN"),
        ("DELETE FROM events WHERE seq = 1", "ROW_MISSING"),
        ("DELETE FROM events WHERE seq = 1", "EVENT_MISSING"),
        ("DELETE FROM deeds", ""),
        ("SELECT 1", "GUARD_MISSING"),
    ],
)
def test_what_was_changed_is_named_with_what_to_do(
    ras: Ras, store: JournalStore, data: Path, journal: Path, statement: str, code: str
) -> None:
    store.close()
    tamper(journal, "PRAGMA foreign_keys = OFF", statement)
    answer = ras("verify", data, "--json", "--write-anchor", data / "anchors")
    assert answer.code == 1 and "Traceback" not in answer.err
    assert not code or code in codes(answer)
    assert {one["code"] for one in told(answer)["do"]} == codes(answer)
    assert not (data / "anchors").exists() and "不留锚点" in answer.err
    shown = ras("verify", data)
    assert shown.code == 1 and "有问题 NOT sound" in shown.out
    assert all(found in shown.err for found in codes(answer))


def test_a_tail_cut_off_is_found_by_the_anchor(
    ras: Ras, store: JournalStore, data: Path, journal: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "anchors.txt"
    assert ras("verify", data, "--write-anchor", kept).code == 0
    store.append(event("FEED", 1, tank="T1", mass_g=3))
    assert ras("verify", data, "--anchor", kept, "--write-anchor", kept).code == 0
    assert len(kept.read_text().splitlines()) == 2
    store.close()
    guards = triggers(journal)
    tamper(journal, "DELETE FROM events WHERE seq = 3", *guards)
    assert ras("verify", data).code == 0
    answer = ras("verify", data, "--anchor", kept, "--json")
    assert answer.code == 1 and codes(answer) == {"TAIL_CUT"}
    assert told(answer)["anchors"] == 2


def triggers(journal: Path) -> list[str]:
    with closing(sqlite3.connect(journal)) as connection:
        rows = connection.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger'")
        return [row[0] for row in rows]


def test_a_voucher_slipped_into_a_closed_period_is_found(
    ras: Ras, store: JournalStore, data: Path, journal: Path
) -> None:
    """By someone who writes as the program does, chain and all."""
    year = Period("village", date(2026, 1, 1), date(2026, 12, 31), PeriodStatus.CLOSED)
    store.ledger.mark(PeriodMark(year, "li", "wang"))
    late = voucher(9)
    with pytest.MonkeyPatch.context() as bent:
        bent.setattr("records.store.ledger_log._refuse_days", lambda *_: None)
        store.ledger.post([late], "li")
    answer = ras("verify", data, "--json")
    assert answer.code == 1 and codes(answer) == {"POSTED_AFTER_CLOSING"}
    assert "红字" in told(answer)["do"][0]["zh"]


def test_anchors_and_fields_are_held_against_the_keys(
    ras: Ras, store: JournalStore, data: Path, journal: Path, tmp_path: Path
) -> None:
    keys, other, kept = tmp_path / "k", tmp_path / "k2", tmp_path / "anchors"
    ring = make_key_file(keys)
    make_key_file(other)
    people = store.personal(ring)
    people.record("M0101", person(), Asker("li"), "入社登记")
    assert ras("verify", data, "--keys", keys, "--write-anchor", kept).code == 0
    assert ras("verify", data, "--keys", keys, "--anchor", kept).code == 0
    forged = ras("verify", data, "--keys", other, "--anchor", kept)
    assert forged.code == 2 and "密钥" in forged.err
    wrong = ras("verify", data, "--keys", other, "--json")
    assert wrong.code == 1 and codes(wrong) == {"PERSONAL_UNREADABLE"}
    keys.chmod(0o644)
    assert ras("verify", data, "--keys", keys).code == 2
    inside = data / "keys"
    make_key_file(inside)
    answer = ras("verify", data, "--keys", inside)
    assert answer.code == 2 and "数据目录" in answer.err


@pytest.mark.parametrize("body", [b"", b"words\n", bytes(range(256)), b"{}" * 9, b"[]\n"])
def test_a_file_that_is_no_anchor_is_usage(
    ras: Ras, store: JournalStore, data: Path, tmp_path: Path, body: bytes
) -> None:
    kept = tmp_path / "anchors"
    kept.write_bytes(body)
    for option in ("--anchor", "--write-anchor"):
        answer = ras("verify", data, option, kept)
        assert answer.code == 2 and " | " in answer.err and "Traceback" not in answer.err
    assert kept.read_bytes() == body


def test_an_anchor_of_another_farm_proves_nothing(
    ras: Ras, store: JournalStore, data: Path, tmp_path: Path
) -> None:
    other, kept = tmp_path / "other", tmp_path / "anchors"
    with open_journal(journal_url(other / "journal.db"), clock=Clock(), tanks=TANKS) as second:
        second.append(event("STOCK_IN", site="lake", tank="T1", count_heads=5, mass_g=50))
    assert ras("verify", other, "--write-anchor", kept).code == 0
    answer = ras("verify", data, "--anchor", kept)
    assert answer.code == 2 and "lake" in answer.err


def test_what_is_no_journal_is_usage(ras: Ras, tmp_path: Path) -> None:
    (tmp_path / "words").write_text("no database")
    with closing(sqlite3.connect(tmp_path / "journal.db")) as empty:
        empty.execute("CREATE TABLE t (a)")
    for place in (tmp_path / "none", tmp_path / "words", tmp_path):
        answer = ras("verify", place)
        assert answer.code == 2 and answer.err and "Traceback" not in answer.err


def test_a_journal_of_an_earlier_program_is_not_touched(
    ras: Ras, store: JournalStore, data: Path, journal: Path
) -> None:
    store.close()
    tamper(journal, "UPDATE alembic_version SET version_num = '0002'")
    answer = ras("verify", data)
    assert answer.code == 2 and "0002" in answer.err and "0003" in answer.err


def chained(journal: Path) -> list[list[Any]]:
    """Everything that an examination answers for, as it lies."""
    tables = ("events", "taken_facts", "ledger_entries", "ledger_lines", "period_marks", "deeds",
              "audit", "dividend_inputs", "personal")  # fmt: skip
    with closing(sqlite3.connect(f"file:{journal}?mode=ro", uri=True)) as connection:
        connection.text_factory = bytes
        return [connection.execute(f"SELECT * FROM {table}").fetchall() for table in tables]


@pytest.mark.parametrize("flips", [12, pytest.param(600, marks=pytest.mark.night)])
def test_a_byte_flipped_in_the_file_is_found_or_changes_nothing(
    ras: Ras, store: JournalStore, data: Path, journal: Path, tmp_path: Path, flips: int
) -> None:
    keys, kept, draw = tmp_path / "k", tmp_path / "anchors", random.Random(7)
    people = store.personal(make_key_file(keys))
    people.record("M0101", person(), Asker("li"), "入社登记")
    store.append_all([event("FEED", 1, tank="T1", mass_g=n) for n in range(1, 60)])
    assert ras("verify", data, "--keys", keys, "--write-anchor", kept).code == 0
    store.close()
    whole, before = journal.read_bytes(), chained(journal)
    used = [at for at, byte in enumerate(whole) if byte]
    found = 0
    for at in draw.sample(used, flips):
        changed = bytearray(whole)
        changed[at] ^= 1 << draw.randrange(8)
        journal.write_bytes(changed)
        answer = ras("verify", data, "--keys", keys, "--anchor", kept, "--json")
        assert "Traceback" not in answer.err
        if answer.code == 0:
            assert chained(journal) == before, at
        found += answer.code != 0
    assert found > flips / 4
