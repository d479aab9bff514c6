"""No secret is stored, recorded or logged in clear: whatever is typed anywhere, right or wrong.

Every page and every operation of the API is sent secrets that occur nowhere else; then every column
of every table, the sessions as they are read, and the log are searched for them.
"""

import logging
import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

import pytest
from defusedxml.ElementTree import fromstring
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import UserPolicy
from console.api.catalogue import CATALOGUE
from console.checks import views
from console.protocol import service_models
from tests.api.conftest import new_key
from tests.api.raw import body_of, send
from tests.api.walks.test_every_operation import SAMPLES
from tests.support.holdings import document, give_class, give_credentials, give_record
from tests.support.sending import IDS, KINDS, OTHERS, addresses, every_field, one
from tests.support.urls import named
from tests.world import PASSWORD, World, code, give_device, pair, sign_in

PRIVATE_KEY = "-----BEGIN PRIVATE KEY-----\nCanaryKeyMaterial9x\n-----END PRIVATE KEY-----"
TYPED = {
    "code": "Canary-code-9x",
    "code1": "Canary-first-code-9x",
    "code2": "Canary-second-code-9x",
    "confirm": "Canary-confirmed-9x",
    "new_password": "Canary-new-password-9x",
    "old_password": "Canary-old-password-9x",
    "password": "Canary-password-9x",
    "response": '{"id": "Canary-response-9x"}',
    "body": PRIVATE_KEY,
}
SENT = {
    "AuthenticationCode1": "719283",
    "AuthenticationCode2": "382917",
    "CertificateBody": PRIVATE_KEY,
    "NewPassword": "Canary-new-password-9x",
    "OldPassword": "Canary-old-password-9x",
    "Password": "Canary-password-9x",
    "PrivateKey": PRIVATE_KEY,
    "SSHPublicKeyBody": PRIVATE_KEY,
    "TokenCode": "564738",
}
ANSWERED = ("SecretAccessKey", "ServicePassword", "Base32StringSeed", "QRCodePNG", "SessionToken")
CANARY = re.compile(r"Canary[-A-Za-z]*9x")
IAM = [name for service, name in sorted(CATALOGUE) if service == "iam"]


