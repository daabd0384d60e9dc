"""What Alembic runs: our tables, over the connection (and inside the transaction) that it was handed."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy.types import TypeDecorator

from storage import schema
from storage.models import Base


def render_item(kind: str, item: Any, _: AutogenContext) -> str | Literal[False]:
    """Our own types as what they are to the database: a revision must not change when the code does."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl!r}"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    render_item=render_item,
    include_name=schema.is_told_of,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
