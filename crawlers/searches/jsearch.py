"""大汉 Hanweb's older search: `/jsearchfront/interfaces/cateSearch.do`, JSON with a piece of markup a hit."""

import re
from datetime import date
from urllib.parse import unquote, urlsplit

from core.pages import Ask, Page
from core.posts import Listing, PostRef
from crawlers.pagetext import Element, elements, fold, parse_html, text_of, whole_text
from crawlers.platforms import Unreadable
from crawlers.platforms._reading import absolute, number, plain_title, query_of, read_date
from crawlers.searches._asking import HITS_A_PAGE, answer_of, listing, referred, sent, website_id, with_form
from crawlers.searches._sites import same_site

NAME = "jsearch"

_FOLDER = re.compile(r"""((?:https?:)?/{0,2}[\w.:-]*/jsearchfront)/""")
_CATEGORY = re.compile(r"""\bcateid["']?\s*[:=]\s*["']?(\d{1,8})""", re.I)


def offered(page: Page, words: str) -> Ask | None:
    text = text_of(page)
    folder, site = _FOLDER.search(text), website_id(text)
    url = absolute(page.url, folder.group(1) + "/interfaces/cateSearch.do") if folder else None
    if url is None or site is None or not same_site(page.url, url):
        return None
    category = _CATEGORY.search(text)
    form = [("websiteid", site), ("q", words), ("p", "1"), ("pg", str(HITS_A_PAGE)), ("pos", "title")]
    form += [("cateid", category.group(1))] if category else []
    return Ask(url, "POST", tuple(form), referred(page))


def read_hits(page: Page) -> Listing:
    """An empty object is the answer of a search that found nothing."""
    answer = answer_of(page)
    rows = answer.get("result", [] if not answer else None)
    if not isinstance(rows, list):
        raise Unreadable("搜索接口的答复中没有 result")
    total, at = number(answer.get("total")), sent(page, "p")
    more = total is not None and at * sent(page, "pg") < total
    hits = [_hit(page, row) for row in rows if isinstance(row, str)]
    return listing(page, hits, total, with_form(page, p=at + 1) if more else None)


def _hit(page: Page, markup: str) -> PostRef | None:
    root = parse_html(markup)
    link = next((a for a in elements(root, "//a[@href]") if fold(whole_text(a))), None)
    if root is None or link is None:
        return None
    url = absolute(page.url, _target(link))
    title = plain_title(link.get("title")) or fold(whole_text(link))
    return PostRef(url, title, _day(root)) if url and title else None


def _target(link: Element) -> str:
    """Hits lead through a counter: visit/link.do?url=<the address>&…"""
    href = link.get("href") or ""
    return unquote(query_of(href).get("url", href)) if urlsplit(href).path.endswith("link.do") else href


def _day(root: Element) -> date | None:
    dated = elements(root, "//*[contains(@class,'date') or contains(@class,'time') or contains(@class,'Time')]")
    return next((day for e in dated if (day := read_date(fold(whole_text(e))))), None)
