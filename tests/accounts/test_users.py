"""Users: create, look up, list, rename, move, delete."""

from datetime import UTC, datetime

import pytest
from django.db import transaction

from accounts.errors import (
    DeleteConflict,
    EntityAlreadyExists,
    InvalidInput,
    LimitExceeded,
    NoSuchEntity,
    ValidationError,
)
from accounts.models import User, UserPolicy
from accounts.operations import groups, users
from accounts.operations.policies import attachments
from credentials.operations import (
    access_keys,
    service_specific_credentials,
    signing_certificates,
    ssh_public_keys,
)
from tests.credentials.material import ssh_key, valid_certificate
from tests.support.parallel import all_at_once, at_once
from tests.support.refusals import refused
from tests.world import World, administrator_access, give_device, make_world

NOW = datetime.now(tz=UTC)
DUPLICATE = "Duplicate tag keys found. Please note that Tag keys are case insensitive."


def new_user(world: World, name: str = "dave", **more: object) -> User:
    return users.create_user(account=world.account, user_name=name, now=NOW, **more)  # type: ignore[arg-type]


def test_a_new_user_has_an_id_a_path_tags_and_no_password(world: World):
    user = new_user(world, path="/division/", tags=[("Team", "One")])
    found = users.get_user(account=world.account, user_name="DAVE")
    assert found == user
    assert (found.user_name, found.path, found.tags) == ("dave", "/division/", {"Team": "One"})
    assert found.arn == "arn:aws:iam::123456789012:user/division/dave"
    assert found.user_id.startswith("AIDA")
    assert len(found.user_id) == 21
    assert not found.has_usable_password()
    assert found.created_at == NOW


def test_a_name_is_taken_whatever_its_case(world: World):
    with refused(EntityAlreadyExists, "User with name ALICE already exists."):
        new_user(world, "ALICE")
    strange = users.create_user(account=world.stranger.account, user_name="alice", now=NOW)
    assert strange.account != world.account


@pytest.mark.parametrize("name", ["", "a b", "é", "a\n", "a/b", "a\0b"])
def test_a_name_that_the_model_refuses(world: World, name: str):
    with pytest.raises(ValidationError, match="specified value for userName is invalid"):
        new_user(world, name)


@pytest.mark.parametrize("path", ["", "x", "/x", "x/", "//", "/a b/"])
def test_a_path_that_the_model_refuses(world: World, path: str):
    with pytest.raises(ValidationError, match="specified value for path is invalid"):
        new_user(world, path=path)


def test_a_path_may_hold_two_slashes_in_a_row(world: World):
    assert new_user(world, path="/a//b/").arn.endswith(":user/a//b/dave")


def test_tags_of_a_new_user_are_checked(world: World):
    with refused(InvalidInput, DUPLICATE):
        new_user(world, tags=[("Team", "One"), ("team", "Two")])


