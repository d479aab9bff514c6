"""A look at one learner: the seat's newest events, and why the last refused call was refused."""

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.actions import GET_SEAT
from accounts.explanations import Explanation, explain
from accounts.models import Account
from console.authorization_details.ids import authorization_id_of
from console.authorization_details.records import FoundRecord, find
from console.gate.decorators import calls_by_itself, performs
from console.gate.requests import ConsoleRequest
from console.models import Event
from console.training.targets import named_class

EVENTS = 50


@calls_by_itself
@performs(GET_SEAT, on=named_class)
@require_safe
def seat_look(request: ConsoleRequest, class_name: str, number: int) -> HttpResponse:
    """Read only. `?event=` chooses the refusal that is explained, `?nameless` leaves names out, for
    the projector."""
    in_class = request.gate.row(GET_SEAT)
    seat = in_class.seats.select_related("account").filter(number=number).first()
    if seat is None:
        raise Http404
    request.gate.read(GET_SEAT, className=in_class.name, seat=number)
    events = _events(seat.account) if seat.account else []
    refused = next((each for each in events if _is_asked(each, request.GET.get("event"))), None)
    record = _record(seat.account, refused, request) if seat.account and refused else None
    context = {
        "class": in_class,
        "seat": seat,
        "nameless": "nameless" in request.GET,
        "events": events,
        "refused": refused,
        "record": record,
        "explanation": _explained(record),
    }
    return render(request, "training/board/look.html", context)


def _events(account: Account) -> list[Event]:
    """What changed something or failed, the newest first."""
    told = Event.objects.filter(Q(read_only=False) | Q(error_code__gt=""), account=account)
    return list(told.order_by("-event_time", "-pk")[:EVENTS])


def _is_asked(event: Event, event_id: str | None) -> bool:
    """Whether the page explains this event: the one that is named, else the newest refusal."""
    return event.error_code == "AccessDenied" and event_id in (None, "", str(event.event_id))


def _record(account: Account, event: Event, request: ConsoleRequest) -> FoundRecord | None:
    found = authorization_id_of(str(event.event_id))
    return find(account, found, real_now=request.real_now)


def _explained(record: FoundRecord | None) -> Explanation | None:
    return explain(record.policies, record.request) if record else None
