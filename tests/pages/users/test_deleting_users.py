"""Several users are chosen in the list and deleted in one step: all of them, or nobody."""

from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from django.test import Client

from accounts.models import User
from accounts.operations.users import create_user
from console.models import Event
from console.pages.users.deletion import SEVERAL_MAX
from tests.accounts.test_users import LEFT
from tests.pages.helpers import NOW, USERS, allow, many, text_of
from tests.support.rows import rows
from tests.world import World, give_device

SignedIn = Callable[..., Client]
DELETE = f"{USERS}delete/"


def chosen(*names: str) -> str:
    """The address to which the list sends the chosen names."""
    return f"{DELETE}?{urlencode([('user', name) for name in names])}"


def confirmed(*names: str, confirm: str = "delete") -> dict[str, object]:
    return {"user": names, "confirm": confirm}


def pupils(world: World) -> list[User]:
    """Dave and erin, who hold one of everything."""
    users = [create_user(account=world.account, user_name=n, now=NOW) for n in ("dave", "erin")]
    for give, _ in LEFT:
        give(world, users[0])
    return users


def written() -> list[tuple[str, str]]:
    """The writing calls of the events, with the user that they name."""
    events = Event.objects.filter(read_only=False, event_source="iam.amazonaws.com")
    return [
        (event.event_name, (event.record["requestParameters"] or {}).get("userName", ""))
        for event in events.order_by("pk")
    ]


def test_chosen_users_go_with_all_that_they_hold(world: World, admin: Client):
    before = set(User.objects.values_list("user_name", flat=True))
    pupils(world)
    said = text_of(admin.get(USERS))
    assert 'name="user" value="dave"' in said
    page = admin.get(chosen("dave", "erin"))
    said = text_of(page)
    assert "Delete 2 users?" in said
    assert "MFA devices (1)" in said
    assert "aws iam delete-user --user-name erin" in said.replace("&#x27;", "'")
    assert Event.objects.filter(event_name="ListUsers").exists()
    Event.objects.all().delete()
    answer = admin.post(DELETE, confirmed("dave", "erin"), follow=True)
    assert "dave, erin were permanently deleted." in text_of(answer)
    assert set(User.objects.values_list("user_name", flat=True)) == before
    calls = written()
    assert calls[-1] == ("DeleteUser", "erin")
    assert ("DeleteUser", "dave") in calls
    assert len(calls) == len(LEFT) + 3  # dave's virtual device is deleted too, then both users


@pytest.mark.parametrize(
    ("confirm", "said"), [("", "Enter delete to confirm."), ("dave", "This is not the word delete")]
)
def test_the_word_is_asked_for(world: World, admin: Client, confirm: str, said: str):
    pupils(world)
    before = rows()
    answer = admin.post(DELETE, confirmed("dave", "erin", confirm=confirm))
    assert said in text_of(answer)
    assert rows() == before
    assert written() == []


def test_nobody_goes_where_one_may_not(world: World, signed_in: SignedIn):
    pupils(world)
    allow(world.carol, "iam:List*", "iam:Get*")
    erin = f"arn:aws:iam::{world.account.account_id}:user/erin"
    allow(world.carol, "iam:D*", "iam:Re*", resource=erin)
    client = signed_in(world.carol)
    listed = text_of(client.get(USERS))
    assert 'aria-label="Select dave" disabled' in listed
    assert 'aria-label="Select erin" disabled' not in listed
    said = text_of(client.get(chosen("dave", "erin")))
    assert "iam:DeleteUser on user dave" in said
    assert 'name="confirm"' not in said
    before = rows()
    Event.objects.all().delete()
    answer = client.post(DELETE, confirmed("dave", "erin"))
    assert answer.status_code == 403
    assert rows() == before
    refused = Event.objects.filter(read_only=False)
    assert {event.error_code for event in refused} == {"AccessDenied"}
    assert "erin" not in {name for _, name in written()}


def test_who_may_not_list_users_learns_nothing(world: World, signed_in: SignedIn):
    allow(world.carol, "iam:Delete*", "iam:Get*")
    client = signed_in(world.carol)
    before = rows()
    for names in (("bob", "alice"), ("bob", "nobody")):
        assert client.get(chosen(*names)).status_code == 403
        assert client.post(DELETE, confirmed(*names)).status_code == 403
    assert rows() == before


def test_who_is_gone_stops_the_rest(world: World, admin: Client):
    """Also a user of another account, who is nobody here."""
    pupils(world)
    for other in ("nobody", "mallory"):
        before = rows()
        answer = admin.post(DELETE, confirmed("dave", other))
        assert "Not all of the chosen users are there any more." in text_of(answer)
        assert rows() == before
    assert written() == []


def test_one_chosen_user_has_the_dialog_of_one(world: World, admin: Client):
    assert admin.get(chosen("bob", "bob")).url == f"{USERS}details/bob/delete/"


def test_too_many_or_none_are_not_asked_for(world: World, admin: Client):
    names = [user.user_name for user in many(world.account, SEVERAL_MAX + 1)]
    before = rows()
    for given in (names, [], ["\0", "a b", "x" * 65, "../admin"]):
        answer = admin.post(DELETE, confirmed(*given), follow=True)
        assert f"Choose one to {SEVERAL_MAX} users." in text_of(answer)
    assert rows() == before


def test_ones_own_devices_stand_in_the_way(world: World, admin: Client):
    give_device(world.admin)
    said = text_of(admin.get(chosen("admin", "bob")))
    assert "This is your own user." in said
    assert "please ensure that you are authenticated with an MFA device" in said
    before = rows()
    assert admin.post(DELETE, confirmed("admin", "bob")).status_code == 403
    assert rows() == before
    assert User.objects.filter(user_name="bob").exists()
