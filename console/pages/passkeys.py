"""Passkeys and security keys: have the browser make one, and assign it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.actions import ENABLE_MFA_DEVICE
from accounts.errors import ServiceError
from console import sessions, targets
from console.forms.passkeys import PasskeyForm
from console.guards import performs
from console.pages.mfa_set_up import NAME_IN_SET_UP, WIZARD, assigned, not_in_set_up
from console.pages.outcomes import failed, steps
from console.requests import ConsoleRequest, site_of
from credentials.operations import passkeys
from credentials.webauthn import Site


@performs(ENABLE_MFA_DEVICE, on=targets.own_user_registering_security_key)
@require_http_methods(["GET", "HEAD", "POST"])
def set_up(request: ConsoleRequest) -> HttpResponse:
    """Step 2: the browser makes a key for this challenge, which is used once.

    Only an opened page (GET) asks for a key, for only then was its creation decided.
    """
    name, site = request.session.get(NAME_IN_SET_UP), site_of(request)
    if not name or site is None:
        return not_in_set_up(request)
    if request.method == "POST":
        return _answered(request, name, site)
    principal = request.gate.principal
    try:
        ceremony = passkeys.begin_registration(caller=principal, user=principal.user, site=site)
    except ServiceError as error:
        return failed(request, error, heading="The passkey was not assigned")
    sessions.keep_challenge(request, ceremony.challenge, now=request.now)
    context = {"name": name, "options": ceremony.options, "steps": steps(WIZARD, active=1)}
    return render(request, "passkeys/set_up.html", context)


def _answered(request: ConsoleRequest, name: str, site: Site) -> HttpResponse:
    """On to the credentials page, or back to the same page for another challenge."""
    try:
        return _enable(request, name, site)
    except ServiceError as error:
        messages.error(request, f"The passkey was not assigned\n{error}")
        return redirect("set_up_passkey")


def _enable(request: ConsoleRequest, name: str, site: Site) -> HttpResponse:
    """Assign the key; a form without an answer, or for a used challenge, proves nothing."""
    user, form = request.gate.principal.user, PasskeyForm(request.POST)
    response = form.cleaned_data["response"] if form.is_valid() else ""
    challenge = sessions.take_challenge(request, now=request.now)
    with request.gate.call(ENABLE_MFA_DEVICE, userName=user.user_name) as answer:
        device = passkeys.enable_passkey(
            caller=request.gate.principal,
            user=user,
            name=name,
            site=site,
            challenge=challenge,
            response=response,
            now=request.now,
        )
        answer.response = {"serialNumber": device.serial_number}
    request.session.pop(NAME_IN_SET_UP)
    return assigned(request, f"the passkey {name}", next_time="signing in asks for it.")
