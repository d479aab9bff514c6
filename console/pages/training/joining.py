"""Join a class: a name or a code, and the browser keeps the seat."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from console.forms.training.joining import JoinForm
from console.gate.decorators import public
from console.pages.components.forms import require_safe_or_post, sent
from console.requests import CallerRequest, client_address
from console.training import browsers, seats
from console.training.models import Class, Seat
from console.training.seats import InUse, NotJoined
from credentials.operations import password_attempts

MOVE = "move"  # the button of somebody whose seat is open in another browser


@public(because="Joining is how a learner gets an account; the class says who may.")
@require_safe_or_post
def join(request: CallerRequest, class_name: str) -> HttpResponse:
    """Type a name or the code of a seat; a browser that has a seat of the class goes to it."""
    in_class = Class.objects.filter(name=class_name).first()
    if in_class is None:
        return render(request, "training/seats/gone.html", status=404)
    token = browsers.token_of(request)
    if request.method != "POST" and any(
        seat.in_class_id == in_class.pk for seat in browsers.seats_of(request)
    ):
        return redirect(_seat_page(in_class))
    token = token or browsers.new_token()
    response = _joined(request, in_class, token)
    response.headers["Cache-Control"] = "no-store"
    browsers.keep(response, token)
    return response


def _joined(request: CallerRequest, in_class: Class, token: str) -> HttpResponse:
    """The form, again with its error, or the way to the seat."""
    form = JoinForm(sent(request))
    context: dict[str, object] = {"form": form, "class": in_class}
    status = 200
    if form.is_valid():
        try:
            _sit_down(request, in_class, form, browsers.digest(token))
        except InUse as error:
            context["in_use"], status = error.seat, 409
        except TooManyGuesses as error:
            context["wait"], status = error.wait, 429
        except NotJoined as error:
            form.add_error("who", str(error))
            status = 409
        else:
            return redirect(_seat_page(in_class))
    context["closed"] = in_class.joining == Class.Joining.CLOSED
    return render(request, "training/seats/join.html", context, status=status)


class TooManyGuesses(Exception):
    """Codes that no seat has were typed too often; `wait` is in seconds."""

    def __init__(self, wait: int) -> None:
        super().__init__()
        self.wait = wait


def _sit_down(request: CallerRequest, in_class: Class, form: JoinForm, browser: str) -> Seat:
    who, now = form.cleaned_data["who"], request.real_now
    if not form.code:
        return seats.join_by_name(in_class=in_class, name=who, browser=browser, now=now)
    attempt = password_attempts.count_guess(
        of=f"class {in_class.pk}", address=client_address(request), real_now=now
    )
    if attempt.wait:
        raise TooManyGuesses(attempt.wait)
    move = MOVE in request.POST
    try:
        seat = seats.join_by_code(
            in_class=in_class, code=form.code, browser=browser, now=now, move=move
        )
    except InUse:
        password_attempts.give_back(attempt, real_now=now)
        raise
    password_attempts.give_back(attempt, real_now=now)
    return seat


def _seat_page(in_class: Class) -> str:
    return f"{reverse('seat')}?class={in_class.name}"
