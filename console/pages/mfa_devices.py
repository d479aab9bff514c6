"""Assign, remove, resynchronise and delete virtual MFA devices."""

import io
import re

import qrcode
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe
from qrcode.image.pure import PyPNGImage

from accounts.actions import (
    CREATE_VIRTUAL_MFA_DEVICE,
    DEACTIVATE_MFA_DEVICE,
    DELETE_VIRTUAL_MFA_DEVICE,
    ENABLE_MFA_DEVICE,
    RESYNC_MFA_DEVICE,
)
from accounts.errors import EntityAlreadyExists, InvalidAuthenticationCode, ServiceError
from console import targets
from console.forms.mfa_devices import AssignForm
from console.forms.sign_in import CodePairForm
from console.guards import offers, performs
from console.pages.outcomes import failed, steps
from console.requests import ConsoleRequest
from console.targets import IN_SET_UP
from credentials import totp
from credentials.models import MFADevice
from credentials.operations import mfa_devices

WIZARD = ("Select MFA device", "Set up device")
SERIAL_NUMBER = re.compile(r"[A-Za-z0-9_+=/:,.@-]{9,256}")  # AWS's model of the parameter
QR_BOX = 4
QR_QUIET_ZONE = 4


@offers(DELETE_VIRTUAL_MFA_DEVICE, on=targets.new_virtual_mfa_device)
@performs(CREATE_VIRTUAL_MFA_DEVICE, on=targets.new_virtual_mfa_device)
@require_http_methods(["GET", "HEAD", "POST"])
def assign(request: ConsoleRequest) -> HttpResponse:
    """Step 1: name the device. Going on creates it, unassigned, as AWS's console does."""
    own_name = request.gate.principal.user.user_name
    form = AssignForm(
        request.POST if request.method == "POST" else None, initial={"name": own_name}
    )
    context: dict[str, object] = {"form": form, "steps": steps(WIZARD, active=0)}
    if request.method == "POST" and form.is_valid():
        try:
            return _create(request)
        except EntityAlreadyExists as error:
            context |= {
                "error": error,
                "collision": request.gate.judgements[CREATE_VIRTUAL_MFA_DEVICE].target.arn,
                "may_delete": request.gate.allows(DELETE_VIRTUAL_MFA_DEVICE),
            }
        except ServiceError as error:
            context["error"] = error
    return render(request, "mfa_devices/assign.html", context)


def _create(request: ConsoleRequest) -> HttpResponse:
    """Create the device, or go on with the one that this sign-in created under the name."""
    target = request.gate.judgements[CREATE_VIRTUAL_MFA_DEVICE].target
    current = _in_set_up(request)
    if current is None or current.name != target.name:
        with request.gate.call(
            CREATE_VIRTUAL_MFA_DEVICE, virtualMFADeviceName=target.name
        ) as answer:
            device = mfa_devices.create_virtual_mfa_device(
                account=request.gate.principal.account, name=target.name, now=request.now
            )
            answer.response = {"virtualMFADevice": {"serialNumber": device.serial_number}}
        request.session[IN_SET_UP] = device.serial_number
    return redirect("set_up_mfa_device")


@performs(ENABLE_MFA_DEVICE, on=targets.own_user)
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("code1", "code2")
def set_up(request: ConsoleRequest) -> HttpResponse:
    """Step 2: scan or type the seed, then prove it with two consecutive codes."""
    device = _in_set_up(request)
    if device is None:
        return _not_in_set_up(request)
    form = CodePairForm(request.POST) if request.method == "POST" else CodePairForm()
    error: ServiceError | None = None
    if request.method == "POST" and form.is_valid():
        try:
            return _enable(request, device, form)
        except ServiceError as refused:
            error = refused
    context = {
        "form": form,
        "device": device,
        "seed": device.seed,
        "error": error,
        "steps": steps(WIZARD, active=1),
    }
    return render(
        request, "mfa_devices/set_up.html", context, status=error.status if error else 200
    )


def _enable(request: ConsoleRequest, device: MFADevice, form: CodePairForm) -> HttpResponse:
    user = request.gate.principal.user
    with request.gate.call(
        ENABLE_MFA_DEVICE, userName=user.user_name, serialNumber=device.serial_number
    ):
        mfa_devices.enable_mfa_device(
            caller=request.gate.principal,
            user=user,
            serial_number=device.serial_number,
            codes=_codes(form),
            now=request.now,
        )
    request.session.pop(IN_SET_UP, None)
    messages.success(
        request,
        "MFA device assigned\nYou have assigned the virtual MFA device "
        f"{device.name}. From now on, signing in asks for its code.",
    )
    return redirect("security_credentials")


@performs(CREATE_VIRTUAL_MFA_DEVICE, on=targets.virtual_mfa_device_in_set_up)
@require_safe
def qr_code(request: ConsoleRequest) -> HttpResponse:
    """The QR code of the device in set-up, a PNG that nobody keeps."""
    device = _in_set_up(request)
    if device is None:
        return _not_in_set_up(request)
    account = device.account
    uri = totp.uri(
        device.seed, device_name=device.name, account_name=account.alias or account.account_id
    )
    code = qrcode.QRCode(box_size=QR_BOX, border=QR_QUIET_ZONE, image_factory=PyPNGImage)
    code.add_data(uri)
    image = io.BytesIO()
    code.make_image().save(image)
    return HttpResponse(image.getvalue(), content_type="image/png")


