"""The end of signing in: a session, one that must change the password first, or none."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.template.defaultfilters import pluralize
from django.urls import reverse

from accounts.models import User
from console.authentication import sessions, sign_in
from console.authentication.events import record_sign_in
from console.requests import CallerRequest
from console.web import flashes
from credentials.models import MFADevice
from credentials.operations import passwords

FAILED = "Failed authentication"


def signed_in(
    request: CallerRequest, user: User, *, device: MFADevice | None = None, next_url: str
) -> HttpResponse:
    """Begin the session of a user who has proved everything that signing in asks for.

    A password beyond a hard expiry opens nothing. An expired one, or one that an administrator
    wants changed, opens a session that can only change it.
    """
    if passwords.has_expired_for_good(user, now=request.now):
        return hard_expired(request, user, mfa_used=device is not None)
    if not User.objects.filter(pk=user.pk).update(password_last_used=request.now):
        return redirect("sign_in")  # deleted since the password was right
    must_change = passwords.has_expired(user, now=request.now) or user.password_reset_required
    sessions.begin(
        request, user, mfa_device=device, now=request.now, must_change_password=must_change
    )
    sign_in.forget_failures(request, user)
    record_sign_in(
        request,
        account=user.account,
        user=user,
        mfa_serial=device.serial_number if device else "",
        mfa_used=device is not None,
    )
    if must_change:
        return redirect("change_password")
    if device is not None:
        text = "Everything that your policies allow is open now."
        flashes.success(request, "Signed in with MFA", text)
    _warn_of_expiry(request, user)
    return HttpResponseRedirect(next_url or reverse("security_credentials"))


def hard_expired(request: CallerRequest, user: User, *, mfa_used: bool) -> HttpResponse:
    """Signing in ends here: no session, and a page that says whom to ask."""
    sessions.end(request)
    record_sign_in(
        request, account=user.account, user=user, failure="Password expired", mfa_used=mfa_used
    )
    return render(request, "sign_in/password_expired.html", {"user": user}, status=403)


def _warn_of_expiry(request: CallerRequest, user: User) -> None:
    days = passwords.days_to_warn_of(user, now=request.now)
    if days is not None:
        flashes.warning(
            request,
            f"Your password expires in {days} day{pluralize(days)}",
            "Change it before then under Console sign-in on the security credentials page.",
        )
