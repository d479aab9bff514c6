"""API operations on X.509 signing certificates."""

from accounts.actions import (
    DELETE_SIGNING_CERTIFICATE,
    LIST_SIGNING_CERTIFICATES,
    UPDATE_SIGNING_CERTIFICATE,
    UPLOAD_SIGNING_CERTIFICATE,
)
from console import serializers
from console.api.call import Answer, ApiCall
from console.api.paging import page_of_rows
from console.api.targets.users import named_user
from console.gate.decorators import performs
from credentials.operations import signing_certificates


@performs(UPLOAD_SIGNING_CERTIFICATE, on=named_user)
def upload_signing_certificate(call: ApiCall) -> Answer:
    certificate = signing_certificates.upload_signing_certificate(
        user=call.user, body=call["CertificateBody"], now=call.now
    )
    return {"Certificate": serializers.uploaded_certificate(certificate)}


@performs(LIST_SIGNING_CERTIFICATES, on=named_user)
def list_signing_certificates(call: ApiCall) -> Answer:
    rows = signing_certificates.list_signing_certificates(user=call.user).select_related("user")
    return page_of_rows(call, "Certificates", rows, serializers.signing_certificate)


@performs(UPDATE_SIGNING_CERTIFICATE, on=named_user)
def update_signing_certificate(call: ApiCall) -> Answer:
    signing_certificates.update_signing_certificate(
        user=call.user, certificate_id=call["CertificateId"], status=call["Status"]
    )
    return None


@performs(DELETE_SIGNING_CERTIFICATE, on=named_user)
def delete_signing_certificate(call: ApiCall) -> Answer:
    signing_certificates.delete_signing_certificate(
        user=call.user, certificate_id=call["CertificateId"]
    )
    return None
