"""Second looks read 复看: what differs between two captures of a new post, a moment apart, changes by itself."""

import logging

from core.problems import UserProblem
from core.volatile import STEADY, Volatile, volatile_between
from flows.read import read_capture, read_captures
from flows.run import Run
from storage import captures, looks
from storage.looks import UnreadLook

logger = logging.getLogger(__name__)


def read_looks(run: Run) -> int:
    """Compares every second capture with the first; how many were compared. What that changes of a reading is read
    again.
    """
    with run.database.session() as session:
        waiting = looks.unread(session)
    for look in waiting:
        volatile = _compare(run, look)
        with run.database.session() as session:
            looks.learn(session, look.id, volatile)
            if "published_at" in volatile.parts:
                captures.read_again(session, look.first_capture_id)  # its date is none
        run.beat()
    if waiting:
        read_captures(run)
    return len(waiting)


def _compare(run: Run, look: UnreadLook) -> Volatile:
    """What changes by itself; nothing where the captures cannot be read, as if there had been no second look."""
    with run.database.session() as session:
        both = [captures.of_post(session, id_, look.post_id) for id_ in (look.first_capture_id, look.capture_id)]
    try:
        first, second = (read_capture(run, capture) for capture in both)
    except UserProblem:
        raise
    except Exception:
        logger.warning("post %s: its two captures cannot be compared", look.post_id, exc_info=True)
        return STEADY
    return volatile_between(first, second)
