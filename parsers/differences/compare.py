"""Two readings of a report compared: section by section, sentence by sentence, letter by letter."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.differences import Difference, SectionDifference, SectionKind, same_to_a_reader
from parsers.differences.fields import changed_fields, changed_files
from parsers.differences.matching import matched
from parsers.differences.outlines import parts_of
from parsers.differences.sections import Beside, difference, moved, rows
from parsers.differences.words import neighbours


def compare(before: Mapping[str, Any], after: Mapping[str, Any]) -> Difference:
    """What a reader would call changed between two readings, both in the JSON shape of a report.

    Time grows with the length of the texts and the number of their changes, whatever they hold. Where the bodies are
    the same to a reader, nothing of their text is changed: if the outlines differ all the same, they count for nothing.
    """
    found = _compared(before, after)
    if found.text_changed and same_to_a_reader(before.get("body"), after.get("body")):
        return _compared({**before, "outline": ()}, {**after, "outline": ()})
    return found


def _compared(before: Mapping[str, Any], after: Mapping[str, Any]) -> Difference:
    texts = _beside(before, after)
    found = [(difference(texts, row), row.outermost) for row in rows(texts)]
    sections = tuple(section for section, _ in found)
    outermost = [section for section, outer in found if outer]
    added, removed = _count(outermost, SectionKind.ADDED), _count(outermost, SectionKind.REMOVED)
    return Difference(
        sections=sections,
        fields=tuple(changed_fields(before, after)),
        attachments=tuple(changed_files(before.get("attachments") or (), after.get("attachments") or ())),
        edits=sum(section.edits for section in sections if section.kind is SectionKind.EDITED) + added + removed,
        added=sum(section.added for section in sections),
        removed=sum(section.removed for section in sections),
        sections_added=added,
        sections_removed=removed,
        sections_moved=sum(section.moved for section in outermost),
        sections_renumbered=sum(section.renumbered for section in sections),
    )


def _beside(before: Mapping[str, Any], after: Mapping[str, Any]) -> Beside:
    one, other = before.get("body") or "", after.get("body") or ""
    olds, news = parts_of(before), parts_of(after)
    pairs = matched(olds, news)
    return Beside(one, other, olds, news, pairs, moved(pairs), neighbours(one, other))


def _count(sections: Sequence[SectionDifference], kind: SectionKind) -> int:
    return sum(section.kind is kind for section in sections)
