"""Where alembic runs: in the transaction that ``assistant.storage.database`` gives it."""

from alembic import context

from assistant.storage.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    transactional_ddl=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
