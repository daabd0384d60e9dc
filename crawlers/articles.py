"""Fetching the posts that may be reports: each address once, conditionally where held, told to every column."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from time import monotonic

from core.crawl import ArticleRead, ColumnJob, KnownArticle, ListPageRead
from core.pages import Ask, Capture, Outcome
from core.posts import PostRef
from crawlers import soundness
from crawlers.fetch import UNASKED_304, Answer, Fetcher, NoAnswerError, Validators
from crawlers.records import digest_of
from parsers import recognise_title

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of one address, before it is told to a column."""

    outcome: Outcome
    reason: str
    at: datetime
    capture: Capture | None = None
    digest: str | None = None


def wanted(job: ColumnJob, pages: Iterable[ListPageRead]) -> tuple[KnownArticle, ...]:
    """What to ask for: the articles to see again, then each listed post that may be a report and was never fetched."""
    done = {known.ref.url for known in job.again}.union(job.held)
    new: dict[str, PostRef] = {}
    for page in pages:
        for post in page.listing.posts:
            if post.url not in done and recognise_title(post.title, listed_on=post.listed_on).candidate:
                new.setdefault(post.url, post)
    return (*job.again, *(KnownArticle(post) for post in new.values()))


class Articles:
    """The articles of one shard: an address that several columns list is asked for once."""

    def __init__(self, fetcher: Fetcher, keep: Callable[[Answer], Capture], clock: Callable[[], datetime]) -> None:
        self._fetcher = fetcher
        self._keep = keep
        self._clock = clock
        self._asked: dict[tuple[str, Validators, str | None, bool], asyncio.Task[Fetched]] = {}

    async def of(self, job: ColumnJob, articles: Iterable[KnownArticle], seconds: float) -> AsyncIterator[ArticleRead]:
        """One result for each article; after `seconds` the rest is not asked for any more, and said so."""
        until = monotonic() + seconds
        for article in articles:
            if monotonic() < until:
                yield _told(job, article, await self._once(article, job.column.allow_private))
            else:
                late = Fetched(Outcome.TIMEOUT, "本栏目用时已超过总时限，没有请求此文章", self._clock())
                yield _told(job, article, late)

    async def _once(self, article: KnownArticle, allow_private: bool) -> Fetched:
        key = (article.ref.url, Validators(article.etag, article.last_modified), article.digest, allow_private)
        if key not in self._asked:
            self._asked[key] = asyncio.create_task(self._fetch(article, key[1], allow_private))
        return await self._asked[key]

    async def _fetch(self, article: KnownArticle, validators: Validators, allow_private: bool) -> Fetched:
        try:
            answer = await self._fetcher.fetch(
                Ask(article.ref.url), allow_private=allow_private, validators=validators if article.digest else None
            )
            return self._seen(answer, article)
        except NoAnswerError as error:
            return Fetched(error.outcome, error.reason, self._clock())
        except Exception as error:
            logger.exception("article %s: our own code failed", article.ref.url)
            return Fetched(Outcome.CRASHED, f"程序出错（{type(error).__name__}），详见日志", self._clock())

    def _seen(self, answer: Answer, article: KnownArticle) -> Fetched:
        """Judges what came; bytes that are held already are not kept again, and are no sounder than they were."""
        page = answer.page
        if page.status == 304:
            if article.digest is None:
                return Fetched(Outcome.HTTP_ERROR, UNASKED_304, page.fetched_at)
            return Fetched(Outcome.NOT_MODIFIED, "与已存内容相同", page.fetched_at, digest=article.digest)
        digest = digest_of(page.body)
        held = digest == article.digest
        capture = None if held else self._keep(answer)
        outcome, reason = soundness.judge_page(page, asked_url=article.ref.url, expect="article")
        if held and outcome is Outcome.OK:
            outcome, reason = Outcome.NOT_MODIFIED, "与已存内容相同"
        return Fetched(outcome, reason, page.fetched_at, capture, digest)


def _told(job: ColumnJob, article: KnownArticle, came: Fetched) -> ArticleRead:
    return ArticleRead(job.column.id, article.ref, came.outcome, came.reason, came.at, came.capture, came.digest)
