"""An administrator asks the policy simulator, with the keyboard alone."""

from playwright.sync_api import Browser, Page, expect

from tests.browser.looks import looks
from tests.browser.visitor import Visitor


def tab_to(page: Page, text: str) -> None:
    """Press Tab until what has this label or text is focused."""
    wanted = page.get_by_label(text, exact=True).or_(page.get_by_role("button", name=text))
    for _ in range(120):
        page.keyboard.press("Tab")
        if wanted.first.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError(f"no Tab leads to {text}")


@looks()
def test_a_question_by_keyboard(browser: Browser, address: str, scheme: str, width: int):
    visitor = Visitor(browser, address, scheme=scheme, width=width)
    page = visitor.page
    visitor.sign_in("admin")
    page.goto(f"{address}/iam/policy-simulator/?principal=alice&find=AccessKey&service=iam")
    tab_to(page, "Find actions")
    page.keyboard.press("Enter")
    tab_to(page, "iam:CreateAccessKey")
    page.keyboard.press("Space")
    tab_to(page, "aws:MultiFactorAuthPresent")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    tab_to(page, "Run simulation")
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="Table of results")).to_contain_text("denied")
    visitor.check()
    page.get_by_role("link", name="Show statement").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".code-line:target")).to_contain_text("this statement denies")
    page.get_by_label("Leave out").first.focus()
    page.keyboard.press("Space")
    assert visitor.seen("You have changed policies. These results are no longer valid.")
    page.get_by_role("link", name="All actions of the credentials page").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="Table of all actions")).to_contain_text("not allowed")
    visitor.check()
