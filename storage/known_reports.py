"""What is known of a report before a page is compared with it: its newest revision, and where it stands."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, aliased

from core.changes import OURS, Known
from core.content import KnownFile, KnownRevision
from core.sites import host_of, same_site
from core.times import local_day
from storage.models import CaptureRow, ColumnRow, PostColumnRow, PostRow, ReportPostRow, ReportRow, RevisionRow
from storage.models import UnitColumnRow as Served

DEAD: Mapping[str, str] = {
    "not_found": "原地址已不存在",
    "soft_404": "原地址已提示页面不存在",
    "redirected_home": "原地址已转到网站首页",
}
_MINE = Served.retired_at.is_(None)


class KnownReport(NamedTuple):
    """A stored report and its newest revision. `url` and `post_id` are where it stands."""

    report_id: int
    url: str
    post_id: int
    revision: KnownRevision
    unit_id: str
    report_year: int
    capture_id: int
    parser_version: str
    doubted: str | None
    gone_since: datetime | None
    withdrawn_at: datetime | None
    run_id: str  # the run that made the newest revision


class Place(NamedTuple):
    """A post as a place for a unit's report: whether a list of the unit's columns shows it now on that list's site,
    whether its host is one of theirs, and when it last answered with what was kept of it (None: never asked by us).
    """

    listed: bool
    on_own_host: bool
    stood_at: datetime | None


def known(session: Session, unit_id: str, report_year: int) -> KnownReport | None:
    """What is stored of a unit's report of a year."""
    return next(iter(_known(session, ReportRow.unit_id == unit_id, ReportRow.report_year == report_year)), None)


def with_id(session: Session, report_id: int) -> KnownReport | None:
    return next(iter(_known(session, ReportRow.id == report_id)), None)


def of_post(session: Session, post_id: int) -> list[KnownReport]:
    """The reports that stand on a post (one, unless it was once read as another year's)."""
    return _known(session, ReportRow.post_id == post_id)


def _known(session: Session, *which: ColumnElement[bool]) -> list[KnownReport]:
    newest = select(ReportRow, RevisionRow).join(RevisionRow, RevisionRow.report_id == ReportRow.id)
    newest = newest.where(RevisionRow.number == ReportRow.revision, *which).order_by(ReportRow.id)
    return [
        KnownReport(
            report.id,
            report.url,
            report.post_id,
            _known_revision(revision),
            report.unit_id,
            report.report_year,
            revision.capture_id,
            revision.parser_version,
            report.doubted,
            report.gone_since,
            report.withdrawn_at,
            revision.run_id,
        )
        for report, revision in session.execute(newest).tuples()
    ]


def _known_revision(revision: RevisionRow) -> KnownRevision:
    content = revision.content
    return KnownRevision(
        number=revision.number,
        title=revision.title,
        body=revision.body,
        published_at=content["published_at"],
        published_precision=content.get("published_precision"),
        signed_on=content.get("signed_on"),
        recipient=content.get("recipient"),
        signed_by=tuple(content.get("signed_by") or ()),
        attachments=_files(content["attachments"]),
    )


def _files(attachments: Collection[Mapping[str, Any]]) -> tuple[KnownFile, ...]:
    return tuple(KnownFile(a["name"], a["url"], a.get("sha256")) for a in attachments)


class Past(NamedTuple):
    """An earlier text of a report: its body, the day it gave as its publication's, the day on which it was had."""

    body: str
    said_on: str | None
    had_on: str


def history(session: Session, report_id: int, most: int) -> list[Past]:
    """The latest revisions that the site made, oldest first."""
    rows = select(RevisionRow, CaptureRow.fetched_at).join(CaptureRow, CaptureRow.id == RevisionRow.capture_id)
    rows = rows.where(RevisionRow.report_id == report_id, RevisionRow.change_kind.not_in(OURS))
    found = session.execute(rows.order_by(RevisionRow.number.desc()).limit(most)).tuples().all()
    return [
        Past(r.body, (r.content["published_at"] or "")[:10] or None, local_day(at).isoformat())
        for r, at in reversed(found)
    ]


def standing(session: Session, report: KnownReport) -> Known:
    """The report as `core.changes.decide` wants to know it."""
    hosts = {host_of(url) for url in _column_urls(session, report.unit_id)}
    return Known(
        revision=report.revision,
        address=report.url,
        on_own_host=host_of(report.url) in hosts,
        doubted=report.doubted,
        lost=_lost(session, report),
        elsewhere=tuple(_elsewhere(session, report.report_id)),
        gone_since=report.gone_since,
        withdrawn_at=report.withdrawn_at,
    )


