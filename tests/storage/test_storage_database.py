"""Opening, migrating, transactions, and the types that both databases share."""

import multiprocessing
import os
import sqlite3
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import make_url, select, text
from sqlalchemy.exc import IntegrityError, StatementError

from core.posts import PostRef
from storage import health, schema
from storage.base import Base
from storage.database import DatabaseProblem, open_database
from storage.models import OfficeRow, PostRow, UnitRow
from storage.problems import problem


def test_migrations_lead_to_exactly_our_tables(servers: Any) -> None:
    database = open_database(servers.empty())
    with database.session() as session:
        opts = {"compare_type": True, "compare_server_default": True, "include_name": schema.is_told_of}
        context = MigrationContext.configure(session.connection(), opts=opts)
        assert compare_metadata(context, Base.metadata) == []
        assert schema.revision_of(session.connection()) == schema.head()
    database.close()


def test_opening_again_changes_nothing(servers: Any) -> None:
    url = servers.empty()
    first = open_database(url)
    with first.session() as session:
        session.add(OfficeRow(id="xian", name="某县司法局", registered_at=datetime.now(UTC)))
    first.close()
    again = open_database(url)
    with again.session() as session:
        assert session.scalars(select(OfficeRow.name)).all() == ["某县司法局"]
    assert again.kind == servers.kind
    again.close()


def _open(url: str, answers: "multiprocessing.Queue[str]") -> None:
    try:
        database = open_database(url)
        with database.session() as session:
            answers.put(health.facts(session).schema_revision or "")
        database.close()
    except Exception as error:
        answers.put(repr(error))


def test_four_processes_open_an_empty_database_at_once(servers: Any) -> None:
    url = servers.empty()
    fork = multiprocessing.get_context("fork")  # no connection is open here: nothing is shared by mistake
    answers = fork.Queue()
    processes = [fork.Process(target=_open, args=(url, answers)) for _ in range(4)]
    for process in processes:
        process.start()
    said = [answers.get(timeout=60) for _ in processes]
    for process in processes:
        process.join(timeout=30)
    assert said == [schema.head()] * 4


def test_a_newer_database_is_refused_in_words(servers: Any) -> None:
    url = servers.empty()
    database = open_database(url)
    with database.session() as session:
        session.execute(text("UPDATE alembic_version SET version_num = 'r9999'"))
    database.close()
    with pytest.raises(DatabaseProblem, match=r"更新版本.*r9999.*请先升级本软件"):
        open_database(url)


def test_a_session_is_one_transaction(scene: Any, now: datetime) -> None:
    with pytest.raises(RuntimeError), scene.session() as session:
        session.add(OfficeRow(id="new", name="新", registered_at=now))
        session.flush()
        raise RuntimeError
    assert "new" not in [row["id"] for row in scene.rows(OfficeRow)]


def test_foreign_keys_are_enforced(scene: Any) -> None:
    with pytest.raises(IntegrityError), scene.session() as session:
        session.execute(text("UPDATE units SET office_id = 'nobody'"))


def test_reading_may_not_write(scene: Any) -> None:
    with pytest.raises(DatabaseProblem, match=r"没有写权限|只读"), scene.database.reading() as session:
        session.execute(text("UPDATE units SET name = 'x'"))
    with scene.session() as session:
        session.execute(text("UPDATE units SET name = 'x'"))
    assert {row["name"] for row in scene.rows(UnitRow)} == {"x"}


def test_readers_do_not_wait_for_a_writer(scene: Any) -> None:
    with scene.session() as writer:
        writer.execute(text("UPDATE units SET name = 'x'"))
        with scene.database.reading() as reader:
            assert "x" not in reader.scalars(select(UnitRow.name)).all()
        open_database(scene.url).close()


