"""What is compiled once answers as the ORM does."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from accounts.authorization import policies_of
from accounts.database.prepared import NUMBER, TEXT, Prepared, insert, remove, store
from accounts.models import Group, GroupPolicy, PasswordPolicy, Policy, User, UserPolicy
from console.models import Event
from credentials.models import AccessKey, MFADevice
from credentials.operations.access_keys import access_keys_of, create_access_key, list_access_keys
from credentials.operations.mfa.mfa_devices import list_mfa_devices, mfa_devices_of
from credentials.operations.signing_keys import find_session_user, find_signing_key
from tests.world import World, administrator_access, give_device

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def columns(row: object) -> dict[str, object]:
    return {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields}


@pytest.mark.parametrize("own_rules", [False, True])
def test_the_signing_key_and_its_user(world: World, own_rules: bool):
    if own_rules:
        PasswordPolicy.objects.create(account=world.account, allow_users_to_change_password=True)
    User.objects.update(tags={"env": "test"}, password_last_used=NOW, path="/a/")
    access_key, secret = create_access_key(user=world.bob, now=NOW)
    AccessKey.objects.update(last_used_at=NOW)
    found = find_signing_key(access_key.access_key_id)
    assert found is not None
    assert (found.pk, found.secret, found.last_used_at) == (access_key.pk, secret, NOW)
    expected = User.objects.select_related("account__password_policy").get(pk=world.bob.pk)
    with CaptureQueriesContext(connection) as queries:
        assert found.user.arn == expected.arn
        assert found.user.tags == expected.tags
        assert found.user.created_at == expected.created_at
        assert found.user.password_last_used == NOW
        assert (getattr(found.user.account, "password_policy", None) is not None) == own_rules
        policies_of(found.user)
    assert len(queries) == 1
    assert found.user == expected
    assert columns(found.user) == columns(expected)
    assert columns(found.user.account) == columns(expected.account)
    if own_rules:
        assert columns(found.user.account.password_policy) == columns(
            expected.account.password_policy
        )
    of_session = find_session_user(world.bob.user_id)
    assert columns(of_session) == columns(expected)
    assert columns(of_session.account) == columns(expected.account)
    assert find_session_user("AIDAIOSFODNN7EXAMPLE") is None
    assert find_signing_key("AKIAIOSFODNN7EXAMPLE") is None
    AccessKey.objects.update(status="Inactive")
    assert find_signing_key(access_key.access_key_id) is None


def test_lists_of_a_user(world: World):
    for user in (world.bob, world.alice):
        for _ in range(2):
            create_access_key(user=user, now=NOW)
        for number in range(3):
            give_device(user, f"{user.user_name}{number}")
    for user in (world.bob, world.alice, world.carol):
        keys, devices = access_keys_of(user), mfa_devices_of(user)
        assert [columns(row) for row in keys] == [
            columns(row) for row in list_access_keys(user=user)
        ]
        assert [columns(row) for row in devices] == [
            columns(row) for row in list_mfa_devices(user=user)
        ]
    key, device = access_keys_of(world.bob)[0], mfa_devices_of(world.bob)[0]
    key.status = "Inactive"
    key.save()
    assert AccessKey.objects.get(pk=key.pk).status == "Inactive"
    device.delete()
    assert not MFADevice.objects.filter(pk=device.pk or 0).exists()


def test_policies_by_every_way(world: World):
    group = Group.objects.create(account=world.account, group_name="g", created_at=NOW)
    other = Group.objects.create(account=world.account, group_name="h", created_at=NOW)
    document = '{"Version":"2012-10-17","Statement":[]}'
    document = document.replace("[]", '{"Effect":"Allow","Action":"s3:*","Resource":"*"}')
    for owner in (group, other):
        owner.users.add(world.bob)
        administrator_access().groups.add(owner)
        GroupPolicy.objects.create(group=owner, policy_name="in group", document=document)
    UserPolicy.objects.create(user=world.bob, policy_name="own", document=document)
    UserPolicy.objects.create(user=world.alice, policy_name="not his", document=document)
    managed = Policy.objects.filter(Q(users=world.bob) | Q(groups__users=world.bob)).distinct()
    expected = sorted((p.policy_name, p.arn) for p in managed)
    found = policies_of(world.bob)
    assert sorted((p.name, p.arn) for p in found if p.arn) == expected
    assert [p.name for p in found if not p.arn] == ["own", "in group", "in group"]


def test_new_rows(world: World):
    values = {
        "event_id": "7e2b7f0e-5a43-4d6c-9d0a-0b8d1b2c3d4e",
        "event_time": NOW,
        "recorded_at": NOW,
        "account_id": world.account.pk,
        "event_source": "iam.amazonaws.com",
        "event_name": "GetUser",
        "user_name": "bob",
        "read_only": True,
        "error_code": "",
        "access_key_id": "",
        "resource_arn": "*",
        "record": {"a": ["ü", None, 1.5, "%s"]},
    }
    insert(Event, [])
    other = {**values, "event_id": "00000000-0000-4000-8000-000000000000", "event_name": "Other"}
    with CaptureQueriesContext(connection) as queries:
        insert(Event, [values, other])
    assert len(queries) == 1
    row = Event.objects.get(event_name="GetUser")
    assert Event.objects.count() == 2
    found = columns(row)
    assert str(found.pop("event_id")) == values.pop("event_id")
    assert found.pop("id") == row.pk
    assert found == values


def test_a_queryset_must_use_its_value(db: None):
    with pytest.raises(LookupError):
        Prepared(lambda _: User.objects.all(), NUMBER)(1)
    rows = Prepared(lambda name: User.objects.filter(user_name=name), TEXT)
    assert rows("nobody' OR '1'='1") == []


def test_a_row_is_stored_and_removed_as_by_the_orm(world: World):
    values = {"user": world.bob, "sealed_secret": "sealed", "created_at": NOW, "last_used_at": NOW}
    by_orm = AccessKey.objects.create(access_key_id="AKIAIOSFODNN7EXAMPLE", **values)
    ours = AccessKey(access_key_id="AKIAI44QH8DHBEXAMPLE", **values)
    store(ours)
    stored = AccessKey.objects.get(access_key_id=ours.access_key_id)
    assert columns(stored) == columns(ours)
    own = {"id", "access_key_id"}
    expected = {name: value for name, value in columns(by_orm).items() if name not in own}
    assert {name: columns(stored)[name] for name in expected} == expected
    ours.status = "Inactive"
    ours.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        store(AccessKey(access_key_id=ours.access_key_id, **values))
    assert remove(AccessKey, user=world.alice.pk, access_key_id=ours.access_key_id) == 0
    assert remove(AccessKey, user=world.bob.pk, access_key_id=ours.access_key_id) == 1
    assert list(AccessKey.objects.filter(user=world.bob)) == [by_orm]
    with pytest.raises(TypeError):
        remove(User, id=world.bob.pk)


@pytest.mark.django_db(transaction=True)
def test_a_database_that_cannot_be_reached_is_told_in_djangos_words(monkeypatch):
    def refused(_: object) -> None:
        raise connection.Database.OperationalError("no connection")

    connection.close()
    monkeypatch.setattr(connection, "get_new_connection", refused)
    with pytest.raises(OperationalError, match="no connection"):
        find_signing_key("AKIAEXAMPLE")
