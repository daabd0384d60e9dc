"""Why a notification was not taken, in words of ours: Apprise's log may name addresses and secrets, this never does."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

# (what Apprise or the libraries below it write, what we say); the first that fits is said
_CAUSES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), words)
    for pattern, words in (
        (r"timed? ?out", "等待超时"),
        (r"connection refused", "连接被拒绝，接收方可能没有运行"),
        (r"failed to resolve|name or service not known|getaddrinfo|name resolution", "域名无法解析"),
        (r"certificate|ssl|tls", "加密连接失败或证书无效"),
        (r"unreachable|no route to host", "网络不通"),
        (r"reset by peer|aborted|remotedisconnected|unexpectedly closed", "连接中断"),
    )
)
_HTTP_STATUS = re.compile(r"(?:\berror=|failed: )(\d{3})\b")
_SMTP_REPLY = re.compile(r"(?:^|[({ ])([45]\d{2}), b'")
_STATUS_WORDS = {
    401: "没有通过认证，请核对地址中的密钥",
    403: "没有权限，请核对地址中的密钥",
    404: "接收地址不存在",
    410: "接收地址已停用",
    413: "内容过长",
    429: "发送过于频繁",
}
_SMTP_WORDS = {530: "要求登录", 535: "用户名或密码不对", 550: "收件地址不被接受", 552: "内容过长", 554: "邮件被拒绝"}
UNKNOWN = "通知服务没有接受，原因不明"
# Nothing but another setting helps. A 403 or 554 may be a matter of one message, or of one hour.
_STATUS_FOR_GOOD = (401, 404, 410)
_SMTP_FOR_GOOD = (530, 535)


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a message was not taken, in Chinese; `permanent`: and will not be before somebody mends the setting."""

    words: str
    permanent: bool = False


def explain(lines: Iterable[str]) -> Cause:
    """What the log lines of a failed sending come down to."""
    text = "\n".join(lines)
    if status := _HTTP_STATUS.search(text):
        code = int(status.group(1))
        return Cause(_http(code), code in _STATUS_FOR_GOOD)
    if reply := _SMTP_REPLY.search(text):
        code = int(reply.group(1))
        words = f"邮件服务器没有接受（代码{code}）：{_SMTP_WORDS.get(code, '请联系邮箱管理员')}"
        return Cause(words, code in _SMTP_FOR_GOOD)
    return Cause(next((words for pattern, words in _CAUSES if pattern.search(text)), UNKNOWN))


def _http(status: int) -> str:
    if status in _STATUS_WORDS:
        words = _STATUS_WORDS[status]
    elif status >= 500:
        words = "接收方服务器出错"
    elif 300 <= status < 400:
        words = "接收方把请求转到了别处"
    else:
        words = "接收方没有接受"
    return f"{words}（HTTP {status}）"
