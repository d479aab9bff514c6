"""A person at a browser: what they do, what they see, and what must never happen meanwhile."""

import pyotp
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, expect

from credentials.totp import STEP
from tests.support.qr_codes import text_of

# What Chromium tells of a refusal, and of every page over plain http that is not on localhost.
EXPECTED = ("the server responded with a status of", "Cross-Origin-Opener-Policy header has been")

# Half a megabyte: sent to the browser once for each window, run where a page is checked.
AXE = f"window.loadAxe = () => {{{AXE_SCRIPT}}};"
# Only these leave the browser: what axe-core says of all else takes as long as its search.
VIOLATIONS = """async () => {
  if (!window.axe) loadAxe();
  const found = await axe.run({ resultTypes: ["violations"] });
  return found.violations.map((each) => `${each.id}: ${each.nodes[0].html.slice(0, 200)}`);
}"""


class Visitor:
    """One browser window on one server; remembers console errors and foreign requests."""

    def __init__(self, browser: Browser, address: str, *, scheme: str = "light", width: int = 1440):
        self.address = address
        self.context = browser.new_context(
            color_scheme=scheme,  # type: ignore[arg-type]
            viewport={"width": width, "height": 900},
            accept_downloads=True,
        )
        if "//localhost" in address:  # others have no clipboard to permit
            self.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
        self.context.set_default_timeout(15_000)
        self.context.add_init_script(AXE)
        self.page: Page = self.context.new_page()
        self.errors: list[str] = []
        self.foreign: list[str] = []
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", self._request)

    def _console(self, message: object) -> None:
        text = message.text  # type: ignore[attr-defined]
        kind = message.type  # type: ignore[attr-defined]
        if kind == "error" and not any(expected in text for expected in EXPECTED):
            self.errors.append(text)

    def _request(self, request: object) -> None:
        url = request.url  # type: ignore[attr-defined]
        if not url.startswith((self.address, "data:")):
            self.foreign.append(url)

    def sign_in(self, user: str, code: str = "", *, password: str = "") -> None:
        self.page.goto(f"{self.address}/signin/?account=training")
        self.page.get_by_label("IAM user name").fill(user)
        self.page.get_by_label("Password", exact=True).fill(password or f"{user}-training-1")
        self.page.get_by_role("button", name="Sign in").click()
        if code:
            self.page.get_by_label("MFA code").fill(code)
            self.page.get_by_role("button", name="Submit").click()

    def sign_out(self) -> None:
        self.page.locator(".account-menu summary").click()
        self.page.locator(".account-menu").get_by_role("button", name="Sign out").click()

    def seen(self, text: str) -> bool:
        return text in self.page.locator("main").inner_text()

    def soon(self, text: str) -> bool:
        """Whether the text is there, or comes within a few seconds."""
        expect(self.page.locator("main")).to_contain_text(text, use_inner_text=True)
        return True

    def scan(self) -> pyotp.TOTP:
        """Read the QR code off the screen, as a phone does."""
        self.page.locator("img.qr").evaluate("image => image.decode()")
        text = text_of(self.page.locator("img.qr").screenshot())
        assert text.startswith("otpauth://totp/Amazon%20Web%20Services:"), text
        parsed = pyotp.parse_uri(text)
        assert isinstance(parsed, pyotp.TOTP)
        return parsed

    def violations(self) -> list[str]:
        """What axe-core has against the page as it is now."""
        found: list[str] = self.page.evaluate(VIOLATIONS)
        return found

    def check(self) -> None:
        """Call on every page: accessible, quiet, and at home."""
        violations = self.violations()
        assert violations == [], (self.page.url, violations)
        assert self.errors == [], self.page.url
        assert self.foreign == [], self.page.url
        width = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert width <= 0, f"{self.page.url} scrolls sideways by {width}"


def codes(totp: pyotp.TOTP, step: int = 0) -> tuple[str, str]:
    """The codes before and at `step` 30-second steps from now."""
    import time

    counter = int(time.time()) // STEP + step
    return totp.generate_otp(counter - 1), totp.generate_otp(counter)
