"""Light, dark and larger, chosen in the top bar, with scripts and without."""

from playwright.sync_api import Browser, Page, expect

from tests.browser.looks import DARK_FIRST, looks
from tests.browser.visitor import Visitor

LIGHT, DARK = "rgb(255, 255, 255)", "rgb(22, 29, 38)"


def background(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))


@looks(DARK_FIRST)
def test_the_settings_menu(browser: Browser, address: str, scheme: str, width: int):
    """Another scheme than the browser's holds at once and on every page, as does larger text."""
    visitor = Visitor(browser, address, scheme=scheme, width=width)
    page, other = visitor.page, {"dark": "Light", "light": "Dark"}[scheme]
    page.goto(f"{address}/signin/?account=training")
    assert background(page) == {"dark": DARK, "light": LIGHT}[scheme]
    page.get_by_label("IAM user name").fill("alice")
    page.get_by_label("Settings").click()
    visitor.check()
    with page.expect_response("**/appearance/"):
        page.get_by_label(other, exact=True).check()
    assert background(page) == {"Dark": DARK, "Light": LIGHT}[other]
    with page.expect_response("**/appearance/"):
        page.get_by_label("150 %").check()
    expect(page.get_by_label("IAM user name")).to_have_value("alice")
    visitor.check()
    page.keyboard.press("Escape")
    visitor.sign_in("alice")
    expect(page.get_by_role("heading", level=1)).to_contain_text("My security credentials")
    assert page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches") == (scheme == "dark")
    assert page.locator("html").get_attribute("data-mode") == other.lower()
    visitor.check()
    for path in ("/", "/iam/security-credentials/mfa/assign/", "/iam/editions/", "/nowhere/"):
        page.goto(address + path)
        visitor.check()
    page.get_by_label("Settings").click()
    visitor.check()
    with page.expect_response("**/appearance/"):
        page.get_by_label("100 %").check()
    visitor.check()


def test_without_scripts_it_is_saved_by_its_button(browser: Browser, address: str):
    context = browser.new_context(java_script_enabled=False, color_scheme="light")
    page = context.new_page()
    page.goto(f"{address}/signin/?account=training")
    page.get_by_label("Settings").click()
    page.get_by_label("Dark", exact=True).check()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("html")).to_have_attribute("data-mode", "dark")
    expect(page.get_by_label("Account ID")).to_have_value("training")
