"""Sign in with a password, then with an MFA code where a device is assigned; sign out."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from console import sessions, sign_in
from console.events import record_sign_in
from console.forms.sign_in import CodeForm, CodePairForm, SignInForm
from console.guards import public
from console.requests import ConsoleRequest
from credentials.operations import mfa_devices

REMEMBERED = "account"
FAILED = "Failed authentication"
UNKNOWN = "No username found in supplied account"
FAILURES_BEFORE_RESYNC = 3


@public(because="Signing in is how a person becomes a caller.")
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password")
def sign_in_page(request: ConsoleRequest) -> HttpResponse:
    """Account, user name, password."""
    if request.method != "POST":
        account = request.GET.get("account") or request.COOKIES.get(REMEMBERED, "")
        form = SignInForm(
            initial={"account": account[:63], "remember": REMEMBERED in request.COOKIES}
        )
        return _sign_in_form(request, form)
    form = SignInForm(request.POST)
    if not form.is_valid():
        return _sign_in_form(request, form)
    return _password_given(request, form)


def _password_given(request: ConsoleRequest, form: SignInForm) -> HttpResponse:
    identifier, name = form.cleaned_data["account"], form.cleaned_data["username"]
    account = sign_in.find_account(identifier)
    user = sign_in.check(
        request,
        account=account,
        identifier=identifier,
        user_name=name,
        password=form.cleaned_data["password"],
    )
    if user is None:
        if account is not None:
            known = User.objects.filter(account=account, user_name__iexact=name).first()
            record_sign_in(
                request, account=account, user=known, failure=FAILED if known else UNKNOWN
            )
        attempts = sign_in.attempt_name(account, identifier, name)
        wait = sign_in.seconds_to_wait(request, attempts, now=request.now)
        return _sign_in_form(request, form, failed=True, wait=wait)
    if mfa_devices.list_mfa_devices(user=user).exists():
        record_sign_in(request, account=user.account, user=user, name="CheckMfa")
        sessions.begin_pending(request, user, now=request.now, next_url=_next(request))
        response: HttpResponse = redirect("sign_in_mfa")
    else:
        response = _signed_in(request, user, next_url=_next(request))
    return _remember(response, identifier if form.cleaned_data["remember"] else "")


@public(because="The second half of signing in; it needs a password that was just right.")
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("code")
def sign_in_mfa(request: ConsoleRequest) -> HttpResponse:
    """The MFA code."""
    user = sessions.pending_user(request, now=request.now)
    if user is None:
        return _start_again(request)
    form = CodeForm(request.POST) if request.method == "POST" else CodeForm()
    if request.method != "POST" or not form.is_valid():
        return _code_form(request, user, form)
    checked = mfa_devices.verify_code(user=user, code=form.cleaned_data["code"], now=request.now)
    if checked.device:
        return _signed_in(
            request,
            user,
            mfa_serial=checked.device.serial_number,
            next_url=sessions.pending_next(request),
        )
    record_sign_in(request, account=user.account, user=user, failure=FAILED, mfa_used=True)
    sessions.count_pending_failure(request)
    return _code_form(request, user, CodeForm(), failed=True, wait=_wait(request, checked))


@public(because="Part of signing in; it needs a password that was just right and two codes.")
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("code1", "code2")
def sign_in_resync(request: ConsoleRequest) -> HttpResponse:
    """Two consecutive codes for a device whose clock has drifted; then a code again."""
    user = sessions.pending_user(request, now=request.now)
    if user is None:
        return _start_again(request)
    form = CodePairForm(request.POST) if request.method == "POST" else CodePairForm()
    context: dict[str, object] = {"form": form, "user": user}
    if request.method == "POST" and form.is_valid():
        codes = mfa_devices.CodePair(form.cleaned_data["code1"], form.cleaned_data["code2"])
        checked = mfa_devices.resync_at_sign_in(user=user, codes=codes, now=request.now)
        if checked.device:
            messages.success(
                request, "MFA device synchronised\nEnter a code that you have not used yet."
            )
            return redirect("sign_in_mfa")
        record_sign_in(request, account=user.account, user=user, failure=FAILED, mfa_used=True)
        context |= {"failed": True, "wait": _wait(request, checked), "form": CodePairForm()}
    return render(request, "sign_in/resync.html", context)


@public(because="Leaving must always be possible.")
@require_POST
def sign_out(request: ConsoleRequest) -> HttpResponse:
    """End the session."""
    sessions.end(request)
    messages.success(request, "You have signed out")
    return redirect("sign_in")


def _signed_in(
    request: ConsoleRequest, user: User, *, mfa_serial: str = "", next_url: str
) -> HttpResponse:
    sessions.begin(request, user, mfa=bool(mfa_serial), now=request.now)
    sign_in.forget_failures(request, user)
    user.password_last_used = request.now
    user.save(update_fields=["password_last_used"])
    record_sign_in(
        request, account=user.account, user=user, mfa_serial=mfa_serial, mfa_used=bool(mfa_serial)
    )
    return redirect(next_url or "security_credentials")


def _sign_in_form(
    request: ConsoleRequest, form: SignInForm, *, failed: bool = False, wait: int = 0
) -> HttpResponse:
    context = {"form": form, "failed": failed, "wait": wait, "next": _next(request)}
    return render(request, "sign_in/sign_in.html", context, status=429 if wait else 200)


def _code_form(
    request: ConsoleRequest, user: User, form: CodeForm, *, failed: bool = False, wait: int = 0
) -> HttpResponse:
    devices = mfa_devices.list_mfa_devices(user=user)
    context = {
        "form": form,
        "user": user,
        "devices": devices,
        "failed": failed,
        "wait": wait,
        "offer_resync": sessions.pending_failures(request) >= FAILURES_BEFORE_RESYNC,
    }
    return render(request, "sign_in/mfa.html", context, status=429 if wait else 200)


def _start_again(request: ConsoleRequest) -> HttpResponse:
    messages.info(request, "Sign in again\nThe time to enter the MFA code is over.")
    return redirect("sign_in")


def _wait(request: ConsoleRequest, checked: mfa_devices.Verification) -> int:
    if checked.locked_until is None:
        return 0
    return max(1, int((checked.locked_until - request.now).total_seconds()) + 1)


def _next(request: ConsoleRequest) -> str:
    """The page to go on to, if it is one of ours."""
    url = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(url, {request.get_host()}, request.is_secure())
    return url if ours else ""


def _remember(response: HttpResponse, identifier: str) -> HttpResponse:
    if identifier:
        response.set_cookie(
            REMEMBERED,
            identifier,
            max_age=31_536_000,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    else:
        response.delete_cookie(REMEMBERED)
    return response
