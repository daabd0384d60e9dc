"""A report that its site no longer has, and that nobody can prove to be withdrawn: for a person to look at. Pure."""

from collections.abc import Sequence
from datetime import datetime

from alerts.texts import clean_inline, clean_url
from core.alerts import Alert, Audience, Event
from core.units import Unit


def held_up_alert(unit: Unit, report_year: int, url: str, columns: Sequence[str], now: datetime) -> Alert:
    """Told once. `columns`: those that cannot be read; none where no registered column ever showed the report."""
    name = clean_inline(unit.name)
    facts = [
        f"{name}{report_year}年度法治政府建设情况报告：网站答复原网址已没有该页，但{_why(columns)}，不能认定撤下。",
        f"原网址：{clean_url(url) or clean_inline(url, 200)}",
        f"处理建议：{_step(columns)}",
    ]
    return Alert(
        key=f"{Event.UNVERIFIED}:{unit.id}:{report_year}:gone",
        event=Event.UNVERIFIED,
        audience=Audience.OPERATOR,
        office_id=unit.office_id,
        title=f"【未能核实】{name} {report_year}年度报告是否撤下",
        body="\n".join(facts) + "\n\n核实之前不向监督机关发送撤下提醒，该报告仍按已公布计。",
        created_at=now,
        unit_id=unit.id,
        report_year=report_year,
    )


def _why(columns: Sequence[str]) -> str:
    if columns:
        return f"栏目 {'、'.join(columns)} 已连续多日不能完整检查，报告可能仍在其中"
    return "名录中现有的栏目都没有列出过该报告，无从核对是否移到了别处"


def _step(columns: Sequence[str]) -> str:
    if columns:
        return "请用浏览器打开栏目核对。栏目恢复后自动继续核对；已经停用的栏目，请在名录中更正或删去。"
    return "请用浏览器核对。报告移到别处的，在名录中登记所在的栏目，或用 fazhiwatch import 导入新页面。"
