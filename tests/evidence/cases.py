"""Dossiers made up for these tests: one of each sort, with every part that a sheet can show."""

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from core.chain import START, Kind, Matter, Segment, link
from core.dossiers import (
    Address,
    ChangeSeen,
    Check,
    Dossier,
    KeptCapture,
    Purpose,
    ReportFound,
    RevisionSeen,
    Told,
    Turn,
    WatchedColumn,
)
from core.duties import Standing, Status
from core.pages import Capture
from core.reports import DateSeen
from core.times import SHANGHAI
from core.units import Duty
from evidence.citation import citation_of
from evidence.sheet import Sheet
from registry import packaged_rules

GOLDEN = Path(__file__).resolve().parent.parent / "golden" / "evidence"
SITE = "http://www.qinglan.example"
PAGE = f"{SITE}/fzbg/t20260312_7.html"
MADE_AT = datetime(2026, 4, 20, 3, tzinfo=UTC)


def at(text: str) -> datetime:
    """An instant from the clock in Beijing: 04-02 02:00 of 2026."""
    return datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI).astimezone(UTC)


def record(number: int) -> str:
    return f"<urn:uuid:00000000-0000-4000-8000-{number:012d}>"


def kept(number: int, url: str, when: str, *purposes: Purpose, role: str = "article", **more: Any) -> KeptCapture:
    plain: dict[str, Any] = {
        "status": 200,
        "media_type": "text/html",
        "digest": hashlib.sha256(b"%d" % number).hexdigest(),
    }
    capture = Capture(
        url=url,
        final_url=url,
        fetched_at=at(when),
        warc_file="2026/04/run-20260402T020000-0001-0.warc.gz",
        warc_offset=number * 1000,
        warc_record_id=record(number),
        **(plain | more),
    )
    return KeptCapture(number, capture, role, "20260402T020000-0001", None, purposes)


def check(when: str, outcome: str = "ok", reason: str = "共1页12条", *, column: str = "ql-fzbg") -> Check:
    sound = outcome in ("ok", "not_modified")
    run = f"{at(when).astimezone(SHANGHAI):%Y%m%dT%H%M%S}-0001"
    return Check(column, at(when), outcome, reason, sound, 12 if sound else 0, run)


def column(**more: Any) -> WatchedColumn:
    plain: dict[str, Any] = {"retired_at": None, "last_complete_at": at("04-20 02:00"), "broken_since": None}
    plain |= {"last_outcome": "ok", "last_reason": "共1页12条"}
    return WatchedColumn("ql-fzbg", f"{SITE}/fzbg/", **(plain | more))


def standing(status: Status, reason: str, **more: Any) -> Standing:
    plain: dict[str, Any] = {"duty": Duty.REQUIRED, "rule": "national-2019", "due_on": date(2026, 3, 31)}
    return Standing("ql-zf", "yx", 2025, status, reason=reason, **(plain | more))


def dossier(of: Standing, *, turns: tuple[Turn, ...] = (), **more: Any) -> Dossier:
    plain: dict[str, Any] = {
        "columns": (column(),),
        "checks": (check("01-20 02:00"), check("04-02 02:00"), check("04-03 02:00", "not_modified", "列表与上次相同")),
        "captures": (
            kept(1, f"{SITE}/fzbg/", "04-02 02:00", Purpose("list", "ql-fzbg"), Purpose("judged"), role="list"),
        ),
    }
    return Dossier(
        unit_name="云溪市青岚区人民政府",
        level="county",
        office_name="云溪市司法局",
        standing=of,
        judged_at=at("04-20 02:01"),
        turned_at=at("04-02 02:01"),
        checks_since=at("01-01 00:00") - timedelta(days=31),
        turns=turns or (Turn(None, of.status.value, at("04-02 02:01"), of.reason, "20260402T020000-0001"),),
        **(plain | more),
    )


def sheet(of: Dossier, **more: Any) -> Sheet:
    plain: dict[str, Any] = {"losses": {}, "chain": chain(of)}
    cited = citation_of(of.standing, of.office_name, None, packaged_rules())
    return Sheet(of, cited, MADE_AT, "0.1.0", **(plain | more))


def chain(of: Dossier) -> Segment:
    """Three entries, the middle one about the dossier."""
    stated = {"after": of.standing.status.value, "unit": "ql-zf", "year": 2025}
    matters = [Matter(Kind.RUN, "r1", {}), Matter(Kind.STATEMENT, "7", stated), Matter(Kind.RUN, "r2", {"checks": 1})]
    entries = list(link(None, matters, at("04-02 02:05")))
    assert entries[0].previous == START.digest
    return Segment((entries[1],), entries[0].head, tuple(e.content for e in entries[1:]), entries[2].head)


