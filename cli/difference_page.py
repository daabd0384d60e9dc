"""Two revisions compared, as one self-contained page: no script, light and dark, for the screen and for print."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from cli.compared import Compared
from cli.difference_shape import headline
from cli.marked import paragraphs, stretches
from cli.output import local_time
from cli.report_page import title_of
from parsers.differences import file_words, section_words

_ENVIRONMENT = Environment(
    loader=PackageLoader("cli"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
_ENVIRONMENT.filters["local_time"] = local_time


def html_of(compared: Compared) -> str:
    """The page; every text that comes from a site is escaped."""
    found, url = compared.difference, compared.report["url"]
    sections = list(_sections(compared))
    return _ENVIRONMENT.get_template("difference.html").render(
        title=title_of(compared.report),
        report=compared.report,
        address=url if url.startswith(("http://", "https://")) else None,
        headline=headline(compared),
        remarks=compared.remarks,
        revisions=[row for row in (compared.old, compared.new) if row],
        found=found,
        fields=found.fields,
        files=[(file_words(change), change) for change in found.attachments],
        sections=sections,
        contents=[section for section in sections if section["changed"]],
    )


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
