"""Posts that only their column explains 栏目所示: in a list of yearly reports 「司法局2025年」 may be one. Pure."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from core.pages import Page
from core.posts import Listing, PostRef
from crawlers.same_list import names_of
from parsers import is_report_column, may_be_promised, may_be_report

_LATELY = timedelta(days=400)  # before the newest post: what is older concerns no running cycle
_SEVERAL = 2  # reports that make a list one of reports, where they are half of it


def with_promises(page: Page, listing: Listing, known: Mapping[str, PostRef]) -> Listing:
    """The listing with those of its newer posts marked that tell nothing by their titles, where the list is one of
    yearly reports: by the column's name, or since at least half of it are such. `known` posts, by document, were marked
    when they were new.
    """
    fresh = [post for post in listing.posts if not _is_known(post, known)]
    if not fresh or not is_of_reports(page, listing):
        return listing
    newest = max((post.listed_on for post in listing.posts if post.listed_on), default=None)
    promised = {post.url for post in fresh if _is_promised(post, newest)}
    marked = (replace(post, promised=True) if post.url in promised else post for post in listing.posts)
    return replace(listing, posts=tuple(marked)) if promised else listing


def _is_known(post: PostRef, known: Mapping[str, PostRef]) -> bool:
    before = known.get(post.document)
    return before is not None and before.title == post.title


def is_of_reports(page: Page, listing: Listing) -> bool:
    """Whether a list is one of yearly reports: by the column's name, or since at least half of it are such."""
    reports = sum(may_be_report(post.title, listed_on=post.listed_on) for post in listing.posts)
    mostly = reports >= _SEVERAL and 2 * reports >= len(listing.posts)
    return mostly or any(map(is_report_column, names_of(page)))


def _is_promised(post: PostRef, newest: date | None) -> bool:
    late = post.listed_on is None or newest is None or newest - post.listed_on <= _LATELY
    return late and may_be_promised(post.title, listed_on=post.listed_on) is not None
