"""What the searches share: reading their answers, asking for the next page, keeping to the site."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from core.pages import Ask, Page
from core.posts import Listing, PostRef
from crawlers.pagetext import json_of
from crawlers.platforms import Unreadable
from crawlers.platforms._reading import absolute, distinct, number, plain_title, read_date
from crawlers.searches._sites import same_site

HITS_A_PAGE = 20
_WEBSITE = re.compile(r"""\bwebsiteid["']?(?:\s+value)?\s*[:=]\s*["']?(\d{4,20})""", re.I)


def referred(page: Page) -> tuple[tuple[str, str], ...]:
    """Some interfaces answer only those who come from the site."""
    return (("Referer", page.url),)


def website_id(text: str) -> str | None:
    """Hanweb's number of the site, as links and scripts name it."""
    found = _WEBSITE.search(text)
    return found.group(1) if found else None


def answer_of(page: Page) -> dict[str, Any]:
    """The answer of an interface; raises Unreadable where it is none."""
    answer = json_of(page)
    if not isinstance(answer, dict):
        raise Unreadable("不是搜索接口的答复")
    return answer


def hit(page: Page, data: Mapping[str, Any], titles: Iterable[str], dates: Iterable[str]) -> PostRef | None:
    """One hit of a JSON answer: the first title and date there is."""
    url = absolute(page.url, data["url"]) if isinstance(data.get("url"), str) else None
    title = next((t for name in titles if (t := plain_title(data.get(name)))), "")
    day = next((d for name in dates if (d := read_date(data.get(name)))), None)
    return PostRef(url, title, day) if url and title else None


def listing(page: Page, hits: Iterable[PostRef | None], total: int | None, following: Ask | None) -> Listing:
    """The hits of this site; `following` is dropped where the page had none at all."""
    found = [post for post in hits if post is not None]
    kept = distinct([post for post in found if same_site(page.url, post.url)])
    return Listing(kept, following if found else None, total)


def sent(page: Page, name: str) -> int:
    """A number of the form that was sent, 1 where it says none."""
    return number(dict(page.ask.form).get(name)) or 1


def with_form(page: Page, /, **values: object) -> Ask:
    """The same request with other values in its form."""
    form = {**dict(page.ask.form), **{name: str(value) for name, value in values.items()}}
    return replace(page.ask, form=tuple(form.items()))