@performs(CREATE_VIRTUAL_MFA_DEVICE, on=targets.virtual_mfa_device_in_set_up)
@require_safe
def qr_code_large(request: ConsoleRequest) -> HttpResponse:
    """The QR code alone, as large as the window, for a projector."""
    device = _in_set_up(request)
    if device is None:
        return _not_in_set_up(request)
    return render(request, "mfa_devices/qr_code_large.html", {"device": device})


@offers(DELETE_VIRTUAL_MFA_DEVICE, on=targets.removed_virtual_mfa_device)
@performs(DEACTIVATE_MFA_DEVICE, on=targets.own_user)
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: ConsoleRequest) -> HttpResponse:
    """Deactivate a device, and delete it too where the policy allows, so that its name is free."""
    gate, user = request.gate, request.gate.principal.user
    serial_number = _serial_number(request)
    try:
        device = mfa_devices.get_own_device(user=user, serial_number=serial_number)
        if request.method == "POST":
            with gate.call(
                DEACTIVATE_MFA_DEVICE, userName=user.user_name, serialNumber=serial_number
            ):
                mfa_devices.deactivate_mfa_device(
                    caller=gate.principal, user=user, serial_number=serial_number
                )
            return _removed(request, device)
    except ServiceError as error:
        return failed(request, error)
    context = {"device": device, "last": mfa_devices.list_mfa_devices(user=user).count() == 1}
    return render(request, "mfa_devices/remove.html", context)


def _removed(request: ConsoleRequest, device: MFADevice) -> HttpResponse:
    if request.gate.allows(DELETE_VIRTUAL_MFA_DEVICE):
        with request.gate.call(DELETE_VIRTUAL_MFA_DEVICE, serialNumber=device.serial_number):
            mfa_devices.delete_virtual_mfa_device(
                account=device.account, serial_number=device.serial_number
            )
        text = f"{device.name} was deactivated and deleted."
    else:
        text = (
            f"{device.name} was deactivated. It stays in the account, unassigned, because deleting "
            "it needs iam:DeleteVirtualMFADevice."
        )
    messages.success(request, f"MFA device removed\n{text}")
    return redirect("security_credentials")


@performs(RESYNC_MFA_DEVICE, on=targets.own_user)
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("code1", "code2")
def resync(request: ConsoleRequest) -> HttpResponse:
    """Two consecutive codes set the device's clock."""
    user, serial_number = request.gate.principal.user, _serial_number(request)
    form = CodePairForm(request.POST) if request.method == "POST" else CodePairForm()
    error: ServiceError | None = None
    try:
        device = mfa_devices.get_own_device(user=user, serial_number=serial_number)
        if request.method == "POST" and form.is_valid():
            with request.gate.call(
                RESYNC_MFA_DEVICE, userName=user.user_name, serialNumber=serial_number
            ):
                mfa_devices.resync_mfa_device(
                    user=user, serial_number=serial_number, codes=_codes(form), now=request.now
                )
            messages.success(request, f"MFA device synchronised\n{device.name} is in step again.")
            return redirect("security_credentials")
    except InvalidAuthenticationCode as wrong:
        error = wrong
    except ServiceError as refused:
        return failed(request, refused)
    context = {"device": device, "form": form, "error": error}
    return render(
        request, "mfa_devices/resync.html", context, status=error.status if error else 200
    )


@performs(DELETE_VIRTUAL_MFA_DEVICE, on=targets.own_virtual_mfa_device)
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: ConsoleRequest) -> HttpResponse:
    """Delete the unassigned device that a cancelled set-up left under the caller's name."""
    target = request.gate.judgements[DELETE_VIRTUAL_MFA_DEVICE].target
    if request.method == "POST":
        try:
            with request.gate.call(DELETE_VIRTUAL_MFA_DEVICE, serialNumber=target.arn):
                mfa_devices.delete_virtual_mfa_device(
                    account=request.gate.principal.account, serial_number=target.arn
                )
        except ServiceError as error:
            return failed(request, error)
        messages.success(request, f"MFA device deleted\nThe name {target.name} is free again.")
        return redirect("security_credentials")
    return render(request, "mfa_devices/delete.html", {"name": target.name})


def _in_set_up(request: ConsoleRequest) -> MFADevice | None:
    """The unassigned device that this sign-in created; nobody else may see its seed."""
    serial_number = request.session.get(IN_SET_UP)
    if not serial_number:
        return None
    devices = mfa_devices.list_virtual_mfa_devices(account=request.gate.principal.account)
    return devices.filter(serial_number=serial_number, user=None).first()


def _not_in_set_up(request: ConsoleRequest) -> HttpResponse:
    messages.info(request, "No MFA device is being set up\nStart by naming the device.")
    return redirect("assign_mfa_device")


def _serial_number(request: ConsoleRequest) -> str:
    """The device that the request names; "-", which does not exist, for none or a malformed one."""
    named = request.POST.get("serial_number") or request.GET.get("serial_number") or ""
    return named if SERIAL_NUMBER.fullmatch(named) else "-"


def _codes(form: CodePairForm) -> mfa_devices.CodePair:
    return mfa_devices.CodePair(form.cleaned_data["code1"], form.cleaned_data["code2"])
