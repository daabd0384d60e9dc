"""`fazhiwatch web` and the commands for users and tokens, as a person types them."""

import signal
import socket
from pathlib import Path

import pytest

from core.problems import UserProblem
from tests.web.command import ask, home, keys
from tests.web.house import quick_hashes
from web.serve import certificate, listen, until_asked

__all__ = ["home", "keys", "quick_hashes"]  # fixtures


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM])
def test_being_asked_to_end_is_no_fault(asked: signal.Signals) -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)  # what is started in the background ignores it
    before = signal.getsignal(signal.SIGTERM)
    went_on = False
    with until_asked():
        signal.raise_signal(asked)
        went_on = True
    assert not went_on
    assert signal.getsignal(signal.SIGTERM) is before


@pytest.mark.parametrize(
    ("words", "environment", "why"),
    [
        (["--host", "0.0.0.0"], {}, "fazhiwatch users add"),
        (["--tls-cert", "x.pem"], {}, "要同时写"),
        (["--tls-cert", "/no/cert.pem", "--tls-key", "/no/key.pem"], {}, "/no/cert.pem：没有这个文件"),
        ([], {"FAZHIWATCH_WEB_USER_HEADER": "X-User"}, "FAZHIWATCH_WEB_PROXIES"),
        (["--host", "198.51.100.1"], {"FAZHIWATCH_WEB_PROXIES": "0.0.0.0/0"}, "所有地址"),
    ],
)
def test_it_does_not_start_so(home: Path, words: list[str], environment: dict[str, str], why: str) -> None:
    done = ask(home, "web", *words, **environment)
    assert isinstance(done.exception, UserProblem)
    assert why in str(done.exception)
    assert "\n" not in str(done.exception)
    assert done.exception.exit_code == 2


def test_what_cannot_be_listened_on_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UserProblem, match=f"端口 {port} 已被占用") as refused:
            listen("127.0.0.1", port)
    assert refused.value.exit_code == 1
    for host, why in (
        ("203.0.113.9", "不是这台电脑的地址"),
        ("no-such-host.invalid", "解析不了"),
        ("a" * 70, "解析不了"),
    ):
        with pytest.raises(UserProblem, match=why) as refused:
            listen(host, 0)
        assert refused.value.exit_code == 2


@pytest.mark.parametrize("key", ["locked.pem", "other.pem", "root.pem"])
def test_a_key_that_does_not_fit_is_said_and_nothing_is_asked(keys: Path, key: str) -> None:
    with pytest.raises(UserProblem, match="互相配对"):
        certificate(keys / "one.pem", keys / key)


@pytest.mark.usefixtures("quick_hashes")
def test_users_are_added_changed_and_listed(home: Path) -> None:
    password = "three stone bridges\n"
    assert ask(home, "users", "add", "周明", "--role", "clerk", said=password).exit_code == 0
    for words, said, why in (
        (["add", "周明", "--role", "clerk"], password, "已经有用户"),
        (["add", "李明"], password, "--role"),
        (["add", "李明", "--role", "reader", "--office", "nope"], password, "没有这个监督机关：nope"),
        (["add", "李明", "--role", "reader"], "short\n", "12到256"),
        (["add", "李明", "--role", "reader"], "", "12到256"),
        (["add", "本机", "--role", "reader"], password, "已作他用"),
        (["add", "a:b", "--role", "reader"], password, "冒号"),
        (["passwd", "无此人"], password, "没有这个用户"),
    ):
        done = ask(home, "users", *words, said=said)
        assert isinstance(done.exception, UserProblem), (words, done.exception)
        assert why in str(done.exception)
    assert ask(home, "users", "role", "周明", "--role", "operator").exit_code == 0
    assert ask(home, "users", "passwd", "周明", said="four wooden bridges\n").exit_code == 0
    assert ask(home, "users", "disable", "周明").exit_code == 0
    listed = ask(home, "users", "list")
    assert "运维" in listed.output
    assert "停用" in listed.output


def test_tokens_are_shown_once(home: Path) -> None:
    assert ask(home, "users", "add", "周明", "--role", "reader", "--no-password").exit_code == 0
    made = ask(home, "tokens", "add", "周明", "--name", "台账 程序")
    secret = made.stdout.strip()
    assert secret.startswith("fzw_")
    listed = ask(home, "tokens", "list", "--json")
    assert '"台账 程序"' in listed.stdout
    assert secret not in listed.stdout
    assert ask(home, "tokens", "revoke", "1").exit_code == 0
    again = ask(home, "tokens", "revoke", "1")
    assert isinstance(again.exception, UserProblem)
    beyond = ask(home, "tokens", "add", "周明", "--name", "x", "--role", "clerk")
    assert "不能超过用户 周明 自己的" in str(beyond.exception)
