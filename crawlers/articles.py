"""Fetching the posts that may be reports, each with the attachments that it needs to be read."""

from collections.abc import AsyncIterator, Iterable
from time import monotonic

from core.crawl import ArticleRead, ColumnJob, FileRead, KnownArticle, KnownFile, ListPageRead
from core.pages import Outcome
from core.posts import PostRef
from crawlers.asking import Asking, Fetched
from parsers import recognise_title


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
    """The articles of one shard, column by column."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking

    async def of(
        self, job: ColumnJob, articles: Iterable[KnownArticle], seconds: float
    ) -> AsyncIterator[ArticleRead | FileRead]:
        """One result for each article, followed by those of its attachments; after `seconds` the rest is not asked for
        any more, and said so.
        """
        until = monotonic() + seconds
        for article in articles:
            known = KnownFile(article.ref.url, article.etag, article.last_modified, article.digest)
            came = await self._in_time(until, job, known, article.ref)
            ref = article.ref
            yield ArticleRead(job.column.id, ref, came.outcome, came.reason, came.at, came.capture, came.digest)
            for file in _files(article, came):
                got = await self._in_time(until, job, file, None)
                yield FileRead(
                    job.column.id, ref.url, file.url, got.outcome, got.reason, got.at, got.capture, got.digest
                )

    async def _in_time(self, until: float, job: ColumnJob, known: KnownFile, article: PostRef | None) -> Fetched:
        if monotonic() < until:
            return await self._asking.once(known, article, job.column.allow_private)
        what = "文章" if article else "附件"
        return Fetched(Outcome.TIMEOUT, f"本栏目用时已超过总时限，没有请求此{what}", self._asking.clock())


def _files(article: KnownArticle, came: Fetched) -> tuple[KnownFile, ...]:
    """The attachments to ask for: those that the bytes which came need, else those that the held ones are known for."""
    if not came.outcome.sound:
        return ()
    if came.files is None:
        return article.files
    known = {file.url: file for file in article.files}
    return tuple(known.get(url, KnownFile(url)) for url in came.files)
