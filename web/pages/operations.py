"""The running of the whole 运行: what goes on now, whether all is well, and every run there was."""

import shutil
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from alerts.outcomes import outcome_name, outcome_words
from core.chain import Head
from flows.watching import look
from settings import Settings
from storage import alert_pages, chain, review, run_views, runs, worklist
from storage.database import Session
from storage.run_views import RunShown
from web.missing import Missing
from web.page import render
from web.site import AsOperator, Here, Looking

if TYPE_CHECKING:
    from flows.doctor import Check

router = APIRouter(include_in_schema=False)
PAGE = 30
_SIGNS = {"running": "▶", "finished": "✓", "failed": "✗", "abandoned": "✗"}
_DAY = timedelta(days=1)
_REST = 60.0  # seconds for which a self-check holds
_SHARD = "检查栏目"
_MOST = 2000  # failures shown of one run
_ROBOTS = {"allows": "允许", "none": "没有", "forbids": "有不允许的", "fails": "出错，未再访问"}
Number = Annotated[int | None, Query(ge=0, le=2**31 - 1)]


@router.get("/operations")
def page(  # noqa: PLR0917
    request: Request,
    asking: AsOperator,
    session: Looking,
    here: Here,
    before: Number = None,
    kind: Annotated[str, Query(max_length=100)] = "",
    state: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """The front page of the operators."""
    now, real = here.now(), datetime.now(UTC)
    found = run_views.page(session, kind=kind or None, state=state or None, before=before, limit=PAGE + 1)
    night, last = look(session, now, real)
    return render(
        request,
        "operations.html",
        asking,
        given={"kind": kind, "state": state},
        now=going(session_run=run_views.running(session), real_now=real),
        night=night,
        last=last,
        next_at=last.started_at + _DAY if last and last.started_at + _DAY > now else None,
        broken=sum(worklist.counts(session, worklist.Asked(asking.offices)).values()),
        waiting=sum(n for why, n in review.counts(session, asking.offices).items() if why is not review.Why.UNFETCHED),
        alerts=alert_pages.open_counts(session, alert_pages.Asked(asking.offices, operator=True)),
        head=head_words(chain.head(session)),
        disk=disk(here.settings),
        faults=[check for check in known_checks(request) if check.state == "failed"],
        runs=[shown(run) for run in found[:PAGE]],
        kinds=runs.KINDS,
        states=runs.STATES,
        more=found[PAGE - 1].number if len(found) > PAGE else None,
    )


@router.get("/operations/runs/{run_id}")
def run(request: Request, asking: AsOperator, session: Looking, run_id: str) -> Response:
    """One run: what it did, in words."""
    found = run_views.one(session, run_id)
    if found is None:
        raise Missing(f"没有这次运行：{run_id[:60]}")
    return render(
        request,
        "run.html",
        asking,
        run=shown(found),
        now=going(found if found.state == "running" else None, datetime.now(UTC)),
        summary=found.summary or {},
        outcomes=[(outcome_name(name), number) for name, number in found.outcomes.items() if number],
        failures=_failures(session, found),
        robots=_ROBOTS,
    )


def _failures(session: Session, run: RunShown) -> list[dict[str, Any]]:
    """Each with its words and its address."""
    failures = (run.summary or {}).get("failures", ())[:_MOST]
    known = worklist.addresses(session, [failure["column"] for failure in failures])
    return [
        {
            **failure,
            "words": outcome_words(failure["outcome"], failure["reason"]),
            "url": known.get(failure["column"]),
        }
        for failure in failures
    ]


def shown(run: RunShown) -> dict[str, Any]:
    counts = run.outcomes
    sound = counts.get("ok", 0) + counts.get("not_modified", 0)
    took = int((run.finished_at - run.started_at).total_seconds()) if run.finished_at else None
    return {
        "id": run.run_id,
        "kind": runs.kind_words(run.kind),
        "state": run.state,
        "words": runs.STATES.get(run.state, run.state),
        "sign": _SIGNS.get(run.state, "·"),
        "started_at": run.started_at,
        "finished_at": run.finished_at,
        "took": seconds_words(took),
        "asked": sum(counts.values()),
        "failed": sum(counts.values()) - sound,
    }


def seconds_words(seconds: int | None) -> str:
    if seconds is None:
        return ""
    if seconds < 60:
        return f"{seconds}秒"
    minutes, rest = divmod(seconds, 60)
    return f"{minutes}分{rest}秒" if minutes < 60 else f"{minutes // 60}小时{minutes % 60}分"


def going(session_run: RunShown | None, real_now: datetime) -> dict[str, Any] | None:
    """The run under way: its stages, and how far they are. By the real clock."""
    if session_run is None:
        return None
    progress = session_run.progress or {}
    return {
        "id": session_run.run_id,
        "kind": runs.kind_words(session_run.kind),
        "alive": session_run.alive(real_now),
        "begun_at": session_run.begun_at,
        "since": seconds_words(max(int((real_now - session_run.begun_at).total_seconds()), 0)),
        "columns": progress.get("columns"),
        "stages": stages(progress.get("stages", ())),
    }


def stages(told: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The shards of the crawl are one stage to whoever looks."""
    found: dict[str, dict[str, Any]] = {}
    for one in told:
        name = _SHARD if one["stage"].startswith(_SHARD) else one["stage"]
        stage = found.setdefault(name, {"stage": name, "done": 0, "total": 0, "since": one["since"]})
        stage["done"] += one["done"]
        stage["total"] += one["total"]
    return list(found.values())


def head_words(head: Head) -> str:
    return str(head) if head.seq else "还没有"


def disk(settings: Settings) -> dict[str, Any]:
    folder = next(p for p in (settings.home, *settings.home.parents) if p.exists())
    usage = shutil.disk_usage(folder)
    return {"free": usage.free / (1 << 30), "percent": round(100 * usage.used / usage.total)}


@router.get("/operations/checks")
def checks(request: Request, asking: AsOperator, here: Here) -> Response:
    """The self-check; one a minute is enough, however many look."""
    from flows.doctor import STATE_WORDS, examine  # noqa: PLC0415 - by way of the browser it brings 30 MB

    if not known_checks(request):
        request.app.state.checked = time.monotonic(), list(examine(here.settings, here.registry))
    return render(request, "checks.html", asking, checks=known_checks(request), check_words=STATE_WORDS)


def known_checks(request: Request) -> "list[Check]":
    """What the last self-check came to; nothing where that is a while ago."""
    known: tuple[float, list[Check]] | None = getattr(request.app.state, "checked", None)
    return [] if known is None or time.monotonic() - known[0] > _REST else known[1]
