"""The virtual phone: its codes against pyotp, and alice's MFA device on it."""

import base64
import secrets
from collections.abc import Iterator

import pyotp
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from credentials.totp import STEP, new_seed
from tests.browser.conftest import CLASSROOM
from tests.browser.looks import looks
from tests.browser.server import served
from tests.browser.visitor import Visitor

PHONE = "/training/phone/"
PAGE = "/iam/security-credentials/"
CODES = """async ({ pairs }) => {
  const { codeAt } = await import("/static/js/phone/totp.js");
  return pairs.map(([secret, counter]) => codeAt(secret, counter));
}"""
NOON = 1_796_126_400  # a second at which a code begins
BAD = {
    "": "Enter the secret key.",
    " - = ": "Enter the secret key.",
    "JBSWY3DPEHPK3PX0": 'not "0". Perhaps it is the letter O.',
    "JBSWY3DPEHPK3PX<": 'not "<".',
    "JBSWY3DP": "is not complete: it has 8 characters.",
    "JBSWY3DPEHPK3PXPA": "is not complete: it has 17 characters.",
    "A" * 264: "The secret key is too long.",
    "otpauth://hotp/a?secret=JBSWY3DPEHPK3PXP": "not the QR code of a virtual MFA device",
    "otpauth://totp/%ff?secret=JBSWY3DPEHPK3PXP": "not the QR code of a virtual MFA device",
    "otpauth://totp/a?secret=JBSWY3DPEHPK3PXP&digits=8": "six digits, every 30 seconds",
    "otpauth://totp/a?digits=6": "Enter the secret key.",
}


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of one server for all: a phone has nothing on it."""
    with served(tmp_path_factory.mktemp("phone") / "data") as server:
        yield server.address


def test_codes_are_those_of_pyotp(browser: Browser, shared: str):
    """Over plain http, where browsers have no crypto.subtle, as well as on localhost."""
    lengths = (15, 16, 20, 35, 40, 64, 65, 100)  # bytes; SHA-1 has blocks of 64
    seeds = [base64.b32encode(secrets.token_bytes(n)).decode().rstrip("=") for n in lengths]
    counters = [0, 1, NOON // STEP, 2**31, 2**32, 2**32 + 5, *map(secrets.randbelow, [2**40] * 8)]
    pairs = [(seed, counter) for seed in seeds for counter in counters]
    expected = [pyotp.TOTP(seed).generate_otp(counter) for seed, counter in pairs]
    for host in ("localhost", CLASSROOM):
        visitor = Visitor(browser, shared.replace("localhost", host))
        visitor.page.goto(f"{visitor.address}{PHONE}")
        assert visitor.page.evaluate("isSecureContext") == (host == "localhost")
        assert visitor.page.evaluate(CODES, {"pairs": pairs}) == expected
        assert visitor.errors == []


def shown(card: Locator, which: int = 0) -> str:
    return (
        card.locator(f"[data-phone-code='{which}'] > [aria-hidden]").inner_text().replace(" ", "")
    )


def add(page: Page, secret: str, name: str = "") -> Locator:
    page.get_by_role("button", name="Add by the secret key").click()
    page.get_by_role("textbox", name="Account name").fill(name)
    page.get_by_role("textbox", name="Secret key").fill(secret)
    page.get_by_role("button", name="Add account").click()
    return page.get_by_role("listitem").filter(has_text=name)


@pytest.fixture
def phone(browser: Browser, shared: str) -> Visitor:
    visitor = Visitor(browser, shared)
    visitor.page.clock.set_fixed_time(NOON + 3)
    visitor.page.goto(f"{shared}{PHONE}")
    return visitor


def test_codes_follow_the_clock_of_the_phone(phone: Visitor):
    page, seed = phone.page, new_seed()
    totp = pyotp.TOTP(seed)
    spaced = " ".join([seed[i : i + 4].lower() for i in range(0, len(seed), 4)])
    card = add(page, spaced, "by hand")

    def follows(time: int, left: int) -> None:
        expect(card.locator("[data-phone-left]")).to_have_text(str(left))
        for which in (-1, 0, 1):
            assert shown(card, which) == totp.generate_otp(time // STEP + which)

    follows(NOON + 3, 27)
    page.clock.set_fixed_time(NOON + 31)
    follows(NOON + 31, 29)
    slider = page.get_by_role("slider")
    for ahead, told in ((90, "1 min 30 s ahead"), (-600, "10 min behind"), (600, "10 min ahead")):
        slider.fill(str(ahead))
        follows(NOON + 31 + ahead, 29)
        expect(slider).to_have_attribute("aria-valuetext", told)
        assert phone.seen(told)
    page.reload()
    follows(NOON + 31 + 600, 29)
    page.get_by_role("button", name="Set it right").click()
    expect(slider).to_be_focused()
    follows(NOON + 31, 29)
    slider.press("ArrowRight")
    follows(NOON + 41, 19)
    phone.check()


def test_a_bad_secret_key_is_told(phone: Visitor):
    page = phone.page
    page.get_by_role("button", name="Add by the secret key").click()
    field = page.get_by_role("textbox", name="Secret key")
    for typed, told in BAD.items():
        field.fill(typed)
        field.press("Enter")
        expect(page.locator("#phone-new-secret-error")).to_contain_text(told)
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(field).to_be_focused()
    phone.check()
    page.get_by_role("button", name="Cancel").click()
    assert phone.seen("No accounts")
    expect(page.get_by_role("button", name="Add by the secret key")).to_be_focused()
    page.goto(f"{phone.address}{PHONE}#%ff")
    assert phone.seen("not the QR code")
    expect(page).to_have_url(f"{phone.address}{PHONE}")


def test_accounts_are_renamed_and_removed_in_every_tab(phone: Visitor):
    page, secret = phone.page, pyotp.random_base32()
    hostile = "<b>alice</b> & 'bob' \u202e"
    add(page, secret, hostile)
    add(page, pyotp.random_base32(), hostile)
    other = phone.context.new_page()
    other.goto(f"{phone.address}{PHONE}#otpauth%3A%2F%2Ftotp%2Fmallory%3Fsecret%3D{secret}")
    expect(other).to_have_url(f"{phone.address}{PHONE}")
    expect(other.get_by_role("status").first).to_contain_text("is on this phone already.")
    names = page.get_by_role("heading", level=2)
    assert names.all_inner_texts()[:2] == [f"{hostile.strip()} (2)", hostile.strip()]
    other.get_by_role("button", name="Rename").first.click()
    other.get_by_role("textbox", name="Account name").fill(" ")
    other.get_by_role("button", name="Rename", exact=True).last.click()
    expect(other.locator("#phone-name-error")).to_contain_text("Enter a name.")
    other.get_by_role("textbox", name="Account name").fill("leftover")
    other.keyboard.press("Enter")
    expect(names.first).to_have_text("leftover")
    other.get_by_role("button", name="Remove the account leftover").click()
    assert "leftover leaves this phone" in other.get_by_role("dialog").inner_text()
    other.get_by_role("button", name="Remove", exact=True).last.click()
    expect(names).to_have_count(2)  # the account that stays, and the clock
    phone.check()


@looks()
def test_alice_signs_in_with_the_virtual_phone(
    browser: Browser, address: str, scheme: str, width: int
):
    visitor = Visitor(browser, address, scheme=scheme, width=width)
    page = visitor.page
    visitor.sign_in("alice")
    page.goto(f"{address}{PAGE}mfa/assign/")
    page.get_by_role("button", name="Next").click()
    visitor.check()
    with visitor.context.expect_page() as opened:
        page.get_by_role("link", name="Scan with the virtual phone").click()
    phone = opened.value
    expect(phone.get_by_role("heading", name="alice@training")).to_be_visible()
    expect(phone).to_have_url(f"{address}{PHONE}")
    card = phone.get_by_role("listitem")
    assert "Amazon Web Services" in card.inner_text()
    page.get_by_label("Enter a code").fill(shown(card))
    page.get_by_label("Wait 30 seconds").fill(shown(card, 1))
    page.get_by_role("button", name="Add MFA").click()
    assert visitor.soon("MFA device assigned")

    phone.get_by_role("button", name="Copy the next code of alice@training").click()
    copied = phone.evaluate("navigator.clipboard.readText()")
    visitor.sign_out()
    visitor.sign_in("alice", copied)
    assert visitor.soon("Signed in with MFA") or visitor.seen("My security credentials")
    expect(page.locator(".account-menu .badge-mfa")).to_be_visible()
    visitor.sign_out()
    visitor.sign_in("alice", copied)
    assert visitor.soon("Authentication failed")
    with_drift(visitor, phone, card)


def with_drift(visitor: Visitor, phone: Page, card: Locator) -> None:
    """Three minutes ahead its codes are refused, until the device is resynchronised."""
    page = visitor.page
    phone.get_by_role("slider").fill("180")
    page.get_by_label("MFA code").fill(shown(card))
    page.get_by_role("button", name="Submit").click()
    assert visitor.soon("Authentication failed")
    page.get_by_role("link", name="Troubleshoot MFA").click()
    visitor.check()


def test_the_fob_goes_on_to_the_next_code_without_loading(browser: Browser, address: str):
    visitor = Visitor(browser, address)
    page = visitor.page
    visitor.sign_in("admin")
    page.clock.install()
    page.goto(f"{address}/training/tokens/")
    visitor.check()
    code = page.locator("[data-token-codes]").first
    brought = str(code.get_attribute("data-token-codes")).split()
    expect(code).to_have_text(brought[0])
    page.evaluate("document.title = 'not loaded anew'")
    for step in (1, 2):
        page.clock.fast_forward(STEP * 1000)
        expect(code).to_have_text(brought[step])
    assert page.title() == "not loaded anew"
