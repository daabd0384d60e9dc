"""One report in the dress of many content systems: templates of our own, after what government sites do."""

# ruff: noqa: E501 - a template a line

import html
import json

TITLE = "柳溪县2023年度法治政府建设情况报告"
TEXT = (
    "2023年，柳溪县坚持以规则办事，各项工作稳步推进，群众办事更加方便。现将有关情况报告如下：",
    "一、主要举措和成效",
    "（一）压实工作责任。县政府主要负责同志带头学法，全年听取法治工作汇报四次，研究解决难题九个。",
    "（二）规范行政执法。全县办理行政处罚案件一百二十六件，无一件因程序违法被撤销；公布执法信息三百余条。",
    "二、存在的不足和原因",
    "基层执法力量仍显薄弱，部分干部运用法治方式解决问题的本领还不强，主要原因是培训不够经常。",
    "三、下一年度主要安排",
    "2024年，柳溪县将充实执法队伍，办好公共法律服务站点，让群众感受到公平就在身边。",
)
BODY = "\n".join(TEXT)
HEAD = f"<title>{TITLE}_柳溪县人民政府</title>"
META = "<div class='info'>发布时间：2024-02-26 09:30 来源：县司法局</div>"
P = "".join(f"<p>{line}</p>" for line in TEXT)
HALF = "".join(f"<p>{line}</p>" for line in TEXT[:4]), "".join(f"<p>{line}</p>" for line in TEXT[4:])
NAV = "<ul class='menu'><li><a href='/'>首页</a></li><li><a href='/zwgk/'>政务公开</a></li><li><a href='/bsfw/'>办事服务</a></li></ul>"
FOOT = (
    "<div class='bottom'><p>主办单位：柳溪县人民政府办公室　联系电话：0000-1234567</p>"
    "<p>网站标识码：0000000001　示ICP备00000001号　示公网安备 00000000000001号</p></div>"
)


def page(inner: str, head: str = HEAD) -> str:
    return f"<!DOCTYPE html><html><head><meta charset='utf-8'>{head}</head><body>{NAV}{inner}{FOOT}</body></html>"


def article(inner: str = P, *, above: str = META, holder: str = "<div class='box'>", below: str = "") -> str:
    return f"<h1>{TITLE}</h1>{above}{holder}{inner}</div>{below}"


def _spans(line: str) -> str:
    return "<p>" + "".join(f"<span lang='EN-US' style='font-family:仿宋'>{c}</span>" for c in line) + "</p>"


