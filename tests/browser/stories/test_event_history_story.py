"""Who made that key, and did they have MFA? The event history from the first look to the replay."""

import json
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.browser.looks import looks
from tests.browser.visitor import Visitor


@looks()
def test_who_made_that_key(browser: Browser, address: str, scheme: str, width: int):
    visitor = Visitor(browser, address, scheme=scheme, width=width)
    page = visitor.page
    visitor.sign_in("admin")
    page.goto(f"{address}/iam/security-credentials/access-keys/create/description/")
    page.get_by_role("button", name="Create access key").click()
    page.goto(f"{address}/cloudtrail/events/")
    visitor.check()
    row = page.locator("tbody tr", has_text="CreateAccessKey")
    expect(row).to_contain_text("AWS::IAM::AccessKey")

    page.get_by_text("Preferences", exact=True).click()
    page.get_by_label("MFA").check()
    visitor.check()
    page.get_by_role("button", name="Confirm").click()
    expect(page.locator("thead")).to_contain_text("MFA")
    expect(row).to_contain_text("No")

    page.get_by_text("Download events", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download as JSON").click()
    records = json.loads(Path(download.value.path()).read_text())["Records"]
    assert [one["eventName"] for one in records] == ["CreateAccessKey", "ConsoleLogin"]

    page.keyboard.press("Escape")
    for box in page.locator("tbody input").all():
        box.check()
    visitor.check()
    page.get_by_role("button", name="Compare event details").click()
    expect(page.locator("main")).to_contain_text("differs")
    visitor.check()
    page.locator("thead a").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("CreateAccessKey")
    visitor.check()
    page.get_by_role("button", name="Copy the event record").click()
    copied = json.loads(page.evaluate("navigator.clipboard.readText()"))
    assert copied["eventName"] == "CreateAccessKey"

    page.get_by_role("link", name="admin", exact=True).click()
    expect(page.get_by_label("Value", exact=True)).to_have_value("admin")
    page.get_by_label("Lookup attributes").select_option("Read-only")
    page.get_by_label("Value", exact=True).fill("maybe")
    page.keyboard.press("Enter")
    assert visitor.soon("Read-only is true or false.")
    visitor.check()

    page.goto(f"{address}/cloudtrail/replay/")
    visitor.check()
    page.get_by_role("button", name="Replay").click()
    expect(page.locator("main")).to_contain_text("DenyAllExceptListedIfNoMFA denies it")
    visitor.check()
