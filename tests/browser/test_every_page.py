"""Every page that the story does not stop at: accessible in both schemes, wide and narrow."""

from playwright.sync_api import Browser, expect

from tests.browser.looks import DARK_FIRST, looks
from tests.browser.visitor import Visitor, codes

PAGE = "/iam/security-credentials/"


@looks(DARK_FIRST)
def test_every_other_page(browser: Browser, address: str, scheme: str, width: int):
    visitor = Visitor(browser, address, scheme=scheme, width=width)
    page = visitor.page

    def visit(path: str) -> None:
        page.goto(address + path)
        visitor.check()

    visit("/signin/")
    page.get_by_role("button", name="Sign in").click()
    assert visitor.seen("Enter your password.")
    visitor.check()
    visitor.sign_in("alice")
    for path in ("access-keys/create/", "mfa/delete/", "mfa/remove/?serial_number=x"):
        visit(f"{PAGE}{path}")
        assert visitor.seen("Access denied"), path
    visit("/nowhere/")
    compare_editions(visitor)
    other_services(visitor, "Why was this refused?")
    visitor.sign_in("admin")
    other_services(visitor, "AWS CLI command")
    account_pages(visitor)
    visit(f"{PAGE}mfa/assign/")
    page.get_by_role("button", name="Next").click()
    visit(f"{PAGE}mfa/set-up/qr-code/")
    totp = visitor.scan()
    for_a_projector(visitor, totp.secret)
    visit(f"{PAGE}mfa/delete/")
    visit(f"{PAGE}access-keys/AKIAIOSFODNN7EXAMPLE/delete/")
    assert visitor.seen("cannot be found.")
    visit(f"{PAGE}access-keys/create/description/")
    page.get_by_label("Description tag value").fill("<none>")
    page.get_by_role("button", name="Create access key").click()
    visitor.check()
    page.get_by_label("Description tag value").fill("laptop")
    page.get_by_role("button", name="Create access key").click()
    key_id = page.locator("tbody th .copy-value").inner_text()
    visit(PAGE)
    assert visitor.seen("laptop")
    for verb in ("deactivate", "activate", "delete"):
        visit(f"{PAGE}access-keys/{key_id}/{verb}/")
    first, second = codes(totp)
    visit(f"{PAGE}mfa/set-up/")
    page.get_by_label("Enter a code").fill(first)
    page.get_by_label("Wait 30 seconds").fill(second)
    page.get_by_role("button", name="Add MFA").click()
    visitor.sign_in("admin")
    for _ in range(3):
        page.get_by_label("MFA code").fill("000000")
        page.get_by_role("button", name="Submit").click()
    visitor.check()
    page.get_by_role("link", name="Troubleshoot MFA").click()
    visitor.check()


def for_a_projector(visitor: Visitor, secret: str) -> None:
    """The QR code as large as the window, on white in dark mode too; all of it can be typed."""
    page = visitor.page
    box = page.locator("img.qr").bounding_box()
    assert box, "the code is shown"
    wide, high = page.viewport_size["width"], page.viewport_size["height"]
    assert box["width"] > 0.6 * min(wide, high), box
    assert abs(box["x"] + box["width"] / 2 - wide / 2) < 12, "it stands in the middle"
    look = "getComputedStyle(document.body)"
    assert page.evaluate(f"{look}.backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate(f"{look}.colorScheme") == "light"
    assert secret in "".join(page.locator(".projector-secret").inner_text().split())
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_contain_text("admin")
    expect(heading).to_contain_text("1234-5678-9012")
    page.get_by_role("button", name="Full screen").click()
    page.wait_for_function("document.fullscreenElement")
    page.get_by_role("button", name="Leave full screen").click()
    page.wait_for_function("!document.fullscreenElement")
    expect(page.get_by_role("button", name="Full screen")).to_be_visible()
    page.get_by_role("link", name="Back", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Set up device")


def compare_editions(visitor: Visitor) -> None:
    """From the side navigation; then nothing that differs, and an edition that does not exist."""
    page, address = visitor.page, visitor.address
    page.goto(address + PAGE)
    if page.locator(".side-nav:not([open])").count():
        page.locator(".side-nav summary").click()
    page.get_by_role("link", name="Compare published versions").click()
    visitor.check()
    page.get_by_label("Second policy").select_option("2021-05-13-mfa-self-manage")
    page.get_by_label("Second policy").focus()
    page.keyboard.press("Tab")  # to the link to a policy of one's own
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**second=2021-05-13-mfa-self-manage")
    assert visitor.seen("iam:GetAccountSummary")
    for summary in page.get_by_text("Policy document", exact=True).all():
        summary.click()
    visitor.check()
    for query in (
        "first=administrator-access&second=read-only-access",
        "first=administrator-access&second=administrator-access",
        "first=nothing",
    ):
        page.goto(f"{address}/iam/editions/?{query}")
        visitor.check()
    assert visitor.seen("There is no such published version.")


def account_pages(visitor: Visitor) -> None:
    """The account's settings with their forms, and its credential report, downloaded twice."""
    page, settings = visitor.page, f"{visitor.address}/iam/account-settings/"
    for path in ("password-policy/edit/", "password-policy/delete/", "alias/edit/", ""):
        page.goto(settings + path)
        visitor.check()
    page.get_by_role("link", name="Edit", exact=True).first.click()
    page.get_by_label("Custom").check()
    page.get_by_label("Turn on password expiration").check()
    page.get_by_label("Number of days").fill("0")
    visitor.check()
    page.get_by_role("button", name="Save changes").click()
    assert visitor.soon("This number is out of range.")
    visitor.check()
    page.goto(f"{visitor.address}/iam/credential-report/")
    page.get_by_role("button", name="Generate credential report").click()
    assert visitor.soon("The report is being generated")
    visitor.check()
    expect(page.get_by_role("button", name="Download credential report")).to_be_disabled()
    expect(page.get_by_role("button", name="Download credential report")).to_be_enabled()
    visitor.check()
    for _ in range(2):
        with page.expect_download() as download:
            page.get_by_role("button", name="Download credential report").click()
        assert download.value.suggested_filename.startswith("status_reports_")


def other_services(visitor: Visitor, to_unfold: str) -> None:
    """From the product's name to Console Home, and by the services menu to EC2 and S3."""
    page = visitor.page
    page.get_by_role("link", name="Console", exact=True).click()
    assert visitor.seen("Console Home")
    visitor.check()
    for service in ("CloudTrail", "EC2", "S3"):
        page.locator(".services-menu summary").click()
        visitor.check()
        page.locator(".services-menu").get_by_role("link", name=service).click()
        page.get_by_text(to_unfold).click()
        visitor.check()


def test_too_many_attempts_are_told_how_long_to_wait(browser: Browser, address: str):
    visitor = Visitor(browser, address)
    for _ in range(10):
        visitor.page.goto(f"{address}/signin/?account=training")
        visitor.page.get_by_label("IAM user name").fill("bob")
        visitor.page.get_by_label("Password", exact=True).fill("wrong")
        visitor.page.get_by_role("button", name="Sign in").click()
    assert visitor.seen("Too many attempts")
    visitor.check()
