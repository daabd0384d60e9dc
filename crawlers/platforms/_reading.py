"""What every platform reader needs: asking on, titles, dates and counts as lists print them."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import lru_cache
from html import unescape
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

from core.pages import Ask, Page
from core.posts import PostRef
from core.times import local_day
from core.units import Column
from crawlers.pagetext import fold


class Unreadable(Exception):  # noqa: N818 - the word of the trade: a page is readable or it is not
    """The page is not what this platform understands 无法识读; the message is the reason in Chinese."""


ARTICLE_INSTEAD = "像是文章页：正文多，列表条目少"
FIRST_YEAR, LAST_YEAR = 2000, 2100  # outside of these stand frozen clocks (1970) and placeholders (7070)
_DATE = re.compile(r"(?<!\d)(\d{4})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?!\d)")
_PLAIN_URL = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d{1,5})?(?:/[\w./-]*(?:\?[\w=&%.-]*)?)?", re.ASCII)
# most links of most lists: no need to parse them
_STEPS = r"((?:[\w-]+/)*(?:[\w-]+(?:\.\w+)?(?:\?[\w=&%.-]+)?)?)"
_FROM_ROOT = re.compile(rf"/{_STEPS}", re.ASCII)
_FROM_HERE = re.compile(rf"(\./|(?:\.\./)+)?{_STEPS}", re.ASCII)
_TAGS = re.compile(r"<[^<>]*>")
_TEMPLATE_MARKS = ("{{", "<?", "<%", "${")


def first_ask(column: Column) -> Ask:
    """Asking for the column's own address, by a browser where the register says so."""
    return Ask(column.url, render=column.render == "always")


def absolute(base_url: str, href: str | None) -> str | None:
    """An http(s) address without fragment, or None for what leads nowhere (script, mail, template markers, broken)."""
    link = (href or "").strip()
    if not link or link.startswith(("#", "javascript:")):
        return None
    try:
        return _usual(base_url, link) or _joined(base_url, link)
    except ValueError:
        return None


def _usual(base_url: str, link: str) -> str | None:
    found = _steps(link)
    if found is None:
        return None
    way, rest = found
    return rest if way is None else _folder(base_url, way) + rest


@lru_cache(maxsize=4096)  # the menus of a site are the same on all of its pages
def _steps(link: str) -> tuple[str | None, str] | None:
    """The way (/, ../../, nothing; None for a whole address) and what follows it; None for a link less plain."""
    if _PLAIN_URL.fullmatch(link):
        return None, link
    if found := _FROM_ROOT.fullmatch(link):
        return "/", found.group(1)
    found = _FROM_HERE.fullmatch(link)
    return (found.group(1) or "", found.group(2)) if found else None


def _joined(base_url: str, link: str) -> str | None:
    if any(mark in link for mark in _TEMPLATE_MARKS):
        return None
    parts = urlsplit(urljoin(base_url, link))
    usable = parts.scheme in ("http", "https") and bool(parts.hostname)
    return parts._replace(fragment="").geturl().replace(" ", "%20") if usable else None


@lru_cache(maxsize=64)
def _folder(base_url: str, way: str) -> str:
    """Where a way (/, ../../, nothing) leads to from an address."""
    return urljoin(base_url, f"{way}x")[:-1].replace(" ", "%20")


def same_host(one: str, other: str) -> bool:
    """Same host and port; the scheme may differ."""
    return urlsplit(one).netloc.lower() == urlsplit(other).netloc.lower()


def go_on(page: Page, href: str | None) -> Ask | None:
    """The following page, asked the way this one was; None for another host and for the page itself."""
    url = absolute(page.url, href)
    if url is None or not same_host(url, page.url) or url == urldefrag(page.url).url:
        return None
    return Ask(url, headers=page.ask.headers, render=page.ask.render)


def query_of(url: str) -> dict[str, str]:
    """The parameters in an address; the first of a repeated name."""
    return dict(reversed(parse_qsl(urlsplit(url).query, keep_blank_values=True)))


def with_query(url: str, **values: int) -> str:
    """The address with these numbers among its parameters, the others left as they are written."""
    parts = urlsplit(url)
    query = parts.query
    for name, value in values.items():
        query, found = re.subn(rf"(?:(?<=&)|^){name}=[^&]*", f"{name}={value}", query)
        query = query if found else f"{query}&{name}={value}".lstrip("&")
    return parts._replace(query=query).geturl()


def make_date(year: str, month: str, day: str) -> date | None:
    """A day, None where the numbers are none or lie outside of the years that a list can show."""
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else None


def read_date(value: object) -> date | None:
    """A list date out of a text (2024-03-25, 2024/3/25, [2024.03.25], 2024年3月25日) or out of epoch (milli)seconds."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _epoch_day(value)
    if not isinstance(value, str):
        return None
    if re.fullmatch(r"\d{10}(?:\d{3})?", value.strip()):
        return _epoch_day(int(value))
    found = _DATE.search(value)
    return make_date(*found.groups()) if found else None


def _epoch_day(instant: float) -> date | None:
    if not 9e8 < instant < 9e12:
        return None
    day = local_day(datetime.fromtimestamp(instant / 1000 if instant > 9e9 else instant, UTC))
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def plain_title(value: object) -> str:
    """A title out of JSON: tags dropped, entities resolved, folded."""
    return fold(unescape(_TAGS.sub("", value))) if isinstance(value, str) else ""


def number(value: object) -> int | None:
    """A count as JSON or markup gives it (12, "12"), None for anything else."""
    text = str(value).strip()
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else None


def distinct(posts: Sequence[PostRef]) -> tuple[PostRef, ...]:
    """Posts in order, each address once; a later mention supplies a date that was missing, or a longer title."""
    kept: dict[str, PostRef] = {}
    for post in posts:
        known = kept.setdefault(post.url, post)
        if known is post:
            continue
        title = post.title if len(post.title) > len(known.title) else known.title
        kept[post.url] = replace(known, title=title, listed_on=known.listed_on or post.listed_on)
    return tuple(kept.values())
