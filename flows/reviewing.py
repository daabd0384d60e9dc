"""Decisions by hand: stored first, then carried out by a run: at once where none is under way, else by the next."""

import logging
from dataclasses import dataclass

from core.decisions import Decision, words
from core.posts import Kind
from core.problems import UserProblem
from flows.read import count, settle
from flows.run import Run
from flows.settled import Settled
from flows.similar import find_copies
from storage import asides, captures, decisions, review
from storage.asides import Aside
from storage.database import Session
from storage.doubts import Key

logger = logging.getLogger(__name__)
_FAILED = "执行时出错，已记入日志，下次运行再试"


@dataclass(frozen=True, slots=True)
class Done:
    """A decision that was carried out, what came of it (Chinese), and the obligations that it concerns."""

    decision: Decision
    outcome: str
    keys: frozenset[Key]


def carry_out(run: Run) -> list[Done]:
    """The stage: what was decided and not carried out yet. What it touches is marked to be judged."""
    with run.database.reading() as session:
        waiting = decisions.waiting(session)
    done = [one for decision in waiting if (one := _safely(run, decision))]
    if any(one.decision.confirms for one in done):
        find_copies(run)
    return done


def _safely(run: Run, decision: Decision) -> Done | None:
    """One that our own code stumbles over waits for the next run, and costs itself only."""
    try:
        return _carry_out(run, decision)
    except UserProblem:
        raise
    except Exception:
        logger.exception("decision %s on post %s: our own code failed", decision.id, decision.post_id)
        run.tally.note(f"人工认定 {decision.id} 号{_FAILED}")
        return None


def _carry_out(run: Run, decision: Decision) -> Done:
    with run.database.reading() as session:
        capture = captures.latest_of(session, decision.post_id)
        before = review.obligations(session, decision.post_id)
    settled = settle(run, capture) if capture else None
    if settled is not None:
        count(run, settled)
    with run.database.session() as session:
        if settled is None and decision.refuses:
            _refuse_unseen(session, decision)
        outcome = _outcome(session, decision, settled)
        # what was refused is no longer of any year
        keys = before if decision.refuses else before | review.obligations(session, decision.post_id)
        decisions.applied(session, decision.id, run_id=run.id, at=run.settings.clock(), outcome=outcome)
    run.beat()
    return Done(decision, outcome, keys)


def _refuse_unseen(session: Session, decision: Decision) -> None:
    """A post that could never be had: it is asked for again, but nobody waits for it."""
    asides.keep(session, decision.post_id, Aside(Kind.OTHER, None, words(decision)))


def _outcome(session: Session, decision: Decision, settled: Settled | None) -> str:
    waits = review.reason_of(session, decision.post_id)
    if waits is not None:
        return f"仍待核：{waits}"
    if settled is not None and settled.report_id is not None and settled.unit and settled.report:
        return f"已保存为{settled.unit.name}{settled.report.report_year}年度报告"
    if decision.confirms and settled is not None and settled.changes and settled.unit and settled.report:
        return f"与{settled.unit.name}{settled.report.report_year}年度已存的报告内容相同，记为同一报告的另一地址"
    return "不再作为报告等待核对" if decision.refuses else "已按程序自己的识读处理"
