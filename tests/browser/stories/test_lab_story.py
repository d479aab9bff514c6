"""Somebody alone does the first lab: the panel stays beside every page, even at signing in."""

from playwright.sync_api import Browser, expect

from tests.browser.looks import looks
from tests.browser.visitor import Visitor


@looks()
def test_a_learner_alone(browser: Browser, address: str, scheme: str, width: int):
    visitor = Visitor(browser, address, scheme=scheme, width=width)
    page = visitor.page
    page.goto(f"{address}/training/labs/")
    visitor.check()
    page.get_by_role("button", name="Start First day").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="First day and the password deadlock")).to_be_visible()
    visitor.check()
    password = page.get_by_role("definition").nth(1).inner_text().split()[0]
    page.get_by_role("link", name="Sign in to your account").click()
    visitor.check()
    page.get_by_label("IAM user name").fill("alice")
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()
    assert visitor.soon("You must change your password")
    panel = page.locator("[data-lab-panel]")
    opened(visitor)
    expect(panel).to_contain_text("Step 2: Find out why")
    visitor.check()
    panel.get_by_role("button", name="Check").click()
    expect(panel.locator("#lab-news")).to_be_focused()
    expect(panel).to_contain_text("The question is not answered yet.")
    panel.get_by_role("button", name="Hint (1 of 3)").click()
    expect(panel.get_by_role("button", name="Hint (2 of 3)")).to_be_visible()
    panel.get_by_label("DenyAllExceptListedIfNoMFA").check()
    panel.get_by_role("button", name="Check").click()
    expect(panel).to_contain_text("2 of 4 steps done")
    visitor.check()
    panel.locator("summary").first.click()
    assert remembered(visitor, "closed")
    page.reload()
    expect(panel.get_by_role("button", name="Check")).to_be_hidden()  # it remembers
    visitor.check()
    opened(visitor)
    panel.get_by_role("link", name="This panel as a page").click()
    page.get_by_text("Start over or leave").click()
    page.get_by_role("button", name="Leave the lab").click()
    assert visitor.soon("Begun")


def opened(visitor: Visitor) -> None:
    """The panel, which is a tab at first on a narrow screen."""
    panel = visitor.page.locator("[data-lab-panel]")
    if panel.get_attribute("open") is None:
        panel.locator("summary").first.click()


def remembered(visitor: Visitor, state: str) -> bool:
    """Whether the browser comes to remember the panel so; it hears of a click a moment later."""
    for _ in range(100):
        kept = {each.get("name"): each.get("value") for each in visitor.context.cookies()}
        if kept.get("lab_panel") == state:
            return True
        visitor.page.wait_for_timeout(50)
    return False
