"""Everything that can be wrong in a registry file, with its line and in Chinese."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry import Problem, RegistryProblems, load

GOOD = """\
office:
  id: o
  name: 某司法局
  notify: ["${OFFICE_URLS}"]
  remind_days_before: [14, 3]
due: {month: 3, day: 15, since_year: 2021}
columns:
  - id: c
    url: https://www.example.gov.cn/list/
    expect: {min_posts: 1}
    platform: auto
    render: auto
units:
  - id: u
    name: 某镇人民政府
    aliases: [某镇]
    level: township
    division_code: "120116"
    columns: [c]
    duty: auto
    since_year: 2019
    valid_from: 2019-01-01
    valid_to: 2026-01-25
    exempt: [{year: 2021, reason: 涉密}]
"""


def problems(tmp_path: Path, *texts: str | bytes, platforms: tuple[str, ...] | None = None) -> tuple[Problem, ...]:
    for n, text in enumerate(texts):
        (tmp_path / f"{n}.yaml").write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(RegistryProblems) as caught:
        load(tmp_path, platforms=platforms)
    return caught.value.problems


def test_the_good_file_is_good(tmp_path: Path) -> None:
    (tmp_path / "0.yaml").write_text(GOOD)
    assert load(tmp_path, platforms=()).units["u"].valid_to


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        # keys
        ("  name: 某司法局", "  nmae: 某司法局", 3, "不认识的键“nmae”，是否想写“name”？"),
        ("    aliases: [某镇]", "    alias: [某镇]", 16, "units.u：不认识的键“alias”，是否想写“aliases”？"),
        ("expect: {min_posts: 1}", "expect: {minimum: 1}", 10, "columns.c.expect：不认识的键“minimum”，可用的"),
        ("due: {month: 3,", "due: {rule: national, month: 3,", 6, "due：不认识的键“month”，可用的有：rule"),
        ("due: {month: 3,", "due: {months: 3,", 6, "due：不认识的键“months”，是否想写“month”？"),
        ("due: {month: 3,", "due: {months: 3,", 6, "due：缺少“month”"),
        ("reason: 涉密", "why: 涉密", 24, "units.u.exempt.第 1 项：缺少“reason”"),
        ("  name: 某司法局\n", "", 1, "office：缺少“name”"),
        ("    level: township\n", "", 14, "units.u：缺少“level”"),
        ("    url: https://www.example.gov.cn/list/", "    url:", 9, "columns.c：缺少“url”"),
        ("  - id: u\n    name: 某镇人民政府", "  - name: 某镇人民政府", 14, "units.第 1 项：缺少“id”"),
        ("    duty: auto", "    name: 又一名", 20, "键“name”重复，第 15 行已经写过"),
        ("    duty: auto", "    ? [a]\n    : b", 20, "键应为一个词"),
        # types
        ("  remind_days_before: [14, 3]", "  remind_days_before: 14", 5, "office.remind_days_before：应为列表"),
        ("[14, 3]", "[14, 三]", 5, "office.remind_days_before.第 2 项：应为整数，现为“三”"),
        ("[14, 3]", "[14, 2.5]", 5, "应为整数，现为“2.5”"),
        ("[14, 3]", "[14, true]", 5, "应为整数，现为“True”"),
        ("    name: 某镇人民政府", "    name: 2019", 15, "units.u.name：应为文字，数字请加引号"),
        ("    name: 某镇人民政府", "    name: '  '", 15, "units.u.name：不能为空"),
        ("    name: 某镇人民政府", "    name: [甲, 乙]", 15, "units.u.name：应为文字"),
        ("    name: 某镇人民政府", f"    name: {'长' * 201}", 15, "units.u.name：太长，最多 200 个字"),
        ('"120116"', "120116", 18, "units.u.division_code：应为文字，数字请加引号"),
        ('"120116"', '"12011"', 18, "行政区划代码应为 2、4、6、9 或 12 位数字"),
        ("aliases: [某镇]", "aliases: [null]", 16, "units.u.aliases.第 1 项：应为文字"),
        ("    render: auto", "    allow_private: yes", 12, "columns.c.allow_private：应为 true 或 false，现为“yes”"),
        ("expect: {min_posts: 1}", "expect: 1", 10, "columns.c.expect：应为“键: 值”的形式"),
        ("due: {month: 3, day: 15, since_year: 2021}", "due: national", 6, "due：应写成 {rule: national}"),
        ("{month: 3, day: 15, since_year: 2021}", "{rule: local}", 6, "due.rule：应为 national 之一，现为“local”"),
        # values
        ("level: township", "level: town", 17, "units.u.level：应为 province、city、county、"),
        ("level: township", "level: town", 17, "department 之一，现为“town”；是否想写“township”？"),
        ("duty: auto", "duty: always", 20, "units.u.duty：应为 auto、required、local、customary、none 之一"),
        ("render: auto", "render: sometimes", 12, "columns.c.render：应为 auto、never、always 之一"),
        ("  id: o", "  id: O_1", 2, "office.id：编号只能用小写字母"),
        ("  id: o", "  id: -o", 2, "office.id：编号只能用小写字母"),
        ("  id: o", "  id: 司法局", 2, "office.id：编号只能用小写字母"),
        ("since_year: 2019", "since_year: 19", 21, "units.u.since_year：不能小于 1990，现为“19”"),
        ("since_year: 2019", 'since_year: "2019"', 21, "units.u.since_year：应为整数"),
        ("since_year: 2019", "since_year: 20190", 21, "不能大于 2100"),
        # recipients, urgent matters, hours
        ('["${OFFICE_URLS}"]', '[{after_days: 3}]', 4, "office.notify.第 1 项：缺少“url”"),
        ('["${OFFICE_URLS}"]', '[{url: "${A}", graze: 3}]', 4, "office.notify.第 1 项：不认识的键“graze”"),
        ('["${OFFICE_URLS}"]', '[{url: nonsense}]', 4, "office.notify.第 1 项.url：应为 Apprise 地址"),
        ('["${OFFICE_URLS}"]', '[{url: "${A}", after_days: -1}]', 4, "after_days：不能小于 0，现为“-1”"),
        ('["${OFFICE_URLS}"]', '[{url: "${A}", events: [late]}]', 4, "events.第 1 项：提醒事项应为 published、"),
        ("  remind_days_before: [14, 3]", "  urgent: [column_broken]", 5, "office.urgent.第 1 项：提醒事项应为"),
        ("  remind_days_before: [14, 3]", "  urgent: [overdue, overdue]", 5, "office.urgent：重复列出：overdue"),
        ("  remind_days_before: [14, 3]", "  quiet_hours: 20-8", 5, "免打扰时段应写成 20:00-08:00 的形式"),
        ("  remind_days_before: [14, 3]", '  quiet_hours: "08:00-08:00"', 5, "提醒会一直发不出去"),
        ("  remind_days_before: [14, 3]", "  workdays_only: 是", 5, "office.workdays_only：应为 true 或 false"),
        ("  remind_days_before: [14, 3]", "  repeat_every_days: 0", 5, "office.repeat_every_days：不能小于 1"),
        ("[14, 3]", "[14, -3]", 5, "office.remind_days_before.第 2 项：不能小于 0，现为“-3”"),
        ("min_posts: 1", "min_posts: -1", 10, "columns.c.expect.min_posts：不能小于 0"),
        ("month: 3, day: 15", "month: 2, day: 30", 6, "due.day：不是每年都有 2 月 30 日"),
        ("month: 3, day: 15", "month: 2, day: 29", 6, "due.day：不是每年都有 2 月 29 日"),
        ("month: 3, day: 15", "month: 13, day: 15", 6, "due.month：不能大于 12"),
        ("month: 3, day: 15", "month: 3, day: 0", 6, "due.day：不能小于 1"),
        ("valid_from: 2019-01-01", "valid_from: 2019-02-30", 22, "units.u.valid_from：没有 2019-02-30 这一天"),
        ("valid_from: 2019-01-01", "valid_from: 2019/1/1", 22, "日期应写成 2026-01-25 的形式"),
        ("valid_from: 2019-01-01", "valid_from: 2019", 22, "日期应写成 2026-01-25 的形式"),
        ("valid_to: 2026-01-25", "valid_to: 2018-12-31", 23, "终止日期 2018-12-31 早于起始日期 2019-01-01"),
        ("reason: 涉密", "reason: ''", 24, "units.u.exempt.第 1 项.reason：不能为空"),
        ("reason: 涉密}", "reason: 涉密}, {year: 2021, reason: 又}", 24, "units.u.exempt：重复列出：2021 年"),
        ("columns: [c]", "columns: [c, c]", 19, "units.u.columns：重复列出：c"),
        # addresses
        ("https://www.example.gov.cn/list/", "ftp://www.example.gov.cn/", 9, "columns.c.url：网址应以 http:// 或"),
        ("https://www.example.gov.cn/list/", "www.example.gov.cn", 9, "网址应以 http:// 或 https:// 开头"),
        ("https://www.example.gov.cn/list/", "http:///list/", 9, "网址缺少主机名"),
        ("https://www.example.gov.cn/list/", "http://example.gov.cn:x/", 9, "主机名或端口不正确"),
        ("https://www.example.gov.cn/list/", "http://[::1/", 9, "主机名或端口不正确"),
        ("https://www.example.gov.cn/list/", "http://a.gov.cn/a b", 9, "网址中不能有空格"),
        ("https://www.example.gov.cn/list/", "http://a.gov.cn/jz/…/x/", 9, "网址含有省略号"),
        # references
        ("columns: [c]", "columns: [cc]", 19, "units.u.columns.第 1 项：没有编号为“cc”的栏目，是否想写“c”？"),
        ("    duty: auto", "    successor: v", 20, "units.u.successor：没有编号为“v”的单位，可用的有：u"),
        ("    duty: auto", "    successor: u", 20, "units.u.successor：承继单位绕了一圈又回到本单位"),
        ("platform: auto", "platform: trss", 11, "columns.c.platform：没有名为“trss”的平台，是否想写“trs”？"),
        # notify
        ('"${OFFICE_URLS}"', '"$OFFICE_URLS"', 4, "office.notify.第 1 项：环境变量要写成 ${NAME}"),
        ('"${OFFICE_URLS}"', '"mailto://a:${1X}@b.cn"', 4, "环境变量要写成 ${NAME}"),
        ('"${OFFICE_URLS}"', "abc@example.com", 4, "应为 Apprise 地址"),
        ('["${OFFICE_URLS}"]', '"json://127.0.0.1"', 4, "office.notify：应为列表"),
        # YAML itself
        ("  - id: u", "  - id: u: v", 14, "YAML 语法错误：此处不应出现冒号"),
        ("    duty: auto", "\tduty: auto", 20, "YAML 语法错误：缩进只能用空格"),
        ("aliases: [某镇]", "aliases: [某镇", 16, "括号没有配对"),
        ("name: 某镇人民政府", "name: '某镇", 15, "引号没有配对"),
        ("    duty: auto", "   duty: auto", 20, "缩进与上文不一致"),
        ("duty: auto", "duty: @auto", 20, "请加引号"),
        ("    duty: auto", "    duty: &a auto\n    name2: *a", 21, "名录不支持 YAML 引用"),
        ("    duty: auto", "    duty: au\x07to", 20, "控制字符"),
        ("units:\n", "---\nunits:\n", 13, "一个文件只能写一份名录"),
    ],
)  # fmt: skip
def test_one_fault_is_said_at_its_line(tmp_path: Path, old: str, new: str, line: int, said: str) -> None:
    assert old in GOOD
    found = problems(tmp_path, GOOD.replace(old, new, 1), platforms=("trs", "hanweb"))
    assert (line, True) in {(p.line, said in p.message_zh) for p in found}, [str(p) for p in found]


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("", 1, "文件是空的"),
        ("# only a comment\n", 1, "文件是空的"),
        ("- a\n", 1, "应为“键: 值”的形式"),
        ("hello", 1, "应为“键: 值”的形式"),
        ("office: {id: o, name: 局}\nunits: []\n", 2, "units：至少要有 1 项"),
        ("office: {id: o, name: 局}\n", 1, "缺少“units”"),
        ("office: {id: o, name: 局}\nunits: [u]\n", 2, "units.第 1 项：应为“键: 值”的形式"),
        ("a: 1\nb: 局".encode("gbk"), 2, "文件不是 UTF-8 编码"),
        ("[" * 700, 1, "嵌套层次过深"),
        ("office: &a {id: o, self: *a}", 1, "名录不支持 YAML 引用"),
        ("office: !!python/object:os.system {}", 1, "office：缺少“id”"),
    ],
)
def test_files_that_are_no_registry(tmp_path: Path, text: str | bytes, line: int, said: str) -> None:
    found = problems(tmp_path, text)
    assert (line, True) in {(p.line, said in p.message_zh) for p in found}, [str(p) for p in found]


def test_every_fault_of_every_file_is_said_at_once(tmp_path: Path) -> None:
    first = GOOD.replace("level: township", "level: town").replace("columns: [c]", "columns: [nowhere]")
    first = first.replace("since_year: 2019", "since_year: x").replace("https://", "ftp://")
    second = GOOD.replace("id: o", "id: p").replace("  - id: u", "  - id: u2\n    color: red")
    found = problems(tmp_path, first, second, "office: {id: q\n")
    assert [(Path(p.file).name, p.line) for p in found] == [
        ("0.yaml", 9),
        ("0.yaml", 17),
        ("0.yaml", 21),
        ("1.yaml", 8),
        ("1.yaml", 15),
        ("2.yaml", 1),
    ]
    # with 2.yaml mended nothing else could define the column, and that is said too
    (tmp_path / "2.yaml").unlink()
    assert "没有编号为“nowhere”的栏目" in str(_caught(tmp_path))


def _caught(folder: Path) -> RegistryProblems:
    with pytest.raises(RegistryProblems) as caught:
        load(folder)
    return caught.value


def test_ids_used_twice_name_both_places(tmp_path: Path) -> None:
    found = problems(tmp_path, GOOD, GOOD)
    first = tmp_path / "0.yaml"
    assert [(p.file, p.line, p.message_zh) for p in found] == [
        (str(tmp_path / "1.yaml"), 2, f"监督机关编号“o”重复，已在 {first}:2 使用"),
        (str(tmp_path / "1.yaml"), 8, f"栏目编号“c”重复，已在 {first}:8 使用"),
        (str(tmp_path / "1.yaml"), 14, f"单位编号“u”重复，已在 {first}:14 使用"),
    ]


def test_successors_in_a_circle(tmp_path: Path) -> None:
    units = "".join(
        f"  - {{id: {a}, name: 镇, level: township, successor: {b}}}\n" for a, b in ("ab", "bc", "ca", "da")
    )
    found = problems(tmp_path, "office: {id: o, name: 局}\nunits:\n" + units)
    assert [p.line for p in found] == [3, 4, 5]


def test_platforms_are_unchecked_where_none_are_given(tmp_path: Path) -> None:
    (tmp_path / "0.yaml").write_text(GOOD.replace("platform: auto", "platform: whatever"))
    assert load(tmp_path).columns["c"].platform == "whatever"


@pytest.mark.parametrize(("make", "said"), [(False, "名录文件夹不存在"), (True, "名录文件夹中没有 .yaml 文件")])
def test_no_folder_or_nothing_in_it(tmp_path: Path, make: bool, said: str) -> None:
    folder = tmp_path / "r"
    if make:
        folder.mkdir()
        (folder / "readme.txt").write_text("x")
    assert _caught(folder).problems == (Problem(str(folder), 0, said),)


def test_a_file_for_a_folder_and_a_folder_for_a_file(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(GOOD)
    assert "不是文件夹" in str(_caught(tmp_path / "a.yaml"))
    (tmp_path / "b.yaml").mkdir()
    assert "b.yaml:1: 文件读不出来" in str(_caught(tmp_path))


SECRET = "hunter2-s3cret"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"${OFFICE_URLS}"', f'"mailto//u:{SECRET}@h"'),
        ('"${OFFICE_URLS}"', f'"wecombot:// {SECRET}"'),
        ('["${OFFICE_URLS}"]', f"json://u:{SECRET}@h"),
        ('["${OFFICE_URLS}"]', f'{{"json://u:{SECRET}@h": 1}}'),
        ("https://www.example.gov.cn/list/", f"https://u:{SECRET}@www.example.gov.cn/"),
        ("https://www.example.gov.cn/list/", f"https://{SECRET}@www.example.gov.cn/ x"),
        ("level: township", f"level: json://{SECRET}@h"),
        ("min_posts: 1", f"min_posts: json://{SECRET}@h"),
        ("  name: 某司法局", f'  name: 某司法局\n  "json://{SECRET}@h": 1\n  "json://{SECRET}@h": 1'),
    ],
)
def test_no_secret_is_repeated(tmp_path: Path, old: str, new: str) -> None:
    (tmp_path / "0.yaml").write_text(GOOD.replace(old, new, 1))
    error = _caught(tmp_path)
    assert SECRET not in str(error) + json.dumps(error.as_json(), ensure_ascii=False)


def test_as_text_and_as_json(tmp_path: Path) -> None:
    (tmp_path / "0.yaml").write_text(
        GOOD.replace("level: township", "level: 1").replace("min_posts: 1", "min_posts: x")
    )
    error = _caught(tmp_path)
    file = str(tmp_path / "0.yaml")
    assert json.loads(json.dumps(error.as_json()))[0] == {
        "file": file,
        "line": 10,
        "message": "columns.c.expect.min_posts：应为整数，现为“x”",
    }
    assert [line.split(": ")[0] for line in str(error).splitlines()] == [f"{file}:10", f"{file}:17"]


SCALARS = st.sampled_from(
    ["", "x", "1", "-1", "2.5", "true", "null", "[]", "[x]", "{}", "{a: 1}", "2026-02-30", "'", ":", "http://x"]
)


@given(line=st.integers(0, GOOD.count("\n") - 1), value=SCALARS)
def test_any_value_anywhere_is_loaded_or_told_in_chinese(
    tmp_path_factory: pytest.TempPathFactory, line: int, value: str
) -> None:
    lines = GOOD.splitlines()
    lines[line] = lines[line].split(":")[0] + ": " + value
    _loads_or_tells(tmp_path_factory.mktemp("r"), "\n".join(lines))


@given(st.text(alphabet="ab:-[]{}\"'&*!|>%@#\n\t 局", max_size=40))
def test_any_text_is_loaded_or_told_in_chinese(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    _loads_or_tells(tmp_path_factory.mktemp("r"), text)


def _loads_or_tells(folder: Path, text: str) -> None:
    (folder / "0.yaml").write_text(text)
    try:
        load(folder, platforms=())
    except RegistryProblems as error:
        assert error.problems
        for problem in error.problems:
            assert 1 <= problem.line <= text.count("\n") + 2
            said = re.sub("“[^”]*”", "", problem.message_zh)
            assert not re.search(r"\b(?:input|should|valid|expected|found|type|error|value)\b", said, re.I), said
            assert re.search("[\u4e00-\u9fff]", said)
