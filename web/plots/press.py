"""Where charts become pictures: one at a time, with matplotlib's object interface."""

import io
import logging
import warnings
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib import font_manager

from web.plots.chart import Chart
from web.plots.sheet import Sheet
from web.plots.themes import DPI, THEMES

# What a reader's computer may have; the first one that ours has serves for PNG.
FAMILIES = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Noto Sans SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Microsoft YaHei",
    "PingFang SC",
    "SimHei",
    "Noto Sans CJK JP",  # the first face of the collection that holds them all
    "Droid Sans Fallback",
)
_FILES = ("cjk", "sourcehan", "wqy", "wenquanyi", "notosanssc", "msyh", "simhei", "pingfang", "droidsansfallback")
_SHARP = 2  # of a PNG's pixels to one of CSS

# What it says of fonts that this computer does not have is meant for us, and we know.
logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
warnings.filterwarnings("ignore", message="Glyph .* missing from font")


def chinese_font() -> str | None:
    """The family that PNG is set in, None where the system has none. Fonts installed since are found."""
    if found := _known():
        return found
    for path in font_manager.findSystemFonts():
        if any(part in Path(path).name.lower().replace("-", "") for part in _FILES):
            font_manager.fontManager.addfont(path)
    return _known()


def _known() -> str | None:
    names = {font.name for font in font_manager.fontManager.ttflist}
    return next((family for family in FAMILIES if family in names), None)


def printed(chart: Chart, theme: str, kind: str, *, narrow: bool) -> bytes:
    """The picture as `svg`, its text as text, or as `png`, twice as sharp as a screen of old."""
    first = chinese_font()
    settings: dict[Any, Any] = {
        "font.family": ["sans-serif"],
        "font.sans-serif": [*([first] if first else []), *(name for name in FAMILIES if name != first), "DejaVu Sans"],
        "svg.fonttype": "none",
        "svg.hashsalt": "fazhiwatch",
        "text.parse_math": False,  # a name may hold what it would take for a formula
        "axes.unicode_minus": False,
        "hatch.linewidth": 0.75,
    }
    metadata = {"Title": chart.title} | ({"Date": None} if kind == "svg" else {})
    out = io.BytesIO()
    with mpl.rc_context(settings):
        sheet = Sheet(chart, THEMES[theme], narrow=narrow)
        chart.draw(sheet)
        sheet.figure.savefig(out, format=kind, dpi=DPI * _SHARP if kind == "png" else "figure", metadata=metadata)
    return out.getvalue()
