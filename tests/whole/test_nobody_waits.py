"""What takes long, or waits for somebody, keeps nobody else waiting."""

import re
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth import hashers
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from accounts.operations.password_policies import (
    PasswordPolicySettings,
    update_account_password_policy,
)
from credentials import x509
from credentials.models import PasswordAttempts
from credentials.operations.service_specific_credentials import (
    CODECOMMIT,
    create_service_specific_credential,
)
from tests.api.conftest import new_key
from tests.api.raw import Key, body_of, code, send
from tests.world import PAGE, PASSWORD, World, sign_in

pytestmark = pytest.mark.django_db(transaction=True)
NEW = "Another-horse-1"
LOCKING = re.compile("FOR (NO KEY )?UPDATE|^(INSERT|UPDATE|DELETE)")
LONG = 15  # seconds after which a test gives up; a request takes some hundredths of one


@contextmanager
def held(world: World) -> Iterator[None]:
    """Another connection holds bob's row, which on SQLite is the one lock of all writers."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        other = sqlite3.connect(settings["NAME"], isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        release = other.rollback
    else:
        other = connection.copy()
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT id FROM accounts_user WHERE id = %s FOR UPDATE", [world.bob.pk])
        release = other.rollback
    try:
        yield
    finally:
        release()
        other.close()


class Request(threading.Thread):
    """A request in a thread of its own, as a server's worker has it."""

    def __init__(self, ask: Callable[[], HttpResponse]) -> None:
        super().__init__(daemon=True)
        self.ask = ask
        self.status = 0
        self.start()

    def run(self) -> None:
        try:
            self.status = self.ask().status_code
        finally:
            connection.close()

    def answered(self) -> int:
        self.join(LONG)
        return self.status


def test_who_waits_for_a_row_keeps_nobody_else_waiting(transactional_db: None, world: World):
    """On SQLite every signed call writes its event, and waits; what writes nothing is answered."""
    key = new_key(world.admin)
    assert send(key, body_of("GetUser", UserName="alice")).status_code == 200  # the key's use
    with held(world):
        waiting = [
            Request(lambda: send(key, body_of("CreateAccessKey", UserName="bob"))) for _ in range(3)
        ]
        assert Request(lambda: Client().get("/signin/")).answered() == 200
        assert Request(lambda: send(None, body_of("GetUser"))).answered() == 403
        if connection.vendor == "postgresql":
            read = Request(lambda: send(key, body_of("GetUser", UserName="alice")))
            assert read.answered() == 200
            write = Request(lambda: send(key, body_of("CreateAccessKey", UserName="alice")))
            assert write.answered() == 200
        assert all(each.is_alive() for each in waiting)
    assert sorted(each.answered() for each in waiting) == [200, 200, 409]


def without_the_row(key: Key) -> list[Callable[[], HttpResponse]]:
    """Requests that need no lock which another session has; on SQLite those that write nothing."""
    reads = [lambda: Client().get("/signin/"), lambda: Client().get("/iam/users/")]
    if connection.vendor == "sqlite":
        return reads
    tag = {"Tags.member.1.Key": "a", "Tags.member.1.Value": "b"}
    return [
        *reads,
        lambda: send(key, body_of("GetUser", UserName="alice")),
        lambda: send(key, body_of("ListUsers")),
        lambda: send(key, body_of("TagUser", UserName="alice", **tag)),
    ]


