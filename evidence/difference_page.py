"""Two revisions compared, as one self-contained page: no script, light and dark, for the screen and for print."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from markupsafe import Markup

from core.compared import Compared
from evidence.difference_shape import headline
from evidence.marked import paragraphs, stretches
from evidence.report_words import title_of
from evidence.templates import ENVIRONMENT
from parsers.differences import file_words, section_words


def html_of(compared: Compared) -> str:
    """The page; every text that comes from a site is escaped."""
    url = compared.report["url"]
    return ENVIRONMENT.get_template("difference.html").render(
        title=title_of(compared.report),
        report=compared.report,
        address=url if url.startswith(("http://", "https://")) else None,
        headline=headline(compared),
        remarks=compared.remarks,
        revisions=[row for row in (compared.old, compared.new) if row],
        found=compared.difference,
        body=body_of(compared),
    )


def body_of(compared: Compared) -> Markup:
    """What differs, field by field and section by section, as a part of a page; every text is escaped."""
    found = compared.difference
    sections = list(_sections(compared))
    page = ENVIRONMENT.get_template("difference_body.html").render(
        fields=found.fields,
        files=[(file_words(change), change) for change in found.attachments],
        sections=sections,
        contents=[section for section in sections if section["changed"]],
    )
    return Markup(page)


def _sections(compared: Compared) -> Iterator[dict[str, Any]]:
    """The sections that changed one by one, those between them together."""
    at = 0
    for changed, run in groupby(compared.difference.sections, key=lambda section: section.changed):
        sections = list(run)
        for some in [[section] for section in sections] if changed else [sections]:
            yield {
                "at": at,
                "changed": changed,
                "name": some[0].path,
                "words": section_words(some[0]),
                "count": len(some),
                "stretches": [s for section in some for s in stretches(paragraphs(section, headed=not changed))],
            }
            at += 1
