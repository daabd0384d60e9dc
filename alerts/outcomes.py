"""What a check's outcome is called, and what an operator does next. Data, one line each."""

import re

from alerts.texts import clean_inline
from core.pages import Outcome

OUTCOME_NAMES: dict[Outcome, str] = {
    Outcome.OK: "正常",
    Outcome.NOT_MODIFIED: "没有变化",
    Outcome.BLOCKED: "被网站拦截",
    Outcome.SOFT_404: "页面显示“不存在”",
    Outcome.NOT_FOUND: "页面不存在",
    Outcome.REDIRECTED_HOME: "被转到网站首页或其他栏目",
    Outcome.LOGIN: "要求登录",
    Outcome.MAINTENANCE: "网站维护中",
    Outcome.HTTP_ERROR: "网站没有给出页面",
    Outcome.SERVER_ERROR: "网站服务器出错",
    Outcome.EMPTY: "栏目中没有任何条目",
    Outcome.TOO_FEW: "条目数少于预期",
    Outcome.INCOMPLETE: "列表没有读全",
    Outcome.REPEATED: "翻页后内容重复",
    Outcome.SHORTENED: "条目比近来少了一半以上",
    Outcome.RESTRUCTURED: "原有条目全部不见",
    Outcome.UNREADABLE: "页面无法识别",
    Outcome.DNS: "域名无法解析",
    Outcome.TLS: "加密连接失败",
    Outcome.CONNECTION: "无法连接",
    Outcome.TIMEOUT: "等待超时",
    Outcome.TOO_LARGE: "页面过大",
    Outcome.ROBOTS: "网站的 robots.txt 不允许访问",
    Outcome.PRIVATE_ADDRESS: "地址属于内网",
    Outcome.OUTSIDE_WINDOW: "不在该网站的访问时段",
    Outcome.BUDGET: "该网站本次访问次数已满",
    Outcome.BROWSER_MISSING: "没有可用的浏览器",
    Outcome.BROWSER_FAILED: "浏览器打开页面失败",
    Outcome.NOT_KEPT: "存档没有写进磁盘",
    Outcome.CRASHED: "检查程序中途退出",
}

_MOVED = "请用浏览器打开该地址；栏目如已迁移，请用 fazhiwatch check 核对新网址后改入名录。"
_WAIT = "多为网站一时的问题，下次检查会自动重试；如连续数日如此，请用浏览器打开该地址核对，必要时联系网站管理单位。"
_LOOK = "请运行 fazhiwatch check 查看实际读到的内容；栏目如已改版，请核对名录中的网址和栏目设置。"
_REBUILT = "网站确已改版或清理的，请在名录该栏目的 expect 下写明 since（从哪一天起重新计），此前的条目不再作比较。"
_BY_HAND = "也可在浏览器中另存页面，用 fazhiwatch import 导入。"

NEXT_STEPS: dict[Outcome, str] = {
    Outcome.BLOCKED: f"请联系网站管理单位，将本系统的访问列为允许；{_BY_HAND}",
    Outcome.SOFT_404: _MOVED,
    Outcome.NOT_FOUND: _MOVED,
    Outcome.REDIRECTED_HOME: _MOVED,
    Outcome.LOGIN: f"该页面需要登录，本系统不登录任何网站；请改用公开的栏目网址。{_BY_HAND}",
    Outcome.MAINTENANCE: _WAIT,
    Outcome.HTTP_ERROR: f"请用浏览器打开该地址核对；{_BY_HAND}",
    Outcome.SERVER_ERROR: _WAIT,
    Outcome.EMPTY: _LOOK,
    Outcome.TOO_FEW: f"{_LOOK}条目确已减少的，请调低名录中的 expect.min_posts。",
    Outcome.SHORTENED: f"{_LOOK}{_REBUILT}",
    Outcome.RESTRUCTURED: f"{_LOOK}{_REBUILT}",
    Outcome.INCOMPLETE: _LOOK,
    Outcome.REPEATED: _LOOK,
    Outcome.UNREADABLE: _LOOK,
    Outcome.DNS: "请核对名录中的网址有无错字，并检查本机的域名解析（DNS）；网站如已停用，请改为新的网址。",
    Outcome.TLS: "请用浏览器打开该地址查看证书是否有效；网站另有 http 地址的，可在名录中改用。",
    Outcome.CONNECTION: "请检查本机网络，并用浏览器打开该地址核对；部分网站只允许境内网络访问。",
    Outcome.TIMEOUT: _WAIT,
    Outcome.TOO_LARGE: "请核对名录中的网址是否为栏目列表页，而不是文件下载地址。",
    Outcome.ROBOTS: f"网站声明不允许程序访问该栏目，本系统遵守该声明；请联系网站管理单位。{_BY_HAND}",
    Outcome.PRIVATE_ADDRESS: "该网址指向内网地址；确属内网网站的，请在名录的该栏目下设 allow_private: true。",
    Outcome.OUTSIDE_WINDOW: "请让夜间任务落在名录 hosts 中为该网站写明的时段（window）之内，或修改该时段。",
    Outcome.BUDGET: "其余栏目下次接着检查；确有需要的，请在名录 hosts 中为该网站调高 budget。",
    Outcome.BROWSER_MISSING: (
        "该栏目须用浏览器打开；请安装 chromium（Debian、Ubuntu：apt-get install chromium），"
        "再运行 fazhiwatch doctor 核对。"
    ),
    Outcome.BROWSER_FAILED: "请运行 fazhiwatch doctor 检查浏览器；下次检查会自动重试。",
    Outcome.NOT_KEPT: (
        "请检查数据目录所在磁盘的空间和权限（fazhiwatch doctor），腾出空间后再运行一次即可补齐；已存内容不受影响。"
    ),
    Outcome.CRASHED: "下次检查会自动重试；如再次出现，请查看日志并运行 fazhiwatch doctor。",
}


def outcome_name(value: str) -> str:
    """The Chinese name of an outcome's value; a value of another version is shown as it stands."""
    return next((name for outcome, name in OUTCOME_NAMES.items() if outcome == value), value)


# What was seen, where it says in other words what the outcome is called.
_SAID = {"服务器拒绝请求", "访问被拦截", "列表没有任何条目", "没有找到浏览器"}
_BRACKETS = re.compile(r"（[^（）]*）")


def outcome_words(value: str, reason: str | None) -> str:
    """The outcome and what was seen, nothing twice."""
    return "，".join(part for part in outcome_parts(value, reason) if part)


def outcome_parts(value: str, reason: str | None) -> tuple[str, str]:
    """What the outcome is called, and what was seen besides; where both say the same, it is said in the first."""
    name, seen = outcome_name(value), clean_inline(reason or "", 200).rstrip("。；，")
    if not seen or seen.startswith(name) or _BRACKETS.sub("", seen) == name:
        return seen or name, ""
    said, bracket, more = seen.partition("（")
    if name.startswith(said) or seen.endswith(name.removeprefix("网站")):  # it is the more exact
        return seen, ""
    if name.endswith(said) or said in _SAID:
        return f"{name}{bracket}{more}", ""
    return name, seen