def wait_for_no_lock() -> None:
    """From here on a statement of this thread fails where another session holds a lock it needs."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA busy_timeout = 0")
        else:
            cursor.execute("SET lock_timeout = '1s'")


def test_who_does_not_need_a_held_row_waits_for_no_lock(transactional_db: None, world: World):
    """Nor for who waits for it: a lock that those hold lasts as long as the row is held."""
    key = new_key(world.admin)

    def ask() -> HttpResponse:
        wait_for_no_lock()
        responses = [request() for request in without_the_row(key)]
        return next(
            (each for each in responses if each.status_code not in (200, 302)), responses[0]
        )

    assert Request(ask).answered() in (200, 302)  # the first time the key's use is kept
    rename = body_of("UpdateUser", UserName="bob", NewPath="/a/")
    with held(world):
        waiting = [Request(lambda: send(key, rename)) for _ in range(4)]
        time.sleep(0.2)  # until they wait
        assert Request(ask).answered() in (200, 302)
        assert all(each.is_alive() for each in waiting)
    assert [each.answered() for each in waiting] == [200] * 4


def in_transaction() -> bool:
    """Whether the database knows of a transaction that is open."""
    if connection.connection is None:
        return False
    if connection.vendor == "sqlite":
        return bool(connection.connection.in_transaction)
    return connection.connection.info.transaction_status.name != "IDLE"


class Locks:
    """What the open transaction holds: on SQLite the one lock, elsewhere what statements locked."""

    taken = False

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not in_transaction():
            self.taken = False
        found = execute(sql, params, many, context)
        self.taken |= LOCKING.search(sql) is not None
        return found

    def held(self) -> bool:
        return in_transaction() and (self.taken or connection.vendor == "sqlite")


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bool]]:
    """For each password hashed and each pair of keys made: did a lock keep others waiting?"""
    seen: list[bool] = []
    locks = Locks()
    hasher, pair = hashers.MD5PasswordHasher.encode, x509.make_pair

    def encode(self: object, password: str, salt: str) -> str:
        seen.append(locks.held())
        return hasher(self, password, salt)

    def make_pair(*given: object) -> tuple[str, str]:
        seen.append(locks.held())
        return pair(*given)

    monkeypatch.setattr(hashers.MD5PasswordHasher, "encode", encode)
    monkeypatch.setattr(x509, "make_pair", make_pair)
    with connection.execute_wrapper(locks):
        yield seen


def api(action: str, **sent: str) -> Callable[[World, Key], HttpResponse]:
    return lambda world, key: send(key, body_of(action, **sent))


def change(old: str, new: str) -> Callable[[World, Key], HttpResponse]:
    return api("ChangePassword", OldPassword=old, NewPassword=new)


def reset(world: World, key: Key) -> HttpResponse:
    made = create_service_specific_credential(
        user=world.admin, service_name=CODECOMMIT, now=datetime.now(tz=UTC)
    ).credential.service_specific_credential_id
    return send(key, body_of("ResetServiceSpecificCredential", ServiceSpecificCredentialId=made))


def page(address: str, **sent: str) -> Callable[[World, Key], HttpResponse]:
    return lambda world, key: sign_in(Client(), world.admin).post(address, sent)


def passwords_form(new: str) -> Callable[[World, Key], HttpResponse]:
    return page(f"{PAGE}password/", old_password=PASSWORD, new_password=new, confirm=new)


SLOW = {
    "a change": (change(PASSWORD, NEW), 200),
    "a wrong old password": (change("wrong", NEW), 403),
    "a password used before": (change(PASSWORD, PASSWORD), 400),
    "a login profile": (api("UpdateLoginProfile", UserName="bob", Password=NEW), 200),
    "a Git credential": (
        api("CreateServiceSpecificCredential", UserName="bob", ServiceName=CODECOMMIT), 200,
    ),
    "a Git credential's new password": (reset, 200),
    "the form": (passwords_form(NEW), 302),
    "the form, refused": (passwords_form(PASSWORD), 400),
    "a certificate": (
        page(
            f"{PAGE}signing-certificates/create/",
            client_token="6f1cb3a5-58a2-4d3c-9a42-8d9d94a4a0c1",
        ),
        200,
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", SLOW)
def test_no_password_is_hashed_while_others_wait(
    transactional_db: None, world: World, slow: list[bool], what: str
):
    key = new_key(world.admin)
    settings = PasswordPolicySettings(password_reuse_prevention=24)
    update_account_password_policy(account=world.account, settings=settings)
    slow.clear()
    ask, status = SLOW[what]
    response = ask(world, key)
    assert response.status_code == status, response.content
    assert slow
    assert not any(slow)


def test_a_refused_change_says_so_and_counts(transactional_db: None, world: World):
    key = new_key(world.admin)
    answer = send(key, body_of("ChangePassword", OldPassword="wrong", NewPassword=NEW))
    assert code(answer) == (403, "AccessDenied")
    assert set(PasswordAttempts.objects.values_list("count", flat=True)) == {1}
    world.admin.refresh_from_db()
    assert world.admin.check_password(PASSWORD)
