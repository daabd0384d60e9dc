"""Boxes of a page that its own script fills 挂载点, and lists that go on by script."""

import re

from crawlers.pagetext import Element, elements, whole_text

WRITES = re.compile(r"innerHTML|insertAdjacentHTML|appendChild|document\.write|\.(?:append|html|prepend)\(")
FETCHES = re.compile(r"\bfetch\s*\(|\.(?:ajax|getJSON)\s*\(|\$\.(?:get|post)\s*\(|XMLHttpRequest|axios|\$http")
_KINDS = "self::div or self::ul or self::ol or self::dl or self::table or self::tbody or self::section"
_WAITS = "contains(., '加载') and string-length(normalize-space(.)) < 12"  # 正在加载…, 数据加载中
_EMPTY = f"//*[(@id or @class) and not(*) and (not(normalize-space(.)) or ({_WAITS})) and ({_KINDS})]"
_FOR_LIST = re.compile(r"list|lst|lieb|result|rows\b|data|content|article|tbody|\bitems?\b", re.I)
_BESIDE = re.compile(
    r"hot|side|login|user|count|weather|tianqi|\btq|search|banner|nav|menu|foot|head|link|tool|share|chat|comment|kefu|robot"
    r"|weibo|\bwb|marquee|(?<!sc)roll|[-_](?:top|bottom|line|bg)\b",
    re.I,
)
_PAGER = re.compile(r"\bpag(?:e|er|es|ination|ing|ebar)?\b|page[-_]?(?:box|div|nav|bar)|fenye|fanye|laypage", re.I)
_TURNS = re.compile(r"(?:\+\+\s*\w*page|page\w*\s*(?:\+\+|\+=|=\s*\w*page\w*\s*\+))", re.I)
_COUNTED = re.compile(r"\b(?:count|total|totalCount|totalRows?)\s*:\s*([\w$]+)")  # rows, as laypage is told them
_SCROLLED = re.compile(r"\.scroll\s*\(|onscroll|[\"']scroll[\"']|scrollTop|IntersectionObserver|onReachBottom")

_LIBRARY = re.compile(
    r"jquery|bootstrap|swiper|slick|layui|layer|vue|react|angular|echarts|share|bdstatic|baidu|cnzz|count|tongji|stat"
    r"|exposure|conac|jiucuo|wza|barrier|aria|polyfill|html5|respond|ie[6-9]|superslide|pinyin|qrcode|calendar",
    re.I,
)


def inline_scripts(root: Element) -> list[str]:
    return [whole_text(script) for script in root.iter("script") if script.get("src") is None]


def unfilled_list(root: Element) -> str | None:
    """The name of an empty box that is named for a list and that a script of the page fetches rows for."""
    scripts = [s for s in inline_scripts(root) if FETCHES.search(s) and WRITES.search(s)]
    for box in elements(root, _EMPTY) if scripts else []:
        names = f"{box.get('class') or ''} {box.get('id') or ''}"
        if _FOR_LIST.search(names) and not _BESIDE.search(names) and any(_named(box, s) for s in scripts):
            return names.rsplit(maxsplit=1)[-1]
    return None


def empty_boxes(root: Element) -> list[str]:
    """Class and id of each empty box that nothing but its name speaks for: not one for a menu, a search, a login."""
    names = map(_called, elements(root, _EMPTY))
    return [name for name in names if not _BESIDE.search(name)]


def runs_outside_script(root: Element) -> bool:
    """Whether a script is loaded that is no library: it may be what fills a box."""
    files = [(s.get("src") or "").partition("?")[0].rpartition("/")[2] for s in elements(root, "//script[@src]")]
    return not all(map(_LIBRARY.search, files))


def box_to_fill(root: Element) -> str | None:
    """The name of an empty box that may wait for its rows: one with an id, or named for a list."""
    boxes = elements(root, _EMPTY) if runs_outside_script(root) else []
    named = (box for box in boxes if box.get("id") or _FOR_LIST.search(box.get("class") or ""))
    return next((name.split()[-1] for name in map(_called, named) if name and not _BESIDE.search(name)), None)


def _called(box: Element) -> str:
    """Its class and id."""
    return f"{box.get('class') or ''} {box.get('id') or ''}".strip()


def _named(box: Element, script: str) -> re.Match[str] | None:
    """Where a script speaks of a box by its id or by a class."""
    names = [re.escape(name) for name in f"{box.get('id') or ''} {box.get('class') or ''}".split()]
    return re.search(rf"""["'#.](?:{"|".join(names)})["'\s)]""", script)


def names_empty_box(root: Element, script: str) -> bool:
    """A script uses the id of a box without content."""
    boxes = (box.get("id") or "" for box in elements(root, _EMPTY))
    return any(re.search(rf"""["'#]{re.escape(name)}["']""", script) for name in boxes if name)


def goes_on_by_script(root: Element, rows: int) -> bool:
    """Rows that a script adds when the page is scrolled, or an empty pager that a script is about to draw."""
    scripts = inline_scripts(root)
    if any(_TURNS.search(s) and _SCROLLED.search(s) and FETCHES.search(s) for s in scripts):
        return True
    pagers = [box for box in elements(root, _EMPTY) if _PAGER.search(f"{box.get('class')} {box.get('id')}")]
    return any(_draws_more(box, script, rows) for box in pagers for script in scripts)


def _draws_more(box: Element, script: str, rows: int) -> bool:
    """A call for an empty pager with numbers that are not those of a single page of so many rows."""
    found = _named(box, script)
    if found is None:
        return False
    call = re.match(r"[^;{}]{0,80}?(?:\{[^{}]{0,300}\}|[^;]{0,200})", script[found.end() :])
    said = call.group() if call else ""
    if counted := _COUNTED.search(said):
        total = _value(counted.group(1), script)
        return total is None or total > rows
    given = [int(n) for n in re.findall(r"(?<![\w.#])\d{1,6}(?![\w.%])", said)]
    return bool(given) and max(given) > 1 and max(given) != rows


def _value(name: str, script: str) -> int | None:
    """What a script calls so, where it sets it once and for good, to a number."""
    if name.isdigit():
        return int(name)
    values = re.findall(rf"""(?<![\w.]){re.escape(name)}\s*(?:[-+*/]?=(?!=)|\+\+|--)\s*["']?([^"';,\s]*)""", script)
    return int(values[0]) if len(values) == 1 and values[0].isdigit() else None
