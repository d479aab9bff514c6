"""Messages have a heading and a body, whatever the names in them are."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client

from accounts.models import Group, Policy
from accounts.operations.policies.attachments import PER_USER
from accounts.operations.policies.policies import create_policy
from credentials.models import MFADevice
from tests.pages.helpers import ADMINISTRATOR, READ, address
from tests.support.holdings import Ids, give_credentials
from tests.support.reading import Notice, reading
from tests.support.rows import rows
from tests.world import PAGE, World, give_device

MEMBERS = "/iam/groups/details/Developers/users/"


def test_messages_wait_in_their_order(admin: Client, developers: Group):
    admin.post("/iam/groups/details/Developers/edit/", _renamed("Builders"))
    admin.post("/iam/groups/details/Builders/edit/", _renamed("Builders"))
    headings = [flash.heading for flash in reading(admin.get(PAGE)).flashes]
    assert headings == ["User group updated", "Nothing to change"]


def test_markup_and_line_breaks_in_a_name_are_text(world: World, admin: Client):
    device = give_device(world.alice)
    MFADevice.objects.filter(pk=device.pk).update(name="one\ntwo <b>three</b> & four")
    url, sent = address("alice", "security-credentials/mfa/remove/"), device.serial_number
    [said] = reading(admin.post(url, {"serial_number": sent}, follow=True)).flashes
    assert (said.level, said.heading) == ("success", "MFA device removed")
    assert said.body.startswith("one two <b>three</b> & four was deactivated")


@pytest.fixture
def ids(world: World) -> Ids:
    """The credentials of alice, one of each kind."""
    return give_credentials(world.alice)


# Noun, the folder of its pages, what names the credential, and the name of the id in the form.
KINDS = [
    ("Access key", "access-keys/{}/", "AccessKeyId", ""),
    ("X.509 certificate", "signing-certificates/", "CertificateId", "certificate_id"),
    ("SSH public key", "codecommit/ssh-public-keys/", "SSHPublicKeyId", "ssh_public_key_id"),
    ("Credentials", "service-credentials/", "ServiceSpecificCredentialId", "credential_id"),
]


@pytest.mark.parametrize(("noun", "folder", "known", "field"), KINDS)
def test_a_status_that_it_has_already_is_told(
    admin: Client, ids: Ids, noun: str, folder: str, known: str, field: str
):
    name = "alice-at-123456789012" if noun == "Credentials" else ids[known][0]
    before, sent = rows(), {field: ids[known][0]}
    url = address("alice", f"security-credentials/{folder}activate/").format(ids[known][0])
    already = Notice("info", "status", "Nothing to change", f"{name} is active already.")
    assert reading(admin.get(url, sent, follow=True)).flashes == [already]
    assert rows() == before


@pytest.mark.parametrize(("noun", "folder", "known", "field"), KINDS)
@pytest.mark.parametrize("verb", ["activate", "deactivate"])
def test_a_status_that_is_not_switched_is_told(
    admin: Client, ids: Ids, noun: str, folder: str, known: str, field: str, verb: str
):
    """The heading says what was not done, when the dialog is opened and when it is sent."""
    before, other = rows(), ids[known][0][:-1] + ("A" if ids[known][0][-1] != "A" else "B")
    url = address("alice", f"security-credentials/{folder}{verb}/").format(other)
    for response in (admin.get(url, {field: other}), admin.post(url, {field: other})):
        assert response.status_code == 404
        assert reading(response).headings == [f"{noun} not {verb}d"]
    assert rows() == before


def test_each_of_several_is_told(world: World, admin: Client, developers: Group):
    sent = {"user_name": ["alice", "nobody", "bob"]}
    url, missing = f"{MEMBERS}add/", "The user with name nobody cannot be found."
    assert reading(admin.post(url, sent, follow=True)).flashes == [
        Notice("error", "alert", "nobody not added", missing),
        Notice("success", "status", "Users added", "Developers: alice, bob."),
    ]
    members = list(developers.users.order_by("pk"))
    assert members == [world.alice, world.bob]
    url, sent = f"{MEMBERS}remove/", {"user_name": ["alice", "nobody"]}
    assert reading(admin.post(url, sent, follow=True)).flashes == [
        Notice("error", "alert", "nobody not removed", missing),
        Notice("success", "status", "User removed", "No longer in the group Developers: alice."),
    ]


def test_a_name_in_a_heading_is_text(world: World, admin: Client):
    """Ten policies are attached to carol already, so that no other can be."""
    now = datetime.now(tz=UTC)
    for number in range(PER_USER + 1):
        policy = create_policy(
            account=world.account, policy_name=f"P{number}", document=READ, now=now
        )
        if number < PER_USER:
            world.carol.policies.add(policy)
    Policy.objects.filter(pk=policy.pk).update(policy_name="one\ntwo <b>three</b> & four")
    before = rows()
    url, sent = address("carol", "permissions/attach/"), {"policy_arn": policy.arn}
    heading = "one two <b>three</b> & four not attached"
    body = f"Cannot exceed quota for PoliciesPerUser: {PER_USER}"
    expected = [Notice("error", "alert", heading, body)]
    assert reading(admin.post(url, sent, follow=True)).flashes == expected
    assert rows() == before


DETACH = f"permissions/detach/{ADMINISTRATOR}/"
FAILING = {
    DETACH: "Policy not removed",
    f"{DETACH}?back=policy": "Policy not detached",
    "permissions/inline/Reading/delete/": "Policy not deleted",
    "security-credentials/console-access/disable/": "Console access not disabled",
    "security-credentials/console-access/unlock/": "Sign-in not unlocked",
}


@pytest.mark.parametrize("verb", FAILING)
def test_a_dialog_says_what_was_not_done(world: World, admin: Client, developers: Group, verb: str):
    world.carol.set_unusable_password()
    world.carol.save()
    before = rows()
    response = admin.post(address("carol", verb))
    assert response.status_code == 404
    assert reading(response).headings == [FAILING[verb]]
    assert rows() == before


def _renamed(name: str) -> dict[str, object]:
    return {"new_group_name": name, "new_path": "/"}


def test_one_module_alone_writes_messages():
    """It gives each message a heading, which Django's own functions do not require."""
    files = (Path(__file__).parents[3] / "console").rglob("*.py")
    using = [file.name for file in files if "import messages" in file.read_text()]
    assert using == ["flashes.py"]
