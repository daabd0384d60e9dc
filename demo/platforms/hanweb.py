"""A Hanweb site: rows in CDATA inside a script, following groups from dataproxy, a counter and a clock on articles."""

import random
from collections.abc import Mapping
from html import escape

from demo import article, chrome
from demo.cast import TownColumn
from demo.posts import Post
from demo.script import TOWN
from demo.view import Answer, Asked, View, page_count, page_of, whole

SIZE, GROUP = 15, 45  # rows shown at once, rows sent at once: the list page carries the first group
_PROXY = "/module/web/jpage/dataproxy.jsp"


def column_path(column: TownColumn) -> str:
    return f"/col/col{column.token}/index.html"


def post_path(post: Post) -> str:
    on = post.appears_at
    return f"/art/{on.year}/{on.month}/{on.day}/art_{TOWN.columns[post.column_id].token}_{post.number}.html"


def draw(view: View, asked: Asked) -> Answer | None:
    column = next((c for c in view.columns if column_path(c) == asked.path), None)
    if column:
        return _list(view, column)
    if asked.path == "/js/jpage.js":
        return Answer(_SCRIPT.encode(), "asset", "text/javascript; charset=utf-8")
    if asked.path == _PROXY:
        listed = view.column(asked.query.get("columnid", ""))
        return _group(view, listed, asked.query) if listed else None
    post = view.post(asked.path, post_path)
    return _article(view, post) if post else None


def _unit(column: TownColumn) -> str:
    return f"7{column.token}3"


def _params(column: TownColumn) -> str:
    return f"appid=1&webid=31&path=/&columnid={column.token}&unitid={_unit(column)}&permissiontype=0"


def _store(column: TownColumn, posts: tuple[Post, ...], rows: tuple[Post, ...], following: int | None) -> str:
    """Rows as the module packs them; `following` is the number of the next group."""
    records = "".join(
        f"<record><![CDATA[<li><span>{article.shown(p, '%Y-%m-%d')}</span>"
        f'<a href="{post_path(p)}" title="{escape(p.title)}" target="_blank">{escape(p.title)}</a></li>]]></record>\n'
        for p in rows
    )
    group = f'<a href="{_PROXY}?page={following}&{_params(column)}"></a>' if following else ""
    return (
        f"<datastore><nextgroup><![CDATA[{group}]]></nextgroup>"
        f"<totalrecord>{len(posts)}</totalrecord><totalpage>{page_count(posts, GROUP)}</totalpage>"
        f"<recordset>{records}</recordset></datastore>"
    )


_SCRIPT = """function $(name) {
  var box = document.getElementById(name.slice(1));
  return {jpage: function (options) {
    var xml = new DOMParser().parseFromString(box.textContent, "text/xml");
    var rows = Array.from(xml.getElementsByTagName("record")).slice(0, options.perPage);
    var pages = Math.ceil(options.totalRecord / options.perPage);
    box.innerHTML = rows.map(function (r) { return r.textContent; }).join("");
    document.getElementById("pager").textContent = "共" + options.totalRecord + "条　1/" + pages + "页";
  }};
}
"""


def _list(view: View, column: TownColumn) -> Answer:
    posts = view.posts(column)
    unit = _unit(column)
    store = _store(column, posts, page_of(posts, 1, GROUP), 2 if len(posts) > GROUP else None)
    body = f"""{chrome.breadcrumb(view, ["信息公开", column.name])}
<ul class="list" id="{unit}"><script type="text/xml">{store}</script></ul>
<div class="pager" id="pager"></div>
<script>
$('#{unit}').jpage({{totalRecord: {len(posts)}, perPage: {SIZE}, groupSize: {GROUP // SIZE}, proxyUrl: '{_PROXY}',
  col: 1, appid: 1, webid: 31, path: '/', columnid: {column.token}, sourceContentType: 1, unitid: '{unit}',
  webname: '{view.site.name}', permissiontype: 0}});
</script>"""
    head = '<script src="/js/jpage.js"></script>'
    return Answer(chrome.document(view, f"{view.site.name} {column.name}", body, head=head), "list")


def _group(view: View, column: TownColumn, query: Mapping[str, str]) -> Answer:
    """A group asked for by its number, or rows by theirs (from 1)."""
    posts = view.posts(column)
    first, last = whole(query.get("startrecord")), whole(query.get("endrecord"))
    number = whole(query.get("page")) or 1
    if first and last:
        rows, more = posts[first - 1 : last], None
    else:
        rows, more = page_of(posts, number, GROUP), number + 1 if number * GROUP < len(posts) else None
    text = '<?xml version="1.0" encoding="UTF-8"?>' + _store(column, posts, rows, more)
    return Answer(text.encode(), "api", "text/xml; charset=utf-8")


def _article(view: View, post: Post) -> Answer:
    column = TOWN.columns[post.column_id]
    hits = random.Random(f"hits {post.number} {view.day:%Y%m%d}").randint(20, 900)  # by the day, not by the visit
    body = f"""{chrome.breadcrumb(view, ["信息公开", column.name])}{article.mobile_copy(view, post)}
<div class="pc">{article.headline(post)}
<div class="info"><span>发布日期：{article.shown(post)}</span><span>浏览次数：{hits}</span>
<span>信息来源：{post.source}</span>
<span>字体：[ <a href="#">大</a> <a href="#">中</a> <a href="#">小</a> ]</span></div>
<!--ZJEG_RSS.content.begin--><div id="zoom" class="text">{article.text_of(view, post)}</div>
<!--ZJEG_RSS.content.end-->
<div class="tools"><a href="javascript:window.print()">打印</a>
<a href="javascript:window.close()">关闭</a></div></div>"""
    head = chrome.metas(view, post, column.name, url=view.base_url + post_path(post))
    clock = f"今天是{chrome.day_text(view.day)}"
    page = chrome.document(view, f"{view.site.name} {column.name} {post.title}", body, head=head, clock=clock)
    return Answer(page, "article")
