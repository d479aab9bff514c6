"""The fob: the account's hardware tokens with their codes, for a room without hardware."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.actions import SHOW_TOKENS
from console import targets
from console.forms.training.tokens import ClocksForm
from console.gate.decorators import performs
from console.gate.requests import ConsoleRequest
from credentials.operations.mfa import hardware_tokens
from credentials.totp import STEP, seconds_left

TOKENS_MAX = 60
CODES = 20  # ten minutes: the page is asked for again, and leaves its event, as often as that


@performs(SHOW_TOKENS, on=targets.account)
@require_safe
def show_tokens(request: ConsoleRequest) -> HttpResponse:
    """What the tokens show now and in the next minutes, by clocks that may be wrong.

    Codes are of the real time, as those of a device in a hand are. Without scripts the page is
    loaded again when they change.
    """
    form = ClocksForm(request.GET or {"ahead": ""})
    ahead, now = form.seconds, request.real_now
    tokens = hardware_tokens.list_hardware_tokens(account=request.gate.principal.account)
    shown = [
        (token, hardware_tokens.codes_from(token, now, count=CODES, ahead=ahead))
        for token in tokens[:TOKENS_MAX]
    ]
    left = seconds_left(now + timedelta(seconds=ahead or 0))
    context = {"form": form, "tokens": shown, "seconds_left": left, "step": STEP}
    context["passed"] = STEP - left
    context["more"] = max(tokens.count() - TOKENS_MAX, 0)
    response = render(request, "training/tokens.html", context)
    response.status_code = 200 if form.is_valid() else 400
    return response
