"""What the operator is told of the runs themselves: one that failed, one that did not happen. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from alerts.operations import NAMED
from alerts.texts import clean_inline, instant_words
from core.alerts import Alert, Audience, Event
from core.times import local_day

LIMIT = timedelta(hours=26)  # between two nightly runs: a day, and what one may be late
_DAY = timedelta(days=1)
KINDS = {
    "nightly": "夜间任务",
    "deadlines": "上午的期限认定",
    "backfill": "往年回溯",
    "reparse": "重新阅读",
    "evaluate": "期限认定",
    "import": "导入",
    "review": "人工认定",
}
_LATER = "已取得的内容都已保存；没有完整检查过的栏目，不会据此认定任何单位逾期。"


@dataclass(frozen=True, slots=True)
class Watch:
    """Whether the nightly run happens 值守结论. `state`: ok | waiting (within the first day) | failed | missing.

    `missed_on` is the day whose run is missing.
    """

    state: str
    detail: str
    missed_on: date | None = None

    @property
    def ok(self) -> bool:
        return self.state in ("ok", "waiting")


def watch(last_at: datetime | None, *, ended_well: bool, installed_at: datetime, now: datetime) -> Watch:
    """`last_at`: when the last nightly run began, None before the first; `ended_well`: or is still under way."""
    since = last_at or installed_at
    if now - since <= LIMIT:
        if last_at is None:
            return Watch("waiting", "还没有运行过夜间任务；安装一天后仍未运行的，将提醒运维")
        told = f"最近一次夜间任务开始于{instant_words(last_at)}"
        return Watch("ok", told) if ended_well else Watch("failed", f"{told}，没有完成")
    missed_on = local_day(since + (now - since - (LIMIT - _DAY)) // _DAY * _DAY)
    last = f"最近一次夜间任务开始于{instant_words(last_at)}" if last_at else "安装以来还没有运行过夜间任务"
    hours = (now - since) // timedelta(hours=1)
    return Watch("missing", f"{last}，到现在已有{hours}小时没有运行", missed_on)


def run_failed_alert(run_id: str, kind: str, started_at: datetime, reason: str, now: datetime) -> Alert:
    """A run that ended in an error, or whose process is gone; both end the same run, and one message tells it."""
    why = clean_inline(reason, 200).rstrip("。；，") or "原因不明"
    facts = [
        f"{instant_words(started_at)}开始的{kind_name(kind)}（{run_id}）没有完成：{why}。",
        "处理建议：请查看数据目录 logs 中的日志，运行 fazhiwatch doctor 自检；排除后运行 fazhiwatch run 补做。",
    ]
    title = f"【任务失败】{kind_name(kind)}没有完成"
    return _alert(f"{Event.RUN_FAILED}:{run_id}", Event.RUN_FAILED, title, facts, now)


def columns_lost_alert(run_id: str, column_ids: Sequence[str], reason: str, now: datetime) -> Alert:
    """Part of a run broke down on our side: nothing is known of these columns tonight."""
    named = "、".join(column_ids[:NAMED]) + ("等" if len(column_ids) > NAMED else "")
    facts = [
        f"任务 {run_id} 中有{len(column_ids)}个栏目因检查程序中途退出而没有查完：{named}。",
        f"原因：{clean_inline(reason, 200) or '不明'}",
        "处理建议：下次检查会自动重试；如再次出现，请查看数据目录 logs 中的日志并运行 fazhiwatch doctor。",
    ]
    title = f"【任务失败】{len(column_ids)}个栏目没有查完"
    return _alert(f"{Event.RUN_FAILED}:{run_id}:columns", Event.RUN_FAILED, title, facts, now)


def run_missing_alert(missed_on: date, detail: str, now: datetime) -> Alert:
    """The nightly run of a day that did not happen, once a day."""
    facts = [
        f"{detail}。",
        "处理建议：请检查定时任务（cron 或 Prefect 的 server 与 worker）是否在运行，并运行 fazhiwatch doctor 自检；"
        "可先运行 fazhiwatch run 补做一次。",
    ]
    key = f"{Event.RUN_MISSING}:{missed_on.isoformat()}"
    return _alert(key, Event.RUN_MISSING, "【任务未运行】夜间任务没有按时运行", facts, now)


def kind_name(kind: str) -> str:
    return KINDS.get(kind, f"任务（{kind}）")


def _alert(key: str, event: Event, title: str, facts: Sequence[str], now: datetime) -> Alert:
    return Alert(
        key=key,
        event=event,
        audience=Audience.OPERATOR,
        office_id=None,
        title=title,
        body="\n".join(facts) + f"\n\n{_LATER}",
        created_at=now,
    )
