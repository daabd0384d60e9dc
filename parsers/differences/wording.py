"""A difference in words 改动说明."""

from core.differences import Difference, FileChange, FileChangeKind, Place, SectionDifference, SectionKind

FILE_WORDS = {
    FileChangeKind.ADDED: "新增附件",
    FileChangeKind.REMOVED: "删去附件",
    FileChangeKind.REPLACED: "附件内容已更换",
    FileChangeKind.RENAMED: "附件改名",
    FileChangeKind.READDRESSED: "附件换了地址（内容是否相同无法核对）",
}


def summary(difference: Difference) -> str:
    """All that changed, in a line: 改动3处，增18字，删5字；新增1节；标题、公布时间有改动。"""
    counts = (
        ("新增", difference.sections_added),
        ("删去", difference.sections_removed),
        ("移动", difference.sections_moved),
        ("重新编号", difference.sections_renumbered),
    )
    sections = "、".join(f"{word}{count}节" for word, count in counts if count)
    names = [change.name for change in difference.fields] + (["附件"] if difference.attachments else [])
    fields = f"{'、'.join(names)}有改动" if names else ""
    return "；".join(filter(None, (_edits(difference), sections, fields))) or "内容没有改动"


def section_words(section: SectionDifference) -> str:
    """What became of one section."""
    words = {SectionKind.ADDED: f"新增，{section.added}字", SectionKind.REMOVED: f"删去，{section.removed}字"}
    moved = "移动位置，文字未改" if section.moved and section.kind is SectionKind.KEPT else "移动位置"
    said = (
        words.get(section.kind) or _edits(section),
        moved if section.moved else "",
        f"编号由“{_mark(section.before)}”改为“{_mark(section.after)}”" if section.renumbered else "",
    )
    return "；".join(filter(None, said)) or "没有改动"


def file_words(change: FileChange) -> str:
    before = f"（原为：{change.before_name}）" if change.kind is FileChangeKind.RENAMED else ""
    return f"{FILE_WORDS[change.kind]}：{change.name}{before}"


def _edits(found: Difference | SectionDifference) -> str:
    """改动3处，增18字，删5字"""
    sums = (f"增{found.added}字" if found.added else "", f"删{found.removed}字" if found.removed else "")
    return "，".join(filter(None, (f"改动{found.edits}处", *sums))) if found.edits else ""


def _mark(place: Place | None) -> str:
    return (place.number if place else "") or "无"
