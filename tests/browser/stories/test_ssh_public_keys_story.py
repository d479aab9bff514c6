"""SSH public keys, by the keyboard alone: no pointer is used after signing in."""

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from playwright.sync_api import Browser, Page, expect

from tests.browser.looks import DARK_FIRST, looks
from tests.browser.visitor import Visitor

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()
LINE = KEY.public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH).decode()


def tab_to(page: Page, name: str, *, key: str = "Tab", most: int = 60) -> None:
    """Press Tab until the focused control has this name."""
    for _ in range(most):
        page.keyboard.press(key)
        found = page.evaluate(
            "(document.activeElement.getAttribute('aria-label')"
            " || document.activeElement.labels?.[0]?.innerText"
            " || document.activeElement.innerText || '').trim()"
        )
        if found.startswith(name):
            return
    raise AssertionError(f"Tab does not reach {name}")


@looks(DARK_FIRST)
def test_the_story(browser: Browser, address: str, scheme: str, width: int):
    visitor = Visitor(browser, address, scheme=scheme, width=width)
    visitor.sign_in("bob")
    page, keys = visitor.page, visitor.page.keyboard
    expect(page.get_by_role("heading", level=1)).to_contain_text("My security credentials")
    tab_to(page, "AWS CodeCommit credentials")
    keys.press("Enter")
    expect(page.get_by_text("No SSH public keys")).to_be_visible()
    visitor.check()
    tab_to(page, "Upload SSH public key")
    keys.press("Enter")
    page.wait_for_url("**/upload/")
    visitor.check()
    tab_to(page, "SSH public key")
    keys.insert_text("ssh-ed25519 AAAA")
    tab_to(page, "Upload SSH public key")
    keys.press("Enter")
    expect(page.get_by_role("alert")).to_be_focused()
    assert visitor.seen("Invalid public key uploaded.")
    visitor.check()
    tab_to(page, "SSH public key")
    keys.press("Control+A")
    keys.insert_text(LINE)
    tab_to(page, "Upload SSH public key")
    keys.press("Enter")
    page.wait_for_url("**/codecommit/")
    expect(page.locator(".flash")).to_be_focused()
    assert visitor.seen("SSH public key uploaded")
    visitor.check()

    key_id = page.locator("section:has(#ssh-public-keys) tbody th").inner_text()
    tab_to(page, key_id)
    tab_to(page, key_id)
    keys.press("Enter")
    page.wait_for_url("**/view/**")
    assert visitor.seen("Fingerprint (SHA-256)")
    assert visitor.seen("BEGIN PUBLIC KEY")
    visitor.check()
    tab_to(page, "Close")
    keys.press("Enter")
    page.wait_for_url("**/codecommit/")

    menu = page.locator("section:has(#ssh-public-keys) .menu")

    def act(name: str) -> None:
        tab_to(page, "Actions")
        keys.press("Enter")
        if menu.locator("summary").get_attribute("aria-disabled") == "true":
            expect(menu).not_to_have_attribute("open", "")
            expect(menu.locator("summary")).to_have_accessible_description(
                "Select an SSH public key first."
            )
            tab_to(page, key_id)
            keys.press("Space")
            tab_to(page, "Actions", key="Shift+Tab")
            keys.press("ArrowDown")
        for _ in range(5):
            if page.evaluate("document.activeElement.innerText") == name:
                break
            keys.press("ArrowDown")
        keys.press("Enter")
        expect(page.get_by_role("dialog")).to_be_visible()

    act("Deactivate")
    visitor.check()
    keys.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("section:has(#ssh-public-keys) .menu summary")).to_be_focused()
    page.reload()
    act("Deactivate")
    tab_to(page, "Deactivate")
    keys.press("Enter")
    expect(page.locator(".flash")).to_be_focused()
    assert visitor.seen("SSH public key deactivated")
    act("Delete")
    tab_to(page, "Delete")
    keys.press("Enter")
    expect(page.get_by_text("No SSH public keys")).to_be_visible()
    visitor.check()