def test_writers_wait_for_each_other(scene: Any) -> None:
    """Read, think, write: eight at once lose no update (on PostgreSQL where they lock the row)."""
    lock = " FOR UPDATE" if scene.database.kind == "postgresql" else ""

    def add_one() -> None:
        with scene.session() as session:
            before = session.execute(text(f"SELECT since_year FROM units WHERE id = 'zhen-a'{lock}")).scalar_one()
            session.execute(text("UPDATE units SET since_year = :y WHERE id = 'zhen-a'"), {"y": before + 1})

    threads = [threading.Thread(target=add_one) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert next(row for row in scene.rows(UnitRow) if row["id"] == "zhen-a")["since_year"] == 2019 + 8


def test_instants_come_back_in_utc_and_naive_ones_are_refused(scene: Any) -> None:
    shanghai = datetime(2026, 4, 1, 0, 30, 15, 123456, tzinfo=timezone(timedelta(hours=8)))
    with scene.session() as session:
        session.add(OfficeRow(id="new", name="新", registered_at=shanghai))
    stored = next(row for row in scene.rows(OfficeRow) if row["id"] == "new")["registered_at"]
    assert stored == shanghai
    assert stored.isoformat() == "2026-03-31T16:30:15.123456+00:00"
    with pytest.raises(StatementError, match="needs its zone"), scene.session() as session:
        session.add(OfficeRow(id="naive", name="新", registered_at=datetime(2026, 4, 1)))  # noqa: DTZ001


def test_hostile_text_and_endless_addresses_cost_nothing_else(scene: Any) -> None:
    long = "http://site.test/" + os.urandom(4000).hex()
    counts = scene.keep_list(
        "zhen", PostRef("http://site.test/1", "a\x00b\ud800c"), PostRef(long, "长"), PostRef("http://site.test/2", "好")
    )
    assert (counts.seen, counts.new) == (3, 3)
    assert {row["title"] for row in scene.rows(PostRow)} == {"a\ufffdb\ufffdc", "长", "好"}
    assert scene.keep_list("zhen", PostRef(long, "长")).new == 0


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("sqlite:////proc/nowhere/x.db", "数据目录建不了"),
        ("sqlite:////etc/hostname/x.db", "不是文件夹"),
        ("sqlite://", "内存数据库"),
        ("sqlite:///:memory:", "内存数据库"),
        ("postgresql://me:geheim@127.0.0.1:1/db", "连接被拒绝"),
        ("postgresql://me:geheim@127.0.0.1:1/db?sslpassword=geheim", "连接被拒绝"),
        ("postgres://me:geheim@127.0.0.1:1/db", "连接被拒绝"),
        ("postgresql+psycopg2://me:geheim@127.0.0.1:1/db", "连接被拒绝"),
        ("mysql://me:geheim@127.0.0.1/db", "只支持 SQLite 与 PostgreSQL"),
        ("geheim", "地址写得不对"),
        ("postgresql://me:geheim@host:port/db", "地址写得不对"),
    ],
)
def test_an_unusable_address_is_told_in_one_line_without_password(url: str, words: str) -> None:
    with pytest.raises(DatabaseProblem) as raised:
        open_database(url)
    said = str(raised.value)
    assert words in said
    assert "geheim" not in said
    assert "\n" not in said


def test_the_drivers_own_words_are_shown_without_password() -> None:
    url = make_url("postgresql://me:geheim@host/db")
    said = str(problem(url, OSError("strange: geheim\nsecond line")))
    assert "strange: ***" in said
    assert "geheim" not in said
    assert "\n" not in said


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    path.write_text("hello" * 1000)
    with pytest.raises(DatabaseProblem, match="不是 SQLite 数据库"):
        open_database(f"sqlite:///{path}")


def test_a_read_only_file_is_told(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'x.db'}"
    open_database(url).close()
    (tmp_path / "x.db").chmod(0o400)
    if os.access(tmp_path / "x.db", os.W_OK):
        pytest.skip("root may write everywhere")
    with pytest.raises(DatabaseProblem, match="没有写权限"):
        open_database(url)


def test_sqlite_is_durable_and_folders_are_made(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "er" / "x.db"
    database = open_database(f"sqlite:///{path}")
    with database.session() as session:
        pragmas = {
            name: session.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    database.close()
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 30000}


def test_a_failed_migration_leaves_nothing_behind(tmp_path: Path) -> None:
    """A table of somebody else's stands in the way: refused, and the file is as it was."""
    path = tmp_path / "x.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE posts (id INTEGER)")
    with pytest.raises(DatabaseProblem):
        open_database(f"sqlite:///{path}")
    with sqlite3.connect(path) as other:
        assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("posts",)]


def test_health_counts(open_scene: Callable[[], Any]) -> None:
    scene = open_scene()
    with scene.database.reading() as session:
        assert health.facts(session).last_run is None
    scene.begin()
    scene.keep_list("zhen", PostRef("http://site.test/1", "法治2025"), PostRef("http://site.test/2", "新闻"))
    scene.keep_article("zhen", PostRef("http://site.test/1", "法治2025"))
    with scene.database.reading() as session:
        facts = health.facts(session)
    assert (facts.units, facts.columns, facts.posts, facts.captures, facts.unread_captures) == (4, 3, 2, 2, 1)
    assert facts.last_run is not None
    assert facts.last_run["run_id"] == scene.run_id
