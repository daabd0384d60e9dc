"""Where each fact was read 出处, in Chinese, for a person who wants to look it up on the page."""

from collections.abc import Mapping, Sequence

from parsers.page import SeenPage
from parsers.sources import Told
from parsers.text import fold

_LOOKED_AT = 60


def title_place(title: str | None, page: SeenPage, zone: Sequence[str], list_title: str | None) -> str | None:
    """Where the title stands: in the page above all, else in a tag, else in the list."""
    if title is None:
        return None
    key = fold(title)
    above = [line.text for line in page.before[-_LOOKED_AT:]]
    if any(fold(line) == key for line in (*above, *zone) if len(line) <= 2 * len(title)):
        return "页面标题"
    if key in fold("".join((*above, *zone))):
        return "页面标题（分行）"
    if key == fold(page.meta.get("articletitle", "")):
        return "meta articletitle"
    if page.title_tag and key in fold(page.title_tag):
        return "网页标题"
    return "列表页" if list_title and key == fold(list_title) else "页面"


def places(told: Mapping[str, Told | None], **others: str | None) -> dict[str, str]:
    """Where those facts stand, and `others` that were found elsewhere; nothing for what was not found."""
    found = {name: fact.where for name, fact in told.items() if fact}
    return found | {name: where for name, where in others.items() if where}


def made_title(title: str | None, issuers: Sequence[str], year: int | None) -> str | None:
    """拟题 for a report whose page prints no title: from issuer and year, None where either is unknown."""
    if title is not None or not issuers or year is None:
        return None
    return f"{' '.join(issuers)}{year}年法治政府建设情况报告"
