"""Help in a panel beside the page: opened, searched, closed; a page where no scripts run."""

from playwright.sync_api import Browser, expect

from tests.browser.looks import DARK_FIRST, looks
from tests.browser.visitor import Visitor

PAGE = "/iam/security-credentials/"


@looks(DARK_FIRST)
def test_help_opens_beside_the_page(browser: Browser, address: str, scheme: str, width: int):
    visitor = Visitor(browser, address, scheme=scheme, width=width)
    page = visitor.page
    page.goto(f"{address}/signin/?account=training")
    page.get_by_label("IAM user name").fill("alice")
    page.get_by_role("link", name="Help").click()
    expect(page.get_by_role("complementary", name="Help")).to_be_visible()
    visitor.check()
    page.keyboard.press("Escape")
    expect(page.get_by_label("IAM user name")).to_have_value("alice")
    visitor.sign_in("alice")
    opener, panel = page.get_by_role("link", name="Help"), page.locator("aside.side-panel")
    opener.click()
    expect(panel.get_by_role("heading", name="Help")).to_be_focused()
    visitor.check()
    panel.get_by_label("Search the words").fill("notaction")
    panel.get_by_label("Search the words").press("Enter")
    expect(panel.locator("details")).to_have_count(1)
    expect(panel).to_contain_text("all actions but these")
    assert page.url == f"{address}{PAGE}"
    visitor.check()
    panel.get_by_role("link", name="All words").click()
    expect(panel.locator("details[open]")).to_have_count(0)
    panel.get_by_text("explicit deny", exact=True).click()
    expect(panel).to_contain_text("It beats every Allow")
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    expect(opener).to_be_focused()
    opener.press("Enter")
    panel.get_by_role("button", name="Close help").click()
    expect(opener).to_be_focused()
    opener.click()
    panel.get_by_role("link", name="Tutorial").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Tutorial")
    page.wait_for_load_state("networkidle")
    visitor.check()
    page.get_by_role("link", name="Help").last.click()
    visitor.check()


def test_help_is_a_page_where_no_scripts_run(browser: Browser, address: str):
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{address}/signin/")
    page.get_by_role("link", name="Help").click()
    page.get_by_label("Search the words").fill("boolifexists")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("details[open]").first).to_contain_text("BoolIfExists")
