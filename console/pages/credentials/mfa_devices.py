"""Assign an MFA device (step 1), remove, resynchronise and delete one."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters

from accounts.actions import (
    CREATE_VIRTUAL_MFA_DEVICE,
    DEACTIVATE_MFA_DEVICE,
    DELETE_VIRTUAL_MFA_DEVICE,
    ENABLE_MFA_DEVICE,
    RESYNC_MFA_DEVICE,
)
from accounts.errors import InvalidAuthenticationCode, ServiceError
from console.authentication import sessions
from console.forms.sign_in import CodePairForm
from console.gate.decorators import offers, performs, refused_in
from console.gate.requests import ConsoleRequest
from console.pages.components.confirm import Change, confirm
from console.pages.components.forms import render_with_error, require_safe_or_post, sent
from console.pages.components.wrong_codes import why_in
from console.pages.credentials import virtual_mfa_devices
from console.pages.credentials.mfa_set_up import kind_refused, select_form, select_page
from console.refusals import failed
from console.targets import mfa_devices as targets
from console.targets.parameters import chosen
from console.targets.users import named_user
from console.web import flashes
from console.web.subject import subject_url
from credentials.models import MFADevice
from credentials.operations.mfa import mfa_devices
from credentials.token_files import SERIAL_NUMBER

Kind = MFADevice.Kind


@offers(DELETE_VIRTUAL_MFA_DEVICE, on=targets.present_virtual_mfa_device)
@offers(CREATE_VIRTUAL_MFA_DEVICE, on=targets.new_virtual_mfa_device)
@refused_in(kind_refused)
@performs(ENABLE_MFA_DEVICE, on=targets.user_being_assigned_mfa_device)
@require_safe_or_post
def assign(request: ConsoleRequest, **_: str) -> HttpResponse:
    """Step 1: name the device and choose its kind; each kind has its own step 2.

    An authenticator app is made here already, unassigned, as AWS's console does.
    """
    user, form = request.gate.row(ENABLE_MFA_DEVICE), select_form(request)
    if not form.is_valid():
        return select_page(request, form)
    if form.cleaned_data["kind"] == Kind.VIRTUAL:
        return virtual_mfa_devices.create(request, form)
    sessions.keep_in_set_up(request, user, name=form.cleaned_data["name"])
    if form.cleaned_data["kind"] == Kind.FIDO:
        return redirect(subject_url(request, "set_up_passkey"))
    return redirect(subject_url(request, "set_up_hardware_token"))


@offers(DELETE_VIRTUAL_MFA_DEVICE, on=targets.removed_virtual_mfa_device)
@performs(DEACTIVATE_MFA_DEVICE, on=named_user)
@require_safe_or_post
def remove(request: ConsoleRequest, **_: str) -> HttpResponse:
    """Deactivate a device, and delete it too where the policy allows, so that its name is free."""
    gate, user = request.gate, request.gate.row(DEACTIVATE_MFA_DEVICE)
    serial_number = chosen(request, "serial_number", SERIAL_NUMBER)
    asked = {"userName": user.user_name, "serialNumber": serial_number}
    try:
        device = gate.find(
            DEACTIVATE_MFA_DEVICE,
            lambda: mfa_devices.get_own_device(user=user, serial_number=serial_number),
            **asked,
        )
        if request.method == "POST":
            with gate.perform(DEACTIVATE_MFA_DEVICE, **asked):
                mfa_devices.deactivate_mfa_device(
                    caller=gate.principal, user=user, serial_number=serial_number
                )
            return _removed(request, device)
    except ServiceError as error:
        return failed(request, error, heading="MFA device not removed")
    context = {"device": device, "last": mfa_devices.list_mfa_devices(user=user).count() == 1}
    return render(request, "credentials/mfa_devices/remove.html", context)


def _removed(request: ConsoleRequest, device: MFADevice) -> HttpResponse:
    flashes.success(request, "MFA device removed", _after_removal(request, device))
    return redirect(subject_url(request, "security_credentials"))


def _after_removal(request: ConsoleRequest, device: MFADevice) -> str:
    """What became of the device, in a sentence; a virtual one is deleted if the policy allows."""
    if device.kind == Kind.FIDO:
        return f"{device.name} no longer opens this console. Delete it on the device itself, too."
    if device.kind == Kind.HARDWARE:
        return f"{device.name} was deactivated. It stays in the account and can be assigned again."
    if not request.gate.allows(DELETE_VIRTUAL_MFA_DEVICE):
        return (
            f"{device.name} was deactivated. It stays in the account, unassigned, because deleting "
            "it needs iam:DeleteVirtualMFADevice."
        )
    try:
        with request.gate.perform(DELETE_VIRTUAL_MFA_DEVICE, serialNumber=device.serial_number):
            mfa_devices.delete_virtual_mfa_device(
                account=device.account, serial_number=device.serial_number
            )
    except ServiceError as error:
        return f"{device.name} was deactivated, but it was not deleted: {error}"
    return f"{device.name} was deactivated and deleted."


@performs(RESYNC_MFA_DEVICE, on=named_user)
@require_safe_or_post
@sensitive_post_parameters("code1", "code2")
def resync(request: ConsoleRequest, **_: str) -> HttpResponse:
    """Two consecutive codes set the device's clock."""
    user = request.gate.row(RESYNC_MFA_DEVICE)
    serial_number = chosen(request, "serial_number", SERIAL_NUMBER)
    form = CodePairForm(sent(request))
    asked = {"userName": user.user_name, "serialNumber": serial_number}
    error: ServiceError | None = None
    try:
        device = request.gate.find(
            RESYNC_MFA_DEVICE,
            lambda: mfa_devices.get_own_device(user=user, serial_number=serial_number),
            **asked,
        )
        if not form.is_bound and device.kind == Kind.FIDO:
            return _nothing_to_resync(request, device)
        if form.is_valid():
            with request.gate.perform(RESYNC_MFA_DEVICE, **asked):
                mfa_devices.resync_mfa_device(
                    user=user,
                    serial_number=serial_number,
                    codes=form.codes,
                    real_now=request.real_now,
                    explain=settings.TEACH,
                )
            flashes.success(
                request, "MFA device synchronized", f"{device.name} accepts codes again."
            )
            return redirect(subject_url(request, "security_credentials"))
    except InvalidAuthenticationCode as wrong:
        error = wrong
    except ServiceError as refused:
        return failed(request, refused, heading="MFA device not synchronized")
    context = {"device": device, "form": form, "why_code": why_in(error, now=request.real_now)}
    return render_with_error(request, "credentials/mfa_devices/resync.html", context, error)


def _nothing_to_resync(request: ConsoleRequest, device: MFADevice) -> HttpResponse:
    flashes.info(
        request,
        "Nothing to synchronize",
        f"{device.name} is a passkey or security key: it has no clock and shows no codes.",
    )
    return redirect(subject_url(request, "security_credentials"))


@performs(DELETE_VIRTUAL_MFA_DEVICE, on=targets.namesake_virtual_mfa_device)
@require_safe_or_post
def delete(request: ConsoleRequest, **_: str) -> HttpResponse:
    """Delete the unassigned device that a cancelled set-up left under the user's name."""
    target = request.gate.judgements[DELETE_VIRTUAL_MFA_DEVICE].target
    change = Change(
        action=DELETE_VIRTUAL_MFA_DEVICE,
        find=lambda: target,
        perform=lambda: mfa_devices.delete_virtual_mfa_device(
            account=request.gate.principal.account, serial_number=target.arn
        ),
        done="MFA device deleted",
        text=f"The name {target.name} can be used again.",
        not_done="MFA device not deleted",
        parameters={"serialNumber": target.arn},
    )
    return confirm(request, "credentials/mfa_devices/delete.html", change)
