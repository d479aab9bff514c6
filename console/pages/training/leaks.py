"""A page that makes an access key public, and what the thief sees after that."""

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.debug import sensitive_post_parameters

from accounts.errors import ServiceError
from console.forms.training.leaks import LeakForm
from console.gate.decorators import signed_in
from console.pages.components.forms import render_with_error, require_safe_or_post, sent
from console.requests import CallerRequest, caller_of
from console.training import thefts
from console.training.models import LabRun, Theft
from console.web import errors, flashes


@signed_in(because="Leaking a key is training, no call: its secret proves who may give it away.")
@require_safe_or_post
@sensitive_post_parameters("content")
def leak_key(request: CallerRequest) -> HttpResponse:
    """Push a file with an access key to a public repository, which is not there.

    Only within a lab: elsewhere there is no such page.
    """
    run = thefts.run_of(caller_of(request).account)
    if run is None:
        return errors.not_found(request)
    form, error = LeakForm(sent(request)), None
    if form.is_valid():
        try:
            return _leaked(request, form, run)
        except ServiceError as refused:
            form.add_error("content", str(refused))
            error = refused
    thefts.play_due(real_now=request.real_now, run=run)
    shown = [(theft, _answers(theft)) for theft in thefts.thefts_of(run)]
    return render_with_error(request, "training/leak.html", {"form": form, "thefts": shown}, error)


def _leaked(request: CallerRequest, form: LeakForm, run: LabRun) -> HttpResponse:
    theft = thefts.leak(
        run=run,
        account=caller_of(request).account,
        access_key_id=form.cleaned_data["access_key_id"],
        secret=form.cleaned_data["secret"],
        real_now=request.real_now,
    )
    text = f"The access key {theft.access_key_id} is public now. Bots read such repositories."
    flashes.success(request, "Pushed to a public repository", text)
    return redirect("leak_key")


def _answers(theft: Theft) -> list[tuple[datetime, str, str]]:
    """The thief's calls with their times and codes, newest first."""
    read = datetime.fromisoformat
    return [(read(each["at"]), each["call"], each["code"]) for each in reversed(theft.answers)]
