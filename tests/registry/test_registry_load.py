"""Registry files to the words of core: the contract's example, the defaults, the shipped register."""

from datetime import date, time
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from core.alerts import Event
from core.units import Column, Duty, Exemption, Level, Office, OwnDueDate, Recipient, Unit
from registry import load

CHECKOUT = Path(__file__).resolve().parents[2]

FULL = """
office:
  id: tj-binhai
  name: 天津市滨海新区司法局
  notify:
    - "${BINHAI_OFFICE_URLS}"
    - {url: "json://127.0.0.1:8099/path", name: 分管领导, after_days: 30, events: [overdue], allow_private: true}
  remind_days_before: [30, 7]
  escalate_days_after: [1]
  repeat_every_days: 7
  urgent: [withdrawn]
  quiet_hours: "20:00-24:00"
  workdays_only: true
due: {month: 3, day: 15, since_year: 2021, source: "某文件第三条"}
columns:
  - id: binhai-chadian-latest
    url: http://127.0.0.1:8000/jz/contents/13508/
    allow_private: true
    expect: {min_posts: 3}
    platform: trs
    render: never
    confirmed: false
units:
  - id: tj-binhai-chadian
    name: 茶淀街道办事处
    aliases: [茶淀街, 茶淀街道, 中共茶淀街道工作委员会]
    level: township
    division_code: "120116"
    columns: [binhai-chadian-latest]
    duty: local
    since_year: 2020
    valid_from: 2019-01-01
    valid_to: "2026-01-25"
    successor: tj-binhai-new
    exempt: [{year: 2021, reason: "涉密"}]
    confirmed: false
  - {id: tj-binhai-new, name: 新街道办事处, level: township, columns: [], duty: none}
"""

SHORT = """
office: {id: o, name: 某司法局}
units:
  - {id: u, name: 某镇人民政府, level: township, columns: [c]}
columns:
  - {id: c, url: "https://www.example.gov.cn/list/"}
"""


def folder(tmp_path: Path, **files: str) -> Path:
    for name, text in files.items():
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def test_everything_that_can_be_said(tmp_path: Path) -> None:
    registry = load(folder(tmp_path, a=FULL), platforms={"trs"})
    assert registry.offices["tj-binhai"] == Office(
        "tj-binhai",
        "天津市滨海新区司法局",
        (
            Recipient("${BINHAI_OFFICE_URLS}"),
            Recipient("json://127.0.0.1:8099/path", "分管领导", 30, (Event.OVERDUE,), allow_private=True),
        ),
        (30, 7),
        (1,),
        OwnDueDate(3, 15, 2021, "某文件第三条"),
        urgent=(Event.WITHDRAWN,),
        quiet_hours=(time(20), time()),
        workdays_only=True,
        repeat_every_days=7,
    )
    assert registry.columns == {
        "binhai-chadian-latest": Column(
            "binhai-chadian-latest", "http://127.0.0.1:8000/jz/contents/13508/", True, 3, "trs", "never", False
        )
    }
    assert registry.units["tj-binhai-chadian"] == Unit(
        id="tj-binhai-chadian",
        name="茶淀街道办事处",
        office_id="tj-binhai",
        level=Level.TOWNSHIP,
        aliases=("茶淀街", "茶淀街道", "中共茶淀街道工作委员会"),
        division_code="120116",
        column_ids=("binhai-chadian-latest",),
        duty=Duty.LOCAL,
        since_year=2020,
        valid_from=date(2019, 1, 1),
        valid_to=date(2026, 1, 25),
        successors=("tj-binhai-new",),
        exempt=(Exemption(2021, "涉密"),),
        confirmed=False,
    )
    assert registry.units["tj-binhai-new"].duty is Duty.NONE


def test_what_is_left_out_has_its_default(tmp_path: Path) -> None:
    registry = load(folder(tmp_path, a=SHORT), platforms=())
    assert registry.offices == {"o": Office("o", "某司法局", (), (14, 3), (1, 7, 30), None)}
    assert registry.columns == {"c": Column("c", "https://www.example.gov.cn/list/")}
    assert registry.units == {"u": Unit("u", "某镇人民政府", "o", Level.TOWNSHIP, column_ids=("c",))}
    assert registry.units["u"].duty is None


