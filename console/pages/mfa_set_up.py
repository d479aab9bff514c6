"""What the set-up pages of all kinds of MFA device have in common."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from console.forms.mfa_devices import AssignForm
from console.forms.sign_in import CodePairForm
from console.pages.outcomes import steps
from console.requests import ConsoleRequest, passkey_address, site_of
from credentials.operations.mfa_devices import CodePair

WIZARD = ("Select MFA device", "Set up device")
NAME_IN_SET_UP = "mfa_device_name_in_set_up"


def select_page(
    request: ConsoleRequest, form: AssignForm, *, status: int = 200, **context: object
) -> HttpResponse:
    """The page of step 1."""
    context |= {
        "form": form,
        "steps": steps(WIZARD, active=0),
        "passkeys_possible": site_of(request) is not None,
        "passkey_address": passkey_address(request),
    }
    return render(request, "mfa_devices/assign.html", context, status=status)


def not_in_set_up(request: ConsoleRequest) -> HttpResponse:
    messages.info(request, "No MFA device is being set up\nStart by choosing a kind of device.")
    return redirect("assign_mfa_device")


def assigned(request: ConsoleRequest, name: str, *, next_time: str) -> HttpResponse:
    """Say so, and what the next sign-in asks for; this session stays as it began."""
    messages.success(
        request,
        f"MFA device assigned\nYou have assigned {name}. From now on, {next_time} You may assign "
        "more devices, of any kind, until you have eight.",
    )
    return redirect("security_credentials")


def codes_of(form: CodePairForm) -> CodePair:
    return CodePair(form.cleaned_data["code1"], form.cleaned_data["code2"])
