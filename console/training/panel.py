"""The lab panel of a page: what a learner's browser shows of the present lab beside every page of
the account.

A browser without a seat's cookie costs no query.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString

from accounts.models import Account
from console.requests import CallerRequest
from console.training.browsers import seat_of, token_of
from console.training.labs.labs import Lab, Step
from console.training.labs.texts import html_of
from console.training.labs.values import Values, filled
from console.training.logins import Login, logins_of
from console.training.looking import look
from console.training.models import LabRun, Seat, StepResult
from console.training.runs import Present, question_of, values_of
from console.training.schedule import why_waiting
from console.training.starts.sheet import Key, Sheet
from credentials import totp

STATE = "lab_panel"  # the cookie that remembers whether the panel is open
CLOSED = "closed"


@dataclass(frozen=True)
class Done:
    """A step that is done, and what was to be understood."""

    title: str
    learnt: SafeString
    skipped: bool


@dataclass(frozen=True)
class ShownPhone:
    """A device of the sheet: its secret key, and what the virtual phone takes."""

    name: str
    seed: str
    uri: str


@dataclass(frozen=True)
class Panel:
    """What the panel shows; `step` is None once all steps are done.

    `waiting` says why no step counts now, "" where steps count.
    """

    seat: Seat
    account: Account
    run: LabRun
    lab: Lab
    step: Step | None
    result: StepResult | None
    done: Sequence[Done]
    sheet: Sheet
    values: Values
    waiting: str
    back: str
    is_open: bool

    @property
    def number(self) -> int:
        return min(len(self.done) + 1, len(self.lab.steps))

    @property
    def percent(self) -> int:
        part = self.result.score / 100 if self.result else 0
        return round(100 * (len(self.done) + part) / len(self.lab.steps))

    @property
    def story(self) -> SafeString:
        return self._html(self.lab.story)

    @property
    def text(self) -> SafeString:
        return self._html(self.step.text if self.step else "")

    @property
    def commands(self) -> list[str]:
        return [filled(line, self.values) for line in (self.step.commands if self.step else ())]

    @property
    def question(self) -> Mapping[str, Any] | None:
        return question_of(self.step) if self.step else None

    @property
    def hints(self) -> list[str]:
        """Those that were asked for."""
        shown = self.result.hints if self.result else 0
        return [
            filled(hint, self.values) for hint in (self.step.hints[:shown] if self.step else ())
        ]

    @property
    def why(self) -> str:
        """Why not yet, once the learner asked."""
        return self.result.why if self.result and self.result.attempts else ""

    @property
    def logins(self) -> list[Login]:
        return logins_of(self.seat)

    @property
    def keys(self) -> list[Key]:
        return [key for key in self.sheet.keys if key.secret]

    @property
    def phones(self) -> list[ShownPhone]:
        return [
            ShownPhone(
                phone.name,
                phone.seed,
                totp.uri(phone.seed, device_name=phone.name, account_name=str(self.account)),
            )
            for phone in self.sheet.phones
            if phone.seed
        ]

    @property
    def endpoint(self) -> str:
        return settings.BASE_URL

    def _html(self, text: str) -> SafeString:
        return html_of(filled(text, self.values))


def lab_panel(request: HttpRequest) -> dict[str, object]:
    """Context processor: `lab_panel`, a Panel on pages of a learner's own account, else None."""
    if not token_of(request) or not hasattr(request, "real_now"):
        return {"lab_panel": None}
    return {"lab_panel": SimpleLazyObject(lambda: panel_of(cast(CallerRequest, request)))}


def panel_of(request: CallerRequest) -> Panel | None:
    """The panel of the browser's seat; None without a lab, and where somebody of another account is
    signed in. The present step is looked at first."""
    seat = seat_of(request)
    if seat is None or seat.account is None:
        return None
    if request.principal is not None and request.principal.account.pk != seat.account_id:
        return None
    present = look(seat=seat, real_now=request.real_now)
    return _panel(request, seat, seat.account, present) if present else None


def _panel(request: CallerRequest, seat: Seat, account: Account, present: Present) -> Panel:
    sheet = present.sheet
    values = values_of(account, sheet)
    results = {row.step: row for row in StepResult.objects.filter(run=present.run)}
    return Panel(
        seat=seat,
        account=account,
        run=present.run,
        lab=present.lab,
        step=present.step,
        result=present.result,
        done=[
            Done(step.title, html_of(filled(step.learnt, values)), results[step.id].skipped)
            for step in present.lab.steps
            if step.id in results and results[step.id].done_at
        ],
        sheet=sheet,
        values=values,
        waiting=why_waiting(seat.in_class, request.real_now),
        back=request.get_full_path(),
        is_open=request.COOKIES.get(STATE) != CLOSED,
    )
