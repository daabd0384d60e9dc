"""Records that no row knows, put where they belong: list, article, attachment, second look, import or picture."""

from dataclasses import dataclass, replace
from typing import Literal

from core.crawl import MOST_FILES, ArticleRead, FileRead, SecondLook
from core.pages import Capture, Outcome, Page
from core.pictures import role_at
from core.posts import PostRef
from crawlers import soundness
from crawlers.archive import read_payload
from crawlers.archive_files import run_of
from crawlers.archive_record import FileRecord, capture_of, page_of
from flows.run import Run
from parsers import files_wanted, read_report
from parsers.attachments import is_file
from storage import captures, imports, looks, recovery, watch
from storage.database import Session
from storage.recovery import Held

REASON = "由存档补录"
WORDS = {
    "list": "列表页",
    "article": "文章",
    "attachment": "附件",
    "second": "复看",
    "import": "人工导入",
    "screenshot": "截图",
    "print": "打印件",
    "unplaced": "不知属于哪个栏目或文章，只作为当时的证据入库",
}


@dataclass(frozen=True, slots=True)
class _Came:
    """A record being placed: the transaction, the run that it is booked to, and what it holds."""

    session: Session
    run_id: str
    capture: Capture
    page: Page

    def kept(self, role: str, origin: str | None = None) -> str:
        captures.keep(self.session, self.run_id, self.capture, role, origin)
        return role

    def judged(self, expect: Literal["article", "file"]) -> Outcome:
        return soundness.judge_page(self.page, asked_url=self.capture.url, expect=expect)[0]

    def seen_twice(self, post_url: str, outcome: Outcome) -> str:
        capture = self.capture
        look = SecondLook("", post_url, capture.url, outcome, capture.fetched_at, capture)
        looks.keep(self.session, self.run_id, look)
        return "second"

    def want(self, post_url: str) -> None:
        """The attachments that the page needs follow it in the file: they shall be known for its own."""
        page = self.page
        found = files_wanted(page.body, url=page.url, media_type=self.capture.media_type, list_title=None)
        if urls := [attachment.url for attachment in found][:MOST_FILES]:
            recovery.want_files(self.session, post_url, urls)


class Placer:
    """Places the records of one repair; `lists` are the addresses of known list pages."""

    def __init__(self, run: Run, session: Session) -> None:
        self._run = run
        self._lists = recovery.list_addresses(session)

    def place(self, session: Session, file: str, record: FileRecord) -> str:
        """Makes the record's row, and gives it to the post that it belongs to, if it does; the role that it has."""
        run_id = recovery.run_for(session, run_of(file), self._run.id)
        body = read_payload(self._run.settings.archive_dir, file, record.offset).body
        came = _Came(session, run_id, capture_of(file, record), page_of(record, body))
        if made := role_at(record.url):
            return came.kept(made, record.origin)
        if record.origin is not None:
            return self._brought(came, record.origin)
        return came.kept("list") if came.capture.url in self._lists else _fetched(came)

    def _brought(self, came: _Came, origin: str) -> str:
        """What a person once brought in: a file that some post lacks, or a page."""
        session, url = came.session, came.capture.url
        if posts := imports.lacking_posts(session, url):
            capture_id = imports.keep_file(session, came.run_id, came.capture, origin)
            for post_url in posts:
                imports.give_file(session, post_url, url, capture_id, self._run.now)
            return "attachment"
        known = replace(came.capture, url=imports.known_as(session, url).url)
        imports.keep_page(session, came.run_id, known, origin, self._run.now)
        came.want(known.url)
        return "import"


def _fetched(came: _Came) -> str:
    """What we asked a site for: by its address it is a post, or an attachment; or it reads like a report."""
    url = came.capture.url
    if post := recovery.post_at(came.session, url):
        return _article(came, PostRef(post.url, post.title, post.listed_on), post.held)
    if needing := recovery.attachments_at(came.session, url):
        return {post_url: _attachment(came, post_url, held) for post_url, held in needing}[needing[0][0]]
    if title := _report_title(came):
        return _article(came, PostRef(url, title), None)
    return came.kept("unplaced")


def _article(came: _Came, ref: PostRef, held: Held | None) -> str:
    outcome, capture = came.judged("article"), came.capture
    if outcome.sound and _same_night(held, capture):
        return came.seen_twice(ref.url, outcome)
    if not outcome.sound or (held and held.at >= capture.fetched_at):
        return came.kept("article")
    read = ArticleRead("", ref, outcome, REASON, capture.fetched_at, capture)
    watch.keep_article(came.session, came.run_id, read)
    came.want(ref.url)
    return "article"


def _attachment(came: _Came, post_url: str, held: Held | None) -> str:
    outcome, capture = came.judged("file"), came.capture
    if outcome.sound and _same_night(held, capture):
        return came.seen_twice(post_url, outcome)
    if not outcome.sound or (held and held.at >= capture.fetched_at):
        return came.kept("attachment")
    read = FileRead("", post_url, capture.url, outcome, REASON, capture.fetched_at, capture)
    watch.keep_file(came.session, came.run_id, read)
    return "attachment"


def _same_night(held: Held | None, capture: Capture) -> bool:
    """Other bytes than those that the same run had: a second look, not a change."""
    return held is not None and run_of(held.warc_file) == run_of(capture.warc_file) and held.digest != capture.digest


def _report_title(came: _Came) -> str | None:
    """The title of a page that nobody knows and that is a report all the same; files are left to their pages."""
    page = came.page
    if is_file(page.body) or not came.judged("article").sound:
        return None
    seen = read_report(page.body, url=page.url, media_type=came.capture.media_type)
    return seen.title if seen.is_report and seen.title else None
