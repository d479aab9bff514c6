"""Groups: create, look up, list, rename, move, delete; who belongs to them."""

from datetime import UTC, datetime

import pytest

from accounts.authorization import policies_of
from accounts.errors import (
    DeleteConflict,
    EntityAlreadyExists,
    LimitExceeded,
    NoSuchEntity,
    ValidationError,
)
from accounts.models import Group
from accounts.operations import groups, users
from accounts.operations.policies import attachments, inline_policies
from tests.support.parallel import all_at_once, at_once
from tests.support.refusals import refused
from tests.world import World, administrator_access, make_world

NOW = datetime.now(tz=UTC)
ALLOW = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}'


def new_group(world: World, name: str = "Students", path: str = "/") -> Group:
    return groups.create_group(account=world.account, group_name=name, path=path, now=NOW)


def test_a_new_group_has_an_id_and_a_path(world: World):
    new_group(world, path="/school/")
    found = groups.get_group(account=world.account, group_name="STUDENTS")
    assert found.arn == "arn:aws:iam::123456789012:group/school/Students"
    assert found.group_id.startswith("AGPA")
    assert len(found.group_id) == 21
    assert found.created_at == NOW


def test_a_name_is_taken_whatever_its_case(world: World):
    group = new_group(world)
    with refused(EntityAlreadyExists, "Group with name students already exists."):
        new_group(world, "students")
    other = new_group(world, "Teachers")
    with refused(EntityAlreadyExists, "Group with name STUDENTS already exists."):
        groups.update_group(group=other, new_group_name="STUDENTS")
    with refused(EntityAlreadyExists, "Group with name STUDENTS already exists."):
        groups.update_group(group=group, new_group_name="STUDENTS")
    groups.update_group(group=group, new_group_name="Students", new_path="/x/")
    assert group.arn == "arn:aws:iam::123456789012:group/x/Students"


@pytest.mark.parametrize("name", ["", "a b", "é"])
def test_a_name_that_the_model_refuses(world: World, name: str):
    with pytest.raises(ValidationError, match="specified value for groupName is invalid"):
        new_group(world, name)


def test_the_account_has_so_many_groups(world: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(groups, "PER_ACCOUNT", 1)
    new_group(world)
    with refused(LimitExceeded, "Cannot exceed quota for GroupsPerAccount: 1"):
        new_group(world, "more")


def test_an_unknown_group_and_a_foreign_one_read_alike(world: World):
    groups.create_group(account=world.stranger.account, group_name="theirs", now=NOW)
    for name in ("nothing", "theirs"):
        with refused(NoSuchEntity, f"The group with name {name} cannot be found."):
            groups.get_group(account=world.account, group_name=name)


def test_groups_and_members_are_listed_by_name(world: World):
    for name, path in (("b", "/x/y/"), ("C", "/"), ("a", "/x/")):
        groups.add_user_to_group(group=new_group(world, name, path), user=world.bob)
    group = groups.get_group(account=world.account, group_name="a")
    groups.add_user_to_group(group=group, user=world.alice)
    listed = groups.list_groups(account=world.account)
    assert [found.group_name for found in listed] == ["a", "b", "C"]
    under = groups.list_groups(account=world.account, path_prefix="/x/y")
    assert [found.group_name for found in under] == ["b"]
    assert list(groups.list_users_of_group(group=group)) == [world.alice, world.bob]
    assert [g.group_name for g in groups.list_groups_for_user(user=world.bob)] == ["a", "b", "C"]


def test_membership_changes_once_and_bites_at_once(world: World):
    group = new_group(world)
    inline_policies.put_group_policy(group=group, policy_name="S3", document=ALLOW)
    for _ in range(2):
        groups.add_user_to_group(group=group, user=world.carol)
    assert [policy.name for policy in policies_of(world.carol)] == ["S3"]
    for _ in range(2):
        groups.remove_user_from_group(group=group, user=world.carol)
    assert policies_of(world.carol) == ()


def test_ten_groups_for_a_user_and_no_more(world: World):
    for number in range(10):
        groups.add_user_to_group(group=new_group(world, f"g{number}"), user=world.bob)
    more = new_group(world, "more")
    with refused(LimitExceeded, "Cannot exceed quota for GroupsPerUser: 10"):
        groups.add_user_to_group(group=more, user=world.bob)


def test_a_group_is_deleted_once_nothing_is_left_in_it(world: World):
    group = new_group(world)
    groups.add_user_to_group(group=group, user=world.bob)
    attachments.attach_group_policy(group=group, policy=administrator_access())
    inline_policies.put_group_policy(group=group, policy_name="S3", document=ALLOW)
    with refused(DeleteConflict, "Cannot delete entity, must remove users from group first."):
        groups.delete_group(group=group)
    groups.remove_user_from_group(group=group, user=world.bob)
    with refused(DeleteConflict, "Cannot delete entity, must detach all policies first."):
        groups.delete_group(group=group)
    attachments.detach_group_policy(group=group, policy=administrator_access())
    with refused(DeleteConflict, "Cannot delete entity, must delete policies first."):
        groups.delete_group(group=group)
    inline_policies.delete_group_policy(group=group, policy_name="s3")
    groups.delete_group(group=group)
    with refused(NoSuchEntity, "The group with name Students cannot be found."):
        groups.add_user_to_group(group=group, user=world.bob)


@pytest.mark.django_db(transaction=True)
def test_a_user_joins_twenty_groups_at_once_and_ten_take_it():
    world = make_world()
    made = [new_group(world, f"g{number}") for number in range(20)]
    outcomes = all_at_once(
        [lambda g=g: groups.add_user_to_group(group=g, user=world.bob) for g in made]
    )
    assert outcomes.count(LimitExceeded) == 10
    assert world.bob.groups.count() == 10


@pytest.mark.django_db(transaction=True)
def test_ten_groups_of_one_name_and_one_is_made():
    world = make_world()
    outcomes = at_once(10, lambda: new_group(world))
    assert outcomes.count(EntityAlreadyExists) == 9
    assert world.account.groups.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_member_and_the_end_of_its_group_at_once_leave_no_half():
    world = make_world()
    for number in range(8):
        group = new_group(world, f"g{number}")
        outcomes = all_at_once(
            [
                lambda group=group: groups.delete_group(group=group),
                lambda group=group: groups.add_user_to_group(group=group, user=world.carol),
            ]
        )
        assert DeleteConflict in outcomes or NoSuchEntity in outcomes, outcomes
        users.get_user(account=world.account, user_name="carol")
        world.carol.groups.clear()
