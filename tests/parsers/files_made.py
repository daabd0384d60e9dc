"""A made-up town's report, and the same report as a file of every kind: made by the tests, read by the product."""

import re
import struct
import zipfile
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from docx import Document
from lxml import etree
from PIL import Image, ImageDraw, ImageFont
from playwright.sync_api import sync_playwright
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc")
GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "files"

TITLE = "晴川县柳溪镇人民政府2024年度法治政府建设情况报告"
RECIPIENT = "县委、县政府："
TABLE = (
    ("项目", "2023年", "2024年"),
    ("行政处罚", "31件", "28件"),
    ("行政复议", "2件", "0件"),
    ("人民调解", "156件", "171件"),
)
BODY = (
    "2024年，柳溪镇坚持以习近平法治思想为指导，认真落实县委、县政府关于法治政府建设的各项部署，把依法行政贯穿到镇村治理的全过程、各环节，"
    "法治政府建设取得新的进展。现将有关情况报告如下：",
    "一、主要举措和成效",
    "（一）健全依法决策机制",
    "严格执行重大行政决策程序规定，全年共有6项重大事项经过公众参与、专家论证、风险评估、合法性审查和集体讨论决定。镇法律顾问审查合同和协议84份，"
    "提出修改意见122条，采纳119条，采纳率为97.5%。党政办公室对全镇行政规范性文件进行清理，废止3件，修改2件，保留11件，清理结果向社会公布。",
    "（二）规范行政执法行为",
    "推进综合行政执法改革，持证执法人员由12人增加到19人。全年办理行政处罚案件28件，罚没款4.26万元，没有发生因执法不当引起的复议撤销和诉讼败诉。"
    "落实行政执法公示、执法全过程记录、重大执法决定法制审核三项制度，使用“晴川执法”APP记录检查1 204次，"
    "开展执法案卷评查2次，评查案卷40卷，合格率达到100%。",
    "（三）化解社会矛盾纠纷",
    "1.完善调解网络。在13个村和2个社区设立人民调解委员会，配备专职调解员17名，全年调解各类纠纷171件，调解成功168件，成功率98.2%。",
    "2.办好群众诉求。受理12345热线工单936件，按期办结931件；接待来访群众214人次，没有发生越级上访。",
    "（四）加强普法宣传教育",
    "开展“法治柳溪”主题宣传活动23场，发放资料9000余份，组织法律明白人培训4期，受益群众5600人次。各村建成法治文化广场8处，"
    "把村规民约、民法典知识画上墙头，让群众抬头可见、驻足可学，遇事找法、办事依法的氛围更加浓厚。",
    "二、党政主要负责人履行推进法治建设第一责任人职责情况",
    "镇党委书记、镇长带头学法用法，主持召开党委会、镇长办公会研究法治建设工作9次，听取行政执法、普法、调解工作汇报5次，对涉及群众切身利益的疑难事项亲自部署、亲自过问、亲自协调、亲自督办。"
    "把法治建设成效纳入村（社区）和站所年度考核，考核结果与评先评优挂钩。",
    "三、存在的不足和原因",
    "一是执法力量仍然薄弱，专业人员不足，个别执法人员对新修订的法律法规掌握不深；二是普法宣传的针对性不强，对外出务工人员、个体工商户的宣传形式比较单一；"
    "三是依法治理的信息化水平不高，数据共享不够及时。主要原因是经费保障有限，学习培训不够系统，统筹协调机制有待完善。",
    "四、2025年工作安排",
    "（一）继续提升执法能力。组织执法人员全员轮训，配齐执法装备，推行柔性执法和说理式执法，让执法既有力度又有温度。",
    "（二）继续推进矛盾纠纷多元化解。做实镇级综治中心，推动人民调解、行政调解、司法调解衔接联动，力争小事不出村、大事不出镇。",
    "（三）继续抓好普法工作。围绕宪法、民法典和乡村振兴促进法，开展进村入户宣传不少于20场，培养法律明白人60名。",
)  # fmt: skip
SIGNED = ("晴川县柳溪镇人民政府", "2025年2月18日")
PARAGRAPHS = (TITLE, RECIPIENT, *BODY, *SIGNED)

Maker = Callable[[], bytes]


