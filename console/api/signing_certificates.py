"""X.509 signing certificates over the wire."""

from accounts.actions import (
    DELETE_SIGNING_CERTIFICATE,
    LIST_SIGNING_CERTIFICATES,
    UPDATE_SIGNING_CERTIFICATE,
    UPLOAD_SIGNING_CERTIFICATE,
)
from console.api import targets
from console.api.calls import Answer, ApiCall
from console.api.paging import page_of_rows
from console.guards import performs
from credentials.models import SigningCertificate, Status
from credentials.operations import signing_certificates


@performs(UPLOAD_SIGNING_CERTIFICATE, on=targets.named_user)
def upload_signing_certificate(call: ApiCall) -> Answer:
    """Uploading one's own again answers `Active`, whatever is stored, as recorded from AWS."""
    certificate = signing_certificates.upload_signing_certificate(
        user=call.user, body=call["CertificateBody"], now=call.now
    )
    return {"Certificate": {**_described(certificate), "Status": Status.ACTIVE}}


@performs(LIST_SIGNING_CERTIFICATES, on=targets.named_user)
def list_signing_certificates(call: ApiCall) -> Answer:
    rows = signing_certificates.list_signing_certificates(user=call.user).select_related("user")
    return page_of_rows(call, "Certificates", rows, _described)


@performs(UPDATE_SIGNING_CERTIFICATE, on=targets.named_user)
def update_signing_certificate(call: ApiCall) -> Answer:
    signing_certificates.update_signing_certificate(
        user=call.user, certificate_id=call["CertificateId"], status=call.status
    )
    return None


@performs(DELETE_SIGNING_CERTIFICATE, on=targets.named_user)
def delete_signing_certificate(call: ApiCall) -> Answer:
    signing_certificates.delete_signing_certificate(
        user=call.user, certificate_id=call["CertificateId"]
    )
    return None


def _described(certificate: SigningCertificate) -> dict[str, object]:
    return {
        "UserName": certificate.user.user_name,
        "CertificateId": certificate.certificate_id,
        "CertificateBody": certificate.body,
        "Status": certificate.status,
        "UploadDate": certificate.created_at,
    }
