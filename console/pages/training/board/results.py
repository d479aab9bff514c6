"""What came of a class, as files."""

import csv
import io
from collections.abc import Iterator

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from accounts.actions import GET_CLASS
from console.cloudtrail.records import record_of, written
from console.gate.decorators import performs
from console.gate.requests import ConsoleRequest
from console.models import Event
from console.training.labs.labs import Lab, find_lab
from console.training.models import Class, StepResult
from console.training.targets import named_class
from console.web.downloads import cell

HEADER = (
    "Seat", "Name", "Lab", "Step", "Began (UTC)", "Done (UTC)", "Seconds", "Score", "Attempts",
    "Hints", "Skipped",
)  # fmt: skip
EVENTS_MAX, CHARACTERS_MAX, STEP = 20_000, 64_000_000, 500


@performs(GET_CLASS, on=named_class)
@require_safe
def class_results(request: ConsoleRequest, class_name: str) -> HttpResponse:
    """A row for each step that a learner began, as CSV; no cell is taken for a formula."""
    in_class = request.gate.row(GET_CLASS)
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(HEADER)
    results = StepResult.objects.filter(run__seat__in_class=in_class)
    for result in results.select_related("run__seat").order_by("run__seat__number", "pk"):
        writer.writerow(map(cell, _cells(result)))
    return _file("\ufeff" + file.getvalue(), "text/csv", f"{in_class.name}.csv")


@performs(GET_CLASS, on=named_class)
@require_safe
def class_events(request: ConsoleRequest, class_name: str) -> HttpResponse:
    """The newest events of all accounts of the class, as CloudTrail's own files are: within 20,000
    events and 64 megabytes of records."""
    in_class = request.gate.row(GET_CLASS)
    content = f'{{"Records":[{",".join(_records(in_class))}]}}'
    return _file(content, "application/json", f"{in_class.name}-events.json")


def _cells(result: StepResult) -> list[str]:
    seat, lab = result.run.seat, find_lab(result.run.lab)
    seconds = (result.done_at - result.began_at).total_seconds() if result.done_at else None
    return [
        str(seat.number),
        seat.name,
        lab.title if lab else result.run.lab,
        _title(lab, result.step),
        f"{result.began_at:%Y-%m-%d %H:%M:%S}",
        f"{result.done_at:%Y-%m-%d %H:%M:%S}" if result.done_at else "",
        str(round(seconds)) if seconds is not None else "",
        str(result.score),
        str(result.attempts),
        str(result.hints),
        "yes" if result.skipped else "no",
    ]


def _title(lab: Lab | None, step_id: str) -> str:
    step = lab.step(step_id) if lab else None
    return step.title if step else step_id


def _records(in_class: Class) -> Iterator[str]:
    """The records as JSON, the newest first, read in steps."""
    own = Event.objects.filter(account__seat__in_class=in_class).order_by("-pk")
    below, left, characters = None, EVENTS_MAX, CHARACTERS_MAX
    while left > 0:
        events = list((own.filter(pk__lt=below) if below else own)[:STEP])
        for event in events:
            text = written(record_of(event))
            characters -= len(text)
            if characters < 0:
                return
            yield text
        if len(events) < STEP:
            return
        below, left = events[-1].pk, left - STEP


def _file(content: str, kind: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=f"{kind}; charset=utf-8", headers=headers)
