"""A doubtful post confirmed or refused by hand: what is kept, what stands, and that later nights keep to it."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from core.decisions import Decision, Verdict
from core.problems import UserProblem
from core.times import SHANGHAI
from flows.deciding import AlreadyStored, NoSuchPost, Taken, take
from flows.judge import judge_and_tell
from flows.rereading import kind_of, reread
from flows.run import begin_run, load_registry
from storage import chain_check, compared, decisions, journal, review, standings
from storage.models import AlertRow, ChangeRow, ObligationRow, ReportRow, RevisionRow
from tests.crawlers.loopback import serve
from tests.flows.little_town import FILL, Town, title

SHORT = f"<p>2025年，{FILL}</p>"  # under a report's title a text without sections is doubtful
WHEN = "2026-04-06T10:00"


@pytest.fixture
def town(tmp_path: Path, migrated: Callable[[Path], None]) -> Iterator[Town]:
    migrated(tmp_path / "var")
    with serve() as site:
        site.put("/robots.txt", "User-agent: *\nDisallow:\n")
        town = Town(site, tmp_path)
        town.shows((title(2025), "/a/1.html", "2026-03-20"))
        page(town, "/a/1.html", title(2025), SHORT)
        yield town


def page(town: Town, path: str, heading: str, text: str) -> None:
    head = f"<html><title>{heading}</title><h1>{heading}</h1><div>发布时间：2026-03-20 来源：本站</div>"
    town.site.put(path, f"{head}<div class='content'>{text}</div></html>")


def at(when: str) -> datetime:
    return datetime.fromisoformat(when).replace(tzinfo=SHANGHAI)


def decide(town: Town, verdict: Verdict, when: str = WHEN, *, post: int | None = None, **more: Any) -> Taken:
    settings = town.settings(when)
    fields: dict[str, Any] = {"by": "张晓", "at": at(when)}
    fields |= {"unit_id": "qc", "report_year": 2025} if verdict is Verdict.CONFIRMED else {}
    offices, replaces = more.pop("offices", None), more.pop("replaces", False)
    with town.database() as database:
        if post is None:
            with database.reading() as session:
                post = max(item.post_id for item in review.queue(session, None))
        decision = Decision(post, verdict, "查阅原件", **(fields | more))
        return take(settings, database, load_registry(settings), decision, offices, replaces=replaces)


def stands(town: Town, year: int = 2025) -> tuple[str, str | None]:
    with town.database() as database, database.reading() as session:
        row = next(row for row in standings.board(session, year=year) if row["unit"] == "qc")
    return row["status"], row["published_on"]


def reason(town: Town) -> str:
    with town.database() as database, database.reading() as session:
        return str(next(row["reason"] for row in standings.board(session, year=2025) if row["unit"] == "qc"))


def rows(town: Town, model: Any) -> list[Any]:
    with town.database() as database, database.reading() as session:
        return list(session.scalars(select(model).order_by(model.id)))


def waiting(town: Town) -> list[str]:
    with town.database() as database, database.reading() as session:
        return [item.reason for item in review.queue(session, None)]


def faults(town: Town) -> list[Any]:
    with town.database() as database, database.reading() as session:
        return chain_check.check(session)


def who_may_not_decide(town: Town) -> None:
    """Who does not see the unit neither finds nor decides; and not everything can be said."""
    with pytest.raises(NoSuchPost):
        decide(town, Verdict.REFUSED, offices=frozenset({"other"}))
    with town.database() as database, database.reading() as session:
        assert review.queue(session, {"other"}) == []
        assert len(review.queue(session, {"sfj"})) == 1
    for wrong, said in (
        ({"unit_id": "nobody"}, "没有这个单位"),
        ({"report_year": 2027}, "报告年度应在"),
        ({"by": " "}, "请写明"),
    ):
        with pytest.raises(UserProblem, match=said):
            decide(town, Verdict.CONFIRMED, **wrong)


def test_a_confirmed_post_is_the_report_from_now_on(town: Town) -> None:
    assert town.stands("2026-04-05T02:00")[0] == "unverified"
    [why] = waiting(town)
    assert "可能未登全文" in why
    who_may_not_decide(town)
    taken = decide(town, Verdict.CONFIRMED)
    assert (taken.outcome, taken.waits) == ("已保存为晴川镇人民政府2025年度报告", None)
    assert stands(town) == ("published", "2026-03-20")
    assert waiting(town) == []
    [change] = rows(town, ChangeRow)
    assert change.kind == "appeared"
    assert "经人工确认为2025年度报告（张晓，2026年4月6日：查阅原件）" in change.reason
    assert town.stands("2026-04-07T02:00")[0] == "published"
    with begin_run(town.settings("2026-04-07T12:00"), kind=kind_of((), None)) as run:
        found = reread(run)
        judge_and_tell(run)
    assert (found.unchanged, found.changed, found.lost) == (1, 0, set())
    assert stands(town)[0] == "published"
    assert [revision.change_kind for revision in rows(town, RevisionRow)] == ["appeared"]


def test_a_confirmed_report_may_be_edited_but_not_be_another_page(town: Town) -> None:
    town.stands("2026-04-05T02:00")
    decide(town, Verdict.CONFIRMED)
    page(town, "/a/1.html", title(2025), SHORT.replace("认真学习", "系统学习"))
    assert town.stands("2026-04-07T02:00") == ("published", ["revised"])
    assert waiting(town) == []
    page(town, "/a/1.html", title(2026), SHORT.replace("2025年", "2026年"))
    town.stands("2026-04-08T02:00")
    [why] = waiting(town)
    assert "页面内容此后有变化，请重新核对" in why
    assert [revision.number for revision in rows(town, RevisionRow)] == [1, 2]
    assert stands(town)[0] == "published"


def test_a_refused_post_waits_no_more_and_accuses_nobody_without_a_witness(town: Town) -> None:
    assert town.stands("2026-03-30T02:00")[0] == "due_soon"
    taken = decide(town, Verdict.REFUSED, "2026-04-06T10:00")
    assert taken.outcome == "不再作为报告等待核对"
    assert stands(town)[0] == "unverified"  # nobody has looked since the term ended
    assert waiting(town) == []
    assert town.stands("2026-04-07T02:00")[0] == "overdue"
    assert "未发现该年度报告；另有1个页面经人工认定不是该年度报告。" in reason(town)
    assert waiting(town) == []
    with begin_run(town.settings("2026-04-07T12:00"), kind=kind_of((), None)) as run:
        reread(run)
        judge_and_tell(run)
    assert (stands(town)[0], waiting(town)) == ("overdue", [])


def test_what_was_refused_may_become_the_report_and_is_looked_at_again(town: Town) -> None:
    town.stands("2026-03-30T02:00")
    decide(town, Verdict.REFUSED, "2026-03-30T10:00")
    town.article("/a/1.html", title(2025), "2026-03-31", 2025)
    assert town.stands("2026-04-03T02:00")[0] == "unverified"
    [why] = waiting(town)
    assert "经人工认定不是应当公布的年度报告" in why
    assert "页面内容此后有变化" in why
    decide(town, Verdict.UNDONE, "2026-04-03T10:00")
    assert stands(town) == ("published", "2026-03-31")


def test_a_wrong_confirmation_is_undone_and_leaves_its_history(town: Town) -> None:
    town.stands("2026-04-05T02:00")
    decide(town, Verdict.CONFIRMED, report_year=2024)
    assert (stands(town, 2024)[0], stands(town)[0]) == ("published_late", "unverified")
    [report] = rows(town, ReportRow)
    post = report.post_id
    decide(town, Verdict.CONFIRMED, "2026-04-06T11:00", post=post)
    assert (stands(town, 2024)[0], stands(town)[0]) == ("unverified", "published")
    decide(town, Verdict.UNDONE, "2026-04-06T12:00", post=post)
    assert (stands(town, 2024)[0], stands(town)[0]) == ("unverified", "unverified")
    assert len(waiting(town)) == 1
    with pytest.raises(UserProblem, match="无可撤销"):
        decide(town, Verdict.UNDONE, post=post)
    with town.database() as database, database.reading() as session:
        told = [(row["verdict"], row["report_year"]) for row in decisions.of_posts(session, [post])[post]]
        noted = [(row["action"], row["by"], row["reason"]) for row in journal.entries(session)]
    assert told == [("undone", 2025), ("confirmed", 2025), ("confirmed", 2024)]
    assert noted == [(a, "张晓", "查阅原件") for a in ("撤销认定", "确认年报", "确认年报")]
    assert [report.refused for report in rows(town, ReportRow)] == [True, True]
    assert faults(town) == []


def test_a_decision_waits_while_a_run_is_under_way_and_the_run_carries_it_out(town: Town) -> None:
    town.stands("2026-04-05T02:00")
    with town.crawled("2026-04-06T02:00") as run:
        taken = decide(town, Verdict.CONFIRMED, "2026-04-06T02:10")
        assert (taken.outcome, taken.waits) == (None, "另一次任务正在进行，结束前或下一次运行时执行")
        assert stands(town)[0] == "unverified"
        judge_and_tell(run)
    assert stands(town) == ("published", "2026-03-20")
    with town.database() as database, database.reading() as session:
        assert decisions.waiting(session) == []
        assert decisions.outcome_of(session, taken.number) == "已保存为晴川镇人民政府2025年度报告"


def test_a_confirmed_page_takes_the_place_of_another_report_and_nobody_is_called_revised(town: Town) -> None:
    town.shows((title(2025), "/a/1.html", "2026-03-20"), (title(2025), "/a/2.html", "2026-03-21"))
    town.article("/a/2.html", title(2025), "2026-03-21", 2025)
    assert town.stands("2026-03-25T02:00")[0] == "published"
    with pytest.raises(AlreadyStored, match=r"晴川镇人民政府2025年度已有报告《.+》（报告 1 号，http.+/a/2\.html）"):
        decide(town, Verdict.CONFIRMED, "2026-03-25T10:00")
    decide(town, Verdict.CONFIRMED, "2026-03-25T10:00", replaces=True)
    [report] = rows(town, ReportRow)
    assert report.url.endswith("/a/1.html")
    assert [revision.change_kind for revision in rows(town, RevisionRow)] == ["appeared", "decided"]
    replaced = rows(town, RevisionRow)[-1].change_reason
    assert replaced.startswith("经人工确认为2025年度报告（张晓，2026年3月25日：查阅原件），以本页面取代原页面（http")
    with town.database() as database, database.reading() as session:
        [remark] = compared.load(session, report.id, None, None).remarks
    assert "人工认定的结果" in remark
    assert "识读程序" not in remark
    assert town.stands("2026-03-26T02:00") == ("published", [])
    assert len(rows(town, RevisionRow)) == 2
    assert "revised" not in {alert.event for alert in rows(town, AlertRow)}


def test_a_page_that_was_never_had_can_be_refused_but_not_confirmed(town: Town) -> None:
    town.site.put("/a/1.html", "x", status=500)
    assert town.stands("2026-04-05T02:00")[0] == "unverified"
    with town.database() as database, database.reading() as session:
        assert review.queue(session, None) == []
        [item] = review.queue(session, None, why=review.Why.UNFETCHED)
    with pytest.raises(UserProblem, match="尚未取得"):
        decide(town, Verdict.CONFIRMED, post=item.post_id)
    decide(town, Verdict.REFUSED, post=item.post_id)
    assert stands(town)[0] == "unverified"
    page(town, "/a/1.html", title(2025), SHORT)
    assert town.stands("2026-04-07T02:00")[0] == "unverified"
    assert len(waiting(town)) == 1


def test_a_decision_judges_what_it_concerns_and_calls_nobody_overdue_before_the_night(town: Town) -> None:
    town.stands("2026-04-05T02:00")
    with town.database() as database, database.session() as session:
        session.execute(update(ObligationRow).values(judge_on=at("2026-04-01T00:00").date()))  # as if all were due
        before = {row.unit_id: row.judged_at for row in session.scalars(select(ObligationRow))}
    alerts = len(rows(town, AlertRow))
    decide(town, Verdict.REFUSED)
    assert stands(town)[0] == "unverified"
    assert "待下一次夜间任务再作认定，目前不认定逾期；另有1个页面经人工认定不是该年度报告" in reason(town)
    assert not [alert for alert in rows(town, AlertRow)[alerts:] if alert.event == "overdue"]
    touched = {(r.unit_id, r.report_year) for r in obligations(town) if r.judged_at != before[r.unit_id]}
    assert touched == {("qc", 2025)}
    assert town.stands("2026-04-07T02:00")[0] == "overdue"
    assert [alert.event for alert in rows(town, AlertRow)[alerts:]].count("overdue") >= 1


def obligations(town: Town) -> list[ObligationRow]:
    with town.database() as database, database.reading() as session:
        return list(session.scalars(select(ObligationRow)))