def pdf_by_reportlab(password: str | None = None) -> bytes:
    """Laid out as an office would: title in large type, first lines indented, page numbers — 1 —, a running head."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = BytesIO()
    canvas = Canvas(out, pagesize=A4, encrypt=password)
    canvas.setTitle(TITLE)
    _draw(canvas, A4)
    canvas.save()
    return out.getvalue()


def _draw(canvas: Any, size: tuple[float, float]) -> None:
    """Chinese line breaking by hand: no mark begins a line, no number is cut."""
    em, left, right = 16.0, 80.0, size[0] - 80.0
    number, y = 0, 0.0
    for text, indent in _blocks():
        centred = indent < 0
        for i, line in enumerate(_broken(text, int((right - left) / em), max(indent, 0))):
            if y < 90:
                if number:
                    canvas.showPage()
                number, y = number + 1, size[1] - 100
                canvas.setFont("STSong-Light", 9)
                canvas.drawString(left, size[1] - 50, "晴川县柳溪镇文件")
                canvas.drawCentredString(size[0] / 2, 40, f"— {number} —")
            font = 22.0 if text in TITLE else em
            canvas.setFont("STSong-Light", font)
            x = left + (indent * em if i == 0 and not centred else 0)
            if centred:
                x = (size[0] - _width(line) * font) / 2
            canvas.drawString(x, y, line)
            y -= 28


def _blocks() -> list[tuple[str, int]]:
    """Each paragraph with its indent in ems; -1 stands for centred."""
    head = [(TITLE[:14], -1), (TITLE[14:], -1), (RECIPIENT, 0)]
    return [*head, *((line, 2) for line in BODY), *((line, 14) for line in SIGNED)]


def _laid_out(blocks: Sequence[tuple[str, int]], width: int = 28) -> list[tuple[str, int]]:
    return [
        (line, indent if i == 0 or indent < 0 else 0)
        for text, indent in blocks
        for i, line in enumerate(_broken(text, width, max(indent, 0)))
    ]


def _width(text: str) -> float:
    return sum(0.5 if c.isascii() else 1.0 for c in text)


def _broken(text: str, width: int, indent: int) -> list[str]:
    lines, line, room = [], "", width - indent
    for token in re.findall(r"[A-Za-z0-9.%]+[，。；：、）”]*|.[，。；：、）”]*", text):
        if line and _width(line + token) > room:
            lines.append(line)
            line, room = "", width
        line += token
    return [*lines, line]


HTML = (
    "<!doctype html><html><head><meta charset='utf-8'><style>@page{size:A4;margin:3cm 2.6cm} "
    "body{font:16pt/1.75 'WenQuanYi Micro Hei'} h1{font-size:22pt;text-align:center} "
    "p{text-indent:2em;margin:0;text-align:justify} p.r{text-align:right} p.n{text-indent:0} "
    "td{border:1px solid;padding:4px 30px}</style></head><body>%s</body></html>"
)


def html(*, table: bool = False) -> str:
    rows = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in TABLE)
    body = f"<h1>{TITLE}</h1><p class=n>{RECIPIENT}</p>" + "".join(f"<p>{line}</p>" for line in BODY)
    body += f"<table>{rows}</table>" if table else ""
    return HTML % (body + "".join(f"<p class=r>{line}</p>" for line in SIGNED))


def pdf_by_browser(browser: Path, *, table: bool = False) -> bytes:
    with sync_playwright() as play:
        running = play.chromium.launch(executable_path=str(browser), args=["--no-sandbox", "--disable-gpu"])
        try:
            page = running.new_page()
            page.set_content(html(table=table))
            return page.pdf(prefer_css_page_size=True)
        finally:
            running.close()


def docx(*, numbered: bool = False, table: bool = False) -> bytes:
    """`numbered`: the headings' numbers are Word's own automatic ones, and stand nowhere in the text."""
    document = Document()
    document.core_properties.title = TITLE
    document.sections[0].header.paragraphs[0].text = "内部资料"
    document.sections[0].footer.paragraphs[0].text = "第1页"
    if numbered:
        _add_numbering(document)
    document.add_paragraph(TITLE, style="Title")
    document.add_paragraph(RECIPIENT)
    for line in BODY:
        m = re.match(r"([一二三四]、)|(（[一二三四]）)|(\d\.)", line) if numbered else None
        paragraph = document.add_paragraph(line[m.end() :] if m else line)
        if m:
            paragraph._p.get_or_add_pPr().append(_num_pr(0 if m.group(1) else 1 if m.group(2) else 2))
    if table:
        made = document.add_table(0, len(TABLE[0]))
        for row in TABLE:
            for cell, text in zip(made.add_row().cells, row, strict=True):
                cell.text = text
    for line in SIGNED:
        document.add_paragraph(line)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def _num_pr(level: int) -> Any:
    return etree.fromstring(f'<w:numPr xmlns:w="{WORD}"><w:ilvl w:val="{level}"/><w:numId w:val="77"/></w:numPr>')


def _add_numbering(document: Any) -> None:
    numbering = document.part.numbering_part.element
    levels = (("chineseCountingThousand", "%1、"), ("chineseCountingThousand", "（%2）"), ("decimal", "%3."))
    made = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for i, (form, text) in enumerate(levels)
    )
    abstract = f'<w:abstractNum xmlns:w="{WORD}" w:abstractNumId="77">{made}</w:abstractNum>'
    numbering.insert(0, etree.fromstring(abstract))
    number = f'<w:num xmlns:w="{WORD}" w:numId="77"><w:abstractNumId w:val="77"/></w:num>'
    numbering.append(etree.fromstring(number))


def rooted(xml: str) -> str:
    return f'<w:document xmlns:w="{WORD}">{xml}</w:document>'


def docx_of(body_xml: str, **parts: str) -> bytes:
    """A docx that holds just this body (and further parts: `word/numbering.xml` as `numbering=`)."""
    members: dict[str, str | bytes] = {f"word/{name}.xml": text for name, text in parts.items()}
    members["word/document.xml"] = rooted(f"<w:body>{body_xml}</w:body>")
    return zipped(members)


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return out.getvalue()


_OFD = "http://www.ofdspec.org/2016"


def ofd(lines_a_page: int = 24) -> bytes:
    """GB/T 33190: OFD.xml names the document, Document.xml its pages, each Content.xml its TextCode runs."""
    laid = _laid_out(_blocks())
    pages = [laid[i : i + lines_a_page] for i in range(0, len(laid), lines_a_page)]
    members: dict[str, str | bytes] = {
        "OFD.xml": f'<ofd:OFD xmlns:ofd="{_OFD}" Version="1.1" DocType="OFD"><ofd:DocBody><ofd:DocInfo>'
        f"<ofd:Title>{TITLE}</ofd:Title></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f'<ofd:Document xmlns:ofd="{_OFD}"><ofd:Pages>'
        + "".join(f'<ofd:Page ID="{i + 1}" BaseLoc="Pages/Page_{i}/Content.xml"/>' for i in range(len(pages)))
        + "</ofd:Pages></ofd:Document>",
    }
    for number, page in enumerate(pages):
        members[f"Doc_0/Pages/Page_{number}/Content.xml"] = _ofd_page(page, number + 1)
    return zipped(members)


def _ofd_page(page: Sequence[tuple[str, int]], number: int) -> str:
    em = 5.6
    runs = [(f"- {number} -", 100.0, 285.0)]
    for i, (line, indent) in enumerate(page):
        runs.append((line, 25 + em * indent if indent >= 0 else 105 - em * _width(line) / 2, 30 + 10.0 * i))
    objects = "".join(_ofd_text(9 + i, *run, 7.5 if run[0] in TITLE else em) for i, run in enumerate(runs))
    return f'<ofd:Page xmlns:ofd="{_OFD}"><ofd:Content><ofd:Layer>{objects}</ofd:Layer></ofd:Content></ofd:Page>'


def _ofd_text(number: int, text: str, x: float, y: float, em: float) -> str:
    return (
        f'<ofd:TextObject ID="{number}" Boundary="{x} {y - em} 160 {em}" Font="3" Size="{em}">'
        f'<ofd:TextCode X="0" Y="{0.9 * em:.2f}" DeltaX="{_deltas(text, em)}">{text}</ofd:TextCode></ofd:TextObject>'
    )


def _deltas(text: str, em: float) -> str:
    steps = [em * _width(c) for c in text[:-1]]
    if len(set(steps)) == 1 and len(steps) > 2:
        return f"g {len(steps)} {steps[0]}"
    return " ".join(f"{step:.2f}" for step in steps)


def pictures(lines: Sequence[tuple[str, int]] | None = None) -> list[Any]:
    """The report's pages as a scanner would give them: black on white, 150 dpi."""
    em, font = 33, ImageFont.truetype(str(FONT), 33)
    laid = _laid_out(lines or _blocks())
    pages = []
    for start in range(0, len(laid), 26):
        page = laid[start : start + 26]
        picture = Image.new("RGB", (1240, 240 + 58 * len(page)), "white")
        draw = ImageDraw.Draw(picture)
        for i, (line, indent) in enumerate(page):
            x = 150 + em * indent if indent >= 0 else (1240 - em * _width(line)) / 2
            draw.text((x, 120 + 58 * i), line, font=font, fill="black")
        pages.append(picture)
    return pages


