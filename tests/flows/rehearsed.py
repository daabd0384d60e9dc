"""A small register for rehearsals: every kind of unit, an office with all its settings, a report that was brought in.

`python -m tests.flows.rehearsed` writes the golden spring anew; read the difference as a clerk would.
"""

import tempfile
from datetime import date
from pathlib import Path

from cli.rehearse import lines
from flows.rehearse import rehearse
from settings import Settings
from tests.flows.bringing import bring

GOLDEN = Path(__file__).resolve().parent.parent / "golden" / "rehearsal" / "spring.txt"
SPRING = date(2026, 3, 1), date(2026, 5, 20)
REGISTER = """
office:
  id: qinglan
  name: 青岚区司法局
  notify:
    - {url: "json://127.0.0.1:9/SECRET-PATH", name: 经办人}
    - {url: "mailto://SECRET-USER:SECRET-WORD@mail.example.invalid?to=x@y.invalid", name: 分管负责人, after_days: 30}
  remind_days_before: [14, 3]
  escalate_days_after: [1, 7, 30]
  quiet_hours: "20:00-08:00"
  workdays_only: true
columns:
  - {id: qing, url: "http://127.0.0.1:9/qing/"}
units:
  - {id: lacking, name: 青泉镇人民政府, level: township, columns: [qing], since_year: 2025}
  - {id: published, name: 青河镇人民政府, level: township, columns: [qing], since_year: 2025}
  - {id: street, name: 青石街道办事处, level: township, columns: [qing], since_year: 2025}
  - id: exempt
    name: 青溪镇人民政府
    level: township
    columns: [qing]
    since_year: 2025
    exempt: [{year: 2025, reason: 涉密}]
"""
OTHER = """
office: {id: yunxi, name: 云溪市司法局, notify: ["${YUNXI_URLS}"], remind_days_before: [7], escalate_days_after: [1]}
columns:
  - {id: yun, url: "http://127.0.0.1:9/yun/"}
units:
  - {id: bureau, name: 云溪市财政局, level: department, columns: [yun], since_year: 2025}
  - {id: bare, name: 云溪市林业局, level: department, since_year: 2025}
"""


PARAGRAPHS = (
    "2025年，本镇坚持依法行政，现将有关情况报告如下。",
    "一、主要举措和成效",
    "全年办理行政处罚案件17件，审核规范性文件3件，组织执法人员培训5场，行政复议案件同比下降。",
    "二、存在的不足和原因",
    "执法力量仍显薄弱，普法形式不够丰富，主要原因是专业人员配备不足。",
    "三、党政主要负责人履行推进法治建设第一责任人职责情况",
    "镇党委书记、镇长带头学法，定期听取法治政府建设工作汇报，研究解决重点问题。",
    "四、2026年工作安排",
    "继续规范行政执法行为，落实行政执法三项制度，推进法治宣传进村入户。",
)


def _page(unit: str, day: str) -> str:
    text = "".join(f"<p>{line}</p>" for line in PARAGRAPHS)
    title = f"{unit}2025年度法治政府建设情况报告"
    return (
        f"<html><head><meta charset=utf-8><title>{title}</title></head><body><h1>{title}</h1>"
        f'<div>发布日期：{day} 09:30 来源：本站</div><div class="content">{text}</div></body></html>'
    )


def settings_in(folder: Path) -> Settings:
    """A report was brought in on 12 March; nothing was judged or told."""
    (folder / "registry").mkdir()
    (folder / "registry" / "a.yaml").write_text(REGISTER, encoding="utf-8")
    (folder / "registry" / "b.yaml").write_text(OTHER, encoding="utf-8")
    (folder / "1.html").write_text(_page("青河镇人民政府", "2026-03-10"), encoding="utf-8")
    now = "2026-03-12T10:00:00+08:00"
    bring(Settings(home=folder / "var", registry=folder / "registry", now=now), folder / "1.html")
    return Settings(home=folder / "var", registry=folder / "registry")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        found = rehearse(settings_in(Path(place)), *SPRING, office="qinglan")
    GOLDEN.write_text("".join(f"{line}\n" for line in lines(found)), encoding="utf-8")
