"""The sheet: golden files, outside text that stays text, losses that are named, and words that never go too far."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from lxml import html as parser

from core.alerts import Audience
from core.chain import Kind
from core.changes import ChangeKind
from core.dossiers import Dossier
from core.duties import Status
from core.reports import DateSeen
from core.units import Duty, Level, OwnDueDate
from evidence import words
from evidence.citation import citation_of
from evidence.sheet import Picture, render
from registry import packaged_rules
from tests.evidence.cases import (
    ALL,
    DATES,
    GOLDEN,
    OVERDUE,
    REVISED,
    UNVERIFIED,
    WITHDRAWN,
    at,
    check,
    kept,
    record,
    report,
    revision,
    sheet,
    standing,
)


def parsed(page: str) -> Any:
    return parser.fromstring(page)


def text_of(page: str) -> str:
    return " ".join(parsed(page).find("body").text_content().split())


def tags(page: str) -> Iterator[str]:
    return (str(element.tag) for element in parsed(page).iter())


@pytest.mark.parametrize("name", ALL)
def test_golden(name: str) -> None:
    """Where the words were changed on purpose, `tests.evidence.renew` writes them anew."""
    made = render(sheet(ALL[name]))
    assert made == (GOLDEN / f"{name}.html").read_text(encoding="utf-8")


HOSTILE = "</td><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7*7 }}&lt;b&gt;\u202e\"'\x00\n"


def filled(text: str) -> Dossier:
    """A dossier with `text` wherever text comes from outside."""
    bad = replace(DATES[0], where=text, value=text)
    shown = replace(revision(1, "03-13 02:00", bad), title=text, reason=text, published_reason=text)
    capture = kept(11, text, "03-13 02:00", *REVISED.captures[1].purposes)
    return replace(
        REVISED,
        unit_name=text,
        office_name=text,
        standing=replace(REVISED.standing, reason=text),
        columns=tuple(replace(c, url=text, last_reason=text) for c in REVISED.columns),
        checks=(replace(check("04-02 02:00"), reason=text),),
        captures=(replace(capture, origin=text),),
        report=replace(report(shown), url=text, doubted=text),
        changes=tuple(replace(c, reason=text, url=text) for c in REVISED.changes),
        addresses=tuple(replace(a, url=text) for a in REVISED.addresses),
        turns=tuple(replace(t, reason=text) for t in REVISED.turns),
        told=tuple(replace(t, title=text) for t in OVERDUE.told),
        doubts=(text,),
    )


def test_outside_text_stays_text() -> None:
    page, plain = (render(sheet(filled(text), losses={record(11): text})) for text in (HOSTILE, "某"))
    assert list(tags(page)) == list(tags(plain))
    assert "\u202e" not in page and "\x00" not in page
    assert text_of(page).count("<script>alert(1)</script><img src=x onerror=alert(2)>{{ 7*7 }}&lt;b&gt;") > 15


def test_it_fetches_and_runs_nothing() -> None:
    page = render(sheet(REVISED, pictures=[Picture(record(13), b"\x89PNG")]))
    document = parsed(page)
    assert document.xpath("//@href | //@onclick | //script | //a | //form") == []
    assert document.xpath("//@src") == ["data:image/png;base64,iVBORw=="]
    assert "default-src 'none'" in page
    assert "url(" not in page and "@import" not in page


@pytest.mark.parametrize("status", [Status.UNVERIFIED, Status.NOT_DUE, Status.DUE_SOON, Status.EXEMPT])
def test_what_is_not_certain_accuses_nobody(status: Status) -> None:
    said = text_of(render(sheet(replace(UNVERIFIED, standing=standing(status, "原因。"), turns=(), told=()))))
    assert "不认定该单位逾期，不作为批评、通报该单位的依据" in said
    for word in ("逾期未公布", "迟公布", "已撤下", "通报之前请人工核实"):
        assert word not in said


def test_an_unverified_one_says_what_could_not_be_checked() -> None:
    said = text_of(render(sheet(UNVERIFIED)))
    for phrase in (
        "栏目 ql-fzbg（http://www.qinglan.example/fzbg/）：最近一次完整检查是2026-03-10 02:00:00",
        "被网站拦截（给出的是验证页）",
        "自2026-03-13 02:00:00起一直没有查成",
        "《关于青岚区法治政府建设情况的通报》待人工确认：标题不能确定",
        "期满之后（2026年4月2日起）检查 3 次，其中查到底的 0 次",
    ):
        assert phrase in said


def test_a_column_checked_soundly_is_no_gap() -> None:
    checked = replace(UNVERIFIED, columns=OVERDUE.columns)
    assert "最近一次完整检查是" not in text_of(render(sheet(checked)))


def test_the_chosen_date_and_all_the_others() -> None:
    rows = parsed(render(sheet(REVISED))).xpath("//tr[@class='chosen']")
    chosen = ["页面显示的发布日期", "2026-03-12 09:30", "页面“发布日期”", "采用"]
    assert [[cell.text_content() for cell in row] for row in rows] == [chosen, chosen]  # of both revisions
    said = text_of(render(sheet(REVISED)))
    for phrase in ("2026-04-12 09:30", "成文日期（不是公布日期）", "Last-Modified", "以页面显示为准"):
        assert phrase in said


def test_a_date_that_was_not_chosen_is_not_marked() -> None:
    other_day = revision(1, "03-13 02:00", DateSeen("displayed", "2026-03-19", "页面"), published_reason=None)
    undated = revision(1, "03-13 02:00", *DATES, published_at=None, published_basis=None, published_reason=None)
    for shown in (other_day, undated):
        assert "采用</td></tr>" not in render(sheet(replace(REVISED, report=report(shown))))
    said = text_of(render(sheet(replace(REVISED, report=report(undated)))))
    assert "没有可以采用的公布日期" in said


def test_backdating_and_withdrawal_show_their_captures() -> None:
    said = text_of(render(sheet(WITHDRAWN)))
    assert "最近一次可靠的检查在 2026-03-12 22:00:00，其中没有该报告（存档1）" in said
    assert "自 2026-04-03 02:00:00 起，登记的栏目和原网址都不再见到该报告；2026-04-04 02:00:00 的检查再次证实" in said
    not_yet = replace(WITHDRAWN, report=replace(report(), gone_since=at("04-03 02:00")), standing=REVISED.standing)
    said = text_of(render(sheet(not_yet)))
    assert "尚待下一次检查证实，目前不作认定" in said
    assert "两者不符" not in said  # nobody is called backdated for a fact that the rules did not flag


def test_losses_are_named() -> None:
    said = text_of(render(sheet(REVISED, losses={record(12): "存档 a.warc.gz 偏移 12000：记录已损坏"})))
    assert "存档3：存档 a.warc.gz 偏移 12000：记录已损坏" in said
    assert "没有缺失" not in said
    assert "没有缺失" in text_of(render(sheet(REVISED)))


@pytest.mark.parametrize(
    ("rule", "own", "said"),
    [
        ("national-2019", None, "条文和期限已经核对"),
        ("national-2015", None, "是本系统的理解，尚待核对"),
        (
            "office:yx",
            OwnDueDate(3, 15, None, "云法办〔2021〕3号"),
            "依据：云法办〔2021〕3号。该期限由监督机关写入名录",
        ),
        ("office:yx", None, "依据：名录中未注明文件。"),
        (None, None, "没有可以引用的期限规定"),
    ],
)
def test_the_rule_is_cited(rule: str | None, own: Any, said: str) -> None:
    stands = replace(OVERDUE.standing, rule=rule)
    made = replace(
        sheet(replace(OVERDUE, standing=stands)), citation=citation_of(stands, "云溪市司法局", own, packaged_rules())
    )
    assert said in text_of(render(made)).replace(" ", "")


def test_every_capture_has_its_number_and_digest() -> None:
    page = parsed(render(sheet(REVISED)))
    rows = page.xpath("//table[contains(@class, 'captures')]/tbody/tr")
    assert [row[0].text_content() for row in rows] == ["1", "2", "3", "4"]
    for row, kept_one in zip(rows, REVISED.captures, strict=True):
        assert kept_one.capture.digest in row.text_content()
        assert f"{kept_one.capture.warc_file}@{kept_one.capture.warc_offset}" in row.text_content()
        assert kept_one.capture.warc_record_id in row.text_content()


def test_every_code_has_its_words() -> None:
    told = set(ChangeKind) - {ChangeKind.UNCHANGED}
    assert told <= set(words.CHANGE_WORDS) and set(Kind) <= set(words.CHAIN_WORDS)
    assert set(Status) == set(words.STATUS_WORDS) and set(Duty) == set(words.DUTY_WORDS)
    assert set(Level) == set(words.LEVEL_WORDS) and set(Audience) == set(words.AUDIENCE_WORDS)
