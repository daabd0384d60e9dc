"""Who draws: one picture at a time, each once, and the last ones are kept."""

import os
from collections import OrderedDict
from dataclasses import dataclass, field
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import Literal, Protocol, cast

from core.problems import UserProblem
from settings import VERSION
from web.plots.chart import Chart

Kind = Literal["svg", "png"]
Theme = Literal["light", "dark"]
_MOST_BYTES = 24 * 2**20  # of pictures that are kept
NO_FONT = (
    "本机没有中文字体，PNG 图片中的汉字无法显示，因此没有生成。请安装中文字体（Debian、Ubuntu：apt-get install "
    "fonts-noto-cjk 或者 fonts-wqy-microhei），或者使用 SVG 图片。"
)


class NoChineseFont(UserProblem):
    """PNG cannot be made on this computer; the message says what to install."""


@dataclass(frozen=True, slots=True)
class Looks:
    """How a chart is to be drawn. `narrow`: for a phone."""

    kind: Kind
    theme: Theme
    narrow: bool


def digest(chart: Chart, looks: Looks) -> str:
    """Of all that a picture shows: equal ones need not be drawn, or sent, again."""
    return sha256(repr((VERSION, chart, looks)).encode()).hexdigest()[:32]


@dataclass(slots=True)
class Desk:
    """`folder`: where matplotlib keeps what it found out about fonts."""

    folder: Path
    _drawn: OrderedDict[str, bytes] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def picture(self, chart: Chart, looks: Looks) -> bytes:
        """Raises NoChineseFont for a PNG on a computer without one."""
        key = digest(chart, looks)
        with self._lock:
            if key not in self._drawn:
                self._drawn[key] = self._draw(chart, looks)
            self._drawn.move_to_end(key)
            while len(self._drawn) > 1 and sum(map(len, self._drawn.values())) > _MOST_BYTES:
                self._drawn.popitem(last=False)
            return self._drawn[key]

    def _draw(self, chart: Chart, looks: Looks) -> bytes:
        press = _press(self.folder)
        if looks.kind == "png" and press.chinese_font() is None:
            raise NoChineseFont(NO_FONT)
        return press.printed(chart, looks.theme, looks.kind, narrow=looks.narrow)


class _Press(Protocol):
    """`web.plots.press`, once it is there."""

    def chinese_font(self) -> str | None: ...

    def printed(self, chart: Chart, theme: str, kind: str, *, narrow: bool) -> bytes: ...


def _press(folder: Path) -> _Press:
    """matplotlib takes its folder from the environment, in the moment in which it is imported."""
    folder.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("MPLCONFIGDIR", str(folder))
    return cast(_Press, import_module("web.plots.press"))


_DESKS: dict[Path, Desk] = {}
_OPENING = Lock()


def desk_at(home: Path) -> Desk:
    """The one desk of a data folder in this process."""
    with _OPENING:
        return _DESKS.setdefault(home, Desk(home / "cache" / "matplotlib"))
