"""What a walk comes to 检查结论: outcome, reason (Chinese), and whether the list is complete: what it lacks is absent
then. Pure.
"""

from collections.abc import Sequence
from enum import Enum, auto

from core.crawl import ColumnJob, ListPageRead
from core.pages import Outcome
from core.posts import Listing, PostRef
from crawlers import soundness

Verdict = tuple[Outcome, str, bool]

# of a part of a list, these say no more than that it is a part
_PARTIAL = frozenset(
    {Outcome.OK, Outcome.INCOMPLETE, Outcome.SHORTENED, Outcome.RESTRUCTURED, Outcome.TOO_FEW, Outcome.NOT_MODIFIED}
)


class End(Enum):
    """Where a walk came to its end."""

    LIST = auto()  # the last page names no further one
    KNOWN = auto()  # below stand posts that are known
    FIRST_DAY = auto()  # below stand older posts than are asked for
    LIMIT = auto()  # too many pages


def verdict(job: ColumnJob, pages: Sequence[ListPageRead], end: End) -> Verdict:
    listings = [page.listing for page in pages]
    if end is End.KNOWN:
        return _of_newest(job, pages, listings)
    expected = soundness.Expected(job.column.min_posts, job.usual, tuple(known_posts(job).values()))
    found = soundness.judge_listing(listings, expected, ended=end is not End.LIMIT)
    if end is End.FIRST_DAY or job.resume is not None:
        return _of_history(found, listings)
    seen = found[2] and not any(page.vouched for page in pages)  # a site's word that nothing changed proves no absence
    if found[0] is Outcome.OK and all(page.not_modified for page in pages):
        return Outcome.NOT_MODIFIED, "列表与上次相同", seen
    return found[0], found[1], seen


def known_posts(job: ColumnJob) -> dict[str, PostRef]:
    """The posts of the list pages that are known, by document."""
    return {post.document: post for page in job.pages for post in page.listing.posts}


def _of_newest(job: ColumnJob, pages: Sequence[ListPageRead], listings: Sequence[Listing]) -> Verdict:
    """Sound, and no proof: what was put further down under an older day is not seen."""
    known = known_posts(job)
    new = (post for listing in listings for post in listing.posts if post.document not in known)
    if why := soundness.unclear_titles(new):
        return Outcome.UNREADABLE, why, False
    if all(page.not_modified for page in pages):
        return Outcome.NOT_MODIFIED, "列表首页与上次相同", False
    return Outcome.OK, f"读到上次已有的条目为止，共{len(pages)}页", False


def _of_history(found: Verdict, listings: Sequence[Listing]) -> Verdict:
    """A part of the list only: what it lacks may stand in the other part."""
    if found[0] in _PARTIAL and any(listing.posts for listing in listings):
        return Outcome.OK, f"回溯所及的部分读完，共{len(listings)}页", False
    return found[0], found[1], False
