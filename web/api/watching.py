"""`/api/v1/alerts`, and for operators `/api/v1/runs`, `/api/v1/columns`: what the watching does and tells."""

from typing import Annotated, Any, Literal

from fastapi import Path, Query

from core.accounts import Role
from core.alerts import Event
from storage import alert_pages, pages, run_views
from storage.pages import Page
from storage.run_views import RunShown
from storage.shapes import iso
from web.api.asking import Office, Pages, UnitId, endpoints, seen
from web.api.shapes.base import Items
from web.api.shapes.register import Column
from web.api.shapes.watching import Alert, Run, RunWhole
from web.missing import Missing
from web.site import AsOperator, AsReader, Looking

router = endpoints("监测 / watching")


@router.get(
    "/alerts",
    response_model=Items[Alert],
    summary="提醒 / alerts",
    description="最新的在前；发给运维的只有运维能看到。 / Newest first. What is for operators only they see.",
)
def alerts(
    *,
    asking: AsReader,
    session: Looking,
    paging: Pages,
    office: Office = None,
    unit: UnitId = None,
    event: Annotated[Event | None, Query(description="事项 / event")] = None,
    state: Annotated[
        Literal["queued", "sent", "failed", "silenced"] | None, Query(description="发送状态 / state")
    ] = None,
) -> dict[str, Any]:
    if office is not None:
        seen(session, asking, office)
    asked = alert_pages.Asked(
        offices=asking.offices,
        operator=asking.may(Role.OPERATOR),
        state=state,
        event=event,
        office=office,
        unit=unit,
    )
    after = paging.after(int)
    found = alert_pages.page(session, asked, before=after and after[0], limit=paging.limit + 1)
    return paging.answer(Page(*pages.cut(found, paging.limit, lambda alert: (alert["id"],))))


@router.get(
    "/runs",
    response_model=Items[Run],
    summary="任务（运维） / runs, for operators",
    description="最新的在前。 / Newest first.",
)
def runs(
    *,
    asking: AsOperator,
    session: Looking,
    paging: Pages,
    kind: Annotated[str | None, Query(max_length=40, description="任务种类 / kind of run")] = None,
) -> dict[str, Any]:
    after = paging.after(int)
    found = run_views.page(session, kind=kind, before=after and after[0], limit=paging.limit + 1)
    shown, last = pages.cut(found, paging.limit, lambda run: (run.number,))
    return paging.answer(Page([_run(run) for run in shown], last))


@router.get("/runs/{id}", response_model=RunWhole, summary="一次任务（运维） / one run, for operators")
def run(*, id: Annotated[str, Path(max_length=100)], asking: AsOperator, session: Looking) -> dict[str, Any]:
    found = run_views.one(session, id)
    if found is None:
        raise Missing(f"没有这次任务：{id}")
    return _run(found) | {"progress": found.progress, "summary": found.summary}


def _run(run: RunShown) -> dict[str, Any]:
    return {
        "run_id": run.run_id,
        "kind": run.kind,
        "state": run.state,
        "started_at": iso(run.started_at),
        "finished_at": iso(run.finished_at),
        "outcomes": run.outcomes,
    }


@router.get("/columns", response_model=Items[Column], summary="栏目（运维） / columns, for operators")
def columns(
    *,
    asking: AsOperator,
    session: Looking,
    paging: Pages,
    broken: Annotated[
        bool | None, Query(description="只看没有查成的（true）或者正常的（false） / broken ones only, or sound ones")
    ] = None,
) -> dict[str, Any]:
    return paging.answer(pages.columns(session, after=paging.after(str), limit=paging.limit, broken=broken))
