"""Snapshots with a real browser of real pages on loopback, and what is said where there is no picture."""

import json
import os
from hashlib import sha256
from io import BytesIO
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
import pytest
from click.testing import CliRunner
from PIL import Image
from pydantic import TypeAdapter

from cli.snapshot import snapshot as command
from core.problems import UserProblem
from crawlers import snapshot
from crawlers.archive import read_payload
from crawlers.browser import find_browser
from crawlers.photographer import MOST_HEIGHT, WIDTH
from crawlers.snapshot_launch import Snapshot, SnapshotJob
from flows.imports import Word
from flows.snapshot import Taken, take
from settings import Settings
from storage.dossier_captures import pictures_of
from tests.crawlers.loopback import Reply, Site, serve
from tests.flows.bringing import bring, kept, report_page, running, settings_of, title_of
from tests.seasons import fazhiwatch

pytestmark = pytest.mark.skipif(find_browser() is None, reason="no browser here")

GREEN = (0, 160, 60)


def a_picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (300, 200), GREEN).save(out, "PNG")
    return out.getvalue()


@pytest.fixture(scope="module")
def site() -> Any:
    with serve() as served:
        served.put("/robots.txt", "User-agent: *\nDisallow: /secret/\n")
        tall = '<div style="height:3000px"></div><img src="/seal.png" loading="lazy" width=300 height=200>'
        served.put("/page.html", report_page(more=tall).decode())
        served.pages["/seal.png"] = Reply(a_picture(), headers=(("Content-Type", "image/png"),))
        served.put("/secret/1.html", report_page().decode())
        yield served


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_of(tmp_path)


