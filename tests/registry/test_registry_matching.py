"""Whose report it is: the names that real titles, signatures and source lines give a unit."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.units import Level, Unit
from registry import Assignment, Candidates, load
from registry import assign as assign_among
from registry.names import read_name

CHECKOUT = Path(__file__).resolve().parents[2]
GOLD = CHECKOUT.parent / "shared" / "seeds" / "gold.json"


def assign(
    issuers: Sequence[str], title: str | None, source: str | None, units: Iterable[Unit], year: int | None = None
) -> Assignment:
    return assign_among(issuers, title, source, Candidates(units), year)


def unit(unit_id: str, name: str, *aliases: str, level: Level = Level.TOWNSHIP, code: str | None = None) -> Unit:
    return Unit(unit_id, name, "office", level, aliases, code)


CHADIAN = unit("chadian", "茶淀街道办事处", "茶淀街", "茶淀街道", "中共茶淀街道工作委员会", code="120116")
HANGU = unit("hangu", "天津市滨海新区汉沽街道办事处", "汉沽街")
TAIPING = unit("taiping", "天津市滨海新区太平镇人民政府", "太平镇")
HONGQIAO = unit("hongqiao", "天津市红桥区人民政府", level=Level.COUNTY)
JUSTICE = unit("justice", "天津市红桥区司法局", level=Level.DEPARTMENT)
MARKET = unit("market", "天津市红桥区市场监督管理局", "红桥区市场监管局", level=Level.DEPARTMENT)
NANCHENG = unit("nancheng", "东莞市南城街道办事处", "南城街道", "东莞市人民政府南城街道办事处", code="441900")
DONGGUAN = unit("dongguan", "东莞市人民政府", level=Level.CITY)
DG_QIAOTOU = unit("dg-qiaotou", "东莞市桥头镇人民政府", "桥头镇")
CX_QIAOTOU = unit("cx-qiaotou", "慈溪市桥头镇人民政府", "桥头镇")
CHANGHE = unit("changhe", "慈溪市长河镇人民政府", "中共慈溪市长河镇委员会")
JIJIANG = unit("jijiang", "江津区几江街道办事处", "中共几江街道工委", "重庆市江津区人民政府几江街道办事处")
TIEQIAO = unit("tieqiao", "重庆市开州区铁桥镇人民政府", "铁桥镇")
HANFENG = unit("hanfeng", "重庆市开州区汉丰街道办事处", "汉丰街道")

BINHAI = (CHADIAN, HANGU, TAIPING)
DISTRICT = (HONGQIAO, JUSTICE, MARKET)
EVERYBODY = (*BINHAI, *DISTRICT, NANCHENG, DONGGUAN, DG_QIAOTOU, CX_QIAOTOU, CHANGHE, JIJIANG, TIEQIAO, HANFENG)

REPORT = "2023年度法治政府建设情况报告"


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        (f"茶淀街{REPORT}", "chadian"),
        (f"茶淀街道{REPORT}", "chadian"),
        (f"茶淀街道办事处关于{REPORT}", "chadian"),
        (f"茶淀街道办{REPORT}", "chadian"),
        (f"中共天津市滨海新区茶淀街道工作委员会关于{REPORT}", "chadian"),
        (f"天津市滨海新区人民政府茶淀街道办事处{REPORT}", "chadian"),
        (f"天津市滨海新区茶淀街道党工委、办事处{REPORT}", "chadian"),
        (f"茶淀街道工委办事处{REPORT}", "chadian"),
        (f"茶淀{REPORT}", "chadian"),
        (f"２０２３年茶淀街{REPORT}", "chadian"),
        ("茶 淀 街 2023 年度法治政府建设情况报告", "chadian"),
        ("茶淀街道二〇二三年法治政府建设工作总结", "chadian"),
        ("关于茶淀街2023年度推进法治政府建设情况的报告", "chadian"),
        ("关于报送茶淀街2023年度法治政府建设情况的报告", "chadian"),
        ("【茶淀街道】2023年度法治政府建设情况报告", "chadian"),
        ("茶淀街道推进依法行政暨法治政府建设2023年工作总结", "chadian"),
        (f"天津市红桥区人民政府关于{REPORT}", "hongqiao"),
        (f"红桥区{REPORT}", "hongqiao"),
        ("2023年红桥区法治政府建设情况报告", "hongqiao"),
        (f"中共天津市红桥区委 天津市红桥区人民政府关于{REPORT}", "hongqiao"),
        (f"中共红桥区委红桥区人民政府关于{REPORT}", "hongqiao"),
        (f"中共红桥区委员会红桥区人民政府关于{REPORT}", "hongqiao"),
        (f"红桥区人民政府关于 2023年 红桥区{REPORT}", "hongqiao"),
        (f"红桥区司法局{REPORT}", "justice"),
        (f"天津市红桥区司法局关于红桥区{REPORT}", "justice"),
        (f"区司法局{REPORT}", "justice"),
        (f"司法局{REPORT}", "justice"),
        (f"红桥区市场监督管理局{REPORT}", "market"),
        (f"天津市红桥区市场监管局{REPORT}", "market"),
        (f"南城街道{REPORT}", "nancheng"),
        (f"南城办事处{REPORT}", "nancheng"),
        (f"东莞南城街道{REPORT}", "nancheng"),
        (f"广东省东莞市南城街道办事处{REPORT}", "nancheng"),
        (f"东莞市{REPORT}", "dongguan"),
        (f"广东省东莞市人民政府{REPORT}", "dongguan"),
        (f"东莞市桥头镇{REPORT}", "dg-qiaotou"),
        (f"慈溪市桥头镇人民政府关于桥头镇{REPORT}", "cx-qiaotou"),
        (f"浙江省宁波市慈溪市长河镇党委政府{REPORT}", "changhe"),
        ("中共几江街道工委 几江街道办事处\n关于2024年法治政府建设情况的报告", "jijiang"),
        (f"重庆市几江街道{REPORT}", "jijiang"),
        (f"重庆市江津区几江街道办事处{REPORT}", "jijiang"),
        (f"开州区铁桥镇人民政府{REPORT}", "tieqiao"),
        (f"汉丰街道{REPORT}", "hanfeng"),
    ],
)
def test_the_title_names_the_unit(title: str, expected: str) -> None:
    found = assign((), title, None, EVERYBODY)
    assert (found.unit_id, found.doubtful) == (expected, False), found.reason


@pytest.mark.parametrize(
    ("title", "candidates", "doubtful"),
    [
        # another unit, clearly: several share the column, so it is simply not one of them
        (f"红桥区财政局{REPORT}", DISTRICT, False),
        (f"天津市司法局{REPORT}", DISTRICT, False),
        (f"红桥区人民政府办公室{REPORT}", DISTRICT, False),
        (f"中共红桥区委全面依法治区委员会办公室关于{REPORT}", DISTRICT, False),
        (f"河北区人民政府{REPORT}", DISTRICT, False),
        (f"铁桥镇{REPORT}", BINHAI, False),
        (f"滨海新区{REPORT}", BINHAI, False),
        # nearly one of them: a person looks
        (f"广州市白云区南城街道{REPORT}", EVERYBODY, True),
        (f"太平街道{REPORT}", BINHAI, True),
        (f"茶淀街道司法所{REPORT}", BINHAI, True),
        # two of one name
        (f"桥头镇{REPORT}", (DG_QIAOTOU, CX_QIAOTOU), True),
        (f"红桥区司法局 红桥区市场监管局{REPORT}", DISTRICT, True),
        # nobody named, several candidates
        (REPORT, BINHAI, True),
        (f"区人民政府{REPORT}", DISTRICT, True),
        # one candidate, and somebody else named
        (f"红桥区司法局{REPORT}", (HONGQIAO,), True),
        (f"天津市红桥区人民政府{REPORT}", (JUSTICE,), True),
        (f"天津市司法局{REPORT}", (JUSTICE,), True),
        (f"市司法局{REPORT}", (JUSTICE,), True),
        (f"汉丰街道{REPORT}", (TIEQIAO,), True),
        (f"重庆市巴南区南城街道{REPORT}", (NANCHENG,), True),
        (f"广州市白云区南城街道{REPORT}", (NANCHENG,), True),
        (f"河北省唐山市茶淀街道{REPORT}", (CHADIAN,), True),
        (f"慈溪市{REPORT}", (CHANGHE,), True),
        (f"江津市{REPORT}", (unit("jj", "江津区人民政府"),), True),
        (f"江南城街道{REPORT}", (NANCHENG,), True),
    ],
)
def test_the_title_names_none_of_them(title: str, candidates: tuple[Unit, ...], doubtful: bool) -> None:
    found = assign((), title, None, candidates)
    assert (found.unit_id, found.doubtful) == (None, doubtful), found.reason
    assert found.reason


@pytest.mark.parametrize(
    ("issuers", "title", "source", "candidates", "expected"),
    [
        (["慈溪市长河镇人民政府"], None, None, EVERYBODY, "changhe"),
        (["长河镇人民政府"], REPORT, None, EVERYBODY, "changhe"),
        (["中共几江街道工委", "几江街道办事处"], None, None, EVERYBODY, "jijiang"),
        ([], REPORT, "茶淀街", EVERYBODY, "chadian"),
        ([], REPORT, "来源：茶淀街道党政综合办公室", EVERYBODY, "chadian"),
        ([], REPORT, "红桥区人民政府办公室", DISTRICT, "hongqiao"),
        # the title outweighs who put the page online
        ([], f"天津市红桥区人民政府{REPORT}", "司法局", DISTRICT, "hongqiao"),
        ([], f"铁桥镇{REPORT}", "汉丰街道", (TIEQIAO, HANFENG), "tieqiao"),
        (["东莞市桥头镇人民政府"], f"桥头镇{REPORT}", None, (DG_QIAOTOU, CX_QIAOTOU), "dg-qiaotou"),
        # nobody is named: the column's only unit
        ([], REPORT, None, (CHADIAN,), "chadian"),
        ([], None, "本站", (NANCHENG,), "nancheng"),
        (["街道办事处"], f"我街道{REPORT}", "天津市滨海新区政府网站", (CHADIAN,), "chadian"),
        ([], f"关于做好全区{REPORT}", "区政府办公室", (HONGQIAO,), "hongqiao"),
    ],
)
def test_signature_source_and_column(
    issuers: list[str], title: str | None, source: str | None, candidates: tuple[Unit, ...], expected: str
) -> None:
    found = assign(issuers, title, source, candidates)
    assert (found.unit_id, found.doubtful) == (expected, False), found.reason


def test_a_signature_that_contradicts_the_title_is_left_to_a_person() -> None:
    found = assign(["重庆市开州区铁桥镇人民政府"], f"栗子乡{REPORT}", None, (TIEQIAO, HANFENG))
    assert (found.unit_id, found.doubtful) == (None, True)
    assert "不一致" in found.reason


def test_a_source_of_another_organ_is_no_proof_for_the_only_unit() -> None:
    found = assign((), REPORT, "司法局", (HONGQIAO,))
    assert (found.unit_id, found.doubtful) == (None, True)


def test_a_unit_listed_twice_is_still_one_candidate() -> None:
    assert assign((), None, None, (CHADIAN, CHADIAN)).unit_id == "chadian"


def test_no_candidates() -> None:
    found = assign(("茶淀街",), f"茶淀街{REPORT}", None, ())
    assert (found.unit_id, found.doubtful) == (None, False)


def test_the_reason_says_what_decided() -> None:
    assert assign((), f"茶淀街{REPORT}", None, BINHAI).reason == "标题署名“茶淀街道”，即茶淀街道办事处"
    assert "栏目只属于该单位" in assign((), REPORT, None, (CHADIAN,)).reason


WORDS = [
    "茶淀",
    "街道",
    "街",
    "镇",
    "区",
    "市",
    "红桥",
    "人民政府",
    "司法局",
    "中共",
    "工委",
    "关于",
    "2023年",
    " ",
    "、",
    "办事处",
]
NAMES = st.lists(st.sampled_from(WORDS), max_size=12).map("".join) | st.text(max_size=60)


@given(
    issuers=st.lists(NAMES, max_size=3),
    title=st.none() | NAMES,
    source=st.none() | NAMES,
    candidates=st.lists(st.sampled_from(EVERYBODY), max_size=5),
    strange=st.lists(NAMES, max_size=2),
)
def test_never_raises_and_never_leaves_the_candidates(
    issuers: list[str], title: str | None, source: str | None, candidates: list[Unit], strange: list[str]
) -> None:
    several = [*candidates, *(unit(f"strange-{n}", name, name) for n, name in enumerate(strange))]
    found = assign(issuers, title, source, several)
    assert found.unit_id is None or found.unit_id in {u.id for u in several}
    assert found.reason
    assert not (found.doubtful and found.unit_id)


@given(st.sampled_from(EVERYBODY))
def test_a_unit_is_found_by_its_full_name_among_all(wanted: Unit) -> None:
    assert assign((), f"{wanted.name}关于{REPORT}", None, EVERYBODY).unit_id == wanted.id


def test_every_shipped_unit_is_found_by_its_name_among_all_shipped() -> None:
    units = tuple(load(CHECKOUT / "registry").units.values())
    for wanted in units:
        assert assign((), f"{wanted.name}关于{REPORT}", None, units).unit_id == wanted.id, wanted


@pytest.mark.skipif(not GOLD.exists(), reason="the seeds are not here")
def test_the_seeds_go_to_their_units_among_all_shipped() -> None:
    units = tuple(load(CHECKOUT / "registry").units.values())
    found = [
        assign(gold["issuers"], gold["title"], gold["source"], units).unit_id
        for gold in json.loads(GOLD.read_text()).values()
    ]
    assert found == [
        "tj-binhai-chadian",
        "tj-hongqiao-gov",
        "nb-cixi-changhe",
        "dg-dongguan-nancheng",
        "cq-jiangjin-jijiang",
    ]


@pytest.mark.parametrize(
    "same",
    [
        [
            "茶淀街",
            "茶淀街道",
            "茶淀街道办事处",
            "茶淀街办事处",
            "茶淀街道办",
            "茶淀街道党工委",
            "中共茶淀街道工作委员会",
        ],
        ["长河镇", "长河镇人民政府", "长河镇政府", "中共长河镇委员会", "长河镇党委", "长河镇党委政府"],
        [
            "红桥区",
            "红桥区人民政府",
            "红桥区政府",
            "中共红桥区委",
            "中国共产党红桥区委员会",
            "红桥区　人民政府",
            "红桥区(本级)",
        ],
        ["红桥区发展和改革委", "红桥区发展和改革委员会"],
        ["栗子乡", "栗子乡人民政府"],
        ["两江新区", "两江新区管理委员会", "两江新区管委会"],
    ],
)
def test_ways_to_write_one_name(same: list[str]) -> None:
    assert len({read_name(text) for text in same}) == 1


@pytest.mark.parametrize(
    "different",
    [
        ["太平镇", "太平街道", "太平乡", "太平区"],
        ["红桥区", "红桥区司法局", "红桥区人民政府办公室", "政协红桥区委员会", "红桥区国有资产监督管理委员会"],
        ["团结镇", "团市委"],
        ["南城街道", "江南城街道", "南城镇"],
        ["滨海新区", "滨海县"],
    ],
)
def test_names_that_stay_apart(different: list[str]) -> None:
    names = [read_name(text) for text in different]
    assert None not in names
    assert len(set(names)) == len(different)


@pytest.mark.parametrize(
    "text",
    ["区政府", "市人民政府", "我街道", "街道办事处", "本局", "镇党委", "社区", "全市", "各乡镇", "", "市", "办公室"],
)
def test_words_that_name_nobody(text: str) -> None:
    assert read_name(text) is None


def _departments(*names: str) -> tuple[Unit, ...]:
    return tuple(unit(name, f"晴川县{name}", level=Level.DEPARTMENT) for name in names)


OFFICES = _departments(
    "市场监督管理局", "自然资源和规划局", "住房和城乡建设局", "人力资源和社会保障局", "卫生健康局", "文化广电旅游局",
    "农业农村局", "城市管理局", "发展和改革局", "教育体育局", "司法局", "财政局", "行政审批服务管理局",
)  # fmt: skip


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("市场监管局", "市场监督管理局"),
        ("市监局", "市场监督管理局"),
        ("自然资源局", "自然资源和规划局"),
        ("规划和自然资源局", "自然资源和规划局"),
        ("住建局", "住房和城乡建设局"),
        ("人社局", "人力资源和社会保障局"),
        ("卫健局", "卫生健康局"),
        ("卫健委", "卫生健康局"),
        ("文旅局", "文化广电旅游局"),
        ("农委", "农业农村局"),
        ("农业农村委员会", "农业农村局"),
        ("城管局", "城市管理局"),
        ("发改委", "发展和改革局"),
        ("发改局", "发展和改革局"),
        ("教体局", "教育体育局"),
        ("司法局", "司法局"),
    ],
)
@pytest.mark.parametrize("place", ["晴川县", "县", ""])
def test_a_department_goes_by_its_short_name(place: str, short: str, full: str) -> None:
    found = assign((), f"{place}{short}{REPORT}", None, OFFICES)
    assert (found.unit_id, found.doubtful) == (full, False), found.reason


@pytest.mark.parametrize("other", ["教育局", "城市管理综合执法局", "规划局", "行政审批局", "农业农村和水务局"])
def test_a_department_of_much_the_same_name_is_left_to_a_person(other: str) -> None:
    found = assign((), f"晴川县{other}{REPORT}", None, OFFICES)
    assert (found.unit_id, found.doubtful) == (None, True), found.reason


@pytest.mark.parametrize("stranger", ["晴川县审计局", "晴川县税务局", "柳溪县住建局", "柳溪县教育局", "晴川县统计局"])
def test_a_department_of_another_name_or_place_is_a_stranger(stranger: str) -> None:
    found = assign((), f"{stranger}{REPORT}", None, OFFICES)
    assert (found.unit_id, found.doubtful) == (None, False), found.reason


def test_the_bearer_of_a_name_goes_before_who_could_be_meant() -> None:
    both = _departments("自然资源局", "自然资源和规划局")
    assert assign((), f"晴川县自然资源局{REPORT}", None, both).unit_id == "自然资源局"
    found = assign((), f"晴川县自规局{REPORT}", None, both)
    assert (found.unit_id, found.doubtful) == (None, True)


OLD = replace(unit("old", "云溪市晴川镇人民政府"), valid_to=date(2025, 6, 30), successors=("new",))
NEW = replace(unit("new", "云溪市新川镇人民政府", "晴川镇"), valid_from=date(2025, 7, 1))


@pytest.mark.parametrize(
    ("title", "year", "expected"),
    [
        ("晴川镇2024年度法治政府建设情况报告", 2024, "old"),
        ("晴川镇2025年度法治政府建设情况报告", 2025, "new"),  # still under the old name
        ("新川镇2025年度法治政府建设情况报告", 2025, "new"),
        ("新川镇2024年度法治政府建设情况报告", 2024, "new"),  # one alone fits, whatever the year
        ("晴川镇法治政府建设情况报告", None, None),
    ],
)
def test_a_name_that_was_handed_on_is_his_who_bore_it_then(title: str, year: int | None, expected: str | None) -> None:
    for candidates in ((OLD, NEW), (NEW, OLD)):
        assert assign((), title, None, candidates, year).unit_id == expected


def test_two_units_of_one_name_are_told_apart_by_nothing_else() -> None:
    there = assign((), "桥头镇2024年度法治政府建设情况报告", None, (DG_QIAOTOU, CX_QIAOTOU), 2024)
    assert (there.unit_id, there.doubtful) == (None, True)
