"""First shape: journal, facts, ledger, periods, audit, people, sessions; append-only by trigger.

It refuses to depend on the tables of today: a step never changes once a farm has run it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_INSTANT = sa.String(24)
_CHAINED = ("events", "ledger_entries", "audit")
_NUMBERED = (*_CHAINED, "period_marks")
_APPEND_ONLY = (*_NUMBERED, "taken_facts", "ledger_lines")


def upgrade() -> None:
    """Create every table, then the triggers that keep them append-only."""
    _journal()
    _ledger()
    _periods()
    _people()
    if op.get_context().dialect.name == "sqlite":
        _sqlite_guards()
    else:
        _postgresql_guards()


def _seq() -> sa.types.TypeEngine[int]:
    return sa.Integer().with_variant(sa.BigInteger(), "postgresql")


def _link() -> list[sa.Column[str]]:
    return [
        sa.Column("canonical", sa.Text, nullable=False),
        sa.Column("previous_hash", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
    ]


def _journal() -> None:
    op.create_table(
        "events",
        sa.Column("seq", _seq(), autoincrement=False, nullable=False),
        sa.Column("event_id", sa.String(36), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("happened_at", _INSTANT, nullable=False),
        sa.Column("recorded_at", _INSTANT, nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("batch", sa.String(64)),
        sa.Column("tank", sa.String(64)),
        sa.Column("to_tank", sa.String(64)),
        sa.Column("ref", sa.String(36)),
        *_link(),
        sa.PrimaryKeyConstraint("seq", name="pk_events"),
        sa.UniqueConstraint("event_id", name="uq_events_event_id"),
    )
    for column in ("happened_at", "batch", "tank", "ref"):
        op.create_index(f"ix_events_{column}", "events", [column])
    op.create_table(
        "taken_facts",
        sa.Column("boot", sa.String(64), nullable=False),
        sa.Column("seq", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("event_id", sa.String(36), nullable=False),
        sa.PrimaryKeyConstraint("boot", "seq", name="pk_taken_facts"),
        sa.ForeignKeyConstraint(["event_id"], ["events.event_id"], name="fk_taken_facts_event_id"),
        sa.UniqueConstraint("event_id", name="uq_taken_facts_event_id"),
    )


def _ledger() -> None:
    op.create_table(
        "ledger_entries",
        sa.Column("seq", _seq(), autoincrement=False, nullable=False),
        sa.Column("entry_id", sa.String(36), nullable=False),
        sa.Column("entity", sa.String(64), nullable=False),
        sa.Column("system", sa.String(16), nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("summary", sa.String(200), nullable=False),
        sa.Column("run_id", sa.String(64)),
        sa.Column("event_id", sa.String(36)),
        sa.Column("recorded_at", _INSTANT, nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        *_link(),
        sa.PrimaryKeyConstraint("seq", name="pk_ledger_entries"),
        sa.UniqueConstraint("entry_id", name="uq_ledger_entries_entry_id"),
    )
    for column in ("entity", "day", "run_id", "event_id"):
        op.create_index(f"ix_ledger_entries_{column}", "ledger_entries", [column])
    op.create_table(
        "ledger_lines",
        sa.Column("entry_seq", _seq(), nullable=False),
        sa.Column("line_no", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("system", sa.String(16), nullable=False),
        sa.Column("code", sa.String(16), nullable=False),
        sa.Column("sub", sa.String(200), nullable=False),
        sa.Column("amount_fen", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("entry_seq", "line_no", name="pk_ledger_lines"),
        sa.ForeignKeyConstraint(
            ["entry_seq"], ["ledger_entries.seq"], name="fk_ledger_lines_entry_seq"
        ),
        sa.CheckConstraint("amount_fen <> 0", name="ck_ledger_lines_amount_not_zero"),
    )
    op.create_index("ix_ledger_lines_account", "ledger_lines", ["system", "code"])


def _periods() -> None:
    op.create_table(
        "period_marks",
        sa.Column("seq", _seq(), autoincrement=False, nullable=False),
        sa.Column("entity", sa.String(64), nullable=False),
        sa.Column("first_day", sa.String(10), nullable=False),
        sa.Column("last_day", sa.String(10), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("decided_by", sa.String(64), nullable=False),
        sa.Column("approved_by", sa.String(64)),
        sa.Column("recorded_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_period_marks"),
    )


def _people() -> None:
    op.create_table(
        "audit",
        sa.Column("seq", _seq(), autoincrement=False, nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("action", sa.String(64), nullable=False),
        *_link(),
        sa.PrimaryKeyConstraint("seq", name="pk_audit"),
    )
    op.create_index("ix_audit_at", "audit", ["at"])
    op.create_table(
        "people",
        sa.Column("login", sa.String(64), nullable=False),
        sa.Column("password_hash", sa.String(200), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("post_name", sa.String(64), nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("login", name="pk_people"),
    )
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("login", sa.String(64), nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("seen_at", _INSTANT, nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_sessions"),
        sa.ForeignKeyConstraint(["login"], ["people.login"], name="fk_sessions_login"),
    )
    op.create_index("ix_sessions_login", "sessions", ["login"])
    op.create_index("ix_sessions_expires_at", "sessions", ["expires_at"])


def _sqlite_guards() -> None:
    for table in _APPEND_ONLY:
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
    # REPLACE deletes without firing a delete trigger; the next number leaves it no row to replace.
    for table in _NUMBERED:
        op.execute(
            f"CREATE TRIGGER {table}_next_seq BEFORE INSERT ON {table} "
            f"WHEN NEW.seq <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM {table}) "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
    op.execute(
        "CREATE TRIGGER ledger_lines_next BEFORE INSERT ON ledger_lines "
        "WHEN NEW.entry_seq <> (SELECT MAX(seq) FROM ledger_entries) OR NEW.line_no <> "
        "(SELECT COUNT(*) + 1 FROM ledger_lines WHERE entry_seq = NEW.entry_seq) "
        "BEGIN SELECT RAISE(ABORT, 'ledger_lines is append-only'); END"
    )
    op.execute(
        "CREATE TRIGGER taken_facts_once BEFORE INSERT ON taken_facts WHEN EXISTS "
        "(SELECT 1 FROM taken_facts WHERE (boot = NEW.boot AND seq = NEW.seq) "
        "OR event_id = NEW.event_id) "
        "BEGIN SELECT RAISE(ABORT, 'taken_facts is append-only'); END"
    )


def _postgresql_guards() -> None:
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    for table in _APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
