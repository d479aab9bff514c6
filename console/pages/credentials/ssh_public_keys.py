"""Upload, view, deactivate, activate and delete SSH public keys for CodeCommit."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from accounts.actions import (
    DELETE_SSH_PUBLIC_KEY,
    GET_SSH_PUBLIC_KEY,
    UPDATE_SSH_PUBLIC_KEY,
    UPLOAD_SSH_PUBLIC_KEY,
)
from accounts.errors import ServiceError
from console import serializers
from console.forms.credentials.key_material import SSHPublicKeyForm
from console.gate.decorators import calls_by_itself, performs
from console.gate.requests import ConsoleRequest
from console.pages.components.confirm import Change, confirm
from console.pages.components.forms import render_with_error, require_safe_or_post, sent
from console.pages.credentials.statuses import Switch, set_status
from console.refusals import failed
from console.targets.parameters import chosen
from console.targets.users import named_user
from console.web import flashes
from console.web.subject import subject_url
from credentials import ssh
from credentials.models import SSHPublicKey, Status
from credentials.operations import ssh_public_keys

PAGE = "codecommit_credentials"
SWITCH = Switch(
    noun="SSH public key",
    action=UPDATE_SSH_PUBLIC_KEY,
    parameter="sSHPublicKeyId",
    argument="ssh_public_key_id",
    find=ssh_public_keys.get_ssh_public_key,
    update=ssh_public_keys.update_ssh_public_key,
    template="credentials/ssh_public_keys/status.html",
)


@performs(UPLOAD_SSH_PUBLIC_KEY, on=named_user)
@require_safe_or_post
@sensitive_post_parameters("body")
def upload(request: ConsoleRequest, **_: str) -> HttpResponse:
    """A public key, pasted or as a file; a refused one is not shown again."""
    form, error = SSHPublicKeyForm(sent(request), request.FILES or None), None
    if form.is_valid():
        try:
            key = _upload(request, form.cleaned_data["text"])
        except ServiceError as refused:
            form, error = SSHPublicKeyForm(), refused
        else:
            text = f"Its ID is {key.ssh_public_key_id}."
            flashes.success(request, "SSH public key uploaded", text)
            return redirect(subject_url(request, PAGE))
    return render_with_error(
        request, "credentials/ssh_public_keys/upload.html", {"form": form}, error
    )


@calls_by_itself
@performs(GET_SSH_PUBLIC_KEY, on=named_user)
@require_safe
def view(request: ConsoleRequest, **_: str) -> HttpResponse:
    """A key in both encodings, with its fingerprints."""
    user, key_id = request.gate.row(GET_SSH_PUBLIC_KEY), chosen(request, "ssh_public_key_id")
    parameters = {"userName": user.user_name, "sSHPublicKeyId": key_id}
    try:
        with request.gate.perform(GET_SSH_PUBLIC_KEY, **parameters):
            key = ssh_public_keys.get_ssh_public_key(user=user, ssh_public_key_id=key_id)
    except ServiceError as error:
        return failed(
            request, error, heading="SSH public key not shown", back=subject_url(request, PAGE)
        )
    context = {"row": key, "key": ssh.read(key.body), "pem": ssh.as_pem(key.body)}
    return render(request, "credentials/ssh_public_keys/view.html", context)


@performs(UPDATE_SSH_PUBLIC_KEY, on=named_user)
@require_safe_or_post
def deactivate(request: ConsoleRequest, **_: str) -> HttpResponse:
    return _set_status(request, Status.INACTIVE)


@performs(UPDATE_SSH_PUBLIC_KEY, on=named_user)
@require_safe_or_post
def activate(request: ConsoleRequest, **_: str) -> HttpResponse:
    return _set_status(request, Status.ACTIVE)


@performs(DELETE_SSH_PUBLIC_KEY, on=named_user)
@require_safe_or_post
def delete(request: ConsoleRequest, **_: str) -> HttpResponse:
    """Delete a key, active or not."""
    user, key_id = request.gate.row(DELETE_SSH_PUBLIC_KEY), chosen(request, "ssh_public_key_id")
    ids: dict[str, Any] = {"user": user, "ssh_public_key_id": key_id}
    change = Change(
        action=DELETE_SSH_PUBLIC_KEY,
        find=lambda: ssh_public_keys.get_ssh_public_key(**ids),
        perform=lambda: ssh_public_keys.delete_ssh_public_key(**ids),
        done="SSH public key deleted",
        text=f"{key_id} was permanently deleted.",
        not_done="SSH public key not deleted",
        back=subject_url(request, PAGE),
        parameters={"userName": user.user_name, "sSHPublicKeyId": key_id},
    )
    return confirm(request, "credentials/ssh_public_keys/delete.html", change)


def _set_status(request: ConsoleRequest, status: Status) -> HttpResponse:
    key_id = chosen(request, "ssh_public_key_id")
    return set_status(request, SWITCH, key_id, status, back=subject_url(request, PAGE))


def _upload(request: ConsoleRequest, body: str) -> SSHPublicKey:
    user = request.gate.row(UPLOAD_SSH_PUBLIC_KEY)
    with request.gate.perform(UPLOAD_SSH_PUBLIC_KEY, userName=user.user_name) as answer:
        key = ssh_public_keys.upload_ssh_public_key(user=user, body=body, now=request.now)
        answer.response = {"SSHPublicKey": serializers.ssh_public_key(key, body)}
    return key
