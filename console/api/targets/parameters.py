"""Parameters of an API request, for its targets."""

from collections.abc import Mapping
from typing import Any

from console.requests import CallerRequest, caller_of


def parameters(request: CallerRequest) -> Mapping[str, Any]:
    """The parameters of a call, by the model's names."""
    if request.api_request is None:
        raise LookupError("an API request has parameters")
    return request.api_request.parameters


def account_id_of(request: CallerRequest) -> str:
    """The caller's account."""
    return caller_of(request).account.account_id
