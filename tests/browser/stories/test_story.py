"""The document, lived in a real browser: refused, enrolled, signed in with MFA, a key made."""

import csv
import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.looks import looks
from tests.browser.visitor import Visitor, codes

DENIED = "is not authorized to perform: iam:ListAccessKeys on resource: user alice with an explicit"


@looks()
def test_the_whole_story(browser: Browser, address: str, scheme: str, width: int):
    visitor = Visitor(browser, address, scheme=scheme, width=width)
    page = visitor.page
    page.goto(address)
    visitor.check()
    visitor.sign_in("alice")
    expect(page.get_by_role("heading", level=1)).to_contain_text("My security credentials")
    visitor.check()
    assert visitor.seen("You don't have MFA assigned")
    assert visitor.seen(DENIED)
    assert not visitor.seen("Canonical user ID")
    create = page.get_by_role("button", name="Create access key")
    expect(create).to_be_disabled()
    create.focus()
    expect(page.get_by_text("Needs iam:CreateAccessKey in this session")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_text("Needs iam:CreateAccessKey in this session")).to_be_hidden()
    page.get_by_text("Why was this refused?").first.click()
    assert visitor.seen("DenyAllExceptListedIfNoMFA")

    page.get_by_role("link", name="Assign MFA device").first.click()
    expect(page.get_by_role("textbox", name="Device name")).to_have_value("alice")
    visitor.check()
    page.get_by_role("button", name="Next").click()
    page.get_by_text("Show QR code").last.click()
    page.get_by_text("Show secret key").click()
    visitor.check()
    totp = visitor.scan()
    fours = re.findall("....", totp.secret)
    expect(page.locator(".secret-key .fours")).to_have_text(" ".join(fours))
    page.get_by_label("Copy secret key").click()
    expect(page.get_by_label("Copy secret key")).to_have_attribute("data-copied", "Copied")
    assert page.evaluate("navigator.clipboard.readText()") == totp.secret
    page.get_by_text("Hide QR code").click()
    expect(page.locator("img.qr")).to_be_hidden()
    page.reload()
    page.get_by_text("Show QR code").last.click()
    assert visitor.scan().secret == totp.secret

    first, second = codes(totp)
    page.get_by_label("Enter a code").fill(second)
    page.get_by_label("Wait 30 seconds").fill(first)
    page.get_by_role("button", name="Add MFA").click()
    assert visitor.seen("Authentication code for device is not valid.")
    visitor.check()
    page.get_by_label("Enter a code").fill(first)
    page.get_by_label("Wait 30 seconds").fill(second)
    page.get_by_role("button", name="Add MFA").click()
    assert visitor.seen("MFA device assigned")
    assert visitor.seen("This session began without MFA")
    assert visitor.seen(DENIED)
    visitor.check()
    page.locator("main").get_by_role("button", name="Sign out").first.click()

    visitor.sign_in("alice")
    expect(page.get_by_role("heading", level=1)).to_have_text("Additional verification required")
    code = page.get_by_label("MFA code")
    expect(code).to_have_attribute("autocomplete", "one-time-code")
    visitor.check()
    code.fill("000 000")
    page.get_by_role("button", name="Submit").click()
    assert visitor.seen("Authentication failed")
    visitor.check()
    code.fill(second)
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("My security credentials")
    assert not visitor.seen("not authorized")
    assert visitor.seen("Canonical user ID")
    assert visitor.seen("arn:aws:iam::123456789012:mfa/alice")
    visitor.check()
    make_use_and_delete_a_key(visitor)
    resynchronise_and_remove(visitor, totp)


