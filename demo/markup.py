"""How the text of a report is pasted into a page 正文排版: one function a habit, each keeping every character."""

import re
from collections.abc import Callable, Iterable
from html import escape

from demo.cast import Style
from demo.writing import Draft, Para


def _before(draft: Draft, style: Style) -> list[str]:
    return [f"{draft.recipient}："] if draft.recipient else []


def _after(draft: Draft) -> list[str]:
    return [line for line in (*draft.ending, draft.page_number) if line]


def _title(draft: Draft, style: Style) -> list[str]:
    """The title inside the text: once, over two lines, or not at all."""
    if style.heading == "split":
        return list(draft.title_lines)
    return [draft.title] if style.heading == "both" else []


def _paragraphs(draft: Draft, style: Style, one: Callable[[str], str], heading: Callable[[str], str], tag: str) -> str:
    centred = [f'<{tag} style="text-align: center;"><strong>{escape(t)}</strong></{tag}>' for t in _title(draft, style)]
    right = [f'<{tag} style="text-align: right;">{escape(t)}</{tag}>' for t in _after(draft)]
    lines = [one(escape(t)) for t in _before(draft, style)]
    lines += [heading(escape(p.line)) if p.level == 1 else one(escape(p.line)) for p in draft.paras]
    return "\n".join((*centred, *lines, *right))


def _plain(draft: Draft, style: Style) -> str:
    look = 'style="text-indent: 2em; text-align: justify; line-height: 2em;"'
    return _paragraphs(
        draft, style, lambda t: f"<p {look}>{t}</p>", lambda t: f"<p {look}><strong>{t}</strong></p>", "p"
    )


def _divs(draft: Draft, style: Style) -> str:
    return _paragraphs(
        draft,
        style,
        lambda t: f'<div class="para">　　{t}</div>',
        lambda t: f'<div class="para h">　　{t}</div>',
        "div",
    )


def _nested(draft: Draft, style: Style) -> str:
    """Paragraphs within paragraphs, as an editor leaves them that wraps what is pasted."""
    return _paragraphs(draft, style, lambda t: f"<p><p>　　{t}</p></p>", lambda t: f"<p><p><b>　　{t}</b></p></p>", "p")


def _font(draft: Draft, style: Style) -> str:
    one = "<P><FONT face=仿宋_GB2312 size=4>　　{}</FONT></P>".format
    return _paragraphs(draft, style, one, "<P><FONT face=黑体 size=4>　　{}</FONT></P>".format, "P")


def _breaks(draft: Draft, style: Style) -> str:
    """The whole text in one paragraph, its lines parted by <br>."""
    title = "".join(f"<center><b>{escape(t)}</b></center>\n" for t in _title(draft, style))
    lines = [*_before(draft, style), *(p.line for p in draft.paras)]
    signature = [" " * 60 + t for t in _after(draft)]
    body = "<br>\n".join(f"　　{escape(t)}" for t in lines) + "".join(f"<br>\n{escape(t)}" for t in signature)
    return f"{title}<p>{body}</p>"


def _runs(text: str, number: str = "") -> str:
    """A line cut into the runs that a word processor makes: figures and Latin apart, the heading number apart."""
    out = ""
    if number:
        out = f'<span style="font-family:黑体"><span style="mso-list:Ignore">{escape(number)}</span></span>'
        text = text.removeprefix(number)
    for run in re.split(r"(\d+|%)", text):
        if run:
            latin = run.isdigit() or run == "%"
            family = "Times New Roman" if latin else "仿宋_GB2312"
            lang = ' lang="EN-US"' if latin else ""
            out += f'<span{lang} style="font-size:16.0pt;font-family:{family}">{escape(run)}</span>'
    return out


def _number_mark(para: Para) -> str:
    if para.level == 0:
        return ""
    return para.line[: para.line.index(para.title)]


def _word(draft: Draft, style: Style) -> str:
    look = 'class="MsoNormal" style="text-indent:32.0pt;line-height:28.0pt"'
    end = '<span lang="EN-US"><o:p></o:p></span></p>'

    def lines(texts: Iterable[tuple[str, str]], more: str) -> str:
        return "".join(f"<p {more}>{_runs(text, number)}{end}\n" for text, number in texts)

    centred = 'class="MsoNormal" align="center" style="text-align:center"'
    right = 'class="MsoNormal" align="right" style="text-align:right"'
    return (
        lines(((t, "") for t in _title(draft, style)), centred)
        + lines(((t, "") for t in _before(draft, style)), look)
        + lines(((p.line, _number_mark(p)) for p in draft.paras), look)
        + lines(((t, "") for t in _after(draft)), right)
    )


_MARKUPS = {"p": _plain, "div": _divs, "nested": _nested, "font": _font, "br": _breaks, "word": _word}


def report_html(draft: Draft, style: Style) -> str:
    """The text of a report in its unit's markup, with title, recipient and signature as the unit places them."""
    return _MARKUPS[style.markup](draft, style)


def text_html(paragraphs: Iterable[str]) -> str:
    return "\n".join(f'<p style="text-indent: 2em;">{escape(t)}</p>' for t in paragraphs)


def pointer_html(title: str, file_name: str) -> str:
    """All that the page of a report says that stands in a file beside it."""
    name = f"{escape(title)}.{file_name.rpartition('.')[2]}"
    return f'<p style="text-indent: 2em;">附件：<a href="./{file_name}" target="_blank" title="{name}">{name}</a></p>'
