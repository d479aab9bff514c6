"""HTTPS Git credentials and Amazon Keyspaces credentials: generated, reset, switched, deleted."""

import csv

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.visitor import Visitor


@pytest.mark.parametrize(
    ("tab", "file", "scheme", "width"),
    [
        ("AWS CodeCommit credentials", "bob_codecommit_credentials.csv", "light", 1440),
        ("Amazon Keyspaces credentials", "bob_keyspaces_credentials.csv", "dark", 390),
    ],
)
def test_the_story(browser: Browser, address: str, tab: str, file: str, scheme: str, width: int):
    visitor = Visitor(browser, address, scheme=scheme, width=width)
    visitor.sign_in("bob")
    page = visitor.page
    page.get_by_role("link", name=tab).click()
    assert visitor.seen("No credentials")
    visitor.check()
    dialog = page.get_by_role("dialog")
    page.get_by_role("link", name="Generate credentials").first.click()
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("link", name="Cancel")).to_be_focused()
    dialog.get_by_text("AWS CLI command").click()
    assert "aws iam create-service-specific-credential" in dialog.inner_text()
    visitor.check()
    dialog.get_by_role("button", name="Generate").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Credentials generated")
    visitor.check()
    page.get_by_label("Show password").click()
    password = page.locator(".secret .copy-value").inner_text()
    page.get_by_label("Copy password").click()
    assert page.evaluate("navigator.clipboard.readText()") == password
    with page.expect_download() as download:
        page.get_by_role("link", name="Download credentials").click()
    assert download.value.suggested_filename == file
    with open(download.value.path(), encoding="utf-8-sig", newline="") as found:
        rows = list(csv.reader(found))
    assert rows == [["User Name", "Password"], ["bob-at-123456789012", password]]
    page.reload()
    assert visitor.seen("The password was shown already")
    assert password not in page.content()

    panel = page.locator("section:has(#service-credentials)")

    def act(item: str, button: str) -> None:
        expect(panel.locator(".menu summary")).to_have_attribute("aria-disabled", "true")
        panel.get_by_role("radio").first.check()
        panel.locator(".menu summary").click()
        panel.locator(".menu-panel").get_by_role("button", name=item, exact=True).click()
        expect(dialog).to_be_visible()
        visitor.check()
        dialog.get_by_role("button", name=button, exact=True).click()

    act("Reset password", "Reset password")
    expect(page.get_by_role("heading", level=1)).to_have_text("Password reset")
    page.get_by_label("Show password").click()
    assert page.locator(".secret .copy-value").inner_text() != password
    page.get_by_role("link", name="Close").click()
    act("Deactivate", "Deactivate")
    assert visitor.soon("Credentials deactivated")
    assert panel.locator("tbody").get_by_text("Inactive").count() == 1
    page.get_by_role("link", name="Generate credentials").click()
    dialog.get_by_role("button", name="Generate").click()
    assert visitor.seen("bob+1-at-123456789012")
    page.get_by_role("link", name="Close").click()
    expect(page.get_by_role("button", name="Generate credentials")).to_be_disabled()
    visitor.check()
    for left in ("(1)", "(0)"):
        act("Delete", "Delete")
        expect(panel.locator(".counter")).to_have_text(left)
        assert visitor.seen("Credentials deleted")
    assert visitor.seen("No credentials")
