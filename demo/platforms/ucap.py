"""A site of JSON channels: the column page names its channel in a tag, `/common/search/{channel}` gives the rows."""

import json
import re
from hashlib import md5
from html import escape

from demo import article, chrome
from demo.cast import TownColumn
from demo.posts import Post
from demo.script import TOWN
from demo.view import Answer, Asked, View, page_of, whole

CEILING = 15  # rows an answer holds at most
_SCRIPT = """function show(box, channel, page) {
  var address = "/common/search/" + channel + "?_isAgg=true&_isJson=true&_pageSize=15&_template=index&page=" + page;
  fetch(address).then(function (r) { return r.json(); }).then(function (answer) {
    box.innerHTML = answer.data.results.map(function (row) {
      var link = '<a href="' + row.url + '">' + row.title + '</a>';
      return '<li><span>' + row.publishedTimeStr.slice(0, 10) + '</span>' + link + '</li>';
    }).join("");
  });
}
"""


def column_path(column: TownColumn) -> str:
    return f"/{column.token}/common_list.shtml"


def channel(column: TownColumn) -> str:
    return md5(f"channel {column.token}".encode(), usedforsecurity=False).hexdigest()


def post_path(post: Post) -> str:
    return f"/{TOWN.columns[post.column_id].token}/{post.appears_at:%Y%m}/c00_{post.number}.shtml"


def draw(view: View, asked: Asked) -> Answer | None:
    searched = re.fullmatch(r"/common/search/([0-9a-f]{32})", asked.path)
    for column in view.columns:
        if asked.path == column_path(column):
            return _list(view, column)
        if searched and searched[1] == channel(column):
            return _rows(view, column, asked)
    post = view.post(asked.path, post_path)
    return _article(view, post) if post else None


def _result(view: View, post: Post) -> dict[str, object]:
    moment = post.shown_at or post.appears_at
    fields = [{"key": "source", "value": post.source}, {"key": "publisher", "value": post.unit.name}]
    return {
        "id": str(post.number), "title": post.title, "url": view.base_url.partition(":")[2] + post_path(post),
        "content": post.title, "publishedTime": int(moment.timestamp() * 1000),
        "publishedTimeStr": f"{moment:%Y-%m-%d %H:%M:%S}", "resList": [], "domainMetaList": [{"resultList": fields}],
    }  # fmt: skip


def _rows(view: View, column: TownColumn, asked: Asked) -> Answer:
    posts = view.posts(column)
    size = min(whole(asked.query.get("_pageSize")) or CEILING, CEILING)
    page = max(1, whole(asked.query.get("page")) or 1)
    results = [_result(view, p) for p in page_of(posts, page, size)]
    data = {"total": len(posts), "page": page, "rows": size, "channelId": channel(column), "results": results}
    text = json.dumps({"code": 200, "data": data}, ensure_ascii=False)
    return Answer(text.encode(), "api", "application/json;charset=UTF-8")


def _list(view: View, column: TownColumn) -> Answer:
    body = f"""{chrome.breadcrumb(view, ["政务公开", column.name])}
<ul class="list" id="list"></ul>
<script>{_SCRIPT}show(document.getElementById("list"), "{channel(column)}", 1);</script>"""
    tags = {"ColumnName": escape(column.name), "channelid": channel(column)}
    head = "\n".join(f'<meta name="{name}" content="{value}">' for name, value in tags.items())
    return Answer(chrome.document(view, f"{column.name}_{view.site.name}", body, head=head), "list")


def _article(view: View, post: Post) -> Answer:
    column = TOWN.columns[post.column_id]
    body = f"""{chrome.breadcrumb(view, ["政务公开", column.name])}
<ucaptitle>{article.headline(post)}</ucaptitle>
<div class="info"><span>发布时间：<publishtime>{article.shown(post)}</publishtime></span>
<span>来源：{post.source}</span><span>字号：<a href="#">大</a> <a href="#">中</a> <a href="#">小</a></span></div>
<div id="UCAP-CONTENT" class="text"><ucapcontent>{article.text_of(view, post)}</ucapcontent></div>
<div class="tools"><a href="javascript:window.print()">打印</a></div>"""
    head = chrome.metas(view, post, column.name, url=view.base_url + post_path(post))
    page = chrome.document(view, f"{post.title}_{view.site.name}", body, head=head)
    return Answer(page, "article", changed_at=post.changed_at(view.day))
