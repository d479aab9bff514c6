"""Messages have a heading and a body, whatever the names in them are."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from accounts.models import Group, Policy
from accounts.operations.policies.attachments import PER_USER
from accounts.operations.policies.policies import create_policy
from credentials.models import MFADevice
from tests.holdings import Ids, give_credentials
from tests.pages.flashes import flashes, shown_after
from tests.pages.helpers import ADMINISTRATOR, READ, address, text_of
from tests.rows import rows
from tests.world import PAGE, World, give_device


def test_a_message_is_shown_once(admin: Client, developers: Group):
    said = shown_after(admin, "/iam/groups/details/Developers/edit/", _renamed("Builders"))
    arn = "arn:aws:iam::123456789012:group/Builders"
    assert said == [("success", "User group updated", f"Its ARN is now {arn}.")]
    assert flashes(admin.get(PAGE).content.decode()) == []


def test_messages_wait_in_their_order(admin: Client, developers: Group):
    admin.post("/iam/groups/details/Developers/edit/", _renamed("Builders"))
    admin.post("/iam/groups/details/Builders/edit/", _renamed("Builders"))
    headings = [flash[1] for flash in flashes(admin.get(PAGE).content.decode())]
    assert headings == ["User group updated", "Nothing to change"]


def test_markup_and_line_breaks_in_a_name_are_text(world: World, admin: Client):
    device = give_device(world.alice)
    MFADevice.objects.filter(pk=device.pk).update(name="one\ntwo <b>three</b> & four")
    url, sent = address("alice", "security-credentials/mfa/remove/"), device.serial_number
    [(level, heading, body)] = shown_after(admin, url, {"serial_number": sent})
    assert (level, heading) == ("success", "MFA device removed")
    assert body.startswith("one\ntwo <b>three</b> & four was deactivated")


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
def test_a_switched_status_is_told(
    admin: Client, ids: Ids, noun: str, folder: str, known: str, field: str
):
    name = "alice-at-123456789012" if noun == "Credentials" else ids[known][0]
    url, sent = address("alice", f"security-credentials/{folder}"), {field: ids[known][0]}
    url = url.format(ids[known][0])
    off, on = f"{url}deactivate/", f"{url}activate/"
    said = f"{name} is now inactive."
    assert shown_after(admin, off, sent) == [("success", f"{noun} deactivated", said)]
    already = ("info", "Nothing to change", f"{name} is inactive already.")
    assert flashes(admin.get(off, sent, follow=True).content.decode()) == [already]
    said = f"{name} is now active."
    assert shown_after(admin, on, sent) == [("success", f"{noun} activated", said)]


@pytest.mark.parametrize(("noun", "folder", "known", "field"), KINDS)
@pytest.mark.parametrize("verb", ["activate", "deactivate"])
def test_a_status_that_is_not_switched_is_told(
    admin: Client, ids: Ids, noun: str, folder: str, known: str, field: str, verb: str
):
    """The heading says what was not done, to whom asks and to whom sends."""
    before, other = rows(), ids[known][0][:-1] + ("A" if ids[known][0][-1] != "A" else "B")
    url = address("alice", f"security-credentials/{folder}{verb}/").format(other)
    for response in (admin.get(url, {field: other}), admin.post(url, {field: other})):
        assert response.status_code == 404
        assert f"{noun} not {verb}d" in response.content.decode()
    assert rows() == before


def test_each_of_several_is_told(world: World, admin: Client, developers: Group):
    sent = {"user_name": ["alice", "nobody", "bob"]}
    assert shown_after(admin, "/iam/groups/details/Developers/users/add/", sent) == [
        ("error", "nobody not added", "The user with name nobody cannot be found."),
        ("success", "Users added", "Developers: alice, bob."),
    ]
    members = list(developers.users.order_by("pk"))
    assert members == [world.alice, world.bob]
    sent = {"user_name": ["alice", "nobody"]}
    url = "/iam/groups/details/Developers/users/remove/"
    assert shown_after(admin, url, sent | {"confirm": "remove"}) == [
        ("error", "nobody not removed", "The user with name nobody cannot be found."),
        ("success", "User removed", "No longer in the group Developers: alice."),
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
    url = address("carol", "permissions/attach/")
    assert shown_after(admin, url, {"policy_arn": policy.arn}) == [
        (
            "error",
            "one\ntwo <b>three</b> & four not attached",
            f"Cannot exceed quota for PoliciesPerUser: {PER_USER}",
        )
    ]
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
    assert f"<h1>{FAILING[verb]}</h1>" in text_of(response)
    assert rows() == before


def _renamed(name: str) -> dict[str, object]:
    return {"new_group_name": name, "new_path": "/"}
