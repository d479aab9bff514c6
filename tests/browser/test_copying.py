"""Copy buttons over plain http at a host name, as the other machines of a room have it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser.conftest import CLASSROOM
from tests.browser.server import served
from tests.browser.visitor import Visitor

FIELD = "document.body.append(Object.assign(document.createElement('textarea'), {id: 'pasted'}))"


@pytest.fixture
def room(browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Visitor]:
    """A visitor at another host name than localhost, where browsers have no navigator.clipboard."""
    monkeypatch.setenv("ALLOWED_HOSTS", CLASSROOM)
    with served(tmp_path / "data") as server:
        visitor = Visitor(browser, server.address.replace("localhost", CLASSROOM))
        visitor.page.goto(f"{visitor.address}/signin/")
        assert visitor.page.evaluate("[isSecureContext, navigator.clipboard ?? null]") == [
            False,
            None,
        ]
        yield visitor


def copied(button: Locator) -> str:
    """What the clipboard holds after the button was pressed: it is pasted into the page."""
    button.click()
    expect(button).to_have_attribute("data-copied", "Copied")
    expect(button).to_be_focused()
    page = button.page
    page.keyboard.press("Escape")  # out of a dialog
    page.evaluate(FIELD)
    page.locator("#pasted").focus()
    page.keyboard.press("Control+V")
    text = page.locator("#pasted").input_value()
    page.locator("#pasted").evaluate("field => field.remove()")
    return text


def test_every_copy_button_works_in_the_room(room: Visitor):
    page = room.page
    room.sign_in("admin")
    expect(page.get_by_role("heading", level=1)).to_contain_text("My security credentials")
    for path in ("iam/security-credentials/", "iam/users/details/alice/", ""):
        page.goto(f"{room.address}/{path}")
        page.locator("main details:not(.menu) > summary").evaluate_all(
            "all => all.forEach(summary => summary.parentElement.open = true)"
        )
        buttons = page.locator("[data-copy]:visible").all()
        assert buttons, path
        for button in buttons:
            assert copied(button) == button.get_attribute("data-copy")
    room.check()


def test_it_copies_a_secret_key_unbroken_and_from_within_a_dialog(room: Visitor):
    page = room.page
    room.sign_in("alice")
    page.get_by_role("link", name="Assign MFA device").first.click()
    page.get_by_role("button", name="Next").click()
    page.get_by_text("Show QR code").last.click()
    totp = room.scan()
    page.get_by_text("Show secret key").click()
    assert copied(page.get_by_label("Copy secret key")) == totp.secret
    room.check()
    page.goto(f"{room.address}/signin/")
    room.sign_in("admin")
    page.goto(f"{room.address}/iam/users/details/alice/")
    page.get_by_role("link", name="Delete", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("AWS CLI command").click()
    button = dialog.get_by_role("button", name="Copy").first
    command = button.get_attribute("data-copy")
    assert copied(button) == command
    assert "aws iam delete-user" in (command or "")
