"""The tables of the journal's file, as the program reads and writes them today.

It refuses to know how older files got this shape; that is told by records.migrations.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_SEQ = Integer().with_variant(BigInteger(), "postgresql")
"""SQLite numbers rows only for INTEGER PRIMARY KEY."""

INSTANT = String(24)
"""UTC as `2026-11-20T00:15:00.000Z`: sorts as the instants do, on every database."""

EVENTS = Table(
    "events",
    METADATA,
    Column("seq", _SEQ, primary_key=True, autoincrement=False),
    Column("event_id", String(36), nullable=False, unique=True),
    Column("kind", String(32), nullable=False),
    Column("happened_at", INSTANT, nullable=False, index=True),
    Column("recorded_at", INSTANT, nullable=False),
    Column("actor", String(64), nullable=False),
    Column("batch", String(64), index=True),
    Column("tank", String(64), index=True),
    Column("to_tank", String(64)),
    Column("ref", String(36), index=True),
    Column("canonical", Text, nullable=False),
    Column("previous_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)

TAKEN_FACTS = Table(
    "taken_facts",
    METADATA,
    Column("boot", String(64), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("event_id", String(36), ForeignKey("events.event_id"), nullable=False, unique=True),
)

LEDGER_ENTRIES = Table(
    "ledger_entries",
    METADATA,
    Column("seq", _SEQ, primary_key=True, autoincrement=False),
    Column("entry_id", String(36), nullable=False, unique=True),
    Column("entity", String(64), nullable=False, index=True),
    Column("system", String(16), nullable=False),
    Column("day", String(10), nullable=False, index=True),
    Column("summary", String(200), nullable=False),
    Column("run_id", String(64), index=True),
    Column("event_id", String(36), index=True),
    Column("recorded_at", INSTANT, nullable=False),
    Column("actor", String(64), nullable=False),
    Column("canonical", Text, nullable=False),
    Column("previous_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)

LEDGER_LINES = Table(
    "ledger_lines",
    METADATA,
    Column("entry_seq", _SEQ, ForeignKey("ledger_entries.seq"), primary_key=True),
    Column("line_no", Integer, primary_key=True, autoincrement=False),
    Column("system", String(16), nullable=False),
    Column("code", String(16), nullable=False),
    Column("sub", String(200), nullable=False),
    Column("amount_fen", BigInteger, nullable=False),
    CheckConstraint("amount_fen <> 0", name="amount_not_zero"),
    Index("ix_ledger_lines_account", "system", "code"),
)

PERIOD_MARKS = Table(
    "period_marks",
    METADATA,
    Column("seq", _SEQ, primary_key=True, autoincrement=False),
    Column("entity", String(64), nullable=False),
    Column("first_day", String(10), nullable=False),
    Column("last_day", String(10), nullable=False),
    Column("status", String(16), nullable=False),
    Column("decided_by", String(64), nullable=False),
    Column("approved_by", String(64)),
    Column("recorded_at", INSTANT, nullable=False),
    Column("ledger_seq", BigInteger, nullable=False),
    Column("canonical", Text, nullable=False),
    Column("previous_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)
"""`ledger_seq`: the last voucher when the decision was taken; a closed period holds none after."""

DEEDS = Table(
    "deeds",
    METADATA,
    Column("seq", _SEQ, primary_key=True, autoincrement=False),
    Column("deed_id", String(36), nullable=False, unique=True),
    Column("kind", String(48), nullable=False, index=True),
    Column("entity", String(64), nullable=False, index=True),
    Column("day", String(10), nullable=False),
    Column("actor", String(64), nullable=False),
    Column("recorded_at", INSTANT, nullable=False),
    Column("canonical", Text, nullable=False),
    Column("previous_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)

PERSONAL = Table(
    "personal",
    METADATA,
    Column("person", String(64), primary_key=True),
    Column("field", String(16), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("key_id", Integer, nullable=False),
    Column("sealed", Text, nullable=False),
    Column("blind", String(64), index=True),
    Column("actor", String(64), nullable=False),
    Column("recorded_at", INSTANT, nullable=False),
)
"""Sealed fields of people. Only `key_id`, `sealed` and `blind` may change, when a key does."""

AUDIT = Table(
    "audit",
    METADATA,
    Column("seq", _SEQ, primary_key=True, autoincrement=False),
    Column("at", INSTANT, nullable=False, index=True),
    Column("actor", String(64), nullable=False),
    Column("action", String(64), nullable=False),
    Column("canonical", Text, nullable=False),
    Column("previous_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)

DIVIDEND_INPUTS = Table(
    "dividend_inputs",
    METADATA,
    Column("seq", _SEQ, primary_key=True, autoincrement=False),
    Column("id", String(64), nullable=False, unique=True),
    Column("title", String(120), nullable=False),
    Column("document", Text, nullable=False),
    Column("constructed", Boolean, nullable=False),
    Column("actor", String(64), nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("canonical", Text, nullable=False),
    Column("previous_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)

PEOPLE = Table(
    "people",
    METADATA,
    Column("login", String(64), primary_key=True),
    Column("password_hash", String(200), nullable=False),
    Column("role", String(16), nullable=False),
    Column("post_name", String(64), nullable=False),
    Column("active", Boolean, nullable=False),
    Column("created_at", INSTANT, nullable=False),
)

SESSIONS = Table(
    "sessions",
    METADATA,
    Column("token_hash", String(64), primary_key=True),
    Column("login", String(64), ForeignKey("people.login"), nullable=False, index=True),
    Column("created_at", INSTANT, nullable=False),
    Column("seen_at", INSTANT, nullable=False),
    Column("expires_at", INSTANT, nullable=False, index=True),
)

APPEND_ONLY = (
    EVENTS, TAKEN_FACTS, LEDGER_ENTRIES, LEDGER_LINES, PERIOD_MARKS, AUDIT, DIVIDEND_INPUTS, DEEDS,
)  # fmt: skip
"""Tables whose rows the database itself refuses to change or delete."""
