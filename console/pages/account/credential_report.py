"""The credential report: whether there is one, and the file itself."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.humanize.templatetags.humanize import apnumber
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.actions import GENERATE_CREDENTIAL_REPORT, GET_CREDENTIAL_REPORT
from accounts.errors import ReportExpired, ReportInProgress, ReportNotPresent, ServiceError
from accounts.models import Account
from console import refusals, targets
from console.gate.decorators import calls_by_itself, offers, performs, shows, signed_in
from console.gate.gate import Gate
from console.gate.requests import ConsoleRequest
from console.pages.components.panels import panel
from console.web import flashes
from console.web.downloads import attachment
from credentials.models import CredentialReport
from credentials.operations.reports import credential_reports

PAGE = "credential_report"
REFRESH = 3  # seconds
HOURS_KEPT = credential_reports.KEPT // timedelta(hours=1)
IN_PROGRESS = "in progress"
STATES = {ReportNotPresent: "none", ReportInProgress: IN_PROGRESS, ReportExpired: "expired"}


@dataclass(frozen=True, slots=True)
class State:
    """What there is of a report: none, in progress, expired, or ready, since `generated_at`."""

    kind: str
    generated_at: datetime | None = None


@offers(GENERATE_CREDENTIAL_REPORT, on=targets.account)
@shows(GET_CREDENTIAL_REPORT, on=targets.account)
@signed_in(
    because="The page keeps its frame; the report's panel is decided by itself, as in IAM's."
)
@require_safe
def report(request: ConsoleRequest) -> HttpResponse:
    """Whether there is a report, and how old it is; the page is loaded again while one is made.

    The header does it without a script, and where a screen reader's user can stop it.
    """
    account = request.gate.principal.account
    state = panel(request.gate, GET_CREDENTIAL_REPORT, lambda: _state(account, request.now))
    kind = state.value.kind if state.value is not None else ""
    response = render(
        request, "account/credential_reports/page.html", {"state": state, "kind": kind}
    )
    if kind == IN_PROGRESS:
        response["Refresh"] = str(REFRESH)
    return response


@calls_by_itself
@offers(GET_CREDENTIAL_REPORT, on=targets.account)
@performs(GENERATE_CREDENTIAL_REPORT, on=targets.account)
@require_POST
def download(request: ConsoleRequest) -> HttpResponse:
    """Have the report generated; the file, once it is complete."""
    gate, account = request.gate, request.gate.principal.account
    with gate.perform(GENERATE_CREDENTIAL_REPORT):
        generation = credential_reports.generate_credential_report(account=account, now=request.now)
    if generation.state != "COMPLETE":
        return _wait(request)
    if not gate.allows(GET_CREDENTIAL_REPORT):
        return _get_refused(request, gate)
    try:
        with gate.perform(GET_CREDENTIAL_REPORT):
            found = credential_reports.get_credential_report(account=account, now=request.now)
    except ServiceError:  # somebody else began another one meanwhile
        return _wait(request)
    return _file(found)


def _state(account: Account, now: datetime) -> State:
    try:
        found = credential_reports.get_credential_report(account=account, now=now)
    except (ReportNotPresent, ReportInProgress, ReportExpired) as error:
        return State(STATES[type(error)])
    return State("ready", found.generated_at)


def _wait(request: ConsoleRequest) -> HttpResponse:
    flashes.info(
        request,
        "The report is being generated",
        f"It takes a few seconds and is kept for {apnumber(HOURS_KEPT)} hours.",
    )
    return redirect(PAGE)


def _get_refused(request: ConsoleRequest, gate: Gate) -> HttpResponse:
    """The page for a caller who may not get the report that exists."""
    judgement = gate.judgements[GET_CREDENTIAL_REPORT]
    gate.refuse(judgement)
    return refusals.page(request, refusals.refusal_of(gate, judgement), back=reverse(PAGE))


def _file(found: CredentialReport) -> HttpResponse:
    """The report's own bytes, under the name that AWS's console gives it."""
    name = f"status_reports_{found.generated_at.isoformat(timespec='seconds')}.csv"
    return attachment(found.content, "text/csv; charset=utf-8", name)
