"""Dates: stamps of pages, of addresses, and under texts."""

from datetime import date

import pytest

from parsers.dates import read_http_date, read_signed_date, read_stamp, read_url_date


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("发布日期: 2024-03-25 14:00      来源", "2024-03-25T14:00+08:00"),
        ("2025-02-24 16:18:53 大 中 小", "2025-02-24T16:18:53+08:00"),
        ("( 2022-04-26)", "2022-04-26"),
        ("2019年02月15日", "2019-02-15"),
        ("2007-08-20-23:59:59", "2007-08-20T23:59:59+08:00"),
        ("2023——03——01", "2023-03-01"),
        ("2023/3/1 9:05", "2023-03-01T09:05+08:00"),
        ("2024-03-2514:00", "2024-03-25T14:00+08:00"),
        ("2024-01-01 24:00", "2024-01-01"),
        ("2024-13-01 2024-02-30", None),
        ("12024-01-01", None),
        ("电话 2024-1234567", None),
    ],
)
def test_a_stamp_is_as_precise_as_it_is_shown(text: str, iso: str | None) -> None:
    stamp = read_stamp(text)
    assert (stamp.iso if stamp else None) == iso


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("http://www.a.gov.cn/zwgk/202403/t20240325_6578201.html", date(2024, 3, 25)),
        ("http://www.a.gov.cn/art/2022/2/23/art_1229035398_4026637.html", date(2022, 2, 23)),
        ("http://www.a.gov.cn/zhengce/content/2019-02/15/content_5365945.htm", date(2019, 2, 15)),
        ("https://a.sh.gov.cn/xwfb/20220426/d4d847dcf3f64fca.html", date(2022, 4, 26)),
        ("http://www.a.gov.cn/web/zwgk/2024030511301234567/index.shtml", date(2024, 3, 5)),
        ("http://www.a.gov.cn/content/post_1693017.html", None),
        ("http://www.a.gov.cn/t20241399_1.html", None),
    ],
)
def test_an_address_may_bear_a_date(url: str, day: date | None) -> None:
    assert read_url_date(url) == day


@pytest.mark.parametrize(
    ("line", "day", "flawed"),
    [
        ("2022年2月22日", date(2022, 2, 22), False),
        ("（2025年1月15日）", date(2025, 1, 15), False),
        ("二〇二二年二月二十二日", date(2022, 2, 22), False),
        ("2022-02-22", date(2022, 2, 22), False),
        ("2022 年 2 月 22 日", date(2022, 2, 22), False),
        ("2021226", date(2021, 2, 26), True),
        ("20181219", date(2018, 12, 19), True),
        ("20212月26日", date(2021, 2, 26), True),
        ("2021年2月26", date(2021, 2, 26), True),
        ("2021年226日", date(2021, 2, 26), True),
        ("2021111", None, True),
    ],
)
def test_a_signature_date_is_read_with_its_damage(line: str, day: date | None, flawed: bool) -> None:
    found = read_signed_date(line)
    assert found is not None
    assert found.on == day
    assert bool(found.flaw) is flawed


@pytest.mark.parametrize("line", ["", "1", "2021", "2021年", "于2021年2月26日", "20211399", "2021226件", "12345678"])
def test_other_lines_are_no_signature_dates(line: str) -> None:
    assert read_signed_date(line) is None


def test_the_header_of_the_server_is_told_in_local_time() -> None:
    stamp = read_http_date("Mon, 25 Mar 2024 18:30:00 GMT")
    assert stamp is not None
    assert stamp.iso == "2024-03-26T02:30:00+08:00"
    assert read_http_date("soon") is None
