"""Redirects to the sign-in page: the reason, and the page to return to."""

from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from console.authentication import sessions
from console.requests import SAFE, own_url

SIGNED_OUT, ENDED, MFA_OVER, SHIFTED = "signed-out", "ended", "mfa-over", "clock-shifted"
USER_GONE = "user-gone"
REASONS = {
    SIGNED_OUT: ("You have signed out", "Your session has ended in this browser."),
    ENDED: ("Your session ended", "Sign in to go on."),
    MFA_OVER: ("Sign in again", "The time to prove your identity with MFA is over."),
    USER_GONE: (
        "Your user is not there any more",
        "It was deleted a moment ago, perhaps with its class. What you asked for was not done.",
    ),
    SHIFTED: (
        "Your session ended with the time that was shifted",
        "By the clock of the account it is over. Sign in to go on.",
    ),
}


def sign_in_url(*, reason: str = "", next_url: str = "", account: str = "") -> str:
    """The sign-in page's URL; `reason` is one of REASONS."""
    given = {"account": account, "reason": reason, "next": next_url}
    query = urlencode({name: value for name, value in given.items() if value})
    return f"{reverse('sign_in')}?{query}" if query else reverse("sign_in")


def after_sign_in(request: HttpRequest) -> str:
    """The URL that the form or the query names as the next page; "" for signing in or out."""
    url = own_url(request, request.POST.get("next") or request.GET.get("next") or "")
    return "" if url.startswith((reverse("sign_in"), reverse("sign_out"))) else url


def to_sign_in(request: HttpRequest) -> str:
    """Redirect an anonymous request to the sign-in page, which leads back to the requested page.

    The console's root is how one comes to sign in, not where one wants to go: after it the
    credentials page is shown, as after the sign-in page itself.
    """
    reason = ENDED if _had_session(request) or request.method not in SAFE else ""
    wanted = form_page(request) if request.path != reverse("home") else ""
    return sign_in_url(reason=reason, next_url=wanted)


def form_page(request: HttpRequest) -> str:
    """The console's page whose form was sent, or the page itself that was requested; "" for
    none.
    """
    asked = own_url(request, request.get_full_path())
    if request.method in SAFE:
        return asked
    try:
        sender = urlsplit(request.META.get("HTTP_REFERER", ""))
    except ValueError:
        return asked
    if (sender.scheme, sender.netloc) != (request.scheme, request.get_host()):
        return asked
    return own_url(request, sender._replace(scheme="", netloc="", fragment="").geturl())


def _had_session(request: HttpRequest) -> bool:
    """Whether the browser came with a session, and not one that only owes an MFA code."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES and not sessions.is_pending(request)
