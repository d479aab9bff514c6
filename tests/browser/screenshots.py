"""Screenshots of every page, light, dark and narrow, into docs/screenshots, and those of the
tutorial and of the explanations into docs/tutorial and docs/explanations (`make screenshots`)."""

import sys
import tempfile
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import chromium, explanations, tutorial
from tests.browser.conftest import ARGUMENTS
from tests.browser.server import served
from tests.browser.visitor import Visitor, codes

LOOKS = (("light", 1440), ("dark", 1440), ("light", 390), ("dark", 390))


def story(visitor: Visitor, shoot) -> None:
    """Every page once, in the order in which a person meets them."""
    page = visitor.page
    page.goto(f"{visitor.address}/signin/?account=training")
    shoot("sign-in")
    visitor.sign_in("alice", "")
    shoot("credentials-without-mfa")
    page.get_by_role("link", name="Assign MFA device").first.click()
    shoot("assign-mfa-device")
    page.get_by_role("button", name="Next").click()
    page.get_by_text("Show QR code").last.click()
    shoot("set-up-mfa-device")
    totp = visitor.scan()
    first, second = codes(totp)
    page.get_by_label("Enter a code").fill(first)
    page.get_by_label("Wait 30 seconds").fill(second)
    page.get_by_role("button", name="Add MFA").click()
    shoot("credentials-mfa-assigned")
    page.locator("main").get_by_role("button", name="Sign out").first.click()
    visitor.sign_in("alice")
    shoot("mfa-code")
    page.get_by_label("MFA code").fill(second)
    page.get_by_role("button", name="Submit").click()
    page.get_by_role("link", name="Create access key").first.click()
    shoot("access-key-use-case")
    page.get_by_label("I understand").check()
    page.get_by_role("button", name="Next").click()
    shoot("access-key-description")
    page.get_by_role("button", name="Create access key").click()
    shoot("access-key-retrieve")
    page.get_by_role("link", name="Done").click()
    page.locator(".card summary").click()
    page.locator(".card .menu-panel").get_by_role("link", name="Delete").click()
    page.get_by_role("dialog").wait_for()
    shoot("access-key-delete")
    page.keyboard.press("Escape")
    page.get_by_role("radio", name="alice").check()
    page.get_by_role("button", name="Resync").click()
    page.get_by_role("dialog").wait_for()
    shoot("resync-mfa-device")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    credentials(visitor, shoot)
    for name, path in (
        ("home", "/"),
        ("instances", "/ec2/instances/"),
        ("buckets", "/s3/buckets/"),
    ):
        page.goto(f"{visitor.address}{path}")
        shoot(name)
    page.goto(f"{visitor.address}/nowhere/")
    shoot("not-found")
    page.goto(visitor.address)
    visitor.sign_out()
    administration(visitor, shoot)


def administration(visitor: Visitor, shoot) -> None:
    """What the administrator sees of users and groups."""
    page, users = visitor.page, f"{visitor.address}/iam/users/"
    visitor.sign_in("admin")
    for name, path in (
        ("users", ""),
        ("create-user", "create/?user_name=dave&console_access=on&reset_required=on"),
        ("create-user-permissions", "create/permissions/?user_name=dave&console_access=on"),
        ("user", "details/alice/"),
        ("user-security-credentials", "details/alice/security-credentials/"),
        ("reset-console-password", "details/alice/security-credentials/console-access/reset/"),
    ):
        page.goto(f"{users}{path}")
        shoot(name)
    page.goto(f"{users}details/alice/")
    page.get_by_role("link", name="Delete").click()
    page.get_by_role("dialog").wait_for()
    shoot("user-delete")
    groups(visitor, shoot)
    policies(visitor, shoot)
    for name, path in (
        ("permissions-boundary", "users/details/alice/permissions/boundary/"),
        ("apply-edition", "users/details/alice/permissions/apply-edition/"),
        ("account-settings", "account-settings/"),
        ("edit-password-policy", "account-settings/password-policy/edit/"),
        ("credential-report", "credential-report/"),
    ):
        page.goto(f"{visitor.address}/iam/{path}")
        shoot(name)


