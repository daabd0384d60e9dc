"""Which title a page goes by, of those that the page and the list give, and what it says."""

from collections.abc import Sequence
from dataclasses import replace

from core.posts import Kind, Recognition
from parsers.headline import find_title
from parsers.known import Known
from parsers.page import SeenPage
from parsers.recognise import BARE, recognise_title, tells_nothing
from parsers.text import fold
from parsers.vocabulary import CUT

_NEAR = 60


def settle_title(
    page: SeenPage, zone: Sequence[str], known: Known, listed: Recognition
) -> tuple[str | None, Recognition]:
    """The page's title and what it says; the list's title where the page shows none, or none that tells anything.

    `zone` are the article's lines above its text; a list's title that was cut is looked for on the page in full.
    """
    title = find_title(page, zone)
    seen = recognise_title(title or "", listed_on=known.listed_on, context=page.meta.get("columnname"))
    untold = title is None or seen.reasons == (BARE,) or tells_nothing(seen)
    if not untold or listed.kind is Kind.OTHER:
        return title, seen
    if whole := _in_full(known.list_title or "", page, zone):
        return whole, recognise_title(whole, listed_on=known.listed_on)
    if listed.doubtful and title:
        return title, seen
    reason = "页面没有标题，按列表标题判断" if title is None else "页面标题未表明内容，按列表标题判断"
    return known.list_title, replace(
        listed, doubtful=listed.doubtful or title is not None, reasons=(*listed.reasons, reason)
    )


def _in_full(cut: str, page: SeenPage, zone: Sequence[str]) -> str | None:
    """The line or tag of the page that goes on where the list's title `cut` ends in an ellipsis."""
    if not CUT.search(cut):
        return None
    begun = fold(CUT.sub("", cut))
    above = [line.text for line in page.before[-_NEAR:] if not line.linked]
    places = (*above, *zone, page.meta.get("articletitle", ""), page.title_tag or "")
    return next((text for text in places if len(begun) >= 6 and fold(text).startswith(begun)), None)
