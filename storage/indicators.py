"""The figures of a report, kept in the transaction that keeps its newest revision."""

from sqlalchemy import delete
from sqlalchemy.orm import Session

from core.reports import Report
from storage.models import IndicatorRow
from storage.sql import insert_new


def keep(session: Session, report_id: int, report: Report) -> None:
    """Puts the report's figures in the place of those that it had; of a key the first counts."""
    session.execute(delete(IndicatorRow).where(IndicatorRow.report_id == report_id))
    rows = [
        {
            "report_id": report_id,
            "key": figure.key,
            "year": figure.year or report.report_year,
            "value": figure.value,
            "unit": figure.unit,
            "approximate": figure.approximate,
            "quote": figure.quote,
            "start": figure.start,
            "end": figure.end,
        }
        for figure in report.indicators
    ]
    insert_new(session, IndicatorRow, ["report_id", "key"], rows)