def picture_file(form: str, pages: Sequence[Any] | None = None) -> bytes:
    made = pages or pictures(_blocks()[:6])
    out = BytesIO()
    many = {"save_all": True, "append_images": list(made[1:])} if form in ("TIFF", "PDF") else {}
    made[0].save(out, form, **many)
    return out.getvalue()


def ole(streams: dict[str, bytes]) -> bytes:
    """A compound file with these streams at its top, written sector by sector ([MS-CFB], version 3)."""
    sectors: list[bytes] = []
    fat: list[int] = []

    def put(data: bytes) -> int:
        start = len(sectors)
        parts = [data[i : i + 512].ljust(512, b"\0") for i in range(0, max(len(data), 1), 512)]
        sectors.extend(parts)
        fat.extend([*range(start + 1, start + len(parts)), 0xFFFFFFFE])
        return start

    entries = [("Root Entry", 5, 0xFFFFFFFE, 0)]
    for name, data in streams.items():
        entries.append((name, 2, put(data.ljust(4096, b"\0")), max(len(data), 4096)))
    records = []
    for i, (name, kind, start, size) in enumerate(entries):
        raw = (name + "\0").encode("utf-16-le")
        right = i + 1 if 0 < i < len(entries) - 1 else 0xFFFFFFFF
        child = 1 if i == 0 and len(entries) > 1 else 0xFFFFFFFF
        head = raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw), kind, 1, 0xFFFFFFFF, right, child)
        records.append(head.ljust(116, b"\0") + struct.pack("<IQ", start, size))
    directory = put(b"".join(records).ljust(512 * -(-len(records) // 4), b"\0"))
    count = -(-(len(fat) + 2) // 128)
    places = list(range(len(sectors), len(sectors) + count))
    fat.extend([0xFFFFFFFD] * count)
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(512 * count, b"\xff")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    header += struct.pack("<IIIIIIIII", 0, count, directory, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<109I", *(places + [0xFFFFFFFF] * (109 - count)))
    return header + b"".join(sectors) + table


def doc(pieces: Sequence[tuple[str, str]], flags: int = 0) -> bytes:
    """An old Word file of text pieces, each in its own encoding ("utf-16-le", or one byte a unit: "gbk", "cp1252")."""
    word, places, pcds = bytearray(0x600), [0], b""
    for text, encoding in pieces:
        raw, wide = text.encode(encoding), encoding == "utf-16-le"
        at = len(word)
        pcds += struct.pack("<HIH", 0, at if wide else (at * 2) | 0x40000000, 0)
        word += raw
        places.append(places[-1] + (len(raw) // 2 if wide else len(raw)))
    plc = struct.pack(f"<{len(places)}I", *places) + pcds
    clx = b"\x01\x02\x00\x00\x00" + b"\x02" + struct.pack("<I", len(plc)) + plc
    struct.pack_into("<HH", word, 0, 0xA5EC, 0xC1)
    struct.pack_into("<H", word, 10, flags)
    struct.pack_into("<i", word, 0x4C, places[-1])
    struct.pack_into("<II", word, 0x1A2, 0, len(clx))
    return ole({"WordDocument": bytes(word), "0Table": clx})


def blank(form: str) -> bytes:
    return picture_file(form, [Image.new("RGB", (200, 200), "white")])
