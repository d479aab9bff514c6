"""Upload, create, list, update and delete X.509 signing certificates."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from accounts.constraints import PRINTABLE_LATIN_1, check_text
from accounts.errors import (
    DuplicateCertificate,
    LimitExceeded,
    MalformedCertificate,
    NoSuchEntity,
)
from accounts.models import User
from accounts.operations.locks import locked_user
from credentials import x509
from credentials.models import SigningCertificate, Status
from credentials.operations.once import refuse_second_use
from credentials.pem import BODY_MAX, holds_private_key

PER_USER = 2


@dataclass(frozen=True, slots=True)
class Pair:
    """A new certificate's row and its private key in PEM, which is never to be had again."""

    certificate: SigningCertificate
    private_key: str


@transaction.atomic
def upload_signing_certificate(
    *, user: User, body: str, now: datetime, client_token: uuid.UUID | None = None
) -> SigningCertificate:
    """Keep a user's certificate, given as PEM of at most 16,384 characters.

    Uploading one's own again gives the row that is there, unchanged. MalformedCertificate also
    for one outside its validity, DuplicateCertificate for one of another user of the account,
    LimitExceeded when the user has two. A private key is refused without repeating it.
    """
    certificate_id = _accepted(body, now)
    locked_user(user)
    refuse_second_use(SigningCertificate, client_token)
    own = SigningCertificate.objects.filter(user=user)
    existing = own.filter(certificate_id=certificate_id).first()
    if existing:
        return existing
    if own.count() >= PER_USER:
        raise LimitExceeded(f"Cannot exceed quota for CertificatesPerUser: {PER_USER}")
    try:
        with transaction.atomic():
            return SigningCertificate.objects.create(
                user=user,
                account=user.account,
                certificate_id=certificate_id,
                body=body,
                created_at=now,
                client_token=client_token,
            )
    except IntegrityError as error:
        raise DuplicateCertificate("Duplicate certificate uploaded.") from error


def list_signing_certificates(*, user: User) -> QuerySet[SigningCertificate]:
    """A user's certificates, oldest first."""
    return SigningCertificate.objects.filter(user=user).order_by("created_at", "pk")


def get_signing_certificate(*, user: User, certificate_id: str) -> SigningCertificate:
    """One of a user's certificates; NoSuchEntity for any other id, whoever owns it."""
    found = SigningCertificate.objects.filter(user=user, certificate_id=certificate_id).first()
    if found is None:
        raise NoSuchEntity(f"The Certificate with id {certificate_id} cannot be found.")
    return found


def update_signing_certificate(*, user: User, certificate_id: str, status: Status) -> None:
    """Activate or deactivate a certificate."""
    found = get_signing_certificate(user=user, certificate_id=certificate_id)
    SigningCertificate.objects.filter(pk=found.pk).update(status=status)


def delete_signing_certificate(*, user: User, certificate_id: str) -> None:
    """Delete a certificate, active or not."""
    get_signing_certificate(user=user, certificate_id=certificate_id).delete()


def _accepted(body: str, now: datetime) -> str:
    """The id of an acceptable certificate text."""
    if holds_private_key(body):
        raise MalformedCertificate("Certificate is malformed: it holds a private key.")
    check_text("certificateBody", body, maximum=BODY_MAX, pattern=PRINTABLE_LATIN_1)
    try:
        certificate = x509.read(body)
    except x509.NotACertificate as error:
        raise MalformedCertificate(f"Certificate {body} is malformed.") from error
    if not certificate.is_valid_at(now):
        raise MalformedCertificate(f"Certificate {body} is malformed.")
    return certificate.id
