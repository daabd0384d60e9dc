"""Where the words of a chart stand and how large it becomes: known before anything is drawn."""

from dataclasses import dataclass

from web.plots.chart import Chart
from web.plots.themes import LEADING, NARROW, SMALL, TEXT, TITLE, WIDE, wrapped

MARGIN, GAP = 12, 10


@dataclass(frozen=True, slots=True)
class Layout:
    """In pixels; between `top` and `bottom` is room for the drawing. The words are broken into lines."""

    width: int
    height: int
    top: float
    bottom: float
    title: tuple[str, ...]
    subtitle: tuple[str, ...]
    notes: tuple[str, ...]


def layout_of(chart: Chart, *, narrow: bool) -> Layout:
    width = NARROW if narrow else WIDE
    room = width - 2 * MARGIN
    title, subtitle = wrapped(chart.title, room / TITLE), wrapped(chart.subtitle, room / TEXT)
    notes = [line for note in chart.notes for line in wrapped(note, room / SMALL)]
    top = MARGIN + (len(title) * TITLE + len(subtitle) * TEXT) * LEADING + 6
    bottom = top + chart.height(narrow=narrow)
    height = round(bottom + GAP + len(notes) * SMALL * LEADING + MARGIN)
    return Layout(width, height, top, bottom, tuple(title), tuple(subtitle), tuple(notes))