@pytest.fixture
def forked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Snapshots are taken in a child with everything imported already: starting Python anew would cost seconds."""

    def take_snapshot(job: SnapshotJob, *, folder: Path, **_: Any) -> Snapshot:
        (folder / "snapshot.json").write_bytes(TypeAdapter(SnapshotJob).dump_json(job))
        child = get_context("fork").Process(target=_in_child, args=(folder,))
        child.start()
        child.join(60)
        assert child.exitcode == 0
        return TypeAdapter(Snapshot).validate_json((folder / "told").read_bytes())

    monkeypatch.setattr("flows.snapshot.take_snapshot", take_snapshot)
    monkeypatch.setattr("crawlers.browser._SETTLE", 0.5)
    monkeypatch.setattr("crawlers.photographer._SETTLE", 0.5)


def _in_child(folder: Path) -> None:
    with (folder / "told").open("wb") as told, (folder / "log").open("wb") as log:
        os.dup2(told.fileno(), 1)
        os.dup2(log.fileno(), 2)
        snapshot.main([str(folder / "snapshot.json")])


def taken_of(settings: Settings, target: str, *, allow_private: bool = True, archived: bool = False) -> Taken:
    with running(settings, "snapshot") as run:
        return take(run, target, out=settings.home / "out", allow_private=allow_private, archived=archived)


def colours(picture: str) -> tuple[tuple[int, int], set[tuple[int, ...]]]:
    with Image.open(picture) as image:
        some = np.asarray(image.convert("RGB"))[::10, ::10].reshape(-1, 3)
        return image.size, {tuple(int(part) for part in colour) for colour in np.unique(some, axis=0)}


def words_of(pdf: str) -> str:
    return "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(Path(pdf).read_bytes()))


def test_a_page_is_kept_as_a_picture_and_as_a_print(site: Site, settings: Settings, tmp_path: Path) -> None:
    out, url = str(tmp_path / "out"), site.url("/page.html")
    where: dict[str, Any] = {"FAZHIWATCH_REGISTRY": str(tmp_path / "registry"), "FAZHIWATCH_DOWNLOAD_DELAY": "0"}
    done = fazhiwatch(settings.home, "snapshot", url, "--allow-private", "--out", out, "--json", **where)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["outcome"], told["status"], told["title"]) == ("ok", 200, title_of())
    assert told["browser"].startswith("Chromium ") and told["browser"] in told["origin"]
    assert "/robots.txt" in site.paths()

    picture, pages = told["screenshot"]["path"], told["print"]["path"]
    assert sha256(Path(picture).read_bytes()).hexdigest() == told["screenshot"]["sha256"]
    (width, height), seen = colours(picture)
    assert (width, told["cut"]) == (WIDTH, False) and height > 3200  # the whole page
    assert GREEN in seen  # and the picture at its end, which comes only to who scrolls there
    assert pypdfium2.PdfDocument(Path(pages).read_bytes()).get_page_size(0) == pytest.approx((595, 842), abs=1)  # A4
    for words in ("办理行政处罚案件17件", url, "北京时间"):
        assert words in words_of(pages)

    screenshot, printed = kept(settings)
    assert (screenshot.role, printed.role) == ("screenshot", "print")
    assert screenshot.warc_record_id == told["screenshot"]["record_id"]
    stored = read_payload(settings.archive_dir, printed.warc_file, printed.warc_offset)
    assert (stored.body, stored.url) == (Path(pages).read_bytes(), f"urn:print:{url}")


@pytest.mark.usefixtures("forked")
def test_a_picture_is_found_by_the_address_that_was_asked_for(site: Site, settings: Settings) -> None:
    """As the page of a broken column asks for it: such a list may lead anywhere."""
    site.pages["/moved/"] = Reply(b"", 302, (("Location", "/page.html"),))
    url = site.url("/moved/")
    taken = taken_of(settings, url)
    assert (taken.url, taken.screenshot is None) == (site.url("/page.html"), False)
    assert taken.origin and taken.url in taken.origin
    with running(settings, "x") as run, run.database.reading() as session:
        roles = [row.role for row in pictures_of(session, [url])]
    assert sorted(roles) == ["print", "screenshot"]


@pytest.mark.usefixtures("forked")
def test_it_is_as_polite_as_a_night(site: Site, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    site.forget()
    assert taken_of(settings, site.url("/secret/1.html")).outcome == "robots"
    assert taken_of(settings, site.url("/page.html"), allow_private=False).outcome == "private_address"
    monkeypatch.setenv("FAZHIWATCH_BROWSER", "/nonexistent/browser")
    missing = taken_of(settings, site.url("/page.html"))
    assert (missing.outcome, missing.screenshot, missing.print) == ("browser_missing", None, None)
    assert "apt-get install" in missing.reason
    monkeypatch.setenv("FAZHIWATCH_HOME", str(settings.home))
    monkeypatch.setenv("FAZHIWATCH_REGISTRY", str(settings.registry))
    done = CliRunner().invoke(command, [site.url("/page.html"), "--allow-private"])
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.splitlines()[-1].startswith(f"没有截到 {site.url('/page.html')}")
    assert set(site.paths()) == {"/robots.txt"}
    assert kept(settings) == []


@pytest.mark.usefixtures("forked")
def test_a_restless_page_longer_than_any_picture_is_taken_as_far_as_it_goes(settings: Settings) -> None:
    with serve() as site:
        restless = "<script>setInterval(() => fetch('/poll'), 100)</script>"
        page = f'<html><body><h1>栏目</h1>{restless}<div style="height:60000px;background:#00f">长</div></body></html>'
        site.put("/long", page, status=404)
        site.put("/poll", "{}")
        taken = taken_of(settings, site.url("/long"))
    assert (taken.outcome, taken.status, taken.cut) == ("not_found", 404, True)
    assert taken.screenshot is not None
    (_, height), seen = colours(taken.screenshot.path)
    assert height == MOST_HEIGHT and (0, 0, 255) in seen


@pytest.mark.usefixtures("forked")
def test_what_is_archived_can_be_drawn_when_the_page_is_gone(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "1.html").write_bytes(report_page(more="<script>document.body.innerHTML = ''</script>"))
    [brought] = bring(settings, tmp_path / "1.html", word=Word(url="http://gone.invalid/1.html"))
    taken = taken_of(settings, str(brought.report_id), archived=True)
    assert (taken.url, taken.title) == ("http://gone.invalid/1.html", title_of())
    assert taken.origin is not None and kept(settings)[0].warc_record_id in taken.origin
    assert taken.print is not None and "行政处罚案件17件" in words_of(taken.print.path)


def test_mistakes_are_told_before_anything_is_asked(settings: Settings) -> None:
    for target, archived, said in (
        ("ftp://a.example/", False, "ftp://a.example/"),
        ("999", False, "没有编号为 999 的报告"),
        ("http://a.example/", True, "报告编号"),
    ):
        with pytest.raises(UserProblem, match=said):
            taken_of(settings, target, archived=archived)