def policies(visitor: Visitor, shoot) -> None:
    """A policy is written with a fault, mended, made, and its pages opened."""
    page = visitor.page
    page.goto(f"{visitor.address}/iam/policies/")
    shoot("policies")
    page.get_by_role("link", name="Create policy").first.click()
    text = page.get_by_label("Policy document").input_value()
    page.get_by_label("Policy document").fill(text.replace("Allow", "Alow"))
    page.get_by_role("button", name="Check policy").click()
    page.locator(".fault").wait_for()
    shoot("create-policy-fault")
    text = text.replace('"Action": []', '"Action": "s3:Get*"').replace("[]", '"*"')
    page.get_by_label("Policy document").fill(text)
    page.get_by_label("Policy name").fill("Reading")
    page.get_by_role("button", name="Create policy").click()
    shoot("policy")
    page.get_by_role("link", name="Entities attached").click()
    page.get_by_role("link", name="Attach", exact=True).first.click()
    shoot("attach-policy")
    page.get_by_label("alice").check()
    page.get_by_role("button", name="Attach policy").click()
    shoot("policy-entities")
    page.get_by_role("link", name="Policy versions").click()
    page.get_by_role("link", name="Create version").click()
    page.get_by_role("button", name="Save changes").click()
    page.get_by_role("link", name="Policy versions").click()
    shoot("policy-versions")


def groups(visitor: Visitor, shoot) -> None:
    """A group is made, and its page opened."""
    page = visitor.page
    page.goto(f"{visitor.address}/iam/groups/create/")
    page.get_by_label("User group name").fill("Developers")
    page.get_by_label("alice").check()
    shoot("create-user-group")
    page.get_by_role("button", name="Create user group").click()
    shoot("user-groups")
    page.get_by_role("link", name="Developers").click()
    shoot("user-group")


def credentials(visitor: Visitor, shoot) -> None:
    """The password, certificates, SSH keys and Git credentials, and the kinds of MFA devices."""
    page = visitor.page
    page.get_by_role("link", name="Update password").click()
    page.get_by_label("New password", exact=True).fill("Corr")
    shoot("update-password")
    page.get_by_role("link", name="Cancel").click()
    page.get_by_role("link", name="Upload", exact=True).click()
    page.get_by_role("textbox", name="Certificate").fill("-----BEGIN CERTIFICATE-----")
    page.get_by_role("button", name="Upload").click()
    shoot("upload-certificate-refused")
    page.get_by_role("link", name="Cancel").click()
    page.get_by_role("link", name="Create X.509 certificate").first.click()
    page.get_by_role("dialog").get_by_role("button", name="Create").click()
    shoot("certificate-created")
    page.get_by_role("link", name="Done").click()
    shoot("credentials")
    page.get_by_role("link", name="AWS CodeCommit credentials").click()
    page.get_by_role("link", name="Upload SSH public key").first.click()
    page.get_by_role("textbox", name="SSH public key").fill(ssh_public_key())
    page.get_by_role("button", name="Upload SSH public key").click()
    page.get_by_role("link", name="Generate credentials").first.click()
    page.get_by_role("dialog").get_by_role("button", name="Generate").click()
    shoot("git-credentials")
    page.get_by_role("link", name="Close").click()
    shoot("codecommit")
    page.goto(f"{visitor.address}/iam/security-credentials/mfa/set-up/token/")
    shoot("set-up-hardware-token")


def ssh_public_key() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()
    encoding, form = serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH
    return key.public_bytes(encoding, form).decode()


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.ensure(), args=ARGUMENTS)
        for scheme, width in LOOKS:
            with (
                tempfile.TemporaryDirectory() as data,
                served(Path(data) / "data") as server,
            ):
                visitor = Visitor(browser, server.address, scheme=scheme, width=width)
                story(
                    visitor,
                    lambda name, look=f"{scheme}.{width}", page=visitor.page: page.screenshot(
                        path=folder / f"{name}.{look}.png",
                        full_page=not name.endswith(("delete", "resync-mfa-device")),
                    ),
                )
        tutorial_pictures(browser, folder.parent / "tutorial")
        explanation_pictures(browser, folder.parent / "explanations")
        browser.close()


def tutorial_pictures(browser: Browser, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as data, served(Path(data) / "data", "--no-demo") as server:
        visitor = Visitor(browser, server.address)

        def shoot(name: str) -> None:
            visitor.page.evaluate("scrollTo(0, 0)")  # else the bar at the top is in the middle
            visitor.page.screenshot(path=folder / f"{name}.png", full_page=True)

        tutorial.walk(visitor, server, shoot)


def explanation_pictures(browser: Browser, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as data, served(Path(data) / "data") as server:
        people = [Visitor(browser, server.address) for _ in range(2)]

        def shoot(name: str, page: Page) -> None:
            page.evaluate("scrollTo(0, 0)")
            page.screenshot(path=folder / f"{name}.png")

        explanations.walk(*people, shoot)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/screenshots"))
