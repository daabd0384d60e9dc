"""Opening the database: SQLite in WAL mode by default, PostgreSQL by address; the schema is brought up to date."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from pathlib import Path

from sqlalchemy import URL, Engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from storage import engines, schema
from storage.problems import DatabaseProblem, is_problem, problem, shown
from storage.sql import MIGRATING, take_turn

__all__ = ["Database", "DatabaseProblem", "Session", "open_database"]


class Database:
    """An open database. Every `session()` is one transaction; any thread may hold its own."""

    def __init__(self, url: URL, readers: int | None = None) -> None:
        self._url = url
        self._engine = engines.make(url, readers=readers)
        self._writing = sessionmaker(self._engine, expire_on_commit=False)
        self._reading = sessionmaker(engines.reading(self._engine), expire_on_commit=False)
        self._guard: Callable[[Session], None] | None = None

    @property
    def kind(self) -> str:
        """`sqlite` or `postgresql`."""
        return self._engine.dialect.name

    def guarded(self, guard: Callable[[Session], None]) -> "Database":
        """The same database for a writer who may write only while `guard`, asked in each transaction, is silent."""
        same = copy(self)
        same._guard = guard
        return same

    @contextmanager
    def session(self) -> Iterator[Session]:
        """One transaction: committed at the end, rolled back on an error. Writers wait for each other."""
        with self._transaction(self._writing) as session:
            if self._guard is not None:
                self._guard(session)
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """One transaction that may only read, and never waits for a writer on SQLite."""
        with self._transaction(self._reading) as session:
            yield session

    @contextmanager
    def _transaction(self, maker: sessionmaker[Session]) -> Iterator[Session]:
        try:
            with maker.begin() as session:
                yield session
        except DBAPIError as error:
            if not is_problem(error):
                raise
            raise problem(self._url, error) from error
        except sqlite3.Error as error:  # while connecting, before SQLAlchemy looks
            raise problem(self._url, error) from error

    def close(self) -> None:
        self._engine.dispose()


def open_database(url: str, *, readers: int | None = None) -> Database:
    """Opens (and where needed makes or migrates) the database at a SQLAlchemy URL. `readers`: see `engines.make`.

    Raises DatabaseProblem where it cannot be reached or written, or was written by a newer version of this software.
    """
    address = _address(url)
    try:
        if address.get_backend_name() == "sqlite":
            _make_folder(address)
        _migrate(address)
    except schema.NewerSchema as newer:
        words = f"由更新版本的软件写成（结构版本 {newer.revision}，本软件只认识到 {schema.head()}），请先升级本软件"
        raise DatabaseProblem(f"数据库 {shown(address)} {words}") from None
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        raise problem(address, error) from error
    return Database(address, readers)


def _address(url: str) -> URL:
    try:
        address = make_url(url)
        backend = address.get_backend_name()
        if backend in ("postgresql", "postgres"):
            return address.set(drivername="postgresql+psycopg")
        if backend == "sqlite":
            return address.set(drivername="sqlite")
    except (ArgumentError, NoSuchModuleError, ValueError):
        raise DatabaseProblem("数据库地址写得不对，应为 sqlite:///路径 或 postgresql://用户:密码@主机/库名") from None
    raise DatabaseProblem(f"不支持的数据库 {backend}，只支持 SQLite 与 PostgreSQL")


def _make_folder(address: URL) -> None:
    if address.database in (None, "", ":memory:"):
        raise DatabaseProblem("内存数据库什么也留不下，请写明 SQLite 文件路径：sqlite:///路径")
    path = Path(str(address.database))
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and not os.access(path, os.W_OK):
        raise DatabaseProblem(f"数据库不可用（{shown(address)}）：文件只读，没有写权限")


def _migrate(address: URL) -> None:
    """Looks first without a lock, so that opening never waits for a long writer; migrates alone in its transaction."""
    engine = engines.make(address, migrating=True)
    try:
        if address.get_backend_name() == "sqlite":
            engines.use_wal(engine)
        with engines.reading(engine).connect() as connection:
            current = schema.check(connection)
        if not current:
            _upgrade(engine)
    finally:
        engine.dispose()


def _upgrade(engine: Engine) -> None:
    with engine.begin() as connection:
        take_turn(connection, MIGRATING)
        schema.upgrade(connection)
        if engine.dialect.name == "sqlite" and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
            raise SQLAlchemyError(f"升级后有 {len(broken)} 处外键对不上，已全部撤回")
