"""Outside text is made harmless, and stays readable."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.outcomes import NEXT_STEPS, OUTCOME_NAMES, outcome_name, outcome_words
from alerts.texts import clean_inline, clean_url, instant_words
from core.pages import Outcome
from tests.alerts.cases import at


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("茶淀街道办事处", "茶淀街道办事处"),
        ("  柳林镇\n\t人民政府　 ", "柳林镇 人民政府"),
        ("柳\u200b林\u202e镇\x00", "柳林镇"),
        ("<at id=all></at>", "＜at id=all＞＜/at＞"),
        ("[点这里](http://evil.example)", "［点这里］(http://evil.example)"),
        ("@all 请注意 `rm`", "＠all 请注意 ＇rm＇"),
        ("报告\n#overdue:x:2025", "报告 ＃overdue:x:2025"),
        ("**加粗**", "＊＊加粗＊＊"),
        ("《2025年报告》（修订）【一】", "《2025年报告》（修订）【一】"),
    ],
)
def test_clean_inline(text: str, clean: str) -> None:
    assert clean_inline(text) == clean


@given(st.text(), st.integers(2, 80))
def test_clean_text_is_one_short_harmless_line(text: str, limit: int) -> None:
    clean = clean_inline(text, limit)
    assert len(clean) <= limit
    assert not re.search(r"[<>`@#\[\]\n\r\u2028\u200b]", clean)
    assert clean_inline(clean, limit) == clean


@pytest.mark.parametrize(
    ("url", "clean"),
    [
        ("http://www.tjbh.gov.cn/contents/13508/1.html", "http://www.tjbh.gov.cn/contents/13508/1.html"),
        ("http://a.gov.cn/list?x=1&y=2#top", "http://a.gov.cn/list?x=1&y=2#top"),
        ("http://a.gov.cn/年报.html", "http://a.gov.cn/年报.html"),
        ("http://a.gov.cn/<b>(1) [2]@all", "http://a.gov.cn/%3Cb%3E%281%29%20%5B2%5D%40all"),
        ("http://a.gov.cn/x\n#overdue:u:2025", "http://a.gov.cn/x#overdue:u:2025"),
        ("javascript:alert(1)", None),
        ("http:///nowhere", None),
        ("http://[::1", None),
        ("http://a.gov.cn/" + "x" * 600, None),
        ("", None),
        (None, None),
    ],
)
def test_clean_url(url: str | None, clean: str | None) -> None:
    assert clean_url(url) == clean


@given(st.text())
def test_a_clean_url_never_breaks_a_line_or_opens_a_tag(tail: str) -> None:
    clean = clean_url(f"http://a.gov.cn/{tail}")
    assert clean is None or not re.search(r"[\s<>`@\[\]()]", clean)


def test_instants_are_told_by_the_clock_in_beijing() -> None:
    assert instant_words(at("2026-04-01T00:05")) == "2026年4月1日00:05"


def test_every_outcome_has_a_name_and_every_bad_one_a_next_step() -> None:
    assert set(OUTCOME_NAMES) == set(Outcome)
    assert set(NEXT_STEPS) == {outcome for outcome in Outcome if not outcome.sound}
    assert outcome_name("timeout") == "等待超时"
    assert outcome_name("teapot") == "teapot"


@pytest.mark.parametrize(
    ("outcome", "seen", "words"),
    [
        ("server_error", "服务器出错（503）", "网站服务器出错（503）"),
        ("server_error", "页面写着「数据库连接失败」", "网站服务器出错，页面写着「数据库连接失败」"),
        ("http_error", "服务器拒绝请求（403）", "网站没有给出页面（403）"),
        ("http_error", "跳转没有完成（302）", "网站没有给出页面，跳转没有完成（302）"),
        ("http_error", "网站反复跳转，没有给出页面", "网站反复跳转，没有给出页面"),
        ("blocked", "访问被拦截（412，网站卫士）", "被网站拦截（412，网站卫士）"),
        ("blocked", "给出的是验证或防护页（网站卫士）", "被网站拦截，给出的是验证或防护页（网站卫士）"),
        ("not_found", "页面不存在（404）", "页面不存在（404）"),
        ("redirected_home", "被转到网站首页（a.gov.example）", "被转到网站首页（a.gov.example）"),
        ("tls", "加密连接（TLS）失败", "加密连接（TLS）失败"),
        ("empty", "列表没有任何条目", "栏目中没有任何条目"),
        ("dns", None, "域名无法解析"),
        ("of_tomorrow", "没有见过", "of_tomorrow，没有见过"),
    ],
)
def test_what_was_seen_is_not_said_twice(outcome: str, seen: str | None, words: str) -> None:
    assert outcome_words(outcome, seen) == words
