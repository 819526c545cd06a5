"""Third shape: deeds, sealed fields of people, a chain over the periods' decisions, quicker guards.

It refuses to depend on the program of today: the texts that are hashed here are spelled out here.
"""

import json
from hashlib import sha256

import sqlalchemy as sa
from alembic import context, op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_INSTANT = sa.String(24)
_REPLACED = (
    ("events", "event_id"), ("ledger_entries", "entry_id"), ("deeds", "deed_id"),
)  # fmt: skip
_MARK = (
    "seq", "entity", "first_day", "last_day", "status", "decided_by", "approved_by", "recorded_at",
    "ledger_seq",
)  # fmt: skip


def upgrade() -> None:
    """Create the tables, chain the decisions that are there, renew the guards."""
    _deeds()
    _personal()
    sqlite = op.get_context().dialect.name == "sqlite"
    if sqlite:
        op.execute("DROP TRIGGER period_marks_no_update")
    else:
        op.execute("ALTER TABLE period_marks DISABLE TRIGGER period_marks_append_only")
    _chain_the_marks()
    if sqlite:
        _sqlite_guards()
    else:
        op.execute("ALTER TABLE period_marks ENABLE TRIGGER period_marks_append_only")
        _postgresql_guards()


def _deeds() -> None:
    op.create_table(
        "deeds",
        sa.Column(
            "seq",
            sa.Integer().with_variant(sa.BigInteger(), "postgresql"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("deed_id", sa.String(36), nullable=False),
        sa.Column("kind", sa.String(48), nullable=False),
        sa.Column("entity", sa.String(64), nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("recorded_at", _INSTANT, nullable=False),
        sa.Column("canonical", sa.Text, nullable=False),
        sa.Column("previous_hash", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_deeds"),
        sa.UniqueConstraint("deed_id", name="uq_deeds_deed_id"),
    )
    for column in ("kind", "entity"):
        op.create_index(f"ix_deeds_{column}", "deeds", [column])


def _personal() -> None:
    op.create_table(
        "personal",
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("field", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("key_id", sa.Integer, nullable=False),
        sa.Column("sealed", sa.Text, nullable=False),
        sa.Column("blind", sa.String(64)),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("recorded_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("person", "field", "version", name="pk_personal"),
    )
    op.create_index("ix_personal_blind", "personal", ["blind"])


def _chain_the_marks() -> None:
    op.add_column(
        "period_marks",
        sa.Column("ledger_seq", sa.BigInteger, nullable=False, server_default="0"),
    )
    for name, kind in (
        ("canonical", sa.Text()),
        ("previous_hash", sa.String(64)),
        ("hash", sa.String(64)),
    ):
        op.add_column("period_marks", sa.Column(name, kind, nullable=False, server_default=""))
    if context.is_offline_mode():
        return  # printed for a new database, which has no decisions yet
    previous = "0" * 64
    connection = op.get_bind()
    posted = sa.text("SELECT COALESCE(MAX(seq), 0) FROM ledger_entries WHERE recorded_at <= :at")
    for row in connection.execute(sa.text("SELECT * FROM period_marks ORDER BY seq")).all():
        told = {**row._mapping, "ledger_seq": connection.scalar(posted, {"at": row.recorded_at})}
        told = {name: told[name] for name in _MARK}
        text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        linked = sha256(f"{previous}\n{text}".encode()).hexdigest()
        connection.execute(
            sa.text(
                "UPDATE period_marks SET ledger_seq = :ledger_seq, canonical = :canonical, "
                "previous_hash = :previous, hash = :hash WHERE seq = :seq"
            ),
            {
                "ledger_seq": told["ledger_seq"],
                "canonical": text,
                "previous": previous,
                "hash": linked,
                "seq": row.seq,
            },
        )
        previous = linked


def _sqlite_guards() -> None:
    for table in ("period_marks", "deeds"):
        _refuse(f"{table}_no_update BEFORE UPDATE", table)
    _refuse("deeds_no_delete BEFORE DELETE", "deeds")
    _refuse(
        "deeds_next_seq BEFORE INSERT",
        "deeds",
        "NEW.seq <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM deeds)",
    )
    # REPLACE with the next number and an id in use would delete the row of that id unseen.
    for table, name in _REPLACED:
        _refuse(
            f"{table}_new_id BEFORE INSERT",
            table,
            f"EXISTS (SELECT 1 FROM {table} WHERE {name} = NEW.{name})",
        )
    _lines_in_one_go()
    _sealed_fields()


def _lines_in_one_go() -> None:
    """Lines follow line by line and voucher by voucher, so many vouchers may be written first."""
    op.execute("DROP TRIGGER ledger_lines_next")
    last = "(SELECT COALESCE(MAX(entry_seq), 0) FROM ledger_lines)"
    _refuse(
        "ledger_lines_next BEFORE INSERT",
        "ledger_lines",
        f"NOT ((NEW.line_no = 1 AND NEW.entry_seq = {last} + 1) OR (NEW.entry_seq = {last} "
        "AND NEW.line_no = (SELECT MAX(line_no) + 1 FROM ledger_lines "
        "WHERE entry_seq = NEW.entry_seq)))",
    )


def _sealed_fields() -> None:
    _refuse("personal_kept BEFORE UPDATE OF person, field, version, actor, recorded_at", "personal")
    _refuse("personal_no_delete BEFORE DELETE", "personal")
    _refuse(
        "personal_next BEFORE INSERT",
        "personal",
        "NEW.version <> (SELECT COALESCE(MAX(version), 0) + 1 FROM personal "
        "WHERE person = NEW.person AND field = NEW.field)",
    )


def _refuse(when: str, table: str, condition: str | None = None) -> None:
    name, _, act = when.partition(" ")
    asked = f"WHEN {condition} " if condition else ""
    op.execute(
        f"CREATE TRIGGER {name} {act} ON {table} {asked}"
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    )


def _postgresql_guards() -> None:
    for table, acts in (
        ("deeds", "UPDATE OR DELETE"),
        ("personal", "DELETE OR UPDATE OF person, field, version, actor, recorded_at"),
    ):
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE {acts} ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
