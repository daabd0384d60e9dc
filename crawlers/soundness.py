"""Whether what came can be believed 检查可信度: a sound page says what a site holds, a complete list what it lacks."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Literal
from urllib.parse import urlsplit

from core.pages import Outcome, Page
from core.posts import Listing
from crawlers.obstacles import Finding, challenge_in, error_page, view_of
from crawlers.pagetext import Element, elements, inner_text, text_of, tree_of, whole_text

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
_HOME = re.compile(r"/?(?:(?:index|default|home|main)(?:\.\w{2,5})?)?/?", re.I)
_MARKUP = re.compile(rb"<!doctype html|<html|<head|<body|<script|<meta", re.I)
_DATA = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?<(?:datastore|rss|feed|urlset|root|data|response|result|xml)\b", re.I)
_MOUNT = "//*[@id='app' or @id='root' or @id='__next' or @id='__nuxt' or @id='q-app' or @id='main-app']"
_TEMPLATE = re.compile(r"\{\{[^{}]{1,80}\}\}|<\?=\s*\w|<%=?\s*\w|\b(?:v-for|ng-repeat|ms-for|ms-repeat|wx:for)\s*=")
_WIDGET = re.compile(r"jpaas-publish-server|unitbuild\.js|lightfrontaction|document\.writeln\(\s*[\"']\s*<(?:li|tr)\b")
_WRITES = re.compile(r"innerHTML|insertAdjacentHTML|appendChild|document\.write|\.(?:append|html|prepend)\(")
_FETCHES = re.compile(r"\bfetch\s*\(|\.(?:ajax|getJSON)\s*\(|\$\.(?:get|post)\s*\(|XMLHttpRequest|axios|\$http")


def judge_page(page: Page, *, asked_url: str, expect: Literal["list", "article", "file"]) -> Finding:
    """OK, or what came instead, with what was seen (Chinese). `asked_url` is the address before any redirect.

    A `file` (attachment) is judged by its bytes, whatever its name and type announce.
    """
    return _by_status(page) or _by_body(page, asked_url, expect) or OK


def _by_status(page: Page) -> Finding | None:
    status = page.status
    if status in _PLAIN:
        return _PLAIN[status]
    if 200 <= status < 300 and not (status == 202 and "<script" in text_of(page).lower()):
        return None
    vendor = challenge_in(page)
    if vendor or status in _REFUSALS or status == 202:
        return Outcome.BLOCKED, f"访问被拦截（{status}{'，' + vendor if vendor else ''}）"
    if status >= 500:
        return Outcome.SERVER_ERROR, f"服务器出错（{status}）"
    return Outcome.HTTP_ERROR, f"跳转没有完成（{status}）" if status < 400 else f"服务器拒绝请求（{status}）"


def _by_body(page: Page, asked_url: str, expect: str) -> Finding | None:
    if not page.body.strip():
        return Outcome.UNREADABLE, "内容为空"
    if page.body.startswith(_FILE_MAGIC):
        return (Outcome.UNREADABLE, "列表地址给出的是文件，不是网页") if expect == "list" else None
    if _is_data(page):
        return (Outcome.UNREADABLE, "应为附件文件，给出的却是接口数据") if expect == "file" else None
    if vendor := challenge_in(page):
        return Outcome.BLOCKED, f"给出的是验证或防护页（{vendor}）"
    found = error_page(page, asked_url) or _sent_home(page, asked_url)
    return found or _wrong_file(page, asked_url, expect) or _tiny(page, expect)


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


def _sent_home(page: Page, asked_url: str) -> Finding | None:
    asked, came = urlsplit(asked_url), urlsplit(page.url)
    deep = _HOME.fullmatch(asked.path) is None or asked.query
    if deep and _HOME.fullmatch(came.path) and not came.query and (came.path or "/") != (asked.path or "/"):
        return Outcome.REDIRECTED_HOME, f"被转到网站首页（{came.netloc}）"
    above, below = _folders(came.path), _folders(asked.path)
    if above and not came.query and len(above) < len(below) and below[: len(above)] == above:
        return Outcome.REDIRECTED_HOME, f"转到了上级栏目（{came.path}）"
    return None


def _folders(path: str) -> list[str]:
    """The steps of a path; the name of an entrance page (index.html) is none, nor is a slash at the end."""
    steps = [step for step in path.split("/") if step]
    return steps[:-1] if steps and _HOME.fullmatch(steps[-1]) else steps


def _wrong_file(page: Page, asked_url: str, expect: str) -> Finding | None:
    """A web page, mostly an error, where a document was asked for or announced."""
    announced = _ATTACHMENT_TYPE.search(page.header("content-type") or "")
    expected = expect == "file" or announced or _ATTACHMENT.search(urlsplit(asked_url).path)
    if expected and _MARKUP.search(page.body[:2000]) and not _OFFICE_MARKUP.search(text_of(page)[:5000]):
        return Outcome.UNREADABLE, "应为附件文件，给出的却是网页"
    return None


def _tiny(page: Page, expect: str) -> Finding | None:
    root = tree_of(page)
    shown = len("".join(inner_text(root).split())) if root is not None else len(text_of(page).strip())
    drawn = elements(root, "//img | //iframe | //frame | //embed | //object") or (expect == "list" and _scripts(page))
    return (Outcome.UNREADABLE, f"内容只有{len(page.body)}字节，没有文字") if shown < 10 and not drawn else None


def _scripts(page: Page) -> bool:
    return bool(elements(tree_of(page), "//script[@src or normalize-space(.)]"))


def judge_listing(listing_pages: Sequence[Listing], min_posts: int, *, ended: bool) -> tuple[Outcome, str, bool]:
    """A walked list as a whole: outcome, reason (Chinese), and whether it is complete: what it lacks is absent then.

    `ended` tells that the last page named no further one.
    """
    found = len({post.url for listing in listing_pages for post in listing.posts})
    shortfall = next(_shortfalls(listing_pages, found, min_posts, ended), None)
    if shortfall is not None:
        return *shortfall, False
    return Outcome.OK, f"共{len(listing_pages)}页{found}条", True


def _shortfalls(listings: Sequence[Listing], found: int, min_posts: int, ended: bool) -> Iterator[Finding]:
    total = max((listing.total for listing in listings if listing.total is not None), default=0)
    pages = max((listing.pages for listing in listings if listing.pages is not None), default=0)
    if not found and (min_posts > 0 or total > 0):
        yield Outcome.EMPTY, "列表没有任何条目"
    if found < min_posts:
        yield Outcome.TOO_FEW, f"列表只有{found}条，登记的下限是{min_posts}条"
    if found < total:
        yield Outcome.INCOMPLETE, f"列表注明共{total}条，只读到{found}条"
    if not ended:
        yield Outcome.INCOMPLETE, f"读到第{len(listings)}页为止，没有读到列表末尾"
    if len(listings) < pages:
        yield Outcome.INCOMPLETE, f"列表共有{pages}页，只读到{len(listings)}页"


def repeats(earlier: Listing, later: Listing) -> bool:
    """Whether a following page shows nothing but what an earlier one showed."""
    return bool(later.posts) and {post.url for post in later.posts} <= {post.url for post in earlier.posts}


def needs_browser(page: Page) -> str | None:
    """Why a page that gave no rows seems to be drawn by script only (Chinese), None where it does not."""
    root = tree_of(page)
    return next(_script_signs(page, root), None) if root is not None and not page.rendered else None


def _script_signs(page: Page, root: Element) -> Iterator[str]:
    links, scripts = view_of(page).links, elements(root, "//script")
    inline = "\n".join(whole_text(script) for script in scripts)
    if any(len("".join(whole_text(mount).split())) < 40 for mount in elements(root, _MOUNT)):
        yield "页面主体是脚本程序的空挂载点"
    if template := _TEMPLATE.search(text_of(page)):
        yield f"页面里有未填充的模板标记（{template.group()[:20]}）"
    if widget := _WIDGET.search(text_of(page)):
        yield f"条目由列表组件的脚本写入（{widget.group()[:20]}）"
    if links < 10 and any(re.search(r"JavaScript|脚本", whole_text(e), re.I) for e in elements(root, "//noscript")):
        yield "页面提示需要启用 JavaScript"
    if _WRITES.search(inline) and (_FETCHES.search(inline) or _names_empty_box(page, inline)):
        yield "条目由脚本写入页面"
    if len(scripts) >= 5 and links < 5:
        yield f"有{len(scripts)}段脚本，几乎没有链接"


def _names_empty_box(page: Page, script: str) -> bool:
    """A box without content whose id a script uses."""
    kinds = "self::div or self::ul or self::ol or self::dl or self::table or self::tbody or self::section"
    boxes = elements(tree_of(page), f"//*[@id and not(*) and not(normalize-space(.)) and ({kinds})]")
    return any(re.search(rf"""["'#]{re.escape(e.get("id") or "")}["']""", script) for e in boxes)
