"""What the set-up pages of all kinds of MFA device have in common."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html

from accounts.actions import ENABLE_MFA_DEVICE
from accounts.errors import ServiceError
from console import refusals
from console.decisions import refused
from console.events import record_calls
from console.forms.mfa_devices import AssignForm
from console.pages.outcomes import steps
from console.pages.posting import render_with_error
from console.refusals import failed
from console.requests import ConsoleRequest, passkey_address, site_of
from console.subjects import address

WIZARD = ("Select MFA device", "Set up device")


def select_page(
    request: ConsoleRequest, form: AssignForm, error: ServiceError | None = None, **context: object
) -> HttpResponse:
    """The page of step 1."""
    context |= {
        "form": form,
        "steps": steps(WIZARD, active=0),
        "passkeys_possible": site_of(request) is not None,
        "passkey_address": passkey_address(request),
    }
    return render_with_error(request, "mfa_devices/assign.html", context, error)


def not_in_set_up(request: ConsoleRequest) -> HttpResponse:
    messages.info(request, "No MFA device is being set up\nStart by choosing a kind of device.")
    return redirect(address(request, "assign_mfa_device"))


def not_assignable(request: ConsoleRequest) -> HttpResponse | None:
    """Why no device can be assigned to the user of the address: refused, or no such user."""
    judgement = request.gate.judgements[ENABLE_MFA_DEVICE]
    if not judgement.allowed:
        record_calls(request, [refused(request.gate, judgement)])
        return refusals.page(request, refusals.refusal_of(request.gate, judgement))
    if judgement.target.missing is not None:
        back = reverse("security_credentials")
        return failed(request, judgement.target.missing, heading="Not found", back=back)
    return None


def assigned(
    request: ConsoleRequest, name: str, *, next_time: str, noun: str = "MFA device"
) -> HttpResponse:
    """Say so, and what the next sign-in asks for; this session stays as it began."""
    user = request.gate.row(ENABLE_MFA_DEVICE)
    own = user.pk == request.gate.principal.user.pk
    text = format_html(
        "MFA device assigned\nYou have assigned the {} <strong>{}</strong>{}. From now on, {}{}",
        noun,
        name,
        "" if own else f" to {user.user_name}",
        next_time,
        " You may assign more devices, of any kind, until you have eight." if own else "",
    )
    messages.success(request, text)
    return redirect(address(request, "security_credentials"))
