"""One change for chosen seats of a class: a dialog that asks, then a call for each seat."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.actions import SHIFT_CLOCK, UPDATE_SEAT, Action
from console.forms.training.clocks import ShiftForm
from console.forms.training.seats import EditionForm, LabForm, MessageForm, SeatsForm
from console.gate.decorators import performs
from console.gate.requests import ConsoleRequest
from console.pages.components.bulk import for_each
from console.pages.components.forms import require_safe_or_post
from console.training.board import changes
from console.training.models import Class, Seat
from console.training.targets import named_class
from console.web import flashes

CLOCK = "shift-clock"


@dataclass(frozen=True, slots=True)
class SeatChange:
    """A change of a seat.

    title     what the button and the dialog say
    explains  what happens, and what does not, in a sentence
    done      the past participle, as in "Seat 7 unlocked"
    perform   `perform(seat, real_now=real time, **what the form asks beside the seats)`
    """

    title: str
    explains: str
    done: str
    perform: Callable[..., None]
    form: type[SeatsForm] = SeatsForm


CHANGES = {
    "unlock": SeatChange(
        "Unlock",
        "Everybody of the account can try passwords and MFA codes again at once. Passwords and "
        "devices stay as they are.",
        "unlocked",
        changes.unlock,
    ),
    "remove-devices": SeatChange(
        "Remove MFA devices",
        "All MFA devices of the account's users are removed. The learner can enrol a phone anew.",
        "left without MFA devices",
        changes.remove_mfa_devices,
    ),
    "new-password": SeatChange(
        "New password",
        "Each user of the account gets a new console password, which the learner's own page shows. "
        "Their console sessions end.",
        "given new passwords",
        changes.new_password,
    ),
    "begin-lab": SeatChange(
        "Start a lab",
        "The account is brought to the start of the lab: what it holds now is gone.",
        "brought to the start",
        changes.begin_lab,
        LabForm,
    ),
    "start-over": SeatChange(
        "Start the lab over",
        "The account is brought back to the start of its lab: what the learner did is gone.",
        "back at the start",
        changes.start_over,
    ),
    "hint": SeatChange(
        "Show a hint",
        "The learner sees one more hint of the present step.",
        "shown a hint",
        changes.hint,
    ),
    "skip": SeatChange(
        "Skip the step",
        "The learner goes on to the next step, without points for this one.",
        "at the next step",
        changes.skip,
    ),
    "apply-edition": SeatChange(
        "Apply a published version",
        "All users of the account but administrators get this policy.",
        "given the policy",
        changes.apply_edition,
        EditionForm,
    ),
    "sign-out": SeatChange(
        "Sign out everywhere",
        "All console sessions of the account end. The learner signs in again.",
        "signed out",
        changes.sign_out,
    ),
    CLOCK: SeatChange(
        "Shift clock",
        "The account's clock goes on by so much: sessions, keys and passwords grow older. Codes of "
        "phones stay on real time.",
        "given another time",
        changes.shift,
        ShiftForm,
    ),
    "message": SeatChange(
        "Send a message",
        "The learner sees it on the next page.",
        "sent the message",
        changes.send,
        MessageForm,
    ),
    "empty": SeatChange(
        "Empty the seat",
        "The account is deleted with everything in it, and the seat is free for somebody else. Its "
        "code stays.",
        "free",
        changes.empty_seat,
    ),
}


def action_of(name: str) -> Action:
    """The action that a change needs."""
    return SHIFT_CLOCK if name == CLOCK else UPDATE_SEAT


def address_of(in_class: Class, name: str) -> str:
    """The address of a change's dialog."""
    if name == CLOCK:
        return reverse("shift_clocks", args=[in_class.name])
    return reverse("change_seats", args=[in_class.name, name])


@performs(UPDATE_SEAT, on=named_class)
@require_safe_or_post
def change_seats(request: ConsoleRequest, class_name: str, change: str) -> HttpResponse:
    """Ask what a change of the chosen seats comes to (GET); make it for each (POST)."""
    if change not in CHANGES or change == CLOCK:
        raise Http404
    return _ask_or_change(request, UPDATE_SEAT, change)


@performs(SHIFT_CLOCK, on=named_class)
@require_safe_or_post
def shift_clocks(request: ConsoleRequest, class_name: str) -> HttpResponse:
    """The same for the clocks of the chosen seats' accounts."""
    return _ask_or_change(request, SHIFT_CLOCK, CLOCK)


def _ask_or_change(request: ConsoleRequest, action: Action, name: str) -> HttpResponse:
    """The dialog, with what is wrong in it, or the board after the change."""
    in_class, change = request.gate.row(action), CHANGES[name]
    seats = list(in_class.seats.select_related("account", "in_class").order_by("number"))
    back = reverse("class_board", args=[in_class.name])
    if request.method == "POST":
        form = change.form(request.POST, seats=seats)
        if form.is_valid():
            _change(request, action, name, form)
            return redirect(back)
    else:
        form = change.form(initial={"seat": request.GET.getlist("seat")}, seats=seats)
        if not set(form.initial["seat"]) & set(form.seats):
            flashes.info(request, "Nothing to change", "Choose at least one seat first.")
            return redirect(back)
    sent = (request.POST if form.is_bound else request.GET).getlist("seat")
    named = [form.seats[number] for number in dict.fromkeys(sent) if number in form.seats]
    context = {"change": change, "form": form, "class": in_class, "back": back, "seats": named}
    return render(request, "training/board/change.html", context)


def _change(request: ConsoleRequest, action: Action, name: str, form: SeatsForm) -> None:
    """A call for each seat, so that one which fails leaves the others changed."""
    change = CHANGES[name]

    def one(seat: Seat) -> None:
        asked = {"className": str(seat.in_class), "seat": seat.number, "change": name}
        with request.gate.perform(action, **asked):
            change.perform(seat, real_now=request.real_now, **form.values())

    done = for_each(
        request,
        form.chosen(),
        one,
        not_done=lambda seat: f"Seat {seat.number} not changed",
        name=lambda seat: str(seat.number),
    )
    if done:
        seats = "Seat" if len(done) == 1 else "Seats"
        flashes.success(request, change.title, f"{seats} {', '.join(done)}: {change.done}.")
