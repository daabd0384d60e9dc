"""Pages that hold links with dates and are no column all the same."""

from crawlers.pagetext import Element
from crawlers.platforms._choice import dated_groups, seems_article
from crawlers.platforms._reading import ARTICLE_INSTEAD, Unreadable
from crawlers.platforms._rows import Row


def refuse_other_kinds(root: Element, rows: list[Row], chosen: list[Row]) -> None:
    """A home page shows several lists, none of them the column's; an article shows a few related posts."""
    groups = dated_groups(rows)
    if len(groups) >= 3 and groups[0] * 2 < sum(groups):
        raise Unreadable(f"像是首页或栏目汇总页：有 {len(groups)} 组带日期的条目，看不出哪一组是本栏目")
    if seems_article(root, chosen):
        raise Unreadable(ARTICLE_INSTEAD)
