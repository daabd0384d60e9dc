"""Pages saved by hand: with the folder beside them, in one file, with a person's word on address and unit."""

from datetime import UTC, datetime
from email.encoders import encode_base64, encode_quopri
from email.message import EmailMessage
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from pathlib import Path

import pytest

from core.problems import UserProblem
from flows.imports import Word
from settings import Settings
from storage import review
from tests.flows.bringing import (
    SITE,
    bring,
    kept,
    looked,
    outcomes,
    pointer_page,
    posts,
    read_again,
    report_page,
    settings_of,
    stored,
    title_of,
)
from tests.flows.little_town import docx_of

PAGE, FILE = f"{SITE}/qs/1.html", f"{SITE}/qs/P0250220.docx"
SAVED_FROM = f"<!-- saved from url=(0042){PAGE} -->\r\n".encode()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_of(tmp_path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "下载").mkdir()
    return tmp_path / "下载"


def put(path: Path, body: bytes) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(body)
    return path


def test_what_a_browser_lays_beside_a_page_belongs_to_it(settings: Settings, folder: Path) -> None:
    put(folder / "年报.html", SAVED_FROM + pointer_page())
    put(folder / "年报_files" / "main.css", b"body{}")
    put(folder / "年报_files" / "logo.png", b"\x89PNG\r\n\x1a\n")
    put(folder / "P0250220.docx", docx_of(2024))
    put(folder / ".DS_Store", b"\0")
    [result] = bring(settings, folder)
    assert (result.outcome, result.url, result.unit) == ("new", PAGE, "qingshi")
    assert "附件 1 件" in result.reason
    page, file = kept(settings)
    assert (page.role, page.origin, page.fetched_at) == ("import", "人工导入：下载/年报.html", settings.clock())
    assert (file.role, file.url) == ("attachment", FILE)
    assert file.origin == "人工导入：下载/年报.html 旁的 P0250220.docx"
    [report] = stored(settings)
    assert [c["url"] for c in report["captures"]] == [PAGE, FILE]

    again = bring(settings, folder)
    assert outcomes(again) == ["unchanged"]
    assert len(kept(settings)) == 2 and len(posts(settings)) == 1


def test_an_attachment_that_comes_later_is_given_to_its_page(settings: Settings, folder: Path) -> None:
    page = put(folder / "1.html", SAVED_FROM + pointer_page())
    assert outcomes(bring(settings, page)) == ["review"]
    file = put(folder / "附件.docx", docx_of(2024))
    [given] = bring(settings, file, word=Word(url=FILE))
    assert (given.outcome, given.unit, given.url) == ("new", "qingshi", PAGE)


def test_a_page_without_an_address_keeps_what_came_with_it(settings: Settings, folder: Path) -> None:
    put(folder / "1.html", pointer_page())
    put(folder / f"{title_of()}.docx", docx_of(2024))  # as the link calls it
    [result] = bring(settings, folder)
    assert (result.outcome, result.url, result.unit) == ("new", None, "qingshi")
    read_again(settings)
    [report] = stored(settings)
    assert (report["revisions"], report["body_file"]) == (1, f"{title_of()}.docx")
    assert report["doubted"] is None


def mhtml(page: bytes, **parts: bytes) -> bytes:
    """As Chromium writes it."""
    message = MIMEMultipart("related", type="text/html", boundary="----MultipartBoundary--x")
    message["From"] = "<Saved by Blink>"
    message["Snapshot-Content-Location"] = PAGE
    message["Date"] = "Fri, 14 Mar 2025 09:12:30 +0800"
    for location, body in {PAGE: page, **{f"{SITE}/qs/{name}": body for name, body in parts.items()}}.items():
        part = MIMENonMultipart(*(("text", "html") if body is page else ("application", "octet-stream")))
        part.set_payload(body)
        (encode_quopri if body is page else encode_base64)(part)
        part["Content-Location"] = location
        message.attach(part)
    return message.as_bytes()


def test_a_web_archive_tells_its_address_and_its_day(settings: Settings, folder: Path) -> None:
    put(folder / "年报.mhtml", mhtml(pointer_page(), **{"P0250220.docx": docx_of(2024)}))
    [result] = bring(settings, folder)
    assert (result.outcome, result.url, result.unit) == ("new", PAGE, "qingshi")
    page, file = kept(settings)
    assert page.fetched_at == datetime(2025, 3, 14, 1, 12, 30, tzinfo=UTC)
    assert file.url == FILE
    [report] = stored(settings)
    assert report["first_seen_at"] == settings.clock().isoformat()
    empty = EmailMessage()
    empty["Content-Type"] = 'multipart/related; boundary="x"'
    empty["MIME-Version"] = "1.0"
    assert outcomes(bring(settings, put(folder / "空.mht", empty.as_bytes()))) in (["not_report"], ["unreadable"])


def test_single_file_pages_tell_where_and_when(settings: Settings, folder: Path) -> None:
    head = f"<!DOCTYPE html> <html><!--\n Page saved with SingleFile \n url: {PAGE} \n"
    head += " saved date: Fri Mar 14 2025 09:12:30 GMT+0800 (中国标准时间)\n-->"
    bring(settings, put(folder / "1.html", head.encode() + report_page()))
    [page] = kept(settings)
    assert (page.url, page.fetched_at) == (PAGE, datetime(2025, 3, 14, 1, 12, 30, tzinfo=UTC))


