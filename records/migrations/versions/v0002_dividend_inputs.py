"""Second shape: prepared inputs of dividend runs, append-only by trigger like the rest.

It refuses to assume that the table is new: the dashboard used to make it by itself.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_TABLE = "dividend_inputs"


def upgrade() -> None:
    """Create the table where it is missing, then the triggers that keep it append-only."""
    op.create_table(
        _TABLE,
        sa.Column(
            "seq",
            sa.Integer().with_variant(sa.BigInteger(), "postgresql"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("constructed", sa.Boolean, nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
        sa.Column("canonical", sa.Text, nullable=False),
        sa.Column("previous_hash", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_dividend_inputs"),
        sa.UniqueConstraint("id", name="uq_dividend_inputs_id"),
        if_not_exists=True,
    )
    if op.get_context().dialect.name == "sqlite":
        _sqlite_guards()
    else:
        _postgresql_guards()


def _sqlite_guards() -> None:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{_TABLE} is append-only'); END"
    for act in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER IF NOT EXISTS {_TABLE}_no_{act.lower()} "
            f"BEFORE {act} ON {_TABLE} {refuse}"
        )
    # REPLACE deletes without firing a delete trigger; the next number leaves it no row to replace.
    op.execute(
        f"CREATE TRIGGER {_TABLE}_next_seq BEFORE INSERT ON {_TABLE} "
        f"WHEN NEW.seq <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM {_TABLE}) {refuse}"
    )
    op.execute(
        f"CREATE TRIGGER {_TABLE}_new_id BEFORE INSERT ON {_TABLE} "
        f"WHEN EXISTS (SELECT 1 FROM {_TABLE} WHERE id = NEW.id) {refuse}"
    )


def _postgresql_guards() -> None:
    op.execute(
        f"CREATE TRIGGER {_TABLE}_append_only BEFORE UPDATE OR DELETE ON {_TABLE} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        f"CREATE TRIGGER {_TABLE}_no_truncate BEFORE TRUNCATE ON {_TABLE} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