STYLES: dict[str, str] = {
    "plain": page(article()),
    "breadcrumb as text": page("<div>您现在的位置：首页 &gt; 政务公开 &gt; 法治政府建设</div>" + article()),
    "breadcrumb inside the box": page(article("<div>当前位置：首页 &gt; 政务公开 &gt; 正文</div>" + P)),
    "clock in the header": page("<div class='top'>2019年12月3日 星期二 今天天气：晴</div>" + article()),
    "clock by itself below the title": page(article(above="<div>今天是：2026年1月5日 星期一</div>" + META)),
    "font size and print": page(
        article(above="<div>发布时间：2024-02-26 09:30 来源：县司法局 字号：[ 大 中 小 ] 打印</div>")
    ),
    "tools inside the box": page(article("<div>【字体：<a>大</a> <a>中</a> <a>小</a>】 【打印】 【关闭】</div>" + P)),
    "counter beside the source": page(
        article(above="<div>来源：县司法局　发布时间：2024-02-26 09:30　浏览次数：<span id='hits'>1024</span>次</div>")
    ),
    "share bar at the end": page(
        article(P + "<div class='bdsharebuttonbox'>分享到：<a>微信</a><a>新浪微博</a><a>QQ空间</a></div>")
    ),
    "share bar without a class": page(article(P + "<div>分享到： 微信 微博 QQ空间 复制链接</div>")),
    "code to scan": page(article(P + "<div><img src='a.png' alt='二维码'><p>扫一扫在手机打开当前页</p></div>")),
    "related links in the box": page(
        article(
            P
            + "<h3>相关链接</h3><ul><li><a href='1.html'>柳溪县2022年度法治政府建设情况报告</a></li>"
            + "<li><a href='2.html'>柳溪县召开全县执法工作会议</a></li></ul>"
        )
    ),
    "previous and next": page(
        article(
            P
            + "<p>上一篇：<a href='1.html'>关于做好春季防火工作的通知</a></p><p>下一篇：<a href='2.html'>没有了</a></p>"
        )
    ),
    "editor and audit": page(article(P + "<p>责任编辑：李某某</p><p>初审：张某 复审：王某 终审：赵某</p>")),
    "disclaimer": page(article(P + "<p>版权声明：凡本网注明来源的作品，转载请注明出处。</p>")),
    "footer in the same box": page(
        f"<div class='wrap'>{article()}<p>版权所有：柳溪县人民政府</p><p>地址：柳溪县城关镇人民路1号 邮编：000000</p></div>"
    ),
    "elder and barrier-free bar": page(
        "<div><span>无障碍浏览</span><span>长者模式</span><span>繁體中文</span><span>智能问答</span></div>" + article()
    ),
    "attachments after the text": page(
        article(P + "<p>附件：<a href='a.pdf'>柳溪县2023年度法治政府建设情况报告.pdf</a></p>")
    ),
    "attachment list with a heading": page(
        article(P + "<div>相关附件</div><ul><li><a href='a.docx'>报告全文.docx</a></li></ul>")
    ),
    "divs": page(article("".join(f"<div>&nbsp;&nbsp;&nbsp;&nbsp;{line}</div>" for line in TEXT))),
    "breaks": page(article("　　" + "<br/>\n　　".join(TEXT))),
    "double breaks": page(article("<p>" + "<br><br>&emsp;&emsp;".join(TEXT) + "</p>")),
    "p in p": page(article("".join(f"<p><p>{line}</p></p>" for line in TEXT))),
    "Word": page(
        article(
            "<div class='WordSection1'>"
            + "".join(f"<p class='MsoNormal' style='text-indent:32pt'>{_spans(t)[3:-4]}<o:p></o:p></p>" for t in TEXT)
            + "</div>"
        )
    ),
    "fonts": page(article("".join(f"<p><font size='3'><b>{t[:3]}</b>{t[3:]}</font></p>" for t in TEXT))),
    "pre": page(article("<pre>" + "\n　　".join(TEXT) + "</pre>")),
    "lines broken in the source": page(article("".join(f"<p>\n  {t[:9]}\n  {t[9:]}\n</p>" for t in TEXT))),
    "layout table": page(
        f"<table width='100%'><tr><td align='center'><b>{TITLE}</b></td></tr><tr><td>发布时间：2024-02-26 09:30 "
        f"来源：县司法局</td></tr><tr><td><table><tr><td>{P}</td></tr></table></td></tr></table>"
    ),
    "rows as paragraphs": page(
        article("<table><tbody>" + "".join(f"<tr><td>{t}</td></tr>" for t in TEXT) + "</tbody></table>")
    ),
    "two boxes": page(f"<h1>{TITLE}</h1>{META}<div class='txt'>{HALF[0]}</div><div class='txt'>{HALF[1]}</div>"),
    "two editors": page(
        f"<h1>{TITLE}</h1>{META}<div><div class='TRS_Editor'>{HALF[0]}</div><div class='TRS_Editor'>{HALF[1]}</div></div>"
    ),
    "editor in editor": page(article(f"<div class='TRS_Editor'><div class='TRS_Editor'>{P}</div></div>")),
    "hidden copy": page(f"<div class='phone' style='display:none'>{article()}</div>{article()}"),
    "hidden report of last year": page(
        f"<div style='display: none;'><h1>柳溪县2022年度法治政府建设情况报告</h1>{P.replace('2023', '2022')}</div>"
        + article()
    ),
    "all of it hidden until a script shows it": page(
        f"<div id='tab1' style='display:none'>{article()}</div><div id='tab2'><p>正在加载……</p></div>"
    ),
    "in a noscript": page(f"<h1>{TITLE}</h1>{META}<div id='app'></div><noscript>{P}</noscript>"),
    "in a textarea": page(f"<h1>{TITLE}</h1>{META}<textarea style='display:none'>{html.escape(P)}</textarea>"),
    "in a script of text": page(
        f"<h1>{TITLE}</h1>{META}<div id='con'></div><script type='text/xml'><content><![CDATA[{P}]]></content></script>"
    ),
    "in a template": page(f"<h1>{TITLE}</h1>{META}<script type='text/html' id='tpl'>{P}</script>"),
    "in a configuration": page(
        f"<h1>{TITLE}</h1>{META}<div class='article-content'></div><script>window._CONFIG = "
        + json.dumps({"DETAIL": {"id": 1, "title": TITLE, "content": P}}).replace("<", "\\u003C")
        + ";</script>"
    ),
    "after the end of the document": page("</body></html>" + article()),
    "ruby": page(article(P.replace("薄弱", "<ruby>薄弱<rp>(</rp><rt>bo ruo</rt><rp>)</rp></ruby>"))),
    "sidebar": page(
        f"<div class='left'>{article()}</div><div class='right'><h3>热点信息</h3><ul><li><a>县里举行春季运动会</a></li>"
        "<li><a>县里发布天气预警，请注意防范</a></li></ul></div>"
    ),
    "sidebar with sentences": page(
        f"<div class='main'>{article()}</div><div class='side'><p>县长信箱：欢迎您写信。您的来信我们将在五个工作日内答复。</p></div>"
    ),
    "index table": page(
        "<table><tr><td>索 引 号：</td><td>000000/2024-00007</td><td>发布机构：</td><td>县司法局</td></tr><tr><td>成文日期：</td>"
        f"<td>2024年02月20日</td><td>发布日期：</td><td>2024-02-26 09:30</td></tr><tr><td>标 题：</td><td>{TITLE}</td>"
        f"<td>有效性：</td><td>有效</td></tr></table>{article(above='')}"
    ),
    "article and section": page(
        f"<main><article><header><h1>{TITLE}</h1><p>来源：县司法局 发布时间：2024-02-26 09:30</p></header>"
        f"<section>{P}</section><footer>责任编辑：李某某</footer></article></main>"
    ),
    "ucap": page(
        f"<ucaptitle>{TITLE}</ucaptitle><div>来源：县司法局 发布时间：<publishtime>2024-02-26 09:30</publishtime></div>"
        f"<div id='UCAP-CONTENT'><UCAPCONTENT>{P}</UCAPCONTENT></div>"
    ),
    "capitals without quotes": page(article())
    .replace("<p>", "<P align=left>")
    .replace("<div class='box'>", "<DIV ID=Zoom>"),
    "nothing closed": page(f"<h1>{TITLE}</h1>{META}<div id=zoom>" + "".join(f"<p>{t}" for t in TEXT) + "</div>"),
}

