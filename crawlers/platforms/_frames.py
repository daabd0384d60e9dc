"""Pages that only frame their list 框架页: which of their frames holds it."""

import re
from urllib.parse import urlsplit

from core.pages import Ask, Page
from crawlers.pagetext import Element, elements
from crawlers.platforms._reading import absolute, go_on
from crawlers.platforms._rows import Row

_BESIDE = re.compile(
    r"log(?:in|on)|count|visit|share|foot|head(?:er)?\b|top\.|banner|search|weather|tianqi|tree|menu|nav|left\b|advert",
    re.I,
)
_NAMED = re.compile(r"main|list|content|lieb", re.I)
_OTHER = re.compile(r"video|player|map\b|comment|chat|robot|kefu|calendar|form\b|survey|letter|mailbox|xinxiang", re.I)
_TOPIC = re.compile(r"/(?:zt|ztzl|zhuanti|special|topics?)/", re.I)  # what a special page lies under
_MAIN = re.compile(r"main|list|content|right|body|frame", re.I)


def framed_list(page: Page, root: Element) -> Ask | None:
    """The frame of the same host that shows the list: the only one, or of several the one that is named for it."""
    frames: dict[str, Element] = {}
    for frame in elements(root, "//iframe[@src] | //frame[@src]"):
        url = absolute(page.url, frame.get("src"))
        if url and go_on(page, url) and not _beside(frame, url):
            frames.setdefault(url, frame)
    named = [url for url, frame in frames.items() if _MAIN.search(f"{frame.get('id')} {frame.get('name')}")]
    chosen = list(frames) if len(frames) == 1 else named
    return go_on(page, chosen[0]) if len(chosen) == 1 else None


def frame_beside_rows(page: Page, root: Element) -> Ask | None:
    """The frame that is plainly the list's although rows stand in the page as well: those are of a box beside it."""
    framed = framed_list(page, root)
    frames = elements(root, "//iframe[@src] | //frame[@src]")
    same = (f for f in frames if framed is not None and absolute(page.url, f.get("src")) == framed.url)
    special = framed is not None and _TOPIC.search(framed.url) is not None and not _TOPIC.search(page.url)
    return framed if any(_plainly_list(f, by_size=not special) for f in same) else None


def rows_before(root: Element, rows: list[Row]) -> list[Row]:
    """The rows that stand above every frame: the page may list its posts itself and frame something else below."""
    frame = next(root.iter("iframe", "frame"), None)
    above = set(frame.itersiblings(preceding=True)) if frame is not None else set()
    for outer in frame.iterancestors() if frame is not None else ():
        above.update(outer.itersiblings(preceding=True))
    return [row for row in rows if not above.isdisjoint((row.element, *row.element.iterancestors()))]


def _plainly_list(frame: Element, *, by_size: bool) -> bool:
    """Named for a list, or as large as one."""
    names = f"{urlsplit(frame.get('src') or '').path.rpartition('/')[2]} {frame.get('id')} {frame.get('name')}"
    wide, high = (frame.get(name) or "" for name in ("width", "height"))
    large = by_size and (wide.endswith("%") or _pixels(wide) >= 400) and _pixels(high) >= 300
    return _OTHER.search(names) is None and (large or _NAMED.search(names) is not None)


def _pixels(extent: str) -> int:
    found = re.fullmatch(r"(\d{1,5})(?:px)?", extent.strip())
    return int(found.group(1)) if found else 0


def _beside(frame: Element, url: str) -> bool:
    """Frames for other things: without extent, hidden, the home page, or named for what is not a list."""
    style = (frame.get("style") or "").replace(" ", "")
    small = any(re.fullmatch(r"[01](?:px)?", frame.get(name) or "") for name in ("width", "height"))
    names = f"{urlsplit(url).path.rpartition('/')[2]} {frame.get('id')} {frame.get('name')}"
    return small or "display:none" in style or urlsplit(url).path in ("", "/") or _BESIDE.search(names) is not None
