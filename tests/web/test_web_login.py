"""Logging in and one's own page, in a real browser."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from core.accounts import Role
from tests.web.accessible import violations
from tests.web.conftest import Looked, serving
from tests.web.house import PASSWORD, House, house, quick_hashes
from web.app import create_app

__all__ = ["house", "quick_hashes"]  # fixtures


@pytest.fixture(scope="module")
def address(house: House) -> Iterator[str]:
    """The house, with one person who may log in."""
    house.add("周明", Role.CLERK, ["qinglan"])
    with serving(create_app(house.settings, house.database)) as at:
        yield at


def test_a_clerk_logs_in_changes_her_password_makes_a_token_and_leaves(look: Callable[..., Looked]) -> None:
    looked = look()
    page = looked.goes("/account")
    assert page.url.endswith("/login?next=/account")
    expect(page.locator("input[name=name]")).to_be_focused()
    assert violations(page) == []
    looked.keeps_a_picture("login")
    page.get_by_label("用户名").fill("周明")
    page.get_by_label("密码").fill("not her password")
    with page.expect_response("**/login") as refused:
        page.keyboard.press("Enter")
    assert refused.value.status == 401
    assert page.get_by_role("alert").inner_text() == "用户名或密码不对"
    assert page.get_by_label("用户名").input_value() == "周明"
    expect(page.locator("input[name=password]")).to_be_focused()
    assert violations(page) == []
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/account")
    assert page.locator("dl.facts").inner_text().split() == ["用户", "周明", "权限", "经办", "监督机关", "青岚区司法局"]
    assert violations(page) == []

    page.get_by_label("原密码").fill(PASSWORD)
    page.get_by_label("新密码（至少12个字符）").fill("four wooden bridges")
    page.get_by_label("再输入一次新密码").fill("four wooden bridges")
    page.get_by_role("button", name="修改密码").click()
    page.wait_for_url("**/account?done=password")
    assert "密码已经修改" in page.get_by_role("status").inner_text()

    page.get_by_label("用途").fill("<b>台账</b>程序")
    page.get_by_label("权限").select_option(label="经办")
    page.get_by_role("button", name="新建令牌").click()
    assert page.locator("#secret").inner_text().startswith("fzw_")
    assert page.get_by_role("rowheader").inner_text() == "<b>台账</b>程序"
    assert violations(page) == []
    looked.keeps_a_picture("account")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="撤销").click()
    page.wait_for_url("**/account?done=revoked")
    assert "已撤销" in page.get_by_role("row").nth(1).inner_text()

    page.get_by_role("button", name="退出").click()
    page.wait_for_url("**/login")
    assert looked.goes("/account").url.endswith("/login?next=/account")
    looked.complaints[:] = [said for said in looked.complaints if "401" not in said]  # the wrong password, as it should


def test_the_login_page_on_a_phone_in_the_dark(look: Callable[..., Looked]) -> None:
    looked = look(width=390, scheme="dark")
    page = looked.goes("/login")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    looked.keeps_a_picture("login-phone-dark")
