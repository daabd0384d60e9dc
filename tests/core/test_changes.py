"""What a page, or its absence, means against what is known of a report."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.changes import Absence, Change, ChangeKind, Known, Presence, Reading, Rereading, decide
from core.content import KnownFile, KnownRevision
from core.posts import Kind
from core.reports import Attachment, FileOutcome, Report
from core.times import SHANGHAI
from core.volatile import Volatile
from parsers.differences import compare

OWN, OTHER, FAR = "http://yx.example/a/1.html", "http://yx.example/b/2.html", "http://far.example/9.html"
AT = datetime(2026, 4, 2, 18, tzinfo=UTC)
BODY = """一、主要举措和成效
办理行政处罚案件17件，审核规范性文件3件。
二、存在的问题
执法力量仍显薄弱。普法形式不够丰富。"""
TITLE = "云溪市青石街道办事处2025年度法治政府建设情况报告"


def report(**fields: object) -> Report:
    plain = {
        "title": TITLE,
        "body": BODY,
        "published_at": datetime(2026, 3, 20, tzinfo=SHANGHAI),
        "published_precision": "day",
    }
    return Report(is_report=True, kind=Kind.ANNUAL_REPORT, **(plain | fields))  # type: ignore[arg-type]


def known(**fields: object) -> Known:
    revision = KnownRevision(1, TITLE, BODY, "2026-03-20T00:00:00+08:00", "day")
    return replace(Known(revision, OWN), **fields)  # type: ignore[arg-type]


def reading(address: str = OWN, **fields: object) -> Reading:
    seen = fields.pop("report", None) or report()
    return replace(Reading(seen, address, AT, own=address == OWN), **fields)  # type: ignore[arg-type]


def kinds(changes: tuple[Change, ...]) -> str:
    return " ".join(change.kind for change in changes)


GONE = {"lost": "原地址已不存在"}
LEFT = {"gone_since": AT - timedelta(days=3), "withdrawn_at": AT - timedelta(days=2)} | GONE
EDITED = report(body=BODY.replace("17件", "19件"))
REDATED = report(published_at=datetime(2026, 3, 25, tzinfo=SHANGHAI))
ANOTHER = report(body="一、学习情况\n组织干部学习，开展宣传，效果很好，群众满意。")


@pytest.mark.parametrize(
    ("before", "seen", "means"),
    [
        (None, reading(), "appeared"),
        (known(), reading(), "unchanged"),
        (known(), reading(report=EDITED), "edited"),
        (known(), reading(report=REDATED), "redated"),
        (known(), reading(report=replace(EDITED, published_at=REDATED.published_at)), "edited redated"),
        (known(), reading(report=report(title="关于" + TITLE)), "edited"),
        # moved: its own address no longer holds it
        (known(**GONE), reading(OTHER), "moved"),
        (known(**GONE), reading(OTHER, report=EDITED), "moved edited"),
        (known(**GONE), reading(OTHER, report=REDATED), "moved redated"),
        (known(**GONE), reading(OTHER, report=ANOTHER), ""),
        (known(**GONE), reading(report=EDITED), "edited"),  # off the list, but it still answers
        # both stand
        (known(), reading(OTHER), "duplicated"),
        (known(), reading(OTHER, report=EDITED), ""),
        (known(), reading(FAR, on_own_host=False, listed=False), "duplicated"),
        (known(elsewhere=(OTHER,)), reading(OTHER), "unchanged"),
        (known(elsewhere=(FAR,)), reading(FAR + "?_t=177", listed=False), "unchanged"),
        (known(elsewhere=(OTHER,), **GONE), reading(OTHER), "moved"),
        # only a copy on another site is left: no publication of the unit's
        (known(**GONE), reading(FAR, on_own_host=False, listed=False), "duplicated"),
        (known(elsewhere=(FAR,), **GONE), reading(FAR, on_own_host=False, listed=False), "unchanged"),
        (known(elsewhere=(FAR,), **LEFT), reading(FAR, on_own_host=False, listed=False), "unchanged"),
        # withdrawn, and there again
        (known(**LEFT), reading(), "returned"),
        (known(**LEFT), reading(report=ANOTHER), "returned edited"),
        (known(**LEFT), reading(OTHER), "returned moved"),
        (known(**LEFT), reading(OTHER, report=ANOTHER), "returned moved edited"),
        (known(**LEFT), reading(at=None), "unchanged"),  # brought in by hand: no witness
        (known(**LEFT), reading(at=AT - timedelta(days=4)), "unchanged"),  # read late, had before
        (known(**LEFT), Presence(AT), "returned"),
        (known(), Presence(AT), ""),
        # missing
        (known(), Absence(AT), ""),
        (known(), Absence(AT, AT - timedelta(hours=2)), ""),  # the same night twice
        (known(), Absence(AT, AT - timedelta(days=1)), "vanished"),
        (known(**LEFT), Absence(AT, AT - timedelta(days=1)), ""),
        (None, Absence(AT, AT - timedelta(days=1)), ""),
        # what our own reading makes of the same bytes
        (None, Rereading({"title": "甲"}, {"title": "乙"}), "reread"),
        (None, Rereading({"title": "甲"}, {"title": "甲", "flags": []}), "unchanged"),
        (known(doubted="重新识读后不再认作"), reading(OTHER), "reread"),
    ],
)
def test_decision(before: Known | None, seen: Reading | Absence | Presence | Rereading, means: str) -> None:
    if isinstance(seen, Reading) and before:
        after: dict[str, Any] = {"body": seen.report.body, "title": seen.report.title, "outline": []}
        difference = compare({"body": before.revision.body, "title": before.revision.title, "outline": []}, after)
        seen = replace(seen, difference=difference)
    changes = decide(before, seen)
    assert kinds(changes) == means
    assert all(change.reason for change in changes)


def test_one_on_the_units_own_host_takes_the_place_of_a_copy() -> None:
    [change] = decide(known(address=FAR, on_own_host=False), reading(OTHER))
    assert (change.kind, change.address) == (ChangeKind.DUPLICATED, FAR)
    [change] = decide(known(), reading(FAR, on_own_host=False))
    assert change.address == FAR


def test_reasons_name_what_changed() -> None:
    gone = decide(known(elsewhere=(FAR,)), Absence(AT, AT - timedelta(days=1)))[0].reason
    assert "4月2日" in gone and "4月3日" in gone and FAR in gone and OWN in gone
    [moved] = decide(known(**GONE), reading(OTHER))
    assert OWN in moved.reason and OTHER in moved.reason and moved.reason.startswith("原地址已不存在")
    [redated] = decide(known(), reading(report=REDATED))
    assert redated.reason == "发布日期由2026-03-20改为2026-03-25"


SAME = [
    {"body": BODY.replace("，", ",").replace("\n", "\n　　")},
    {"body": BODY.replace("17", "１７").replace("。", "。\u200b")},
    {"title": f" {TITLE} "},
    {"published_at": datetime(2026, 3, 20, 9, 30, tzinfo=SHANGHAI), "published_precision": "minute"},
    {"source": "本站", "published_basis": "meta"},
]
OTHERWISE = [
    {"body": BODY.replace("17件", "18件")},
    {"body": BODY.replace("17件", "1 7件")},
    {"body": BODY.replace("普法形式不够丰富。", "")},
    {"body": BODY.replace("、存", "，存")},
    {"signed_on": date(2026, 3, 1)},
    {"signed_by": ("云溪市青石街道办事处",)},
    {"recipient": "云溪市人民政府"},
    {"published_at": None},
    {"attachments": (Attachment("统计表.xlsx", "http://yx.example/f/1.xlsx"),)},
]


@pytest.mark.parametrize("fields", SAME)
def test_what_no_reader_would_call_a_change_is_none(fields: dict[str, object]) -> None:
    assert kinds(decide(known(), reading(report=report(**fields)))) == "unchanged"


@pytest.mark.parametrize("fields", OTHERWISE)
def test_every_real_edit_is_one(fields: dict[str, object]) -> None:
    assert kinds(decide(known(), reading(report=report(**fields)))) in ("edited", "redated")


@given(st.integers(0, len(BODY) - 1), st.sampled_from("测9%件"))
def test_no_character_of_the_text_can_be_changed_unseen(at: int, sign: str) -> None:
    after = BODY[:at] + sign + BODY[at:]
    assert kinds(decide(known(), reading(report=report(body=after)))) == "edited"


A, B = "a" * 64, "b" * 64
FILE = KnownFile("统计表.xlsx", "http://yx.example/f/1.xlsx", A)


@pytest.mark.parametrize(
    ("before", "seen", "volatile", "same"),
    [
        ((FILE,), (Attachment("统计表.xlsx", FILE.url, sha256=A),), Volatile(), True),
        ((FILE,), (Attachment("统计表.xlsx", FILE.url, sha256=B),), Volatile(), False),
        ((FILE,), (Attachment("统计表.xlsx", FILE.url, None, FileOutcome.READ, None, B),), Volatile(), True),
        ((FILE,), (Attachment("统计表.xlsx", FILE.url, sha256=B),), Volatile(files=(FILE.url,)), True),
        # the same bytes at another address; bytes unknown at one that only a visit made up
        ((FILE,), (Attachment("统计表.xlsx", "http://yx.example/d?id=7", sha256=A),), Volatile(), True),
        ((FILE,), (Attachment("统计表.xlsx", FILE.url.replace("/f/", "/f;jsessionid=1A/")),), Volatile(), True),
        ((FILE,), (Attachment("统计表.xlsx", FILE.url.replace("http:", "https:") + "?_t=1"),), Volatile(), True),
        ((FILE,), (Attachment("统计表.xlsx", "http://yx.example/d?id=7"),), Volatile(), False),
        ((FILE,), (Attachment("统计表.xlsx", "http://yx.example/d?id=7"),), Volatile(parts=("attachments",)), True),
        # another name, one more, one less: also where addresses are known to change
        ((FILE,), (Attachment("汇总表.xlsx", FILE.url, sha256=A),), Volatile(), False),
        ((FILE,), (Attachment("汇总表.xlsx", "http://yx.example/d"),), Volatile(parts=("attachments",)), False),
        ((FILE,), (), Volatile(parts=("attachments",)), False),
        ((FILE,), (Attachment("统计表.xlsx", FILE.url), Attachment("统计表.xlsx", OTHER)), Volatile(), False),
        (
            (FILE, replace(FILE, url=OTHER, sha256=B)),
            (Attachment("统计表.xlsx", "http://yx.example/d?1", sha256=B), Attachment("统计表.xlsx", FAR, sha256=A)),
            Volatile(),
            True,
        ),
    ],
)
def test_attachments(
    before: tuple[KnownFile, ...], seen: tuple[Attachment, ...], volatile: Volatile, same: bool
) -> None:
    held = known(revision=replace(known().revision, attachments=before))
    changes = decide(held, reading(report=report(attachments=seen), volatile=volatile))
    assert kinds(changes) == ("unchanged" if same else "edited")


def test_the_way_there_and_back_is_two_changes() -> None:
    there = decide(known(), reading(report=EDITED))
    after = known(revision=replace(known().revision, body=EDITED.body))
    assert kinds((*there, *decide(after, reading()))) == "edited edited"
