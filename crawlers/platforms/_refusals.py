"""Pages that hold links with dates and are no column all the same."""

from collections import defaultdict
from collections.abc import Iterable
from urllib.parse import urlsplit

from core.pages import Page
from crawlers.pagetext import Element
from crawlers.platforms._choice import ON_TOPIC, dated_groups, seems_article
from crawlers.platforms._reading import ARTICLE_INSTEAD, Unreadable
from crawlers.platforms._rows import Row
from parsers import may_be_report


def refuse_two_lists(page: Page, rows: list[Row], chosen: list[Row]) -> None:
    """Two groups of dated rows of like size, and nothing that makes the one more the column's than the other."""
    groups: defaultdict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        if row.dated and not row.aside and not row.hidden and row not in chosen:
            groups[row.place].append(row)
    own = [row for row in chosen if row.dated]
    addresses = {row.post.url for row in own}
    rivals = (g for g in groups.values() if len(g) >= 3 and len(g) * 2 >= len(own) and not _all_reports((*own, *g)))
    if own and any(not {r.post.url for r in g} <= addresses and not _prefers(page, own, g) for g in rivals):
        raise Unreadable("页面上有两组数量相近的带日期条目，看不出哪一组是本栏目")


def _all_reports(rows: Iterable[Row]) -> bool:
    """Whoever reads the page takes every one, whatever group it stands in."""
    return all(may_be_report(row.post.title, listed_on=row.post.listed_on) for row in rows)


def _prefers(page: Page, own: list[Row], rival: list[Row]) -> bool:
    """By where the posts lie or what their titles speak of."""
    folder = urlsplit(page.url).path.rpartition("/")[0] + "/"
    below = [folder != "/" and urlsplit(row.post.url).path.startswith(folder) for row in (*own, *rival)]
    topical = [ON_TOPIC.search(row.post.title) is not None for row in (*own, *rival)]
    return any(sum(s[: len(own)]) * 2 > len(own) and sum(s[len(own) :]) * 2 < len(rival) for s in (below, topical))


def refuse_other_kinds(root: Element, rows: list[Row], chosen: list[Row]) -> None:
    """A home page shows several lists, none of them the column's; an article shows a few related posts."""
    groups = dated_groups(rows)
    if len(groups) >= 3 and groups[0] * 2 < sum(groups):
        raise Unreadable(f"像是首页或栏目汇总页：有 {len(groups)} 组带日期的条目，看不出哪一组是本栏目")
    if seems_article(root, chosen):
        raise Unreadable(ARTICLE_INSTEAD)
