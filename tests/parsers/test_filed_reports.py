"""Posts that only point to their files: the page's title and dates over the file's text, or a person's case."""

from hashlib import sha256

import pytest

from core.posts import Kind
from core.reports import FileOutcome, Report
from parsers import files_wanted, read_report
from parsers.attachments import ocr
from tests.parsers import files_made as made

URL = "http://www.qingchuan.example.gov.cn/lxz/202503/t20250304_11.html"
FILE = "http://www.qingchuan.example.gov.cn/lxz/202503/P1.pdf"
OTHER = "http://www.qingchuan.example.gov.cn/lxz/202503/P2.docx"
BODY = "\n".join(made.BODY)


def page(text: str = "<p>报告全文见附件。</p>", title: str = made.TITLE, name: str = made.TITLE + ".pdf") -> str:
    links = f'<p>附件：<a href="P1.pdf">{name}</a></p><p><a href="P2.docx">统计表.docx</a></p>'
    return (
        f"<html><head><title>{title}-晴川县人民政府</title></head><body><h1>{title}</h1>"
        f'<div class="info">发布日期：2025-03-04 09:30　来源：柳溪镇党政办</div>'
        f'<div class="content">{text}{links}</div></body></html>'
    )


def read(source: str, **files: bytes) -> Report:
    return read_report(source, url=URL, files={FILE: files["file"]} | {OTHER: files["other"]} if files else None)


TABLE = made.docx_of("<w:p><w:r><w:t>2024年度行政处罚案件统计表</w:t></w:r></w:p>")


def test_the_pages_facts_over_the_files_text() -> None:
    made_docx = made.docx(numbered=True)
    report = read(page(), file=made_docx, other=TABLE)
    assert (report.is_report, report.doubtful, report.title, report.report_year) == (True, False, made.TITLE, 2024)
    assert (report.body, report.body_file) == (BODY, made.TITLE + ".pdf")
    assert (report.recipient, report.signed_by) == ("县委、县政府", ("晴川县柳溪镇人民政府",))
    assert (str(report.published_at), report.source) == ("2025-03-04 09:30:00+08:00", "柳溪镇党政办")
    assert [s.number for s in report.outline] == ["一", "二", "三", "四"]
    assert report.flags == ()
    assert {d.kind for d in report.dates} == {"displayed", "signed", "url"}
    first, second = report.attachments
    assert first.sha256 == sha256(made_docx).hexdigest()
    assert (first.outcome, first.reason) == (FileOutcome.READ, None)
    assert first.media_type and first.media_type.endswith("wordprocessingml.document")
    assert (second.outcome, second.url) == (FileOutcome.READ, OTHER)


def test_the_file_that_reads_as_a_report_is_chosen_whatever_it_is_called() -> None:
    report = read(page(name="P1.pdf"), file=TABLE, other=made.docx())
    assert (report.is_report, report.body_file, report.body) == (True, "统计表.docx", BODY)


def test_a_page_with_a_text_of_its_own_keeps_it() -> None:
    own = page("".join(f"<p>{line}</p>" for line in made.BODY))
    report = read(own, file=b"%PDF-1.4 broken", other=TABLE)
    assert report.is_report
    assert report.body_file is None
    assert report.body.startswith(made.BODY[0])
    assert [a.outcome for a in report.attachments] == [FileOutcome.BROKEN, FileOutcome.READ]
    assert files_wanted(own, url=URL) == ()
    assert [a.outcome for a in read_report(own, url=URL).attachments] == [None, None]


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        (None, FileOutcome.NOT_FETCHED),
        (made.pdf_by_reportlab("secret"), FileOutcome.ENCRYPTED),
        (made.pdf_by_reportlab()[:900], FileOutcome.BROKEN),
        (made.blank("PNG"), FileOutcome.NO_TEXT),
        (b"Rar!\x1a\x07\x00", FileOutcome.UNSUPPORTED),
    ],
)
def test_nothing_is_made_of_a_file_that_cannot_be_read(
    body: bytes | None, outcome: FileOutcome, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "_engine", lambda: None)
    report = read_report(page(), url=URL, files={FILE: body} if body else {})
    assert (report.is_report, report.doubtful, report.report_year) == (False, True, 2024)
    assert report.attachments[0].outcome is outcome
    assert report.issuers == ("晴川县柳溪镇人民政府",)
    said = report.reasons[-1]
    assert f"《{made.TITLE}.pdf》{report.attachments[0].reason}" in said
    assert (report.outline, report.indicators, report.coverage) == ((), (), None)


def test_another_year_in_the_file_is_a_flag() -> None:
    earlier = [line.replace("2024", "2023").replace("2025", "2024") for line in made.PARAGRAPHS]
    other_year = made.docx_of("".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in earlier))
    report = read(page(), file=other_year, other=TABLE)
    assert (report.is_report, report.report_year) == (True, 2024)
    assert "year_conflict" in report.flags


def test_files_that_are_no_report_leave_it_to_a_person() -> None:
    report = read(page(), file=made.docx_of("<w:p><w:r><w:t>关于报送年度报告的通知</w:t></w:r></w:p>"), other=b"")
    assert (report.is_report, report.doubtful, report.body_file) == (False, True, None)


def test_only_what_may_be_a_report_is_wanted() -> None:
    assert [a.url for a in files_wanted(page(), url=URL)] == [FILE]
    unnamed = page(name="点击下载")
    assert [a.url for a in files_wanted(unnamed, url=URL)] == [FILE, OTHER]
    assert files_wanted(page(title="关于做好防汛工作的通知", name="物资清单.pdf"), url=URL) == ()
    assert files_wanted(page(title="公示公告", name=made.TITLE + ".pdf"), url=URL) != ()
    assert files_wanted(b"%PDF-1.4", url=URL) == files_wanted("", url=URL) == files_wanted(b"\0" * 99, url=URL) == ()


