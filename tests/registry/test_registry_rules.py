"""Rules as files: what they become, the user's own beside the product's, and everything that can be wrong in one."""

from pathlib import Path

import pytest

from core.kinds import UnitKind
from core.units import Duty, Level
from registry import Problem, RegistryProblems, load, packaged_rules
from registry.rules_loader import PACKAGED, load_rules

OFFICE = """\
office: {id: o, name: 某司法局}
units:
  - {id: u, name: 青石街道办事处, level: township, division_code: "500102001"}
"""
GOOD = """\
rules:
  - id: yunxi-2024
    title: 《云溪市法治政府建设年度报告公开办法》
    citation: 云府发〔2024〕9号：街道办事处应于每年3月1日前公开。
    source: https://www.example.gov.cn/9.html
    scope: 街道办事处
    confirmed: true
    from_year: 2024
    to_year: 2030
    jurisdiction: ["500000"]
    levels: [township]
    due: {month: 2, day: 28}
    borderline: {month: 3, day: 1}
    duty: {subdistrict: local, zone: customary}
    contents: false
"""
PLAIN = "\n".join(GOOD.splitlines()[1:]) + "\n"


def write(folder: Path, *texts: str) -> Path:
    (folder / "rules").mkdir(exist_ok=True)
    (folder / "o.yaml").write_text(OFFICE)
    for n, text in enumerate(texts):
        (folder / "rules" / f"{n}.yaml").write_text(text)
    return folder


def problems(folder: Path, *texts: str) -> tuple[Problem, ...]:
    with pytest.raises(RegistryProblems) as caught:
        load(write(folder, *texts))
    return caught.value.problems


def test_a_file_becomes_rules(tmp_path: Path) -> None:
    [rule] = [r for r in load(write(tmp_path, GOOD)).rules if r.id == "yunxi-2024"]
    assert (rule.from_year, rule.to_year, rule.jurisdiction) == (2024, 2030, ("50",))
    assert (rule.due, rule.borderline, rule.levels) == ((2, 28), (3, 1), (Level.TOWNSHIP,))
    assert rule.duties == {UnitKind.SUBDISTRICT: Duty.LOCAL, UnitKind.ZONE: Duty.CUSTOMARY}
    assert rule.confirmed
    assert not rule.contents


def test_the_products_rules_are_always_there(tmp_path: Path) -> None:
    (tmp_path / "o.yaml").write_text(OFFICE)
    assert load(tmp_path).rules == packaged_rules()
    assert load(PACKAGED.parent).rules == packaged_rules()  # the checkout's own folder is read once
    assert len(packaged_rules()) == sum(path.read_text().count("- id:") for path in PACKAGED.glob("*.yaml"))


def test_the_users_rule_stands_in_the_stead_of_the_products(tmp_path: Path) -> None:
    ended = (
        GOOD.replace("yunxi-2024", "national-2019")
        .replace('["500000"]', "[]")
        .replace("from_year: 2024", "from_year: 2019")
    )
    [rule] = [r for r in load(write(tmp_path, ended)).rules if r.id == "national-2019"]
    assert (rule.to_year, rule.title) == (2030, "《云溪市法治政府建设年度报告公开办法》")
    after = ended.replace("national-2019", "national-2031").replace("2019", "2031").replace("    to_year: 2030\n", "")
    assert {r.id for r in load(write(tmp_path, ended, after)).rules} >= {
        "national-2015",
        "national-2019",
        "national-2031",
    }


