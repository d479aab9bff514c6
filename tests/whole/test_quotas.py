"""AWS's quotas, on pages and at the API: as many are made, one more is refused, one less fits.

Each quota is filled to one below it; a page takes the last, then neither a page nor the API takes
another, in AWS's words, with an event and nothing else.
"""

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from django.test import Client

from accounts.models import Group, Policy, User
from console.models import Event
from credentials.operations.access_keys import create_access_key
from credentials.operations.service_specific_credentials import create_service_specific_credential
from credentials.operations.signing_certificates import upload_signing_certificate
from credentials.operations.ssh_public_keys import upload_ssh_public_key
from tests.api.conftest import new_key
from tests.api.raw import body_of, error_of, send
from tests.credentials.material import ssh_key, valid_certificate
from tests.support.reading import reading
from tests.support.refusals import DENY_ALL
from tests.support.rows import rows
from tests.world import ACCOUNT_ID, World, sign_in

NOW = datetime.now(tz=UTC)
BOB, GROUP = "/iam/users/details/bob/", "/iam/groups/details/full/"
HELD = f"{BOB}security-credentials/"
GIT = "codecommit.amazonaws.com"


def arn(number: int) -> str:
    return f"arn:aws:iam::{ACCOUNT_ID}:policy/p-{number}"


def policies(world: World, count: int) -> list[Policy]:
    return Policy.objects.bulk_create(
        Policy(
            account=world.account,
            policy_name=f"p-{number}",
            arn=arn(number),
            document=DENY_ALL,
            created_at=NOW,
            updated_at=NOW,
        )
        for number in range(count)
    )


def groups(world: World, count: int) -> list[Group]:
    return Group.objects.bulk_create(
        Group(account=world.account, group_name=f"g-{number}", created_at=NOW)
        for number in range(count)
    )


def users(world: World, count: int) -> list[User]:
    return User.objects.bulk_create(
        User(account=world.account, user_name=f"u-{number}", created_at=NOW, password="!")
        for number in range(count)
    )


@dataclass(frozen=True)
class Quota:
    """What is counted, how it is filled, and the n-th made: by a page's form, and by the API.

    `told` says that the page tells a refusal in a message after it leads back, not by its status.
    """

    name: str
    limit: int
    fill: Callable[[World, int], object]
    address: str
    form: Callable[[int], dict[str, object]]
    action: str
    sent: Callable[[int], dict[str, str]]
    told: bool = False


def token(_: int) -> dict[str, object]:
    return {"client_token": str(uuid.uuid4())}


def each(make: Callable[[User, int], object]) -> Callable[[World, int], object]:
    return lambda world, count: [make(world.bob, number) for number in range(count)]


def give_certificate(user: User, number: int) -> None:
    upload_signing_certificate(user=user, body=valid_certificate(number), now=NOW)


def give_git_credential(user: User, _: int) -> None:
    create_service_specific_credential(user=user, service_name=GIT, now=NOW)


def join_groups(world: World, count: int) -> None:
    world.bob.groups.set(groups(world, 12)[:count])


def hold_policies(holder: Callable[[World], User | Group]) -> Callable[[World, int], object]:
    return lambda world, count: holder(world).policies.set(policies(world, 12)[:count])


def full_group(world: World) -> Group:
    made = {"group_name": "full", "created_at": NOW}
    return Group.objects.get_or_create(account=world.account, defaults=made, group_name="full")[0]


