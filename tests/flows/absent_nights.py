"""The nights over an absent town: what a shard would tell goes through the real jobs, storage, stages and rules."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from sqlalchemy import select

from core.absence import GONE
from core.changes import Change, ChangeKind
from core.crawl import ArticleRead, ColumnJob, ColumnRead, Depth, KnownArticle, ListPageRead
from core.pages import Ask, Capture, Outcome
from core.posts import Kind, Listing, PostRef
from core.reports import Report as Reading
from core.units import Column, Level, Office, Registry, Unit
from flows import absences, judge
from flows.crawl import BATCH, REREAD_AFTER
from flows.keeping import Keeper
from flows.run import LEASE, Run
from parsers import PARSER_VERSION
from settings import Settings
from storage import captures, jobs, outbox, register, reports, runs, standings
from storage.database import Database, open_database
from storage.models import CaptureRow, ChangeRow, PostRow, ReportRow
from tests.flows.absent_town import Report, Weather

YEAR = 2025
BEGAN = datetime(2026, 4, 1, 18, tzinfo=UTC)
NEWS = 8


def title(number: int) -> str:
    return f"青石第{number}街道办事处{YEAR}年度法治政府建设情况报告"


class Nights:
    """A database over which nights pass. `said` are the changes told so far: kind, report, night."""

    def __init__(self, folder: Path, town: list[Report], weather: Weather) -> None:
        self.town, self.weather = town, weather
        self.registry = _registry(town)
        self.by_url = {_url(report): report for report in town}
        self.in_column = _in_columns(town)
        self._settings = Settings(home=folder)
        self._database: Database = open_database(self._settings.database)
        self._records = count(1)
        self._runs: dict[str, int] = {}

    def close(self) -> None:
        self._database.close()

    def play(self, nights: int) -> None:
        for night in range(nights):
            with self._run(night) as run:
                self._crawl(run, night)
                if night == 0:
                    self._read_all(run)
                absences.find_absences(run)
                judge.judge_and_tell(run, (YEAR,))

    @contextmanager
    def _run(self, night: int) -> Iterator[Run]:
        now = BEGAN + timedelta(days=night)
        with self._database.session() as session:
            run_id = runs.begin(session, kind="nightly", now=now, real_now=datetime.now(UTC), lease=LEASE)
            if night == 0:
                register.sync(session, self.registry, now)
        self._runs[run_id] = night
        settings = self._settings.model_copy(update={"now": now + timedelta(hours=8)})
        units, columns = tuple(self.registry.units.values()), tuple(self.registry.columns.values())
        yield Run(settings, self.registry, self._database, run_id, now, units, columns)
        with self._database.session() as session:
            runs.finish(session, run_id, now=settings.clock(), state="finished", summary={})

    def _crawl(self, run: Run, night: int) -> None:
        keeper = Keeper(run, 0, len(run.columns))
        prove = judge.columns_to_prove(run)
        for start in range(0, len(run.columns), BATCH):
            some = run.columns[start : start + BATCH]
            with run.database.reading() as session:
                asked = jobs.column_jobs(
                    session, some, now=run.now, cycle_year=YEAR, reread_after=REREAD_AFTER, prove=prove
                )
            gone: set[str] = set()
            for job in asked:
                for line in self._column(job, run.now + timedelta(minutes=start // BATCH), night, gone):
                    keeper.take(line)
        keeper.flush()

    def _column(self, job: ColumnJob, at: datetime, night: int, gone: set[str]) -> Iterator[ColumnRead | ArticleRead]:
        """As the spider does it: the list, the articles, and the list to its end where one of them was gone."""
        if not gone.isdisjoint(job.held):
            job = replace(job, depth=Depth.WHOLE)
        read = self._list(job, at, night)
        yield read
        lost = False
        for article in self._wanted(job, read, night):
            told = self._article(job, article, at + timedelta(seconds=30), night)
            yield told
            if told.outcome in GONE and article.digest and not article.withdrawn:
                gone.add(article.ref.url)
                lost = True
        if lost and read.outcome.sound and not read.complete:
            yield self._list(replace(job, depth=Depth.WHOLE), at + timedelta(seconds=60), night)

    def _wanted(self, job: ColumnJob, read: ColumnRead, night: int) -> list[KnownArticle]:
        if night == 0:
            refs = [post for page in read.pages for post in page.listing.posts if post.url in self.by_url]
            return [KnownArticle(ref) for ref in refs if job.column.id.startswith("own")]
        return list(job.again)

    def _list(self, job: ColumnJob, at: datetime, night: int) -> ColumnRead:
        column = job.column
        host = int(column.url.split("/")[2].removeprefix("h").removesuffix(".test"))
        broken = self.weather.of_list(column.id, host, night) if night else None
        if broken is not None and broken is not Outcome.INCOMPLETE:
            return ColumnRead(column.id, broken, "没有读到列表", False, at, None, (), depth=job.depth)
        posts = self._posts(column, night)
        page = self._page(job, posts[: len(posts) // 2] if broken else posts, at)
        outcome = broken or (Outcome.NOT_MODIFIED if page.not_modified else Outcome.OK)
        whole = job.depth is Depth.WHOLE and not broken
        listed = len(posts) if whole else job.listed
        return ColumnRead(column.id, outcome, "读到列表", whole, at, "sim", (page,), depth=job.depth, listed=listed)

    def _page(self, job: ColumnJob, posts: tuple[PostRef, ...], at: datetime) -> ListPageRead:
        ask = Ask(job.column.url)
        digest = f"{hash(posts) & (2**64 - 1):064x}"
        same = any(page.digest == digest for page in job.pages)
        return ListPageRead(ask, Listing(posts), "sim-1", digest, same, None if same else self._kept(ask.url, at))

    def _posts(self, column: Column, night: int) -> tuple[PostRef, ...]:
        shown = (PostRef(_url(r), title(r.number)) for r in self.in_column[column.id] if night not in r.unlisted)
        news = (PostRef(f"{column.url}n{n}.html", f"第{n}次重点项目推进会") for n in range(NEWS))
        return (*shown, *news)

    def _article(self, job: ColumnJob, article: KnownArticle, at: datetime, night: int) -> ArticleRead:
        report = self.by_url[article.ref.url]
        broken = self.weather.of_article(report, night) if night else None
        gone = Outcome.NOT_FOUND if night in report.page_gone else None
        outcome = broken or gone or (Outcome.NOT_MODIFIED if article.digest else Outcome.OK)
        capture = None if outcome in (Outcome.NOT_MODIFIED, Outcome.TIMEOUT) else self._kept(article.ref.url, at)
        return ArticleRead(job.column.id, article.ref, outcome, "模拟", at, capture)

    def _kept(self, url: str, at: datetime) -> Capture:
        number = next(self._records)
        return Capture(url, url, 200, at, f"{number:064x}", "sim.warc.gz", number, f"<urn:uuid:{number}>", "text/html")

    def _read_all(self, run: Run) -> None:
        """The reports of the first night, without their bytes."""
        with run.database.session() as session:
            posts = session.scalars(select(PostRow).where(PostRow.capture_id.is_not(None))).all()
            for post in posts:
                number = self.by_url[post.url].number
                name = self.registry.units[f"u{number}"].name
                read = Reading(True, Kind.ANNUAL_REPORT, title(number), (name,), YEAR, body=f"{name}抓实学习。")
                assert post.capture_id
                reports.keep(
                    session, run_id=run.id, unit_id=f"u{number}", report=read,
                    changes=(Change(ChangeKind.APPEARED, "首次发现"),), url=post.url, post_id=post.id,
                    capture_id=post.capture_id, parser_version=PARSER_VERSION, first_seen_at=run.now, now=run.now,
                )  # fmt: skip
            ids = session.scalars(select(CaptureRow.id).where(CaptureRow.role == "article")).all()
            captures.mark_all_read(session, ids, PARSER_VERSION, run.now)

    # what the nights left

    def said(self) -> set[tuple[str, int, int]]:
        """Kind, report number and night of every vanishing and return."""
        rows = select(ChangeRow.kind, ReportRow.unit_id, ChangeRow.run_id).join(
            ReportRow, ReportRow.id == ChangeRow.report_id
        )
        with self._database.reading() as session:
            found = session.execute(rows.where(ChangeRow.kind.in_(["vanished", "returned"]))).tuples().all()
        return {(kind, int(unit.removeprefix("u")), self._runs[run_id]) for kind, unit, run_id in found}

    def withdrawn(self) -> set[int]:
        """The reports that stand as withdrawn in the end."""
        with self._database.reading() as session:
            board = standings.board(session, year=YEAR)
        return {int(row["unit"].removeprefix("u")) for row in board if row["status"] == "withdrawn"}

    def alerted(self) -> list[str]:
        with self._database.reading() as session:
            return sorted(a["unit"] for a in outbox.list_alerts(session, event="withdrawn"))


def _url(report: Report) -> str:
    return f"http://h{report.host}.test/own-{report.number}/report.html"


def _in_columns(town: list[Report]) -> dict[str, list[Report]]:
    shown: dict[str, list[Report]] = {}
    for report in town:
        for column in report.columns:
            shown.setdefault(column, []).append(report)
    return shown


def _registry(town: list[Report]) -> Registry:
    columns = {c: Column(c, f"http://h{r.host}.test/{c}/") for r in town for c in r.columns}
    units = {
        f"u{r.number}": Unit(
            f"u{r.number}", f"青石第{r.number}街道办事处", "yx", Level.TOWNSHIP, column_ids=r.columns, since_year=YEAR
        )
        for r in town
    }
    return Registry({"yx": Office("yx", "云溪市司法局")}, columns, units)
