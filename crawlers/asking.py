"""Asking once for one address: conditionally where held, kept before it is looked at, judged by what it should be."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from core.crawl import MOST_FILES, KnownFile
from core.pages import Ask, Capture, Outcome, Page
from core.posts import PostRef
from crawlers import soundness
from crawlers.fetch import UNASKED_304, Answer, Fetcher, NoAnswerError, Validators
from crawlers.records import digest_of
from crawlers.telling import not_kept

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of one address, before it is told to a column.

    `files` are the addresses of the attachments that an article needs; None where its bytes did not come.
    """

    outcome: Outcome
    reason: str
    at: datetime
    capture: Capture | None = None
    digest: str | None = None
    files: tuple[str, ...] | None = None


class Asking:
    """All that one shard asks for beside lists: an address that several columns or articles name is asked for once."""

    def __init__(self, fetcher: Fetcher, keep: Callable[[Answer], Capture], clock: Callable[[], datetime]) -> None:
        self._fetcher = fetcher
        self._keep = keep
        self.clock = clock
        self._asked: dict[tuple[KnownFile, bool, bool], asyncio.Task[Fetched]] = {}

    async def once(self, known: KnownFile, article: PostRef | None, allow_private: bool) -> Fetched:
        """What came of an `article`, or where that is None, of an attachment; never raises."""
        key = (known, article is None, allow_private)
        if key not in self._asked:
            self._asked[key] = asyncio.create_task(self._fetch(known, article, allow_private))
        return await self._asked[key]

    async def anew(self, url: str, digest: str, article: PostRef | None, allow_private: bool) -> Fetched:
        """What comes of an address that gave `digest` a moment ago: unconditionally, kept where it is other bytes."""
        return await self._fetch(KnownFile(url, digest=digest), article, allow_private)

    async def _fetch(self, known: KnownFile, article: PostRef | None, allow_private: bool) -> Fetched:
        validators = Validators(known.etag, known.last_modified) if known.digest else None
        try:
            answer = await self._fetcher.fetch(Ask(known.url), allow_private=allow_private, validators=validators)
            return await self._seen(answer, known, article)
        except NoAnswerError as error:
            return Fetched(error.outcome, error.reason, self.clock())
        except OSError as error:  # those of the network come as NoAnswerError
            return Fetched(Outcome.NOT_KEPT, not_kept(error), self.clock())
        except Exception as error:
            logger.exception("%s: our own code failed", known.url)
            return Fetched(Outcome.CRASHED, f"程序出错（{type(error).__name__}），详见日志", self.clock())

    async def _seen(self, answer: Answer, known: KnownFile, article: PostRef | None) -> Fetched:
        """Judges what came; bytes that are held already are not kept again, and are no sounder than they were."""
        page = answer.page
        if page.status == 304:
            if known.digest is None:
                return Fetched(Outcome.HTTP_ERROR, UNASKED_304, page.fetched_at)
            return Fetched(Outcome.NOT_MODIFIED, "与已存内容相同", page.fetched_at, digest=known.digest)
        digest = digest_of(page.body)
        held = digest == known.digest
        capture = None if held else self._keep(answer)
        expect: Literal["article", "file"] = "article" if article else "file"
        outcome, reason = soundness.judge_page(page, asked_url=known.url, expect=expect)
        files = None
        if article and outcome is Outcome.OK:  # read in a thread: other hosts go on meanwhile
            if known.digest and not held and await asyncio.to_thread(_bears_another, page, article):
                outcome, reason = Outcome.SOFT_404, "原网址给出的是别的内容，已不是该报告"
            else:
                files = await asyncio.to_thread(_files, page, article)
        if held and outcome is Outcome.OK:
            outcome, reason = Outcome.NOT_MODIFIED, "与已存内容相同"
        return Fetched(outcome, reason, page.fetched_at, capture, digest, files)


def _files(page: Page, article: PostRef) -> tuple[str, ...] | None:
    """What the article needs besides itself; None (as far as we know) where our reader stumbles over the page."""
    from parsers import files_wanted  # noqa: PLC0415  (loaded when a report is there to be read)

    try:
        found = files_wanted(page.body, url=page.url, media_type=_media_type(page), list_title=article.title)
    except Exception:
        logger.exception("%s: finding its attachments failed", page.url)
        return None
    return tuple(dict.fromkeys(attachment.url for attachment in found))[:MOST_FILES]


def _bears_another(page: Page, article: PostRef) -> bool:
    """Whether something else stands at the address of a report that is held."""
    from parsers import bears_another  # noqa: PLC0415  (loaded when a report's page has changed)

    try:
        return bears_another(page.body, url=page.url, media_type=_media_type(page), list_title=article.title)
    except Exception:
        logger.exception("%s: telling whether the report still stands failed", page.url)
        return False


def _media_type(page: Page) -> str | None:
    return (page.header("Content-Type") or "").partition(";")[0].strip().lower() or None
