"""User names and passwords for one service: HTTPS Git credentials, Amazon Keyspaces."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render

from accounts.actions import (
    CREATE_SERVICE_SPECIFIC_CREDENTIAL,
    DELETE_SERVICE_SPECIFIC_CREDENTIAL,
    RESET_SERVICE_SPECIFIC_CREDENTIAL,
    UPDATE_SERVICE_SPECIFIC_CREDENTIAL,
)
from accounts.errors import ServiceError
from accounts.models import User
from console import serializers
from console.forms.components.client_token import ClientTokenForm
from console.gate.decorators import performs
from console.gate.requests import ConsoleRequest
from console.pages.components.confirm import Change, confirm
from console.pages.components.forms import require_safe_or_post, sent
from console.pages.credentials.statuses import Switch, set_status
from console.refusals import failed
from console.targets.parameters import chosen
from console.targets.service_specific_credentials import (
    user_for_service_of_credential,
    user_for_service_of_page,
)
from console.web import flashes
from console.web.downloads import csv_uri
from console.web.subject import subject_url
from credentials.models import Status
from credentials.operations import service_specific_credentials as operations
from credentials.operations.idempotency import AlreadyCreated

CODECOMMIT, KEYSPACES = operations.CODECOMMIT, operations.KEYSPACES
PAGES = {CODECOMMIT: "codecommit_credentials", KEYSPACES: "keyspaces_credentials"}
TITLES = {CODECOMMIT: "AWS CodeCommit", KEYSPACES: "Amazon Keyspaces"}
FILES = {CODECOMMIT: "codecommit", KEYSPACES: "keyspaces"}
SWITCH = Switch(
    noun="Credentials",
    action=UPDATE_SERVICE_SPECIFIC_CREDENTIAL,
    parameter="serviceSpecificCredentialId",
    argument="credential_id",
    find=operations.get_service_specific_credential,
    update=operations.update_service_specific_credential,
    template="credentials/service_specific_credentials/status.html",
)


@performs(CREATE_SERVICE_SPECIFIC_CREDENTIAL, on=user_for_service_of_page)
@require_safe_or_post
def generate(request: ConsoleRequest, service_name: str, **_: str) -> HttpResponse:
    """A new user name and password; the password is in the answer to this POST and nowhere else."""
    form = ClientTokenForm(sent(request))
    if form.is_valid():
        return _generated(request, service_name, form.cleaned_data["client_token"])
    context = {
        "service_name": service_name,
        "service_title": TITLES[service_name],
        "client_token": uuid.uuid4(),
        "back": subject_url(request, PAGES[service_name]),
    }
    return render(request, "credentials/service_specific_credentials/generate.html", context)


def _generated(request: ConsoleRequest, service_name: str, client_token: uuid.UUID) -> HttpResponse:
    user = request.gate.row(CREATE_SERVICE_SPECIFIC_CREDENTIAL)
    try:
        with request.gate.perform(
            CREATE_SERVICE_SPECIFIC_CREDENTIAL, userName=user.user_name, serviceName=service_name
        ) as answer:
            issued = operations.create_service_specific_credential(
                user=user, service_name=service_name, now=request.now, client_token=client_token
            )
            answer.response = _answer(issued)
    except AlreadyCreated:
        return _already_shown(request, service_name)
    except ServiceError as error:
        back = subject_url(request, PAGES[service_name])
        return failed(request, error, heading="Credentials not generated", back=back)
    return _password_page(request, issued, "Credentials generated")


@performs(RESET_SERVICE_SPECIFIC_CREDENTIAL, on=user_for_service_of_credential)
@require_safe_or_post
def reset(request: ConsoleRequest, **_: str) -> HttpResponse:
    """A new password for a credential, shown like a new credential's."""
    user = request.gate.row(RESET_SERVICE_SPECIFIC_CREDENTIAL)
    credential_id = chosen(request, "credential_id")
    asked = {"userName": user.user_name, "serviceSpecificCredentialId": credential_id}
    form = ClientTokenForm(sent(request))
    try:
        credential = request.gate.find(
            RESET_SERVICE_SPECIFIC_CREDENTIAL,
            lambda: operations.get_service_specific_credential(
                user=user, credential_id=credential_id
            ),
            **asked,
        )
        if form.is_valid():
            with request.gate.perform(RESET_SERVICE_SPECIFIC_CREDENTIAL, **asked) as answer:
                issued = operations.reset_service_specific_credential(
                    user=user,
                    credential_id=credential_id,
                    client_token=form.cleaned_data["client_token"],
                )
                answer.response = _answer(issued)
            return _password_page(request, issued, "Password reset")
    except AlreadyCreated:
        return _already_shown(request, credential.service_name)
    except ServiceError as error:
        back = _known(request, user, credential_id)[1]
        return failed(request, error, heading="Password not reset", back=back)
    context = {
        "row": credential,
        "client_token": uuid.uuid4(),
        "back": subject_url(request, PAGES[credential.service_name]),
    }
    return render(request, "credentials/service_specific_credentials/reset.html", context)


