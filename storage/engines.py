"""Engines as we want them: durable, with real foreign keys, and transactions that begin when we say so."""

import json
import sqlite3
import time
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from storage.base import storable

BUSY_SECONDS = 30
CACHE_KB = 64 * 1024  # of SQLite's pages, for each connection: the 2 MB of its own are read again and again
READERS_CACHE_KB = 8 * 1024  # where many connections look at the same time; the system's own cache lies beneath
CONNECT_SECONDS = 10
READING = "fazhiwatch_reading"


def make(url: URL, *, migrating: bool = False, readers: int | None = None) -> Engine:
    """An engine for `url`. For `migrating`, nothing is pooled, SQLite's foreign keys are off (tables are rebuilt).

    `readers`: so many threads look at the same time, each by a connection that stays open and keeps little.
    """
    options: dict[str, Any] = {"json_serializer": _dump_json, "hide_parameters": True}
    if migrating:
        options["poolclass"] = NullPool
    elif readers is not None:
        options["pool_size"] = readers
    if url.get_backend_name() == "postgresql":
        waits = {} if "connect_timeout" in url.query else {"connect_timeout": CONNECT_SECONDS}
        return create_engine(url, pool_pre_ping=True, connect_args=waits, **options)
    engine = create_engine(url, **options)
    _tame_sqlite(engine, foreign_keys=not migrating, cache_kb=CACHE_KB if readers is None else READERS_CACHE_KB)
    return engine


def reading(engine: Engine) -> Engine:
    """The same engine, whose transactions may only read."""
    return engine.execution_options(**{READING: True, "postgresql_readonly": True})


def use_wal(engine: Engine) -> None:
    """Switches the SQLite file to write-ahead logging, for good. SQLite does not wait for a rival here, so we do."""
    give_up_at = time.monotonic() + BUSY_SECONDS
    connection = engine.raw_connection()
    try:
        while True:
            try:
                connection.cursor().execute("PRAGMA journal_mode = WAL")
                return
            except sqlite3.OperationalError as error:
                if "locked" not in str(error) or time.monotonic() > give_up_at:
                    raise OperationalError("PRAGMA journal_mode", None, error) from error
                time.sleep(0.02)
    finally:
        connection.close()


def _tame_sqlite(engine: Engine, *, foreign_keys: bool, cache_kb: int) -> None:
    @event.listens_for(engine, "connect")
    def connected(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # the driver must not begin transactions of its own: `began` does
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute(f"PRAGMA cache_size = {-cache_kb}")
        cursor.execute(f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def began(connection: Connection) -> None:
        """A writer takes its turn at once: upgrading a reader to a writer fails instead of waiting."""
        may_write = not connection.get_execution_options().get(READING)
        driver = connection.connection.cursor()  # SQLAlchemy would take longer over these two than over a question
        driver.execute(f"PRAGMA query_only = {'OFF' if may_write else 'ON'}")
        if may_write:
            connection.exec_driver_sql("BEGIN IMMEDIATE")  # may have to wait in vain, which SQLAlchemy is to report
        else:
            driver.execute("BEGIN")
        driver.close()


_ENCODER = json.JSONEncoder(ensure_ascii=False)


def _dump_json(value: object) -> str:
    """Chinese as it stands, so that a person and a LIKE can read it."""
    return storable(_ENCODER.encode(value))
