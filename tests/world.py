"""One small world: an administrator, alice with the MFA policy, bob without its MFA half, nobody's
user carol without any policy, and a stranger in another account."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pyotp
from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Model
from django.test import Client

from accounts.editions import edition
from accounts.models import Account, Policy, User
from accounts.operations.accounts import create_account
from accounts.operations.policies.attachments import attach_user_policy
from accounts.operations.policies.managed_policies import ensure_managed_policy
from accounts.operations.policies.policies import create_policy
from accounts.operations.users import create_user
from accounts.principals import Principal
from credentials.models import MFADevice
from credentials.operations.mfa import mfa_devices
from credentials.totp import counter_at

PASSWORD = "correct horse"
ACCOUNT_ID = "123456789012"
STRANGE_ID = "210987654321"
OF_AWS = [
    "AdministratorAccess",
    "AmazonEC2FullAccess",
    "AmazonS3ReadOnlyAccess",
    "AWSCloudShellFullAccess",
    "AWSCloudTrail_ReadOnlyAccess",
    "AWSSupportAccess",
    "IAMUserChangePassword",
    "ReadOnlyAccess",
    "SecurityAudit",
]
PAGE = "/iam/security-credentials/"
KEPT: dict[type[Model], list[dict[str, Any]]] = {}
KEPT_AT: list[datetime] = []


@dataclass
class World:
    account: Account
    alice: User
    bob: User
    carol: User
    admin: User
    stranger: User


def make_world() -> World:
    """The world in an empty database: by the operations once, then by its rows (quicker)."""
    if not KEPT:
        world = _make()
        _keep()
        return world
    now = datetime.now(tz=UTC)
    rows = {model: [model(**_moved(row, now)) for row in KEPT[model]] for model in KEPT}
    with transaction.atomic():
        for model, found in rows.items():
            model._default_manager.bulk_create(found)
        _count_on(list(rows))
    accounts = {account.pk: account for account in rows[Account]}
    people = {user.user_name: user for user in rows[User]}
    for user in people.values():
        user.account = accounts[user.account_id]
    return World(account=people["alice"].account, **people)


def _count_on(models: list[type[Model]]) -> None:
    """Let the database number further rows after those that came with their numbers."""
    for statement in connection.ops.sequence_reset_sql(no_style(), models):
        with connection.cursor() as cursor:
            cursor.execute(statement)


def _keep() -> None:
    """Remember the rows of the world, and when they were made."""
    for model in apps.get_models(include_auto_created=True):
        rows = list(model._default_manager.order_by("pk").values())
        if rows and model._meta.app_label in ("accounts", "credentials"):
            KEPT[model] = rows
    KEPT_AT.append(datetime.now(tz=UTC))


def _moved(row: dict[str, Any], now: datetime) -> dict[str, Any]:
    """The row as if it had been made now; what AWS made long ago keeps its dates."""
    made = KEPT_AT[0]
    return {
        name: value + (now - made)
        if isinstance(value, datetime) and value > made - timedelta(days=1)
        else value
        for name, value in row.items()
    }


def _make() -> World:
    now = datetime.now(tz=UTC)
    account = create_account(account_id=ACCOUNT_ID, alias="training", now=now)
    strange = create_account(account_id=STRANGE_ID, alias=None, now=now)
    people = {
        name: create_user(account=account, user_name=name, password=PASSWORD, now=now)
        for name in ("alice", "bob", "carol", "admin")
    }
    stranger = create_user(account=strange, user_name="stranger", password=PASSWORD, now=now)
    for user, name, file in (
        (people["alice"], "Force_MFA", "2019-01-31-mfa-self-manage"),
        (people["bob"], "Self_manage", "2019-01-31-self-manage-no-mfa"),
    ):
        policy = create_policy(account=account, policy_name=name, document=edition(file), now=now)
        attach_user_policy(user=user, policy=policy)
    for user in (people["admin"], stranger):
        attach_user_policy(user=user, policy=administrator_access())
    return World(account=account, stranger=stranger, **people)


def administrator_access() -> Policy:
    """AWS's managed policy AdministratorAccess."""
    return ensure_managed_policy("AdministratorAccess")


def give_device(user: User, name: str | None = None) -> MFADevice:
    """An enabled virtual device, as its owner's phone would have it."""
    now = datetime.now(tz=UTC)
    device = mfa_devices.create_virtual_mfa_device(
        account=user.account, name=name or user.user_name, now=now
    )
    device.user, device.enable_date = user, now
    device.save()
    return device


def principal(user: User, *, mfa: bool | None) -> Principal:
    now = datetime.now(tz=UTC)
    return Principal(user=user, mfa=mfa, mfa_at=now if mfa else None, issued_at=now)


def code(device: MFADevice, step: int = 0) -> str:
    """What the phone shows, `step` steps of 30 seconds from now."""
    return pyotp.TOTP(device.seed).generate_otp(counter_at(datetime.now(tz=UTC)) + step)


def pair(device: MFADevice, step: int = 0) -> dict[str, str]:
    """The codes before and at `step`, as a form sends them."""
    return {"code1": code(device, step - 1), "code2": code(device, step)}


def sign_in(client: Client, user: User, *, device: MFADevice | None = None) -> Client:
    """Through the front door: the password, then the code where a device is given."""
    response = client.post(
        "/signin/",
        {
            "account": user.account.account_id,
            "username": user.user_name,
            "password": PASSWORD,
        },
    )
    assert response.status_code == 302, response.content
    if device:
        response = client.post("/signin/mfa/app/", {"code": code(device)})
        assert response.status_code == 302, response.content
    return client
