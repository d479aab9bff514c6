"""What is said after a change: a heading and a sentence, once, on the page that one is led to."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from django.test import Client

from accounts.operations.groups import create_group
from credentials.models import MFADevice, ServiceSpecificCredential
from tests.support.holdings import Ids, document, give_everything
from tests.support.reading import Notice, reading
from tests.support.rows import rows
from tests.world import ACCOUNT_ID, World, sign_in

ALICE = "/iam/users/details/alice/"
HELD = f"{ALICE}security-credentials/"
GROUP = "/iam/groups/details/alice-group/"
OWN = f"arn:aws:iam::{ACCOUNT_ID}:policy/"
ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
SETTINGS = "/iam/account-settings/"


@dataclass(frozen=True)
class Said:
    """A form, as it is sent, and what is said then. In all of them {key} and the like are ids."""

    address: str
    heading: str
    body: str
    sent: dict[str, str] = field(default_factory=dict)
    back: str = HELD
    level: str = "success"
    writes: bool = True


def switches(address: str, noun: str, id_: str, name: str = "", back: str = HELD) -> list[Said]:
    """Deactivating, activating and deleting a credential that the form names."""
    shown, sent = name or f"{{{id_}}}", {id_: f"{{{id_}}}"}
    outcomes = {
        "deactivate": ("deactivated", "is now inactive."),
        "activate": ("activated", "is now active."),
        "delete": ("deleted", "was permanently deleted."),
    }
    return [
        Said(f"{address}{verb}/", f"{noun} {done}", f"{shown} {body}", sent, back)
        for verb, (done, body) in outcomes.items()
    ]


CREDENTIALS = [
    Said(
        f"{HELD}access-keys/{{key}}/deactivate/", "Access key deactivated", "{key} is now inactive."
    ),
    Said(
        f"{HELD}access-keys/{{key}}/delete/",
        "Access key deleted",
        "{key} was permanently deleted.",
        {"confirm": "{key}"},
    ),
    *switches(f"{HELD}signing-certificates/", "X.509 certificate", "certificate_id"),
    *switches(
        f"{HELD}codecommit/ssh-public-keys/",
        "SSH public key",
        "ssh_public_key_id",
        back=f"{HELD}codecommit/",
    ),
    *switches(
        f"{HELD}service-credentials/",
        "Credentials",
        "credential_id",
        "{credential_name}",
        f"{HELD}codecommit/",
    ),
    Said(
        f"{HELD}mfa/remove/",
        "MFA device removed",
        "alice-phone was deactivated and deleted.",
        {"serial_number": "{phone}"},
    ),
    Said(f"{HELD}mfa/delete/", "MFA device deleted", "The name alice can be used again."),
    Said(
        f"{HELD}console-access/unlock/",
        "Sign-in unlocked",
        "alice can try again at once.",
        writes=False,
    ),
    Said(
        f"{HELD}console-access/disable/",
        "Console access disabled",
        "alice cannot sign in to the console any more.",
    ),
]
USERS = [
    Said(
        f"{ALICE}tags/edit/",
        "Tag saved",
        "team is a tag of the user.",
        {"key": "team", "value": "red"},
        f"{ALICE}tags/",
    ),
    Said(
        f"{ALICE}tags/remove/",
        "Tag removed",
        "Of is no tag of alice any more.",
        {"key": "Of"},
        f"{ALICE}tags/",
    ),
    Said(
        f"{ALICE}groups/add/",
        "User added to group",
        "alice: Developers.",
        {"group_name": "Developers"},
        f"{ALICE}groups/",
    ),
    Said(
        f"{ALICE}groups/add/",
        "Nothing to change",
        "No group was selected.",
        {},
        f"{ALICE}groups/",
        "info",
    ),
    Said(
        f"{ALICE}groups/alice-group/remove/",
        "User removed",
        "alice is no longer in the group alice-group.",
        back=f"{ALICE}groups/",
    ),
    Said(
        f"{ALICE}permissions/boundary/",
        "Permissions boundary set",
        "alice-policy bounds what alice may do.",
        {"policy_arn": f"{OWN}alice-policy"},
        ALICE,
    ),
    Said(
        f"{ALICE}permissions/boundary/",
        "Nothing to change",
        "No policy was selected.",
        {"policy_arn": "x"},
        ALICE,
        "info",
    ),
    Said(
        f"{ALICE}permissions/boundary/remove/",
        "Permissions boundary removed",
        "alice has no permissions boundary any more.",
        back=ALICE,
    ),
    Said(
        f"{ALICE}edit/",
        "Nothing to change",
        "The user has this name and path already.",
        {"new_user_name": "alice", "new_path": "/"},
        ALICE,
        "info",
    ),
    Said(
        f"{ALICE}edit/",
        "User updated",
        f"Its ARN is now arn:aws:iam::{ACCOUNT_ID}:user/a/alicia.",
        {"new_user_name": "alicia", "new_path": "/a/"},
        "/iam/users/details/alicia/",
    ),
]
GROUPS = [
    Said(
        "/iam/groups/create/",
        "User group created",
        "Testers has no permissions yet.",
        {"group_name": "Testers"},
        "/iam/groups/",
    ),
    Said(f"{GROUP}users/add/", "User added", "alice-group: bob.", {"user_name": "bob"}, GROUP),
    Said(f"{GROUP}users/add/", "Nothing to change", "No user was selected.", {}, GROUP, "info"),
    Said(
        f"{GROUP}users/remove/",
        "User removed",
        "No longer in the group alice-group: alice.",
        {"user_name": "alice"},
        GROUP,
    ),
    Said(
        f"{GROUP}edit/",
        "User group updated",
        f"Its ARN is now arn:aws:iam::{ACCOUNT_ID}:group/x/alice-group.",
        {"new_group_name": "alice-group", "new_path": "/x/"},
        GROUP,
    ),
    Said(
        f"{GROUP}delete/",
        "User group deleted",
        "alice-group was permanently deleted.",
        {"confirm": "alice-group"},
        "/iam/groups/",
    ),
]


def permissions(page: str, name: str, back: str) -> list[Said]:
    """What is said of the permissions of a user or a group; `back` is the page that shows them."""
    at = f"{page}permissions/"
    text = {"document": document("next")}
    return [
        Said(
            f"{at}attach/",
            "Policy attached",
            f"{name}: AdministratorAccess.",
            {"policy_arn": ADMINISTRATOR},
            back,
        ),
        Said(f"{at}attach/", "Nothing to change", "No policy was selected.", {}, back, "info"),
        Said(
            f"{at}detach/{OWN}alice-policy/",
            "Policy removed",
            f"alice-policy no longer applies to {name}.",
            back=back,
        ),
        Said(
            f"{at}detach/{ADMINISTRATOR}/?back=policy",
            "Policy detached",
            f"AdministratorAccess no longer applies to {name}.",
            back=f"/iam/policies/entities/{ADMINISTRATOR}/",
        ),
        Said(
            f"{at}create/",
            "Policy created",
            f"Next applies to {name} at once.",
            {"policy_name": "Next", **text},
            back,
        ),
        Said(
            f"{at}inline/alice-inline/edit/",
            "Policy updated",
            f"alice-inline applies to {name} at once.",
            text,
            back,
        ),
        Said(
            f"{at}inline/alice-inline/delete/",
            "Policy deleted",
            f"alice-inline no longer applies to {name}.",
            back=back,
        ),
    ]


def stage(world: World) -> dict[str, str]:
    """alice holds everything, an inactive access key among it; the ids as the tables name them."""
    ids: Ids = give_everything(world.alice)
    create_group(account=world.account, group_name="Developers", now=datetime.now(tz=UTC))
    name = ServiceSpecificCredential.objects.get(
        service_specific_credential_id=ids["ServiceSpecificCredentialId"][0]
    ).service_user_name
    phone = MFADevice.objects.get(serial_number=ids["SerialNumber"][0])
    return {
        "key": ids["AccessKeyId"][0],
        "certificate_id": ids["CertificateId"][0],
        "ssh_public_key_id": ids["SSHPublicKeyId"][0],
        "credential_id": ids["ServiceSpecificCredentialId"][0],
        "credential_name": name,
        "phone": phone.serial_number,
    }


TABLES = {
    "credentials": CREDENTIALS,
    "users": USERS,
    "groups": GROUPS,
    "permissions of a user": permissions(ALICE, "alice", ALICE),
    "permissions of a group": permissions(GROUP, "alice-group", f"{GROUP}permissions/"),
}


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_a_change_is_said_once(world: World, table: list[Said]):
    client = sign_in(Client(), world.admin)
    ids = stage(world)
    for said in table:
        address = said.address.format_map(ids)
        sent = {
            name: value if name == "document" else value.format_map(ids)
            for name, value in said.sent.items()
        }
        before = rows()
        response = client.post(address, sent)
        assert (response.status_code, response.headers.get("Location")) == (302, said.back), address
        assert (rows() != before) == (said.writes and said.level != "info"), address
        expected = Notice(said.level, "status", said.heading, said.body.format_map(ids))
        page = reading(client.get(said.back))
        assert (page.flashes, page.news) == ([expected], 1), address
        assert reading(client.get(said.back)).flashes == [], address
