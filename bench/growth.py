"""How time grows with size: pages of 10 KB to 10 MB in shapes that tempt a reader to more than linear work.

Prints seconds, milliseconds a KB, and the exponent of growth (1 is linear) from 100 KB on.
"""

import math
import sys
import time
from collections.abc import Callable

from parsers import read_report

SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
LIMIT = 2.0  # seconds that a page of 1 MB may take
TITLE = "云岭镇2023年度法治政府建设情况报告"
SENTENCE = "镇里健全学法制度，规范执法流程，全年办理行政执法案件三十一件，没有一件被撤销。"
OPENING = f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1><div>发布时间：2024-02-26 来源：云岭镇</div>"

SHAPES: dict[str, Callable[[int], str]] = {
    "one paragraph": lambda n: f"{OPENING}<p>{_fill(SENTENCE, n)}</p>",
    "one unbroken word": lambda n: f"{OPENING}<p>{_fill('法', n)}</p>",
    "many paragraphs": lambda n: OPENING + _fill(f"<p>{SENTENCE}</p>", n),
    "many headings": lambda n: OPENING + _fill(f"<p>（一）加强领导。{SENTENCE}</p><p>1.{SENTENCE}</p>", n),
    "many nested divs": lambda n: OPENING + "<div>" * (n // 11) + SENTENCE + "</div>" * (n // 11),
    "many links": lambda n: OPENING + _fill('<li><a href="/art/1.html">云岭镇2022年法治政府建设情况报告</a></li>', n),
    "many files": lambda n: OPENING + _fill('<p><a href="/files/1.pdf">附件：云岭镇法治政府建设报告</a></p>', n),
    "one table": lambda n: f"{OPENING}<table>{_fill('<tr><td>行政处罚</td><td>31</td><td>件</td></tr>', n)}</table>",
    "one row": lambda n: f"{OPENING}<table><tr>{_fill('<td>行政处罚31件</td>', n)}</tr></table>",
    "one script": lambda n: f"{OPENING}<script>{_fill('var a = {x: 1};', n)}</script><p>{SENTENCE}</p>",
    "one style sheet": lambda n: f"{OPENING}<style>{_fill('.a, .b {display: none}', n)}</style><p>{SENTENCE}</p>",
    "spans of one character": lambda n: OPENING + "<p>" + _fill(f"<span>{'</span><span>'.join(SENTENCE)}</span>", n),
    "blanks": lambda n: f"{OPENING}<p>{SENTENCE}{' ' * n}{SENTENCE}</p>",
    "open brackets": lambda n: OPENING + _fill("<", n),
    "marks left open": lambda n: OPENING + f"<p>{_fill('“', n // 2)}</p><p>{_fill('）', n // 2)}</p>",
    "saved text": lambda n: f"{TITLE}\n" + _fill(f"{SENTENCE}\n", n),
    "saved text, no breaks": lambda n: f"{TITLE}\n" + _fill(SENTENCE, n),
    "saved text of short lines": lambda n: f"{TITLE}\n" + _fill("来源：\n首页 >\n2023年\n", n),
    "saved text of labels": lambda n: f"{TITLE}\n" + _fill("发布日期：2024-02-26 来源：", n),
}


def _fill(part: str, size: int) -> str:
    return part * max(1, size // len(part.encode()))


def seconds(source: bytes) -> float:
    began = time.process_time()
    read_report(source)
    return time.process_time() - began


def main() -> int:
    print(f"{'shape':<28}" + "".join(f"{size // 1000:>9} KB" for size in SIZES) + f"{'ms/KB':>9}{'growth':>8}")
    slow = []
    for name, shape in SHAPES.items():
        taken = [seconds(shape(size).encode()) for size in SIZES]
        growth = math.log(max(taken[2], 1e-9) / max(taken[1], 1e-9), SIZES[2] / SIZES[1])
        row = "".join(f"{t:>11.3f}s" for t in taken)
        print(f"{name:<28}{row}{taken[2]:>9.2f}{growth:>8.2f}", flush=True)
        if taken[2] > LIMIT:
            slow.append(name)
    print(f"over {LIMIT:.0f} s at 1 MB: {'、'.join(slow) or 'none'}")
    return bool(slow)


if __name__ == "__main__":
    sys.exit(main())
