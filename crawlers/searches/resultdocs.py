"""`…/ss/query/s`: a POST form with the site's code 网站标识码; the answer is JSON with `resultDocs`."""

import re

from core.pages import Ask, Page
from core.posts import Listing
from crawlers.pagetext import elements, text_of, tree_of
from crawlers.platforms import Unreadable
from crawlers.platforms._reading import absolute, number
from crawlers.searches._asking import HITS_A_PAGE, answer_of, hit, listing, referred, sent, with_form
from crawlers.searches._sites import same_site

NAME = "resultdocs"

_INTERFACE = re.compile(r"""((?:https?:)?/{0,2}[\w./:-]*\bss/query/s)\b(?!\w)""")
_RESULTS = re.compile(r"(?:/ss/\w+(?:\.\w+)?|/s)(?:\?.*)?$")
_SITE_CODE = "//meta[translate(@name,'SITEDCO','sitedco')='siteidcode'][@content]"


def offered(page: Page, words: str) -> Ask | None:
    code, url = _site_code(page), _interface(page)
    if not code or url is None or not same_site(page.url, url):
        return None
    form = (("siteCode", code), ("tab", ""), ("qt", words), ("page", "1"), ("pageSize", str(HITS_A_PAGE)))
    return Ask(url, "POST", form, referred(page))


def _site_code(page: Page) -> str:
    """By the search form's own field, or by the tag that all government sites bear."""
    root = tree_of(page)
    fields = [e.get("value", "") for e in elements(root, "//input[@name='siteCode'][@value]")]
    tags = [e.get("content", "") for e in elements(root, _SITE_CODE)]
    return next((code for text in (*fields, *tags) if (code := text.strip())), "")


def _interface(page: Page) -> str | None:
    """Named by a script of the page, or beside the page of results that a form with the field `qt` leads to."""
    if named := _INTERFACE.search(text_of(page)):
        return absolute(page.url, named.group(1))
    forms = elements(tree_of(page), "//form[@action][.//input[@name='qt']]")
    actions = (absolute(page.url, form.get("action")) for form in forms)
    return next((_beside(url) for url in actions if url and _RESULTS.search(url)), None)


def _beside(url: str) -> str:
    """/so/s and /ss/search alike lead to what stands in …/ss/query/s."""
    return _RESULTS.sub("/ss/query/s", url)


def read_hits(page: Page) -> Listing:
    answer = answer_of(page)
    inner = answer.get("resultDocs")
    if isinstance(inner, dict):  # some builds wrap the answer once more
        answer, inner = inner, inner.get("resultDocs")
    if not isinstance(inner, list):
        raise Unreadable("搜索接口的答复中没有 resultDocs")
    docs = (doc.get("data", doc) for doc in inner if isinstance(doc, dict))
    hits = [hit(page, d, ("titleO", "title"), ("docDate", "pubDate")) for d in docs if isinstance(d, dict)]
    total, at = number(answer.get("totalHits")), sent(page, "page")
    more = total is None or at * sent(page, "pageSize") < total
    return listing(page, hits, total, with_form(page, page=at + 1) if more else None)
