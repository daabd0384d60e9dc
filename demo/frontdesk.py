"""What every site answers beside its platform's own pages: home, robots.txt, style sheet, 404, and its troubles."""

from collections.abc import Mapping
from html import escape

from demo import chrome, filed
from demo.platforms import column_path_of, draw_of
from demo.view import Answer, View

_UNAVAILABLE = """<html>
<head><title>503 Service Temporarily Unavailable</title></head>
<body>
<center><h1>503 Service Temporarily Unavailable</h1></center>
<hr><center>nginx</center>
</body>
</html>
"""
_CHALLENGE = """<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>安全验证</title>
<script>var _seal = "5f2c9e".split("").reverse().join(""); document.cookie = "probe=" + _seal + "; path=/";</script>
</head><body><p>正在进行浏览器安全检查，请开启JavaScript并刷新该页。</p></body></html>
"""


def trouble(kind: str) -> Answer:
    """What a site in trouble answers to everything: 503, or a challenge page that calls itself 200."""
    if kind == "challenge":
        return Answer(_CHALLENGE.encode(), "trouble")
    return Answer(_UNAVAILABLE.encode(), "trouble", status=503)


def _robots(view: View) -> Answer:
    text = f"User-agent: *\nDisallow: {view.site.disallow}\n"
    return Answer(text.encode(), "robots", "text/plain; charset=utf-8")


def _home(view: View) -> Answer:
    path_of = column_path_of(view.site.platform)
    links = "\n".join(f'<li><a href="{escape(path_of(c))}">{escape(c.name)}</a></li>' for c in view.columns)
    body = f'{chrome.breadcrumb(view, ["政务公开"])}\n<ul class="list">\n{links}\n</ul>'
    return Answer(chrome.document(view, view.site.name, body), "home")


def _missing(view: View) -> Answer:
    body = '<h1>404</h1><p class="info">您访问的页面不存在或已被删除。<a href="/">返回首页</a></p>'
    return Answer(chrome.document(view, f"页面不存在_{view.site.name}", body), "missing", status=404)


def answer(view: View, path: str, query: Mapping[str, str]) -> Answer:
    """What the site answers on that day to that address."""
    kind = view.site.trouble(view.day)
    if kind:
        return trouble(kind)
    if path == "/robots.txt":
        return _robots(view)
    if path == "/css/site.css":
        return Answer(chrome.stylesheet(view.site.platform), "asset", "text/css")
    if path == "/":
        return _home(view)
    return draw_of(view.site.platform)(view, path, query) or filed.answer(view, path) or _missing(view)
