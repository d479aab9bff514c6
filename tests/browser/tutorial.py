"""AWS's tutorial "Permit users to manage their credentials and MFA settings", as people do it.

`walk` does it in a browser, from an account with nobody but its administrator; `shoot` is given the
name of each picture that docs/tutorial.md shows.
"""

from collections.abc import Callable

import pyotp
from playwright.sync_api import expect

from accounts.editions import edition
from tests.browser.server import Server
from tests.browser.visitor import Visitor, codes

PASSWORD = "administrator-training-1"
DOCUMENT = edition("current-mfa-self-manage")
Shoot = Callable[[str], None]


def walk(visitor: Visitor, server: Server, shoot: Shoot) -> None:
    """The whole tutorial."""
    server.manage(
        "bootstrap", "--account-id", "123456789012", "--alias", "training", "--password", PASSWORD
    )
    visitor.sign_in("admin", password=PASSWORD)
    create_group(visitor, shoot)
    password = create_user(visitor, shoot)
    create_policy(visitor, shoot)
    attach_policies(visitor, shoot)
    visitor.sign_out()
    visitor.sign_in("MFAUser", password=password)
    try_without_mfa(visitor, shoot)
    totp = assign_mfa(visitor, shoot)
    visitor.sign_out()
    sign_in_with_mfa(visitor, shoot, password, totp)
    try_with_mfa(visitor, shoot)


def open_page(visitor: Visitor, name: str) -> None:
    """By the side navigation, as a person goes there."""
    navigation = visitor.page.locator(".side-nav")
    if not navigation.get_by_role("link", name=name, exact=True).is_visible():
        navigation.locator("summary").click()
    navigation.get_by_role("link", name=name, exact=True).click()


def create_group(visitor: Visitor, shoot: Shoot) -> None:
    page = visitor.page
    page.goto(f"{visitor.address}/iam/users/")
    open_page(visitor, "User groups")
    page.get_by_role("link", name="Create group").first.click()
    page.get_by_label("User group name").fill("EC2MFA")
    visitor.check()
    page.get_by_role("button", name="Create user group").click()
    assert visitor.seen("EC2MFA")
    shoot("01-group")


def create_user(visitor: Visitor, shoot: Shoot) -> str:
    """MFAUser, with a password that is not to be changed at the first sign-in; gives it."""
    page = visitor.page
    open_page(visitor, "Users")
    page.get_by_role("link", name="Create user").first.click()
    page.get_by_label("User name").fill("MFAUser")
    page.get_by_label("Provide user access").check()
    page.get_by_label("Users must create a new password").uncheck()
    visitor.check()
    shoot("02-user-details")
    page.get_by_role("button", name="Next").click()
    visitor.check()
    page.get_by_role("button", name="Next").click()
    visitor.check()
    page.get_by_role("button", name="Create user").click()
    visitor.check()
    page.get_by_text("Show", exact=True).click()
    password = page.locator(".secret .copy-value").inner_text()
    page.get_by_text("Hide", exact=True).click()
    shoot("03-user-password")
    page.get_by_role("link", name="Return to users list").click()
    page.wait_for_url("**/iam/users/")
    return password


def create_policy(visitor: Visitor, shoot: Shoot) -> None:
    """Step 1: the policy that forces MFA, pasted as JSON."""
    page = visitor.page
    open_page(visitor, "Policies")
    page.get_by_role("link", name="Create policy").first.click()
    page.get_by_label("Policy document").fill(DOCUMENT)
    page.get_by_role("button", name="Check policy").click()
    assert visitor.soon("The document is valid")
    page.get_by_label("Policy name").fill("Force_MFA")
    page.get_by_label("Description").fill("Users manage their own credentials once they have MFA.")
    visitor.check()
    shoot("04-policy-editor")
    page.get_by_role("button", name="Create policy").click()
    assert visitor.soon("Policy created")
    visitor.check()
    shoot("05-policy")


def attach_policies(visitor: Visitor, shoot: Shoot) -> None:
    """Step 2: the group gets both policies, and the user."""
    page = visitor.page
    open_page(visitor, "User groups")
    page.get_by_role("link", name="EC2MFA").click()
    page.get_by_role("link", name="Permissions", exact=True).click()
    page.get_by_role("link", name="Add permissions").first.click()
    page.get_by_label("AmazonEC2FullAccess").check()
    page.get_by_label("Force_MFA").check()
    visitor.check()
    shoot("06-add-permissions")
    page.get_by_role("button", name="Add permissions").click()
    assert visitor.soon("Policies attached")
    visitor.check()
    shoot("07-group-permissions")
    page.get_by_role("link", name="Users", exact=True).last.click()
    page.get_by_role("link", name="Add users").first.click()
    page.get_by_label("MFAUser").check()
    page.get_by_role("button", name="Add users").click()
    assert visitor.soon("MFAUser")
    visitor.check()
    shoot("08-group-users")


def try_without_mfa(visitor: Visitor, shoot: Shoot) -> None:
    """Step 3: EC2 is refused, and the refusal says why."""
    page = visitor.page
    page.goto(f"{visitor.address}/")
    page.locator("main").get_by_role("link", name="EC2").first.click()
    assert visitor.soon("with an explicit deny in an identity-based policy")
    page.get_by_text("Why was this refused?").first.click()
    assert visitor.seen("aws:MultiFactorAuthPresent is false in this session")
    visitor.check()
    shoot("09-ec2-refused")


def assign_mfa(visitor: Visitor, shoot: Shoot) -> pyotp.TOTP:
    """The user's own device, by the user menu; gives it."""
    page = visitor.page
    page.locator(".account-menu summary").click()
    page.locator(".account-menu").get_by_role("link", name="Security credentials").click()
    page.get_by_role("link", name="Assign MFA device").first.click()
    page.get_by_role("textbox", name="Device name").fill("MFAUser")
    visitor.check()
    page.get_by_role("button", name="Next").click()
    page.get_by_text("Show QR code").last.click()
    totp = visitor.scan()
    visitor.check()
    shoot("10-set-up-device")
    first, second = codes(totp)
    page.get_by_label("Enter a code").fill(first)
    page.get_by_label("Wait 30 seconds").fill(second)
    page.get_by_role("button", name="Add MFA").click()
    assert visitor.soon("MFA device assigned")
    visitor.check()
    shoot("11-device-assigned")
    return totp


def sign_in_with_mfa(visitor: Visitor, shoot: Shoot, password: str, totp: pyotp.TOTP) -> None:
    page = visitor.page
    visitor.sign_in("MFAUser", password=password)
    page.get_by_label("MFA code").wait_for()
    visitor.check()
    shoot("12-mfa-code")
    page.get_by_label("MFA code").fill(codes(totp)[1])
    page.get_by_role("button", name="Submit").click()
    expect(page.locator(".account-menu")).to_be_visible()


def try_with_mfa(visitor: Visitor, shoot: Shoot) -> None:
    """EC2 works; what the policies do not grant stays refused."""
    page = visitor.page
    page.goto(f"{visitor.address}/")
    page.locator("main").get_by_role("link", name="EC2").first.click()
    assert visitor.soon("Instances")
    expect(page.get_by_role("table")).to_be_visible()
    visitor.check()
    shoot("13-ec2-allowed")
    page.goto(f"{visitor.address}/s3/buckets/")
    assert visitor.soon("because no identity-based policy allows the s3:ListAllMyBuckets action")
    visitor.check()
    page.goto(f"{visitor.address}/iam/users/")
    assert visitor.soon("because no identity-based policy allows the iam:ListUsers action")
    visitor.check()
    shoot("14-users-refused")
