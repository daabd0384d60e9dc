"""The units 组件 of a JPaaS page: which there are, what they are asked with, and which of them is the list."""

import re
from dataclasses import dataclass, replace

from lxml import etree

from crawlers.pagetext import Element, elements
from crawlers.platforms._reading import number

_PAIR = re.compile(r"[\"']?(\w+)[\"']?\s*:\s*(?:'([^']*)'|\"([^\"]*)\")")
_LIST = re.compile(r"列表|分页|信息|内容|概览|当前栏目|新闻|文章|公告|公开|list|page", re.I)
_OTHER = re.compile(
    r"导航|位置|面包屑|菜单|头部|底部|页头|页脚|顶部|尾部|轮播|图片|搜索|链接|标题|栏目名|左侧|nav|menu|head|foot|banner|bread",
    re.I,
)
_API = "/api-gateway/jpaas-publish-server/front/page/build/unit"


@dataclass(frozen=True, slots=True)
class Unit:
    """`count` and `rows` (posts in all, and on a page) stand on a list's pager only; `element` names the unit."""

    query: dict[str, str]
    url: str
    element: Element
    count: int | None = None
    rows: int | None = None

    @property
    def tag(self) -> str:
        return self.query.get("tagId", "")


def units_of(root: Element | None) -> list[Unit]:
    """The units that may be a list, each once: those with a pager, and those named for one and not for menus."""
    kept: dict[tuple[str, ...], Unit] = {}
    for element in elements(root, "//*[@querydata]"):
        unit = _unit(element)
        if not unit.query.get("webId") or not unit.query.get("pageId"):
            continue
        key = tuple(unit.query.get(name, "") for name in ("webId", "pageId", "tagId"))
        known = kept.get(key)
        kept[key] = unit if known is None or known.count is None else known
    return [unit for unit in kept.values() if unit.count is not None or _named_for_list(unit.tag)]


def _named_for_list(tag: str) -> bool:
    return _LIST.search(tag) is not None and _OTHER.search(tag) is None


def _unit(element: Element) -> Unit:
    query = {name: one or other for name, one, other in _PAIR.findall(element.get("querydata") or "")}
    unit = Unit(query, element.get("uniturl") or element.get("url") or _API, element)
    return replace(unit, count=number(element.get("count")), rows=number(element.get("rows")))


def list_unit(units: list[Unit], page_url: str) -> Unit | None:
    """The unit of the list: one with a pager, of the page's own column; None where two may be it."""
    ranked = sorted(units, key=lambda unit: _rank(unit, page_url), reverse=True)
    if not ranked or (len(ranked) > 1 and _rank(ranked[0], page_url) == _rank(ranked[1], page_url)):
        return None
    return ranked[0]


def _rank(unit: Unit, page_url: str) -> tuple[bool, bool]:
    own = re.search(rf"(?<!\d){re.escape(unit.query['pageId'])}(?!\d)", page_url) is not None
    return unit.count is not None, own


def unit_markup(unit: Unit) -> str:
    """What stands in the page of a unit: the box that bears its name, else what its pager stands in."""
    named = next((box for box in unit.element.iterancestors() if box.get("id") == unit.tag), None)
    box = named if named is not None else unit.element.getparent()
    return etree.tostring(box, encoding="unicode", method="html") if box is not None else ""


def pager_counts(root: Element | None) -> tuple[int | None, int | None]:
    """How many posts a unit's pager states in all and on a page."""
    pagers = elements(root, "//*[@count and @rows]") or elements(root, "//*[@count]")
    stated = ((number(pager.get("count")), number(pager.get("rows"))) for pager in pagers)
    return next(((count, rows) for count, rows in stated if count is not None), (None, None))
