"""Fetching the posts that may be reports, each with the attachments that it needs to be read."""

from collections.abc import AsyncIterator, Iterable
from time import monotonic

from core.addresses import document_key
from core.crawl import ArticleRead, ColumnJob, FileRead, KnownArticle, KnownFile, ListPageRead, SecondLook
from core.pages import Outcome
from core.posts import PostRef
from crawlers.asking import Asking, Fetched
from parsers import may_be_report


def wanted(job: ColumnJob, pages: Iterable[ListPageRead]) -> tuple[KnownArticle, ...]:
    """What to ask for: the articles to see again, then each listed post that may be a report and was never fetched, or
    whose title or day in the list is another one than it was. Pages that did not change hold nothing new.
    """
    done = {known.ref.document for known in job.again}.union(map(document_key, job.held))
    before = {post.document: post for page in job.pages for post in page.listing.posts}
    new: dict[str, PostRef] = {}
    for page in pages:
        for post in () if page.not_modified else page.listing.posts:
            fresh = post.document not in done or _altered(before.get(post.document), post)
            if fresh and (post.promised or may_be_report(post.title, listed_on=post.listed_on)):
                new.setdefault(post.document, post)
    again = tuple(known for known in job.again if known.ref.document not in new)
    return (*again, *(KnownArticle(post) for post in new.values()))


def missing(job: ColumnJob, pages: Iterable[ListPageRead]) -> tuple[KnownArticle, ...]:
    """What is held and a complete list no longer shows, though it did: it is asked for whether it stands."""
    before = {post.document: post for page in job.pages for post in page.listing.posts}
    listed = {post.document for page in pages for post in page.listing.posts}
    held = set(map(document_key, job.held))
    left = before.keys() & held - listed - {known.ref.document for known in job.again}
    return tuple(KnownArticle(before[document]) for document in sorted(left))


def _altered(before: PostRef | None, post: PostRef) -> bool:
    if before is None:
        return False
    return post.title != before.title or post.listed_on not in (None, before.listed_on)


class Articles:
    """The articles of one shard, column by column; with `look_twice`, new ones are asked for once more at the end."""

    def __init__(self, asking: Asking, *, look_twice: bool) -> None:
        self._asking = asking
        self._look_twice = look_twice

    async def of(
        self, job: ColumnJob, articles: Iterable[KnownArticle], seconds: float
    ) -> AsyncIterator[ArticleRead | FileRead | SecondLook]:
        """One result for each article, followed by those of its attachments; after `seconds` the rest is not asked for
        any more, and said so. Second looks come last, so that some time lies between the two.
        """
        until = monotonic() + seconds
        fresh: list[tuple[PostRef, KnownFile, str]] = []
        for article in articles:
            known = KnownFile(article.ref.url, article.etag, article.last_modified, article.digest)
            came = await self._in_time(until, job, known, article.ref)
            ref = article.ref
            yield ArticleRead(job.column.id, ref, came.outcome, came.reason, came.at, came.capture, came.digest)
            fresh += _fresh(ref, known, came)
            for file in _files(article, came):
                got = await self._in_time(until, job, file, None)
                yield FileRead(
                    job.column.id, ref.url, file.url, got.outcome, got.reason, got.at, got.capture, got.digest
                )
                fresh += _fresh(ref, file, got)
        for ref, known, digest in fresh if self._look_twice else ():
            if monotonic() < until:
                yield await self._second_look(job, ref, known.url, digest)

    async def _second_look(self, job: ColumnJob, ref: PostRef, url: str, digest: str) -> SecondLook:
        article = ref if url == ref.url else None
        came = await self._asking.anew(url, digest, article, job.column.allow_private)
        return SecondLook(job.column.id, ref.url, url, came.outcome, came.at, came.capture)

    async def _in_time(self, until: float, job: ColumnJob, known: KnownFile, article: PostRef | None) -> Fetched:
        if monotonic() < until:
            return await self._asking.once(known, article, job.column.allow_private)
        what = "文章" if article else "附件"
        return Fetched(Outcome.TIMEOUT, f"本栏目用时已超过总时限，没有请求此{what}", self._asking.clock())


def _fresh(ref: PostRef, known: KnownFile, came: Fetched) -> list[tuple[PostRef, KnownFile, str]]:
    """What was fetched soundly for the first time."""
    new = known.digest is None and came.outcome is Outcome.OK and came.digest is not None
    return [(ref, known, came.digest or "")] if new else []


def _files(article: KnownArticle, came: Fetched) -> tuple[KnownFile, ...]:
    """The attachments to ask for: those that the bytes which came need, else those that the held ones are known for."""
    if not came.outcome.sound:
        return ()
    if came.files is None:
        return article.files
    known = {file.url: file for file in article.files}
    return tuple(known.get(url, KnownFile(url)) for url in came.files)
