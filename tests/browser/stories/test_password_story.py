"""The password: changed by its owner, demanded at sign-in, and beyond a hard expiry."""

from playwright.sync_api import Browser, expect

from tests.browser.looks import looks
from tests.browser.server import Server
from tests.browser.visitor import Visitor

LOOKS = looks()
OLD, NEW = "bob-training-1", "Correct-horse-2"


def fill(visitor: Visitor, old: str, new: str, confirm: str = "") -> None:
    page = visitor.page
    page.get_by_label("Current password").fill(old)
    page.get_by_label("New password", exact=True).fill(new)
    page.get_by_label("Confirm new password").fill(confirm or new)


@LOOKS
def test_change_the_password(browser: Browser, server: Server, scheme: str, width: int):
    visitor = Visitor(browser, server.address, scheme=scheme, width=width)
    other = Visitor(browser, server.address)
    other.sign_in("bob")
    visitor.sign_in("bob")
    page = visitor.page
    assert visitor.seen("Console sign-in")
    page.get_by_role("link", name="Update password").click()
    visitor.check()
    rules = page.locator(".rule")
    new = page.get_by_label("New password", exact=True)
    expect(rules.first).to_have_attribute("data-state", "pending")
    new.press_sequentially("abc")
    expect(rules.nth(0)).to_have_attribute("data-state", "unmet")
    expect(rules.nth(0)).to_contain_text("not met")
    visitor.check()
    new.fill(NEW)
    expect(rules.nth(0)).to_have_attribute("data-state", "met")
    expect(rules.nth(1)).to_have_attribute("data-state", "met")
    expect(rules.nth(2)).to_have_attribute("data-state", "met")
    expect(rules.nth(3)).to_have_attribute("data-state", "pending")
    page.get_by_label("Current password").fill(NEW)
    expect(rules.nth(3)).to_have_attribute("data-state", "unmet")
    new.fill("Training")
    expect(rules.nth(2)).to_have_attribute("data-state", "unmet")
    page.get_by_label("Show password").check()
    expect(new).to_have_attribute("type", "text")

    fill(visitor, "wrong", NEW)
    page.get_by_role("button", name="Update password").click()
    assert visitor.seen("The old password was incorrect.")
    expect(page.get_by_label("Current password")).to_be_focused()
    visitor.check()
    fill(visitor, OLD, NEW, "other")
    page.get_by_role("button", name="Update password").click()
    assert visitor.seen("The two new passwords are not the same.")
    fill(visitor, OLD, "short")
    page.get_by_role("button", name="Update password").click()
    assert visitor.seen("Password should have a minimum length of 8")
    fill(visitor, OLD, NEW)
    page.get_by_role("button", name="Update password").click()
    assert visitor.seen("Password changed")
    expect(page.locator(".flash")).to_be_focused()
    visitor.check()
    other.page.reload()
    expect(other.page.get_by_role("heading", level=1)).to_have_text("IAM user sign in")
    other.sign_in("bob", password=NEW)
    assert other.seen("My security credentials")


FORCE = (
    "from accounts.models import User; "
    "User.objects.filter(user_name__in=['alice', 'bob']).update(password_reset_required=True)"
)
EXPIRE = (
    "from datetime import timedelta; from django.db.models import F; "
    "from accounts.models import Account, User; "
    "from accounts.operations.password_policies import *; "
    "update_account_password_policy(account=Account.objects.get(), "
    "settings=PasswordPolicySettings(max_password_age=30, hard_expiry=True)); "
    "User.objects.update(password_last_changed=F('password_last_changed') - timedelta(days=%d))"
)


@LOOKS
def test_a_change_demanded_at_sign_in(browser: Browser, server: Server, scheme: str, width: int):
    """Under the document's policy it is refused; under the one without MFA it works."""
    server.manage("shell", "-c", FORCE)
    visitor = Visitor(browser, server.address, scheme=scheme, width=width)
    visitor.sign_in("alice")
    assert visitor.seen("Either user is not authorized to perform iam:ChangePassword or entered")
    visitor.page.get_by_text("Why was this refused?").click()
    assert visitor.seen("DenyAllExceptListedIfNoMFA")
    visitor.check()
    visitor.page.goto(f"{server.address}/iam/security-credentials/codecommit/")
    assert visitor.seen("You must change your password to continue")
    visitor.page.get_by_role("button", name="Cancel and sign out").click()
    assert visitor.seen("You have signed out")

    visitor.sign_in("bob")
    assert visitor.seen("You must change your password to continue")
    visitor.check()
    fill(visitor, OLD, NEW)
    visitor.page.get_by_role("button", name="Confirm password change").click()
    assert visitor.seen("Password changed")
    assert visitor.seen("My security credentials")


def test_a_password_near_and_beyond_its_expiry(browser: Browser, server: Server):
    visitor = Visitor(browser, server.address)
    server.manage("shell", "-c", EXPIRE % 20)
    visitor.sign_in("bob")
    assert visitor.seen("Your password expires in 10 days")
    visitor.check()
    visitor.sign_out()
    server.manage("shell", "-c", EXPIRE % 20)
    visitor.sign_in("bob")
    assert visitor.seen("Your password has expired")
    visitor.check()
    visitor.page.goto(f"{server.address}/iam/security-credentials/")
    assert visitor.seen("IAM user sign in")
