"""What the set-up pages of all kinds of MFA device have in common."""

from collections.abc import Callable

from django.contrib.humanize.templatetags.humanize import apnumber
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.html import format_html

from accounts.actions import CREATE_VIRTUAL_MFA_DEVICE, ENABLE_MFA_DEVICE
from accounts.errors import ServiceError
from console.forms.credentials.mfa_devices import AssignForm
from console.gate.requests import ConsoleRequest
from console.pages.components.forms import render_with_error, sent
from console.pages.components.wizard import steps
from console.refusals import Refusal
from console.targets.mfa_devices import some_virtual_mfa_device
from console.web import flashes
from console.web.passkey_site import passkey_url, site_of
from console.web.subject import subject_url
from credentials.models import MFADevice
from credentials.operations.mfa.mfa_device_names import NAME_MAX
from credentials.operations.mfa.mfa_devices import PER_USER

WIZARD = ("Select MFA device", "Set up device")
NOT_THIS_KIND = "Your policies do not allow you to assign an MFA device of this kind."


def select_form(request: ConsoleRequest) -> AssignForm:
    """The form of step 1; at first with an authenticator app that has the name in the URL, or is
    named after the user."""
    return _form(request, sent(request), MFADevice.Kind.VIRTUAL)


def _form(request: ConsoleRequest, data: QueryDict | None, kind: str) -> AssignForm:
    name = request.GET.get("name") or request.gate.judgements[ENABLE_MFA_DEVICE].target.name
    return AssignForm(
        data,
        initial={"name": name[:NAME_MAX], "kind": kind},
        passkeys_possible=site_of(request) is not None,
    )


def select_page(
    request: ConsoleRequest,
    form: AssignForm,
    error: ServiceError | None = None,
    *,
    refusal: Refusal | None = None,
    **context: object,
) -> HttpResponse:
    """The page of step 1; with a refusal it is 403."""
    request.gate.find_names(CREATE_VIRTUAL_MFA_DEVICE, some_virtual_mfa_device(request))
    context |= {
        "form": form,
        "refusal": refusal,
        "steps": steps(WIZARD, active=0),
        "passkeys_off": "" if form.passkeys_possible else _passkeys_off(request),
    }
    response = render_with_error(request, "credentials/mfa_devices/assign.html", context, error)
    if refusal is not None:
        response.status_code = 403
    return response


def _passkeys_off(request: ConsoleRequest) -> str:
    """Why no passkey can be chosen here, and where one can."""
    here = passkey_url(request)
    where = f": open this console at {here}." if here else "."
    return f"Browsers make passkeys only for a host name, over https or on localhost{where}"


def kind_refused(request: ConsoleRequest, refusal: Refusal) -> HttpResponse:
    """Step 1 again, its name kept, when no device of the chosen kind may be assigned."""
    form = select_form(request)
    if form.is_valid():
        form.add_error("kind", NOT_THIS_KIND)
    return select_page(request, form, refusal=refusal)


def set_up_refused(kind: str) -> Callable[..., HttpResponse]:
    """For `refused_in`: step 2 of that kind was refused, so step 1 is shown, with the reason."""

    def draw(request: ConsoleRequest, refusal: Refusal) -> HttpResponse:
        return select_page(request, _form(request, None, kind), refusal=refusal)

    return draw


def not_in_set_up(request: ConsoleRequest) -> HttpResponse:
    flashes.info(request, "No MFA device is being set up", "Start by choosing a kind of device.")
    return redirect(subject_url(request, "assign_mfa_device"))


def assigned(
    request: ConsoleRequest, name: str, *, next_time: str, noun: str = "MFA device"
) -> HttpResponse:
    """Tell that the device is assigned, and what the next sign-in asks for. This session stays as
    it began."""
    user = request.gate.row(ENABLE_MFA_DEVICE)
    own = user.pk == request.gate.principal.user.pk
    text = format_html(
        "You have assigned the {} <strong>{}</strong>{}. From now on, {}{}",
        noun,
        name,
        "" if own else f" to {user.user_name}",
        next_time,
        f" You may assign more devices, of any kind, until you have {apnumber(PER_USER)}."
        if own
        else "",
    )
    flashes.success(request, "MFA device assigned", text)
    return redirect(subject_url(request, "security_credentials"))
