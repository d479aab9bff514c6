"""Hardware TOTP tokens: assign one by its serial number and two codes."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from accounts.actions import ENABLE_MFA_DEVICE
from accounts.errors import ServiceError
from console.forms.credentials.mfa_devices import HardwareTokenForm
from console.gate.decorators import performs, refused_in
from console.gate.requests import ConsoleRequest
from console.pages.components.forms import render_with_error, require_safe_or_post, sent
from console.pages.components.wizard import steps
from console.pages.components.wrong_codes import why_in
from console.pages.credentials.mfa_set_up import WIZARD, assigned, set_up_refused
from console.targets.users import named_user
from credentials.models import MFADevice
from credentials.operations.mfa import hardware_tokens, mfa_devices
from credentials.totp import STEP, seconds_left


@refused_in(set_up_refused(MFADevice.Kind.HARDWARE))
@performs(ENABLE_MFA_DEVICE, on=named_user)
@require_safe_or_post
@sensitive_post_parameters("code1", "code2")
def set_up(request: ConsoleRequest, **_: str) -> HttpResponse:
    """Step 2: the serial number on the back of the token, and two consecutive codes."""
    form = HardwareTokenForm(sent(request))
    error: ServiceError | None = None
    if form.is_valid():
        try:
            return _enable(request, form)
        except ServiceError as refused:
            error = refused
    tokens = hardware_tokens.list_software_tokens(user=request.gate.row(ENABLE_MFA_DEVICE))
    context = {
        "form": form,
        "software_tokens": tokens.filter(user=None),
        "steps": steps(WIZARD, active=1),
        "why_code": why_in(error, now=request.real_now),
    }
    return render_with_error(request, "credentials/hardware_tokens/set_up.html", context, error)


def _enable(request: ConsoleRequest, form: HardwareTokenForm) -> HttpResponse:
    user, serial_number = request.gate.row(ENABLE_MFA_DEVICE), form.cleaned_data["serial_number"]
    with request.gate.perform(
        ENABLE_MFA_DEVICE, userName=user.user_name, serialNumber=serial_number
    ):
        mfa_devices.enable_mfa_device(
            caller=request.gate.principal,
            user=user,
            serial_number=serial_number,
            codes=form.codes,
            now=request.now,
            real_now=request.real_now,
            explain=settings.TEACH,
        )
    return assigned(
        request,
        serial_number,
        next_time="signing in asks for its code.",
        noun="hardware TOTP token",
    )


@performs(ENABLE_MFA_DEVICE, on=named_user)
@require_safe
def codes(request: ConsoleRequest, **_: str) -> HttpResponse:
    """What the tokens in software show now: the free ones and the user's own, those of nobody else.

    It is for callers who may assign the user a device: they could assign one whose codes they know,
    so this page gives them no further right. It is loaded again when the codes change.
    """
    user = request.gate.row(ENABLE_MFA_DEVICE)
    tokens = hardware_tokens.list_software_tokens(user=user)
    left = seconds_left(request.real_now)
    shown = [(token, hardware_tokens.code_at(token, request.real_now)) for token in tokens]
    context = {"tokens": shown, "seconds_left": left, "step": STEP}
    response = render(request, "credentials/hardware_tokens/codes.html", context)
    response["Refresh"] = str(left)
    return response
