"""An administrator shifts the time and goes back; a class is saved and brought back."""

from playwright.sync_api import Browser, expect

from tests.browser.looks import looks
from tests.browser.server import Server
from tests.browser.visitor import Visitor


@looks()
def test_the_time_is_shifted_and_comes_back(
    browser: Browser, address: str, scheme: str, width: int
):
    visitor = Visitor(browser, address, scheme=scheme, width=width)
    page = visitor.page
    visitor.sign_in("admin")
    page.goto(f"{address}/training/clock/")
    visitor.check()
    page.get_by_label("Date and time (UTC)").fill("2060-01-01T10:00")
    page.get_by_role("button", name="Set the clock").click()
    assert visitor.soon("at most ten years ahead")
    visitor.check()
    page.get_by_role("button", name="+1 hour").click()
    assert visitor.soon("The clock of this account is 1 hour ahead of the real time.")
    page.goto(f"{address}/iam/users/")
    expect(page.get_by_text("Time is shifted by 1 hour")).to_be_visible()
    visitor.check()
    page.get_by_role("button", name="Back to now").focus()
    page.keyboard.press("Enter")
    assert visitor.soon("The clock of this account shows the real time.")
    assert page.url == f"{address}/iam/users/"
    page.go_back()
    page.go_forward()
    expect(page.get_by_text("Time is shifted")).to_have_count(0)
    page.goto(f"{address}/training/clock/")
    page.get_by_role("button", name="+90 days").click()
    assert visitor.soon("Your session ended with the time that was shifted")
    visitor.check()
    visitor.sign_in("admin")
    page.get_by_role("button", name="Back to now").click()
    assert visitor.soon("Your session ended with the time that was shifted")


@looks()
def test_a_class_is_saved_and_brought_back(
    browser: Browser, server: Server, address: str, scheme: str, width: int
):
    server.manage("class", "create", "blue-otter", "--seats", "2", "--account", "training")
    learner = Visitor(browser, address)
    learner.page.goto(f"{address}/join/blue-otter/")
    learner.page.get_by_label("Your name").fill("Red Apple")
    learner.page.get_by_role("button", name="Join").click()
    assert learner.soon("blue-otter-01")
    visitor = Visitor(browser, address, scheme=scheme, width=width)
    page = visitor.page
    visitor.sign_in("admin")
    page.goto(f"{address}/training/classes/blue-otter/")
    page.get_by_text("Class", exact=True).click()
    page.get_by_role("link", name="Saved states").click()
    assert visitor.soon("Nothing of this class was saved.")
    visitor.check()
    page.get_by_role("link", name="Save state").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("before <lunch>")
    visitor.check()
    dialog.get_by_role("button", name="Save state").click()
    assert visitor.soon("before <lunch> saved")
    visitor.check()
    page.get_by_role("link", name="Restore").click()
    dialog.get_by_label("Seats").select_option("1 Red Apple")
    visitor.check()
    dialog.get_by_role("button", name="Restore").click()
    assert visitor.soon("1 seat brought back.")
    visitor.check()
    page.get_by_role("link", name="Delete").click()
    dialog.get_by_role("button", name="Delete").click()
    assert visitor.soon("Nothing of this class was saved.")