QUOTAS = [
    Quota(
        "AccessKeysPerUser", 2, each(lambda user, _: create_access_key(user=user, now=NOW)),
        f"{HELD}access-keys/create/description/", token,
        "CreateAccessKey", lambda _: {"UserName": "bob"},
    ),
    Quota(
        "CertificatesPerUser", 2,
        each(give_certificate),
        f"{HELD}signing-certificates/upload/", lambda n: {"body": valid_certificate(n)},
        "UploadSigningCertificate",
        lambda n: {"UserName": "bob", "CertificateBody": valid_certificate(n)},
    ),
    Quota(
        "SSHPublicKeysPerUser", 5,
        each(lambda user, n: upload_ssh_public_key(user=user, body=ssh_key(n), now=NOW)),
        f"{HELD}codecommit/ssh-public-keys/upload/", lambda n: {"body": ssh_key(n)},
        "UploadSSHPublicKey", lambda n: {"UserName": "bob", "SSHPublicKeyBody": ssh_key(n)},
    ),
    Quota(
        "ContextSpecificCredentialsPerUserPerContext", 2,
        each(give_git_credential),
        f"{HELD}codecommit/credentials/generate/", token,
        "CreateServiceSpecificCredential", lambda _: {"UserName": "bob", "ServiceName": GIT},
    ),
    Quota(
        "TagsPerUser", 50,
        lambda world, count: User.objects.filter(pk=world.bob.pk).update(
            tags={f"k-{number}": "" for number in range(count)}
        ),
        f"{BOB}tags/edit/", lambda n: {"key": f"K-{n}", "value": "v"},
        "TagUser",
        lambda n: {"UserName": "bob", "Tags.member.1.Key": f"k-{n}", "Tags.member.1.Value": ""},
    ),
    Quota(
        "GroupsPerUser", 10, join_groups,
        f"{BOB}groups/add/", lambda n: {"group_name": f"g-{n}"},
        "AddUserToGroup", lambda n: {"UserName": "bob", "GroupName": f"g-{n}"}, told=True,
    ),
    Quota(
        "PoliciesPerGroup", 10, hold_policies(full_group),
        f"{GROUP}permissions/attach/", lambda n: {"policy_arn": arn(n)},
        "AttachGroupPolicy", lambda n: {"GroupName": "full", "PolicyArn": arn(n)}, told=True,
    ),
    Quota(
        "GroupsPerAccount", 300, groups,
        "/iam/groups/create/", lambda n: {"group_name": f"g-{n}"},
        "CreateGroup", lambda n: {"GroupName": f"g-{n}"},
    ),
    Quota(
        "PoliciesPerAccount", 1500, lambda world, count: policies(world, count - 2),
        "/iam/policies/create/", lambda n: {"policy_name": f"p-{n}", "document": DENY_ALL},
        "CreatePolicy", lambda n: {"PolicyName": f"p-{n}", "PolicyDocument": DENY_ALL},
    ),
    Quota(
        "UsersPerAccount", 5000, lambda world, count: users(world, count - 4),
        "/iam/users/create/review/", lambda n: {"user_name": f"u-{n}", **token(n)},
        "CreateUser", lambda n: {"UserName": f"u-{n}"},
    ),
]  # fmt: skip


def kept() -> dict[str, list[dict[str, object]]]:
    """Everything stored but keys, of which a call changes when they were last used."""
    return {name: found for name, found in rows().items() if name != "credentials.AccessKey"}


@pytest.mark.parametrize("quota", QUOTAS, ids=lambda quota: quota.name)
def test_one_more_is_refused_on_pages_and_at_the_api(world: World, quota: Quota):
    client, key = sign_in(Client(), world.admin), new_key(world.admin)
    quota.fill(world, quota.limit - 1)
    last = client.post(quota.address, quota.form(quota.limit - 1))
    assert last.status_code in (200, 302)
    Event.objects.all().delete()
    before, text = kept(), f"Cannot exceed quota for {quota.name}: {quota.limit}"
    form = quota.form(quota.limit)
    response = client.post(quota.address, form)
    if quota.told:
        *_, notice = reading(client.get(response.url)).flashes
        assert (notice.level, notice.body) == ("error", text)
        assert notice.heading.endswith("not added") or notice.heading.endswith("not attached")
    else:
        assert response.status_code == 409
        assert text in response.content.decode()
    called = send(key, body_of(quota.action, **quota.sent(quota.limit)))
    assert error_of(called) == (409, "LimitExceeded", text)
    assert kept() == before
    events = Event.objects.filter(event_name=quota.action).values_list("error_code", flat=True)
    assert list(events) == ["LimitExceededException"] * 2


def a_document_of(size: int) -> str:
    """A policy of so many characters without white space. White space adds as many again."""
    document = {"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "*"}}
    document["Statement"]["Resource"] = ""
    length = size - len("".join(json.dumps(document).split()))
    document["Statement"]["Resource"] = "arn:aws:s3:::" + "x" * (length - len("arn:aws:s3:::"))
    return json.dumps(document, indent=8)


SIZES = {
    "a managed policy": (6144, "/iam/policies/create/", "CreatePolicy", {}),
    "inline policies of a user": (
        2048, f"{BOB}permissions/create/", "PutUserPolicy", {"UserName": "bob"},
    ),
    "inline policies of a group": (
        5120, f"{GROUP}permissions/create/", "PutGroupPolicy", {"GroupName": "full"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", SIZES)
def test_a_character_more_is_refused_on_pages_and_at_the_api(world: World, what: str):
    limit, address, action, whose = SIZES[what]
    client, key = sign_in(Client(), world.admin), new_key(world.admin)
    full_group(world)
    before, long = kept(), a_document_of(limit + 1)
    response = client.post(address, {"policy_name": "Long", "document": long})
    assert response.status_code == 409
    assert reading(response).field("document").value.strip() == long
    sent = {"PolicyName": "Long", **whose}
    called = send(key, body_of(action, PolicyDocument=long, **sent))
    assert error_of(called)[:2] == (409, "LimitExceeded")
    assert str(limit) in error_of(called)[2]
    assert kept() == before
    fits = body_of(action, PolicyDocument=a_document_of(limit), **sent)
    assert send(key, fits).status_code == 200
    assert kept() != before
