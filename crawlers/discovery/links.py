"""Where a page leads: links, frames, and the trees of categories that scripts draw. Pure."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from core.pages import Page
from crawlers.pagetext import elements, fold, text_of, tree_of, whole_text
from crawlers.platforms._reading import absolute
from crawlers.platforms._rows import base_of

MOST_LINKS = 3000  # of one page: more are a machine's


@dataclass(frozen=True, slots=True)
class Lead:
    """A way on 线索: an absolute address, and what it is called there."""

    url: str
    name: str


_CRUMBS = " | ".join(
    f"//*[contains(@{name},'{word}')]"
    for name in ("class", "id")
    for word in ("crumb", "position", "location", "dqwz", "weizhi", "local", "path", "wz")
)
_HERE = re.compile(r"(?:当前|现在|所在|您的)?(?:的)?位置\s*[:：]")
_HOME = re.compile(r"(?:网站|返回)?首\s*页")
_OBJECT = re.compile(r"\{[^{}]{1,600}\}")
_NAME = re.compile(r"""["']?\b(?:name|title|text|label|columnName|channelName)["']?\s*:\s*["']([^"'<>]{2,40})["']""")
_URL = re.compile(
    r"""["']?\b(?:url|href|link|linkUrl|columnUrl|channelUrl|path)["']?\s*:\s*["']([^"'<>\s]{2,300})["']"""
)
_TREE = re.compile(r"""\bTREE["']?\s*:\s*(?=\[)""")
_GKMLPT = re.compile(r".*?/gkmlpt(?=/|$)")


def leads_of(page: Page) -> tuple[Lead, ...]:
    """Each address once, under the longest short name it bears."""
    found: dict[str, Lead] = {}
    for lead in (*_tree_leads(page), *_link_leads(page), *_frame_leads(page), *_script_leads(page)):
        known = found.get(lead.url)
        if known is None or len(known.name) < len(lead.name) <= 24:
            found[lead.url] = lead
    return tuple(found.values())


def _link_leads(page: Page) -> Iterator[Lead]:
    root = tree_of(page)
    base = base_of(root, page.url) if root is not None else page.url
    for link in elements(root, "//a[@href]")[:MOST_LINKS]:
        url = absolute(base, link.get("href"))
        name = fold(whole_text(link)) or fold(link.get("title"))
        if url and name:
            yield Lead(url, name)


def _frame_leads(page: Page) -> Iterator[Lead]:
    """A frame holds what its page announces, so it bears the page's name."""
    title = title_of(page)
    for frame in elements(tree_of(page), "//iframe[@src] | //frame[@src]"):
        if url := absolute(page.url, frame.get("src")):
            yield Lead(url, title)


def _script_leads(page: Page) -> Iterator[Lead]:
    """Nodes of a menu tree in a script: {id: 12, name: "…", url: "…"}."""
    scripts = "\n".join(whole_text(e) for e in elements(tree_of(page), "//script[not(@src)]"))[:500_000]
    for node in _OBJECT.finditer(scripts):
        name, address = _NAME.search(node.group()), _URL.search(node.group())
        url = absolute(page.url, address.group(1).replace("\\/", "/")) if address else None
        if name and url:
            yield Lead(url, fold(name.group(1)))


def _tree_leads(page: Page) -> Iterator[Lead]:
    """The categories of a gkmlpt site: each is the index page with its number behind the #."""
    root, tree = _GKMLPT.match(page.url), _TREE.search(text_of(page))
    if root is None or tree is None:
        return
    try:
        nodes, _ = json.JSONDecoder().raw_decode(text_of(page), tree.end())
    except (ValueError, RecursionError):
        return
    for number, name in _categories(nodes, 0):
        yield Lead(f"{root.group()}/index#{number}", name)


def _categories(nodes: Any, depth: int) -> Iterator[tuple[int, str]]:
    for node in nodes if isinstance(nodes, list) and depth < 8 else ():
        if isinstance(node, dict):
            if isinstance(node.get("id"), int) and isinstance(node.get("name"), str):
                yield node["id"], fold(node["name"])
            yield from _categories(node.get("children"), depth + 1)


def title_of(page: Page) -> str:
    """What a page calls itself: its column's meta tag, else the first part of its title."""
    column = meta_of(page, "ColumnName")
    title = next((fold(whole_text(e)) for e in elements(tree_of(page), "//title")), "")
    return column or re.split(r"[_|—]|\s?-\s?", title)[0].strip()


def meta_of(page: Page, name: str) -> str:
    named = elements(tree_of(page), "//meta[@name][@content]")
    return next((fold(e.get("content")) for e in named if (e.get("name") or "").lower() == name.lower()), "")


def breadcrumb_of(page: Page) -> tuple[Lead, ...]:
    """The columns above an article as its 当前位置 names them, from the outermost to the innermost; without 首页."""
    root = tree_of(page)
    base = base_of(root, page.url) if root is not None else page.url
    boxes = [e for e in elements(root, _CRUMBS) if _trail_like(fold(whole_text(e)))]
    boxes += [e for e in elements(root, "//*[contains(text(),'位置')]") if _HERE.search(whole_text(e)[:40])]
    for box in boxes:
        links = elements(box, ".//a[@href]") or elements(box, "../a[@href] | ../*/a[@href]")
        named = ((absolute(base, a.get("href")), fold(whole_text(a))) for a in links)
        found = tuple(Lead(url, name) for url, name in named if url and name and not _HOME.fullmatch(name))
        if found:
            return found
    return ()


def _trail_like(text: str) -> bool:
    return len(text) < 200 and (_HERE.search(text) is not None or _HOME.match(text) is not None)
