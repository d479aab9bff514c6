"""Somebody alone: who can be tried, what to try, and why a code was wrong."""

import re

from playwright.sync_api import Browser, expect

from tests.browser.looks import WIDE_FIRST, looks
from tests.browser.visitor import Visitor, codes

PAGE = "/iam/security-credentials/"


@looks(WIDE_FIRST)
def test_alone(browser: Browser, address: str, scheme: str, width: int):
    visitor = Visitor(browser, address, scheme=scheme, width=width)
    page = visitor.page
    page.goto(f"{address}/")
    expect(page.get_by_label("IAM user name")).to_be_focused()
    visitor.check()
    page.get_by_role("link", name="Use alice").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_focused()
    visitor.check()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{PAGE}")
    page.goto(f"{address}/")
    steps = page.locator(".start-here li")
    expect(steps.filter(has_text="Done")).to_have_count(0)
    steps.first.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Instances"))
    page.goto(f"{address}/")
    expect(steps.first).to_contain_text("Done")
    visitor.check()
    steps.nth(1).get_by_role("link").click()
    page.get_by_role("button", name="Next").click()
    page.locator(".qr-box summary").click()
    totp = visitor.scan()
    for first, second, told in (
        ("123456", "123456", "Both codes are the same."),
        (*reversed(codes(totp)), "in the wrong order"),
    ):
        page.get_by_label("Enter a code").fill(first)
        page.get_by_label("Wait 30 seconds").fill(second)
        page.get_by_role("button", name="Add MFA").click()
        page.get_by_text("Why?").click()
        assert visitor.soon(told)
        visitor.check()
    first, second = codes(totp)
    page.get_by_label("Enter a code").fill(first)
    page.get_by_label("Wait 30 seconds").fill(second)
    page.get_by_role("button", name="Add MFA").click()
    assert visitor.soon("MFA device assigned")
    visitor.sign_out()
    expect(page.get_by_label("Account ID")).to_have_value("training")
    page.get_by_role("link", name="Use alice").click()
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("MFA code").fill(codes(totp, 60)[1])
    page.get_by_role("button", name="Submit").click()
    page.get_by_text("Why?").click()
    assert visitor.soon("a clock that is 30 minutes ahead") or visitor.seen("29 minutes 30 seconds")
    visitor.check()
    page.get_by_role("link", name="Info on device").click()
    expect(page.locator(".side-panel")).to_contain_text("somebody has something in the hand")
    page.get_by_label("MFA code").fill(codes(totp, 1)[1])
    page.get_by_role("button", name="Submit").click()
    page.wait_for_url(f"**{PAGE}")
    expect(page.locator(".account-menu summary")).to_contain_text("MFA")
    page.locator(".account-menu summary").click()
    expect(page.locator(".account-menu")).to_contain_text(
        re.compile("yes, .* Authenticator app alice")
    )
    visitor.check()
    page.keyboard.press("Escape")
    page.get_by_role("radio", name="alice").check()
    page.get_by_role("button", name="Resync").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("MFA code 1").fill("123456")
    dialog.get_by_label("MFA code 2").fill("123456")
    dialog.get_by_role("button", name="Resync").click()
    dialog.get_by_text("Why?").click()
    expect(dialog).to_contain_text("Both codes are the same.")
    visitor.check()
