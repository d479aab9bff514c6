"""Upload, list, update and delete X.509 signing certificates."""

import uuid
from datetime import datetime
from functools import partial

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from accounts.constraints import PRINTABLE_LATIN_1, check_text, database_safe
from accounts.errors import (
    HIDDEN,
    DuplicateCertificate,
    LimitExceeded,
    MalformedCertificate,
    NoSuchEntity,
)
from accounts.models import User
from accounts.operations.locks import locked_user
from credentials import x509
from credentials.models import SigningCertificate
from credentials.operations.idempotency import consume
from credentials.operations.statuses import switch
from credentials.pem import BODY_MAX, holds_private_key

PER_USER = 2
DUPLICATE_TEXT = "Duplicate certificate uploaded."


@transaction.atomic
def upload_signing_certificate(
    *, user: User, body: str, now: datetime, client_token: uuid.UUID | None = None
) -> SigningCertificate:
    """Keep a user's certificate, given as PEM of at most 16,384 characters.

    Uploading one's own again gives the row that is there, unchanged: an inactive one stays so.
    MalformedCertificate also for one outside its validity, DuplicateCertificate for one of another
    user of the account, LimitExceeded when the user has two. A private key is refused without
    repeating it.
    """
    certificate_id = _accepted(body, now)
    locked_user(user)
    consume(client_token, user=user)
    existing = SigningCertificate.objects.filter(
        account=user.account, certificate_id=certificate_id
    ).first()
    if existing and existing.user_id == user.pk:
        return existing
    if existing:
        raise DuplicateCertificate(DUPLICATE_TEXT)
    if list_signing_certificates(user=user).count() >= PER_USER:
        raise LimitExceeded(f"Cannot exceed quota for CertificatesPerUser: {PER_USER}")
    try:
        with transaction.atomic():
            return SigningCertificate.objects.create(
                user=user,
                account=user.account,
                certificate_id=certificate_id,
                body=body,
                created_at=now,
            )
    except IntegrityError as error:
        raise DuplicateCertificate(DUPLICATE_TEXT) from error


def list_signing_certificates(*, user: User) -> QuerySet[SigningCertificate]:
    """A user's certificates, oldest first."""
    return SigningCertificate.objects.filter(user=user).order_by("created_at", "pk")


def get_signing_certificate(*, user: User, certificate_id: str) -> SigningCertificate:
    """One of a user's certificates; NoSuchEntity for any other id, another user's included."""
    found = (
        SigningCertificate.objects.filter(user=user)
        .filter(certificate_id=database_safe(certificate_id))
        .first()
    )
    if found is None:
        raise NoSuchEntity(f"The Certificate with id {certificate_id} cannot be found.")
    return found


def update_signing_certificate(*, user: User, certificate_id: str, status: str) -> None:
    """Activate or deactivate a certificate."""
    switch(partial(get_signing_certificate, user=user, certificate_id=certificate_id), status)


def delete_signing_certificate(*, user: User, certificate_id: str) -> None:
    """Delete a certificate, active or not."""
    get_signing_certificate(user=user, certificate_id=certificate_id).delete()


def _accepted(body: str, now: datetime) -> str:
    """The id of an acceptable certificate text."""
    if holds_private_key(body):
        raise MalformedCertificate("Certificate is malformed: it holds a private key.")
    check_text("certificateBody", body, maximum=BODY_MAX, pattern=PRINTABLE_LATIN_1)
    malformed = MalformedCertificate(
        f"Certificate {body} is malformed.", recorded=f"Certificate {HIDDEN} is malformed."
    )
    try:
        certificate = x509.read(body)
    except x509.NotACertificate as error:
        raise malformed from error
    if not certificate.is_valid_at(now):
        raise malformed
    return certificate.id
