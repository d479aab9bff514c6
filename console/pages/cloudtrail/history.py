"""CloudTrail's event history: the account's events, looked up by one attribute, page by page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.actions import LOOKUP_EVENTS
from accounts.models import Account
from console import targets
from console.cloudtrail.lookups import Lookup, Place, look_up, place_of
from console.gate.decorators import calls_by_itself, performs
from console.gate.requests import ConsoleRequest
from console.models import Event
from console.pages.cloudtrail.columns import SIZES, Preferences, chosen, keep, kept
from console.pages.cloudtrail.question import Question, parameters_of, question_in
from console.pages.components.tables import Row

PLACE_MAX = 80


@dataclass(frozen=True, slots=True)
class Found:
    """A page of the history: its events, whether there are newer ones and older ones."""

    events: list[Event]
    newer: bool
    older: bool


@calls_by_itself
@performs(LOOKUP_EVENTS, on=targets.account)
@require_safe
def event_history(request: ConsoleRequest) -> HttpResponse:
    """The events that the URL asks for; what is not read-only, if it asks for nothing.

    With `columns` in the URL they are kept, and the same page is shown with them.
    """
    question = question_in(request.GET)
    if "columns" in request.GET:
        response = redirect(f"{reverse('event_history')}{question.query()}")
        keep(response, chosen(request.GET))
        return response
    wanted = kept(request.COOKIES)
    context: dict[str, Any] = {
        "question": question,
        "form": question.form,
        "ranges": _ranges(question),
        "preferences": wanted,
        "sizes": SIZES,
        "days": settings.EVENT_DAYS,
        "clear_url": reverse("event_history"),
    }
    if question.form.is_valid():
        lookup = question.form.lookup(request.now)
        after, before = (_place(request.GET.get(name, "")) for name in ("after", "before"))
        account = request.gate.principal.account
        found = _page(account, lookup, request.real_now, wanted.size, after, before)
        if found is None:
            return redirect(f"{reverse('event_history')}{question.query()}")
        request.gate.read(LOOKUP_EVENTS, **parameters_of(lookup, size=wanted.size))
        context |= _shown(question, found, wanted)
    return render(request, "cloudtrail/event_history.html", context)


def _place(text: str) -> Place | None:
    return Place.of(text[:PLACE_MAX])


def _page(
    account: Account,
    lookup: Lookup,
    real_now: datetime,
    size: int,
    after: Place | None,
    before: Place | None,
) -> Found | None:
    """The page after a place or before it; None for a page before which nothing more is left: the
    first one has newer events too.
    """
    events = look_up(
        account=account, lookup=lookup, real_now=real_now, size=size + 1, after=after, before=before
    )
    more = len(events) > size
    if before is None:
        return Found(events[:size], newer=after is not None, older=more)
    return Found(events[1:], newer=True, older=True) if more else None


def _shown(question: Question, found: Found, wanted: Preferences) -> dict[str, Any]:
    rows = [
        Row(
            event.event_name,
            reverse("event", args=[event.event_id]),
            tuple(wanted.cells(event)),
        )
        for event in found.events
    ]
    return {
        "rows": list(zip(found.events, rows, strict=True)),
        "found": found,
        "newest_url": question.query(),
        "newer_url": question.query(before=place_of(found.events[0]).text) if rows else "",
        "older_url": question.query(after=place_of(found.events[-1]).text) if rows else "",
    }


def _ranges(question: Question) -> list[tuple[str, str, bool]]:
    """The ranges of times that a URL names: title, address, whether it is this one."""
    return [
        (name or "Clear", url, bool(name) and question.sent["range"] == name)
        for name, url in question.links.items()
        if name or question.sent["range"]
    ]
