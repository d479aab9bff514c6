"""Ids from a form or the URL."""

import re

from django.http import Http404, HttpRequest

from accounts.constraints import ACCOUNT_ID, NAME_CHARACTER

POLICY_ARN = re.compile(
    rf"arn:aws:iam::(?:aws|{ACCOUNT_ID}):policy(?:/{NAME_CHARACTER}+)+"
)  # of a managed policy
IDENTIFIER = re.compile(r"[A-Za-z0-9_]{16,128}")  # AWS's model of the parameter


def named(request: HttpRequest, parameter: str, pattern: re.Pattern[str] = IDENTIFIER) -> str:
    """The id in the form or the URL; "-", which no row has, for a malformed one."""
    value = request.POST.get(parameter) or request.GET.get(parameter) or ""
    return value if pattern.fullmatch(value) else "-"


def new_path(request: HttpRequest) -> str:
    """The path that the form gives a user or a group; "" where it still is the one that the form
    was opened with, which may have been changed in another tab meanwhile.
    """
    path = request.POST.get("new_path", "")
    return "" if path == request.POST.get("shown_path") else path


class NothingChosen(Http404):
    """A page about one row was opened without an id."""


def chosen(request: HttpRequest, parameter: str, pattern: re.Pattern[str] = IDENTIFIER) -> str:
    """As `named`, for a view that has nothing to show without an id: NothingChosen then."""
    if not (request.POST.get(parameter) or request.GET.get(parameter)):
        raise NothingChosen(parameter)
    return named(request, parameter, pattern)
