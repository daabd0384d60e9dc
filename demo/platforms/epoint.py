"""A 新点 site: an unfilled template as column page, rows by POST of JSON, never more than the ceiling at once."""

import json
from html import escape

from demo import article, chrome
from demo.cast import TownColumn
from demo.posts import Post
from demo.script import TOWN
from demo.view import Answer, Asked, View, page_of, whole

CEILING = 20  # rows an answer holds at most, whatever size is asked
PROJECT, GUID = "/EWB-FRONT", "5f0c2b1e-77aa-4c19-9d3a-9901020017aa"
_API = f"{PROJECT}/rest/lightfrontaction/getgovinfolist"
_DETAIL = "/xxgk/govInfoPub.html"


def column_path(column: TownColumn) -> str:
    """The token is department and category: CPZ-003004005."""
    department, _, category = column.token.partition("-")
    return f"{_DETAIL}?deptcode={department}&categorynum={category}"


def post_path(post: Post) -> str:
    category = TOWN.columns[post.column_id].token.partition("-")[2]
    return f"/{category[:3]}/{category[:6]}/{category}/{post.appears_at:%Y%m%d}/{GUID[:-6]}{post.number:06d}.html"


def draw(view: View, asked: Asked) -> Answer | None:
    token = f"{asked.query.get('deptcode', '')}-{asked.query.get('categorynum', '')}"
    column = view.column(token)
    if asked.path == "/js/webBuilderCommon.js":
        text = f'var siteInfo = {{"projectName": "{PROJECT}", "siteGuid": "{GUID}"}};\nvar pageSize = 15;\n'
        return Answer(text.encode(), "asset", "text/javascript; charset=utf-8")
    if asked.path == _API and asked.method == "POST":
        return _rows(view, column if asked.query.get("siteGuid") == GUID else None, asked)
    if asked.path == _DETAIL and column:
        return _list(view, column)
    post = view.post(asked.path, post_path)
    return _article(view, post) if post else None


def _record(post: Post) -> dict[str, object]:
    return {
        "infourl": post_path(post), "title": escape(article.cut(post.title, 24)), "realtitle": escape(post.title),
        "infodate": article.shown(post, "%Y-%m-%d"), "deptname": post.unit.name,
    }  # fmt: skip


def _rows(view: View, column: TownColumn | None, asked: Asked) -> Answer:
    """Pages count from 0; a category that nobody keeps is an answer without rows."""
    posts = view.posts(column) if column else ()
    size = min(whole(asked.query.get("pageSize")) or CEILING, CEILING)
    page = page_of(posts, (whole(asked.query.get("pageIndex")) or 0) + 1, size)
    data = {"custom": {"total": len(posts), "data": [_record(p) for p in page]}, "status": {"code": 1, "text": ""}}
    return Answer(json.dumps(data, ensure_ascii=False).encode(), "api", "application/json;charset=UTF-8")


def _list(view: View, column: TownColumn) -> Answer:
    body = f"""{chrome.breadcrumb(view, ["信息公开", column.name])}
<ul class="list" id="govinfo"></ul><div class="pager" id="pager"></div>
<script type="text/html" id="row"><? data.forEach(function (el) {{ ?>
<li><span><?= el.infodate ?></span><a href="<?= el.infourl ?>" title="<?= el.realtitle ?>"><?= el.title ?></a></li>
<? }}) ?></script>
<script src="{PROJECT}/js/govInfoPub.js"></script>"""
    head = '<script src="/js/webBuilderCommon.js"></script>'
    return Answer(chrome.document(view, f"{column.name}_{view.site.name}", body, head=head), "list")


def _article(view: View, post: Post) -> Answer:
    column = TOWN.columns[post.column_id]
    body = f"""{chrome.breadcrumb(view, ["信息公开", column.name])}
<div class="ewb-article">{article.headline(post, "h3")}
<div class="info"><span>信息来源：{post.source}</span><span>发布时间：{article.shown(post)}</span>
<span>字号：[ <a href="#">大</a> <a href="#">中</a> <a href="#">小</a> ]</span></div>
<div class="text ewb-article-info">{article.text_of(view, post)}</div></div>"""
    head = chrome.metas(view, post, column.name, url=view.base_url + post_path(post))
    page = chrome.document(view, f"{post.title}_{view.site.name}", body, head=head)
    return Answer(page, "article", changed_at=post.changed_at(view.day))
