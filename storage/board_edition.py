"""The board's edition: a number that changes with everything the board counts, in the transaction that changes it.

What was counted under a number is true for as long as the number stands. It is written right before the commit, as the
last lock that a transaction takes, so that nobody waits long for it, or in a circle.
"""

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from storage.board_rows import EditionRow
from storage.sql import insert_for, table_of

_ONLY = 1
_MARKED = "board edition"


_NUMBER = select(EditionRow.number).where(EditionRow.id == _ONLY)


def changed(session: Session) -> None:
    """Standings or registered units are changed in this transaction."""
    if _MARKED not in session.info:
        session.info[_MARKED] = True
        event.listen(session, "before_commit", _next, once=True)


def _next(session: Session) -> None:
    session.info.pop(_MARKED, None)
    row = insert_for(session, EditionRow).values(id=_ONLY, number=1)
    number = table_of(EditionRow).c.number
    session.execute(row.on_conflict_do_update(index_elements=["id"], set_={"number": number + 1}))


def edition(session: Session) -> int:
    return session.scalar(_NUMBER) or 0
