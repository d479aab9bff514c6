"""Virtual MFA devices: create one, show its seed and QR code, enable it."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from accounts.actions import (
    CREATE_VIRTUAL_MFA_DEVICE,
    DELETE_VIRTUAL_MFA_DEVICE,
    ENABLE_MFA_DEVICE,
)
from accounts.errors import EntityAlreadyExists, ServiceError
from accounts.models import User
from console import serializers
from console.authentication import sessions
from console.forms.credentials.mfa_devices import AssignForm
from console.forms.sign_in import CodePairForm
from console.gate.decorators import performs, refused_in
from console.gate.requests import ConsoleRequest
from console.pages.components.forms import render_with_error, require_safe_or_post, sent
from console.pages.components.wizard import steps
from console.pages.components.wrong_codes import why_in
from console.pages.credentials.mfa_set_up import (
    WIZARD,
    assigned,
    not_in_set_up,
    select_page,
    set_up_refused,
)
from console.refusals import refuse
from console.targets import mfa_devices as targets
from console.targets.users import named_user
from console.web.subject import subject_url
from credentials import qr_codes
from credentials.models import MFADevice
from credentials.operations.mfa import mfa_devices


def create(request: ConsoleRequest, form: AssignForm) -> HttpResponse:
    """Make the device that a valid form of step 1 names, for the user in the URL.

    A name that the policies do not allow is refused at its field; the page of step 1 is 403 then.
    """
    target = request.gate.judgements[CREATE_VIRTUAL_MFA_DEVICE].target
    if not request.gate.allows(CREATE_VIRTUAL_MFA_DEVICE):
        form.add_error("name", f"Your policies do not allow a device named {target.name}.")
        refusal = refuse(request.gate, CREATE_VIRTUAL_MFA_DEVICE)
        return select_page(request, form, refusal=refusal)
    try:
        _create(request)
    except EntityAlreadyExists as error:
        return select_page(
            request,
            form,
            error,
            collision=target.arn,
            named_after_user=target.name == target.row.user_name,
            may_delete=request.gate.allows(DELETE_VIRTUAL_MFA_DEVICE),
        )
    except ServiceError as error:
        return select_page(request, form, error)
    return redirect(subject_url(request, "set_up_mfa_device"))


def _create(request: ConsoleRequest) -> None:
    """Create the device, or go on with the one that this sign-in created under the name."""
    target = request.gate.judgements[CREATE_VIRTUAL_MFA_DEVICE].target
    current = _in_set_up(request, target.row)
    if current is not None and current.name == target.name:
        return
    with request.gate.perform(
        CREATE_VIRTUAL_MFA_DEVICE, virtualMFADeviceName=target.name
    ) as answer:
        device = mfa_devices.create_virtual_mfa_device(
            account=request.gate.principal.account, name=target.name, now=request.now
        )
        answer.response = {"VirtualMFADevice": serializers.virtual_mfa_device(device)}
    sessions.keep_in_set_up(request, target.row, serial_number=device.serial_number)


@refused_in(set_up_refused(MFADevice.Kind.VIRTUAL))
@performs(ENABLE_MFA_DEVICE, on=named_user)
@require_safe_or_post
@sensitive_post_parameters("code1", "code2")
def set_up(request: ConsoleRequest, **_: str) -> HttpResponse:
    """Step 2: scan or type the seed, then prove it with two consecutive codes."""
    device = _in_set_up(request, request.gate.row(ENABLE_MFA_DEVICE))
    if device is None:
        return not_in_set_up(request)
    form = CodePairForm(sent(request))
    error: ServiceError | None = None
    if form.is_valid():
        try:
            return _enable(request, device, form)
        except ServiceError as refused:
            error = refused
    context = {
        "form": form,
        "device": device,
        "seed": device.seed,
        "steps": steps(WIZARD, active=1),
        "why_code": why_in(error, now=request.real_now),
    }
    return render_with_error(request, "credentials/mfa_devices/set_up.html", context, error)


def _enable(request: ConsoleRequest, device: MFADevice, form: CodePairForm) -> HttpResponse:
    user = request.gate.row(ENABLE_MFA_DEVICE)
    with request.gate.perform(
        ENABLE_MFA_DEVICE, userName=user.user_name, serialNumber=device.serial_number
    ):
        mfa_devices.enable_mfa_device(
            caller=request.gate.principal,
            user=user,
            serial_number=device.serial_number,
            codes=form.codes,
            now=request.now,
            real_now=request.real_now,
            explain=settings.TEACH,
        )
    sessions.forget_in_set_up(request, user, "serial_number")
    return assigned(request, device.name, next_time="signing in asks for its code.")


@performs(CREATE_VIRTUAL_MFA_DEVICE, on=targets.virtual_mfa_device_in_set_up)
@require_safe
def qr_code(request: ConsoleRequest, **_: str) -> HttpResponse:
    """The QR code of the device in set-up, a PNG that nobody keeps."""
    device = _in_set_up(request, request.gate.row(CREATE_VIRTUAL_MFA_DEVICE))
    if device is None:
        return not_in_set_up(request)
    return HttpResponse(qr_codes.png(device.otpauth_uri), content_type="image/png")


@performs(CREATE_VIRTUAL_MFA_DEVICE, on=targets.virtual_mfa_device_in_set_up)
@require_safe
def qr_code_large(request: ConsoleRequest, **_: str) -> HttpResponse:
    """The QR code as large as the window, whose it is and the secret key, for a projector."""
    device = _in_set_up(request, request.gate.row(CREATE_VIRTUAL_MFA_DEVICE))
    if device is None:
        return not_in_set_up(request)
    context = {"device": device, "seed": device.seed}
    return render(request, "credentials/mfa_devices/qr_code_large.html", context)


def _in_set_up(request: ConsoleRequest, user: User) -> MFADevice | None:
    """The unassigned device that this sign-in created for the user; only it may see the seed."""
    serial_number = sessions.in_set_up(request, user, "serial_number")
    if not serial_number:
        return None
    devices = mfa_devices.list_virtual_mfa_devices(account=request.gate.principal.account)
    return devices.filter(serial_number=serial_number, user=None).first()
