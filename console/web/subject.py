"""The page's subject: the user in the URL, or the caller.

The pages of credentials are at two places in the URLconf, with the same URL names: under the
caller's own page, and under the page of any user, whose URL has that user's name.
"""

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from accounts.models import User
from console.targets.users import named_user


def named_in(request: HttpRequest) -> str:
    """The user name in the request's URL; "" if the URL has none."""
    match = request.resolver_match
    return str(match.kwargs.get("user_name", "")) if match else ""


def subject_url(request: HttpRequest, name: str, **kwargs: object) -> str:
    """The URL of that name for the same user as the current page, if it has one."""
    user_name = named_in(request)
    if user_name:
        try:
            return reverse(name, kwargs={**kwargs, "user_name": user_name})
        except NoReverseMatch:
            pass  # not a page of a user
    return reverse(name, kwargs=kwargs)


def subject(request: HttpRequest) -> dict[str, object]:
    """Context processor: `subject`, the user; `subject_is_caller`; `subject_has`, for sentences."""
    gate = getattr(request, "gate", None)
    if gate is None:
        return {}
    user: User | None = named_user(gate.request, user_name=named_in(request)).row
    own = user is not None and user.pk == gate.principal.user.pk
    has = "You have" if own else f"{user.user_name if user else named_in(request)} has"
    return {"subject": user, "subject_is_caller": own, "subject_has": has}
