"""Lists that only a browser shows 脚本绘制的列表. Pure."""

import re
from collections.abc import Iterator

from core.pages import Page
from crawlers.led_away import script_target
from crawlers.obstacles import SAYS_EMPTY, said, view_of
from crawlers.pagetext import Element, elements, text_of, tree_of, whole_text
from crawlers.platforms import LAST_RESORT, fingerprint
from crawlers.platforms._mounts import FETCHES, WRITES, box_to_fill, names_empty_box

_MOUNT = "//*[@id='app' or @id='root' or @id='__next' or @id='__nuxt' or @id='q-app' or @id='main-app']"
_TEMPLATE = re.compile(r"\{\{[^{}]{1,80}\}\}|<\?=\s*\w|<%=?\s*\w|\b(?:v-for|ng-repeat|ms-for|ms-repeat|wx:for)\s*=")
_WRITES_ROWS = re.compile(r"document\.writeln\(\s*[\"']\s*<(?:li|tr)\b")


def needs_browser(page: Page) -> str | None:
    """Why a page that gave no rows seems to be drawn by script only (Chinese), None where it does not.

    What a platform knows as its own is read as that platform reads it: drawn or not, its list is asked for elsewhere.
    """
    root = tree_of(page)
    if root is None or page.rendered or fingerprint(page)[0].NAME != LAST_RESORT:
        return None
    return next(_script_signs(page, root), None)


def _script_signs(page: Page, root: Element) -> Iterator[str]:
    links, scripts = view_of(page).links, elements(root, "//script")
    inline = "\n".join(whole_text(script) for script in scripts)
    if any(len("".join(whole_text(mount).split())) < 40 for mount in elements(root, _MOUNT)):
        yield "页面主体是脚本程序的空挂载点"
    if template := _TEMPLATE.search(text_of(page)):
        yield f"页面里有未填充的模板标记（{template.group()[:20]}）"
    if widget := _WRITES_ROWS.search(text_of(page)):
        yield f"条目由列表组件的脚本写入（{widget.group()[:20]}）"
    if script_target(page):
        yield "页面只用脚本转到别处"
    if links < 10 and any(re.search(r"JavaScript|脚本", whole_text(e), re.I) for e in elements(root, "//noscript")):
        yield "页面提示需要启用 JavaScript"
    if WRITES.search(inline) and (FETCHES.search(inline) or names_empty_box(root, inline)):
        yield "条目由脚本写入页面"
    if (box := box_to_fill(root)) and not said(page, SAYS_EMPTY):
        yield f"列表（{box}）是空的，可能由外部脚本填充"
    if len(scripts) >= 5 and links < 5:
        yield f"有{len(scripts)}段脚本，几乎没有链接"
