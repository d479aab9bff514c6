"""A passkey in Chromium's virtual authenticator, a hardware token, and the choice between them."""

import http.server
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pyotp
from playwright.sync_api import Browser, CDPSession, expect

from tests.browser.looks import DARK_FIRST, looks
from tests.browser.server import Server, free_port
from tests.browser.visitor import Visitor, codes

PAGE = "/iam/security-credentials/"
SERIAL = "GAHT12345678"
SEED = "from credentials.models import MFADevice as M; print(M.objects.get(kind='hardware').seed)"
OPTIONS = {
    "protocol": "ctap2",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class Key:
    """Chromium's virtual authenticator in one page."""

    def __init__(self, visitor: Visitor, transport: str = "internal") -> None:
        self.session: CDPSession = visitor.context.new_cdp_session(visitor.page)
        self.session.send("WebAuthn.enable")
        added = self.session.send(
            "WebAuthn.addVirtualAuthenticator", {"options": {**OPTIONS, "transport": transport}}
        )
        self.id = added["authenticatorId"]

    def verify_user(self, works: bool) -> None:
        self.session.send(
            "WebAuthn.setUserVerified", {"authenticatorId": self.id, "isUserVerified": works}
        )

    def unplug(self) -> None:
        self.session.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": self.id})

    def forget(self) -> None:
        self.session.send("WebAuthn.clearCredentials", {"authenticatorId": self.id})


@contextmanager
def blank_page() -> Iterator[str]:
    """An empty page at another port of the same host: another origin, the same host name."""

    class Blank(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            icon = b'<link rel="icon" href="data:,">'  # else it is asked for, sooner or later
            self.wfile.write(b"<!doctype html><title>Elsewhere</title>" + icon)

        def log_message(self, *_: object) -> None:
            return

    port = free_port()
    with http.server.ThreadingHTTPServer(("127.0.0.1", port), Blank) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{port}/"
        server.shutdown()


def assign_passkey(visitor: Visitor, name: str) -> None:
    page = visitor.page
    page.goto(f"{visitor.address}{PAGE}mfa/assign/")
    page.get_by_role("textbox", name="Device name").fill(name)
    page.get_by_label("Passkey or security key").check()
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("button", name="Create passkey")).to_be_visible()


@looks()
def test_a_passkey(browser: Browser, address: str, scheme: str, width: int):
    visitor = Visitor(browser, address, scheme=scheme, width=width)
    key, page = Key(visitor), visitor.page
    visitor.sign_in("alice")
    assign_passkey(visitor, "laptop")
    visitor.check()
    key.verify_user(False)
    page.get_by_role("button", name="Create passkey").click()
    assert visitor.soon("You cancelled, or it took too long.")
    visitor.check()
    key.verify_user(True)
    page.get_by_role("button", name="Create passkey").click()
    assert visitor.soon("MFA device assigned")
    assert visitor.seen(":u2f/user/alice/laptop-")
    assert visitor.seen("This session began without MFA")
    visitor.check()

    visitor.sign_in("alice")
    expect(page.get_by_role("heading", level=1)).to_have_text("Additional verification required")
    visitor.check()
    key.verify_user(False)
    page.get_by_role("button", name="Use passkey").click()
    assert visitor.soon("You cancelled, or it took too long.")
    visitor.check()
    key.verify_user(True)
    with page.expect_request(lambda request: request.method == "POST") as sent:
        page.get_by_role("button", name="Use passkey").click()
    assert visitor.soon("My security credentials")
    assert not visitor.seen("not authorized")
    answer = sent.value.post_data_json["response"]  # type: ignore[index]

    assign_passkey(visitor, "second")
    page.get_by_role("button", name="Create passkey").click()
    assert visitor.soon("This key is assigned already")
    other = Key(visitor, "usb")
    page.get_by_role("button", name="Create passkey").click()
    assert visitor.soon("MFA device assigned")
    other.unplug()
    refuse_replay_and_foreign_origin(visitor, answer)
    remove_the_first(visitor, key)


def refuse_replay_and_foreign_origin(visitor: Visitor, answer: str) -> None:
    page = visitor.page

    def send(response: str) -> None:
        with page.expect_navigation():
            page.locator("[data-ceremony]").evaluate(
                "(form, response) => { form.elements.response.value = response; form.submit(); }",
                response,
            )
        expect(page.get_by_role("alert").first).to_contain_text("Authentication failed")

    visitor.sign_in("alice")
    send(answer)
    visitor.check()
    options = page.locator("[data-ceremony]").get_attribute("data-options")
    with blank_page() as elsewhere:
        page.goto(elsewhere)
        foreign = page.evaluate(
            "async options => JSON.stringify((await navigator.credentials.get({ publicKey:"
            " PublicKeyCredential.parseRequestOptionsFromJSON(options) })).toJSON())",
            json.loads(options or "{}"),
        )
    page.go_back()
    send(foreign)
    visitor.foreign.clear()
    page.goto(f"{visitor.address}{PAGE}")
    assert visitor.seen("IAM user sign in")


def remove_the_first(visitor: Visitor, key: Key) -> None:
    """A key that its device no longer has signs nobody in; one removed here is not asked for."""
    page = visitor.page
    visitor.sign_in("alice")
    page.get_by_role("button", name="Use passkey").click()
    assert visitor.soon("My security credentials")
    for left in ("(1)", "(0)"):
        expect(page.get_by_role("button", name="Remove")).to_be_disabled()
        page.get_by_role("radio").first.check()
        expect(page.get_by_role("button", name="Resync")).to_be_disabled()
        page.get_by_role("button", name="Remove").click()
        dialog = page.get_by_role("dialog")
        expect(dialog).to_be_visible()
        visitor.check()
        dialog.get_by_role("button", name="Remove").click()
        expect(page.locator("#mfa-devices .counter")).to_have_text(left)
        assert visitor.seen("MFA device removed")
    assert visitor.seen("No MFA devices")
    assert not visitor.seen("not authorized")
    assign_passkey(visitor, "third")
    page.get_by_role("button", name="Create passkey").click()
    assert visitor.soon("MFA device assigned")
    key.forget()
    visitor.sign_in("alice")
    page.get_by_role("button", name="Use passkey").click()
    assert visitor.soon("You cancelled, or it took too long.")


@looks(DARK_FIRST)
def test_a_hardware_token_and_the_choice(browser: Browser, server: Server, scheme: str, width: int):
    visitor = Visitor(browser, server.address, scheme=scheme, width=width)
    Key(visitor)
    page = visitor.page
    visitor.sign_in("admin")
    assign_passkey(visitor, "laptop")
    page.get_by_role("button", name="Create passkey").click()
    assert visitor.soon("MFA device assigned")
    visitor.sign_in("admin")
    page.get_by_role("button", name="Use passkey").click()
    assert visitor.soon("My security credentials")
    page.get_by_role("link", name="Assign MFA device").first.click()
    page.get_by_label("Hardware TOTP token").check()
    page.get_by_role("button", name="Next").click()
    visitor.check()
    page.get_by_label("Serial number").fill("GAHT99999999")
    page.get_by_label("MFA code 1").fill("123456")
    page.get_by_label("MFA code 2").fill("654321")
    page.get_by_role("button", name="Add MFA").click()
    assert visitor.seen("MFA Device with serial number GAHT99999999 does not exist.")
    visitor.check()
    first, second = codes(pyotp.TOTP(server.manage("shell", "-v", "0", "-c", SEED).strip()))
    page.get_by_label("Serial number").fill(SERIAL)
    page.get_by_label("MFA code 1").fill(first)
    page.get_by_label("MFA code 2").fill(second)
    page.get_by_role("button", name="Add MFA").click()
    assert visitor.seen("You have assigned the hardware TOTP token GAHT12345678.")
    visitor.check()

    visitor.sign_in("admin")
    assert visitor.seen("You have several kinds of MFA devices.")
    visitor.check()
    page.get_by_role("link", name="Hardware TOTP token").click()
    visitor.check()
    page.get_by_role("link", name="Try another MFA method").click()
    page.get_by_role("link", name="Hardware TOTP token").click()
    page.get_by_label("MFA code").fill(server.manage("token", SERIAL).split()[0])
    page.get_by_role("button", name="Submit").click()
    assert visitor.soon("My security credentials")
    server.manage("deactivate_mfa_device", "admin")
    visitor.sign_in("admin")
    assert visitor.seen("No MFA devices")
