"""The tab Groups: see, add, remove, each decided on its group."""

from collections.abc import Callable
from datetime import UTC, datetime

from django.test import Client

from accounts.models import Group
from accounts.operations.groups import add_user_to_group, create_group
from console.models import Event
from tests.pages.helpers import address, allow, text_of, ticks
from tests.support.rows import rows
from tests.world import World

SignedIn = Callable[..., Client]
NOW = datetime.now(tz=UTC)
TAB, ADD = "groups/", "groups/add/"


def groups_of(world: World) -> list[str]:
    return list(world.carol.groups.order_by("group_name").values_list("group_name", flat=True))


def test_add_and_remove(world: World, admin: Client, developers: Group):
    create_group(account=world.account, group_name="Ops", now=NOW)
    assert "This user is in no group." in text_of(admin.get(address("carol", TAB)))
    assert "Developers" in text_of(admin.get(address("carol", ADD)))
    assert "Developers" not in text_of(admin.get(address("carol", ADD), {"search": "ops"}))
    response = admin.post(address("carol", ADD), {"group_name": ["Developers", "Ops"]})
    assert response.url == address("carol", TAB)
    assert groups_of(world) == ["Developers", "Ops"]
    html = text_of(admin.get(response.url))
    assert "User added to groups" in html
    assert 'User groups membership <span class="counter">(2)</span>' in html
    assert "Developers" not in text_of(admin.get(address("carol", ADD)))
    remove = address("carol", "groups/developers/remove/")
    assert "Remove carol from Developers?" in text_of(admin.get(remove))
    assert admin.post(remove).url == address("carol", TAB)
    assert groups_of(world) == ["Ops"]
    event = Event.objects.get(event_name="RemoveUserFromGroup")
    assert event.record["requestParameters"] == {"userName": "carol", "groupName": "Developers"}
    assert Event.objects.filter(event_name="AddUserToGroup", error_code="").count() == 2


def test_of_many_groups_the_first_are_shown(world: World, admin: Client):
    for number in range(52):
        create_group(account=world.account, group_name=f"g{number:02}", now=NOW)
    html = text_of(admin.get(address("carol", ADD)))
    assert ticks(html) == 50
    assert "The first 50 are shown." in html
    assert "g51" in text_of(admin.get(address("carol", ADD), {"search": "g51"}))


def test_each_group_is_decided_by_itself(world: World, signed_in: SignedIn, developers: Group):
    create_group(account=world.account, group_name="Ops", now=NOW)
    allow(world.carol, "iam:ListGroupsForUser", "iam:ListGroups")
    allow(world.carol, "iam:AddUserToGroup", resource=developers.arn)
    client = signed_in(world.carol)
    html = text_of(client.get(address("carol", ADD)))
    assert ticks(html) == 1
    assert "Ops <span" in html
    response = client.post(address("carol", ADD), {"group_name": ["Developers", "Ops"]})
    assert groups_of(world) == ["Developers"]
    html = text_of(client.get(response.url, follow=True))
    event = Event.objects.get(event_name="AddUserToGroup", error_code="AccessDenied")
    assert "iam:AddUserToGroup on resource: group Ops because" in event.record["errorMessage"]
    assert event.record["requestParameters"] is None


def test_the_eleventh_group_is_over_the_quota(world: World, admin: Client):
    for number in range(11):
        group = create_group(account=world.account, group_name=f"g{number:02}", now=NOW)
        if number < 10:
            add_user_to_group(group=group, user=world.carol)
    html = text_of(admin.get(address("carol", TAB)))
    assert "The user is in 10 groups already" in html
    response = admin.post(address("carol", ADD), {"group_name": "g10"})
    html = text_of(admin.get(response.url))
    assert "Cannot exceed quota for GroupsPerUser: 10" in html
    assert world.carol.groups.count() == 10


def test_foreign_and_missing_groups_are_passed_over(world: World, admin: Client, signed_in):
    create_group(account=world.stranger.account, group_name="Strange", now=NOW)
    before = rows()
    for names in (["Strange"], ["nobody"], [], ["\0"], ["x" * 500]):
        response = admin.post(address("carol", ADD), {"group_name": names})
        assert response.status_code == 302
    for name in ("Strange", "nobody"):
        response = admin.post(address("carol", f"groups/{name}/remove/"))
        assert response.status_code == 404
        assert f"The group with name {name} cannot be found." in text_of(response)
    assert rows() == before


def test_who_may_not_see_or_change_groups(world: World, signed_in: SignedIn, developers: Group):
    add_user_to_group(group=developers, user=world.carol)
    allow(world.carol, "iam:GetUser")
    client = signed_in(world.carol)
    before = rows()
    html = text_of(client.get(address("carol", TAB)))
    assert "iam:ListGroupsForUser on resource: user carol because" in html
    assert "Developers" not in html
    response = client.post(address("carol", "groups/Developers/remove/"))
    assert "iam:RemoveUserFromGroup on resource: group Developers because" in text_of(response)
    assert client.post(address("carol", ADD), {"group_name": "Developers"}).status_code == 403
    assert rows() == before


def test_a_missing_user_is_taken_out_of_no_group(world: World, admin: Client, developers: Group):
    response = admin.post(address("nobody", "groups/Developers/remove/"))
    assert response.status_code == 404
    assert "The user with name nobody cannot be found." in text_of(response)
