"""A user who is taken away leaves nothing; one who is renamed or moved is another at once."""

import uuid
from datetime import UTC, datetime
from typing import Any

import pytest
from defusedxml.ElementTree import fromstring
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from accounts.operations.policies.permissions_boundaries import put_user_permissions_boundary
from accounts.operations.users import create_user
from console.training.models import Class
from credentials.operations.idempotency import consume
from credentials.operations.passwords import update_login_profile
from tests.api.conftest import new_key
from tests.api.raw import Key, body_of, code, send
from tests.api.walks.test_every_operation import without_use
from tests.pages.helpers import address
from tests.support.holdings import Ids, give_everything
from tests.world import PAGE, PASSWORD, World, sign_in

NOW = datetime.now(tz=UTC)


def call(key: Key, action: str, service: str = "iam", **parameters: Any) -> HttpResponse:
    return send(key, body_of(action, service, **parameters), service=service)


def session_of(key: Key) -> Key:
    """Temporary credentials of the key's user."""
    answer = fromstring(call(key, "GetSessionToken", "sts").content)
    return {
        "AccessKeyId": answer.find(".//{*}AccessKeyId").text,
        "SecretAccessKey": answer.find(".//{*}SecretAccessKey").text,
        "SessionToken": answer.find(".//{*}SessionToken").text,
    }


def relations(user: User) -> dict[str, int]:
    """How many rows of each kind point at a user."""
    found = {}
    for relation in User._meta.related_objects:
        rows = relation.related_model._default_manager.filter(**{relation.field.name: user})
        found[f"{relation.related_model.__name__}.{relation.field.name}"] = rows.count()
    return found


def taken_away(name: str, ids: Ids) -> list[tuple[str, dict[str, str]]]:
    """The calls of an administrator who lets somebody go, in an order that AWS accepts."""
    user, group = {"UserName": name}, {"GroupName": ids["GroupName"][0]}
    policy, inline = {"PolicyArn": ids["PolicyArn"][0]}, {"PolicyName": ids["PolicyName"][0]}
    phone, leftover, passkey, _ = ids["SerialNumber"]
    of_user = [
        ("DeleteAccessKey", "AccessKeyId"),
        ("DeleteSigningCertificate", "CertificateId"),
        ("DeleteSSHPublicKey", "SSHPublicKeyId"),
        ("DeleteServiceSpecificCredential", "ServiceSpecificCredentialId"),
    ]
    return [
        *((action, user | {kind: each}) for action, kind in of_user for each in ids[kind]),
        ("DeactivateMFADevice", user | {"SerialNumber": phone}),
        ("DeactivateMFADevice", user | {"SerialNumber": passkey}),
        ("DeleteVirtualMFADevice", {"SerialNumber": phone}),
        ("DeleteVirtualMFADevice", {"SerialNumber": leftover}),
        ("RemoveUserFromGroup", user | group),
        ("DetachUserPolicy", user | policy),
        ("DeleteUserPolicy", user | inline),
        ("DeleteUserPermissionsBoundary", user),
        ("DeleteLoginProfile", user),
        ("DeleteUser", user),
        ("DeleteGroupPolicy", group | inline),
        ("DetachGroupPolicy", group | policy),
        ("DeleteGroup", group),
        ("DeletePolicyVersion", policy | {"VersionId": "v2"}),
        ("DeletePolicy", policy),
    ]


def test_a_user_who_held_everything_leaves_nothing_in_any_table(world: World):
    admin, before = new_key(world.admin), without_use()
    dave = create_user(account=world.account, user_name="dave", password=PASSWORD, now=NOW)
    console = sign_in(Client(), dave)
    ids, key = give_everything(dave), new_key(dave)
    ids["AccessKeyId"].append(key["AccessKeyId"])
    put_user_permissions_boundary(user=dave, policy=dave.policies.get())
    consume(uuid.uuid4(), user=dave)
    update_login_profile(user=dave, password="Another-horse-1", reset_required=True, now=NOW)
    held = relations(dave)
    assert all(held.values()), f"give dave one of each: {held}"
    temporary = session_of(key)
    for action, parameters in taken_away("dave", ids):
        response = call(admin, action, **parameters)
        assert response.status_code == 200, (action, parameters, response.content)
    Class.objects.all().delete()  # the account's
    after = without_use()
    report = after["console.LastAccessedReport"].pop()  # its caller may still read it
    assert report["entity_id"] == dave.user_id
    assert not any(row["count"] for row in after.pop("credentials.PasswordAttempts"))
    token = after["credentials.MFADevice"].pop()
    assert (token["serial_number"], token["user_id"]) == (ids["SerialNumber"][3], None)
    assert {label: rows for label, rows in after.items() if rows != before[label]} == {}
    assert not any(relations(User(pk=dave.pk)).values())
    assert console.get(PAGE).status_code == 302
    for used in (key, temporary):
        assert code(call(used, "GetCallerIdentity", "sts"))[0] == 403
    everybody_else_is_seen(world)


def everybody_else_is_seen(world: World) -> None:
    """The pages and lists that showed the user show the others."""
    client, key = sign_in(Client(), world.admin), new_key(world.admin)
    for page in ("/iam/users/", address("alice"), "/", PAGE):
        response = client.get(page)
        assert response.status_code == 200
        assert "dave" not in response.content.decode()
    for action in ("ListUsers", "GetAccountSummary", "GenerateCredentialReport"):
        assert call(key, action).status_code == 200


@pytest.mark.parametrize(
    ("change", "still"),
    [({"NewUserName": "robert"}, True), ({"NewPath": "/staff/"}, False)],
    ids=["renamed", "moved"],
)
def test_what_the_own_name_grants_follows_a_user_at_once(world: World, change, still: bool):
    """bob's policy grants to `user/${aws:username}`, which has no path: it goes on for a new name,
    in the console session and for the key that began under the old one."""
    admin, key = new_key(world.admin), new_key(world.bob)
    console = sign_in(Client(), world.bob)

    def works() -> set[bool]:
        page = console.get(f"{PAGE}codecommit/")
        return {
            code(call(key, "ListSSHPublicKeys")) == (200, ""),
            page.status_code == 200 and "Access denied" not in page.content.decode(),
        }

    assert works() == {True}
    assert call(admin, "UpdateUser", UserName="bob", **change).status_code == 200
    assert works() == {still}
    back = {"NewUserName": "bob", "NewPath": "/"}
    name = change.get("NewUserName", "bob")
    assert call(admin, "UpdateUser", UserName=name, **back).status_code == 200
    assert works() == {True}


def test_a_name_that_is_given_again_grants_nothing_of_the_old_user(world: World):
    """Another bob holds neither the first one's credentials nor the first one's policies."""
    key, admin = new_key(world.bob), new_key(world.admin)
    console, temporary = sign_in(Client(), world.bob), session_of(key)
    assert call(admin, "UpdateUser", UserName="bob", NewUserName="robert").status_code == 200
    assert call(admin, "CreateUser", UserName="bob").status_code == 200
    second = User.objects.get(account=world.account, user_name="bob")
    assert not any(relations(second).values())
    for used in (key, temporary):
        arn = fromstring(call(used, "GetCallerIdentity", "sts").content).find(".//{*}Arn").text
        assert arn.endswith(":user/robert")
    assert ":user/robert" in console.get(PAGE).content.decode()
    assert code(call(new_key(second), "ListSSHPublicKeys"))[0] == 403
