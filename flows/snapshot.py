"""Evidence on demand 截图取证: a page drawn whole, kept in the archive as picture and A4 pages, laid out as files."""

import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from core.crawl import ShardJob
from core.pages import Capture
from core.problems import UserProblem, os_words
from core.times import SHANGHAI
from crawlers.archive import read_payload
from crawlers.snapshot_launch import Kept, Snapshot, SnapshotJob, take_snapshot
from flows.run import Run
from parsers.attachments import is_file
from storage import captures, reports

_SECONDS = 240.0  # that all of it may take
_TIMEOUT = 30.0  # seconds for one answer
_ENDINGS = {"image/png": ".png", "application/pdf": ".pdf"}


@dataclass(frozen=True, slots=True)
class LaidOut:
    """One file of a snapshot: where it lies, and its record in the archive."""

    path: str
    sha256: str
    record_id: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a snapshot. Without files nothing was drawn, and `reason` (Chinese) says why."""

    url: str
    outcome: str
    reason: str
    taken_at: datetime
    status: int | None
    title: str | None
    browser: str | None
    origin: str | None
    cut: bool
    screenshot: LaidOut | None
    print: LaidOut | None


@dataclass(frozen=True, slots=True)
class Target:
    """What to draw: an address, or a page of ours."""

    url: str
    kept: Kept | None = None


def take(run: Run, target: str, *, out: Path, allow_private: bool, archived: bool) -> Taken:
    """Draws an address or the page of a stored report (its number), as it is now or as it is `archived`.

    Raises UserProblem where `target` is neither, or what is archived is no page.
    """
    what = _target(run, target, archived=archived)
    with tempfile.TemporaryDirectory() as folder:
        snapshot = take_snapshot(
            SnapshotJob(what.url, _manners(run, what.url if allow_private else None), allow_private, what.kept),
            folder=Path(folder),
            log_file=run.settings.log_dir / "snapshot.log",
            seconds=_SECONDS,
            now=run.now,
        )
    return Taken(
        url=snapshot.url,
        outcome=snapshot.outcome.value,
        reason=snapshot.reason,
        taken_at=snapshot.taken_at,
        status=snapshot.status,
        title=snapshot.title,
        browser=snapshot.browser,
        origin=snapshot.origin,
        cut=snapshot.cut,
        screenshot=_lay_out(run, snapshot, snapshot.screenshot, "screenshot", out),
        print=_lay_out(run, snapshot, snapshot.print, "print", out),
    )


def _target(run: Run, target: str, *, archived: bool) -> Target:
    if target.isdecimal():
        return _report(run, int(target), archived=archived)
    if not target.startswith(("http://", "https://")):
        raise UserProblem(f"既不是网址（http:// 或 https:// 开头），也不是报告编号：{target}")
    if archived:
        raise UserProblem("--archived 须与报告编号同用：网址没有说明是哪一次存档")
    return Target(target)


def _report(run: Run, report_id: int, *, archived: bool) -> Target:
    with run.database.reading() as session:
        report = reports.show_report(session, report_id)
        if report is None:
            raise UserProblem(f"没有编号为 {report_id} 的报告")
        record_id = next(c["record_id"] for c in report["captures"] if c["revision"] == report["revision"])
        page = captures.with_record(session, record_id)
    url = str(report["url"])
    if not archived:
        if url.startswith("urn:"):
            raise UserProblem(f"报告 {report_id} 由人工导入，没有网址：请加 --archived，按存档绘制")
        return Target(url)
    if page is None or is_file(_bytes(run, page.warc_file, page.warc_offset)):
        raise UserProblem(f"报告 {report_id} 的存档是附件文件，不是网页，不能绘制")
    return Target(url, Kept(page.warc_file, page.warc_offset, record_id))


def _bytes(run: Run, warc_file: str, offset: int) -> bytes:
    return read_payload(run.settings.archive_dir, warc_file, offset).body


def _manners(run: Run, private_url: str | None) -> ShardJob:
    """As polite as any night; the address may be a private one where the person says so."""
    settings = run.settings
    return ShardJob(
        run_id=f"{run.id}-snapshot",
        shard=0,
        archive_dir=str(settings.archive_dir),
        now=settings.now,
        user_agent=settings.user_agent,
        delay=settings.download_delay,
        timeout=_TIMEOUT,
        hosts=tuple(run.registry.hosts.values()),
        private_hosts=(urlsplit(private_url).hostname or "",) if private_url else (),
    )


def _lay_out(run: Run, snapshot: Snapshot, capture: Capture | None, role: str, out: Path) -> LaidOut | None:
    """Notes the capture in the books and puts its bytes into `out`, under a name of time, host and digest."""
    if capture is None:
        return None
    with run.database.session() as session:
        captures.keep(session, run.id, capture, role, snapshot.origin)
    host = (urlsplit(snapshot.url).hostname or "archived").replace(":", "_")
    name = f"{snapshot.taken_at.astimezone(SHANGHAI):%Y%m%d-%H%M%S}-{host}-{capture.digest[:8]}"
    path = out / f"{name}{_ENDINGS[capture.media_type or '']}"
    try:
        out.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_bytes(run, capture.warc_file, capture.warc_offset))
    except OSError as problem:
        raise UserProblem(f"写不了文件 {path}：{os_words(problem)}；截图已在存档中") from None
    return LaidOut(str(path), capture.digest, capture.warc_record_id)
