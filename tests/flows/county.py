"""A county of two sites, four columns and five units, and its sites as they stand night after night."""

from dataclasses import dataclass
from functools import cache
from io import BytesIO
from itertools import count
from pathlib import Path

from docx import Document

from tests.crawlers.loopback import Asked, Reply, Site
from tests.flows.little_town import FILL, paragraphs, title

NIGHTS = ("2026-03-20T02:00", "2026-03-22T02:00", "2026-04-03T02:00")
QC, YX, LX, QS, BS = "晴川镇人民政府", "云溪乡人民政府", "柳溪镇人民政府", "青石镇人民政府", "白沙镇人民政府"
UNITS = (
    ("qc", QC, "gong, jie"),  # its report stands on one site, and a copy of it on the other
    ("yx", YX, "gong"),  # its report stands in a file
    ("lx", LX, "fa, gong"),  # its report is edited, and copied from the first one's
    ("qs", QS, "fa"),  # publishes nothing
    ("bs", BS, "wen"),  # takes its report back
)
EDIT = "全年办理行政处罚案件19件。"


@dataclass(frozen=True, slots=True)
class Post:
    """A post as its list shows it; paragraphs of the page behind it."""

    heading: str
    path: str
    day: str
    text: tuple[str, ...] = ()


def heading(name: str, year: int = 2025) -> str:
    return title(year).replace(QC, name)


def _text(name: str, year: int = 2025, *more: str) -> tuple[str, ...]:
    own = FILL.replace("全镇", f"{name[:2]}全域") if name == BS else FILL
    return tuple(line.replace(FILL, own) for line in paragraphs(year)) + more


class County:
    """The two sites: `gov` has the columns gong and fa, `street` jie and wen. `copied`: a report stands on both."""

    def __init__(self, gov: Site, street: Site, *, copied: bool = True) -> None:
        self.gov, self.street, self.copied = gov, street, copied
        for site in (gov, street):
            site.put("/robots.txt", "User-agent: *\nDisallow:\n")

    def register(self, folder: Path, columns: list[str], units: list[tuple[str, str, str]]) -> None:
        """Writes the register, in the order given."""
        sites = {"gong": self.gov, "fa": self.gov, "jie": self.street, "wen": self.street}
        lines = [f"  - {{id: {c}, url: '{sites[c].url(f'/{c}/')}', allow_private: true}}\n" for c in columns]
        owing = [
            f"  - {{id: {i}, name: {n}, level: township, columns: [{c}], since_year: 2024}}\n" for i, n, c in units
        ]
        text = "office: {id: sfj, name: 云溪县司法局}\ncolumns:\n" + "".join(lines) + "units:\n" + "".join(owing)
        (folder / "registry").mkdir(parents=True, exist_ok=True)
        (folder / "registry" / "a.yaml").write_text(text, encoding="utf-8")

    def stand(self, night: int) -> None:
        """As the sites are on the night: the first, the second or the third."""
        qc = Post(heading(QC), "/gong/1.html", "2026-03-10", _text(QC))
        old = Post(heading(QC, 2024), "/gong/2.html", "2025-03-03", _text(QC, 2024))
        yx = Post(heading(YX), "/gong/3.html", "2026-03-18")
        lx = Post(heading(LX), "/fa/4.html", "2026-03-19", _text(LX, 2025, *[EDIT] * (night > 0)))
        copy = Post(heading(QC), "/jie/6.html", "2026-03-11", _text(QC))
        bs = Post(heading(BS), "/wen/5.html", "2026-03-12", _text(BS))
        news = [Post(f"云溪县召开第{n}次普法工作会议", f"/fa/n{n}.html", f"2026-03-{n + 1:02}") for n in range(6)]
        _list(self.gov, "/gong/", qc, old, yx, *[lx] * (night > 0))
        _list(self.gov, "/fa/", lx, *news[: 4 + night])
        _list(self.street, "/jie/", *[copy] * self.copied, *news[:2])
        _list(self.street, "/wen/", *[bs] * (night == 0), *news[:2])
        for site, post in ((self.gov, old), (self.gov, lx), (self.street, copy), (self.street, bs)):
            site.put(post.path, _page(post))
        _counted(self.gov, qc)
        _pointer(self.gov, yx)
        if night:
            del self.street.pages[bs.path]


def _list(site: Site, path: str, *posts: Post) -> None:
    rows = "".join(
        f'<li><a href="{p.path}" title="{p.heading}">{p.heading}</a><span>{p.day}</span></li>' for p in posts
    )
    site.put(path, f"<html><title>法治政府建设</title><div class='list'><ul>{rows}</ul></div></html>")


def _page(post: Post, inner: str = "") -> str:
    inner = inner or "".join(f"<p>{line}</p>" for line in post.text)
    return (
        f"<html><title>{post.heading}</title><h1>{post.heading}</h1><div>发布时间：{post.day} 来源：本站</div>"
        f"<div class='content'>{inner}</div></html>"
    )


def _counted(site: Site, post: Post) -> None:
    """A page that counts its readers, anew each night."""
    readers = count(1)

    def answer(asked: Asked) -> Reply:
        read = f"<p>累计阅读{next(readers)}次</p>"
        return Reply(_page(post).replace("</div></html>", f"{read}</div></html>").encode())

    site.pages[post.path] = answer


def _pointer(site: Site, post: Post) -> None:
    """A page whose report stands in a file."""
    site.put(post.path, _page(post, f"<p>附件：<a href='/gong/3.docx'>{post.heading}.docx</a></p>"))
    kind = (("Content-Type", "application/octet-stream"),)
    site.pages["/gong/3.docx"] = Reply(_docx(post.heading), headers=kind)


@cache
def _docx(first: str) -> bytes:
    document, file = Document(), BytesIO()
    for line in (first, *paragraphs(2025)):
        document.add_paragraph(line)
    document.save(file)
    return file.getvalue()
