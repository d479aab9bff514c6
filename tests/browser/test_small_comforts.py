"""What scripts and styles add to pages that work without them."""

import re

from playwright.sync_api import Browser, expect

from tests.browser.visitor import Visitor

PAGE = "/iam/security-credentials/"
DIFFER = "The two new passwords are not the same."


def test_what_differs_is_said_while_it_is_typed(browser: Browser, address: str):
    visitor = Visitor(browser, address)
    visitor.sign_in("admin")
    page = visitor.page
    page.goto(f"{address}{PAGE}password/")
    said = page.locator("[data-differs]")
    new, confirm = page.get_by_label("New password", exact=True), page.get_by_label("Confirm new")
    new.fill("Another-horse-1")
    confirm.press_sequentially("Another")
    expect(said).to_have_text("")
    confirm.press_sequentially("x")
    expect(said).to_have_text(DIFFER)
    visitor.check()
    confirm.fill("Another-horse-1")
    expect(said).to_have_text("")
    new.fill("Another-horse-2")
    expect(said).to_have_text(DIFFER)


def test_a_dialog_is_closed_at_its_corner(browser: Browser, address: str):
    visitor = Visitor(browser, address)
    visitor.sign_in("admin")
    page = visitor.page
    page.goto(f"{address}/iam/users/details/alice/")
    opener = page.locator("a[data-dialog]").first
    opener.click()
    visitor.check()
    page.get_by_role("dialog").get_by_role("button", name="Close").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(opener).to_be_focused()
    page.goto(f"{address}{PAGE}mfa/delete/")
    expect(page.get_by_role("button", name="Close")).to_have_count(0)


def test_dates_have_one_style_in_the_readers_zone(browser: Browser, address: str):
    context = browser.new_context(timezone_id="Asia/Kolkata", locale="de-DE")
    page = context.new_page()
    visitor = Visitor(browser, address)
    visitor.page, visitor.context = page, context
    visitor.sign_in("admin")
    for path in ("/s3/buckets/", "/ec2/instances/", "/iam/users/details/alice/"):
        page.goto(f"{address}{path}")
        for time in page.locator("main time[data-local]").all_inner_texts():
            assert re.fullmatch(r"[A-Z][a-z]+ \d+, \d{4}, \d\d:\d\d \(UTC\+05:30\)", time), time


def test_what_is_off_looks_so_in_forced_colours(browser: Browser, address: str):
    context = browser.new_context(forced_colors="active")
    visitor = Visitor(browser, address)
    visitor.page, visitor.context = context.new_page(), context
    visitor.sign_in("alice")
    colour = "element => getComputedStyle(element).color"
    off = visitor.page.locator(".button[aria-disabled=true]").first.evaluate(colour)
    on = visitor.page.locator("a.button").first.evaluate(colour)
    grey = "(() => { const p = document.createElement('p'); p.style.color = 'GrayText';"
    grey += " document.body.append(p); return getComputedStyle(p).color; })()"
    assert off == visitor.page.evaluate(grey)
    assert on != off
