"""The client's address and scheme, on pages and through the API: who is believed about them."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from django.test import Client

from accounts.operations.policies.attachments import attach_user_policy
from accounts.operations.policies.policies import create_policy
from console.installation.configuration import trusted_proxies
from console.models import Event
from tests.api.conftest import new_key
from tests.api.raw import FORM, body_of, credentials
from tests.world import PASSWORD, World, sign_in

PROXY, CLIENT, WRITTEN = "10.0.0.5", "203.0.113.9", "198.51.100.7"
# What stands in REMOTE_ADDR, what in X-Forwarded-For (None: not sent), and who the client is.
CASES = {
    "a client without a proxy": (CLIENT, None, CLIENT),
    "a client that names another": (CLIENT, WRITTEN, CLIENT),
    "a client that names a proxy": (CLIENT, PROXY, CLIENT),
    "a mapped client": (f"::ffff:{CLIENT}", None, CLIENT),
    "a mapped client in hexadecimal": ("::FFFF:cb00:7109", None, CLIENT),
    "an IPv6 client": ("2001:DB8:0::5", None, "2001:db8::5"),
    "an IPv6 client of a link": ("fe80::1%eth0", None, "fe80::1"),
    "a proxy of ours": (PROXY, CLIENT, CLIENT),
    "a mapped proxy": (f"::ffff:{PROXY}", CLIENT, CLIENT),
    "an IPv6 proxy": ("2001:db8:1::1", CLIENT, CLIENT),
    "a proxy and what the client wrote": (PROXY, f"{WRITTEN}, {CLIENT}", CLIENT),
    "two proxies": (PROXY, f"{WRITTEN}, {CLIENT}, 10.9.9.9", CLIENT),
    "a proxy and a mapped client": (PROXY, f"::ffff:{CLIENT}", CLIENT),
    "a proxy that names ports": (PROXY, f"{CLIENT}:4711", CLIENT),
    "a proxy that names IPv6 ports": (PROXY, "[2001:db8::5]:4711", "2001:db8::5"),
    "a proxy that asks for itself": (PROXY, None, PROXY),
    "proxies alone": (PROXY, "10.1.1.1, 10.2.2.2", "10.1.1.1"),
    "a proxy that names nobody": (PROXY, "unknown", PROXY),
    "no address before the last proxy": (PROXY, f"{CLIENT}, ' or 1, 10.9.9.9", "10.9.9.9"),
    "an address that is too long": (PROXY, f"{WRITTEN}, {CLIENT}{' ' * 99}", PROXY),
    "a long list": (PROXY, ", ".join([WRITTEN] * 5000 + [CLIENT]), CLIENT),
    "a Unix socket": ("", None, "127.0.0.1"),
}


@pytest.fixture(autouse=True)
def trusted(settings: Any) -> None:
    settings.TRUSTED_PROXIES = trusted_proxies("10.0.0.0/8, 2001:db8:1::1")


def sent(peer: str, forwarded: str | None, **more: str) -> dict[str, str]:
    given = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    return {"REMOTE_ADDR": peer, **given, **more}


def call(key: dict[str, str], action: str, environment: dict[str, str]) -> int:
    """The status of a signed call that reaches the server so."""
    request = AWSRequest(
        "POST", "http://testserver/", data=body_of(action), headers={"Content-Type": FORM}
    )
    SigV4Auth(credentials(key), "iam", "us-east-1").add_auth(request)
    headers = {name: str(value) for name, value in request.headers.items()}
    kind = headers.pop("Content-Type")
    response = Client(**environment).generic(
        "POST", "/", request.data, content_type=kind, headers={"Host": "testserver", **headers}
    )
    return response.status_code


def test_events_have_the_client_s_address(world: World):
    """Those of pages (the sign-in) and those of the API."""
    key, found = new_key(world.admin), {}
    for what, (peer, forwarded, _) in CASES.items():
        Event.objects.all().delete()
        sign_in(Client(**sent(peer, forwarded)), world.admin)
        assert call(key, "ListUsers", sent(peer, forwarded)) == 200
        addresses = {event.record["sourceIPAddress"] for event in Event.objects.all()}
        found[what] = addresses.pop() if len(addresses) == 1 else addresses
    assert found == {what: client for what, (_, _, client) in CASES.items()}


@pytest.mark.parametrize(
    ("effect", "operator", "value", "status"),
    [
        ("Deny", "IpAddress", "203.0.113.0/24", 403),
        ("Deny", "NotIpAddress", "203.0.113.0/24", 200),
        ("Allow", "IpAddress", "203.0.113.0/24", 200),
        ("Allow", "StringEquals", CLIENT, 200),
        ("Allow", "IpAddress", "10.0.0.0/8", 403),
    ],
)
def test_source_ip_is_the_client_s(
    world: World, effect: str, operator: str, value: str, status: int
):
    """On a page and through the API alike, with a proxy and without."""
    allow = {"Effect": "Allow", "Action": "iam:*", "Resource": "*"}
    ruled = allow | {"Effect": effect, "Condition": {operator: {"aws:SourceIp": value}}}
    document = {"Version": "2012-10-17", "Statement": [ruled, *[allow] * (effect == "Deny")]}
    now = datetime.now(tz=UTC)
    policy = create_policy(
        account=world.account, policy_name="by-address", document=json.dumps(document), now=now
    )
    attach_user_policy(user=world.carol, policy=policy)
    key = new_key(world.carol)
    for peer in (CLIENT, f"::ffff:{CLIENT}", PROXY):
        environment = sent(peer, CLIENT if peer == PROXY else None)
        assert call(key, "ListUsers", environment) == status
        sign_in(Client(**environment), world.carol).get("/iam/users/")
        page, api = Event.objects.filter(event_name="ListUsers").order_by("-pk")[:2]
        assert page.error_code == api.error_code == ("AccessDenied" if status == 403 else "")


@pytest.mark.parametrize(
    ("peer", "said", "secure"),
    [
        (CLIENT, "https", False),
        (PROXY, "https", True),
        (PROXY, " HTTPS ", True),
        (PROXY, "http", False),
        (PROXY, "https, http", False),
        (PROXY, "gopher", False),
    ],
)
def test_the_scheme_is_believed_from_a_proxy_alone(
    settings: Any, db: None, peer: str, said: str, secure: bool
):
    settings.SECURE_HSTS_SECONDS = 60
    browser = Client(**sent(peer, CLIENT, HTTP_X_FORWARDED_PROTO=said))
    assert ("Strict-Transport-Security" in browser.get("/signin/").headers) == secure


def test_nobody_is_believed_unless_named(settings: Any, world: World):
    settings.TRUSTED_PROXIES = trusted_proxies("")
    sign_in(Client(**sent("127.0.0.1", WRITTEN, HTTP_X_FORWARDED_PROTO="https")), world.admin)
    record = Event.objects.get().record
    assert record["sourceIPAddress"] == "127.0.0.1"


def test_wrong_passwords_count_for_the_client_and_not_for_its_proxy(world: World):
    def status(forwarded: str, password: str) -> int:
        form = {"account": "training", "username": "carol", "password": password}
        return Client(**sent(PROXY, forwarded)).post("/signin/", form).status_code

    for number in range(10):
        status(f"192.0.2.{number}, {WRITTEN}", "wrong")
    assert status(WRITTEN, PASSWORD) == 429
    assert status(f"::ffff:{WRITTEN}", PASSWORD) == 429
    assert status(CLIENT, PASSWORD) == 302
