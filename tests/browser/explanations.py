"""From a refusal to its end: the story of docs/explanations.md, of which pictures are taken."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.visitor import Visitor

NAME = "alice-phone"
Shoot = Callable[[str, Page], None]


def walk(alice: Visitor, administrator: Visitor, shoot: Shoot) -> None:
    """Refused, why, what would allow it, tried, applied, allowed, found in the history.

    `shoot(name, page)` takes the pictures.
    """
    alice.sign_in("alice")
    ask(alice)
    shoot("01-refused", alice.page)
    alice.page.get_by_text("Why was this refused?").click()
    alice.page.get_by_role("link", name="Show every step").click()
    expect(alice.page.get_by_role("heading", level=1)).to_contain_text("Why was this refused?")
    assert alice.seen("only on mfa/alice, and this call was on mfa/alice-phone.")
    assert alice.seen("Use the name alice")
    alice.check()
    shoot("02-why", alice.page)
    authorization_id = alice.page.url.rstrip("/").rpartition("/")[2]

    administrator.sign_in("admin")
    page = administrator.page
    page.goto(f"{administrator.address}/iam/access-troubleshooter/")
    page.get_by_label("Authorization id").fill(authorization_id)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Why was this refused?")
    assert administrator.seen("An administrator can do this")
    administrator.check()
    try_it(administrator)
    shoot("03-simulator", page)
    page.go_back()
    apply(page)
    ask(alice)
    expect(alice.page.get_by_role("heading", level=1)).to_contain_text("Set up device")
    shoot("04-allowed", alice.page)
    lookup = "attribute=EventName&value=CreateVirtualMFADevice"
    page.goto(f"{administrator.address}/cloudtrail/events/?{lookup}")
    expect(page.locator("tbody tr")).to_have_count(2)
    administrator.check()
    shoot("05-history", page)
    page.locator("tbody tr").last.get_by_role("link").first.click()
    assert administrator.seen(authorization_id)


def ask(alice: Visitor) -> None:
    """Alice asks for a device by a name of her own."""
    page = alice.page
    page.goto(f"{alice.address}/iam/security-credentials/mfa/assign/")
    page.get_by_role("textbox", name="Device name").fill(NAME)
    page.get_by_role("button", name="Next").click()


def try_it(administrator: Visitor) -> None:
    """The first suggestion for an administrator, in the simulator: it is allowed there."""
    page = administrator.page
    suggestion = page.locator(".suggestion", has_text="An administrator can do this").first
    suggestion.get_by_role("link", name="Try it in the simulator").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("IAM policy simulator")
    expect(page.get_by_role("row", name="CreateVirtualMFADevice")).to_contain_text("allowed")
    administrator.check()


def apply(page: Page) -> None:
    """The change as a new version of the policy, by the editor that the suggestion opens."""
    page.get_by_role("button", name=re.compile("Open Force_MFA in the editor")).first.click()
    page.get_by_role("button", name=re.compile("Save|Create version")).click()
