"""The second factor at sign-in: a code or a passkey, after a choice if there are several kinds."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from accounts.models import User
from console.authentication import sessions
from console.authentication.events import record_sign_in
from console.authentication.returning import MFA_OVER, sign_in_url
from console.forms.credentials.passkeys import PasskeyForm
from console.forms.sign_in import CodeForm, CodePairForm, focus_on_first_empty
from console.gate.decorators import public
from console.pages.components.forms import require_safe_or_post, sent
from console.pages.components.wrong_codes import why
from console.pages.sign_in.outcome import FAILED, signed_in
from console.requests import CallerRequest, in_time_of
from console.web import flashes
from console.web.passkey_site import site_of
from credentials.models import MFADevice
from credentials.operations.mfa import mfa_codes, mfa_devices, passkeys

Kind = MFADevice.Kind
PAGES = {
    Kind.FIDO: "sign_in_passkey",
    Kind.VIRTUAL: "sign_in_authenticator_app",
    Kind.HARDWARE: "sign_in_hardware_token",
}
FAILURES_BEFORE_RESYNC = 3


@public(because="The second half of signing in; it needs a password that was just right.")
@require_safe
def choose_kind(request: CallerRequest) -> HttpResponse:
    """Which kind of device; with one kind there is nothing to choose."""
    user = _pending_user(request)
    if user is None:
        return _start_again()
    kinds = mfa_devices.kinds_of(user=user)
    if not kinds:
        return _start_again()
    if len(kinds) == 1:
        return redirect(PAGES[kinds[0]])
    choices = [{"kind": kind, "page": PAGES[kind]} for kind in kinds]
    return render(request, "sign_in/choose_kind.html", {"user": user, "choices": choices})


@public(because="The second half of signing in; it needs a password that was just right.")
@require_safe_or_post
@sensitive_post_parameters("code")
def code(request: CallerRequest, kind: MFADevice.Kind) -> HttpResponse:
    """The code that a device of this kind shows."""
    user = _pending_user(request)
    if user is None:
        return _start_again()
    if kind not in mfa_devices.kinds_of(user=user):
        return redirect("sign_in_mfa")
    form = CodeForm(sent(request))
    if not form.is_valid():
        return _code_form(request, user, kind, form)
    checked = mfa_codes.verify_code(
        user=user,
        code=form.cleaned_data["code"],
        real_now=request.real_now,
        kind=kind,
        explain=settings.TEACH,
    )
    if checked.device:
        return _proved(request, user, checked.device)
    _failed(request, user, checked)
    return _code_form(request, user, kind, CodeForm(), checked=checked)


@public(because="The second half of signing in; it needs a password that was just right.")
@require_safe_or_post
def passkey(request: CallerRequest) -> HttpResponse:
    """A passkey's or security key's answer to a challenge that is used once."""
    user = _pending_user(request)
    if user is None:
        return _start_again()
    site, failed = site_of(request), False
    form = PasskeyForm(sent(request))
    challenge = (
        sessions.take_challenge(request, real_now=request.real_now) if form.is_valid() else ""
    )
    if site and challenge:
        device = passkeys.verify_passkey(
            user=user,
            site=site,
            challenge=challenge,
            response=form.cleaned_data["response"],
            real_now=request.real_now,
        )
        if device:
            return _proved(request, user, device)
    if request.method == "POST":
        _failed(request, user)
        failed = True
    ceremony = passkeys.begin_authentication(user=user, site=site) if site else None
    if ceremony:
        sessions.keep_challenge(request, ceremony.challenge, real_now=request.real_now)
    return _passkey_form(request, user, ceremony.options if ceremony else "", failed=failed)


@public(because="Part of signing in; it needs a password that was just right and two codes.")
@require_safe_or_post
@sensitive_post_parameters("code1", "code2")
def resync(request: CallerRequest) -> HttpResponse:
    """Two consecutive codes for a device whose clock has drifted; then a code again."""
    user = _pending_user(request)
    if user is None:
        return _start_again()
    form = CodePairForm(sent(request))
    context: dict[str, Any] = {"form": form, "user": user}
    wait = 0
    if form.is_valid():
        checked = mfa_codes.resync_at_sign_in(
            user=user, codes=form.codes, real_now=request.real_now, explain=settings.TEACH
        )
        if checked.device:
            flashes.success(
                request, "MFA device synchronized", "Enter a code that you have not used yet."
            )
            return redirect(PAGES[Kind(checked.device.kind)])
        _failed(request, user, checked)
        wait = _wait(request, checked)
        why_code = why(checked.seen, now=request.real_now, pair=True)
        context |= {"failed": True, "wait": wait, "why_code": why_code, "form": CodePairForm()}
    focus_on_first_empty(context["form"])
    return render(request, "sign_in/resync.html", context, status=429 if wait else 200)


def _pending_user(request: CallerRequest) -> User | None:
    """Who owes a code; from here on the request has the time of their account."""
    user = sessions.pending_user(request, real_now=request.real_now)
    if user is not None:
        in_time_of(request, user.account)
    return user


def _proved(request: CallerRequest, user: User, device: MFADevice) -> HttpResponse:
    return signed_in(
        request,
        user,
        device=device,
        next_url=sessions.pending_next(request),
    )


def _failed(
    request: CallerRequest, user: User, checked: mfa_codes.Verification | None = None
) -> None:
    note = checked.seen.note if checked and checked.seen else ""
    record_sign_in(
        request, account=user.account, user=user, failure=FAILED, mfa_used=True, note=note
    )
    sessions.count_pending_failure(request)


def _code_form(
    request: CallerRequest,
    user: User,
    kind: MFADevice.Kind,
    form: CodeForm,
    *,
    checked: mfa_codes.Verification | None = None,
) -> HttpResponse:
    """The form, after a wrong code with what was seen in it."""
    focus_on_first_empty(form)
    wait = _wait(request, checked) if checked else 0
    context = _common(user, kind) | {
        "form": form,
        "failed": checked is not None,
        "wait": wait,
        "why_code": why(checked.seen, now=request.real_now) if checked else (),
        "offer_resync": sessions.pending_failures(request) >= FAILURES_BEFORE_RESYNC,
    }
    return render(request, "sign_in/mfa.html", context, status=429 if wait else 200)


def _passkey_form(
    request: CallerRequest, user: User, options: str, *, failed: bool
) -> HttpResponse:
    context = _common(user, Kind.FIDO) | {
        "options": options,
        "failed": failed,
        "host_names": passkeys.rp_ids_of(user=user),
    }
    return render(request, "sign_in/passkey.html", context)


def _common(user: User, kind: MFADevice.Kind) -> dict[str, object]:
    return {
        "user": user,
        "kind": kind,
        "devices": mfa_devices.list_mfa_devices(user=user).filter(kind=kind),
        "several_kinds": len(mfa_devices.kinds_of(user=user)) > 1,
    }


def _start_again() -> HttpResponse:
    return redirect(sign_in_url(reason=MFA_OVER))


def _wait(request: CallerRequest, checked: mfa_codes.Verification) -> int:
    if checked.locked_until is None:
        return 0
    return max(1, int((checked.locked_until - request.real_now).total_seconds()) + 1)
