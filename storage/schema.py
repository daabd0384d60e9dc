"""The schema's own story: which revision a database stands at, and the way to the newest."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from storage.search_index import TABLE as INDEX_OF_TEXTS

FOLDER = Path(__file__).resolve().parent / "migrations"


class NewerSchema(Exception):  # noqa: N818
    """The database was written by a newer version of this software."""

    def __init__(self, revision: str) -> None:
        super().__init__(revision)
        self.revision = revision


def config(connection: Connection | None = None) -> Config:
    """Alembic's configuration, without a file: the migrations lie inside this package."""
    result = Config()
    result.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    result.set_main_option("path_separator", "os")
    result.attributes["connection"] = connection
    return result


@cache
def known() -> tuple[str, ...]:
    """The revisions that this software knows, newest first."""
    return tuple(script.revision for script in ScriptDirectory.from_config(config()).walk_revisions())


def head() -> str:
    """The newest revision that this software knows."""
    return known()[0]


def revision_of(connection: Connection) -> str | None:
    """The revision that the database stands at; None for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()


def check(connection: Connection) -> bool:
    """Whether the database stands at the newest revision. Raises NewerSchema where it is beyond what we know."""
    revision = revision_of(connection)
    if revision is not None and revision not in known():
        raise NewerSchema(revision)
    return revision == head()


def upgrade(connection: Connection) -> None:
    """Brings the database to the newest revision, inside the transaction that `connection` is in."""
    if not check(connection):
        command.upgrade(config(connection), "head")


def is_told_of(name: str | None, kind: str, _: object = None) -> bool:
    """Whether `Base.metadata` knows of such a thing: the index of texts is made by its migration, of tables that each
    database has in a way of its own.
    """
    return kind != "table" or name is None or not name.startswith(INDEX_OF_TEXTS)
