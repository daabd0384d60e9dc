"""The site and the column that a page stands in 网站和栏目: what the page shows beats a tag that contradicts it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parsers.page import Line, SeenPage
from parsers.sources import Told, valid_tag
from parsers.text import fold

_CODE = re.compile(r"bm\d{8}|\d{10}", re.I)
_CODE_SHOWN = re.compile(r"网站标识码\s?[:：]?\s?(bm\d{8}|\d{10})(?!\d)", re.I)
_PIECES = re.compile(r"[_|｜]|\s[-–—]+\s|——|-")
_SITE = re.compile(r"\S{2,24}(?:网|网站|门户|平台|人民政府|管委会|委员会|办事处|[局厅])")
_PLACE_MARK = re.compile(r"位置|首页")
_CRUMBS = re.compile(r"\s?(?:>+|》|›|»|→|＞|-\s?>)\s?")
_NO_COLUMN = re.compile(r"正文|详情|内容|文章|信息(?:详情|内容|查看)?|(?:网站)?首页|浏览|阅读|当前页")


@dataclass(frozen=True, slots=True)
class Site:
    """网站名称、网站标识码 (10 characters), 栏目名称, each None where the page does not tell it soundly."""

    name: Told | None
    code: Told | None
    column: Told | None


def read_site(page: SeenPage, title: str | None) -> Site:
    """`title` is the page's own: a tag that only repeats it says nothing."""
    return Site(_name(page, title), _code(page, title), _column(page, title))


def _name(page: SeenPage, title: str | None) -> Told | None:
    tagged = valid_tag(page.meta, "sitename", title) or valid_tag(page.meta, "og:site_name", title)
    shown = _shown_name(page.title_tag, title)
    if shown and not (tagged and (fold(shown) in fold(tagged) or fold(tagged) in fold(shown))):
        return Told(shown, "网页标题")
    return Told(tagged, "meta sitename") if tagged else None


def _shown_name(title_tag: str | None, title: str | None) -> str | None:
    """The site's name behind the page's title in the browser's tab: 标题_晴川市人民政府."""
    if not title_tag or not title or not fold(title_tag).startswith(fold(title)):
        return None
    rest = _PIECES.split(title_tag[len(title) :])
    last = rest[-1].strip() if len(rest) > 1 else ""
    return last if _SITE.fullmatch(last) else None


def _code(page: SeenPage, title: str | None) -> Told | None:
    for line in _outside(page):
        if "标识码" in line and (m := _CODE_SHOWN.search(line)):
            return Told(m.group(1).lower(), "页面“网站标识码”")
    tagged = valid_tag(page.meta, "siteidcode", title)
    return Told(tagged.lower(), "meta siteidcode") if tagged and _CODE.fullmatch(tagged) else None


def _outside(page: SeenPage) -> Iterator[str]:
    yield from (line.text for line in reversed(page.after))
    if page.loose:
        yield from page.article[-20:]
    yield from (line.text for line in page.before)


def _column(page: SeenPage, title: str | None) -> Told | None:
    tagged = valid_tag(page.meta, "columnname", title)
    crumbs = _breadcrumb(page.before, title)
    if tagged and (not crumbs or fold(tagged) in map(fold, crumbs)):
        return Told(tagged, "meta columnname")
    return Told(crumbs[-1], "页面“当前位置”") if crumbs else None


def _breadcrumb(lines: Sequence[Line], title: str | None) -> list[str]:
    """The columns in the breadcrumb, outermost first, without 首页, 正文 and the title."""
    for line in lines:
        parts = _CRUMBS.split(line.text) if len(line.text) <= 300 else []
        if len(parts) < 2 or not _PLACE_MARK.search(parts[0]):
            continue
        names = [part.strip(" :：") for part in parts[1:]]
        return [n for n in names if 2 <= len(n) <= 30 and not _NO_COLUMN.fullmatch(n) and fold(n) != fold(title or "")]
    return []
