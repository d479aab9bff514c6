"""Messages have a heading and a body, whatever the names in them are."""

import pytest
from django.test import Client

from accounts.models import Group
from credentials.models import MFADevice
from tests.holdings import Ids, give_credentials
from tests.pages.flashes import flashes, shown_after
from tests.pages.helpers import address
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


def _renamed(name: str) -> dict[str, object]:
    return {"new_group_name": name, "new_path": "/"}
