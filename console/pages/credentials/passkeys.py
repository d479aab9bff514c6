"""Passkeys and security keys: have the browser make one, and assign it."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from accounts.actions import ENABLE_MFA_DEVICE
from accounts.errors import ServiceError
from console.authentication import sessions
from console.forms.credentials.passkeys import PasskeyForm
from console.gate.decorators import performs, refused_in
from console.gate.requests import ConsoleRequest
from console.pages.components.forms import require_safe_or_post
from console.pages.components.wizard import steps
from console.pages.credentials.mfa_set_up import WIZARD, assigned, not_in_set_up, set_up_refused
from console.refusals import failed
from console.targets import mfa_devices as targets
from console.web import flashes
from console.web.passkey_site import site_of
from console.web.subject import subject_url
from credentials.models import MFADevice
from credentials.operations.mfa import passkeys
from credentials.webauthn import Site


@refused_in(set_up_refused(MFADevice.Kind.FIDO))
@performs(ENABLE_MFA_DEVICE, on=targets.user_registering_security_key)
@require_safe_or_post
def set_up(request: ConsoleRequest, **_: str) -> HttpResponse:
    """Step 2: the browser makes a key for this challenge, which is used once.

    Only an opened page (GET) asks for a key, for only then was its creation decided.
    """
    user, site = request.gate.row(ENABLE_MFA_DEVICE), site_of(request)
    name = sessions.in_set_up(request, user, "name")
    if not name or site is None:
        return not_in_set_up(request)
    if request.method == "POST":
        return _answered(request, name, site)
    try:
        ceremony = passkeys.begin_registration(caller=request.gate.principal, user=user, site=site)
    except ServiceError as error:
        return failed(request, error, heading="The passkey was not assigned")
    sessions.keep_challenge(request, ceremony.challenge, real_now=request.real_now, user=user)
    context = {"name": name, "options": ceremony.options, "steps": steps(WIZARD, active=1)}
    return render(request, "credentials/passkeys/set_up.html", context)


def _answered(request: ConsoleRequest, name: str, site: Site) -> HttpResponse:
    """Redirect to the credentials page, or back to the same page for another challenge."""
    try:
        return _enable(request, name, site)
    except ServiceError as error:
        flashes.error(request, "The passkey was not assigned", str(error))
        return redirect(subject_url(request, "set_up_passkey"))


def _enable(request: ConsoleRequest, name: str, site: Site) -> HttpResponse:
    """Assign the key; a form without an answer, or for a used challenge, proves nothing."""
    user, form = request.gate.row(ENABLE_MFA_DEVICE), PasskeyForm(request.POST)
    response = form.cleaned_data["response"] if form.is_valid() else ""
    challenge = sessions.take_challenge(request, real_now=request.real_now, user=user)
    with request.gate.perform(ENABLE_MFA_DEVICE, userName=user.user_name) as answer:
        device = passkeys.enable_passkey(
            caller=request.gate.principal,
            user=user,
            name=name,
            site=site,
            challenge=challenge,
            response=response,
            now=request.now,
        )
        answer.response = {"SerialNumber": device.serial_number}
    sessions.forget_in_set_up(request, user, "name")
    return assigned(request, name, next_time="signing in asks for it.", noun="passkey")