def revision(number: int, when: str, *dates: DateSeen, **more: Any) -> RevisionSeen:
    plain: dict[str, Any] = {
        "title": "青岚区2025年度法治政府建设情况报告",
        "kind": "appeared" if number == 1 else "edited",
        "reason": "首次发现" if number == 1 else "正文有改动",
        "published_at": datetime(2026, 3, 12, 9, 30, tzinfo=SHANGHAI),
        "published_precision": "minute",
        "published_basis": "displayed",
        "published_reason": "以页面显示为准：页面“发布日期”",
        "signed_on": None,
    }
    return RevisionSeen(
        number=number,
        made_at=at(when),
        parser_version="9",
        record_id=record(10 + number),
        dates=dates,
        **(plain | more),
    )


DATES = (
    DateSeen("displayed", "2026-03-12T09:30+08:00", "页面“发布日期”"),
    DateSeen("meta", "2026-04-12T09:30+08:00", "meta pubdate"),
    DateSeen("list", "2026-03-12", "列表页"),
    DateSeen("signed", "2026-03-01", "落款"),
)


def report(*revisions: RevisionSeen, **more: Any) -> ReportFound:
    plain: dict[str, Any] = {
        "absent_at": at("03-10 02:00"),
        "absent_record_id": record(1),
        "gone_since": None,
        "withdrawn_at": None,
        "doubted": None,
    }
    shown = revisions or (revision(1, "03-13 02:00", *DATES),)
    return ReportFound(3, shown[-1].title, PAGE, first_seen_at=at("03-13 02:00"), revisions=shown, **(plain | more))


OVERDUE = dossier(
    standing(
        Status.OVERDUE, "应于2026年3月31日前（含当日）公布，截至2026年4月20日已逾期20天，未发现该报告。", days_late=20
    ),
    told=(
        Told(
            "overdue",
            "office",
            "【逾期未公布】云溪市青岚区人民政府 2025年度报告",
            at("04-02 02:02"),
            "sent",
            at("04-02 02:03"),
        ),
    ),
)
UNVERIFIED = dossier(
    standing(Status.UNVERIFIED, "公布期限2026年3月31日已过，但栏目 ql-fzbg 没有完整检查过，不能认定逾期，待核实。"),
    columns=(
        column(
            last_complete_at=at("03-10 02:00"),
            last_outcome="blocked",
            last_reason="给出的是验证页",
            broken_since=at("03-13 02:00"),
        ),
    ),
    checks=(check("03-10 02:00"), *(check(f"04-0{day} 02:00", "blocked", "给出的是验证页") for day in (2, 3, 4))),
    captures=(kept(2, f"{SITE}/fzbg/", "04-04 02:00", Purpose("check", "ql-fzbg"), role="list", status=412),),
    doubts=("《关于青岚区法治政府建设情况的通报》待人工确认：标题不能确定",),
)
REVISED = dossier(
    standing(
        Status.PUBLISHED, "已公布，公布日期2026年3月12日（页面显示），未超过2026年3月31日的期限。",
        published_on=date(2026, 3, 12), published_basis="displayed", report_id=3, url=PAGE, flags=("revised",),
    ),
    report=report(
        revision(1, "03-13 02:00", *DATES),
        revision(2, "04-02 02:00", *DATES[:3], DateSeen("last_modified", "2026-04-01T17:30:00+08:00", "Last-Modified")),
    ),
    captures=(
        kept(1, f"{SITE}/fzbg/", "03-10 02:00", Purpose("absent"), role="list"),
        kept(11, PAGE, "03-13 02:00", Purpose("revision", "1")),
        kept(12, PAGE, "04-02 02:00", Purpose("revision", "2"), Purpose("current"), Purpose("change", "edited")),
        kept(
            13, f"urn:screenshot:{PAGE}", "04-03 10:00", Purpose("screenshot"),
            role="screenshot", media_type="image/png",
        ),
    ),
    changes=(
        ChangeSeen("appeared", "首次发现", at("03-13 02:00"), "r1", 1, PAGE, record(11)),
        ChangeSeen("edited", "正文有改动", at("04-02 02:00"), "r2", 2, PAGE, record(12)),
    ),
    addresses=(
        Address(PAGE, "current", at("03-13 02:00"), None),
        Address(f"{SITE}/old/7.html", "former", at("03-13 02:00"), at("03-29 02:00")),
    ),
)  # fmt: skip
WITHDRAWN = replace(
    REVISED,
    standing=replace(
        REVISED.standing, status=Status.WITHDRAWN, reason="曾于2026年3月12日公布，现已撤下。", flags=("backdated",)
    ),
    report=report(
        revision(1, "03-13 02:00", *DATES),
        absent_at=at("03-12 22:00"),
        gone_since=at("04-03 02:00"),
        withdrawn_at=at("04-04 02:00"),
    ),
)
EXEMPT = dossier(
    standing(Status.EXEMPT, "该年度已登记免除公开义务：区划调整。", rule=None, due_on=None, duty=Duty.NONE),
    columns=(),
    checks=(),
    captures=(),
)
ALL = {
    "overdue": OVERDUE,
    "unverified": UNVERIFIED,
    "revised": REVISED,
    "withdrawn": WITHDRAWN,
    "exempt": EXEMPT,
}
