"""Passkeys and security keys: have the browser make one, and assign it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.actions import ENABLE_MFA_DEVICE
from accounts.errors import InvalidAuthenticationCode, ServiceError
from console import sessions, targets
from console.forms.passkeys import PasskeyForm
from console.guards import performs
from console.pages.mfa_set_up import NAME_IN_SET_UP, WIZARD, assigned, not_in_set_up
from console.pages.outcomes import steps
from console.requests import ConsoleRequest, site_of
from credentials.operations import passkeys
from credentials.operations.mfa_devices import CODE_TEXT
from credentials.webauthn import Site


@performs(ENABLE_MFA_DEVICE, on=targets.own_user_registering_security_key)
@require_http_methods(["GET", "HEAD", "POST"])
def set_up(request: ConsoleRequest) -> HttpResponse:
    """Step 2: the browser makes a key for this challenge, which is used once."""
    name, site = request.session.get(NAME_IN_SET_UP), site_of(request)
    if not name or site is None:
        return not_in_set_up(request)
    error: ServiceError | None = None
    if request.method == "POST":
        try:
            return _enable(request, name, site)
        except ServiceError as refused:
            error = refused
    ceremony = passkeys.begin_registration(user=request.gate.principal.user, site=site)
    sessions.keep_challenge(request, ceremony.challenge, now=request.now)
    context = {
        "name": name,
        "options": ceremony.options,
        "error": error,
        "steps": steps(WIZARD, active=1),
    }
    return render(request, "passkeys/set_up.html", context, status=error.status if error else 200)


def _enable(request: ConsoleRequest, name: str, site: Site) -> HttpResponse:
    """Assign the key; a form without an answer, or for a used challenge, proves nothing."""
    user, form = request.gate.principal.user, PasskeyForm(request.POST)
    challenge = sessions.take_challenge(request, now=request.now)
    with request.gate.call(ENABLE_MFA_DEVICE, userName=user.user_name) as answer:
        if not form.is_valid() or not challenge:
            raise InvalidAuthenticationCode(CODE_TEXT)
        device = passkeys.enable_passkey(
            caller=request.gate.principal,
            user=user,
            name=name,
            site=site,
            challenge=challenge,
            response=form.cleaned_data["response"],
            now=request.now,
        )
        answer.response = {"serialNumber": device.serial_number}
    request.session.pop(NAME_IN_SET_UP)
    return assigned(request, f"the passkey {name}", next_time="signing in asks for it.")
