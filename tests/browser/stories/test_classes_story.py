"""An instructor creates a class, learners join it, slips are printed, and it is deleted."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.browser.looks import looks
from tests.browser.visitor import Visitor
from tests.support.qr_codes import text_of

NAMES = "\n".join(["Red Apple", "<script>alert(1)</script>", "Green " * 20, *"abcdefghi"])
NAME = "the-longest-of-all-names-of-here"  # 32 characters
CUT = """() => [...document.querySelectorAll(".slip")].filter(
  (slip) => slip.scrollHeight > slip.clientHeight || slip.scrollWidth > slip.clientWidth
).length"""


@looks()
def test_the_life_of_a_class(browser: Browser, address: str, scheme: str, width: int):
    visitor = Visitor(browser, address, scheme=scheme, width=width)
    page = visitor.page
    visitor.sign_in("admin")
    page.goto(f"{address}/training/")
    visitor.check()
    page.get_by_role("link", name="Create class").first.click()
    create(visitor)
    learner = Visitor(browser, address, scheme=scheme, width=390)
    learner.page.goto(f"{address}/join/{NAME}/")
    learner.check()
    page.get_by_role("link", name="Put on the projector").click()
    expect(page.get_by_text("0 of 12 are in")).to_be_visible()
    visitor.check()
    assert text_of(page.locator(".join-qr svg").screenshot()) == f"{address}/join/{NAME}/"
    page.evaluate("window.stays = true")
    learner.page.get_by_label("Your name").fill("red apple")
    learner.page.keyboard.press("Enter")
    assert learner.soon(f"{NAME}-01")
    learner.check()
    expect(page.get_by_text("1 of 12 are in")).to_be_visible()
    assert page.evaluate("window.stays")  # the page was not loaded again
    learner.page.get_by_role("link", name="Sign in as alice").click()
    expect(learner.page.get_by_label("IAM user name")).to_have_value("alice")
    page.get_by_role("link", name="Back").click()
    page.get_by_role("link", name="Print slips").click()
    slips(visitor)
    by_slip(Visitor(browser, address, scheme=scheme, width=width), page)
    page.get_by_role("link", name="Back").click()
    page.get_by_role("link", name="Delete").click()
    dialog = page.get_by_role("dialog")
    dialog.wait_for()
    visitor.check()
    dialog.get_by_label("To confirm deletion").fill(NAME)
    dialog.get_by_role("button", name="Delete class").click()
    assert visitor.soon("its 2 accounts are gone")
    learner.page.goto(f"{address}/training/seat/")
    assert learner.seen("This browser has no seat")
    learner.check()


def create(visitor: Visitor) -> None:
    """With a name that is refused first."""
    page = visitor.page
    page.get_by_label("Class name").fill("The longest of all names")
    page.get_by_label("Names").fill(NAMES)
    page.get_by_label("Strong").check()
    page.get_by_label("First day").check()
    page.get_by_role("button", name="Create class").click()
    expect(page.get_by_label("Class name")).to_be_focused()
    visitor.check()
    page.get_by_label("Class name").fill(NAME)
    page.get_by_role("button", name="Create class").click()
    assert visitor.soon("Class created")
    visitor.check()


def slips(visitor: Visitor) -> None:
    """Twelve on two pages, each whole."""
    visitor.check()
    page = visitor.page
    page.emulate_media(media="print")
    assert page.evaluate(CUT) == 0
    pages = re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))
    assert len(pages) == 2
    page.emulate_media(media="screen")


def by_slip(other: Visitor, printed: Page) -> None:
    """Somebody scans the second slip; then somebody else, who took it as well."""
    url = text_of(printed.locator(".slip-qr svg").nth(1).screenshot())
    assert "#" in url
    other.page.goto(url)
    expect(other.page.get_by_label("Your name")).to_have_value(url.partition("#")[2])
    assert "#" not in other.page.url
    other.page.get_by_role("button", name="Join").click()
    assert other.soon(f"{NAME}-02")
    other.context.clear_cookies()
    other.page.goto(url)
    other.page.get_by_role("button", name="Join").click()
    assert other.soon("Seat 2 is open in another browser")
    other.check()
