"""Accounts, logins, tokens and the journal, on both databases."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from core.accounts import Role
from core.problems import UserProblem
from storage import accounts, journal, logins, tokens
from storage.models import LoginRow
from storage.tokens import NewToken

HOUR = timedelta(hours=1)


@pytest.fixture
def people(scene: Any, now: datetime) -> Any:
    """A reader of one office, and an operator."""
    with scene.session() as session:
        accounts.add(session, "周明", Role.READER, ["xian"], "hash-1", by="命令行（root）", at=now)
        accounts.add(session, "李运维", Role.OPERATOR, None, "hash-2", by="命令行（root）", at=now)
    return scene


def test_an_account_is_what_was_given(people: Any) -> None:
    with people.database.reading() as session:
        found = accounts.find(session, "周明")
        assert found is not None
        assert (found.role, found.offices, found.password) == (Role.READER, frozenset({"xian"}), "hash-1")
        assert [one.name for one in accounts.every(session)] == ["周明", "李运维"]
        assert accounts.find(session, "周") is None
        assert accounts.any_known(session)
        with pytest.raises(UserProblem, match="没有这个用户：周"):
            accounts.named(session, "周")


def test_nobody_is_known_at_first(scene: Any) -> None:
    with scene.database.reading() as session:
        assert not accounts.any_known(session)
        assert not accounts.any_active(session)


def test_a_name_is_given_once_and_an_operator_sees_all(people: Any, now: datetime) -> None:
    with people.session() as session:
        with pytest.raises(UserProblem, match="已经有用户 周明"):
            accounts.add(session, "周明", Role.CLERK, None, None, by="甲", at=now)
        with pytest.raises(UserProblem, match="不能限定"):
            accounts.add(session, "王", Role.OPERATOR, ["xian"], None, by="甲", at=now)
        with pytest.raises(UserProblem, match="不能限定"):
            accounts.set_role(session, "周明", Role.OPERATOR, ["xian"], by="甲", at=now)


def test_a_login_lasts_until_its_hour_and_no_longer(people: Any, now: datetime) -> None:
    with people.session() as session:
        logins.begin(session, accounts.named(session, "周明").id, "secret", now=now, until=now + HOUR)
    with people.database.reading() as session:
        before = logins.account(session, "secret", now + HOUR - timedelta(seconds=1))
        assert before is not None
        assert before.name == "周明"
        assert logins.account(session, "secret", now + HOUR) is None
        assert logins.account(session, "another", now) is None
    with people.session() as session:
        logins.begin(session, accounts.named(session, "周明").id, "next", now=now + HOUR, until=now + 2 * HOUR)
    assert len(people.rows(LoginRow)) == 1  # what is over is forgotten


@pytest.mark.parametrize("change", ["password", "disable", "logout"])
def test_a_login_ends(people: Any, now: datetime, change: str) -> None:
    with people.session() as session:
        for name in ("周明", "李运维"):
            logins.begin(session, accounts.named(session, name).id, f"of {name}", now=now, until=now + HOUR)
    with people.session() as session:
        match change:
            case "password":
                accounts.set_password(session, "周明", "hash-3", by="周明", at=now)
            case "disable":
                assert accounts.disable(session, "周明", by="李运维", at=now)
                assert accounts.enable(session, "周明", by="李运维", at=now)
            case "logout":
                logins.end(session, "of 周明")
    with people.database.reading() as session:
        assert logins.account(session, "of 周明", now) is None
        assert logins.account(session, "of 李运维", now) is not None


def test_whoever_is_disabled_gets_nowhere(people: Any, now: datetime) -> None:
    with people.session() as session:
        maker = accounts.named(session, "周明")
        logins.begin(session, maker.id, "login", now=now, until=now + HOUR)
        tokens.add(session, maker, NewToken("日历", Role.READER, None, now + HOUR), "token", by="周明", at=now)
        accounts.disable(session, "周明", by="李运维", at=now)
        logins.begin(session, maker.id, "raced", now=now, until=now + HOUR)  # one that came in meanwhile
    with people.database.reading() as session:
        assert logins.account(session, "login", now) is None
        assert logins.account(session, "raced", now) is None
        assert tokens.find(session, "token", now) is None
        assert accounts.any_active(session)
    with people.session() as session:
        accounts.disable(session, "李运维", by="命令行（root）", at=now)
        assert not accounts.disable(session, "李运维", by="命令行（root）", at=now)
        assert not accounts.any_active(session)
        assert accounts.any_known(session)


def test_a_password_of_old_parameters_is_hashed_anew_unless_it_was_changed(people: Any, now: datetime) -> None:
    with people.session() as session:
        who = accounts.named(session, "周明").id
        accounts.rehash(session, who, "hash-1", "hash-1-anew")
        accounts.rehash(session, who, "hash-of-before", "stale")
    with people.database.reading() as session:
        assert accounts.named(session, "周明").password == "hash-1-anew"


def test_a_token_is_good_until_it_is_over_or_revoked(people: Any, now: datetime) -> None:
    with people.session() as session:
        maker = accounts.named(session, "周明")
        new = NewToken("日历", Role.READER, None, now + HOUR)
        number = tokens.add(session, maker, new, "fzw_secret", by="周明", at=now)
    with people.session() as session:
        found = tokens.find(session, "fzw_secret", now)
        assert found is not None
        assert (found.name, found.maker.name, found.used_on) == ("日历", "周明", None)
        assert tokens.find(session, "fzw_secret", now + HOUR) is None
        assert tokens.find(session, "fzw_SECRET", now) is None
        tokens.used(session, number, date(2026, 3, 2))
        assert not tokens.revoke(session, number, by="别人", at=now, maker="李运维")
    with people.session() as session:
        assert tokens.revoke(session, number, by="周明", at=now, maker="周明")
        assert not tokens.revoke(session, number, by="周明", at=now)
        assert tokens.find(session, "fzw_secret", now) is None
        (kept,) = tokens.every(session, maker="周明")
        assert (kept.used_on, kept.revoked_at) == (date(2026, 3, 2), now)


@pytest.mark.parametrize(
    ("maker", "role", "offices", "why"),
    [
        ("周明", Role.CLERK, None, "不能超过用户 周明 自己的（查看）"),
        ("周明", Role.READER, ["xian", "shi"], "看不到这些监督机关：shi"),
        ("李运维", Role.OPERATOR, ["xian"], "不能限定"),
        ("周明", Role.READER, ["xian"], None),
        ("李运维", Role.READER, ["shi"], None),
        ("李运维", Role.OPERATOR, None, None),
    ],
)
def test_a_token_never_does_more_than_its_maker(
    people: Any, now: datetime, maker: str, role: Role, offices: list[str] | None, why: str | None
) -> None:
    with people.session() as session:
        new = NewToken("试", role, offices, now + HOUR)
        if why is None:
            tokens.add(session, accounts.named(session, maker), new, "x", by=maker, at=now)
            return
        with pytest.raises(UserProblem, match=why):
            tokens.add(session, accounts.named(session, maker), new, "x", by=maker, at=now)


def test_no_secret_is_in_the_database(people: Any, now: datetime) -> None:
    with people.session() as session:
        maker = accounts.named(session, "周明")
        logins.begin(session, maker.id, "login-secret-123", now=now, until=now + HOUR)
        new = NewToken("日历", Role.READER, None, now + HOUR)
        tokens.add(session, maker, new, "token-secret-456", by="周明", at=now)
    everything = repr(people.dump())
    assert "周明" in everything
    assert "login-secret-123" not in everything
    assert "token-secret-456" not in everything


def test_every_change_is_in_the_journal(people: Any, now: datetime) -> None:
    later = now + HOUR
    with people.session() as session:
        accounts.set_role(session, "周明", Role.CLERK, None, by="李运维", at=later)
        accounts.set_password(session, "周明", "other", by="周明", at=later)
        accounts.disable(session, "周明", by="李运维", at=later)
        accounts.enable(session, "周明", by="李运维", at=later)
        maker = accounts.named(session, "周明")
        number = tokens.add(
            session, maker, NewToken("日历", Role.READER, ["xian"], later + HOUR), "s", by="周明", at=later
        )
        tokens.revoke(session, number, by="周明", at=later)
    with people.database.reading() as session:
        told = [(row["by"], row["action"], row["about"], row["reason"]) for row in journal.entries(session)]
    assert told == [
        ("周明", "撤销令牌：查看，xian", f"令牌 {number} 号（日历），用户 周明", ""),
        ("周明", "新增令牌：查看，xian", f"令牌 {number} 号（日历），用户 周明", ""),
        ("李运维", "启用用户", "用户 周明", ""),
        ("李运维", "停用用户", "用户 周明", ""),
        ("周明", "修改密码", "用户 周明", ""),
        ("李运维", "修改权限：查看，xian → 经办，全部监督机关", "用户 周明", ""),
        ("命令行（root）", "新增用户：运维，全部监督机关", "用户 李运维", ""),
        ("命令行（root）", "新增用户：查看，xian", "用户 周明", ""),
    ]


def test_the_journal_is_read_page_by_page_while_it_grows(scene: Any, now: datetime) -> None:
    def write(first: int, last: int) -> None:
        with scene.session() as session:
            for n in range(first, last):
                about = f"单位 {n % 2}"
                journal.note(session, at=now, by=f"人{n % 3}", action="静默", about=about, reason=f"第 {n}\n条")

    write(0, 7)
    with scene.database.reading() as session:
        first = journal.entries(session, limit=3)
    write(7, 9)
    with scene.database.reading() as session:
        second = journal.entries(session, before=first[-1]["id"], limit=3)
        third = journal.entries(session, before=second[-1]["id"], limit=3)
        assert [row["reason"] for row in first + second + third] == [f"第 {n} 条" for n in reversed(range(7))]
        assert [row["reason"] for row in journal.entries(session, about="单位 1")] == [
            f"第 {n} 条" for n in (7, 5, 3, 1)
        ]
        assert [row["reason"] for row in journal.entries(session, by="人2")] == [f"第 {n} 条" for n in (8, 5, 2)]


def test_what_is_rolled_back_was_not_done_and_is_not_noted(scene: Any, now: datetime) -> None:
    with pytest.raises(ZeroDivisionError), scene.session() as session:
        accounts.add(session, "周明", Role.READER, None, None, by="甲", at=now)
        raise ZeroDivisionError
    with scene.database.reading() as session:
        assert journal.entries(session) == []
        assert accounts.every(session) == []
