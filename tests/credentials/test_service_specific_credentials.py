"""User names and passwords for CodeCommit and Keyspaces, in AWS's words."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.hashers import check_password

from accounts.errors import (
    InvalidInput,
    LimitExceeded,
    NoSuchEntity,
    ServiceError,
    ValidationError,
)
from accounts.models import User
from accounts.operations.users import create_user
from credentials.models import ServiceSpecificCredential, Status
from credentials.operations import service_specific_credentials as operations
from credentials.operations.idempotency import AlreadyCreated
from credentials.operations.service_specific_credentials import CODECOMMIT, KEYSPACES, Issued
from tests.world import ACCOUNT_ID, STRANGE_ID, World

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def create(user: User, service: str = CODECOMMIT, **more: object) -> Issued:
    return operations.create_service_specific_credential(
        user=user,
        service_name=service,
        now=NOW,
        **more,
    )


def refused(error: type[ServiceError], act, *arguments: object, **more: object) -> str:
    before = list(ServiceSpecificCredential.objects.order_by("pk").values())
    with pytest.raises(error) as caught:
        act(*arguments, **more)
    assert list(ServiceSpecificCredential.objects.order_by("pk").values()) == before
    return str(caught.value)


@pytest.mark.parametrize("service", [CODECOMMIT, KEYSPACES, "CodeCommit.AmazonAWS.com"])
def test_a_credential(world: World, service: str):
    issued = create(world.alice, service)
    row = ServiceSpecificCredential.objects.get()
    assert row.service_specific_credential_id.startswith("ACCA")
    assert len(row.service_specific_credential_id) == 21
    assert row.service_name == service.lower()
    assert row.service_user_name == f"alice-at-{ACCOUNT_ID}"
    assert (row.status, row.created_at, row.expires_at) == ("Active", NOW, None)
    assert len(issued.password) == 44
    assert issued.password not in str(ServiceSpecificCredential.objects.values().get())
    assert check_password(issued.password, row.password)


@pytest.mark.parametrize(
    "name", ["s3.amazonaws.com", "codecommit", "", "codecommit.amazonaws.com."]
)
def test_no_such_service(world: World, name: str):
    text = f"No such service {name} is supported for Service Specific Credentials"
    assert refused(NoSuchEntity, create, world.alice, name) == text
    if name:
        listed = operations.list_service_specific_credentials
        assert refused(NoSuchEntity, listed, user=world.alice, service_name=name) == text


@pytest.mark.parametrize(
    "name",
    ["code commit", "code_commit", "\x00", "codecommit.amazonaws.com\n", "\u017f3.amazonaws.com"],
)
def test_bad_characters_in_a_service_name(world: World, name: str):
    text = "ServiceName must match [a-zA-Z0-9.-]*"
    assert refused(ValidationError, create, world.alice, name) == text


def test_the_quota_is_per_service_and_counts_inactive_ones(world: World):
    for service in (CODECOMMIT, KEYSPACES):
        for _ in range(2):
            row = create(world.alice, service).credential
        operations.update_service_specific_credential(
            user=world.alice,
            credential_id=row.service_specific_credential_id,
            status=Status.INACTIVE,
        )
        assert refused(LimitExceeded, create, world.alice, service) == (
            "Cannot exceed quota for ContextSpecificCredentialsPerUserPerContext: 2"
        )
    create(world.bob)


def names(user: User, service: str = CODECOMMIT) -> list[str]:
    listed = operations.list_service_specific_credentials(user=user, service_name=service)
    return [row.service_user_name for row in listed]


def test_user_names_are_counted_per_service(world: World):
    for service in (CODECOMMIT, CODECOMMIT, KEYSPACES):
        create(world.alice, service)
    assert names(world.alice) == [f"alice+1-at-{ACCOUNT_ID}", f"alice-at-{ACCOUNT_ID}"]
    assert names(world.alice, KEYSPACES) == [f"alice-at-{ACCOUNT_ID}"]
    assert len(names(world.alice, "")) == 3
    create(world.stranger)
    assert names(world.stranger) == [f"stranger-at-{STRANGE_ID}"]


def test_a_user_name_is_free_again_after_deletion(world: World):
    first = create(world.alice).credential
    create(world.alice)
    operations.delete_service_specific_credential(
        user=world.alice, credential_id=first.service_specific_credential_id
    )
    assert create(world.alice).credential.service_user_name == f"alice-at-{ACCOUNT_ID}"


def test_a_renamed_users_names_stay_and_are_not_free(world: World):
    create(world.alice)
    world.alice.user_name = "Alicia"
    world.alice.save()
    assert names(world.alice) == [f"alice-at-{ACCOUNT_ID}"]
    assert create(world.alice).credential.service_user_name == f"Alicia-at-{ACCOUNT_ID}"
    newcomer = create_user(account=world.account, user_name="ALICE", now=NOW)
    assert create(newcomer).credential.service_user_name == f"ALICE+1-at-{ACCOUNT_ID}"
    assert create(newcomer).credential.service_user_name == f"ALICE+2-at-{ACCOUNT_ID}"


def test_a_name_that_looks_like_a_second_one(world: World):
    other = create_user(account=world.account, user_name="alice+1", now=NOW)
    create(other)
    for _ in range(2):
        create(world.alice)
    assert names(world.alice) == [f"alice+2-at-{ACCOUNT_ID}", f"alice-at-{ACCOUNT_ID}"]


def test_the_longest_user_name_fits(world: World):
    user = create_user(account=world.account, user_name="x" * 64, now=NOW)
    assert [len(create(user).credential.service_user_name) for _ in range(2)] == [80, 82]


@pytest.mark.parametrize("days", [1, 90, 36_600])
def test_expiry(world: World, days: int):
    row = create(world.alice, age_days=days).credential
    end = NOW + timedelta(days=days)
    assert row.expires_at == end
    assert create(world.alice).credential.expires_at is None


@pytest.mark.parametrize(
    ("days", "constraint"),
    [
        (0, "Member must have value greater than or equal to 1"),
        (-1, "Member must have value greater than or equal to 1"),
        (36_601, "Member must have value less than or equal to 36600"),
        (2**31, "Member must have value less than or equal to 36600"),
    ],
)
def test_expiry_out_of_range(world: World, days: int, constraint: str):
    assert refused(ValidationError, create, world.alice, age_days=days) == (
        "1 validation error detected: Value at 'credentialAgeDays' failed to satisfy constraint: "
        + constraint
    )


def test_reset_changes_the_password_alone(world: World):
    first = create(world.alice, age_days=30)
    credential_id = first.credential.service_specific_credential_id
    operations.update_service_specific_credential(
        user=world.alice, credential_id=credential_id, status=Status.INACTIVE
    )
    before = ServiceSpecificCredential.objects.values().get()
    second = operations.reset_service_specific_credential(
        user=world.alice, credential_id=credential_id
    )
    after = ServiceSpecificCredential.objects.values().get()
    assert {name for name in after if after[name] != before[name]} == {"password"}
    assert second.password != first.password
    assert check_password(second.password, after["password"])
    assert not check_password(first.password, after["password"])


def test_one_form_creates_and_resets_once(world: World):
    token, other = uuid.uuid4(), uuid.uuid4()
    credential_id = create(
        world.alice, client_token=token
    ).credential.service_specific_credential_id
    refused(AlreadyCreated, create, world.alice, client_token=token)
    reset = operations.reset_service_specific_credential
    reset(user=world.alice, credential_id=credential_id, client_token=other)
    refused(
        AlreadyCreated,
        reset,
        user=world.alice,
        credential_id=credential_id,
        client_token=other,
    )


ACTS = [
    operations.get_service_specific_credential,
    operations.reset_service_specific_credential,
    operations.delete_service_specific_credential,
    lambda **named: operations.update_service_specific_credential(**named, status=Status.INACTIVE),
]


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("owner", ["stranger", None])
def test_an_id_that_the_account_does_not_know(world: World, owner: str | None, act):
    owned = create(getattr(world, owner)).credential if owner else None
    credential_id = owned.service_specific_credential_id if owned else "ACCA" + "A" * 17
    text = refused(NoSuchEntity, act, user=world.alice, credential_id=credential_id)
    assert text == f"No such credential {credential_id} exists"


@pytest.mark.parametrize("act", ACTS)
def test_another_users(world: World, act):
    credential_id = create(world.bob).credential.service_specific_credential_id
    text = refused(ValidationError, act, user=world.alice, credential_id=credential_id)
    assert text == (
        f"User alice does not have a service specific credential with id {credential_id}"
    )


def test_status(world: World):
    row = create(world.alice).credential
    for status in (Status.INACTIVE, Status.ACTIVE):
        operations.update_service_specific_credential(
            user=world.alice, credential_id=row.service_specific_credential_id, status=status
        )
        row.refresh_from_db()
        assert row.status == status
    text = refused(
        InvalidInput,
        operations.update_service_specific_credential,
        user=world.alice,
        credential_id=row.service_specific_credential_id,
        status="Expired",
    )
    assert text == "Operation does not support status Expired"


def test_no_password_looks_like_a_formula(world: World):
    assert all(
        create(user, service).password[0] not in "=+-@\t\r"
        for user in (world.alice, world.bob, world.carol, world.admin)
        for service in (CODECOMMIT, CODECOMMIT, KEYSPACES, KEYSPACES)
    )