def test_a_persons_word_names_address_and_unit_and_lasts(settings: Settings, folder: Path) -> None:
    """A report that names nobody: it waits, until it is brought in with the unit's id."""
    body = report_page("2024年度法治政府建设情况报告")
    nameless = put(folder / "1.html", body)
    [waiting] = bring(settings, nameless)
    assert (waiting.outcome, waiting.unit) == ("review", None)
    [named] = bring(settings, nameless, word=Word(PAGE, "qinglan"))
    assert (named.outcome, named.unit, named.url) == ("new", "qinglan", PAGE)
    assert kept(settings)[-1].origin == "人工导入：1.html · 单位由导入人指明：qinglan"
    read_again(settings)
    [report] = stored(settings)
    assert (report["unit"], report["revisions"]) == ("qinglan", 1)
    other = put(folder / "2.html", report_page())
    [against] = bring(settings, other, word=Word(unit_id="qinglan"))
    assert against.outcome == "review"  # the page says whose it is: nobody's word goes over that


def waiting(settings: Settings) -> list[str]:
    """The addresses of what a person would find to look at."""
    return looked(settings, lambda session: [item.url for item in review.queue(session, None, limit=9)])  # type: ignore[no-any-return]


def test_an_address_that_is_named_later_becomes_the_reports_own(settings: Settings, folder: Path) -> None:
    page = put(folder / "1.html", report_page())
    [nameless] = bring(settings, page)
    assert (nameless.outcome, nameless.url) == ("new", None)
    [named] = bring(settings, page, word=Word(PAGE))
    assert (named.outcome, named.unit, named.url) == ("unchanged", "qingshi", PAGE)
    assert named.report_id == nameless.report_id
    assert named.reason == f"原为人工导入的页面，没有网址，报告现在 {PAGE}"
    for _ in range(2):
        [report] = stored(settings)
        assert (report["url"], report["revisions"]) == (PAGE, 1)
        assert waiting(settings) == []
        assert outcomes(bring(settings, page, word=Word(PAGE))) == ["unchanged"]
        assert outcomes(bring(settings, page)) == ["unchanged"]
        read_again(settings)


def test_what_else_the_page_of_a_named_address_says_is_a_revision(settings: Settings, folder: Path) -> None:
    bring(settings, put(folder / "1.html", report_page()))
    [named] = bring(settings, put(folder / "2.html", report_page(day="2025-02-21")), word=Word(PAGE))
    assert (named.outcome, named.url) == ("revised", PAGE)
    [report] = stored(settings)
    assert (report["url"], report["revisions"]) == (PAGE, 2)


def test_only_what_a_person_will_find_waiting_is_said_to_wait(settings: Settings, folder: Path) -> None:
    bring(settings, put(folder / "1.html", report_page()), word=Word(PAGE))
    copy, mirror = f"{SITE}/qs/2.html", "http://mirror.example/3.html"
    [beside] = bring(settings, put(folder / "2.html", report_page()), word=Word(copy))
    assert (beside.outcome, beside.unit) == ("unchanged", "qingshi")
    bring(settings, put(folder / "3.html", report_page()), word=Word(mirror))
    [older] = bring(settings, put(folder / "4.html", report_page(more="又及：补充一段。")), word=Word(mirror))
    assert (older.outcome, older.unit) == ("unchanged", "qingshi")
    assert "转载页面" in older.reason
    foreign = report_page("云溪市白石镇人民政府2024年度法治政府建设情况报告")
    [others] = bring(settings, put(folder / "5.html", foreign))
    assert (others.outcome, others.unit) == ("not_report", None)
    assert "不是栏目中登记的任何单位" in others.reason
    assert waiting(settings) == []
    [another] = bring(settings, put(folder / "6.html", report_page(more="又及：另外一段。")))
    assert another.outcome == "review"
    assert len(waiting(settings)) == 1


def test_who_saved_a_page_is_nobodys_business(settings: Settings, folder: Path) -> None:
    secret = PAGE.replace("http://", "http://zhang:geheim@")
    head = f"<!-- saved from url=({len(secret):04}){secret} -->\n"
    bring(settings, put(folder / "1.html", head.encode() + report_page()))
    [page] = kept(settings)
    assert page.url == PAGE


@pytest.mark.parametrize(
    ("word", "said"),
    [
        (Word(url="http://zhang:geheim@www.yunxi.example/"), "用户名或密码"),
        (Word(unit_id="nobody"), "nobody"),
        (Word(url="www.yunxi.example"), "--url"),
        (Word(url=PAGE), "单个"),
    ],
)
def test_a_word_on_nothing_is_refused_before_anything_is_kept(
    settings: Settings, folder: Path, word: Word, said: str
) -> None:
    put(folder / "1.html", report_page())
    if said == "单个":
        put(folder / "2.html", report_page())
    with pytest.raises(UserProblem, match=said):
        bring(settings, folder, word=word)
    assert kept(settings) == []


def test_a_saved_challenge_page_takes_no_pages_place(settings: Settings, folder: Path) -> None:
    good = put(folder / "1.html", report_page())
    bring(settings, good, word=Word(url=PAGE))
    missing = "<html><head><title>404</title></head><body><h1>404 您访问的页面不存在</h1></body></html>"
    [refused] = bring(settings, put(folder / "2.html", missing.encode()), word=Word(url=PAGE))
    assert refused.outcome == "not_report" and "没有保存" in refused.reason
    assert len(kept(settings)) == 1
