"""A key is leaked, and the event history shows what a worker's thief does with it."""

import json
import re

from playwright.sync_api import Browser, expect

from tests.browser.looks import looks
from tests.browser.server import Server
from tests.browser.visitor import Visitor

START = """
import json
from console.requests import real_now
from console.training.alone import take_seat
from console.training.labs.labs import find_lab
from console.training.logins import logins_of
from console.training.runs import start_lab
from console.training.starts.sheet import opened
seat = take_seat(browser="", address="", real_now=real_now())
run = start_lab(seat=seat, lab=find_lab("stolen-key"), real_now=real_now())
seat.refresh_from_db()
key = opened(run.sheet).keys_of("alice")[0]
words = {login.user_name: login.password for login in logins_of(seat)}
print(json.dumps([seat.account.account_id, words["admin"], key.key_id, key.secret]))
"""


@looks()
def test_a_leaked_key_is_used_within_seconds(
    browser: Browser, server: Server, scheme: str, width: int
):
    printed = server.manage("shell", "-v", "0", "-c", START)
    account, password, key_id, secret = json.loads(printed.splitlines()[-1])
    visitor = Visitor(browser, server.address, scheme=scheme, width=width)
    page = visitor.page
    page.goto(f"{server.address}/signin/?account={account}")
    page.get_by_label("IAM user name").fill("admin")
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(".account-menu")).to_be_visible()
    page.goto(f"{server.address}/training/leak/")
    file = page.get_by_label(".env")
    file.fill(f"AWS_ACCESS_KEY_ID={key_id}\nAWS_SECRET_ACCESS_KEY=\n")
    page.get_by_role("button", name="Commit and push").click()
    assert visitor.soon("There is no secret access key in the file.")
    expect(file).to_be_focused()
    visitor.check()
    file.fill(f"AWS_ACCESS_KEY_ID={key_id}\nAWS_SECRET_ACCESS_KEY={secret}\n")
    page.get_by_role("button", name="Commit and push").click()
    assert visitor.soon("Pushed to a public repository")
    page.goto(f"{server.address}/cloudtrail/events/?attribute=AccessKeyId&value={key_id}")
    for _ in range(20):
        if visitor.seen("GetCallerIdentity"):
            break
        page.wait_for_timeout(1000)
        page.reload()
    assert visitor.seen("GetCallerIdentity")
    page.goto(f"{server.address}/training/leak/")
    page.get_by_text(re.compile("What the thief sees")).click()
    assert visitor.soon("sts:GetCallerIdentity")
    visitor.check()
    assert secret not in page.content()
