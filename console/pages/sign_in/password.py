"""Sign in with a password; sign out. What MFA adds is in mfa.py."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts.errors import Throttling
from accounts.models import Account, User
from console.authentication import sessions, sign_in
from console.authentication.events import record_check_mfa, record_sign_in
from console.authentication.returning import REASONS, SIGNED_OUT, after_sign_in, sign_in_url
from console.forms.sign_in import SignInForm, focus_on_first_empty
from console.gate.decorators import public
from console.installation.demo import ACCOUNT_ID, Demo, demo_to_try
from console.pages.components.forms import require_safe_or_post
from console.pages.sign_in.outcome import FAILED, signed_in
from console.requests import CallerRequest, in_time_of
from console.web.cookies import keep_for_a_year, keep_until_closed
from credentials.models import MFADevice
from credentials.operations.mfa import mfa_devices

Kind = MFADevice.Kind
REMEMBERED, LEFT = settings.REMEMBERED_COOKIE_NAME, settings.LEFT_COOKIE_NAME
UNKNOWN = "No username found in supplied account"
MFA_TYPES = {Kind.VIRTUAL: "Virtual MFA", Kind.FIDO: "U2F MFA", Kind.HARDWARE: "Hardware MFA"}


@public(because="Signing in is how a person becomes a caller.")
@require_safe_or_post
@sensitive_post_parameters("password")
def sign_in_page(request: CallerRequest) -> HttpResponse:
    """Account, user name, password."""
    if request.method != "POST":
        demo = _demo()
        return _sign_in_form(request, _filled_in(request, demo), demo=demo)
    form = SignInForm(request.POST)
    if not form.is_valid():
        return _sign_in_form(request, form)
    return _password_given(request, form)


def _filled_in(request: CallerRequest, demo: Demo | None) -> SignInForm:
    """With the account of the URL, the remembered one, the one last signed in to, the only one or
    the demo's, and the user of the URL; or with one of the demo's people, whom *Use* names."""
    person = demo.person(request.GET.get("use", "")) if demo else None
    if demo and person:
        return SignInForm.of_the_demo(demo.account, person.made.user_name, person.made.password)
    remembered = request.COOKIES.get(REMEMBERED, "")
    last = remembered or request.COOKIES.get(LEFT, "")
    known = last or sign_in.only_account() or (demo.account if demo else "")
    account = request.GET.get("account") or known
    named = {"account": account[:63], "username": request.GET.get("user", "")[:64]}
    return SignInForm(initial={**named, "remember": bool(remembered)})


def _password_given(request: CallerRequest, form: SignInForm) -> HttpResponse:
    identifier, name = form.cleaned_data["account"], form.cleaned_data["username"]
    account = sign_in.find_account(identifier)
    if account is not None:
        in_time_of(request, account)
    try:
        outcome = sign_in.check(
            request,
            account=account,
            identifier=identifier,
            user_name=name,
            password=form.cleaned_data["password"],
        )
    except Throttling:
        return _sign_in_form(request, form, busy=True)
    if outcome.user is None:
        return _not_signed_in(request, form, account, outcome)
    response = _password_right(request, outcome.user)
    keep_until_closed(response, LEFT, str(outcome.user.account))
    return _remember(request, response, identifier if form.cleaned_data["remember"] else "")


def _not_signed_in(
    request: CallerRequest, form: SignInForm, account: Account | None, outcome: sign_in.Outcome
) -> HttpResponse:
    """The same words whatever was wrong; what was not even checked leaves no event."""
    form.hint_at_account()
    attempt = outcome.attempt
    if attempt.wait:
        return _sign_in_form(request, form, wait=attempt.wait)
    if account is not None:
        failure = FAILED if outcome.known else UNKNOWN
        record_sign_in(request, account=account, user=outcome.known, failure=failure)
    return _sign_in_form(request, form, failed=True, wait=attempt.pause, left=attempt.few_left)


def _password_right(request: CallerRequest, user: User) -> HttpResponse:
    """On to the second factor where the user has one; else the session begins."""
    kinds = mfa_devices.kinds_of(user=user)
    if not kinds:
        return signed_in(request, user, next_url=after_sign_in(request))
    mfa_type = MFA_TYPES[kinds[0]] if len(kinds) == 1 else "Multiple MFA Devices"
    record_check_mfa(request, user=user, mfa_type=mfa_type)
    sessions.begin_pending(
        request, user, real_now=request.real_now, next_url=after_sign_in(request)
    )
    return redirect("sign_in_mfa")


@public(because="Leaving must always be possible.")
@require_POST
def sign_out(request: CallerRequest) -> HttpResponse:
    """End the session; the sign-in page is filled in with its account."""
    account = request.principal.account if request.principal else None
    sessions.end(request)
    return redirect(sign_in_url(reason=SIGNED_OUT, account=str(account or "")))


def _sign_in_form(
    request: CallerRequest,
    form: SignInForm,
    *,
    failed: bool = False,
    wait: int = 0,
    left: int = 0,
    busy: bool = False,
    demo: Demo | None = None,
) -> HttpResponse:
    is_full = not focus_on_first_empty(form)
    context = {
        "form": form,
        "failed": failed,
        "wait": wait,
        "left": left,
        "busy": busy,
        "is_full": is_full,
        "demo": demo if _is_of(form["account"].value(), demo) else None,
        "next": after_sign_in(request),
        "reason": REASONS.get(request.GET.get("reason", "")) if request.method != "POST" else None,
    }
    status = 503 if busy else 429 if wait else 200
    return render(request, "sign_in/sign_in.html", context, status=status)


def _demo() -> Demo | None:
    """Who can be tried; nobody where nothing is explained."""
    return demo_to_try() if settings.TEACH else None


def _is_of(account: str, demo: Demo | None) -> bool:
    """Whether the page is not about another account."""
    return demo is not None and account in ("", demo.account, ACCOUNT_ID)


def _remember(request: CallerRequest, response: HttpResponse, identifier: str) -> HttpResponse:
    """Keep the account in a cookie, or forget the one that the browser sent."""
    if identifier:
        keep_for_a_year(response, REMEMBERED, identifier)
    elif REMEMBERED in request.COOKIES:
        response.delete_cookie(REMEMBERED)
    return response
