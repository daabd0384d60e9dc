"""Pictures of a report: opened within limits, then read by OCR."""

import warnings
from collections.abc import Iterator
from io import BytesIO
from itertools import chain
from typing import Any

from core.reports import FileOutcome
from parsers.attachments import limits
from parsers.attachments.filetext import Content, FileProblem
from parsers.attachments.ocr import not_installed, recognise


def read(body: bytes) -> Content:
    """The text in a picture (png, jpeg, gif, tiff, bmp, webp); a tiff may hold many pages."""
    pages = _pages(body)
    first = next(pages)  # a broken picture is told to be one, whether or not it could be recognised
    return Content(recognise(chain((first,), pages)), ocr=True)


def _pages(body: bytes) -> Iterator[Any]:
    try:
        from PIL import Image, ImageSequence  # noqa: PLC0415
    except ImportError:
        raise not_installed() from None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            picture = Image.open(BytesIO(body))
            width, height = picture.size
            if width * height > limits.MOST_PIXELS:
                raise FileProblem(FileOutcome.TOO_LARGE, f"图片有 {width}×{height} 像素，超过上限")
            pages = ImageSequence.Iterator(picture) if picture.format == "TIFF" else (picture,)
            for number, page in enumerate(pages, 1):
                if number > limits.MOST_OCR_PAGES:
                    raise FileProblem(FileOutcome.TOO_LARGE, f"图片超过 {limits.MOST_OCR_PAGES} 页")
                yield page.convert("RGB")
    except FileProblem:
        raise
    except Image.DecompressionBombError:
        raise FileProblem(FileOutcome.TOO_LARGE, "图片的像素超过上限") from None
    except Exception:  # Pillow meets damaged pictures with whatever they happen to break
        raise FileProblem(FileOutcome.BROKEN, "图片已损坏，打不开") from None
