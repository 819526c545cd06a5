"""How Alembic runs the steps: on a connection it is handed, or as SQL text for another database.

It refuses to open a database by itself.
"""

from alembic import context

from records.store.schema import METADATA


def run() -> None:
    """Run the steps that are missing, all in one transaction."""
    connection = context.config.attributes.get("connection")
    if connection is None:
        context.configure(
            dialect_name=context.config.get_main_option("dialect"),
            target_metadata=METADATA,
            literal_binds=True,
        )
    else:
        context.configure(
            connection=connection,
            target_metadata=METADATA,
            render_as_batch=True,
            transactional_ddl=True,
        )
    with context.begin_transaction():
        context.run_migrations()


run()
