"""When a post was published: every date that the page gives, and the one that counts, with the reason."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from core.reports import DateSeen
from core.times import SHANGHAI
from parsers import labels as lb
from parsers.chrome import is_clock, is_prose
from parsers.dates import Stamp, read_http_date, read_meta_stamp, read_stamp, read_url_date
from parsers.text import words

_META_PUBLISHED = words(
    """
    pubdate publishdate publishtime pubtime publish_time publish-date firstpublishedtime article:published_time
    datepublished og:release_date og:published_time og:pubdate createdate createtime dc.date dc.date.issued date
    """
)
_META_GENERATED = words(
    "lastmodifiedtime maketime others article:modified_time og:updated_time datemodified last-modified"
)
_OLDEST = 2000  # older stamps are placeholders (1970年01月01日)
_NEWEST = 2100
_SLACK = timedelta(days=366)
_FAR = timedelta(days=31)  # a tag that far from list and address, which agree, was made anew with the page
_AGREE = timedelta(days=7)
_FINENESS = ("second", "minute", "day")
_LAST = 8  # the rank of what counts only where nothing else is left


@dataclass(frozen=True, slots=True)
class Publication:
    """The publication date chosen, where it was taken from (displayed, meta, list, url) and why, and all dates seen."""

    stamp: Stamp | None
    basis: str | None
    seen: tuple[DateSeen, ...]
    where: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class _Found:
    kind: str
    stamp: Stamp
    where: str
    rank: int  # smaller is better
    refused: str | None = None  # why it is not used

    @property
    def day(self) -> date:
        return self.stamp.at.date()


def settle_publication(
    labels: Sequence[lb.Label],
    near: Sequence[str],
    meta: dict[str, str],
    *,
    url: str | None,
    listed_on: date | None,
    last_modified: str | None,
    report_year: int | None = None,
) -> Publication:
    """What the page shows beats its meta tag, that the list page, that the address; 成文日期 and clocks never count.

    `near` are the lines between the title and the text, where a date may stand without a label. `report_year` is the
    year that the title tells: no report is published before its year begins, if another date is there to choose.
    """
    outside, changed = _outside(url, listed_on), [*_updated(labels), *_changed(meta, last_modified)]
    tagged = [_weighed(f, outside, changed) for f in _meta(meta)]
    found = [_judged(f, outside, changed) for f in (*_displayed(labels, near), *tagged, *outside)]
    found = _of_the_year(found, report_year)
    written = _written(labels)
    best = _best([f for f in found if not f.refused])
    seen = tuple(dict.fromkeys(_seen(f) for f in (*found, *written, *changed)))
    reason = _reason(best, found, bool(written))
    if best is None:
        return Publication(None, None, seen, None, reason)
    return Publication(best.stamp, best.kind, seen, best.where, reason)


def _best(usable: Sequence[_Found]) -> _Found | None:
    """The first by rank; of one day shown twice (in an index table and under the title), with its hour."""
    best = min(usable, key=lambda f: f.rank, default=None)
    if best is None or best.kind != "displayed":
        return best
    same = [f for f in usable if f.kind == "displayed" and f.day == best.day]
    return min(same, key=lambda f: (_FINENESS.index(f.stamp.precision), f.rank))


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
        label.name
        for label in lb.read_labels([line])
        if label.kind in (lb.WRITTEN, lb.UPDATED, lb.PUBLISHED, lb.ISSUED, lb.OTHER)
    ]
    return re.split("|".join(map(re.escape, written)), line)[0] if written else line


def _meta(meta: dict[str, str]) -> list[_Found]:
    return [
        _Found("meta", s, f"meta {name}", 4)
        for name in _META_PUBLISHED
        if name in meta and (s := read_meta_stamp(meta[name]))
    ]


def _outside(url: str | None, listed_on: date | None) -> list[_Found]:
    found = []
    if listed_on:
        found.append(_Found("list", _day(listed_on), "列表页", 5))
    if url and (stamped := read_url_date(url)):
        found.append(_Found("url", _day(stamped), "网址", 6))
    return found


def _updated(labels: Sequence[lb.Label]) -> list[_Found]:
    """更新时间: a page mended in June may have been published in March, so it never is the day of publication."""
    return [
        _Found("last_modified", stamp, f"页面“{label.name}”", 9)
        for label in lb.values(labels, lb.UPDATED)
        if (stamp := read_stamp(label.value))
    ]


def _changed(meta: dict[str, str], last_modified: str | None) -> list[_Found]:
    """When the page itself was made or changed: evidence against dates in the future, no publication date."""
    found = [
        _Found("last_modified", s, f"meta {name}", 9)
        for name in _META_GENERATED
        if name in meta and (s := read_meta_stamp(meta[name]))
    ]
    if last_modified and (stamp := read_http_date(last_modified)):
        found.append(_Found("last_modified", stamp, "Last-Modified", 9))
    return found


def _written(labels: Sequence[lb.Label]) -> list[_Found]:
    return [
        _Found("signed", s, f"页面“{label.name}”", 9)
        for label in lb.values(labels, lb.WRITTEN)
        if (s := read_stamp(label.value))
    ]


def _weighed(tag: _Found, outside: Sequence[_Found], changed: Sequence[_Found]) -> _Found:
    """A tag that tells when the page was made anew counts last: it repeats that moment, or list and address differ."""
    made = tag.stamp.precision == "second" and any(tag.stamp == f.stamp for f in changed)
    agree = len(outside) == 2 and abs(outside[0].stamp.at - outside[1].stamp.at) <= _AGREE
    far = agree and all(abs(tag.stamp.at - f.stamp.at) > _FAR for f in outside)
    return replace(tag, rank=_LAST) if made or far else tag


def _judged(found: _Found, outside: Sequence[_Found], changed: Sequence[_Found]) -> _Found:
    """Refused where no post can have been published then, by all that else is known."""
    newest = max((f.stamp.at for f in (changed or outside)), default=None)
    if not _OLDEST <= found.stamp.at.year < _NEWEST:
        return replace(found, refused="不合情理")
    known = newest is not None and newest.year >= _OLDEST
    return replace(found, refused="不合情理") if known and newest and found.stamp.at > newest + _SLACK else found


def _of_the_year(found: list[_Found], year: int | None) -> list[_Found]:
    if year is None or all(f.refused or f.stamp.at.year < year for f in found):
        return found
    early = f"早于报告年度{year}年"
    return [replace(f, refused=early) if not f.refused and f.stamp.at.year < year else f for f in found]


def _reason(best: _Found | None, found: Sequence[_Found], written: bool) -> str:
    """In Chinese: why this date and no other."""
    refused = "".join(f"；{f.where}的{f.day}{f.refused}，未采用" for f in found if f.refused)
    if best is None:
        never = "；成文日期不作为发布日期" if written else ""
        return f"页面、meta、列表页和网址都没有可用的发布日期{never}{refused}"
    others = {f.where: f.day for f in found if not f.refused and f.day != best.day}
    differ = "".join(f"；{where}为{day}，未采用" for where, day in others.items())
    chosen = {
        "displayed": f"以页面显示为准：{best.where}",
        "meta": f"页面未显示日期，取{best.where}",
        "list": "页面没有可用日期，取列表页日期",
        "url": "页面和列表页没有可用日期，取网址中的日期",
    }[best.kind]
    return f"{chosen}{differ}{refused}"


def _seen(found: _Found) -> DateSeen:
    where = f"{found.where}（{found.refused}，未采用）" if found.refused else found.where
    return DateSeen(found.kind, found.stamp.iso, where)


def _day(day: date) -> Stamp:
    return Stamp(datetime(day.year, day.month, day.day, tzinfo=SHANGHAI), "day")
