"""What every site answers beside its platform's own pages: robots.txt, style sheet, 404, and its troubles."""

from demo import chrome, filed, navigation, search
from demo.platforms import column_path_of, draw_of
from demo.view import Answer, Asked, View

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
_STUB = """<html><head><meta charset="utf-8"><title></title></head>
<body><div class="main"><ul class="list"></ul></div><script src="/js/page.js"></script></body></html>
"""


def trouble(view: View, asked: Asked) -> Answer | None:
    """What a site in trouble answers: 503, a challenge page that calls itself 200, its home page for a column."""
    kind = view.site.trouble(view.day)
    if kind == "challenge":
        return Answer(_CHALLENGE.encode(), "trouble")
    if kind == "unavailable":
        return Answer(_UNAVAILABLE.encode(), "trouble", status=503)
    if kind == "home" and asked.path in _entrances(view):
        return Answer(b"", "trouble", status=302, location="/")
    return None


def _entrances(view: View) -> set[str]:
    path_of = column_path_of(view.site.platform)
    return {path_of(column).partition("?")[0] for column in view.columns}


def _robots(view: View) -> Answer:
    lines = ["User-agent: *", f"Disallow: {view.site.disallow}"]
    if view.site.crawl_delay:
        lines.append(f"Crawl-delay: {view.site.crawl_delay:g}")
    if view.site.sitemap:
        lines.append(f"Sitemap: {view.base_url}{navigation.SITEMAP}")
    return Answer("".join(f"{line}\n" for line in lines).encode(), "robots", "text/plain; charset=utf-8")


def _missing(view: View) -> Answer:
    body = '<h1>404</h1><p class="info">您访问的页面不存在或已被删除。<a href="/">返回首页</a></p>'
    return Answer(chrome.document(view, f"页面不存在_{view.site.name}", body), "missing", status=404)


def answer(view: View, asked: Asked) -> Answer:
    """What the site answers to that on its day."""
    page = trouble(view, asked) or _own(view, asked) or _missing(view)
    stub = view.site.trouble(view.day) == "stub" and page.kind == "list" and asked.path not in _entrances(view)
    return Answer(_STUB.encode(), "trouble") if stub else page


def _own(view: View, asked: Asked) -> Answer | None:
    if asked.path == "/robots.txt":
        return _robots(view)
    if asked.path == "/css/site.css":
        return Answer(chrome.stylesheet(view.site.platform), "asset", "text/css")
    common = navigation.answer(view, asked.path) or search.answer(view, asked)
    return common or draw_of(view.site.platform)(view, asked) or filed.answer(view, asked.path)
