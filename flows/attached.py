"""Attachments while their post is read: their bytes out of the archive, and what is still lacking of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from core.addresses import document_key
from core.crawl import MOST_FILES
from core.reports import Attachment, Report
from crawlers.archive import ArchiveError, StoredPayload, read_payload
from flows.run import Run
from parsers import files_wanted
from parsers.filed import wanted_files
from storage import files
from storage.captures import UnreadCapture
from storage.database import Session


@dataclass(frozen=True, slots=True)
class Attached:
    """The bytes that are held, by address; and what is wrong with those that cannot be read back (Chinese)."""

    held: dict[str, bytes] = field(default_factory=dict)
    damaged: dict[str, str] = field(default_factory=dict)


def load(run: Run, capture: UnreadCapture) -> Attached:
    attached = Attached()
    for file in capture.files:
        if file.warc_file is None or file.warc_offset is None:
            continue
        try:
            payload = read_payload(run.settings.archive_dir, file.warc_file, file.warc_offset)
            attached.held[file.url] = payload.body
        except ArchiveError as problem:
            attached.damaged[file.url] = str(problem)
    return attached


def wanted(capture: UnreadCapture, payload: StoredPayload, seen: Report, files: Attached) -> tuple[str, ...]:
    """The addresses of the attachments that the post needs; a page without an address has those that came with it."""
    if not seen.attachments:
        return ()
    if capture.url.startswith("urn:"):
        return tuple(file.url for file in capture.files)
    found = _by_the_page_alone(capture, payload) if files.held or capture.decision else wanted_files(seen)
    return tuple(dict.fromkeys(attachment.url for attachment in found))[:MOST_FILES]


def _by_the_page_alone(capture: UnreadCapture, payload: StoredPayload) -> Sequence[Attachment]:
    """Where files were read, or a person decided, the reading does not tell any more what the page points to."""
    return files_wanted(
        payload.body,
        url=capture.final_url,
        media_type=capture.media_type,
        list_title=capture.list_title,
        told_year=told_year(capture),
    )


def told_year(capture: UnreadCapture) -> int | None:
    """The report year that a person gave, where a confirmation holds."""
    return capture.decision.report_year if capture.decision and capture.decision.confirms else None


def note(session: Session, capture: UnreadCapture, attached: Attached, urls: Sequence[str]) -> None:
    """Keeps which attachments are to be asked for from now on."""
    for url, reason in attached.damaged.items():
        files.mark_damaged(session, capture.post_id, url, reason)
    if urls or capture.files:
        files.want(session, capture.post_id, urls)


def noted(capture: UnreadCapture, attached: Attached, urls: Sequence[str]) -> bool:
    """Whether `note` would change nothing."""
    held = {document_key(file.url) for file in capture.files}
    return not attached.damaged and held == {document_key(url) for url in urls}


def lacking(capture: UnreadCapture, seen: Report, attached: Attached, urls: Sequence[str]) -> str | None:
    """Why the report cannot be read yet (Chinese): what it stands in could not be had, and nothing else gave it."""
    reasons = {file.url: file.reason for file in capture.files} | attached.damaged
    for url in urls:
        if url not in attached.held and seen.body_file is None:
            return f"报告正文在附件中，附件未能取得（{url}：{reasons.get(url) or '尚未请求'}）"
    return None