def everything_stored() -> str:
    """All columns of all tables, and what the sessions hold."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found += [f"{table}: {row}" for row in cursor.fetchall()]
    found += [f"session: {session.get_decoded()}" for session in Session.objects.all()]
    return "\n".join(found)


def leaks(text: str, secrets: set[str]) -> list[str]:
    """The lines that hold one of the secrets, or a canary."""
    patterns = [CANARY, *(re.compile(rf"(?<![\w.]){re.escape(each)}(?!\w)") for each in secrets)]
    return [line for line in text.splitlines() if any(each.search(line) for each in patterns)]


@contextmanager
def nothing_leaks(log: pytest.LogCaptureFixture, *secrets: str) -> Iterator[set[str]]:
    """What happens in here keeps no secret; further ones may be added. It is undone afterwards."""
    held, found = set(secrets), []
    log.clear()
    with transaction.atomic():
        yield held
        found = leaks(everything_stored(), held) + leaks(log.text, held)
        transaction.set_rollback(True)
    assert found == []


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("django.db.backends").setLevel(logging.INFO)
    return caplog


def test_the_search_finds_what_is_there(world: World):
    world.alice.tags = {"code": "719283"}
    world.alice.save()
    assert len(leaks(everything_stored(), {"719283"})) == 1
    assert leaks(everything_stored(), {"71928"}) == []
    world.bob.tags = {"note": "Canary-tag-9x"}
    world.bob.save()
    assert len(leaks(everything_stored(), set())) == 1


@pytest.mark.parametrize("right", [True, False])
def test_no_page_keeps_what_is_typed(world: World, log: pytest.LogCaptureFixture, *, right: bool):
    """Each form with what would succeed, and with secrets in all fields that take secrets."""
    session = sign_in(Client(), world.admin).cookies
    ids = give_credentials(world.admin)
    ids |= {
        "AuthorizationId": ["a" * 25],
        **give_class(world.admin),
        "EventId": [str(uuid.uuid4())],
        "GroupName": ["students"],
        "PolicyName": ["p"],
        "UserName": ["admin"],
    }
    ids |= {"PolicyArn": [world.alice.policies.get().arn]}
    ids |= {"AuthorizationId": [give_record(world.admin)], "EventId": [str(uuid.uuid4())]}
    UserPolicy.objects.create(user=world.admin, policy_name="p", document=document("p"))
    succeeding = {"old_password": PASSWORD, "confirm": TYPED["new_password"]}
    statuses = []
    for view in views():
        typed = OTHERS | {name: one(ids, kind, 0) for name, kind in IDS.items()} | TYPED
        typed |= succeeding if right else {}
        typed["kind"] = "custom" if view.name.startswith((*KINDS,)) else "virtual"
        kwargs, _ = next(addresses(view, ids, ids))
        client = Client()
        client.cookies = session.copy()
        with nothing_leaks(log), every_field():
            answer = client.post(reverse(view.name, kwargs=kwargs), typed)
            client.get(answer.get("Location") or reverse(view.name, kwargs=kwargs))
        statuses.append((named(view), answer.status_code))
    assert not [each for each in statuses if each[1] >= 500]
    assert (("change_password", 302) in statuses) == right


def test_signing_in_keeps_nothing(world: World, log: pytest.LogCaptureFixture):
    device = give_device(world.alice)
    right = code(device)
    for account in ("training", "elsewhere", "Canary-account-9x"):
        for name in ("alice", "bob", "Canary-name-9x", "a" * 99 + "Canary-long-9x"):
            with nothing_leaks(log):
                form = {"account": account, "username": name, "password": TYPED["password"]}
                assert Client().post("/signin/", form | {"next": "/x"}).status_code == 200
    with nothing_leaks(log, PASSWORD, right, *pair(device).values(), device.seed):
        client = Client()
        form = {"account": "training", "username": "alice", "password": PASSWORD}
        client.post("/signin/", form)
        for path in ("mfa/", "mfa/app/", "mfa/token/", "mfa/passkey/", "resync/"):
            client.post(f"/signin/{path}", TYPED)
            client.post(f"/signin/{path}", {"code": "000000", "code1": "000000"})
        client.post("/signin/resync/", pair(device))
        assert client.post("/signin/mfa/app/", {"code": right}).status_code == 302


@pytest.mark.parametrize("name", IAM)
def test_no_operation_keeps_what_is_sent(world: World, log: pytest.LogCaptureFixture, name: str):
    """With everything wrong, then as it would succeed, by somebody who may and one who may not."""
    shape = service_models.operation("iam", name).input_shape
    members = set(shape.members) if shape else set()
    usual = {key: each for key, each in SAMPLES.items() if key.partition(".")[0] in members}
    secret = {key: each for key, each in SENT.items() if key in members}
    codes = {SENT[key] for key in secret if SENT[key].isdigit()}
    for user in (world.admin, world.carol):
        key = new_key(user)
        with nothing_leaks(log, *codes, key["SecretAccessKey"]) as held:
            answers = [send(key, body_of(name, **usual | secret))]
            succeeding = {"OldPassword": PASSWORD} if "OldPassword" in members else {}
            answers.append(send(key, body_of(name, **usual | secret | succeeding)))
            assert all(answer.status_code < 500 for answer in answers)
            for answer in answers:
                root = fromstring(answer.content)
                found = [each.text for tag in ANSWERED for each in root.iter(f"{{*}}{tag}")]
                held.update(text for text in found if text)


def test_codes_through_the_api_are_not_kept(world: World, log: pytest.LogCaptureFixture):
    device, key = give_device(world.alice), new_key(world.alice)
    codes = {f"AuthenticationCode{n}": each for n, each in enumerate(pair(device).values(), 1)}
    serial = {"SerialNumber": device.serial_number}
    with nothing_leaks(log, *codes.values(), code(device), device.seed) as held:
        asked = body_of("GetSessionToken", "sts", TokenCode=code(device), **serial)
        answer = send(key, asked, service="sts")
        assert answer.status_code == 200
        root = fromstring(answer.content)
        held.update(each.text or "" for tag in ANSWERED for each in root.iter(f"{{*}}{tag}"))
        admin = new_key(world.admin)
        named = {"UserName": "alice", **serial}
        assert send(admin, body_of("ResyncMFADevice", **named, **codes)).status_code == 200
        wrong = {"AuthenticationCode1": "719283", "AuthenticationCode2": "382917"}
        held.update(wrong.values())
        assert send(admin, body_of("ResyncMFADevice", **named, **wrong)).status_code == 403
        send(None, body_of("ChangePassword", OldPassword="Canary-old-9x", NewPassword="x"))
        send(admin, urlencode({"Action": "Canary-action-9x", "Version": "2010-05-08"}))
