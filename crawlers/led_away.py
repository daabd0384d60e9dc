"""Sent somewhere else 被转走: by a redirect that the final address tells, by a script or a meta tag. Pure."""

import re
from urllib.parse import urljoin, urlsplit

from core.addresses import document_key
from core.pages import Outcome, Page
from crawlers.error_pages import LOGIN_ADDRESS
from crawlers.obstacles import Finding, view_of
from crawlers.pagetext import elements, fold, text_of, tree_of, whole_text

_HOME = re.compile(r"/?(?:(?:index|default|home|main)(?:\.\w{2,5})?)?/?", re.I)
_ENTRANCE = re.compile(r"/?(?:(?:index|default|home|main)\.\w{2,5})?", re.I)  # /home/ may well be a column
_FOR_GOOD = frozenset({"301", "308"})
_SCRIPT = re.compile(
    r"location(?:\.href)?\s*=\s*[\"']([^\"'\s]+)[\"']|location\.(?:replace|assign)\s*\(\s*[\"']([^\"'\s]+)[\"']", re.I
)
_META = re.compile(
    r"http-equiv\s*=\s*[\"']?refresh[^>]*content\s*=\s*[\"']?\s*\d+\s*[;,]\s*(?:url\s*=)?\s*([^\"'>\s]+)", re.I
)


def sent_home(page: Page, asked_url: str) -> Finding | None:
    """The home page, or a section above, where a column or post was asked for."""
    asked, came = urlsplit(asked_url), urlsplit(page.url)
    deep = _ENTRANCE.fullmatch(asked.path) is None or asked.query
    if deep and _HOME.fullmatch(came.path) and not came.query and (came.path or "/") != (asked.path or "/"):
        return Outcome.REDIRECTED_HOME, f"被转到网站首页（{came.netloc}）"
    above, below = _folders(came.path), _folders(asked.path)
    if above and not came.query and len(above) < len(below) and below[: len(above)] == above:
        return Outcome.REDIRECTED_HOME, f"转到了上级栏目（{came.path}）"
    return None


def sent_elsewhere(page: Page, asked_url: str) -> Finding | None:
    """Another list than the one asked for, though it may be as good a list as that.

    Scheme, www, session and the entrance's name may differ, and it may lead further down, or ask for more. A site that
    says that the address has moved for good (301, 308) is believed.
    """
    asked, came = urlsplit(document_key(asked_url)), urlsplit(document_key(page.url))
    further = came.path == asked.path or came.path.startswith(asked.path + "/")
    if page.url == asked_url or (further and set(asked.query.split("&")) <= {"", *came.query.split("&")}):
        return None
    hops = (page.header("FazhiWatch-Redirects") or "").split()
    if hops and set(hops[::2]) <= _FOR_GOOD:
        return None
    return Outcome.REDIRECTED_HOME, f"转到了另一个地址（{page.url[:80]}），栏目如已搬迁，请核对后改登新地址"


def _folders(path: str) -> list[str]:
    """The steps of a path; the name of an entrance page (index.html) is none, nor is a slash at the end."""
    steps = [step for step in path.split("/") if step]
    return steps[:-1] if steps and _HOME.fullmatch(steps[-1]) else steps


_MORE = re.compile(r"[\[(（<《]?\s*(?:查看|点击)?(?:更多|more)\S{0,4}\s*[>》»+.…\])）]*", re.I)
_MANY_BOXES = 4
_BOXES_OF_HOME = 2  # at the home page's own address
_CALLED_HOME = "//meta[translate(@name,'COLUMNTYPE','columntype')='columntype'][normalize-space(@content)='首页']"
_SITE_NAME = re.compile(
    r"(?:欢迎.{0,6})?[^_|—-]{2,30}(?:人民政府|政府|委员会|办事处|局|厅|委|街道|镇|乡|网|网站|首页|平台)(?:[_|—-]\s*首页)?"
)


def home_served(page: Page, asked_url: str) -> Finding | None:
    """The home page at a column's own address: titled with the site's name only, a box of news beside the other; or
    one that was registered as a column.
    """
    registered = _ENTRANCE.fullmatch(urlsplit(asked_url).path) is not None
    if registered and elements(tree_of(page), _CALLED_HOME):
        return Outcome.UNREADABLE, "这是网站首页，不是栏目，请登记公布报告的栏目"
    if _SITE_NAME.fullmatch(view_of(page).title) is None:
        return None
    links = elements(tree_of(page), "//a[@href][contains(., '更多') or contains(translate(., 'MORE', 'more'), 'more')]")
    boxes = {link.get("href") for link in links if _MORE.fullmatch(fold(whole_text(link)))}
    if len(boxes) < (_BOXES_OF_HOME if registered else _MANY_BOXES):
        return None
    return Outcome.UNREADABLE, f"像是首页或栏目汇总页：有{len(boxes)}个「更多」，看不出哪一组是本栏目"


def sent_by_script(page: Page, asked_url: str) -> Finding | None:
    """Where a page without a content of its own leads to."""
    target = script_target(page)
    if target is None:
        return None
    path = urlsplit(target)
    if LOGIN_ADDRESS.search(path.path):
        return Outcome.LOGIN, f"页面用脚本转到登录页（{path.path}）"
    if _HOME.fullmatch(path.path) and not path.query and _HOME.fullmatch(urlsplit(asked_url).path) is None:
        return Outcome.REDIRECTED_HOME, f"页面用脚本转到网站首页（{path.netloc}）"
    return Outcome.UNREADABLE, f"页面只用脚本转到别处（{path.path}）"


def script_target(page: Page) -> str | None:
    """The address to which a page leads by script or refresh, None where it has a content."""
    view = view_of(page)
    if len(view.own) > 60 or view.links > 2 or view.asks_password:
        return None
    found = _SCRIPT.search(text_of(page)) or _META.search(text_of(page))
    link = next((group for group in found.groups() if group), None) if found else None
    try:
        return urljoin(page.url, link) if link and not link.startswith("javascript") else None
    except ValueError:
        return None
