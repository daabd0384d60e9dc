"""Keeping what a shard tells: in the order in which it came, some dozens of lines a transaction."""

from collections.abc import Iterator
from time import monotonic

from sqlalchemy.orm import Session

from core.crawl import ArticleRead, ColumnRead, FileRead, PageOfHistory, SecondLook, ShardEnd
from core.pages import Outcome
from core.posts import PostRef, Recognition
from crawlers.elsewhere import within
from crawlers.job import ResultLine
from flows.portions import Portion, portions
from flows.progress import report
from flows.run import Run
from parsers import PARSER_VERSION, may_be_promised, recognise_interim, recognise_title
from storage import columns, hosts, looks, posts, runs, walks, watch
from storage.posts import PostCounts

_MOST = 200  # lines kept together; a crash in between costs what they tell, and the next run asks again
_LONGEST = 1.0  # seconds that a line waits


class Keeper:
    """Takes the lines of one shard. `from_year` is given where it walks into the past."""

    def __init__(self, run: Run, shard: int, total: int, from_year: int | None = None) -> None:
        self._run = run
        self._shard = shard
        self._total = total
        self._from_year = from_year
        self._told: dict[str, bool] = {}  # whether each column's latest reading was sound
        self._waiting: list[ResultLine] = []
        self._since = monotonic()

    def take(self, result: ResultLine) -> None:
        self._run.beat()
        if isinstance(result, ColumnRead) and any(page.listing.elsewhere for page in result.pages):
            result = within(result, self._run.watched)
        self._waiting.append(result)
        if isinstance(result, ColumnRead):
            self._told[result.column_id] = result.outcome.sound
            self.report(f"{result.column_id} {result.outcome.value}")
        if len(self._waiting) >= _MOST or monotonic() - self._since > _LONGEST:
            self.flush()

    @property
    def complete(self) -> int:
        return sum(self._told.values())

    def report(self, words: str = "") -> None:
        report(f"检查栏目（第{self._shard + 1}组）", len(self._told), self._total, words)

    def flush(self) -> None:
        """Keeps what waits, in one transaction; only then is it counted."""
        waiting, self._waiting = self._waiting, []
        with self._run.database.session() as session:
            counts = [count for portion in portions(waiting) for count in self._keep(session, portion)]
        for result in waiting:
            self._count(result)
        tally = self._run.tally
        for count in counts:
            for name in ("seen", "new", "vanished"):
                tally.add(tally.posts, name, getattr(count, name))
        self._since = monotonic()

    def _keep(self, session: Session, portion: Portion) -> Iterator[PostCounts]:
        if self._from_year is not None:
            walks.end(session, portion.reads, self._from_year)
        yield columns.keep(session, self._run.id, portion.reads, _recognise)
        for line in portion.others:
            yield self._keep_one(session, line)

    def _keep_one(self, session: Session, line: ResultLine) -> PostCounts:
        run_id = self._run.id
        match line:
            case PageOfHistory() if self._from_year is not None:
                return walks.keep_page(session, run_id, line, self._from_year, _recognise)
            case ArticleRead():
                watch.keep_article(session, run_id, line)
            case FileRead():
                watch.keep_file(session, run_id, line)
            case SecondLook():
                looks.keep(session, run_id, line)
            case ShardEnd():
                hosts.learn(session, line.hosts, self._run.now)
        return PostCounts(0, 0)

    def _count(self, result: ResultLine) -> None:
        tally = self._run.tally
        match result:
            case ColumnRead():
                tally.column(result)
            case ArticleRead():
                tally.add(tally.articles, _word(result.outcome))
            case FileRead():
                tally.add(tally.files, _word(result.outcome))
            case ShardEnd():
                tally.shard_end(result)


def recognise_again(run: Run) -> int:
    """After an upgrade, titles that no parser of today has looked at are recognised anew; how many that brought up."""
    with run.database.session() as session:
        if runs.last_summary(session, "nightly").get("parser_version") == PARSER_VERSION:
            return 0
        return posts.recognise_again(session, _recognise)


def _word(outcome: Outcome) -> str:
    return "fetched" if outcome is Outcome.OK else outcome.value


def _recognise(ref: PostRef) -> Recognition:
    """With the year and issuers of a half-year report, which is no candidate, but known to be one; and what only its
    column says of it.
    """
    told = recognise_title(ref.title, listed_on=ref.listed_on)
    promised = may_be_promised(ref.title, listed_on=ref.listed_on) if ref.promised else None
    return told if told.candidate else recognise_interim(ref.title) or promised or told
