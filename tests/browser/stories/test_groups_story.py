"""Somebody makes a group, fills and empties it, renames it and deletes it."""

from playwright.sync_api import Browser, expect

from tests.browser.looks import looks
from tests.browser.visitor import Visitor


@looks()
def test_the_life_of_a_group(browser: Browser, address: str, scheme: str, width: int):
    visitor = Visitor(browser, address, scheme=scheme, width=width)
    page = visitor.page
    visitor.sign_in("admin")
    page.goto(f"{address}/iam/groups/")
    visitor.check()
    page.get_by_role("link", name="Create group").first.click()
    visitor.check()
    page.get_by_label("User group name").fill("Friends")
    page.get_by_label("alice").check()
    page.get_by_label("bob").check()
    page.get_by_role("button", name="Create user group").click()
    assert visitor.seen("Friends: alice, bob.")
    visitor.check()
    page.get_by_role("link", name="Friends").click()
    remove = page.locator("main").get_by_role("button", name="Remove")
    expect(remove).to_be_disabled()
    visitor.check()
    page.get_by_role("checkbox", name="alice").check()
    expect(remove).to_be_enabled()
    page.get_by_role("checkbox", name="bob").check()
    remove.click()
    dialog = page.get_by_role("dialog", name="Remove 2 users from Friends?")
    dialog.wait_for()
    visitor.check()
    dialog.get_by_role("button", name="Remove").click()
    assert visitor.soon("No longer in the group Friends: alice, bob.")
    visitor.check()
    page.get_by_role("link", name="Add users").first.click()
    visitor.check()
    page.get_by_label("bob").check()
    page.get_by_role("button", name="Add users").click()
    assert visitor.seen("Friends: bob.")
    page.goto(f"{address}/iam/groups/details/Friends/users/remove/?user_name=bob")
    visitor.check()
    delete(visitor, "Friends was permanently deleted.")


def delete(visitor: Visitor, outcome: str) -> None:
    page = visitor.page
    page.goto(f"{visitor.address}/iam/groups/details/Friends/")
    page.get_by_role("link", name="Delete").click()
    dialog = page.get_by_role("dialog")
    dialog.wait_for()
    expect(dialog.get_by_label("To confirm deletion")).to_be_focused()
    expect(dialog.get_by_text("Memberships (1): bob")).to_be_visible()
    visitor.check()
    dialog.get_by_text("AWS CLI commands").click()
    visitor.check()
    bare = "aws iam remove-user-from-group --group-name Friends --user-name bob"
    commands = [bare, "aws iam delete-group --group-name Friends"]
    at = f" --endpoint-url {visitor.address}"
    assert copied(visitor) == "\n".join(f"{command}{at}" for command in commands)
    dialog.get_by_label("Without endpoint").check()
    assert copied(visitor) == "\n".join(commands)
    expect(dialog.locator(".endpoint").first).to_be_hidden()
    dialog.get_by_label("To confirm deletion").fill("Friends")
    dialog.get_by_role("button", name="Delete group").click()
    assert visitor.soon(outcome)
    visitor.check()


def copied(visitor: Visitor) -> str:
    """What the dialog's commands are in the clipboard, once they are copied."""
    page = visitor.page
    page.get_by_role("dialog").get_by_label("Copy AWS CLI commands").click()
    expect(page.locator("[data-copied=Copied]")).to_have_count(1)
    return str(page.evaluate("navigator.clipboard.readText()"))