def test_the_account_has_so_many_users(world: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(users, "PER_ACCOUNT", 4)
    with refused(LimitExceeded, "Cannot exceed quota for UsersPerAccount: 4"):
        new_user(world)


def test_an_unknown_user_and_a_foreign_one_read_alike(world: World):
    for name in ("nobody", "stranger"):
        with refused(NoSuchEntity, f"The user with name {name} cannot be found."):
            users.get_user(account=world.account, user_name=name)


def test_users_are_listed_by_name_under_a_path(world: World):
    new_user(world, "Zed", path="/a/b/")
    new_user(world, "anna", path="/A/")

    def names(prefix: str = "/") -> list[str]:
        found = users.list_users(account=world.account, path_prefix=prefix)
        return [user.user_name for user in found]

    assert names() == ["admin", "alice", "anna", "bob", "carol", "Zed"]
    assert names("/a") == ["Zed"]
    assert names("/A/") == ["anna"]
    assert names("/_/") == []


def test_a_renamed_and_moved_user_keeps_its_id_and_changes_its_arn(world: World):
    old_id = world.bob.user_id
    users.update_user(user=world.bob, new_user_name="Robert", new_path="/staff/")
    found = users.get_user(account=world.account, user_name="robert")
    assert found.user_id == old_id
    assert found.arn == world.bob.arn == "arn:aws:iam::123456789012:user/staff/Robert"
    with pytest.raises(NoSuchEntity):
        users.get_user(account=world.account, user_name="bob")


def test_a_user_keeps_the_case_of_its_name(world: World):
    """AWS refuses the name in other letters; the same name with a new path is taken."""
    with refused(EntityAlreadyExists, "User with name BOB already exists."):
        users.update_user(user=world.bob, new_user_name="BOB")
    users.update_user(user=world.bob, new_user_name="bob", new_path="/x/")
    found = users.get_user(account=world.account, user_name="BOB")
    assert (found.user_name, found.path) == ("bob", "/x/")


def test_a_user_is_not_renamed_to_another(world: World):
    with refused(EntityAlreadyExists, "User with name Alice already exists."):
        users.update_user(user=world.bob, new_user_name="Alice")
    with pytest.raises(ValidationError, match="specified value for newPath is invalid"):
        users.update_user(user=world.bob, new_path="x")
    with pytest.raises(ValidationError, match=r"Value at 'newUserName'"):
        users.update_user(user=world.bob, new_user_name="x" * 65)


def in_a_group(world: World, user: User) -> None:
    group = groups.create_group(account=world.account, group_name="g", now=NOW)
    groups.add_user_to_group(group=group, user=user)


def with_a_managed_policy(world: World, user: User) -> None:
    attachments.attach_user_policy(user=user, policy=administrator_access())


def with_an_inline_policy(world: World, user: User) -> None:
    UserPolicy.objects.create(user=user, policy_name="p", document="{}")


def with_a_password(world: World, user: User) -> None:
    user.set_password("secret")
    user.save()


def with_a_device(world: World, user: User) -> None:
    give_device(user)


LEFT = [
    (in_a_group, "must remove users from group first."),
    (with_a_managed_policy, "must detach all policies first."),
    (with_an_inline_policy, "must delete policies first."),
    (with_a_password, "must delete login profile first."),
    (with_a_device, "must remove tokens from principal first."),
    (
        lambda world, user: access_keys.create_access_key(user=user, now=NOW),
        "must delete access keys first.",
    ),
    (
        lambda world, user: signing_certificates.upload_signing_certificate(
            user=user, body=valid_certificate(), now=NOW
        ),
        "must delete certificates first.",
    ),
    (
        lambda world, user: ssh_public_keys.upload_ssh_public_key(
            user=user, body=ssh_key(), now=NOW
        ),
        "must remove referenced objects first.",
    ),
    (
        lambda world, user: service_specific_credentials.create_service_specific_credential(
            user=user, service_name="codecommit.amazonaws.com", now=NOW
        ),
        "must remove referenced objects first.",
    ),
]


@pytest.mark.parametrize(("give", "text"), LEFT, ids=[text for _, text in LEFT])
def test_a_user_that_holds_something_is_not_deleted(world: World, give, text: str):
    user = new_user(world)
    give(world, user)
    with refused(DeleteConflict, f"Cannot delete entity, {text}"):
        users.delete_user(user=user)


def test_of_several_things_left_always_the_same_is_named(world: World):
    user = new_user(world)
    give_device(user)
    access_keys.create_access_key(user=user, now=NOW)
    with refused(DeleteConflict, "Cannot delete entity, must delete access keys first."):
        users.delete_user(user=user)


def test_a_user_that_holds_nothing_is_deleted_once(world: World):
    user = new_user(world)
    users.delete_user(user=user)
    with refused(NoSuchEntity, "The user with name dave cannot be found."):
        users.delete_user(user=user)
    new_user(world)


def test_who_was_deleted_meanwhile_gets_no_credential(world: World):
    user = new_user(world)
    users.delete_user(user=user)
    with refused(NoSuchEntity, "The user with name dave cannot be found."), transaction.atomic():
        access_keys.create_access_key(user=user, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_ten_users_of_one_name_and_one_is_made():
    world = make_world()
    outcomes = at_once(10, lambda: new_user(world))
    assert outcomes.count(EntityAlreadyExists) == 9
    assert User.objects.filter(user_name="dave").count() == 1


@pytest.mark.django_db(transaction=True)
def test_twenty_users_and_room_for_two(monkeypatch: pytest.MonkeyPatch):
    world = make_world()
    monkeypatch.setattr(users, "PER_ACCOUNT", 6)
    names = iter(range(20))
    outcomes = at_once(20, lambda: new_user(world, f"user-{next(names)}"))
    assert outcomes.count(LimitExceeded) == 18
    assert world.account.users.count() == 6


@pytest.mark.django_db(transaction=True)
def test_a_key_and_the_end_of_its_user_at_once_leave_one_of_them():
    world = make_world()
    for number in range(8):
        user = new_user(world, f"user-{number}")
        outcomes = all_at_once(
            [
                lambda user=user: users.delete_user(user=user),
                lambda user=user: access_keys.create_access_key(user=user, now=NOW),
            ]
        )
        assert DeleteConflict in outcomes or NoSuchEntity in outcomes, outcomes
        assert user.accesskey_set.count() == User.objects.filter(pk=user.pk).count()
