"""Somebody writes a policy with a fault, mends it, keeps it, attaches it and edits it."""

from playwright.sync_api import Browser, Page, expect

from tests.browser.looks import looks
from tests.browser.visitor import Visitor

FAULTY = """{
\t"Version": "2012-10-17",
\t"Statement": {"Effect": "Alow", "Action": "s3:Get*", "Resource": "*"}
}"""
POLICIES = "/iam/policies/"
SELECTED = "area => area.value.slice(area.selectionStart, area.selectionEnd)"


def text_area(page: Page):
    return page.get_by_role("textbox", name="Policy document")


def colours_follow(page: Page) -> None:
    """The coloured text that is shown is the text that is sent."""
    expect(page.locator(".editor-colours")).to_have_text(
        text_area(page).input_value().strip() + "\n", use_inner_text=True
    )


@looks()
def test_the_life_of_a_policy(browser: Browser, address: str, scheme: str, width: int):
    visitor = Visitor(browser, address, scheme=scheme, width=width)
    page = visitor.page
    visitor.sign_in("admin")
    page.goto(f"{address}{POLICIES}")
    visitor.check()
    page.get_by_role("link", name="Create policy").first.click()
    visitor.check()
    text_area(page).fill(FAULTY)
    colours_follow(page)
    page.get_by_role("button", name="Check policy").click()
    expect(page.get_by_role("alert")).to_contain_text("Syntax errors in policy.")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.locator(".fault")).to_contain_text("Line 3, column 26")
    visitor.check()
    page.get_by_role("button", name="Go to it").click()
    expect(text_area(page)).to_be_focused()
    assert text_area(page).evaluate(SELECTED) == '"'
    text_area(page).fill(FAULTY.replace("Alow", "Allow"))
    page.get_by_label("Policy name").fill("no name")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The specified value for policyName is invalid.")).to_be_visible()
    expect(page.get_by_label("Policy name")).to_be_focused()
    visitor.check()
    page.get_by_label("Policy name").fill("Reading")
    page.keyboard.press("Enter")
    assert visitor.soon("Policy created")
    visitor.check()
    page.go_back()
    if text_area(page).is_visible():
        colours_follow(page)
    attach_and_detach(visitor)
    edit(visitor)
    delete(visitor)
    visitor.context.close()


def attach_and_detach(visitor: Visitor) -> None:
    page = visitor.page
    page.goto(f"{visitor.address}{POLICIES}?search=reading")
    page.get_by_role("link", name="Reading").click()
    page.get_by_role("link", name="Entities attached").click()
    visitor.check()
    page.get_by_role("link", name="Attach", exact=True).first.click()
    visitor.check()
    page.get_by_label("bob").check()
    page.get_by_label("Search by name").fill("alice")
    page.keyboard.press("Enter")
    expect(page.get_by_label("bob")).to_be_checked()
    page.get_by_role("button", name="Attach policy").click()
    assert visitor.soon("Reading is now attached to bob.")
    visitor.check()
    page.get_by_role("link", name="Detach from bob").click()
    dialog = page.get_by_role("dialog", name="Detach Reading from bob?")
    dialog.wait_for()
    visitor.check()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Detach from bob")).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("dialog").get_by_role("button", name="Detach policy").click()
    assert visitor.soon("Reading no longer applies to bob.")


def edit(visitor: Visitor) -> None:
    page = visitor.page
    page.get_by_role("link", name="Permissions", exact=True).click()
    page.get_by_role("link", name="Edit", exact=True).click()
    text_area(page).fill(FAULTY.replace("Alow", "Deny"))
    visitor.check()
    page.get_by_role("button", name="Save changes").click()
    assert visitor.soon("v2 is the default version.")
    page.get_by_role("link", name="Policy versions").click()
    visitor.check()
    page.get_by_role("link", name="Set v1 as default").click()
    page.get_by_role("dialog").get_by_role("button", name="Set as default").click()
    assert visitor.soon("v1 is the default version of Reading.")
    page.get_by_role("link", name="Delete v2").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    assert visitor.soon("v2 of Reading was permanently deleted.")
    visitor.check()


def delete(visitor: Visitor) -> None:
    page = visitor.page
    page.get_by_role("link", name="Delete", exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Delete policy")).to_be_disabled()
    dialog.get_by_label("To confirm deletion").fill("Reading")
    dialog.get_by_role("button", name="Delete policy").click()
    assert visitor.soon("Reading was permanently deleted.")


def test_findings_follow_what_is_typed(browser: Browser, address: str):
    """With the keyboard alone: typed, read in a tab, and led to the place."""
    visitor = Visitor(browser, address)
    page = visitor.page
    visitor.sign_in("admin")
    page.goto(f"{address}{POLICIES}create/")
    text_area(page).focus()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(FAULTY.replace("Alow", "Allow").replace("s3:Get*", "iam:PassRole"))
    pane = page.get_by_role("region", name="Policy validation")
    security = pane.get_by_role("radio", name="Security (1)")
    expect(security).to_be_checked()
    expect(pane).to_contain_text("Using the iam:PassRole action with wildcards (*)")
    expect(text_area(page)).to_be_focused()
    visitor.check()
    security.focus()
    page.keyboard.press("ArrowRight")
    expect(pane.get_by_text("Nothing was found.").first).to_be_visible()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Tab")
    expect(pane.get_by_role("button", name="Go there line 3").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(text_area(page)).to_be_focused()
    assert text_area(page).evaluate(SELECTED) == '"'
    assert not visitor.errors
    visitor.context.close()


def test_the_editor_without_scripts(browser: Browser, address: str):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/signin/?account=training")
    page.get_by_label("IAM user name").fill("admin")
    page.get_by_label("Password", exact=True).fill("admin-training-1")
    page.get_by_role("button", name="Sign in").click()
    page.goto(f"{address}{POLICIES}create/")
    text_area(page).fill(FAULTY)
    page.get_by_role("button", name="Check policy").click()
    expect(page.locator(".fault")).to_contain_text("Line 3, column 26")
    expect(text_area(page)).to_have_value(FAULTY)
    expect(page.get_by_role("button", name="Go to it")).to_be_hidden()
    page.get_by_text("Errors (1)").click()
    expect(page.get_by_text("The effect Alow is not valid. Use Allow or Deny.")).to_be_visible()
    text_area(page).fill(FAULTY.replace("Alow", "Allow"))
    page.get_by_label("Policy name").fill("Reading")
    page.get_by_role("button", name="Create policy").click()
    expect(page.get_by_role("heading", name="Reading")).to_be_visible()
    context.close()
