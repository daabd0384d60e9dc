"""When a post was published: every date that the page gives, and the one that counts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.reports import DateSeen
from core.times import SHANGHAI
from parsers import labels as lb
from parsers.chrome import is_clock, is_prose
from parsers.dates import Stamp, read_http_date, read_stamp, read_url_date
from parsers.text import words

_META_PUBLISHED = words(
    """
    pubdate publishdate publishtime pubtime publish_time publish-date firstpublishedtime article:published_time
    og:release_date createdate createtime dc.date date
    """
)
_META_GENERATED = words("lastmodifiedtime maketime others article:modified_time last-modified")
_OLDEST = 2000  # older stamps are placeholders (1970年01月01日)
_NEWEST = 2100
_SLACK = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Publication:
    """The publication date chosen, where it was taken from (displayed, meta, list, url), and all dates seen."""

    stamp: Stamp | None
    basis: str | None
    seen: tuple[DateSeen, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    kind: str
    stamp: Stamp
    where: str
    rank: int  # smaller is better


def settle_publication(
    labels: Sequence[lb.Label],
    near: Sequence[str],
    meta: dict[str, str],
    *,
    url: str | None,
    listed_on: date | None,
    last_modified: str | None,
) -> Publication:
    """What the page shows beats its meta tag, that the list page, that the address; 成文日期 and clocks never count.

    `near` are the lines between the title and the text, where a date may stand without a label.
    """
    found = [*_displayed(labels, near), *_meta(meta), *_outside(url, listed_on)]
    written = [
        _Found("signed", s, f"页面“{label.name}”", 9)
        for label in lb.values(labels, lb.WRITTEN)
        if (s := read_stamp(label.value))
    ]
    changed = _changed(meta, last_modified)
    newest = max((f.stamp.at for f in changed), default=None)
    usable = [f for f in found if _plausible(f.stamp, newest)]
    best = min(usable, key=lambda f: f.rank, default=None)
    seen = [_seen(f, f in usable) for f in found] + [_seen(f, True) for f in (*written, *changed)]
    return Publication(best.stamp if best else None, best.kind if best else None, tuple(dict.fromkeys(seen)))


def _displayed(labels: Sequence[lb.Label], near: Sequence[str]) -> list[_Found]:
    found = []
    for rank, kind in enumerate((lb.PUBLISHED, lb.ISSUED)):
        for label in lb.values(labels, kind):
            if (stamp := read_stamp(label.value)) and not (kind == lb.ISSUED and is_clock(label.value)):
                found.append(_Found("displayed", stamp, f"页面“{label.name}”", rank))
    for line in near:
        if len(line) <= 120 and not is_clock(line) and not is_prose(line) and (stamp := read_stamp(_unlabelled(line))):
            found.append(_Found("displayed", stamp, "标题下", 2))
    return found


def _unlabelled(line: str) -> str:
    """`line` up to a label of another date: 成文日期 must not pass for a bare date."""
    written = [
        label.name for label in lb.read_labels([line]) if label.kind in (lb.WRITTEN, lb.PUBLISHED, lb.ISSUED, lb.OTHER)
    ]
    return re.split("|".join(map(re.escape, written)), line)[0] if written else line


def _meta(meta: dict[str, str]) -> list[_Found]:
    return [
        _Found("meta", s, f"meta {name}", 3)
        for name in _META_PUBLISHED
        if name in meta and (s := read_stamp(meta[name]))
    ]


def _outside(url: str | None, listed_on: date | None) -> list[_Found]:
    found = []
    if listed_on:
        found.append(_Found("list", _day(listed_on), "列表页", 4))
    if url and (stamped := read_url_date(url)):
        found.append(_Found("url", _day(stamped), "网址", 5))
    return found


def _changed(meta: dict[str, str], last_modified: str | None) -> list[_Found]:
    """When the page itself was made or changed: evidence against dates in the future, no publication date."""
    found = [
        _Found("last_modified", s, f"meta {name}", 9)
        for name in _META_GENERATED
        if name in meta and (s := read_stamp(meta[name]))
    ]
    if last_modified and (stamp := read_http_date(last_modified)):
        found.append(_Found("last_modified", stamp, "Last-Modified", 9))
    return found


def _plausible(stamp: Stamp, newest: datetime | None) -> bool:
    if not _OLDEST <= stamp.at.year < _NEWEST:
        return False
    return newest is None or newest.year < _OLDEST or stamp.at <= newest + _SLACK


def _seen(found: _Found, used: bool) -> DateSeen:
    return DateSeen(found.kind, found.stamp.iso, found.where if used else f"{found.where}（不合情理，未采用）")


def _day(day: date) -> Stamp:
    return Stamp(datetime(day.year, day.month, day.day, tzinfo=SHANGHAI), "day")
