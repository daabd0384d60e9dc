"""Reading only what is new of a list 只读新条目: when a walk has met what is known, and what that proves. Pure.

A list that stands newest first needs no walk to its end every night: below posts that are known stand older ones, known
as well. That nothing else changed further down is proven by the list's own total alone.
"""

from collections.abc import Collection, Sequence
from datetime import date
from itertools import pairwise

from core.posts import Listing, PostRef

_MOSTLY = 0.8  # of the neighbours stand in order: pinned posts and days out of turn are usual


def newest_first(posts: Sequence[PostRef]) -> bool:
    """Whether a list is known to stand newest first: most posts dated, their dates falling."""
    days = [post.listed_on for post in posts if post.listed_on is not None]
    if len(days) < 3 or len(days) * 2 < len(posts) or days[0] == days[-1] == max(days):
        return False
    in_order = sum(later <= earlier for earlier, later in pairwise(days))
    return in_order >= _MOSTLY * (len(days) - 1) and max(days[-3:]) < max(days[:3])


def meets_known(listing: Listing, known: Collection[str]) -> bool:
    """Whether a page ends with a post that is known: what follows is older, and known."""
    return bool(listing.posts) and listing.posts[-1].document in known


def nothing_else_changed(listings: Sequence[Listing], known: Collection[str], listed: int | None) -> bool | None:
    """Whether the total that a list states is what it held (`listed`) and the new posts; None where it states none."""
    totals = {listing.total for listing in listings if listing.total is not None}
    if len(totals) != 1 or listed is None:
        return None
    new = {post.document for listing in listings for post in listing.posts if post.document not in known}
    return totals.pop() == listed + len(new)


def past(listing: Listing, first_day: date) -> bool:
    """Whether a page lies wholly before `first_day`: enough rows, every one of them dated."""
    days = [post.listed_on for post in listing.posts]
    return len(days) >= 3 and all(day is not None and day < first_day for day in days)
