"""A truecms site: XML in JSON in a function call, asked for by records; it wants a Referer and has a ceiling."""

import json
import re
from hashlib import md5
from html import escape

from demo import article, chrome
from demo.cast import TownColumn
from demo.posts import Post
from demo.script import TOWN
from demo.view import Answer, Asked, View, whole

CEILING = 20  # records in one answer; who asks for more gets 404
_API = "/truecms/messageController/getMessage.do"


def column_path(column: TownColumn) -> str:
    return f"/{column.token}/{column.token.rpartition('/')[2]}.html"


def column_id(column: TownColumn) -> str:
    """The name by which the interface knows the column."""
    name = md5(column.token.encode(), usedforsecurity=False).hexdigest()
    return f"{name[:8]}-{name[8:12]}-{name[12:16]}-{name[16:20]}-{name[20:]}"


def post_path(post: Post) -> str:
    name = md5(f"truecms {post.number}".encode(), usedforsecurity=False).hexdigest()
    token = TOWN.columns[post.column_id].token
    return f"/{token}/content/{name[:8]}-{name[8:12]}-{name[12:16]}-{name[16:20]}-{name[20:26]}{post.number:06d}.html"


def draw(view: View, asked: Asked) -> Answer | None:
    if asked.path == _API:
        column = next((c for c in view.columns if column_id(c) == asked.query.get("columnId")), None)
        return _records(view, column, asked) if column and asked.headers.get("referer") else None
    column = next((c for c in view.columns if column_path(c) == asked.path), None)
    if column:
        return _list(view, column)
    post = view.post(asked.path, post_path)
    return _article(view, post) if post else None


def _record(post: Post) -> str:
    return (
        f'<record><![CDATA[<li><a href="{post_path(post)}" title="{escape(post.title)}" target="_blank">'
        f"{escape(article.cut(post.title, 30))}</a><span>{article.shown(post, '%Y-%m-%d')}</span></li>]]></record>"
    )


def _records(view: View, column: TownColumn, asked: Asked) -> Answer | None:
    """The records from `startrecord` to `endrecord`, counted from 1."""
    posts = view.posts(column)
    first, last = whole(asked.query.get("startrecord")) or 1, whole(asked.query.get("endrecord")) or CEILING
    if last - first + 1 > CEILING or (whole(asked.query.get("perpage")) or 0) > CEILING:
        return None
    rows = "".join(_record(p) for p in posts[first - 1 : last])
    store = f"<datastore><totalrecord>{len(posts)}</totalrecord><recordset>{rows}</recordset></datastore>"
    text = json.dumps({"result": store}, ensure_ascii=False)
    name = asked.query.get("callback", "")
    called = f"{name}({text})" if re.fullmatch(r"\w+", name) else text
    return Answer(called.encode(), "api", "text/javascript;charset=UTF-8")


def _list(view: View, column: TownColumn) -> Answer:
    body = f"""{chrome.breadcrumb(view, ["信息公开", column.name])}
<div id="content"></div>
<script src="/truecms/js/jquery.jpage.js"></script>
<script>
$('#content').jpage({{dataBefore: '<ul class="list">', dataAfter: '</ul>', totalRecord: {len(view.posts(column))},
  proxyUrl: '{_API}', perPage: 10, groupSize: 2, barPosition: 'bottom',
  ajaxParam: {{columnId:'{column_id(column)}'}}}});
</script>"""
    return Answer(chrome.document(view, f"{column.name}_{view.site.name}", body), "list")


def _article(view: View, post: Post) -> Answer:
    column = TOWN.columns[post.column_id]
    body = f"""{chrome.breadcrumb(view, ["信息公开", column.name])}
{article.headline(post)}
<div class="info"><span>来源：{post.source}</span><span>发布时间：{article.shown(post)}</span>
<span>字体：[ <a href="#">大</a> <a href="#">中</a> <a href="#">小</a> ]</span></div>
<div id="zoomtext" class="text article-content">{article.text_of(view, post)}</div>
<div class="tools"><a href="javascript:window.print()">打印此页</a></div>"""
    head = chrome.metas(view, post, column.name, url=view.base_url + post_path(post))
    page = chrome.document(view, f"{post.title}_{view.site.name}", body, head=head)
    return Answer(page, "article", changed_at=post.changed_at(view.day))
