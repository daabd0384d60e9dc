"""What is agreed with hosts, and since when a list is what it is."""

from datetime import date, time
from pathlib import Path

import pytest

from core.units import Host
from registry import RegistryProblems, load

OFFICE = """\
office: {id: ID, name: 云溪市司法局}
units:
  - {id: ID-u, name: 青石街道办事处, level: township, columns: [ID-c]}
columns:
  - {id: ID-c, url: "https://www.yunxi.example/list/", expect: {min_posts: 2, since: 2026-11-20}}
"""
HOSTS = """\
hosts:
  - host: www.yunxi.example
    delay: 5
    window: "22:00-06:00"
    budget: 300
"""


def written(folder: Path, *hosts: str) -> Path:
    for n, text in enumerate(hosts):
        (folder / f"{n}.yaml").write_text(OFFICE.replace("ID", f"o{n}") + text, encoding="utf-8")
    return folder


def said(folder: Path) -> list[tuple[str, int, str]]:
    with pytest.raises(RegistryProblems) as caught:
        load(folder)
    return [(Path(p.file).name, p.line, p.message_zh.replace(f"{folder}/", "")) for p in caught.value.problems]


def test_hosts_and_since(tmp_path: Path) -> None:
    registry = load(written(tmp_path, HOSTS, 'hosts:\n  - {host: "::1", window: 06:30-24:00}\n'))
    assert registry.hosts == {
        "www.yunxi.example": Host("www.yunxi.example", 5.0, (time(22), time(6)), 300),
        "::1": Host("::1", None, (time(6, 30), time(0)), None),
    }
    column = registry.columns["o0-c"]
    assert (column.min_posts, column.since) == (2, date(2026, 11, 20))


def test_several_offices_may_agree(tmp_path: Path) -> None:
    assert list(load(written(tmp_path, HOSTS, HOSTS, "")).hosts) == ["www.yunxi.example"]


def test_offices_that_do_not_agree_are_told_what_on(tmp_path: Path) -> None:
    other = HOSTS.replace("delay: 5", "delay: 6").replace("    budget: 300\n", "")
    assert said(written(tmp_path, HOSTS, other)) == [
        ("1.yaml", 7, "hosts.第 1 项.budget：与 0.yaml:7 对同一网站的写法不同，请写成一样"),
        ("1.yaml", 8, "hosts.第 1 项.delay：与 0.yaml:7 对同一网站的写法不同，请写成一样"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("www.yunxi.example", "https://www.yunxi.example/", 7, "hosts.第 1 项.host：网站应写成小写的域名或 IP 地址"),
        ("www.yunxi.example", "www.yunxi.example:8080", 7, "不带 http:// 和端口"),
        ("www.yunxi.example", "WWW.yunxi.example", 7, "网站应写成小写的域名"),
        ("www.yunxi.example", '"*"', 7, "网站应写成小写的域名"),
        ("delay: 5", "delay: -1", 8, "hosts.第 1 项.delay：不能小于 0"),
        ("delay: 5", "delay: 86400", 8, "hosts.第 1 项.delay：不能大于 3600"),
        ("delay: 5", "delay: slow", 8, "hosts.第 1 项.delay：应为数字，现为“slow”"),
        ("22:00-06:00", "22:00~06:00", 9, "时段应写成 22:00-06:00 的形式"),
        ("22:00-06:00", "25:00-06:00", 9, "时段应写成 22:00-06:00 的形式"),
        ("22:00-06:00", "24:00-06:00", 9, "时段应写成 22:00-06:00 的形式"),
        ("22:00-06:00", "22:00-24:30", 9, "时段应写成 22:00-06:00 的形式"),
        ("22:00-06:00", "00:00-24:00", 9, "时段的起止时间相同"),
        ("budget: 300", "budget: 0", 10, "hosts.第 1 项.budget：不能小于 1"),
        ("budget: 300", "budgets: 300", 10, "hosts.第 1 项：不认识的键“budgets”，是否想写“budget”？"),
        ("  - host: www.yunxi.example\n    delay: 5", "  - delay: 5", 7, "hosts.第 1 项：缺少“host”"),
    ],
)
def test_what_is_wrong_is_said_at_its_line(tmp_path: Path, old: str, new: str, line: int, words: str) -> None:
    assert old in HOSTS
    found = said(written(tmp_path, HOSTS.replace(old, new)))
    assert any(words in message and at == line for _, at, message in found), found


def test_since_is_a_day(tmp_path: Path) -> None:
    folder = written(tmp_path, HOSTS)
    file = folder / "0.yaml"
    file.write_text(file.read_text().replace("2026-11-20", "2026-11-31"))
    assert said(folder) == [("0.yaml", 5, "columns.o0-c.expect.since：没有 2026-11-31 这一天")]
