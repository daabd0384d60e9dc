"""Two revisions compared, on a terminal: colours there, signs elsewhere."""

from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from cli.output import console
from core.compared import Compared, Row
from core.differences import FieldChange, PieceKind, SectionDifference
from evidence.difference_shape import headline
from evidence.marked import Paragraph, Run, paragraphs, shortened, stretches, whole
from evidence.report_words import title_of
from evidence.words import minute
from parsers.differences import file_words, section_words

_CONTEXT = 24  # characters of unchanged text around a change
_SIGNS = {PieceKind.ADDED: ("[+", "+]"), PieceKind.REMOVED: ("[-", "-]"), PieceKind.KEPT: ("", "")}
_STYLES = {PieceKind.ADDED: "bold green underline", PieceKind.REMOVED: "red strike", PieceKind.KEPT: ""}
_MARGINS = {PieceKind.ADDED: "+ ", PieceKind.REMOVED: "- ", PieceKind.KEPT: "  ", None: "~ "}


def print_compared(compared: Compared) -> None:
    out = console()
    for line in _lines(compared, coloured=out.is_terminal and not out.no_color):
        _print(out, line)


def _print(out: Console, line: Text) -> None:
    out.print(line, soft_wrap=not out.is_terminal)


def _lines(compared: Compared, *, coloured: bool) -> Iterator[Text]:
    yield Text(f"{title_of(compared.report)}（报告 {compared.report['id']}）", "bold")
    yield from (Text(revision_words(row)) for row in (compared.old, compared.new) if row)
    yield from (Text(f"注意：{remark}", "yellow") for remark in compared.remarks)
    yield Text(headline(compared), "bold")
    for change in compared.difference.fields:
        yield from _field(change, coloured)
    yield from (Text(file_words(change)) for change in compared.difference.attachments)
    for section in compared.difference.sections:
        if section.changed:
            yield from _section(section, coloured)


def revision_words(row: Row) -> str:
    """第2版：2026-03-05 02:10 抓取，正文有改动"""
    return f"第 {row['revision']} 版：{minute(row['page']['fetched_at'])} 抓取，{row['change_reason']}"


def _field(change: FieldChange, coloured: bool) -> Iterator[Text]:
    yield Text(f"{change.name}：")
    for kind, value in ((PieceKind.REMOVED, change.before), (PieceKind.ADDED, change.after)):
        yield Text(_MARGINS[kind]).append(value or "（无）", _STYLES[kind] if coloured else "")


def _section(section: SectionDifference, coloured: bool) -> Iterator[Text]:
    yield Text("")
    yield Text(f"■ {section.path}", "bold cyan").append(f"　{section_words(section)}", "not bold default")
    shown = paragraphs(section)
    if section.edits == 0:
        return
    for changed, run in stretches(shown):
        if changed:
            yield from (_paragraph(paragraph, coloured) for paragraph in run)
        else:
            yield Text(f"  （{len(run)} 段未改动）", "dim")


def _paragraph(paragraph: Paragraph, coloured: bool) -> Text:
    kind = whole(paragraph)
    line = Text(_MARGINS[kind])
    for run in shortened(paragraph, _CONTEXT):
        line.append_text(_run(run, coloured, signs=kind is None))
    return line


def _run(run: Run, coloured: bool, *, signs: bool) -> Text:
    """With signs where there is no colour, but not inside of a line that is marked as a whole."""
    if coloured:
        return Text(run.text, _STYLES[run.kind])
    opening, closing = _SIGNS[run.kind] if signs else ("", "")
    return Text(f"{opening}{run.text}{closing}")
