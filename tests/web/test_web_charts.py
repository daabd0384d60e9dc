"""Charts as they are drawn: what they say, that nothing runs over, that one computer without fonts says so."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.outliers import Spread
from storage.board import Filter
from web.plots import desk as desks
from web.plots import press
from web.plots.calendar import Calendar
from web.plots.chart import About, Chart
from web.plots.checks import GROUPS, Checks
from web.plots.cumulative import Cumulative, Curve
from web.plots.desk import Desk, Looks, NoChineseFont, digest
from web.plots.layout import MARGIN, layout_of
from web.plots.rates import Rates, Share
from web.plots.spread import Years
from web.plots.themes import NARROW, SMALL, apart, ems, shortened, wrapped
from web.plots.units import Bar, Units
from web.ranked import Wish

WIDE, SLIM = Looks("svg", "light", False), Looks("svg", "dark", True)
ABOUT = About(Filter(), "青岚区司法局，乡镇街道", date(2026, 4, 20))
MARCH = date(2026, 3, 1)
HOSTILE = "<script>$x^2$</script>&\u202e镇"
CALENDAR = Calendar(
    ABOUT,
    2025,
    date(2026, 1, 1),
    date(2026, 4, 30),
    ((MARCH, 3, 0), (date(2026, 4, 9), 0, 2)),
    date(2026, 3, 31),
    others_due=4,
    undated=1,
    outside=(2, 0),
)
CURVES = (Curve(2025, 10, ((-30, 2), (-1, 5)), 20, 0), Curve(2024, 10, ((-40, 4), (3, 9)), 385, 1))
CUMULATIVE = Cumulative(ABOUT, 2025, CURVES)
RATES = Rates(ABOUT, 2025, "层级", (Share("县级", 4, 4, 0, 0, 0), Share(HOSTILE, 30, 1, 9, 8, 12)))
NIGHTS = ((date(2026, 4, 19), (9, 0, 0, 0, 0, 0)), (date(2026, 4, 20), (2, 4, 1, 0, 2, 0)))
CHECKS = Checks(ABOUT, date(2026, 4, 20), NIGHTS)
SPREADS = ((2023, Spread(3, 1, 2, 3, 4, 5)), (2025, Spread(9, 1000, 2e4, 5e5, 7e5, 9e6)))
YEARS = Years(ABOUT, "fines_yuan", SPREADS, "梅岭镇", ((2023, 77e4), (2025, 5.0)))
WISH = Wish("penalty_cases", 2025)
UNITS = Units(
    ABOUT,
    WISH,
    (
        Bar(
            "云溪市梅岭土家族苗族自治县人力资源和社会保障局行政复议与法治建设工作领导小组办公室",
            "部门",
            9000,
            "9,000件",
            "▲偏高",
        ),
        Bar(HOSTILE, "乡镇街道", 40, "约40件"),
        Bar("青岚区司法局", "部门", 0, "0件", "▼偏低"),
    ),
    (("部门", 60),),
    ("乡镇街道",),
)
CHARTS: dict[str, Chart] = {
    "calendar": CALENDAR,
    "cumulative": CUMULATIVE,
    "rates": RATES,
    "checks": CHECKS,
    "spread": YEARS,
    "units": UNITS,
}
SAID = {
    "calendar": ("期限3月31日", "3月1日 3份", "认定为迟公布", "另有1份报告的页面没有日期，没有画出。", "1月", "4月"),
    "cumulative": ("2025 50%", "2024 90%", "期限", "50%"),
    "rates": ("按时", "没有结论", "100%", "4个"),
    "checks": ("网站没有给出栏目页", "连接不上", "没有变化", "4月20日"),
    "spread": ("梅岭镇", "77万元", "5元", "同级单位中位数"),
    "units": ("9,000件 ▲偏高", "约40件", "0件 ▼偏低", "1,000", "同级单位的中位数", "青岚区司法局"),
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return Desk(tmp_path_factory.mktemp("desk") / "matplotlib")


def texts(svg: bytes) -> list[tuple[str, float, float, str]]:
    """Every text with its anchor, its size, and how it stands to its anchor."""
    root = ET.fromstring(svg)
    found = []
    for node in root.iter("{http://www.w3.org/2000/svg}text"):
        style = dict(part.strip().split(": ", 1) for part in node.attrib["style"].split(";") if part.strip())
        size = float(style["font-size"].removesuffix("px"))
        place = node.attrib.get("x") or node.attrib["transform"].removeprefix("translate(").split(" ")[0]
        found.append((node.text or "", float(place), size, style.get("text-anchor", "start")))
    return found


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_says_in_text_what_it_shows(desk: Desk, name: str) -> None:
    chart = CHARTS[name]
    svg = desk.picture(chart, WIDE)
    said = [text for text, *_ in texts(svg)]
    assert {chart.title, *SAID[name]} <= set(said)
    assert any(text.endswith("截至2026年4月20日。") for text in said)
    assert b"<script" not in svg and b"<path" in svg and b"<image" not in svg
    for row in chart.rows:
        assert len(row) == len(chart.heads)


@pytest.mark.parametrize("name", CHARTS)
def test_on_a_phone_no_text_runs_over_the_edge(desk: Desk, name: str) -> None:
    """Sizes in SVG are points; a text is at least 12 pixels high."""
    for text, x, size, anchor in texts(desk.picture(CHARTS[name], SLIM)):
        wide = ems(text) * size
        left = x - {"start": 0, "middle": wide / 2, "end": wide}[anchor]
        assert left >= -1 and left + wide <= NARROW * 0.75 + 1, (text, left, wide)
        assert size >= SMALL * 0.75


def test_a_name_is_text_and_no_formula(desk: Desk) -> None:
    assert any(HOSTILE[:12] in text for text, *_ in texts(desk.picture(RATES, WIDE)))


def test_empty_charts_are_drawn_too(desk: Desk) -> None:
    nothing: Sequence[Chart] = (
        Calendar(ABOUT, 2025, date(2026, 1, 1), date(2026, 4, 30), (), None, 0, 0, (0, 0)),
        Cumulative(ABOUT, 2025, ()),
        Rates(ABOUT, 2025, "地区", ()),
        Checks(ABOUT, date(2026, 4, 20), None),
        Years(ABOUT, "legal_counsel", ()),
        Units(ABOUT, WISH, (), ()),
    )
    for chart in nothing:
        assert ET.fromstring(desk.picture(chart, WIDE)) is not None
        assert "没有" in chart.summary or "还没有" in chart.summary


def test_equal_charts_are_drawn_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    first = desk.picture(CALENDAR, WIDE)
    monkeypatch.setattr(Desk, "_draw", lambda *_: b"again")
    assert desk.picture(CALENDAR, WIDE) is first
    assert desk.picture(CALENDAR, Looks("svg", "dark", False)) == b"again"
    assert len({digest(chart, looks) for chart in CHARTS.values() for looks in (WIDE, SLIM)}) == 2 * len(CHARTS)


def test_few_pictures_are_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(Desk, "_draw", lambda *_: bytes(1000))
    monkeypatch.setattr(desks, "_MOST_BYTES", 3000)
    small = Desk(tmp_path)
    for chart in CHARTS.values():
        small.picture(chart, WIDE)
    assert len(small._drawn) == 3


def test_a_png_is_twice_as_sharp_and_has_chinese(desk: Desk) -> None:
    png = desk.picture(RATES, Looks("png", "light", True))
    assert png.startswith(b"\x89PNG")
    assert int.from_bytes(png[16:20]) == 2 * NARROW
    assert int.from_bytes(png[20:24]) == 2 * layout_of(RATES, narrow=True).height


def test_without_a_chinese_font_only_png_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(press, "chinese_font", lambda: None)
    bare = Desk(tmp_path)
    assert ("县级" in [text for text, *_ in texts(bare.picture(RATES, WIDE))]) is True
    with pytest.raises(NoChineseFont, match="没有中文字体"):
        bare.picture(RATES, Looks("png", "light", False))


def test_curves_count_what_was_out_by_the_end_of_a_day() -> None:
    this, former = CURVES
    assert [this.share(day) for day in (-31, -30, -2, -1, 20)] == [0, 0.2, 0.2, 0.5, 0.5]
    assert (this.shown, former.shown) == (20, 60)
    assert CUMULATIVE.rows[4] == ("期限当日", "50%", "40%")
    assert CUMULATIVE.rows[-1] == ("期限后60天", "", "90%")  # of this year nothing is known yet
    assert "2024年度1份" in CUMULATIVE.notes[0]


def test_summaries_are_sentences_for_those_who_do_not_see() -> None:
    assert CALENDAR.summary.endswith("共5份，最多的一天是3月1日，3份，期限为3月31日，认定为迟公布的2份。")
    assert CHECKS.summary.endswith("最近一次（4月20日）：正常2个，没有变化4个，网站没有给出栏目页1个，连接不上2个。")
    assert len(CHECKS.heads) == len(GROUPS) + 1


@given(st.text(max_size=80), st.floats(3, 40))
def test_wrapping_loses_nothing_and_keeps_the_width(text: str, width: float) -> None:
    lines = wrapped(text, width)
    assert "".join(lines) == text
    assert all(ems(line.rstrip("，。；、）：")) <= width for line in lines)
    assert ems(shortened(text, width)) <= width


@given(st.lists(st.floats(0, 300), max_size=6))
def test_labels_stand_apart(places: list[float]) -> None:
    moved = apart(places, 18, 0)
    assert all(place >= -1e-6 for place in moved)
    assert all(high - low >= 17 for low, high in pairwise(sorted(moved)))


def test_layouts_fit_their_words() -> None:
    for chart in CHARTS.values():
        layout = layout_of(chart, narrow=True)
        assert all(ems(line) * SMALL <= NARROW - MARGIN for line in layout.notes)
        assert layout.top + chart.height(narrow=True) == layout.bottom < layout.height
