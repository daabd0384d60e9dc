"""The golden obstacles as the crawl meets them: tests/golden/obstacles/<case>/, walked by the real Walk."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from core.addresses import document_key
from core.crawl import ColumnJob, ColumnRead, KnownListPage
from core.pages import Ask, Capture, Outcome, Page
from core.posts import Listing, PostRef
from core.units import Column
from crawlers.elsewhere import within
from crawlers.fetch import Answer, NoAnswerError, Validators
from crawlers.soundness import judge_page
from crawlers.visit import World
from crawlers.walk import Walk

GOLDEN = Path(__file__).resolve().parent.parent / "golden" / "obstacles"
CASES = sorted(meta.parent for meta in GOLDEN.glob("*/meta.json"))
NOW = datetime(2025, 3, 20, 18, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was said of a case. `posts` are the titles read, `complete` that nothing else is there."""

    outcome: Outcome
    reason: str
    complete: bool
    posts: tuple[str, ...] = ()


def read_json(case: Path, name: str) -> dict[str, Any]:
    return dict(json.loads((case / name).read_text(encoding="utf-8")))


def pages_of(case: Path) -> list[Page]:
    return [_page(case, answer) for answer in read_json(case, "meta.json")["answers"]]


def verdict_of(case: Path) -> Verdict:
    meta, pages = read_json(case, "meta.json"), pages_of(case)
    if "expect" in meta:
        outcome, reason = judge_page(pages[0], asked_url=pages[0].ask.url, expect=meta["expect"])
        return Verdict(outcome, reason, False)
    return walk(meta, pages)


def walk(meta: Mapping[str, Any], pages: list[Page]) -> Verdict:
    """A column read off these pages; an ask that none of them answers is our own mistake (crashed)."""
    read = asyncio.run(Walk(_job(meta), _world(pages, meta.get("max_pages", 20))).run())
    read = within(read, {document_key(url) for url in meta.get("registered", ())})
    return Verdict(read.outcome, read.reason, read.complete, _titles(read))


def _page(case: Path, answer: Mapping[str, Any]) -> Page:
    headers = (("Content-Type", answer["content_type"]), *((name, value) for name, value in answer.get("headers", [])))
    ask = Ask(answer["url"], render=answer.get("rendered", False))
    url, body = answer.get("final_url", answer["url"]), (case / answer["file"]).read_bytes()
    return Page(ask, url, answer["status"], body, NOW, headers, ask.render)


def _job(meta: Mapping[str, Any]) -> ColumnJob:
    known = tuple(PostRef(post["url"], post["title"]) for post in meta.get("known", []))
    column = Column(id="c", **meta["column"])
    before = KnownListPage(Ask(column.url), "another digest", Listing(known), "an earlier reader")
    return ColumnJob(column, pages=(before,) if known else (), usual=meta.get("usual"))


def _world(pages: list[Page], max_pages: int) -> World:
    answers = {(page.ask.key, page.ask.render): page for page in pages}

    async def ask(ask: Ask, validators: Validators | None) -> Answer:
        if ask.render and (ask.key, True) not in answers:
            raise NoAnswerError(Outcome.BROWSER_MISSING, "没有可用的浏览器")
        return Answer(answers[(ask.key, ask.render)], ())

    def keep(answer: Answer) -> Capture:
        page = answer.page
        return Capture(page.ask.url, page.url, page.status, NOW, "digest", "a.warc.gz", 0, "urn:uuid:0")

    return World(ask, keep, lambda: NOW, max_pages, 60.0)


def _titles(read: ColumnRead) -> tuple[str, ...]:
    return tuple(post.title for page in read.pages for post in page.listing.posts)
