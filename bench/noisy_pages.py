"""The demo's report pages as sites really give them: never twice the same bytes; and pages that were truly edited."""

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import zip_longest

from demo import markup, titles
from demo.platforms import post_path_of
from demo.posts import REPORT, Post, standing_posts
from demo.script import LAST_YEAR, TOWN
from demo.sites import Town
from demo.view import Asked
from demo.writing import Draft


@dataclass(frozen=True, slots=True)
class NoisyPage:
    """A report's page in parts: what the site draws before and behind the report's own text."""

    post: Post
    url: str
    before: str
    draft: Draft
    behind: str
    encoding: str

    @property
    def text(self) -> str:
        return markup.report_html(self.draft, self.post.unit.style)


class UnservedTown(Town):
    """The town's sites, each under a name, without servers."""

    def __init__(self, day: datetime) -> None:
        super().__init__(day=day)
        self._bases = {site_id: f"http://{site_id}.town.example" for site_id in TOWN.sites}
        self._letter_box = "127.0.0.1:9"


def pages(town: Town) -> Iterator[NoisyPage]:
    """The pages of reports whose text stands in them, the sites taking turns."""
    for turn in zip_longest(*(_of_column(town, column_id) for column_id in TOWN.columns)):
        yield from filter(None, turn)


def _of_column(town: Town, column_id: str) -> Iterator[NoisyPage]:
    site = TOWN.site_of(column_id)
    path_of = post_path_of(site.platform)
    for post in standing_posts(column_id, town.day):
        if post.kind != REPORT or post.file_name or (post.year == LAST_YEAR and post.part and post.part.copies):
            continue
        path = path_of(post)
        body = town.answer(site.id, Asked.at(path)).body
        encoding = "gb18030" if b"charset=gb" in body[:2000].lower() else "utf-8"
        draft = post.draft(town.day)
        html = body.decode(encoding, "replace")
        text = markup.report_html(draft, post.unit.style)
        if html.count(text) == 1:
            before, _, behind = html.partition(text)
            yield NoisyPage(post, town.base_url(site.id) + path, before, draft, behind, encoding)


def restless(page: NoisyPage, rng: random.Random, at: datetime) -> bytes:
    """The page as it comes at one visit: other clock, counters, boxes, session ids, frame and white space."""
    hits = rng.randint(1000, 10**6)
    clock = f'<div class="clock">今天是{at.year}年{at.month}月{at.day}日 {at:%H:%M:%S}　第{hits}位访客</div>'
    counter = f'<div class="info"><span>浏览次数：<em id="hits">{hits}</em>次</span><span>字号：[大 中 小]</span></div>'
    html = f"{clock}{counter}".join(re.split("(?<=<body>)", _frame(page.before, rng), maxsplit=1))
    html += _spaced(page.text, rng) + _under(rng) + _frame(page.behind, rng)
    session = f"{rng.getrandbits(96):024X}"
    html = re.sub(r'href="([./][^"#?;]*)"', rf'href="\1;jsessionid={session}"', html)
    return html.encode(page.encoding, "xmlcharrefreplace")


def _under(rng: random.Random) -> str:
    some = [(n, f"2026-0{rng.randint(1, 9)}-1{rng.randint(0, 9)}") for n in rng.sample(range(70), 5)]
    rows = "".join(f'<li><a href="/x/{n}.html">{titles.filler_title(n)}</a><span>{day}</span></li>' for n, day in some)
    tools = f'<div class="tools">阅读：{rng.randint(1, 9999)}　【打印本页】　【关闭窗口】</div>'
    return f'{tools}<div class="related"><h3>相关链接</h3><ul>{rows}</ul></div>'


def _frame(html: str, rng: random.Random) -> str:
    token = f"{rng.getrandbits(64):x}"
    items = re.findall(r"<li><a href='[^']*'>[^<]*</a></li>", html)
    shuffled = "".join(rng.sample(items, len(items)))
    html = html.replace("".join(items), shuffled) if items else html
    return html.replace("</head>", f'<script nonce="{token}">var t="{token}";</script><!-- {token} --></head>').replace(
        'class="main in"', f'class="main in v{token[:6]}"'
    )


def _spaced(text: str, rng: random.Random) -> str:
    """What an editor's save leaves of the same words: other spaces, other widths of signs."""
    if rng.random() < 0.3:
        text = text.replace("</p>\n", "</p>\r\n\r\n  ").replace("　　", "&nbsp;&nbsp;&nbsp;&nbsp;")
    if rng.random() < 0.2:
        text = re.sub(r"(?<=[\u4e00-\u9fff])，(?=[\u4e00-\u9fff])", rng.choice(["，", ","]), text)
    return text


Edit = Callable[[NoisyPage, random.Random], NoisyPage | None]


def one_figure(page: NoisyPage, rng: random.Random) -> NoisyPage | None:
    found = [i for i, p in enumerate(page.draft.paras) if re.search(r"\d+(?:件|项|场|次|人|起|份|个)", p.text)]
    if not found:
        return None
    index = rng.choice(found)
    para = page.draft.paras[index]
    spots = list(re.finditer(r"\d+(?=件|项|场|次|人|起|份|个)", para.text))
    spot = rng.choice(spots)
    text = para.text[: spot.start()] + str(int(spot[0]) + 1) + para.text[spot.end() :]
    return _with(page, index, text)


def one_sentence(page: NoisyPage, rng: random.Random) -> NoisyPage | None:
    found = [i for i, p in enumerate(page.draft.paras) if len(p.text) > 30]
    index = rng.choice(found)
    text = page.draft.paras[index].text
    if rng.random() < 0.5 and text.count("。") > 2:
        return _with(page, index, text[: text.rstrip("。").rindex("。") + 1])
    return _with(page, index, text + "同时定期开展情况复核，及时改正统计差错。")


def one_attachment(page: NoisyPage, rng: random.Random) -> NoisyPage:
    name = f"附件{rng.randint(1, 9)}：行政执法数据统计表.xlsx"
    link = f'<p><a href="/files/{rng.getrandbits(32)}.xlsx" title="{name}">{name}</a></p>'
    return replace(page, behind=link + page.behind)


def one_date(page: NoisyPage, rng: random.Random) -> NoisyPage | None:
    """The day it was published, or signed."""
    signed, shown = page.draft.signed_on, page.post.shown_at
    if signed and (shown is None or rng.random() < 0.5):
        return replace(page, draft=replace(page.draft, signed_on=signed + timedelta(days=rng.randint(1, 9))))
    if shown is None:
        return None
    other = shown + timedelta(days=rng.randint(1, 9))
    before = page.before
    for pattern in ("%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日"):
        before = before.replace(shown.strftime(pattern), other.strftime(pattern))
    behind = page.behind.replace(f"{shown:%Y-%m-%d}", f"{other:%Y-%m-%d}")
    return None if (before, behind) == (page.before, page.behind) else replace(page, before=before, behind=behind)


EDITS: dict[str, Edit] = {
    "figure": one_figure,
    "sentence": one_sentence,
    "attachment": one_attachment,
    "date": one_date,
}


def _with(page: NoisyPage, index: int, text: str) -> NoisyPage:
    paras = list(page.draft.paras)
    paras[index] = replace(paras[index], text=text)
    return replace(page, draft=replace(page.draft, paras=tuple(paras)))