def place(session: Session, unit_id: str, post_id: int, url: str) -> Place:
    """`url`: where the post's page was in the end."""
    post = session.get_one(PostRow, post_id)
    shown = select(ColumnRow.url).join(PostColumnRow, PostColumnRow.column_id == ColumnRow.id)
    shown = shown.join(Served, and_(Served.column_id == ColumnRow.id, Served.unit_id == unit_id, _MINE))
    listing = session.scalars(shown.where(PostColumnRow.post_id == post_id, PostColumnRow.gone_at.is_(None)))
    hosts = {host_of(column) for column in _column_urls(session, unit_id)}
    sound = post.asked_at if post.last_outcome in ("ok", "not_modified") else None
    return Place(any(same_site(url, column) for column in listing), host_of(url) in hosts, sound)


def is_foreign_mirror(session: Session, report_id: int, post_id: int, unit_id: str) -> bool:
    """Whether the post is known to mirror the report on a site that is not the unit's."""
    noted = session.get(ReportPostRow, (report_id, post_id))
    url = session.get_one(PostRow, post_id).url
    return noted is not None and noted.role == "mirror" and not place(session, unit_id, post_id, url).on_own_host


def _column_urls(session: Session, unit_id: str) -> Sequence[str]:
    urls = select(ColumnRow.url).join(Served, Served.column_id == ColumnRow.id)
    return session.scalars(urls.where(Served.unit_id == unit_id, _MINE)).all()


def _lost(session: Session, report: KnownReport) -> str | None:
    """Why the report's own address no longer holds it, in Chinese; None while it does, for all that is known."""
    post = session.get_one(PostRow, report.post_id)
    if post.url.startswith("urn:"):
        return "原为人工导入的页面，没有网址"
    if dead := DEAD.get(post.last_outcome or ""):
        return dead
    links = select(PostColumnRow).join(Served, Served.column_id == PostColumnRow.column_id)
    links = links.where(PostColumnRow.post_id == post.id, Served.unit_id == report.unit_id, _MINE)
    # what the site's search alone has found was gone from the list before it was ever shown
    shown = [link for link in session.scalars(links) if link.gone_at is None or link.gone_at > link.last_seen_at]
    gone = bool(shown) and all(link.gone_at for link in shown)
    return "本单位栏目的完整列表中已没有原地址" if gone else None


def _elsewhere(session: Session, report_id: int) -> Sequence[str]:
    urls = select(CaptureRow.final_url).join(PostRow, PostRow.capture_id == CaptureRow.id)
    urls = urls.join(ReportPostRow, ReportPostRow.post_id == PostRow.id).order_by(PostRow.url_key)
    return session.scalars(urls.where(ReportPostRow.report_id == report_id, ReportPostRow.role == "mirror")).all()


def displaced(session: Session) -> Sequence[int]:
    """Captures of other addresses of reports, shown by their units' lists, while the own address may be lost."""
    own, own_link, own_served = aliased(PostRow), aliased(PostColumnRow), aliased(Served)
    still_shown = select(own_link.post_id).join(own_served, own_served.column_id == own_link.column_id)
    still_shown = still_shown.where(
        own_link.post_id == own.id,
        own_link.gone_at.is_(None),
        own_served.unit_id == ReportRow.unit_id,
        own_served.retired_at.is_(None),
    )
    others = (
        select(PostRow.capture_id)
        .distinct()
        .join(ReportPostRow, ReportPostRow.post_id == PostRow.id)
        .join(ReportRow, ReportRow.id == ReportPostRow.report_id)
        .join(own, own.id == ReportRow.post_id)
        .join(PostColumnRow, and_(PostColumnRow.post_id == PostRow.id, PostColumnRow.gone_at.is_(None)))
        .join(Served, and_(Served.column_id == PostColumnRow.column_id, Served.unit_id == ReportRow.unit_id, _MINE))
        .where(ReportPostRow.role != "current", PostRow.state == "held", ReportRow.doubted.is_(None))
        .where(or_(PostRow.last_outcome.is_(None), PostRow.last_outcome.not_in(list(DEAD))))
        .where(or_(own.last_outcome.in_(list(DEAD)), ~still_shown.exists()))
    )
    return [id_ for id_ in session.scalars(others.order_by(PostRow.capture_id)) if id_ is not None]
