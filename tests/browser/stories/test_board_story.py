"""An instructor watches a class and helps; the board renews itself, and the keyboard is enough."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.browser.looks import looks
from tests.browser.server import Server
from tests.browser.visitor import Visitor

NAME = "blue-otter"


@looks()
def test_the_board_of_a_class(
    browser: Browser, server: Server, address: str, scheme: str, width: int
):
    server.manage("class", "create", NAME, "--seats", "3", "--labs", "first-day")
    visitor = Visitor(browser, address, scheme=scheme, width=width)
    page = visitor.page
    visitor.sign_in("admin")
    page.goto(f"{address}/training/classes/{NAME}/")
    expect(page.get_by_text("Not started")).to_be_visible()
    visitor.check()
    page.evaluate("window.stays = true")
    learner = Visitor(browser, address, scheme=scheme, width=390)
    password = join(learner, address)
    row = page.get_by_role("row").filter(has=page.get_by_role("link", name="01"))
    expect(row).to_contain_text("Joined, not signed in")
    page.get_by_label("Select seat 1").focus()
    page.keyboard.press("Space")
    sign_in(learner, password)
    expect(row).to_contain_text("Signed in, no device")
    expect(page.get_by_label("Select seat 1")).to_be_checked()
    assert page.evaluate("window.stays")  # the page was not loaded again
    expect(row).to_contain_text("refused: explicit deny")
    visitor.check()
    start(visitor)
    page.get_by_label("Select seat 1").check()
    act(page, "Start a lab")
    dialog = page.get_by_role("dialog")
    dialog.wait_for()
    visitor.check()
    dialog.get_by_role("button", name="Start a lab").click()
    assert visitor.soon("Seat 1: brought to the start.")
    expect(row).to_contain_text(re.compile("0/[0-9]"))
    row.get_by_role("link", name="01").click()
    assert visitor.soon("You look only")
    visitor.check()
    page.get_by_role("link", name="Without the name").click()
    expect(page.get_by_role("heading", name="A learner")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Seat 01")).to_be_visible()


def join(learner: Visitor, address: str) -> str:
    """The learner joins; alice's password."""
    page = learner.page
    page.goto(f"{address}/join/{NAME}/")
    page.get_by_label("Your name").fill("Red Apple")
    page.keyboard.press("Enter")
    assert learner.soon(f"{NAME}-01")
    alice = page.get_by_role("definition").filter(has=page.get_by_role("link", name="as alice"))
    return alice.locator(".code").inner_text()


def sign_in(learner: Visitor, password: str) -> None:
    page = learner.page
    page.get_by_role("link", name="Sign in as alice").click()
    page.get_by_label("Password", exact=True).fill(password)
    page.keyboard.press("Enter")
    assert learner.soon("Access keys")


def start(visitor: Visitor) -> None:
    """By the keyboard: the menu, its first item, the minutes."""
    page = visitor.page
    page.locator("summary", has_text="Class").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.get_by_role("dialog").get_by_label("Minutes").fill("90")
    page.keyboard.press("Enter")
    assert visitor.soon("The class has begun.")
    expect(page.get_by_text("Running")).to_be_visible()


def act(page: Page, item: str) -> None:
    page.locator("summary", has_text="Actions").click()
    page.get_by_role("button", name=item, exact=True).click()
