"""Whether what came can be believed 检查可信度: a sound page says what a site holds, a complete list what it lacks."""

import json
import re
from typing import Literal
from urllib.parse import urlsplit

from core.pages import Outcome, Page
from core.posts import Listing
from crawlers.damage import cut_off, data_error, garbled, packed
from crawlers.drawn import needs_browser
from crawlers.error_pages import error_page
from crawlers.led_away import home_served, sent_by_script, sent_elsewhere, sent_home
from crawlers.listings import Expected, judge_listing, repeats, unclear_titles
from crawlers.obstacles import SAYS_EMPTY, Finding, challenge_in, dated_links, said, view_of
from crawlers.pagetext import count, inner_text, text_of, tree_of

__all__ = [
    "OK",
    "Expected",
    "judge_listing",
    "judge_page",
    "needs_browser",
    "repeats",
    "silently_empty",
    "unclear_titles",
]

OK: Finding = (Outcome.OK, "正常")
_PLAIN = {
    304: (Outcome.NOT_MODIFIED, "服务器答复未修改（304）"),
    404: (Outcome.NOT_FOUND, "页面不存在（404）"),
    410: (Outcome.NOT_FOUND, "页面不存在（410）"),
}
_REFUSALS = frozenset({403, 412, 429, 512, 521})
_DOCUMENTS = (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"Rar!", b"7z\xbc\xaf", b"{\\rtf")
_FILE_MAGIC = (*_DOCUMENTS, b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*")  # and scanned pages
_ATTACHMENT = re.compile(r"\.(?:pdf|docx?|wps|ofd|xlsx?|et|pptx?|zip|rar|7z)$", re.I)
_ATTACHMENT_TYPE = re.compile(r"application/(?:pdf|msword|vnd\.|ofd|zip|x-rar|wps|kswps)", re.I)
# Word saves .doc as this
_OFFICE_MARKUP = re.compile(r"urn:schemas-microsoft-com:(?:office|vml)|<w:WordDocument", re.I)
_MARKUP = re.compile(rb"<!doctype html|<html|<head|<body|<script|<meta", re.I)
_DATA = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?<(?:datastore|rss|feed|urlset|root|data|response|result|xml)\b", re.I)

_SAYS_CUT = re.compile(
    r"仅(?:显示|展示|列出|提供)(?:最近|最新|前)?的?\s?\d{1,3}\s?[条篇]"
    r"|登[录陆]后(?:可|才能|才可|方可|即可)?(?:查看|浏览|阅读)(?:全部|完整|所有)的?(?:内容|列表|文章|条目|信息)"
)


def judge_page(page: Page, *, asked_url: str, expect: Literal["list", "article", "file"]) -> Finding:
    """OK, or what came instead, with what was seen (Chinese). `asked_url` is the address before any redirect.

    A `file` (attachment) is judged by its bytes, whatever its name and type announce.
    """
    return _by_status(page) or _by_body(page, asked_url, expect) or OK


def _by_status(page: Page) -> Finding | None:
    status = page.status
    if status in _PLAIN:
        return _PLAIN[status]
    if status == 206:
        return Outcome.INCOMPLETE, "只给出了一部分内容（206）"
    if 200 <= status < 300 and not (status == 202 and "<script" in text_of(page).lower()):
        return None
    vendor = challenge_in(page)
    if vendor or status in _REFUSALS or status == 202:
        return Outcome.BLOCKED, f"访问被拦截（{status}{'，' + vendor if vendor else ''}）"
    if status >= 500:
        return Outcome.SERVER_ERROR, f"服务器出错（{status}）"
    return Outcome.HTTP_ERROR, f"跳转没有完成（{status}）" if status < 400 else f"服务器拒绝请求（{status}）"


def _by_body(page: Page, asked_url: str, expect: str) -> Finding | None:
    if not page.body.strip().removeprefix(b"\xef\xbb\xbf"):
        return Outcome.UNREADABLE, "内容为空"
    if page.body.startswith(_FILE_MAGIC):
        return (Outcome.UNREADABLE, "列表地址给出的是文件，不是网页") if expect == "list" else None
    if expect != "file" and (found := packed(page)):
        return found
    return _by_data(page, asked_url, expect) if _is_data(page) else _by_text(page, asked_url, expect)


def _by_data(page: Page, asked_url: str, expect: str) -> Finding | None:
    if expect == "file":
        return Outcome.UNREADABLE, "应为附件文件，给出的却是接口数据"
    return data_error(page) or (sent_elsewhere(page, asked_url) if expect == "list" else None)


def _by_text(page: Page, asked_url: str, expect: str) -> Finding | None:
    if vendor := challenge_in(page):
        return Outcome.BLOCKED, f"给出的是验证或防护页（{vendor}）"
    found = error_page(page, asked_url) or sent_home(page, asked_url)
    return found or _wrong_file(page, asked_url, expect) or _no_list(page, asked_url, expect) or _tiny(page, expect)


def _no_list(page: Page, asked_url: str, expect: str) -> Finding | None:
    """A list proves something by what it lacks: it must have come whole, and be one. An article speaks for itself."""
    if expect != "list":
        return None
    if (days := _age(page)) > 0:
        return Outcome.INCOMPLETE, f"给出的是{days}天前的缓存页面，不是现在的列表"
    if cut := _SAYS_CUT.search(view_of(page).own):
        return Outcome.INCOMPLETE, f"页面写明没有列全（「{cut.group()}」）"
    led = sent_elsewhere(page, asked_url) or sent_by_script(page, asked_url) or home_served(page, asked_url)
    return garbled(page) or led or cut_off(page) or _article_served(page)


def _age(page: Page) -> int:
    """Whole days since somebody on the way has had the page from its site (RFC 9111)."""
    age = (page.header("age") or "").strip()
    return int(age) // 86400 if age.isascii() and age.isdigit() and len(age) < 12 else 0


def _article_served(page: Page) -> Finding | None:
    """Bears title and day of an article, and hardly lists anything."""
    if not view_of(page).is_article or dated_links(page) >= 3:
        return None
    named = "//meta[translate(@name,'ARTICLEPUBDN','articlepubdn')='{}'][normalize-space(@content)]"
    if all(count(tree_of(page), named.format(tag)) for tag in ("articletitle", "pubdate")):
        return Outcome.UNREADABLE, "像是文章页：带有文章标题和发布日期的标记"
    return None


def _is_data(page: Page) -> bool:
    """An answer of an interface: JSON or XML, as it is or as a browser shows it."""
    text = text_of(page).lstrip("\ufeff").lstrip()
    if text.startswith(("{", "[")):
        try:
            json.loads(text)
        except (ValueError, RecursionError):
            return False
        return True
    return _DATA.match(text) is not None and "<html" not in text[:2000].lower()


def _wrong_file(page: Page, asked_url: str, expect: str) -> Finding | None:
    """A web page, mostly an error, where a document was asked for or announced."""
    announced = _ATTACHMENT_TYPE.search(page.header("content-type") or "")
    expected = expect == "file" or announced or _ATTACHMENT.search(urlsplit(asked_url).path)
    if expected and _MARKUP.search(page.body[:2000]) and not _OFFICE_MARKUP.search(text_of(page)[:5000]):
        return Outcome.UNREADABLE, "应为附件文件，给出的却是网页"
    return None


def _tiny(page: Page, expect: str) -> Finding | None:
    root = tree_of(page)
    if len(view_of(page).own) >= 10:
        return None
    shown = len("".join(inner_text(root).split())) if root is not None else len(text_of(page).strip())
    drawn = count(root, "//img | //iframe | //frame | //embed | //object") or (expect == "list" and _scripts(page))
    return (Outcome.UNREADABLE, f"内容只有{len(page.body)}字节，没有文字") if shown < 10 and not drawn else None


def _scripts(page: Page) -> bool:
    return bool(count(tree_of(page), "//script[@src or normalize-space(.)]"))


def silently_empty(page: Page, listing: Listing) -> str | None:
    """Why an empty list proves nothing even where the register allows one: the page does not say that it is (Chinese).

    A shell, an unknown error page or a list drawn later looks just the same. Data says it by being an empty list.
    """
    if listing.posts or listing.next is not None or listing.total is not None or _is_data(page):
        return None
    return None if said(page, SAYS_EMPTY) else "列表没有任何条目，页面也没有写明「暂无信息」一类的话"
