"""Sites of four platforms as functions of what they are asked: JPaaS and Epoint interfaces, NFCMS and VSB pages."""

import json
from collections.abc import Callable
from urllib.parse import urlsplit

from core.pages import Ask
from crawlers.platforms._reading import query_of

HOST = "http://www.yunxi.example"
# what a server may do other than it says: give fewer rows a page than it counts with, give the page before the last
# once more, give the first page whatever is asked, give nothing on the last page
TRAPS = ("none", "ceiling", "last_repeated", "always_first", "stops_early")
Site = Callable[[Ask], str]


def title(i: int) -> str:
    return f"青岚区青石街道关于第{i:03d}号法治政府建设事项的情况报告"


def served(n: int, at: int, size: int, trap: str, default: int) -> range:
    """Which posts a server gives on page `at` (from 1) of `size`; `default` is the most that it ever gives."""
    pages = max(-(-n // size), 1)
    if trap == "always_first":
        at = 1
    if trap == "last_repeated" and at >= pages > 1:
        at = pages - 1
    if trap == "stops_early" and at >= pages > 1:
        return range(0)
    start = (at - 1) * size
    most = max(default // 2, 1) if trap == "ceiling" and at > 1 else min(size, default)
    return range(min(start, n), min(start + most, n))


def jpaas_site(n: int, default: int, trap: str, *, counted: bool, in_page: bool) -> Site:
    """`in_page`: the rows of the first page stand in the column's page."""
    query = "{'webId':'3021','tplSetId':'qXy7','tagId':'信息列表','pageId':'1229300001'}"

    def unit(at: int, size: int) -> str:
        rows = "".join(
            f'<li><a href="/col/col1229300001/art/2026/art_{i + 1:032x}.html">{title(i)}</a>2026-03-01</li>'
            for i in served(n, at, size, trap, default)
        )
        counts = f'count="{n}" rows="{default}"' if counted else ""
        return f'<ul>{rows}</ul><div class="pagination" querydata="{query}" {counts}></div>'

    def site(ask: Ask) -> str:
        if "/build/unit" not in ask.url:
            inner = unit(1, default) if in_page else f'<script src="unitbuild.js" queryData="{query}"></script>'
            return f'<html><body><div id="信息列表">{inner}</div></body></html>'
        param = json.loads(query_of(ask.url).get("paramJson", "{}"))
        html = unit(int(param.get("pageNo", 1)), int(param.get("pageSize", default)))
        return json.dumps({"success": True, "data": {"html": html}}, ensure_ascii=False)

    return site


def epoint_site(n: int, default: int, trap: str, *, counted: bool) -> Site:
    def site(ask: Ask) -> str:
        if "govInfoPub" in ask.url:
            return '<html><body><script src="/js/webBuilderCommon.js"></script></body></html>'
        if ask.url.endswith(".js"):
            return 'var siteInfo = {"siteGuid":"0123-4567-89ab","projectName":"/EWB-FRONT"}'
        assert ask.method == "POST" and ask.json is not None
        body = json.loads(ask.json)
        assert (body["deptcode"], body["categorynum"], body["siteGuid"]) == ("", "003010", "0123-4567-89ab")
        size = min(body["pageSize"], default)
        rows = [
            {"infourl": f"/003/{i}.html", "realtitle": title(i), "infodate": "2026-03-01"}
            for i in served(n, body["pageIndex"] + 1, size, trap, default)
        ]
        return json.dumps({"custom": {"data": rows, **({"total": n} if counted else {})}}, ensure_ascii=False)

    return site


def _page(rows: str, pager: str) -> str:
    return f"<html><body><ul class='list'>{rows}</ul>{pager}</body></html>"


def nfcms_site(n: int, size: int, limit: int) -> Site:
    """`limit` is how many pages the site publishes, however many posts there are."""
    pages = min(max(-(-n // size), 1), limit)

    def name(at: int) -> str:
        return "index.html" if at == 1 else f"index_{at}.html"

    def site(ask: Ask) -> str:
        file = urlsplit(ask.url).path.rpartition("/")[2]
        at = next(k for k in range(1, pages + 1) if name(k) == file)
        rows = "".join(
            f'<li><a href="{HOST}/zwgk/fzzf/content/post_{9000 - i}.html">{title(i)}</a><span> [2026-03-01]</span></li>'
            for i in range((at - 1) * size, min(at * size, n))
        )
        links = f'<a class="next" href="{name(at + 1)}">下一页</a>' if at < pages else ""
        script = f"<script>NFCMS_SITE_ID=1; totalPage = Math.ceil({n}/{size}); pages_limit={limit};</script>"
        return _page(rows, f'<div class="page"><a class="current">{at}</a>{links}</div>{script}')

    return site


def vsb_site(n: int, size: int) -> Site:
    pages = max(-(-n // size), 1)

    def site(ask: Ask) -> str:
        file = urlsplit(ask.url).path.removeprefix("/tzgg").strip("/").partition(".")[0]
        at = pages - int(file) + 1 if file else 1
        assert 1 <= at <= pages
        rows = "".join(
            f'<li><a href="/info/1066/{9000 - i}.htm">{title(i)}</a><p class="date">2026-03-01</p></li>'
            for i in range((at - 1) * size, min(at * size, n))
        )
        down = f"{'tzgg/' if at == 1 else ''}{pages - at}.htm"
        following = f'<span class="p_next p_fun"><a href="{down}">下页</a></span>' if at < pages else ""
        words = f'<span class="p_t">共{n}条</span><span class="p_no_d">{at}</span>{following}<span>{at}/{pages}</span>'
        return _page(rows, f'<div class="pb_sys_common"><span class="p_pages">{words}</span></div>')

    return site
