"""Messages have a heading and a body, whatever the names in them are."""

from django.test import Client

from accounts.models import Group
from credentials.models import MFADevice
from tests.pages.flashes import flashes, shown_after
from tests.pages.helpers import address
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


def _renamed(name: str) -> dict[str, object]:
    return {"new_group_name": name, "new_path": "/"}
