"""Whose half-year and quarterly material it is: told by its title, among the units of the columns that show it."""

from flows.run import Run
from registry import assign
from storage import interim


def name_interim(run: Run) -> int:
    """Gives such posts to their units; how many. What names nobody for sure stays nobody's."""
    whose = {}
    with run.database.session() as session:
        for post in interim.unnamed(session):
            candidates = run.candidates_of(post.columns)
            if (unit_id := assign((), post.title, None, candidates, post.report_year).unit_id) is not None:
                whose[post] = unit_id
        interim.name(session, whose)
    return len(whose)
