"""User names and passwords for one service: Git over HTTPS (CodeCommit), Amazon Keyspaces."""

import itertools
import re
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Lower

from accounts.constraints import database_safe, raise_breaches, range_breaches
from accounts.errors import LimitExceeded, NoSuchEntity, ValidationError
from accounts.models import Account, User
from accounts.operations.locks import lock_account, locked_user
from accounts.values.ids import unique_id
from credentials import ids
from credentials.models import ServiceSpecificCredential
from credentials.operations.idempotency import consume
from credentials.operations.statuses import switch

CODECOMMIT = "codecommit.amazonaws.com"
KEYSPACES = "cassandra.amazonaws.com"
SERVICES = (CODECOMMIT, KEYSPACES)
PER_USER_AND_SERVICE = 2
AGE_DAYS_MAX = 36_600
SERVICE_NAME = re.compile(r"[a-zA-Z0-9.-]*")


@dataclass(frozen=True, slots=True)
class Issued:
    """A credential with its password, which is never to be had again."""

    credential: ServiceSpecificCredential
    password: str


@transaction.atomic
def create_service_specific_credential(
    *,
    user: User,
    service_name: str,
    now: datetime,
    age_days: int | None = None,
    client_token: uuid.UUID | None = None,
) -> Issued:
    """Make a credential for a service, named without regard to case; it expires in `age_days`.

    LimitExceeded when the user has two for the service, inactive ones included. The account's row
    is locked too, for the user name must be free among all of its users.
    """
    raise_breaches(range_breaches("credentialAgeDays", age_days, minimum=1, maximum=AGE_DAYS_MAX))
    service = _service(service_name)
    password = ids.service_password()
    encoded = make_password(password)  # before the first query, which begins the transaction
    lock_account(user.account)
    locked_user(user)
    consume(client_token, user=user)
    if list_service_specific_credentials(user=user, service_name=service).count() >= (
        PER_USER_AND_SERVICE
    ):
        raise LimitExceeded(
            "Cannot exceed quota for ContextSpecificCredentialsPerUserPerContext: "
            f"{PER_USER_AND_SERVICE}"
        )
    credential = ServiceSpecificCredential.objects.create(
        user=user,
        service_specific_credential_id=unique_id("ACCA"),
        service_name=service,
        service_user_name=_free_user_name(user, service),
        password=encoded,
        created_at=now,
        expires_at=now + timedelta(days=age_days) if age_days is not None else None,
    )
    return Issued(credential, password)


def list_service_specific_credentials(
    *, user: User, service_name: str = ""
) -> QuerySet[ServiceSpecificCredential]:
    """A user's credentials for one service, or for all, by user name."""
    rows = ServiceSpecificCredential.objects.filter(user=user).order_by("service_user_name")
    return rows.filter(service_name=_service(service_name)) if service_name else rows


def list_account_service_specific_credentials(
    *, account: Account, service_name: str = ""
) -> QuerySet[ServiceSpecificCredential]:
    """The credentials of all users of an account for one service, or for all."""
    rows = ServiceSpecificCredential.objects.filter(user__account=account)
    return rows.filter(service_name=_service(service_name)) if service_name else rows


def get_service_specific_credential(*, user: User, credential_id: str) -> ServiceSpecificCredential:
    """One of a user's credentials.

    NoSuchEntity for an id that the account does not know, ValidationError for another user's.
    """
    known = ServiceSpecificCredential.objects.filter(user__account=user.account)
    credential = known.filter(service_specific_credential_id=database_safe(credential_id)).first()
    if credential is None:
        raise NoSuchEntity(f"No such credential {credential_id} exists")
    if credential.user_id != user.pk:
        raise ValidationError(
            f"User {user.user_name} does not have a service specific credential with id "
            f"{credential_id}"
        )
    return credential


@transaction.atomic
def reset_service_specific_credential(
    *, user: User, credential_id: str, client_token: uuid.UUID | None = None
) -> Issued:
    """Give a credential a new password; all else of it stays, an inactive one inactive.

    The user's row is locked, here and when one is deleted, so that there is one to save.
    """
    password = ids.service_password()
    encoded = make_password(password)  # before the first query, which begins the transaction
    locked_user(user)
    consume(client_token, user=user)
    credential = get_service_specific_credential(user=user, credential_id=credential_id)
    credential.password = encoded
    credential.save(update_fields=["password"])
    return Issued(credential, password)


def update_service_specific_credential(*, user: User, credential_id: str, status: str) -> None:
    """Activate or deactivate a credential."""
    switch(partial(get_service_specific_credential, user=user, credential_id=credential_id), status)


@transaction.atomic
def delete_service_specific_credential(*, user: User, credential_id: str) -> None:
    """Delete a credential, active or not; its user name is free again."""
    locked_user(user)
    get_service_specific_credential(user=user, credential_id=credential_id).delete()


def _service(name: str) -> str:
    if not SERVICE_NAME.fullmatch(name):
        raise ValidationError(f"ServiceName must match {SERVICE_NAME.pattern}")
    service = name.lower()
    if service not in SERVICES:
        raise NoSuchEntity(f"No such service {name} is supported for Service Specific Credentials")
    return service


def _free_user_name(user: User, service: str) -> str:
    """The first name of alice-at-…, alice+1-at-… that nobody has at the service."""
    taken = set(
        ServiceSpecificCredential.objects.filter(service_name=service)
        .filter(service_user_name__iendswith=f"-at-{user.account.account_id}")
        .annotate(lower=Lower("service_user_name"))
        .values_list("lower", flat=True)
    )
    names = (
        ids.service_user_name(user.user_name, user.account.account_id, number)
        for number in itertools.count()
    )
    return next(name for name in names if name.lower() not in taken)