def make_use_and_delete_a_key(visitor: Visitor) -> None:
    page = visitor.page
    page.get_by_role("link", name="Create access key").first.click()
    visitor.check()
    page.get_by_role("button", name="Next").click()
    assert visitor.seen("Confirm that you want to proceed.")
    page.get_by_label("I understand").check()
    page.get_by_role("button", name="Next").click()
    visitor.check()
    assert visitor.seen("iam:TagUser")
    page.get_by_role("button", name="Create access key").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Retrieve access keys")
    expect(page.locator(".flash")).to_be_focused()
    visitor.check()
    key_id = page.locator("tbody th .copy-value").inner_text()
    page.get_by_label("Show secret access key").click()
    secret = page.locator("tbody td .copy-value").inner_text()
    assert (len(key_id), len(secret)) == (20, 40)
    page.get_by_label("Copy secret access key").click()
    expect(page.locator("#announcer")).to_have_text("Copied")
    expect(page.get_by_label("Copy secret access key")).to_have_attribute("data-copied", "Copied")
    assert page.evaluate("navigator.clipboard.readText()") == secret
    with page.expect_download() as download:
        page.get_by_role("link", name="Download .csv file").click()
    assert download.value.suggested_filename == "alice_accessKeys.csv"
    with open(download.value.path(), encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == [["Access key ID", "Secret access key"], [key_id, secret]]
    page.reload()
    assert visitor.seen("This access key was created already")
    assert secret not in page.content()
    assert visitor.seen("Not shown: the description, which needs iam:TagUser")

    def act(name: str) -> None:
        page.locator(".card summary").click()
        page.locator(".card .menu-panel").get_by_role("link", name=name).click()
        expect(page.get_by_role("dialog")).to_be_visible()
        visitor.check()

    act("Delete")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Delete")).to_be_disabled()
    dialog.get_by_role("link", name="Deactivate").click()
    expect(dialog.get_by_role("link", name="Cancel")).to_be_focused()
    expect(dialog.get_by_role("heading")).to_have_text(f"Deactivate {key_id}?")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.locator(".card summary")).to_be_focused()
    act("Deactivate")
    page.get_by_role("dialog").get_by_role("button", name="Deactivate").click()
    assert visitor.soon("Access key deactivated")
    expect(page.locator(".card .status")).to_contain_text("Inactive")
    act("Activate")
    page.get_by_role("dialog").get_by_role("button", name="Activate").click()
    assert visitor.soon("Access key activated")
    act("Deactivate")
    page.get_by_role("dialog").get_by_role("button", name="Deactivate").click()
    assert visitor.soon("Access key deactivated")
    act("Delete")
    expect(page.get_by_label("To confirm deletion")).to_be_focused()
    delete = page.get_by_role("dialog").get_by_role("button", name="Delete")
    expect(delete).to_be_disabled()
    page.get_by_label("To confirm deletion").fill(key_id)
    delete.click()
    assert visitor.soon("Access key deleted")
    assert visitor.seen("No access keys")
    visitor.check()


def resynchronise_and_remove(visitor: Visitor, totp) -> None:
    page = visitor.page
    resync = page.get_by_role("button", name="Resync")
    expect(resync).to_be_disabled()
    expect(resync).to_have_accessible_description("Select an MFA device first.")
    page.get_by_role("radio", name="alice").check()
    resync.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("MFA code 1")).to_be_focused()
    visitor.check()
    dialog.get_by_label("MFA code 1").fill("000000")
    dialog.get_by_label("MFA code 2").fill("1")
    dialog.get_by_role("button", name="Resync").click()
    expect(dialog.get_by_text("The code must have six digits.")).to_be_visible()
    expect(dialog.get_by_label("MFA code 2")).to_be_focused()
    expect(dialog.get_by_label("MFA code 2")).to_have_value("")
    visitor.check()
    first, second = codes(totp, 10)
    dialog.get_by_label("MFA code 1").fill(first)
    dialog.get_by_label("MFA code 2").fill(second)
    dialog.get_by_role("button", name="Resync").click()
    assert visitor.soon("MFA device synchronized")
    flash = page.locator(".flash")
    flash.get_by_role("button", name="Dismiss").click()
    expect(flash).to_have_count(0)
    expect(page.locator("main")).to_be_focused()
    page.get_by_role("radio", name="alice").check()
    page.get_by_role("button", name="Remove").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    assert visitor.soon("No MFA devices")
    assert not visitor.seen("not authorized")
    visitor.check()


@pytest.mark.parametrize("user", ["bob", "admin"])
def test_bob_and_admin(browser: Browser, address: str, user: str):
    visitor = Visitor(browser, address)
    visitor.sign_in(user)
    visitor.check()
    assert visitor.seen("Canonical user ID")
    assert visitor.seen("not authorized") is (user == "bob")


def test_without_javascript_the_pages_still_work(browser: Browser, address: str):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/signin/?account=training")
    page.get_by_label("IAM user name").fill("bob")
    page.get_by_label("Password", exact=True).fill("bob-training-1")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Create access key").first.click()
    page.get_by_label("I understand").check()
    page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Create access key").click()
    page.get_by_role("link", name="Done").click()
    page.locator(".card summary").click()
    page.get_by_role("link", name="Deactivate").click()
    page.get_by_role("button", name="Deactivate").click()
    expect(page.locator(".card .status")).to_contain_text("Inactive")


def test_the_page_is_light(browser: Browser, address: str):
    """Everything that the credentials page needs: 62 KB to transfer, 64 at most.

    Thirteen requests, most of them for small scripts of one subject each.
    """
    visitor = Visitor(browser, address)
    visitor.sign_in("alice")
    visitor.page.wait_for_load_state("networkidle")
    session = visitor.context.new_cdp_session(visitor.page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    asked: list[str] = []
    session.on("Network.requestWillBeSent", lambda event: asked.append(event["request"]["url"]))
    visitor.page.reload(wait_until="networkidle")
    assert len(asked) <= 13, asked
    assert sum(sizes) < 64 * 1024, sum(sizes)
