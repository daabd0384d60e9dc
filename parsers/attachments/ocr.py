"""Text from pictures 文字识别, by the optional extra `ocr`: its models lie in its package, nothing is fetched."""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from core.reports import FileOutcome
from parsers.attachments.filetext import FileProblem
from parsers.attachments.layout import Piece, em_width, to_rows
from parsers.attachments.reflow import reflow

HOW_TO_INSTALL = "可安装文字识别组件后重读：.venv/bin/pip install -c constraints.txt -e '.[ocr]'"


def recognise(pictures: Iterable[Any]) -> tuple[str, ...]:
    """The paragraphs of pages given as Pillow pictures. Raises FileProblem without the extra or where none is found."""
    engine = _engine()
    if engine is None:
        raise not_installed()
    lines = reflow([to_rows(_pieces(engine, picture)) for picture in pictures])
    if not lines:
        raise FileProblem(FileOutcome.NO_TEXT, "是扫描件或图片，文字识别没有认出文字")
    return lines


def not_installed() -> FileProblem:
    return FileProblem(FileOutcome.NO_TEXT, f"是扫描件或图片，没有文字层；{HOW_TO_INSTALL}")


@cache
def _engine() -> Any:
    """The recogniser, made once; None where the extra is not installed."""
    try:
        from rapidocr import RapidOCR  # noqa: PLC0415
    except ImportError:
        return None
    return RapidOCR(params={"Global.log_level": "critical"})


def _pieces(engine: Any, picture: Any) -> Iterator[Piece]:
    import numpy  # noqa: PLC0415

    found = engine(numpy.asarray(picture.convert("RGB"))[:, :, ::-1])
    if found.boxes is None or found.txts is None:
        return
    for box, text in zip(found.boxes, found.txts, strict=True):
        xs, ys = [float(p[0]) for p in box], [float(p[1]) for p in box]
        yield _placed(str(text), min(xs), max(xs), (min(ys) + max(ys)) / 2)


def _placed(text: str, left: float, right: float, middle: float) -> Piece:
    """A recognised line; its frame is drawn wider than its characters, so their size is told by their number."""
    em = (right - left) / em_width(text)
    return Piece(text, left, right, middle - 0.5 * em, middle + 0.5 * em)
