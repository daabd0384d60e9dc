"""Which rows of a page are its list: grouped by where they stand, the weightiest group taken."""

import re
from collections import defaultdict
from collections.abc import Callable

from core.posts import PostRef
from crawlers.pagetext import Element, elements, fold, whole_text
from crawlers.platforms._kin import kin
from crawlers.platforms._links import leads_to_article
from crawlers.platforms._reading import distinct
from crawlers.platforms._rows import Row

# what a row weighs: with a date; with an address like a post's; with a title of the kind that columns are watched for;
# with an address of the platform's own form
DATED, NUMBERED, TOPICAL, PREFERRED = 3, 1, 3, 3
_FEW = 3  # rows
_LONGEST_ROW = 600  # characters
ON_TOPIC = re.compile(r"法治政府|法治建设|依法行政")


def choose(rows: list[Row], prefers: Callable[[str], bool] | None = None) -> list[Row]:
    """The rows of the list: the group that weighs most by dates, post-like and the platform's own addresses; with what
    is hidden in the same place, and what stands by it without a heading.

    Of boxes named for something else the one that mostly speaks of the reports, where there is no other list.
    """
    best = _weightiest([row for row in rows if not row.aside and not row.hidden], prefers)
    if not best:
        named = _weightiest([row for row in rows if row.dated and not row.hidden], prefers)
        best = named if sum(ON_TOPIC.search(row.post.title) is not None for row in named) * 2 >= len(named) else []
    if not best:
        return []
    own = {id(row) for row in (*best, *kin(rows, best))}
    place = best[0].place
    every = [row for row in rows if id(row) in own or (row.hidden and row.place == place)]
    mostly_dated = sum(row.dated for row in every) * 2 > len(every)
    return [
        r for r in every if r.dated or not mostly_dated or (leads_to_article(r.post.url) and len(r.post.title) >= 6)
    ]


def _weightiest(rows: list[Row], prefers: Callable[[str], bool] | None) -> list[Row]:
    groups: defaultdict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        groups[row.place].append(row)
    weights = {place: _weight(group, prefers) for place, group in groups.items()}
    return groups[max(weights, key=lambda place: weights[place])] if any(weights.values()) else []


def _weight(group: list[Row], prefers: Callable[[str], bool] | None) -> int:
    dated = DATED * sum(row.dated for row in group)
    preferred = PREFERRED * sum(prefers(row.post.url) for row in group) if prefers else 0
    numbered = [len(row.post.title) for row in group if not row.dated and leads_to_article(row.post.url)]
    if not dated and not preferred and sum(numbered) < len(numbered) * (9 if len(numbered) > 1 else 12):
        return 0  # undated links with short names: services, menus
    posts = (row for row in group if row.dated or leads_to_article(row.post.url))
    topical = TOPICAL * sum(ON_TOPIC.search(row.post.title) is not None for row in posts)
    return dated + preferred + topical + NUMBERED * len(numbered)


def posts_of(rows: list[Row]) -> tuple[PostRef, ...]:
    return distinct([row.post for row in rows])


def seems_article(root: Element, chosen: list[Row]) -> bool:
    """Running text outside of links outweighs the few rows there are: an article with its related posts."""
    if len(chosen) >= 8:
        return False
    several = len(chosen) >= _FEW  # of one or two rows each may reach around all of an article
    own = {row.element for row in chosen if several and len(whole_text(row.element)) <= _LONGEST_ROW}
    apart = (p for p in elements(root, "//p[not(.//a) and not(ancestor::a)]") if own.isdisjoint(p.iterancestors()))
    prose = sum(map(_prose, apart))
    return prose > max(300, sum(len(row.post.title) for row in chosen))


def _prose(paragraph: Element) -> int:
    """Characters of a paragraph that stands for itself; a summary beside a link belongs to a row."""
    length, parent = len(fold(whole_text(paragraph))), paragraph.getparent()
    if length < 60 or parent is None:
        return 0
    in_row = next(parent.iter("a"), None) is not None and len(whole_text(parent)) < _LONGEST_ROW
    return 0 if in_row else length