@pytest.mark.parametrize(
    ("codes", "kept"),
    [("500000", "50"), ("440800", "4408"), ("440802", "440802"), ("120116000", "120116"), ("120116001", "120116001"),
     ("500000000000", "50"), ("50", "50"), ("460400", "4604")],
)  # fmt: skip
def test_a_place_is_all_that_lies_in_it(codes: str, kept: str, tmp_path: Path) -> None:
    rules = load_rules(write(tmp_path, GOOD.replace("500000", codes)) / "rules")
    assert next(r for r in rules if r.id == "yunxi-2024").jurisdiction == (kept,)


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("rules:", "rulez:", 1, "不认识的键“rulez”，是否想写“rules”？"),
        ("    title:", "    titel:", 3, "rules.yunxi-2024：不认识的键“titel”，是否想写“title”？"),
        ("    scope: 街道办事处\n", "", 2, "rules.yunxi-2024：缺少“scope”"),
        ("    confirmed: true\n", "", 2, "rules.yunxi-2024：缺少“confirmed”"),
        ("confirmed: true", "confirmed: 是", 7, "应为 true 或 false，现为“是”"),
        ("from_year: 2024", "from_year: 二〇二四", 8, "应为整数"),
        ("to_year: 2030", "to_year: 2023", 9, "rules.yunxi-2024.to_year：最后年度 2023 早于最早年度 2024"),
        ('["500000"]', "[500000]", 10, "应为文字，数字请加引号"),
        ('["500000"]', '["5000000"]', 10, "行政区划代码应为 2、4、6、9 或 12 位数字"),
        ('["500000"]', '["50", "50"]', 10, "重复列出：50"),
        ("[township]", "[town]", 11, "应为 province、city、county、township、department 之一"),
        ("due: {month: 2, day: 28}", "due: {month: 2, day: 29}", 12, "不是每年都有 2 月 29 日"),
        ("due: {month: 2, day: 28}", "due: {month: 2, day: 30}", 12, "不是每年都有 2 月 30 日"),
        ("due: {month: 2, day: 28}", "due: {month: 13, day: 1}", 12, "不能大于 12"),
        ("due: {month: 2, day: 28}", "due: {month: 2}", 12, "rules.yunxi-2024.due：缺少“day”"),
        ("due: {month: 2, day: 28}", "due: {month: 2, day: 28, year: 2025}", 12, "due：不认识的键“year”"),
        ("borderline: {month: 3, day: 1}", "borderline: {month: 3, day: 2}", 13, "临界日应为期限（due）的次日"),
        ("    due: {month: 2, day: 28}\n", "", 12, "临界日应为期限（due）的次日"),
        ("subdistrict: local", "street: local", 14, "duty：不认识的键“street”"),
        ("subdistrict: local", "subdistrict: must", 14, "应为 required、local、customary、none 之一，现为“must”"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(old: str, new: str, line: int, said: str, tmp_path: Path) -> None:
    assert old in GOOD
    found = problems(tmp_path, GOOD.replace(old, new))
    assert [problem.file for problem in found] == [str(tmp_path / "rules" / "0.yaml")] * len(found)
    assert any(problem.line == line and said in problem.message_zh for problem in found), list(map(str, found))


def test_a_rule_says_something(tmp_path: Path) -> None:
    empty = "".join(line for line in GOOD.splitlines(keepends=True) if "due" not in line and "borderl" not in line)
    nothing = empty.replace("    duty: {subdistrict: local, zone: customary}\n", "")
    assert "没有写明任何要求" in str(problems(tmp_path, nothing)[0])
    national = empty.replace('["500000"]', "[]")
    assert "全国性规定要写明期限" in str(problems(tmp_path, national)[0])


def test_two_rules_with_one_id(tmp_path: Path) -> None:
    [problem] = problems(tmp_path, GOOD + PLAIN)
    assert (problem.line, problem.file) == (16, str(tmp_path / "rules" / "0.yaml"))
    assert "规定编号“yunxi-2024”重复" in problem.message_zh
    assert "0.yaml:2" in problem.message_zh
    [across] = problems(tmp_path, GOOD, GOOD)
    assert across.file.endswith("1.yaml")


@pytest.mark.parametrize(
    ("change", "year"),
    [
        ({}, 2024),
        ({"from_year: 2024": "from_year: 2030"}, 2030),
        ({"from_year: 2024": "from_year: 2031", "    to_year: 2030\n": ""}, None),
        ({"from_year: 2024": "from_year: 2010", "to_year: 2030": "to_year: 2023"}, None),
        ({"from_year: 2024": "from_year: 2010", "to_year: 2030": "to_year: 2024"}, 2024),
        ({'["500000"]': '["500102"]'}, None),
        ({'["500000"]': '["51", "50"]'}, 2024),
        ({"[township]": "[county]"}, None),
        ({"[township]": "[]"}, 2024),
    ],
)
def test_two_rules_for_one_place_and_year(change: dict[str, str], year: int | None, tmp_path: Path) -> None:
    other = GOOD.replace("yunxi-2024", "other")
    for old, new in change.items():
        other = other.replace(old, new)
    if year is None:
        assert len(load(write(tmp_path, GOOD, other)).rules) == len(packaged_rules()) + 2
        return
    [problem] = problems(tmp_path, GOOD, other)
    assert (problem.line, problem.file[-6:]) == (2, "1.yaml")
    assert f"{year}年度起重叠" in problem.message_zh


def test_a_new_national_rule_has_to_end_the_old_one(tmp_path: Path) -> None:
    new = GOOD.replace('["500000"]', "[]").replace("yunxi-2024", "national-2027")
    [problem] = problems(tmp_path, new)
    assert "national-2019" in problem.message_zh
    assert "to_year" in problem.message_zh


def test_wrong_rules_and_wrong_units_are_told_together(tmp_path: Path) -> None:
    folder = write(tmp_path, GOOD.replace("month: 2", "month: 0"))
    (folder / "o.yaml").write_text(OFFICE.replace("level: township", "level: town"))
    with pytest.raises(RegistryProblems) as caught:
        load(folder)
    assert {Path(problem.file).name for problem in caught.value.problems} == {"o.yaml", "0.yaml"}


@pytest.mark.parametrize("text", ["rules: []\n", "- 1\n", "rules: {id: a}\n", "", "rules:\n  - &a {id: x}\n  - *a\n"])
def test_a_file_that_holds_no_rules(text: str, tmp_path: Path) -> None:
    assert all(problem.line >= 1 for problem in problems(tmp_path, text))


def test_successors_one_or_several(tmp_path: Path) -> None:
    units = [
        "office: {id: o, name: 某司法局}",
        "units:",
        "  - {id: a, name: 甲镇, level: township, valid_to: 2026-01-25, successor: b}",
        "  - {id: b, name: 乙镇, level: township, valid_to: 2026-02-25, successor: [c, d]}",
        "  - {id: c, name: 丙镇, level: township}",
        "  - {id: d, name: 丁镇, level: township}",
    ]
    (tmp_path / "o.yaml").write_text("\n".join(units))
    found = load(tmp_path).units
    assert [unit.successors for unit in found.values()] == [("b",), ("c", "d"), (), ()]
    for wrong, said in (
        ("[c, x]", "没有编号为“x”的单位"),
        ("[c, c]", "重复列出：c"),
        ("[c, a]", "绕了一圈"),
        ("[1]", "应为文字"),
    ):
        (tmp_path / "o.yaml").write_text("\n".join(units).replace("[c, d]", wrong))
        with pytest.raises(RegistryProblems) as caught:
            load(tmp_path)
        assert any(p.line in (3, 4) and said in p.message_zh for p in caught.value.problems), str(caught.value)