@performs(UPDATE_SERVICE_SPECIFIC_CREDENTIAL, on=user_for_service_of_credential)
@require_safe_or_post
def deactivate(request: ConsoleRequest, **_: str) -> HttpResponse:
    return _set_status(request, Status.INACTIVE)


@performs(UPDATE_SERVICE_SPECIFIC_CREDENTIAL, on=user_for_service_of_credential)
@require_safe_or_post
def activate(request: ConsoleRequest, **_: str) -> HttpResponse:
    return _set_status(request, Status.ACTIVE)


@performs(DELETE_SERVICE_SPECIFIC_CREDENTIAL, on=user_for_service_of_credential)
@require_safe_or_post
def delete(request: ConsoleRequest, **_: str) -> HttpResponse:
    """Delete a credential, active or not."""
    user = request.gate.row(DELETE_SERVICE_SPECIFIC_CREDENTIAL)
    credential_id = chosen(request, "credential_id")
    ids: dict[str, Any] = {"user": user, "credential_id": credential_id}
    user_name, back = _known(request, user, credential_id)
    change = Change(
        action=DELETE_SERVICE_SPECIFIC_CREDENTIAL,
        find=lambda: operations.get_service_specific_credential(**ids),
        perform=lambda: operations.delete_service_specific_credential(**ids),
        done="Credentials deleted",
        text=f"{user_name} was permanently deleted.",
        not_done="Credentials not deleted",
        back=back,
        parameters={"userName": user.user_name, "serviceSpecificCredentialId": credential_id},
    )
    return confirm(request, "credentials/service_specific_credentials/delete.html", change)


def _set_status(request: ConsoleRequest, status: Status) -> HttpResponse:
    credential_id = chosen(request, "credential_id")
    user = request.gate.row(UPDATE_SERVICE_SPECIFIC_CREDENTIAL)
    user_name, back = _known(request, user, credential_id)
    return set_status(request, SWITCH, credential_id, status, name=user_name, back=back)


def _known(request: ConsoleRequest, user: User, credential_id: str) -> tuple[str, str]:
    """A credential's user name and the URL of the page that lists it; the id for an unknown one."""
    rows = operations.list_service_specific_credentials(user=user)
    row = rows.filter(service_specific_credential_id=credential_id).first()
    page = PAGES[row.service_name if row else CODECOMMIT]
    return row.service_user_name if row else credential_id, subject_url(request, page)


def _password_page(
    request: ConsoleRequest, issued: operations.Issued, heading: str
) -> HttpResponse:
    credential = issued.credential
    name, service = credential.service_user_name, credential.service_name
    context = {
        "heading": heading,
        "credential": credential,
        "service_title": TITLES[service],
        "password": issued.password,
        "csv_uri": csv_uri(("User Name", "Password"), (name, issued.password)),
        "csv_name": f"{credential.user.user_name}_{FILES[service]}_credentials.csv",
        "page": PAGES[service],
        "back": subject_url(request, PAGES[service]),
    }
    return render(request, "credentials/service_specific_credentials/password.html", context)


def _already_shown(request: ConsoleRequest, service_name: str) -> HttpResponse:
    flashes.warning(
        request,
        "The password was shown already",
        "It was in the answer to the first time that this form was sent. If you do not have it, "
        "reset the password.",
    )
    return redirect(subject_url(request, PAGES[service_name]))


def _answer(issued: operations.Issued) -> dict[str, object]:
    return {"ServiceSpecificCredential": serializers.service_specific_credential(issued.credential)}
