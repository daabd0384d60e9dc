"""Pages whose true reading is known: the demo town's reports, and sample pages with gold where they are at hand."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from demo.platforms import draw_of, post_path_of
from demo.posts import REPORT
from demo.script import DAYS, TOWN
from demo.titles import issuers as issuers_of
from demo.view import Asked, View

SAMPLES = Path(__file__).parents[2].parent / "shared" / "pages"


@dataclass(frozen=True)
class Truth:
    """A page and what a reader must make of it; None where the truth is not known or the page does not show it."""

    name: str
    url: str
    body: bytes
    text: str
    title: str | None
    published: str | None
    sources: tuple[str, ...] = ()
    optional: tuple[str, ...] = field(default=())  # may be in the text or not: a title printed twice, a signature
    is_report: bool = True
    year: int | None = None
    issuers: tuple[tuple[str, ...], ...] = ()  # any of these: short or in full


def town_reports() -> Iterator[Truth]:
    """Every report page of the demo town on its last day that holds the report itself, and no file with it."""
    for site in TOWN.sites.values():
        view = View(site, f"http://{site.address}:{site.port}", DAYS[-1])
        for column in view.columns:
            for post in view.posts(column):
                path = post_path_of(site.platform)(post)
                answer = draw_of(site.platform)(view, Asked.at(path))
                if post.kind != REPORT or post.year is None or post.file_name or answer is None:
                    continue
                draft = post.draft(DAYS[-1])
                names = ((post.unit.name,), (post.unit.short,), issuers_of(post.unit))
                ends = (*draft.title_lines, draft.recipient or "", *draft.signed_by, _written(draft.signed_on))
                yield Truth(
                    name=f"{site.id} {post.number}", url=view.base_url + path, body=answer.body, text=draft.body,
                    title=draft.title, published=post.shown_at.date().isoformat() if post.shown_at else None,
                    sources=(post.source,), optional=(*ends, draft.page_number or ""), year=post.year, issuers=names,
                )  # fmt: skip


def other_posts() -> Iterator[Truth]:
    """The demo town's posts that are no reports: look-alikes and everyday news."""
    for site in TOWN.sites.values():
        view = View(site, f"http://{site.address}:{site.port}", DAYS[-1])
        for column in view.columns:
            for post in view.posts(column):
                path = post_path_of(site.platform)(post)
                if post.kind != REPORT and (answer := draw_of(site.platform)(view, Asked.at(path))) is not None:
                    name, text = f"{site.id} {post.title}", "\n".join(post.paragraphs())
                    yield Truth(name, view.base_url + path, answer.body, text, post.title, None, is_report=False)


def sample_pages() -> Iterator[Truth]:
    """Saved pages with gold beside the checkout: real articles, and reports in the markup of real sites."""
    for folder in (SAMPLES / "made", SAMPLES / "real"):
        gold = folder / "gold.jsonl"
        for line in gold.read_text(encoding="utf-8").splitlines() if gold.exists() else ():
            told: dict[str, Any] = json.loads(line)
            yield Truth(
                name=told["file"], url="http://www.example.gov.cn/" + told["file"],
                body=(folder / told["file"]).read_bytes(), text=told["text"], title=told["title"],
                published=told["published"], sources=tuple(told.get("source_ok") or ()),
                optional=tuple(told.get("optional") or ()), is_report="seed" in told, year=_year_of(told),
            )  # fmt: skip


def _year_of(told: dict[str, Any]) -> int | None:
    """The report year, where the title of a report begins or ends its year with 年."""
    digits = "".join(c if c.isdigit() else " " for c in told["title"]).split()
    return int(digits[0]) if "seed" in told and digits else None


def _written(day: Any) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else ""
