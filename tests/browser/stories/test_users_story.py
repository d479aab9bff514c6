"""The list of users arranged, a user's tags, policies unfolded and in summary, one compared."""

from playwright.sync_api import Browser, expect

from tests.browser.looks import looks
from tests.browser.visitor import Visitor


@looks()
def test_users_and_what_serves_them(browser: Browser, address: str, scheme: str, width: int):
    visitor = Visitor(browser, address, scheme=scheme, width=width)
    page = visitor.page
    visitor.sign_in("admin")
    page.goto(f"{address}/iam/users/")
    visitor.check()
    table = page.get_by_role("region", name="Table of users")
    if width == 1440:
        assert table.evaluate("table => table.scrollWidth <= table.clientWidth"), "it fits"
    page.get_by_text("Preferences").click()
    page.get_by_label("50 users").check()
    for column in ("Path", "Console last sign-in", "Access key ID"):
        page.get_by_label(column).check()
    visitor.check()
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_role("columnheader", name="Access key ID")).to_be_attached()
    table.evaluate("table => (table.scrollLeft = table.scrollWidth)")
    expect(page.get_by_role("link", name="alice")).to_be_in_viewport()
    visitor.check()
    page.get_by_label("Filter by MFA").select_option("some")
    page.get_by_role("button", name="Search").click()
    assert visitor.seen("No user of this account has such MFA")
    visitor.check()
    live_search(visitor)
    tags(visitor)
    policies(visitor)


def live_search(visitor: Visitor) -> None:
    """The list follows what is typed, without Enter; the cursor stays, and the address follows."""
    page = visitor.page
    page.goto(f"{visitor.address}/iam/users/")
    field = page.get_by_label("Search by user name")
    field.press_sequentially("ali")
    expect(page.get_by_role("link", name="bob")).to_have_count(0)
    expect(page.get_by_role("link", name="alice")).to_be_visible()
    expect(page.locator("[data-live] [role=status]")).to_have_text("1 match")
    expect(field).to_be_focused()
    assert page.url.endswith("search=ali&mfa=")
    visitor.check()
    field.press_sequentially("<&")
    expect(page.get_by_text("No matches")).to_be_visible()
    field.fill("")
    expect(page.get_by_role("link", name="bob")).to_be_visible()
    visitor.check()


def tags(visitor: Visitor) -> None:
    page = visitor.page
    page.goto(f"{visitor.address}/iam/users/details/alice/tags/")
    visitor.check()
    page.get_by_role("link", name="Add tag").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Key")).to_be_focused()
    visitor.check()
    dialog.get_by_label("Key").fill("aws:team")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_text("Tag not saved")).to_be_visible()
    visitor.check()
    dialog.get_by_label("Key").fill("team")
    dialog.get_by_label("Value").fill("red")
    dialog.get_by_role("button", name="Save").click()
    assert visitor.soon("Tag saved")
    visitor.check()
    page.get_by_role("link", name="Remove team").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    assert visitor.soon("Tag removed")


def policies(visitor: Visitor) -> None:
    page = visitor.page
    page.goto(f"{visitor.address}/iam/users/details/alice/")
    page.get_by_role("link", name="Unfold Force_MFA").click()
    expect(page.get_by_role("region", name="Document of Force_MFA")).to_contain_text("NotAction")
    visitor.check()
    page.get_by_role("link", name="Force_MFA", exact=True).click()
    visitor.check()
    page.get_by_role("link", name="Summary", exact=True).click()
    assert visitor.seen("aws:MultiFactorAuthPresent BoolIfExists false")
    visitor.check()
    page.get_by_role("link", name="Compare with a published version").click()
    assert visitor.seen("Compare Force_MFA")
    visitor.check()
