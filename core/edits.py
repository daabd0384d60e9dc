"""An edit in words 改动说明: which sections, how much, which attachments."""

from typing import Any

from core.differences import Difference, FileChange, FileChangeKind, SectionDifference, SectionKind

MOST_NAMED = 5
_FILES = {
    FileChangeKind.ADDED: "新增附件",
    FileChangeKind.REMOVED: "删去附件",
    FileChangeKind.REPLACED: "更换附件",
    FileChangeKind.RENAMED: "附件改名为",
    FileChangeKind.READDRESSED: "附件改换地址",
}


def edited(parts: tuple[str, ...], difference: Difference | None) -> str:
    """`parts` by their Chinese names; the text's sections and the attachments as far as `difference` names them."""
    said = []
    for part in parts:
        sections = _sections(difference) if part == "正文" and difference else ()
        files = tuple(map(_file, difference.attachments)) if part == "附件" and difference else ()
        said.append(_listed(sections or files) if sections or files else f"{part}有改动")
    return "，".join(said)


def counted(difference: Difference | None) -> dict[str, Any]:
    """The same for machines; characters without white space."""
    if difference is None:
        return {}
    sections = [s.name for s in difference.sections if s.changed]
    return {
        "sections": sections,
        "edits": difference.edits,
        "added": difference.added,
        "removed": difference.removed,
        "attachments": [{"kind": f.kind.value, "name": f.name} for f in difference.attachments],
    }


def _listed(names: tuple[str, ...]) -> str:
    more = f"等{len(names)}处" if len(names) > MOST_NAMED else ""
    return "、".join(names[:MOST_NAMED]) + more


def _sections(difference: Difference) -> tuple[str, ...]:
    """Every section that changed; where any text did, those that were only renumbered go without saying."""
    words = [s for s in difference.sections if s.kind is not SectionKind.KEPT or s.moved]
    return tuple(map(_section, words or [s for s in difference.sections if s.changed]))


def _section(section: SectionDifference) -> str:
    name = _name(section)
    if section.kind is SectionKind.ADDED:
        return f"新增{name}（{section.added}字）"
    if section.kind is SectionKind.REMOVED:
        return f"删去{name}（{section.removed}字）"
    if section.edits:
        return f"{name}改{section.edits}处（{_amount(section.added, section.removed)}）"
    return f"{name}{'移动了位置' if section.moved else '改了编号'}"


def _amount(added: int, removed: int) -> str:
    return "、".join(
        f"{word}{number}字" for word, number in (("增", added), ("删", removed)) if number or not added + removed
    )


def _name(section: SectionDifference) -> str:
    place = section.after or section.before
    if place is None or place.level == 0:
        return section.name
    if place.level == 1 and place.number and place.title:
        return f"第{place.number}部分“{place.title}”"
    return f"“{section.name}”"


def _file(change: FileChange) -> str:
    return f"{_FILES[change.kind]}“{change.name}”"
