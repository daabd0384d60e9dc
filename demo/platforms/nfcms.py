"""A Guangdong portal (NFCMS): `content/post_N.html`, `index_2.html`, whole addresses, dates that mean nothing."""

import re
from html import escape

from demo import article, chrome
from demo.cast import TownColumn
from demo.posts import Post
from demo.script import TOWN
from demo.view import Answer, Asked, View, page_count, page_of

SIZE = 20
# the archive notice is on every page, hidden; its dates stand for "never"
_ARCHIVED = """<div class="gdlogo" style="display:none"><b>页面已归档</b><p>1970年01月01日</p></div>
<script>var guidang = "7070年01月01日";</script>"""


def column_path(column: TownColumn) -> str:
    return f"/{column.token}/index.html"


def post_path(post: Post) -> str:
    return f"/{TOWN.columns[post.column_id].token}/content/post_{post.number}.html"


def draw(view: View, asked: Asked) -> Answer | None:
    folder, _, name = asked.path.rpartition("/")
    page = re.fullmatch(r"(?:index(?:_(\d+))?\.html)?", name)
    column = view.column(folder.strip("/"))
    if column and page:
        return _list(view, column, int(page[1] or 1))
    post = view.post(asked.path.replace("/mpost_", "/post_"), post_path)
    return _article(view, post) if post else None


def _head(column: TownColumn, mobile: str) -> str:
    return (
        f"<script>if (/Mobile/i.test(navigator.userAgent)) location.href = '{mobile}';</script>\n"
        f'<script>var NFCMS_SITE_ID = "990004"; var NFCMS_CATE = "{column.token}";</script>'
    )


def _row(view: View, post: Post) -> str:
    return (
        f'<li><a target="_blank" title="{escape(post.title)}" href="{view.base_url}{post_path(post)}">'
        f"{escape(article.cut(post.title, 30))}</a><span> [{article.shown(post, '%Y-%m-%d')}]</span></li>"
    )


def _pager(view: View, column: TownColumn, number: int, pages: int) -> str:
    def link(page: int, text: str, name: str) -> str:
        file = "index.html" if page == 1 else f"index_{page}.html"
        return f'<a class="{name}" href="{view.base_url}/{column.token}/{file}">{text}</a>'

    numbers = "".join(link(n, str(n), "on" if n == number else "num") for n in range(1, pages + 1))
    following = link(number + 1, "下一页", "next") if number < pages else ""
    return f'<div class="pager">{link(1, "首页", "first")}{numbers}{following}{link(pages, "尾页", "last")}</div>'


def _list(view: View, column: TownColumn, number: int) -> Answer | None:
    posts = view.posts(column)
    pages = page_count(posts, SIZE)
    if not 1 <= number <= pages:
        return None
    rows = "\n".join(_row(view, p) for p in page_of(posts, number, SIZE))
    body = f"""<div class="crumb"><a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a> &gt; {column.name}</div>
<ul class="list comlist1 mt10">
{rows}
</ul>
{_pager(view, column, number, pages)}
{_ARCHIVED}"""
    page = chrome.document(view, f"{column.name} {view.site.name}", body, head=_head(column, "mindex.html"))
    return Answer(page, "list", changed_at=view.list_changed_at(column))


def _article(view: View, post: Post) -> Answer:
    column = TOWN.columns[post.column_id]
    body = f"""{chrome.breadcrumb(view, ["政务公开", column.name])}
{article.headline(post)}
<div class="info"><span>来源：{post.source}</span><span>时间：{article.shown(post, "%Y-%m-%d %H:%M:%S")}</span>
<span>【字体：<a href="#">大</a> <a href="#">中</a> <a href="#">小</a>】</span></div>
<div id="zoomcon" class="text news_cont_d_wrap">{article.text_of(view, post)}</div>
<div class="tools">分享到：<a href="#">微信</a></div>
<script>var NFCMS_POST_ID = {post.number};</script>
{_ARCHIVED}"""
    head = chrome.metas(view, post, column.name, url=view.base_url + post_path(post))
    head += "\n" + _head(column, f"mpost_{post.number}.html")
    page = chrome.document(view, f"{post.title} {view.site.name}", body, head=head)
    return Answer(page, "article", changed_at=post.changed_at(view.day))