def test_a_viewer_alone_is_a_pointer() -> None:
    frame = (
        "<html><head><title>{0}</title></head><body><h1>{0}</h1><iframe src='/v.html?file=/f/1.pdf'></iframe></body>"
    )
    frame = frame.format(made.TITLE)
    wanted = files_wanted(frame, url=URL)
    assert [a.url for a in wanted] == ["http://www.qingchuan.example.gov.cn/f/1.pdf"]
    report = read_report(frame, url=URL, files={wanted[0].url: made.pdf_by_reportlab()})
    assert (report.is_report, report.body) == (True, BODY)


def test_recognised_text_carries_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "recognise", lambda pages: made.PARAGRAPHS)
    monkeypatch.setattr("parsers.attachments.image.recognise", lambda pages: made.PARAGRAPHS)
    report = read_report(page(), url=URL, files={FILE: made.blank("PNG")})
    assert report.is_report
    assert "ocr" in [w.code for w in report.warnings]


SCANS = [f"http://www.qingchuan.example.gov.cn/lxz/202503/W{n}.jpg" for n in (1, 2)]


def scanned() -> str:
    """A post whose article is nothing but pictures, among the page's own."""
    return (
        page("<p><img src='./W1.jpg'></p><p><img src='W2.jpg' width='900'><img src='W3.png' width='32'></p>")
        .replace("<p>附件：", "<!--")
        .replace("统计表.docx</a></p>", "-->")
        .replace("<h1>", "<div class='top'><img src='/logo.png'></div><h1>")
    )


def test_a_report_in_pictures_is_read_from_all_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [a.url for a in files_wanted(scanned(), url=URL)] == SCANS
    halves = iter((made.PARAGRAPHS[:9], made.PARAGRAPHS[9:]))
    monkeypatch.setattr("parsers.attachments.image.recognise", lambda pages: next(halves))
    report = read_report(scanned(), url=URL, files=dict.fromkeys(SCANS, made.blank("PNG")))
    assert (report.is_report, report.body, report.body_file) == (True, BODY, "W1.jpg等2幅图片")
    assert "ocr" in [w.code for w in report.warnings]


def test_a_picture_that_is_lacking_leaves_it_to_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("parsers.attachments.image.recognise", lambda pages: made.PARAGRAPHS)
    report = read_report(scanned(), url=URL, files={SCANS[0]: made.blank("PNG")})
    assert (report.is_report, report.doubtful) == (False, True)
    assert "W2.jpg》附件没有取得" in report.reasons[-1]


def test_a_locked_file_by_itself_says_why() -> None:
    report = read_report(made.pdf_by_reportlab("secret"), list_title=made.TITLE)
    assert (report.is_report, report.doubtful, report.kind) == (False, True, Kind.OTHER)
    assert "打开密码" in report.reasons[0]


LEAD = "<p>" + "柳溪镇把各项工作纳入法治轨道，办事更加公开，群众更加满意。" * 7 + "</p>"


def test_a_few_words_above_scans_are_no_report() -> None:
    source = scanned().replace("<p><img src='./W1.jpg'>", LEAD + "<p><img src='./W1.jpg'>")
    assert [a.url for a in files_wanted(source, url=URL)] == SCANS
    report = read_report(source, url=URL)
    assert (report.is_report, report.doubtful) == (False, True)


def test_scans_that_a_script_loads_are_wanted_and_its_stand_in_is_not() -> None:
    lazy = scanned().replace("src='./W1.jpg'", "src='/images/loading.gif' data-original='W1.jpg'")
    lazy = lazy.replace("src='W2.jpg'", "src='/s/blank.png' data-src='W2.jpg'")
    assert [a.url for a in files_wanted(lazy, url=URL)] == SCANS


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ('<a href="/c/download.jsp?owner=1&amp;wbfileid=3456">附件.docx</a>', "/c/download.jsp?owner=1&wbfileid=3456"),
        ('<a href="/api/file/download?fileId=88">报告.pdf（1.2MB）</a>', "/api/file/download?fileId=88"),
        ('<a href="/down.jsp?i=1" title="报告.doc">点击下载</a>', "/down.jsp?i=1"),
        ("""<a href="#" onclick="downloadFile('/u/a.pdf')">附件下载</a>""", "/u/a.pdf"),
        ("""<a href="javascript:downfile('/u/a.pdf')">附件下载</a>""", "/u/a.pdf"),
        ('<a href="javascript:;" data-href="/u/a.pdf">附件下载</a>', "/u/a.pdf"),
        ('<div class="viewer" data-src="/u/a.pdf"></div>', "/u/a.pdf"),
    ],
)
def test_a_file_is_known_however_it_is_linked(link: str, address: str) -> None:
    source = page(f"<p>{link}</p>").replace("<p>附件：", "<!--").replace("统计表.docx</a></p>", "-->")
    assert [a.url for a in files_wanted(source, url=URL)] == ["http://www.qingchuan.example.gov.cn" + address]


@pytest.mark.parametrize(
    "link", ['<a href="/a.html">全文</a>', "<a href='#'>报告.pdf</a>", "<a href='mailto:a'>.doc</a>"]
)
def test_what_leads_to_no_file_is_no_attachment(link: str) -> None:
    source = page(f"<p>{link}</p>").replace("<p>附件：", "<!--").replace("统计表.docx</a></p>", "-->")
    report = read_report(source, url=URL)
    assert (report.attachments, report.is_report, report.doubtful) == ((), False, True)
