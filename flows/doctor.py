"""What works, and what to do where it does not 自检."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version

from alerts.watching import Watch
from core.chain import SHORT
from core.units import Registry
from crawlers.browser import find_browser, why_missing
from evidence.words import minute
from flows.channel_checks import channel_checks
from flows.run import load_registry
from flows.watching import look as look_at_night
from registry import RegistryProblems
from settings import DEFAULT_CONTACT, Settings
from storage import health, runs
from storage.database import DatabaseProblem, open_database

STATE_WORDS = {"ok": "✓ 正常", "warning": "! 注意", "failed": "✗ 不可用"}
LEAST_FREE = 2 << 30  # bytes: a year of a county's captures


@dataclass(frozen=True, slots=True)
class Check:
    """`state`: ok, warning (works, but look at it), failed. `advice` says what to do."""

    name: str
    state: str
    detail: str
    advice: str = ""


def examine(settings: Settings, register: Callable[[], Registry] | None = None) -> Iterator[Check]:
    """`register`: gives the register where it is at hand; else it is loaded."""
    yield from _database(settings)
    registry = None
    try:
        registry = register() if register else load_registry(settings)
        yield _registry(registry, settings)
    except RegistryProblems as problems:
        first = problems.problems[0]
        detail = f"{len(problems.problems)} 处错误，第一处 {first.file}:{first.line} {first.message_zh}"
        yield Check("名录", "failed", detail, "运行 fazhiwatch units validate 逐条改正")
    for look in (_browser, _fonts, _clock, _contact, _disk, _prefect):
        yield look(settings)
    if registry is not None:
        yield from (Check(*found) for found in channel_checks(registry, settings))


def _database(settings: Settings) -> Iterator[Check]:
    try:
        database = open_database(settings.database)
    except DatabaseProblem as problem:
        yield Check("数据库", "failed", str(problem), "检查 FAZHIWATCH_DATABASE_URL 和 FAZHIWATCH_HOME")
        return
    try:
        with database.session() as session:
            facts = health.facts(session)
            night, _ = look_at_night(session, settings.clock(), datetime.now(UTC))
        yield Check(
            "数据库",
            "ok",
            f"{database.kind}，结构版本 {facts.schema_revision}，报告 {facts.reports} 份，存档 {facts.captures} 件",
        )
        last = facts.last_run
        if last is None:
            yield Check("最近一次运行", "warning", "还没有运行过", "运行 fazhiwatch run")
        else:
            state = "failed" if last["state"] in ("failed", "abandoned") else "ok"
            yield Check(
                "最近一次运行",
                state,
                f"{minute(last['started_at'])} {runs.kind_words(last['kind'])}：{runs.STATES[last['state']]}",
                "" if state == "ok" else f"查看 {settings.log_dir}",
            )
            yield _night(night)
        if facts.chain_head.seq:
            yield Check("证据链", "ok", f"共 {facts.chain_head.seq} 环，链首 {facts.chain_head.digest[:SHORT]}")
        if facts.queued_alerts:
            yield Check(
                "发件箱",
                "warning",
                f"待发提醒 {facts.queued_alerts} 条",
                "设置通知渠道后运行 fazhiwatch alerts deliver",
            )
    finally:
        database.close()


def _night(seen: Watch) -> Check:
    """No more than a warning: who tries the product out, or looks at a rehearsal, has no nightly run."""
    if seen.state == "ok":
        return Check("夜间任务", "ok", seen.detail)
    return Check("夜间任务", "warning", seen.detail, "检查定时任务（cron 或 Prefect）；运行 fazhiwatch run 补做")


def _registry(registry: Registry, settings: Settings) -> Check:
    unconfirmed = sum(not column.confirmed for column in registry.columns.values())
    bare = sum(not unit.column_ids for unit in registry.units.values())
    counts = f"监督机关 {len(registry.offices)}，单位 {len(registry.units)}，栏目 {len(registry.columns)}"
    detail = f"{settings.registry}：{counts}"
    if unconfirmed or bare:
        return Check(
            "名录",
            "warning",
            f"{detail}；待核对栏目 {unconfirmed} 个，没有栏目的单位 {bare} 个",
            "打开网址核对后删去 confirmed: false；补登栏目",
        )
    return Check("名录", "ok", detail)


def _browser(_: Settings) -> Check:
    found = find_browser()
    if found:
        return Check("浏览器", "ok", str(found))
    return Check(
        "浏览器",
        "warning",
        "没有可用的浏览器，靠脚本显示的栏目检查不了",
        why_missing(),
    )


def _fonts(_: Settings) -> Check:
    advice = "apt-get install fonts-wqy-microhei（或 fonts-noto-cjk）"
    tool = shutil.which("fc-list")
    if tool is None:
        return Check("中文字体", "warning", "没有 fontconfig，无法判断", advice)
    listed = subprocess.run(
        [tool, ":lang=zh", "family"], capture_output=True, text=True, timeout=20, check=False
    ).stdout
    families = sorted({line.split(",")[0] for line in listed.splitlines() if line})
    return (
        Check("中文字体", "ok", "、".join(families[:3]))
        if families
        else Check("中文字体", "warning", "没有中文字体", advice)
    )


def _clock(settings: Settings) -> Check:
    if settings.now:
        return Check(
            "时钟",
            "warning",
            f"FAZHIWATCH_NOW 把当前时间定在 {minute(settings.now.isoformat())}",
            "正式运行前取消该变量",
        )
    return Check("时钟", "ok", f"{minute(settings.clock().isoformat())}（北京时间）")


def _contact(settings: Settings) -> Check:
    if settings.contact == DEFAULT_CONTACT:
        return Check("联系方式", "warning", "访问网站时还没有写明您的联系方式", "设置 FAZHIWATCH_CONTACT（邮箱或网址）")
    return Check("联系方式", "ok", settings.contact)


def _disk(settings: Settings) -> Check:
    folder = next(p for p in (settings.home, *settings.home.parents) if p.exists())
    if not os.access(folder, os.W_OK):
        return Check("磁盘", "failed", f"{folder} 不可写", "改用可写的 FAZHIWATCH_HOME")
    free = shutil.disk_usage(folder).free
    detail = f"{folder} 剩余 {free / (1 << 30):.1f} GB"
    return Check("磁盘", "ok", detail) if free > LEAST_FREE else Check("磁盘", "warning", detail, "清理或换一块磁盘")


def _prefect(_: Settings) -> Check:
    try:
        return Check("Prefect", "ok", version("prefect"))
    except PackageNotFoundError:
        return Check("Prefect", "failed", "没有安装", "运行 make run 重新安装")
