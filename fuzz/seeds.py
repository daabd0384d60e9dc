"""Where fuzzing begins: the golden pages, and words that government pages are made of."""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import atheris

from parsers.text import words

ROOT = Path(__file__).parents[1]
GOLDEN = ROOT / "tests" / "golden"
WORDS = words(
    """
    一、 （一） 1. 2 第一、 一是 二是 现将 如下： 2023年 二〇二四年 法治政府建设 情况报告 第一责任人 下一步 不足 举措
    发布日期： 来源： 2024-03-01 20204月 31件 4000余件 其中 % 万元 附件： 市政府： 人民政府 当前位置： 首页 > 责任编辑：
"""
)
TAGS = words(
    """
    <p> </p> <div> </div> <br> <span> </span> <table> <tr> <td> </table> <h1> <li> </html> <pre> <script>
    <textarea> &nbsp; <style>.a{display:none}</style> <a/href=a.pdf> <div/class=a> <div/id=zoom> <iframe/src=x.docx>
    <meta/name=PubDate/content=2024-01-01>
"""
)


def run(target: Callable[[bytes], None], arguments: list[str]) -> None:
    """Fuzz `target` from the golden pages on, with libFuzzer's own arguments; ends the process."""
    with tempfile.TemporaryDirectory() as folder:
        for number, page in enumerate(sorted(p for p in GOLDEN.rglob("*") if p.suffix in (".html", ".txt"))):
            (Path(folder) / str(number)).write_bytes(page.read_bytes()[:4096])
        words = Path(folder) / "words.dict"
        words.write_text("".join(f'"{_escaped(word)}"\n' for word in (*WORDS, *TAGS)), encoding="utf-8")
        options = [f"-dict={words}", "-max_len=4096", "-timeout=20", "-rss_limit_mb=4096"]
        atheris.Setup([sys.argv[0], *options, *arguments, *([] if _is_replay(arguments) else [folder])], target)
        atheris.Fuzz()


def _escaped(word: str) -> str:
    return "".join(f"\\x{byte:02X}" for byte in word.encode())


def _is_replay(arguments: list[str]) -> bool:
    return any(Path(a).is_file() for a in arguments)
