"""From a column that was read to a proposal: which reports it holds, whose they are, how sure the finding is. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from core.crawl import ColumnRead
from core.discovery import Proposal, Rank, ReportSeen
from core.posts import Kind, PostRef
from crawlers.discovery.frontier import Candidate
from parsers import recognise_title

BY_YEAR = "同一栏目按年度分设网址：新年度的栏目出现后须另行登记，否则单位不能认定"
_YEAR_FOLDER = re.compile(r"/20\d\d/")
MOST_POSSIBLE = 5  # proposals that nothing but a common name speaks for


def report_in(post: PostRef) -> ReportSeen | None:
    """The yearly report that a post's title announces beyond doubt."""
    seen = recognise_title(post.title, listed_on=post.listed_on)
    if seen.kind is not Kind.ANNUAL_REPORT or seen.doubtful:
        return None
    return ReportSeen(post.title, seen.report_year, seen.issuers, post.url)


def propose(candidate: Candidate, read: ColumnRead, page_name: str) -> Proposal | None:
    """None where neither reports nor name speak for the column, or where nothing of it could be read."""
    posts = list({post.url: post for page in read.pages for post in page.listing.posts}.values())
    reports = tuple(report for post in posts if (report := report_in(post)))
    rank = _rank(candidate, len(posts), len(reports))
    if rank is None:
        return None
    issuers = tuple(name for name, _ in Counter(name for report in reports for name in report.issuers).most_common())
    years = [report.report_year for report in reports if report.report_year]
    totals = [page.listing.total for page in read.pages if page.listing.total is not None]
    return Proposal(
        url=candidate.url,
        name=candidate.name or page_name,
        rank=rank,
        score=_score(rank, candidate.points, len(reports), len(posts)),
        reasons=(*_report_reasons(reports, posts, issuers), *candidate.reasons[:4]),
        found_by=tuple(candidate.trails),
        platform=read.platform,
        known_by=read.known_by,
        posts=len(posts),
        total=totals[0] if totals else None,
        reports=reports,
        issuers=issuers,
        newest_report_year=max(years, default=None),
        outcome=read.outcome,
        complete=read.complete,
        reason=read.reason,
    )


def _rank(candidate: Candidate, posts: int, reports: int) -> Rank | None:
    if reports:
        return Rank.PROVEN
    if candidate.topical:
        return Rank.PROBABLE
    return Rank.POSSIBLE if posts else None


def _score(rank: Rank, points: int, reports: int, posts: int) -> int:
    """0 to 100: proven columns above 60, by how much of them are reports and what their name says."""
    if rank is Rank.PROVEN:
        return round(60 + 25 * reports / max(posts, 1) + 0.15 * min(points, 100))
    return round(0.5 * min(points, 100)) if rank is Rank.PROBABLE else round(0.25 * min(points, 100))


def _report_reasons(reports: Sequence[ReportSeen], posts: Sequence[PostRef], issuers: Sequence[str]) -> list[str]:
    if not reports:
        return ["所读条目中没有认出年度报告"] if posts else ["没有读到条目"]
    reasons = [f"所读 {len(posts)} 条中有 {len(reports)} 条是年度报告"]
    if len(issuers) > 1:
        named = "、".join(issuers[:5]) + ("等" if len(issuers) > 5 else "")
        reasons.append(f"由 {len(issuers)} 个发文机关共用（{named}），应按发文机关归属，不能按网站归属")
    return reasons


def ranked(proposals: Iterable[Proposal]) -> tuple[Proposal, ...]:
    """Best first; columns that hold the same reports are one; of the merely possible the first few only."""
    order = list(Rank)
    best = sorted(proposals, key=lambda p: (order.index(p.rank), -p.score, len(p.url)))
    kept: list[Proposal] = []
    for proposal in best:
        twin = next((n for n, other in enumerate(kept) if _same(other, proposal)), None)
        if twin is None:
            kept.append(proposal)
        else:
            kept[twin] = _merged(kept[twin], proposal)
    proven = [p.url for p in kept if p.rank is Rank.PROVEN]
    kept = [p for p in kept if p.rank is Rank.PROVEN or not _menu_above(p, proven)]
    kept = _told_of_years(kept)
    sure = [p for p in kept if p.rank is not Rank.POSSIBLE]
    return (*sure, *[p for p in kept if p.rank is Rank.POSSIBLE][:MOST_POSSIBLE])


def _told_of_years(proposals: Sequence[Proposal]) -> list[Proposal]:
    """Columns of single years, told apart by a folder of their addresses, say that the next year needs another one."""
    shapes = Counter(_YEAR_FOLDER.sub("/#/", proposal.url) for proposal in proposals)
    return [
        replace(p, reasons=(*p.reasons, BY_YEAR)) if shapes[_YEAR_FOLDER.sub("/#/", p.url)] > 1 else p
        for p in proposals
    ]


def _menu_above(proposal: Proposal, proven: Iterable[str]) -> bool:
    """Holds no posts of its own, only the way to a column that holds reports."""
    folder = proposal.url.rpartition("/")[0] + "/"
    return not proposal.posts and any(url != proposal.url and url.startswith(folder) for url in proven)


def _same(one: Proposal, other: Proposal) -> bool:
    """Two addresses of one list: the same reports among as many posts."""
    return bool(one.reports) and one.posts == other.posts and set(one.reports) == set(other.reports)


def _merged(one: Proposal, other: Proposal) -> Proposal:
    trails = tuple(dict.fromkeys((*one.found_by, *other.found_by)))
    also = f"另一网址内容相同：{other.url}"
    return replace(one, found_by=trails, reasons=(*one.reasons, also))