STYLES["pc+mobile copies"] = page(
    f"<div class='pc'>{article()}</div><div class='mobile'>{article()}</div>",
    HEAD + "<style>@media(max-width:768px){.pc{display:none}}</style>",
)
STYLES["two editors copies"] = page(
    f"<h1>{TITLE}</h1>{META}<div id='zoom'>{P}</div><div class='wap'><div id='zoom'>{P}</div></div>"
)
STYLES["editors in two cells"] = page(
    f"<h1>{TITLE}</h1>{META}<table><tr><td><div class='TRS_Editor'>{HALF[0]}</div></td></tr><tr><td><div class='TRS_Editor'>{HALF[1]}</div></td></tr></table>"
)
STYLES["related article abstract"] = page(
    article(
        below="<div class='list'><h3>相关阅读</h3><ul>"
        + "".join(
            f"<li><a href='{i}.html'>柳溪县召开第{i}次执法工作推进会议</a><p>会议指出，要坚持问题导向，做好各项执法工作，让群众满意。</p></li>"
            for i in range(5)
        )
        + "</ul></div>"
    )
)
STYLES["news column left"] = page(
    "<table><tr><td width=200><ul>"
    + "".join(f"<li><a href='{i}'>新闻标题{i}号</a></li>" for i in range(30))
    + f"</ul></td><td>{article()}</td></tr></table>"
)
STYLES["share inline js"] = page(
    article(P + "<script>var a='<p>x</p>';document.write('分享到')</script><a class='jiathis'>分享</a>")
)
STYLES["comments form"] = page(
    article(
        below="<form><p>网友评论</p><textarea></textarea><input type=submit></form><div>网友评论仅供其表达个人看法，并不表明本站立场。</div>"
    )
)
STYLES["floating"] = page(article(below="<div class='float'><a>我要纠错</a><a>政务微信</a><a>返回顶部</a></div>"))
STYLES["speech bar"] = page(article(above=META + "<div>语音播报：<span>点击播放</span></div>"))
STYLES["abstract above"] = page(article(above=META + "<div class='zy'>【摘要】</div>"))
STYLES["qr in box"] = page(article(P + "<div class='ewm'>扫描二维码分享到手机</div>"))
STYLES["wechat"] = page(article(P + "<p>关注“柳溪发布”微信公众号</p>"))
STYLES["copyright"] = page(article(P + "<p>Copyright © 2024 柳溪县人民政府 版权所有</p>"))
STYLES["view article date line"] = page(
    article(above="<div>2024-02-26 09:30　|　来源：县司法局　|　阅读：<i>12</i></div>")
)
STYLES["bracket label"] = page(
    article(above="<div>[ 来源：县司法局 ] [ 发布时间：2024-02-26 09:30 ] [ 浏览次数：5 ] [ 字体：大 中 小 ]</div>")
)
STYLES["print tail"] = page(article(P + "<p>【打印此页】【关闭窗口】【返回顶部】</p>"))
STYLES["upper lower"] = page(article(P + "<div>上一条：<a>县里植树</a> 下一条：<a>县里清河</a></div>"))
STYLES["nested p br mix"] = page(article("<p>" + "</p><p>".join(t + "<br>" for t in TEXT) + "</p>"))
STYLES["text in li"] = page(article("<ul>" + "".join(f"<li>{t}</li>" for t in TEXT) + "</ul>"))
STYLES["text in dl"] = page(article("<dl>" + "".join(f"<dd>{t}</dd>" for t in TEXT) + "</dl>"))
STYLES["unknown tags"] = page(article("".join(f"<x-para>{t}</x-para><br>" for t in TEXT)))
STYLES["blockquote"] = page(article("".join(f"<blockquote>{t}</blockquote>" for t in TEXT)))
STYLES["center"] = page(f"<center><font size=5>{TITLE}</font></center>{META}<center><div align=left>{P}</div></center>")
STYLES["h-tags"] = page(article("".join((f"<h3>{t}</h3>" if t[1] == "、" else f"<p>{t}</p>") for t in TEXT)))
STYLES["marked content"] = page(
    f"<h1>{TITLE}</h1>{META}<!--ZJEG_RSS.content.begin--><div class='x'>{P}</div><!--ZJEG_RSS.content.end-->"
)
STYLES["iframe after"] = page(article(P + "<iframe src='/count.html'></iframe>"))
STYLES["vue hidden v-cloak"] = page(
    f"<div id='app' v-cloak>{article()}</div>", HEAD + "<style>[v-cloak]{display:none}</style>"
)
STYLES["opacity0 tab"] = page(
    f"<div class='tab-pane' hidden>{P.replace('2023', '2022')}</div><div class='tab-pane active'>{article()}</div>"
)
STYLES["js single quoted"] = page(
    f"<h1>{TITLE}</h1>{META}<div id='c'></div><script>var content = '{P}'; document.getElementById('c').innerHTML = content;</script>"
)
STYLES["js encodeURI"] = page(
    f"<h1>{TITLE}</h1>{META}<div id='c'></div><script>var d = {json.dumps({'content': P})};</script>"
)
STYLES["js array rows json text"] = page(
    f"<h1>{TITLE}</h1>{META}<div id='c'></div><script type='application/json'>{json.dumps({'content': P}, ensure_ascii=False)}</script>"
)
STYLES["input hidden"] = page(
    f"<h1>{TITLE}</h1>{META}<div id='c'></div><input type='hidden' id='zw' value=\"{html.escape(P)}\">"
)