@pytest.mark.parametrize("due", ["due: {rule: national}", "due:", "due: null", ""])
def test_the_national_rule_is_no_own_date(tmp_path: Path, due: str) -> None:
    assert load(folder(tmp_path, a=f"{due}\n{SHORT}")).offices["o"].own_due_date is None


def test_a_key_left_empty_counts_as_not_written(tmp_path: Path) -> None:
    text = SHORT.replace("columns: [c]}", "columns: [c], aliases: , valid_from: null, successor: ~, exempt: , duty: }")
    assert load(folder(tmp_path, a=text)).units["u"] == Unit(
        "u", "某镇人民政府", "o", Level.TOWNSHIP, column_ids=("c",)
    )


def test_a_column_of_one_file_may_serve_units_of_another(tmp_path: Path) -> None:
    other = "office: {id: p, name: 另一司法局}\nunits: [{id: v, name: 乙镇人民政府, level: township, columns: [c]}]"
    registry = load(folder(tmp_path, a=SHORT, b=other))
    assert [unit.id for unit in registry.units_of_column("c")] == ["u", "v"]
    assert registry.units["v"].office_id == "p"


def test_which_files_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text(SHORT, encoding="utf-8-sig")
    (tmp_path / "b.YAML").write_text(
        SHORT.replace("id: o", "id: p").replace("id: u", "id: v").replace("id: c,", "id: d,")
    )
    (tmp_path / ".hidden.yaml").write_text(": : :")
    (tmp_path / "notes.txt").write_text("not: [ours")
    assert list(load(tmp_path).offices) == ["o", "p"]


class TestShipped:
    registry = load(CHECKOUT / "registry", platforms=())

    def test_the_five_offices(self) -> None:
        names = {id: office.name for id, office in self.registry.offices.items()}
        assert names == {
            "cq-jiangjin": "重庆市江津区司法局",
            "dg-dongguan": "东莞市司法局",
            "nb-cixi": "慈溪市司法局",
            "tj-binhai": "天津市滨海新区司法局",
            "tj-hongqiao": "天津市红桥区司法局",
        }

    def test_no_secret_stands_in_the_files(self) -> None:
        for office in self.registry.offices.values():
            assert all(one.url.startswith("${") and one.url.endswith("_OFFICE_URLS}") for one in office.notify)
            assert office.notify

    def test_only_known_addresses_and_none_called_confirmed(self) -> None:
        assert {column.url for column in self.registry.columns.values()} == {
            "http://www.tjbh.gov.cn/jz/contents/13508/",
            "http://www.dg.gov.cn/nancheng/zwgk/fzzfjsqkbg/",
        }
        assert not any(column.confirmed for column in self.registry.columns.values())
        assert all((urlsplit(c.url).hostname or "").endswith(".gov.cn") for c in self.registry.columns.values())

    @pytest.mark.parametrize(
        ("unit", "columns"),
        [
            ("tj-binhai-chadian", ("binhai-chadian-latest",)),
            ("tj-hongqiao-gov", ()),
            ("nb-cixi-changhe", ()),
            ("dg-dongguan-nancheng", ("dongguan-nancheng-fzzf",)),
            ("cq-jiangjin-jijiang", ()),
        ],
    )
    def test_the_units_seen_publishing(self, unit: str, columns: tuple[str, ...]) -> None:
        assert self.registry.units[unit].column_ids == columns
        assert self.registry.units[unit].confirmed

    def test_the_others_wait_for_somebody_to_look(self) -> None:
        assert sum(unit.confirmed for unit in self.registry.units.values()) == 5
        assert len(self.registry.units) > 100

    def test_units_bear_their_offices_division_and_id(self) -> None:
        codes = {"tj-binhai": "120116", "tj-hongqiao": "120106", "nb-cixi": "330282"}
        codes |= {"dg-dongguan": "441900", "cq-jiangjin": "500116"}
        for unit in self.registry.units.values():
            assert unit.id.startswith(unit.office_id + "-")
            assert unit.division_code == codes[unit.office_id]
