"""What 企业微信, 钉钉, 飞书 and Lark answer with HTTP 200: a code in the body says whether they took it. Pure."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

# The field with the code, 0 when the message was taken.
_FIELDS = {
    "wecombot": ("errcode",),
    "dingtalk": ("errcode",),
    "feishu": ("code", "StatusCode"),
    "lark": ("code", "StatusCode"),
}
# Of no use to try again before somebody mends the setting: the key or token, or how the robot is secured.
_FOR_GOOD = {
    "wecombot": {93000: "机器人地址（key）无效"},
    "dingtalk": {
        300001: "机器人令牌（token）不存在",
        310000: "机器人的安全设置没有通过（关键词、加签或来源地址）",
        400013: "群已解散",
        400101: "机器人令牌（token）不存在",
        400102: "机器人已停用",
    },
    "feishu": {
        19001: "机器人地址（token）无效",
        19007: "机器人没有启用",
        19021: "机器人的签名校验没有通过",
        19022: "机器人的来源地址校验没有通过",
        19024: "机器人的关键词校验没有通过",
    },
}
_FOR_GOOD["lark"] = _FOR_GOOD["feishu"]
_TOO_OFTEN = {"wecombot": {45009}, "dingtalk": {130101, 410100}, "feishu": {11232}, "lark": {11232}}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a message was not taken, in Chinese."""

    error: str
    permanent: bool


def refusal(scheme: str, answers: Iterable[bytes]) -> Refusal | None:
    """The first refusal among the bodies that a service answered with 200; None where it took everything, or where the
    service is none of those that refuse so.

    An answer without its code proves nothing, and counts as a refusal.
    """
    if scheme not in _FIELDS:
        return None
    codes = (_code(answer, _FIELDS[scheme]) for answer in answers)
    return next((_refused(scheme, code) for code in codes if code != 0), None)


def _code(answer: bytes, fields: Iterable[str]) -> int | None:
    try:
        told = json.loads(answer)
    except ValueError:
        return None
    found = next((told[name] for name in fields if name in told), None) if isinstance(told, dict) else None
    return found if isinstance(found, int) else None


def _refused(scheme: str, code: int | None) -> Refusal:
    if code is None:
        return Refusal("接收方的应答看不出是否已经接受", False)
    if words := _FOR_GOOD[scheme].get(code):
        return Refusal(f"{words}（代码{code}）", True)
    words = "发送过于频繁" if code in _TOO_OFTEN[scheme] else "接收方没有接受"
    return Refusal(f"{words}（代码{code}）", False)