SAVED: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "bare": ((TITLE, "发布时间：2024-02-26 09:30 来源：县司法局"), ()),
    "menu and tools": (
        ("首页", "政务公开", "办事服务", "您现在的位置：首页 > 政务公开", TITLE, "来源：县司法局", "发布时间：2024-02-26 09:30",
         "字号：大 中 小", "打印"),
        ("【打印本页】 【关闭窗口】", "上一篇：关于做好春季防火工作的通知", "下一篇：没有了", "主办：柳溪县人民政府办公室",
         "示ICP备00000001号", "网站标识码：0000000001"),
    ),
    "marks in brackets": (
        (TITLE, "[发布时间]：2024-02-26 09:30", "[来源]：县司法局", "【字体：大 中 小】"),
        ("分享到：", "扫一扫在手机打开当前页", "版权所有：柳溪县人民政府", "网站地图 | 联系我们 | 隐私声明"),
    ),
    "clock above": (
        ("柳溪县人民政府", "今天是：2026年1月5日 星期一", "无障碍浏览 长者模式", TITLE, "发布时间：2024-02-26 09:30 来源：县司法局 点击数：12"),
        ("责任编辑：李某某", "相关链接", "柳溪县召开全县执法工作会议", "技术支持：某某公司", "地址：柳溪县人民路1号 邮编：000000"),
    ),
    "title twice": (
        (f"{TITLE}_柳溪县人民政府", TITLE, "2024-02-26 09:30 来源：县司法局 浏览次数：12"),
        ("附件下载", "返回顶部", "您是第 1024 位访问者"),
    ),
}  # fmt: skip
