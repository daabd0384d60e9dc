"""A Hanweb JPaaS site: the list comes from an interface that pages by `paramJson` alone; no dates in addresses."""

import json
import re
from hashlib import md5
from html import escape

from demo import article, chrome
from demo.cast import TownColumn
from demo.posts import Post
from demo.script import TOWN
from demo.view import Answer, Asked, View, page_of

SIZE = 15
WEB_ID, TEMPLATES, TAG = "3102", "f3Qk7yXo2bZ9", "信息列表"
_API = "/api-gateway/jpaas-publish-server/front/page/build/unit"


def column_path(column: TownColumn) -> str:
    return f"/col/col{column.token}/index.html"


def post_path(post: Post) -> str:
    name = md5(f"jpaas {post.number}".encode(), usedforsecurity=False).hexdigest()[:26]
    return f"/col/col{TOWN.columns[post.column_id].token}/art/{post.appears_at.year}/art_{name}{post.number:06d}.html"


def draw(view: View, asked: Asked) -> Answer | None:
    if asked.path == _API:
        column = view.column(asked.query.get("pageId", ""))
        named = (asked.query.get("webId"), asked.query.get("tplSetId"), asked.query.get("tagId"))
        return _unit(view, column, asked) if column and named == (WEB_ID, TEMPLATES, TAG) else _json(False, None)
    column = next((c for c in view.columns if column_path(c) == asked.path), None)
    if column:
        return _list(view, column)
    post = view.post(asked.path, post_path)
    return _article(view, post) if post else None


def _json(success: bool, data: object) -> Answer:
    text = json.dumps({"success": success, "code": "200", "data": data}, ensure_ascii=False)
    return Answer(text.encode(), "api", "application/json;charset=UTF-8")


def _page_number(asked: Asked) -> int:
    """What `paramJson` says; every other way of naming a page is passed over, and page 1 comes again."""
    try:
        wanted = json.loads(asked.query.get("paramJson", ""))
    except ValueError:
        return 1
    number = wanted.get("pageNo") if isinstance(wanted, dict) else None
    return number if isinstance(number, int) and number > 0 else 1


def _unit(view: View, column: TownColumn, asked: Asked) -> Answer:
    posts = view.posts(column)
    rows = "".join(
        f'<li><a href="{post_path(p)}" title="{escape(p.title)}" target="_blank">{escape(article.cut(p.title, 30))}</a>'
        f"<b>{article.shown(p, '%Y-%m-%d')}</b></li>"
        for p in page_of(posts, _page_number(asked), SIZE)
    )
    pager = f'<div class="pagination" count="{len(posts)}" rows="{SIZE}"></div>'
    return _json(True, {"html": f'<div class="page-content"><ul class="list">{rows}</ul>{pager}</div>'})


def _list(view: View, column: TownColumn) -> Answer:
    named = {
        "parseType": "bulidstatic", "webId": WEB_ID, "tplSetId": TEMPLATES, "pageType": "column", "tagId": TAG,
        "editType": "null", "pageId": column.token,
    }  # fmt: skip
    query = "{" + ",".join(f"'{key}':'{value}'" for key, value in named.items()) + "}"
    body = f"""{chrome.breadcrumb(view, ["政府信息公开", column.name])}
<div class="bt-list"><script src="/AuthorizedRead/unitbuild.js" url="{_API}" queryData="{query}"></script></div>"""
    return Answer(chrome.document(view, f"{view.site.name} {column.name}", body), "list")


def _article(view: View, post: Post) -> Answer:
    column = TOWN.columns[post.column_id]
    body = f"""{chrome.breadcrumb(view, ["政府信息公开", column.name])}
{article.headline(post, "h2")}
<div class="info"><span>发布时间：{article.shown(post)}</span><span>来源：{post.source}</span>
<span>字体：[<a href="#">大</a> <a href="#">中</a> <a href="#">小</a>]</span></div>
<div id="zoom" class="text article-conter">{article.text_of(view, post)}</div>
<div class="tools"><a href="javascript:window.print()">打印本页</a></div>"""
    head = chrome.metas(view, post, column.name, url=view.base_url + post_path(post))
    page = chrome.document(view, f"{view.site.name} {re.sub('·.*', '', column.name)} {post.title}", body, head=head)
    return Answer(page, "article", changed_at=post.changed_at(view.day))
