"""Keeping one thing that was brought in: archived as it came, its attachments beside it, then read and settled."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from core.crawl import MOST_FILES
from core.pages import Capture, Page
from core.reports import Attachment
from crawlers import soundness
from crawlers.archive import ArchiveWriter
from crawlers.records import digest_of
from flows.imports.results import UNCHANGED, Imported, address, told
from flows.read import settle
from flows.run import Run
from parsers import files_wanted
from storage import imports
from storage.captures import UnreadCapture

OLDER = "已存有此后的页面，这一份只作为当时的证据保存"


@dataclass(frozen=True, slots=True)
class Brought:
    """A page or file from elsewhere. `whole`: a file as such, which no server answered with."""

    page: Page
    media_type: str | None
    origin: str
    whole: bool


Beside = Callable[[Attachment], Brought | None]
"""Finds an attachment in what was brought in together with its page."""


def nothing_beside(_: Attachment) -> None:
    return None


class Keeper:
    """Keeps what is brought in by one run."""

    def __init__(self, run: Run, archive: ArchiveWriter) -> None:
        self._run = run
        self._archive = archive

    def page(self, file: str, brought: Brought, beside: Beside = nothing_beside) -> Imported:
        """A page with the attachments that it points to, as far as they are at hand; or a file by itself."""
        run, page = self._run, brought.page
        if refused := _refused(page):
            return Imported(file, "not_report", f"{refused}，没有保存", url=page.url)
        with run.database.session() as session:
            url = imports.known_as(session, page.ask.url).url
            read = imports.is_read(session, url, digest_of(page.body))
        if read:
            return self._again(file, url, page, beside)
        capture = replace(self._archived(brought), url=url)
        with run.database.session() as session:
            unread = imports.keep_page(session, run.id, capture, brought.origin, run.now)
        if unread is None:
            return Imported(file, "unchanged", OLDER, url=url)
        given = self._give(unread, page.body, beside)
        return self._settled(file, unread, capture.digest, given)

    def lacked(self, file: str, brought: Brought) -> Imported | None:
        """A file that posts known before point to, given to them; None where nobody lacks it."""
        url, run = brought.page.ask.url, self._run
        with run.database.session() as session:
            posts = imports.lacking_posts(session, url)
        if not posts:
            return None
        capture = self._archived(brought)
        with run.database.session() as session:
            capture_id = imports.keep_file(session, run.id, capture, brought.origin)
            for post_url in posts:
                imports.give_file(session, post_url, url, capture_id, run.now)
            pages = [page for post_url in posts if (page := imports.latest(session, post_url))]
        results = [told(file, settle(run, page), 1) for page in pages]
        return results[0] if results else Imported(file, "unchanged", "已补作附件", url=url)

    def _again(self, file: str, url: str, page: Page, beside: Beside) -> Imported:
        """A page that was brought in before; an attachment may be at hand now that was not."""
        digest = digest_of(page.body)
        with self._run.database.session() as session:
            held = imports.latest(session, url, digest)
        given = self._give(held, page.body, beside) if held else 0
        if not (held and given):
            return Imported(file, "unchanged", UNCHANGED, url=address(url))
        return self._settled(file, held, digest, given)

    def _settled(self, file: str, unread: UnreadCapture, digest: str, given: int) -> Imported:
        if given:
            with self._run.database.session() as session:
                unread = imports.latest(session, unread.url, digest) or unread
        return told(file, settle(self._run, unread), given)

    def _give(self, page: UnreadCapture, body: bytes, beside: Beside) -> int:
        """Gives the page those of its attachments that are at hand and it never had; how many."""
        wanted = files_wanted(
            body, url=page.final_url, media_type=page.media_type, list_title=page.list_title
        )[:MOST_FILES]  # fmt: skip
        with self._run.database.session() as session:
            lacking = imports.lacking_files(session, page.url, [attachment.url for attachment in wanted])
        at_hand = [(attachment.url, beside(attachment)) for attachment in wanted]  # asked for all: they are the page's
        return sum(self._give_one(page.url, url, brought) for url, brought in at_hand if url in lacking)

    def _give_one(self, page_url: str, url: str, brought: Brought | None) -> bool:
        run = self._run
        capture = replace(self._archived(brought), url=url) if brought else None
        with run.database.session() as session:
            if brought and capture:
                found: int | None = imports.keep_file(session, run.id, capture, brought.origin)
            else:
                found = imports.file_at(session, url)  # it may have come before its page
            if found is not None:
                imports.give_file(session, page_url, url, found, run.now)
        return found is not None

    def _archived(self, brought: Brought) -> Capture:
        page = brought.page
        if brought.whole:
            at, origin = page.fetched_at, brought.origin
            return self._archive.keep_resource(page.url, page.body, brought.media_type, at, origin)
        return self._archive.keep_foreign(page, brought.origin)


def _refused(page: Page) -> str | None:
    """Why what stands at an address is not its page: a challenge, a login, an error that calls itself 200 (Chinese)."""
    if not page.url.startswith(("http://", "https://")):
        return None
    outcome, reason = soundness.judge_page(page, asked_url=page.ask.url, expect="article")
    return None if outcome.sound else reason
