"""Many units on one site, a column each: what its list and the address of its report show, night by night."""

from tests.crawlers.loopback import Reply, Site
from tests.flows.little_town import Town, body

NEWS = tuple((f"青石街道第{n}次重点项目推进会议", f"n{n}.html", f"2026-02-{10 - n:02}") for n in range(6))
_MENU = "".join(f"<a href='/m{n}/'>栏目{n}</a>" for n in range(30))
_GONE_SAID = f"<html><title>云溪市</title>{_MENU}<div>您访问的页面不存在</div></html>"
_BOX = (
    "<div><h3>{0}</h3><a href='/{1}/'>更多&gt;&gt;</a>"
    "<ul><li><a href='/{1}/1.html'>青石镇举办第{1}场招聘会</a>2026-03-01</li></ul></div>"
)
_HOME = f"<html><title>云溪市人民政府</title>{_MENU}{''.join(_BOX.format(f'第{n}类信息', n) for n in range(5))}</html>"
_OTHER = "三月十日，全镇春耕生产现场会在中心村召开，各村负责人到场观摩，镇农业服务中心讲解了育秧要点。" * 3
_ARTICLE = (
    "<html><title>{0}</title><meta name='ArticleTitle' content='{0}'><meta name='PubDate' content='2026-03-10 09:00'>"
    "<h1>{0}</h1><div>发布时间：2026-03-10 09:00 来源：本站</div><div class='content'><p>{1}</p></div></html>"
)
_CLOSED = "<html><title>系统维护</title><body>网站正在维护升级，请稍后访问</body></html>"


def heading(case: str) -> str:
    return f"{name(case)}2025年度法治政府建设情况报告"


def name(case: str) -> str:
    """Numerals of one character each, so that no unit's name is part of another's."""
    return f"青石{chr(0x4E00 + 37 * int(case[1:]) + 7)}镇人民政府"


class FatedTown(Town):
    """`cases` are ids c0, c1 …; the unit u-c0 has the column c0."""

    def __init__(self, site: Site, folder: "object", cases: list[str]) -> None:
        self.cases = cases
        super().__init__(site, folder)  # type: ignore[arg-type]

    def register(self, *units: str) -> None:
        (self.folder / "registry").mkdir(exist_ok=True)
        columns = "".join(
            f"  - {{id: {c}, url: '{self.site.url(f'/{c}/')}', allow_private: true}}\n" for c in self.cases
        )
        owing = "".join(
            f"  - {{id: u-{c}, name: {name(c)}, level: township, columns: [{c}], since_year: 2025}}\n"
            for c in self.cases
        )
        text = f"office: {{id: sfj, name: 云溪市司法局}}\ncolumns:\n{columns}units:\n{owing}"
        (self.folder / "registry" / "a.yaml").write_text(text, encoding="utf-8")

    def tonight(self, case: str, listing: str, article: str) -> None:
        """`listing`: + shows the report, - does not, > shows it at its new address, or what comes in its place."""
        self._list(case, listing)
        self._article(case, article)

    def _list(self, case: str, listing: str) -> None:
        ours, moved = ((heading(case), path, "2026-03-10") for path in (f"/{case}/t1.html", f"/{case}/new/t9.html"))
        rows = {
            "+": (ours, *NEWS), "-": NEWS, ">": (moved, *NEWS), "cut": NEWS[:2],
            "other": tuple((f"关于第{n}项工作的通告", f"x{n}.html", "2026-03-01") for n in range(8)),
        }  # fmt: skip
        if listing == "503":
            self.site.put(f"/{case}/", _CLOSED, status=503)
            return
        items = "".join(f'<li><a href="{u}" title="{t}">{t}</a><span>{d}</span></li>' for t, u, d in rows[listing])
        self.site.put(f"/{case}/", f"<html><title>法治政府建设</title><div class='list'><ul>{items}</ul></div></html>")

    def _article(self, case: str, article: str) -> None:
        own, new = f"/{case}/t1.html", f"/{case}/new/t9.html"
        self.site.pages.pop(new, None)
        match article:
            case "ok":
                self._report(own, case)
            case "404" | ">":
                self.site.pages.pop(own, None)
                if article == ">":
                    self._report(new, case)
            case "soft":
                self.site.put(own, _GONE_SAID)
            case "home":
                self.site.put("/", f"<html><title>云溪市人民政府</title>{_MENU}</html>")
                self.site.pages[own] = Reply(status=302, headers=(("Location", self.site.url("/")),))
            case "served":
                self.site.put(own, _HOME)
            case "news" | "recalled" | "hollow":
                bears = {"news": ("青石镇召开春耕生产现场会", _OTHER), "recalled": (heading(case), "该信息已撤回。")}
                heads, text = bears.get(article, (heading(case), ""))
                self.site.put(own, _ARTICLE.format(heads, text))
            case _:
                self.site.put(own, _CLOSED, status=int(article))

    def _report(self, path: str, case: str) -> None:
        self.site.put(
            path,
            f"<html><title>{heading(case)}</title><h1>{heading(case)}</h1>"
            f"<div>发布时间：2026-03-10 09:00 来源：本站</div><div class='content'>{body(2025)}</div></html>",
        )
