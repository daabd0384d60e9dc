"""List pages of about 100 KB as government sites send them: 20 posts among much navigation, style and script."""

import datetime
import json
from collections.abc import Iterator
from typing import NamedTuple

POSTS = 20
_FIRST_DAY = datetime.date(2024, 1, 2)
_ABOUT = ("召开行政执法协调监督工作推进会", "开展宪法宣传周活动", "举办执法人员业务培训", "公布行政执法主体名单")
_NAV = "".join(
    f'<li class="nav-{n % 9}"><a href="/zwgk/{n // 12}/{n}/" target="_blank" title="政务公开第{n}目录">'
    f"<span class='icon i{n % 7}'></span>公开目录{n}</a></li>\n"
    for n in range(150)
)
_STYLE = "".join(
    f".nav-{n} .icon{{width:{n % 40}px;height:{n % 30}px;background:url(/images/icon_{n}.png) no-repeat 0 -{n}px}}\n"
    for n in range(350)
)
_SCRIPT = "".join(f'var menu_{n} = {{"id": {n}, "name": "menu-{n}", "open": false}};\n' for n in range(640))
_HEAD = (
    "<!DOCTYPE html><html><head><meta charset='utf-8'><title>法治政府建设</title>"
    f"<style>\n{_STYLE}</style><script>\n{_SCRIPT}</script></head><body><div class='nav'><ul>\n{_NAV}</ul></div>"
    "<div class='list'><ul>\n"
).encode()
_TAIL = (
    "</ul></div><script>createPageHTML(1, 0, 'index', 'html');</script>"
    "<div class='footer'>主办：云溪市人民政府办公室 承办：云溪市大数据中心"
).encode()
_END = b"</div></body></html>"


class Post(NamedTuple):
    path: str  # below the list
    title: str
    listed_on: datetime.date


def posts(number: int, version: int) -> Iterator[Post]:
    """What the list of column `number` shows after `version` more posts, the newest first. None is a report."""
    for post in range(version + POSTS - 1, version - 1, -1):
        day = _FIRST_DAY + datetime.timedelta(days=post)
        title = f"云溪市第{number}街道{_ABOUT[post % len(_ABOUT)]}（第{post}期）"
        yield Post(f"{day:%Y%m}/t{day:%Y%m%d}_{number * 1000 + post}.html", title, day)


def list_page(number: int, version: int, visitors: int | None = None) -> bytes:
    """The list as a page; `visitors` is a counter in its footer."""
    rows = "".join(
        f'<li><a href="./{post.path}" title="{post.title}">{post.title}</a><span>{post.listed_on}</span></li>\n'
        for post in posts(number, version)
    )
    counter = "" if visitors is None else f"<p>您是第<span id='visits'>{visitors}</span>位访问者</p>"
    return b"".join((_HEAD, rows.encode(), _TAIL, counter.encode(), _END))


def drawn_page(number: int, version: int) -> bytes:
    """The same page, its list written by a script."""
    rows = [[f"./{post.path}", post.title, str(post.listed_on)] for post in posts(number, version)]
    script = (
        f"<script>var rows = {json.dumps(rows)};\n"
        "document.querySelector('.list ul').innerHTML = rows.map(function (row) {\n"
        "  var link = '<a href=\"' + row[0] + '\">' + row[1] + '</a>';\n"
        "  return '<li class=\"drawn-post\">' + link + '<span>' + row[2] + '</span></li>';\n"
        "}).join('');</script>"
    )
    return b"".join((_HEAD, _TAIL, script.encode(), _END))
