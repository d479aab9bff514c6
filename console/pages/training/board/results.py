"""What came of a class, as files."""

from collections.abc import Iterator

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from accounts.actions import GET_CLASS
from console.cloudtrail.records import file_of, texts_within
from console.gate.decorators import performs
from console.gate.requests import ConsoleRequest
from console.models import Event
from console.training.labs.labs import Lab, find_lab
from console.training.models import Class, StepResult
from console.training.targets import named_class
from console.web.downloads import attachment, csv_text

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
    results = StepResult.objects.filter(run__seat__in_class=in_class)
    ordered = results.select_related("run__seat").order_by("run__seat__number", "pk")
    text = csv_text(HEADER, map(_cells, ordered))
    return attachment(text, "text/csv; charset=utf-8", f"{in_class.name}.csv")


@performs(GET_CLASS, on=named_class)
@require_safe
def class_events(request: ConsoleRequest, class_name: str) -> HttpResponse:
    """The newest events of all accounts of the class, as CloudTrail's own files are: within 20,000
    events and 64 megabytes of records."""
    in_class = request.gate.row(GET_CLASS)
    content = file_of(texts_within(_events(in_class), CHARACTERS_MAX))
    return attachment(content, "application/json; charset=utf-8", f"{in_class.name}-events.json")


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


def _events(in_class: Class) -> Iterator[Event]:
    """The newest events of all accounts, step by step, within the bound."""
    own = Event.objects.filter(account__seat__in_class=in_class).order_by("-pk")
    below: dict[str, int] = {}
    for _ in range(EVENTS_MAX // STEP):
        events = list(own.filter(**below)[:STEP])
        yield from events
        if len(events) < STEP:
            return
        below = {"pk__lt": events[-1].pk}
