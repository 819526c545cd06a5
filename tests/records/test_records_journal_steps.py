"""The steps that bring a journal of an earlier program to today's shape, on SQLite and in print."""

import sqlite3
from datetime import date
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine

from records.canonical import ZERO_HASH, Json, canonical_json, link
from records.durable import StorageFault
from records.refusal import RuleRefused
from records.store.database import migration_config
from records.store.journal_store import JournalStore, journal_url, open_journal
from records.store.schema import APPEND_ONLY, METADATA
from tests.records.journal_scene import Clock, tamper, voucher


def test_tables_are_what_the_steps_make(store: JournalStore) -> None:
    with store.database.writing() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []


def test_a_file_of_a_newer_program_is_left_alone(path: Path) -> None:
    open_journal(journal_url(path)).close()
    tamper(path, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StorageFault, match="9999"):
        open_journal(journal_url(path))


def at_step(path: Path, step: str, *statements: str) -> None:
    """A journal as an earlier program left it."""
    path.parent.mkdir()
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        config = migration_config()
        config.attributes["connection"] = connection
        command.upgrade(config, step)
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()


INPUTS = """CREATE TABLE dividend_inputs (seq INTEGER PRIMARY KEY, id VARCHAR(64) NOT NULL UNIQUE,
title VARCHAR(120) NOT NULL, document TEXT NOT NULL, constructed BOOLEAN NOT NULL,
actor VARCHAR(64) NOT NULL, at_ms BIGINT NOT NULL, canonical TEXT NOT NULL,
previous_hash VARCHAR(64) NOT NULL, hash VARCHAR(64) NOT NULL)"""


def test_inputs_kept_before_the_table_had_its_step_stay_and_become_guarded(
    path: Path, clock: Clock
) -> None:
    """The dashboard of the first release made the table by itself, with two triggers."""
    told: dict[str, Json] = {
        "seq": 1, "id": "run-1", "title": "2026", "document": "{}", "constructed": False,
        "actor": "li", "at_ms": 7,
    }  # fmt: skip
    text = canonical_json(told)
    values = "1, 'run-1', '2026', '{}', 0, 'li', 7"
    at_step(
        path,
        "0001",
        INPUTS,
        "CREATE TRIGGER dividend_inputs_no_update BEFORE UPDATE ON dividend_inputs "
        "BEGIN SELECT RAISE(ABORT, 'dividend_inputs is append-only'); END",
        f"INSERT INTO dividend_inputs VALUES "
        f"({values}, '{text}', '{ZERO_HASH}', '{link(ZERO_HASH, text)}')",
    )
    with open_journal(journal_url(path), clock=clock) as store:
        assert [kept.id for kept in store.dividend_inputs.newest()] == ["run-1"]
        assert store.verify() == []
    connection = sqlite3.connect(path)
    for statement in ("DELETE FROM", "REPLACE INTO dividend_inputs SELECT * FROM"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            connection.execute(f"{statement} dividend_inputs")
    connection.close()


def test_decisions_about_periods_taken_before_they_had_a_chain_are_chained(
    path: Path, clock: Clock
) -> None:
    days = "'village', '2025-01-01', '2025-12-31'"
    at_step(
        path,
        "0002",
        f"INSERT INTO period_marks VALUES (1, {days}, 'OPEN', 'li', NULL, '2025-01-02T00:00Z')",
        f"INSERT INTO period_marks VALUES (2, {days}, 'CLOSED', 'li', 'xu', '2026-01-02T00:00Z')",
    )
    with open_journal(journal_url(path), clock=clock) as store:
        assert store.verify() == []
        with pytest.raises(RuleRefused, match="PERIOD_CLOSED"):
            store.ledger.post([voucher(5, date(2025, 5, 1))], "li")
    tamper(path, "UPDATE period_marks SET status = 'OPEN' WHERE seq = 2")
    with open_journal(journal_url(path), clock=clock) as store:
        assert [found.code for found in store.verify()] == ["CHAIN_BROKEN"]


def test_the_steps_can_be_written_for_postgresql(capsys: pytest.CaptureFixture[str]) -> None:
    command.upgrade(migration_config("postgresql"), "head", sql=True)
    printed = capsys.readouterr().out
    assert "CREATE TABLE events" in printed and "seq BIGINT NOT NULL" in printed
    assert printed.count("BEFORE UPDATE OR DELETE") == len(APPEND_ONLY)
    assert "RAISE(ABORT" not in printed
