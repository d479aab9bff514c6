"""Who calls, and whether the call may happen: the one gate."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse

from accounts.models import User
from console import refusals, requests
from console.authentication import sessions
from console.authentication.returning import USER_GONE, sign_in_url, to_sign_in
from console.gate.decorators import Mark, mark_of
from console.gate.entrance import decide, decide_page, find_missing
from console.gate.requests import ConsoleRequest, with_gate
from console.requests import CallerRequest
from console.training.browsers import token_of as has_seat
from console.web import errors
from console.web.errors import unmarked

GetResponse = Callable[[HttpRequest], HttpResponse]
LISTS = ("users", "groups", "policies")


class PrincipalMiddleware:
    """Session -> `request.principal` (None for nobody), and the request's times.

    No page that names somebody is kept by a browser, those between password and MFA and those with
    a learner's panel included.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        real_now = requests.real_now()
        principal = sessions.principal_of(request, real_now=real_now)
        response = self.get_response(requests.with_caller(request, principal, real_now=real_now))
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and not response.content:
            response = errors.method_not_allowed(request, response.headers["Allow"])
        if principal is not None or sessions.is_pending(request) or has_seat(request):
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class AuthorizationMiddleware:
    """Reads the view's mark and decides before the view is entered; rows are decided within it.

    An unmarked view is refused, a public one let through, nobody is sent to the sign-in page, and
    whoever must change the password to its form. Every other view has its own action decided, then
    those of its panels and controls. Opening a page is the call of all that its panels read; what
    answers a form reads only the panels that it shows again. A refused action leaves its event and
    nothing else; what the URL names and nobody has is a page of AWS's text, for who may ask.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: CallerRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        mark = mark_of(view)
        if mark is None or not (mark.public or mark.signed_in or mark.performs):
            return unmarked(request)
        if mark.public:
            return None
        if request.principal is None:
            return HttpResponseRedirect(to_sign_in(request))
        if request.principal.must_change_password and not mark.part_of_sign_in:
            return redirect("change_password")
        try:
            return _decide(with_gate(request), mark, kwargs)
        except Exception as error:
            answer = self.process_exception(request, error)
            if answer is None:
                raise
            return answer

    def process_exception(self, request: CallerRequest, error: Exception) -> HttpResponse | None:
        """Whose user was deleted while the request ran, as with a class, is signed out."""
        caller = request.principal
        if caller is None or User.objects.filter(pk=caller.user.pk).exists():
            return None
        sessions.end(request)
        return redirect(sign_in_url(reason=USER_GONE))


def _decide(request: ConsoleRequest, mark: Mark, kwargs: dict[str, Any]) -> HttpResponse | None:
    """The answer that stands in place of the view's; None to enter it."""
    refused = decide(request, mark, kwargs) if mark.performs else None
    if refused is not None:
        refusal = refusals.refusal_of(request.gate, refused)
        if mark.refused is not None and request.method == "POST":
            return mark.refused(request, refusal)
        return refusals.page(request, refusal)
    missing = find_missing(request, mark)
    if missing is not None:
        lists = (reverse(name) for name in LISTS)
        back = next(filter(request.path.startswith, lists), reverse("security_credentials"))
        return refusals.failed(request, missing, heading="Not found", back=back)
    decide_page(request, mark, kwargs)
    return None
