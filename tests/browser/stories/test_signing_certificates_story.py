"""X.509 signing certificates: uploaded as a file, made here, switched, deleted."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.x509 import load_pem_x509_certificate
from playwright.sync_api import Browser, expect

from credentials import x509
from tests.browser.looks import looks
from tests.browser.visitor import Visitor


@looks()
def test_the_story(browser: Browser, address: str, tmp_path: Path, scheme: str, width: int):
    body, private_key = x509.make_pair("laptop", datetime.now(tz=UTC) - timedelta(minutes=1))
    (tmp_path / "certificate.pem").write_text(body)
    visitor = Visitor(browser, address, scheme=scheme, width=width)
    visitor.sign_in("bob")
    page = visitor.page
    assert visitor.soon("No X.509 certificates")
    page.get_by_role("link", name="Upload", exact=True).click()
    visitor.check()
    page.get_by_role("button", name="Upload").click()
    assert visitor.seen("Paste the text or choose a file.")
    visitor.check()
    page.get_by_role("textbox", name="Certificate").fill(private_key)
    page.get_by_role("button", name="Upload").click()
    assert visitor.seen("This is a private key.")
    expect(page.get_by_role("textbox", name="Certificate")).to_have_value("")
    expect(page.get_by_role("textbox", name="Certificate")).to_be_focused()
    assert private_key.splitlines()[2] not in page.content()
    visitor.check()
    page.get_by_role("textbox", name="Certificate").fill(body.replace("MII", "XXX"))
    page.get_by_role("button", name="Upload").click()
    assert visitor.seen("is malformed.")
    visitor.check()
    page.get_by_role("textbox", name="Certificate").fill("")
    page.get_by_label("Or choose a file").set_input_files(tmp_path / "certificate.pem")
    page.get_by_role("button", name="Upload").click()
    assert visitor.seen("X.509 certificate uploaded")
    assert visitor.seen("CN=laptop")
    visitor.check()

    page.get_by_role("link", name="Create X.509 certificate").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    visitor.check()
    dialog.get_by_role("button", name="Create").click()
    assert visitor.seen("X.509 certificate created")
    visitor.check()
    files = {}
    for name in ("Download private key", "Download certificate"):
        with page.expect_download() as download:
            page.get_by_role("link", name=name).click()
        kind = download.value.suggested_filename.split("-")[0]
        files[kind] = Path(download.value.path()).read_bytes()
    private = serialization.load_pem_private_key(files["pk"], None)
    assert load_pem_x509_certificate(files["cert"]).public_key() == private.public_key()
    page.reload()
    assert visitor.seen("This certificate was created already")
    assert "PRIVATE KEY" not in page.content()
    expect(page.get_by_role("button", name="Create X.509 certificate")).to_be_disabled()
    expect(
        page.get_by_role("button", name="Create X.509 certificate")
    ).to_have_accessible_description("You have two X.509 certificates already")

    panel = page.locator("section:has(#signing-certificates)")

    def act(name: str, row: int = 0) -> None:
        expect(panel.locator(".menu summary")).to_have_attribute("aria-disabled", "true")
        panel.get_by_role("radio").nth(row).check()
        panel.locator(".menu summary").click()
        panel.locator(".menu-panel").get_by_role("button", name=name, exact=True).click()
        expect(dialog).to_be_visible()
        visitor.check()
        dialog.get_by_role("button", name=name, exact=True).click()

    panel.get_by_role("radio").last.check()
    panel.locator(".menu summary").click()
    expect(panel.get_by_role("button", name="Activate", exact=True)).to_be_disabled()
    page.keyboard.press("Escape")
    page.reload()
    act("Deactivate", 1)
    assert visitor.soon("X.509 certificate deactivated")
    assert panel.locator("tbody").get_by_text("Inactive").count() == 1
    act("Activate", 1)
    assert visitor.soon("X.509 certificate activated")
    act("Delete")
    expect(panel.locator(".counter")).to_have_text("(1)")
    assert visitor.seen("X.509 certificate deleted")
    act("Delete")
    assert visitor.soon("No X.509 certificates")
    visitor.check()
