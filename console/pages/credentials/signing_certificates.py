"""Upload, create, deactivate, activate and delete X.509 signing certificates."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters

from accounts.actions import (
    DELETE_SIGNING_CERTIFICATE,
    UPDATE_SIGNING_CERTIFICATE,
    UPLOAD_SIGNING_CERTIFICATE,
)
from accounts.errors import ServiceError
from console import serializers
from console.forms.components.client_token import ClientTokenForm
from console.forms.credentials.key_material import SigningCertificateForm
from console.gate.decorators import performs
from console.gate.requests import ConsoleRequest
from console.pages.components.confirm import Change, confirm
from console.pages.components.forms import render_with_error, require_safe_or_post, sent
from console.pages.credentials.statuses import Switch, set_status
from console.targets.parameters import chosen
from console.targets.users import named_user
from console.web import flashes
from console.web.downloads import pem_uri
from console.web.subject import subject_url
from credentials import x509
from credentials.models import SigningCertificate, Status
from credentials.operations import signing_certificates
from credentials.operations.idempotency import AlreadyCreated

SWITCH = Switch(
    noun="X.509 certificate",
    action=UPDATE_SIGNING_CERTIFICATE,
    parameter="certificateId",
    argument="certificate_id",
    find=signing_certificates.get_signing_certificate,
    update=signing_certificates.update_signing_certificate,
    template="credentials/signing_certificates/status.html",
)


@performs(UPLOAD_SIGNING_CERTIFICATE, on=named_user)
@require_safe_or_post
@sensitive_post_parameters("body")
def upload(request: ConsoleRequest, **_: str) -> HttpResponse:
    """A certificate, pasted or as a file; a refused one is not shown again."""
    form, error = SigningCertificateForm(sent(request), request.FILES or None), None
    if form.is_valid():
        try:
            certificate = _upload(request, form.cleaned_data["text"])
        except ServiceError as refused:
            form, error = SigningCertificateForm(), refused
        else:
            text = f"{certificate.certificate_id} is {certificate.status.lower()}."
            flashes.success(request, "X.509 certificate uploaded", text)
            return redirect(subject_url(request, "security_credentials"))
    return render_with_error(
        request, "credentials/signing_certificates/upload.html", {"form": form}, error
    )


@performs(UPLOAD_SIGNING_CERTIFICATE, on=named_user)
@require_safe_or_post
def create(request: ConsoleRequest, **_: str) -> HttpResponse:
    """A new pair: the private key is in the answer to this POST and nowhere else."""
    form, error = ClientTokenForm(sent(request)), None
    if form.is_valid():
        body, private_key = x509.make_pair(
            request.gate.row(UPLOAD_SIGNING_CERTIFICATE).user_name, request.now
        )
        try:
            certificate = _upload(request, body, form.cleaned_data["client_token"])
            return _pair_page(request, certificate, private_key)
        except AlreadyCreated:
            flashes.warning(
                request,
                "This certificate was created already",
                "Its private key was offered once, in the answer to the first time that this form "
                "was sent. If you do not have it, delete the certificate and create another.",
            )
            return redirect(subject_url(request, "security_credentials"))
        except ServiceError as refused:
            error = refused
    context = {"client_token": uuid.uuid4()}
    return render_with_error(
        request, "credentials/signing_certificates/create.html", context, error
    )


@performs(UPDATE_SIGNING_CERTIFICATE, on=named_user)
@require_safe_or_post
def deactivate(request: ConsoleRequest, **_: str) -> HttpResponse:
    return _set_status(request, Status.INACTIVE)


@performs(UPDATE_SIGNING_CERTIFICATE, on=named_user)
@require_safe_or_post
def activate(request: ConsoleRequest, **_: str) -> HttpResponse:
    return _set_status(request, Status.ACTIVE)


@performs(DELETE_SIGNING_CERTIFICATE, on=named_user)
@require_safe_or_post
def delete(request: ConsoleRequest, **_: str) -> HttpResponse:
    """Delete a certificate, active or not."""
    user, certificate_id = (
        request.gate.row(DELETE_SIGNING_CERTIFICATE),
        chosen(request, "certificate_id"),
    )
    ids: dict[str, Any] = {"user": user, "certificate_id": certificate_id}
    change = Change(
        action=DELETE_SIGNING_CERTIFICATE,
        find=lambda: signing_certificates.get_signing_certificate(**ids),
        perform=lambda: signing_certificates.delete_signing_certificate(**ids),
        done="X.509 certificate deleted",
        text=f"{certificate_id} was permanently deleted.",
        not_done="X.509 certificate not deleted",
        parameters={"userName": user.user_name, "certificateId": certificate_id},
    )
    return confirm(request, "credentials/signing_certificates/delete.html", change)


def _set_status(request: ConsoleRequest, status: Status) -> HttpResponse:
    return set_status(request, SWITCH, chosen(request, "certificate_id"), status)


def _upload(
    request: ConsoleRequest, body: str, client_token: uuid.UUID | None = None
) -> SigningCertificate:
    user = request.gate.row(UPLOAD_SIGNING_CERTIFICATE)
    with request.gate.perform(UPLOAD_SIGNING_CERTIFICATE, userName=user.user_name) as answer:
        certificate = signing_certificates.upload_signing_certificate(
            user=user, body=body, now=request.now, client_token=client_token
        )
        answer.response = {"Certificate": serializers.uploaded_certificate(certificate)}
    return certificate


def _pair_page(
    request: ConsoleRequest, certificate: SigningCertificate, private_key: str
) -> HttpResponse:
    context = {
        "certificate": certificate,
        "private_key": private_key,
        "private_key_uri": pem_uri(private_key),
        "private_key_name": f"pk-{certificate.certificate_id}.pem",
        "certificate_uri": pem_uri(certificate.body),
        "certificate_name": f"cert-{certificate.certificate_id}.pem",
    }
    return render(request, "credentials/signing_certificates/created.html", context)
