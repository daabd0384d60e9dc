"""A site with `contents/<column>/<id>.html`: page tags, a frozen clock in the banner, following pages by 下一页."""

import re
from html import escape

from demo import article, chrome
from demo.cast import TownColumn
from demo.posts import Post
from demo.script import TOWN
from demo.view import Answer, Asked, View, page_count, page_of

SIZE = 20
_CLOCK = "2018年5月7日 星期一"  # stopped years ago, on every page
_LIST = re.compile(r"/jz/contents/(\w+)/(?:index(?:_(\d+))?\.html)?")


def column_path(column: TownColumn) -> str:
    return f"/jz/contents/{column.token}/"


def post_path(post: Post) -> str:
    return f"/jz/contents/{TOWN.columns[post.column_id].token}/{post.number}.html"


def draw(view: View, asked: Asked) -> Answer | None:
    listed = _LIST.fullmatch(asked.path)
    column = view.column(listed[1]) if listed else None
    if column and listed:
        return _list(view, column, int(listed[2] or 1))
    post = view.post(asked.path, post_path)
    return _article(view, post) if post else None


def _list(view: View, column: TownColumn, number: int) -> Answer | None:
    posts = view.posts(column)
    pages = page_count(posts, SIZE)
    if not 1 <= number <= pages:
        return None
    rows = "\n".join(
        f'<li><a href="{post_path(p)}" title="{escape(p.title)}">{escape(article.cut(p.title, 32))}</a>'
        f"<i>{article.shown(p, '%Y-%m-%d')}</i></li>"
        for p in page_of(posts, number, SIZE)
    )
    following = f'<a href="index_{number + 1}.html">下一页</a>' if number < pages else ""
    body = f"""{chrome.breadcrumb(view, column.name.split("·"), label="当前位置:")}
<ul class="list">
{rows}
</ul>
<div class="pager">共{len(posts)}条 第{number}/{pages}页 {following}</div>"""
    page = chrome.document(view, f"{column.name}_{view.site.name}", body, clock=_CLOCK)
    return Answer(page, "list", changed_at=view.list_changed_at(column))


def _article(view: View, post: Post) -> Answer:
    column = TOWN.columns[post.column_id]
    body = f"""{chrome.breadcrumb(view, column.name.split("·"), label="当前位置:")}
<div class="qt">{article.headline(post, "div")}
<div class="info"><span>发布日期: {article.shown(post)}</span>&nbsp;&nbsp;&nbsp;&nbsp;<span>来源: {post.source}</span>
<div class="fontsize">字号: <a href="#">大</a> <a href="#">中</a> <a href="#">小</a></div>
<ul class="ewm"><li>扫一扫在手机打开当前页</li></ul></div>
<div class="text article_content">{article.text_of(view, post)}</div></div>"""
    head = chrome.metas(view, post, column.name, url=view.base_url + post_path(post))
    page = chrome.document(view, f"{post.title}_{column.name}_{view.site.name}", body, head=head, clock=_CLOCK)
    return Answer(page, "article", changed_at=post.changed_at(view.day))
