"""Whom a page is about: the user whom its address names, or else the caller.

The pages of credentials stand at two places, with the same names of addresses: the caller's own
page, and the page of any user, whose address has that user's name.
"""

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from accounts.models import User
from console.targets.users import named_user


def named_in(request: HttpRequest) -> str:
    """The user name in the request's address; "" on a page that is not under one."""
    match = request.resolver_match
    return str(match.kwargs.get("user_name", "")) if match else ""


def address(request: HttpRequest, name: str, **kwargs: object) -> str:
    """The address of that name beside the present one: about the same user, where there is one."""
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
