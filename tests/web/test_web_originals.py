"""Texts and pages that mean harm, shown; what is kept, handed out; nothing of it acts and nobody else is asked."""

import re
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import pytest
from playwright.sync_api import Browser
from sqlalchemy import select
from starlette.testclient import TestClient

from crawlers.archive import ArchiveWriter
from settings import Settings
from storage import captures, runs
from storage.database import Database, open_database
from storage.models import CaptureRow
from tests.web.accessible import violations
from tests.web.conftest import Looked
from tests.web.hostile import AT, BODY, report, store
from web.app import create_app
from web.pages import original

Look = Callable[..., Looked]


@dataclass
class Stranger:
    """A server that nobody should ever reach; `asked` are the first lines of those who did."""

    address: str
    asked: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def stranger() -> Iterator[Stranger]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        found = Stranger(f"http://127.0.0.1:{server.getsockname()[1]}")
        threading.Thread(target=_answer, args=(server, found), daemon=True).start()
        yield found


def _answer(server: socket.socket, found: Stranger) -> None:
    while True:
        try:
            asking, _ = server.accept()
        except OSError:
            return
        with asking:
            found.asked.append(asking.recv(200).split(b"\r\n")[0].decode("ascii", "replace"))
            asking.sendall(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")


@pytest.fixture(scope="module")
def database(town: Settings) -> Iterator[Database]:
    opened = open_database(town.database)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def hostile(town: Settings, database: Database, stranger: Stranger) -> tuple[int, int]:
    """The ids of the hostile report and of its page."""
    return store(town, database, stranger.address, report())


@pytest.fixture(scope="module")
def client(town: Settings, database: Database) -> TestClient:
    return TestClient(create_app(town, database), base_url="http://127.0.0.1")


def test_a_hostile_report_is_inert_wherever_it_is_read(
    look: Look, hostile: tuple[int, int], stranger: Stranger
) -> None:
    looked = look(width=390)
    number, capture = hostile
    for path in (f"/reports/{number}?q=<script>", f"/reports/{number}/diff", f"/reports/{number}/similar"):
        page = looked.goes(path)
        assert "坏" not in page.title() or "<script>" in page.title()
        assert page.locator("main script, main style, main img, main [onerror]").count() == 0
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert not re.search("[\u202a-\u202e\u2066-\u2069\u0007]", page.content())
    page = looked.goes(f"/reports/{number}")
    assert violations(page) == []
    assert "{{ 7*7 }} ${7*7} <% 7*7 %> &lt;b&gt;" in page.locator(".text").inner_text()
    assert page.locator("[href^=javascript]").count() == 0
    looked.follows(page.locator("#l-litigation_cases a"))
    assert page.evaluate("document.querySelector(':target').id") == "i-litigation_cases"
    assert page.locator("#i-litigation_cases-2018").count() == page.locator("#f-1").count() == 1
    looked.keeps_a_picture("report-hostile")
    page = looked.goes(f"/captures/{capture}")
    page.frame_locator("iframe").get_by_text("外链").click()
    page.frame_locator("iframe").get_by_text("脚本链").click()
    page.frame_locator("iframe").get_by_text("送出").click()
    assert "正文尚在" in page.frame_locator("iframe").locator("body").inner_text()
    page = looked.goes(f"/captures/{capture}/original")
    page.get_by_text("外链").click()
    assert page.url.endswith("/original")
    assert stranger.asked == []


@pytest.mark.parametrize("framed", [True, False], ids=["in its frame", "by itself"])
def test_the_policy_alone_holds_a_page_that_nobody_has_tamed(
    browser: Browser,
    address: str,
    hostile: tuple[int, int],
    stranger: Stranger,
    monkeypatch: pytest.MonkeyPatch,
    *,
    framed: bool,
) -> None:
    monkeypatch.setattr(original, "harmless", lambda text: text)
    context = browser.new_context()
    page = context.new_page()
    opened: list[str] = []
    context.on("page", lambda other: opened.append(other.url))
    page.on("dialog", lambda dialog: opened.append(dialog.message))
    # of a page that is refused everything it asks for, Chromium now and then never says that it is loaded
    page.goto(f"{address}/captures/{hostile[1]}{'' if framed else '/original'}", wait_until="domcontentloaded")
    inside = page.frame_locator("iframe") if framed else page
    assert "正文尚在" in inside.locator("body").inner_text()
    for name in ("#js", "#blank", "#send", *(["#top"] if framed else [])):
        inside.locator(name).click(no_wait_after=True)
    page.wait_for_timeout(300)
    assert page.url.startswith(f"{address}/captures/{hostile[1]}")
    context.close()
    assert (opened, stranger.asked) == ([], [])


def test_files_come_as_files_under_names_of_ours(
    client: TestClient, town: Settings, database: Database, hostile: tuple[int, int]
) -> None:
    number, capture = hostile
    kept = client.get(f"/captures/{capture}/file")
    assert kept.headers["content-disposition"] == f'attachment; filename="capture-{capture}.html"'
    assert "正文尚在".encode("gbk") in kept.content
    shown = client.get(f"/captures/{capture}/original")
    assert shown.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert "正文尚在" in shown.text
    text = client.get(f"/reports/{number}/text")
    assert text.headers["content-type"] == "text/plain; charset=utf-8"
    assert text.headers["content-disposition"] == f'attachment; filename="report-{number}-1.txt"'
    assert text.text.startswith(BODY[:40])
    with database.reading() as session:
        pdf_id = session.scalars(select(CaptureRow.id).where(CaptureRow.media_type == "application/pdf")).first()
    for path in ("original", "file"):
        answer = client.get(f"/captures/{pdf_id}/{path}")
        assert answer.headers["content-type"] == "application/octet-stream"
        assert answer.headers["content-disposition"] == f'attachment; filename="capture-{pdf_id}.pdf"'


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c020000000b4944415478da6364f80f00010501012718e366"
    "0000000049454e44ae426082"
)


def test_our_own_pictures_are_shown_and_what_only_claims_to_be_one_is_not(
    client: TestClient, town: Settings, database: Database
) -> None:
    writer = ArchiveWriter(town.archive_dir, "2026/05/pictures.warc.gz")
    made = {
        role: writer.keep_resource(f"urn:{role}:http://site.test/1", body, media_type, AT)
        for role, body, media_type in (
            ("screenshot", PNG, "image/png"),
            ("print", b"%PDF-1.4\n", "application/pdf"),
            ("article", b"\x00\x01<svg onload=alert(1)>", "image/svg+xml"),
        )
    }
    writer.close()
    lost = replace(made["article"], warc_record_id="<urn:uuid:lost>", warc_file="2026/05/none.warc.gz")
    with database.session() as session:
        run_id = str((runs.latest(session) or {})["run_id"])
        ids = {role: captures.keep(session, run_id, capture, role) for role, capture in made.items()}
        gone = captures.keep(session, run_id, lost, "list")
    types = [client.get(f"/captures/{ids[role]}/original").headers["content-type"] for role in made]
    assert types == ["image/png", "application/pdf", "text/plain; charset=utf-8"]
    assert (
        f'<img class="original" src="/captures/{ids["screenshot"]}/original"'
        in client.get(f"/captures/{ids['screenshot']}").text
    )
    assert "原件已无法取得" in client.get(f"/captures/{gone}").text
    assert client.get(f"/captures/{gone}/original").status_code == 404
