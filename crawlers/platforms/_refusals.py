"""Pages that hold links with dates and are no column all the same."""

import re
from collections import defaultdict
from collections.abc import Iterable
from urllib.parse import urlsplit

from core.pages import Page
from crawlers.pagetext import Element
from crawlers.platforms._choice import ON_TOPIC, seems_article
from crawlers.platforms._kin import headed_otherwise
from crawlers.platforms._reading import ARTICLE_INSTEAD, Unreadable
from crawlers.platforms._rows import Row
from crawlers.same_list import names_of
from parsers import may_be_report


def refuse_two_lists(page: Page, rows: list[Row], chosen: list[Row]) -> None:
    """Two groups of dated rows of like size, and nothing that makes the one more the column's than the other."""
    own = [row for row in chosen if row.dated]
    addresses = {row.post.url for row in own}
    groups = _others([row for row in rows if not row.aside], chosen)
    rivals = (g for g in groups if len(g) * 2 >= len(own) and not _all_reports((*own, *g)))
    if own and any(not {r.post.url for r in g} <= addresses and not _prefers(page, own, g) for g in rivals):
        raise Unreadable("页面上有两组数量相近的带日期条目，看不出哪一组是本栏目")


def _others(rows: list[Row], chosen: list[Row]) -> list[list[Row]]:
    """The groups of three or more dated rows that were not taken for the list."""
    own = {id(row) for row in chosen}
    groups: defaultdict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        if row.dated and not row.hidden and id(row) not in own:
            groups[row.place].append(row)
    return [group for group in groups.values() if len(group) >= 3]


def _all_reports(rows: Iterable[Row]) -> bool:
    """Whoever reads the page takes every one, whatever group it stands in."""
    return all(may_be_report(row.post.title, listed_on=row.post.listed_on) for row in rows)


def _prefers(page: Page, own: list[Row], rival: list[Row]) -> bool:
    """By where the posts lie, what their titles speak of, or a heading that names the rival and not the column."""
    folder = urlsplit(page.url).path.rpartition("/")[0] + "/"
    below = [folder != "/" and urlsplit(row.post.url).path.startswith(folder) for row in (*own, *rival)]
    topical = [ON_TOPIC.search(row.post.title) is not None for row in (*own, *rival)]
    if any(sum(s[: len(own)]) * 2 > len(own) and sum(s[len(own) :]) * 2 < len(rival) for s in (below, topical)):
        return True
    return _only_rival_is_headed(page, own, rival)


def _only_rival_is_headed(page: Page, own: list[Row], rival: list[Row]) -> bool:
    names = {re.split(r"[_|—-]", name)[0].strip() for name in names_of(page)}
    return headed_otherwise(rival, own, names) and not headed_otherwise(own, rival, names)


def refuse_other_kinds(page: Page, root: Element, rows: list[Row], chosen: list[Row]) -> None:
    """A home page shows several lists, none of them the column's; an article shows a few related posts."""
    own = [row for row in chosen if row.dated]
    rivals = [group for group in _others(rows, chosen) if not (own and _only_rival_is_headed(page, own, group))]
    groups = len(rivals) + (len(own) >= 3)
    if groups >= 3 and len(own) < sum(map(len, rivals)):
        raise Unreadable(f"像是首页或栏目汇总页：有 {groups} 组带日期的条目，看不出哪一组是本栏目")
    if seems_article(root, chosen):
        raise Unreadable(ARTICLE_INSTEAD)
