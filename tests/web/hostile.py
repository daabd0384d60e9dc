"""A report and a page that try everything, stored as the nightly run would store them."""

from datetime import datetime

from sqlalchemy import select

from core.changes import Change, ChangeKind
from core.pages import Ask, Page
from core.posts import Kind
from core.reports import Attachment, Coverage, DateSeen, FileOutcome, Indicator, Report, Section, Span, TextWarning
from core.times import SHANGHAI
from crawlers.archive import ArchiveWriter
from settings import Settings
from storage import captures, reports
from storage.database import Database
from storage.models import ReportRow, RunRow

AT = datetime(2026, 5, 1, 2, tzinfo=SHANGHAI)
UNIT, YEAR = "yx-wangxi", 2019
SCRIPT = "<script>document.title='坏'</script>"
BREAK = "\"'></p></div><img src=http://stranger.test/i onerror=alert(1)>"
LINES = (
    f"一、{SCRIPT}主要举措",
    f"{BREAK}开庭31件，审结31件。",
    '=HYPERLINK("http://stranger.test","点")\t{{ 7*7 }} ${7*7} <% 7*7 %> &lt;b&gt;&#x3C;',
    "\u202e右往左\u2066隔\u200f离\u0007铃\ufeff",
    "长" * 3000 + "a" * 3000,
    "javascript:alert(2) http://stranger.test/a <a href=javascript:alert(3)>链</a> <style>*{display:none}</style>\x00",
)
BODY = "\n".join(LINES)
FIGURE = BODY.index("开庭31件，审结31件")
PAGE = """<html><head><title>坏页</title>
<meta http-equiv="refresh" content="0;url=STRANGER/refresh"><base href="STRANGER/base/" target="_top">
<link rel="stylesheet" href="STRANGER/a.css"><link rel="preload" as="image" href="STRANGER/pre.png">
<style>@import "STRANGER/b.css"; body{background:url(STRANGER/c.png)}
@font-face{font-family:x;src:url(STRANGER/f)}</style>
<script>top.location='STRANGER/top'; fetch('STRANGER/fetch')</script><script src="STRANGER/s.js"></script></head>
<body onload="location='STRANGER/onload'"><svg onload="location='STRANGER/svg'"><script>location='STRANGER/s2'</script>
<image href="STRANGER/svg.png"/></svg><img src="STRANGER/i.png" srcset="STRANGER/i2.png 2x" onerror="alert(1)">
<object data="STRANGER/o"></object><embed src="STRANGER/e">
<iframe src="STRANGER/if" srcdoc="<img src=STRANGER/sd>"></iframe>
<video src="STRANGER/v" autoplay poster="STRANGER/p"></video><input type="image" src="STRANGER/in">
<form id="f" action="STRANGER/form"><button id="send">送出</button></form>
<p>正文尚在</p><a id="top" target="_top" href="STRANGER/link" ping="STRANGER/ping">外链</a>
<a id="js" href="javascript:location='STRANGER/js'">脚本链</a>
<a id="blank" target="_blank" href="STRANGER/blank">新窗</a>
</body></html>"""


def report(body: str = BODY, **fields: object) -> Report:
    """Every text of it tries to be more than text."""
    bad = f"{SCRIPT}{BREAK}\u202e"
    plain: dict[str, object] = {
        "is_report": True,
        "kind": Kind.ANNUAL_REPORT,
        "title": f"{bad}2019年法治政府建设年度报告",
        "issuers": (bad,),
        "report_year": YEAR,
        "published_at": AT,
        "published_precision": "day",
        "published_basis": "displayed",
        "published_reason": bad,
        "source": bad,
        "doc_no": "=1+1",
        "recipient": bad,
        "signed_by": (bad,),
        "dates": (DateSeen("displayed", "2026-05-01", bad),),
        "body": body,
        "outline": (Section(1, "一", f"{SCRIPT}主要举措", bad, start=0, end=len(LINES[0])),),
        "coverage": {"measures": Coverage.EMBEDDED, "plans": Coverage.MISSING},
        "coverage_spans": {"measures": Span(FIGURE - 4, FIGURE + 3, bad)},
        "indicators": (
            Indicator("litigation_cases", 31, "件", bad, FIGURE, FIGURE + 5, year=YEAR),
            Indicator("litigation_cases", 31, "件", bad, FIGURE + 2, FIGURE + 11, year=2018),
        ),
        "attachments": (
            Attachment(f"../../{bad}.pdf", "javascript:alert(4)", None, FileOutcome.BROKEN, bad),
            Attachment("=cmd|' /C calc'!A0.doc", "http://stranger.test/<b>.doc"),
        ),
        "warnings": (TextWarning("x", bad, FIGURE + 1, FIGURE + 7), TextWarning("y", bad)),
        "flags": ("incomplete", bad),
    }
    return Report(**(plain | fields))  # type: ignore[arg-type]


def store(town: Settings, database: Database, stranger: str, made: Report) -> tuple[int, int]:
    """Keeps the page in the archive and the report in the database; their ids (report, capture)."""
    writer = ArchiveWriter(town.archive_dir, f"2026/05/hostile-{made.report_year}.warc.gz")
    html = PAGE.replace("STRANGER", stranger)
    url = "http://127.0.0.1:9/bad.html"
    headers = (("Content-Type", "text/html; charset=gbk"),)
    capture = writer.keep(Page(Ask(url), url, 200, html.encode("gbk"), AT, headers))
    writer.close()
    with database.session() as session:
        run_id = session.scalars(select(RunRow.id).order_by(RunRow.number.desc())).first()
        post_id = session.scalars(select(ReportRow.post_id).where(ReportRow.unit_id == UNIT)).first()
        assert run_id is not None
        assert post_id is not None
        capture_id = captures.keep(session, run_id, capture, "article")
        report_id = reports.keep(
            session, run_id=run_id, unit_id=UNIT, report=made, changes=(Change(ChangeKind.APPEARED, SCRIPT),), url=url,
            post_id=post_id, capture_id=capture_id, parser_version="3", first_seen_at=AT, now=AT,
        )  # fmt: skip
    return report_id, capture_id
