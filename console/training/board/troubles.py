"""What went wrong for a learner last, and who is stuck."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.lookups import GreaterThan

from console.cloudtrail.events import NOTE
from console.models import Event

FAILURES_MAX = 300  # of a class, the newest: what is older is nobody's trouble any more
ALIKE = 3  # failures of one kind that make somebody stuck
STILL = timedelta(minutes=4)  # without progress
# Literally as in the index of failures: SQLite does not use it for a parameter.
FAILED = GreaterThan(F("error_code"), RawSQL("''", ()))
MESSAGE = KeyTextTransform("errorMessage", "record")
# What the server saw in wrong MFA codes: console.cloudtrail.events.NOTE.
SEEN = KeyTextTransform(NOTE, KeyTransform("additionalEventData", "record"))
ON_A_PAGE = KeyTextTransform("sessionCredentialFromConsole", "record")
SIGN_IN = "ConsoleLogin"


@dataclass(frozen=True, slots=True)
class Failure:
    """A call that did not do what was asked. `kind` is what failures that are alike share."""

    event: Any  # with `message`, `seen` and `on_a_page` of its record, which is not loaded

    @property
    def was_sought(self) -> bool:
        """Somebody wanted just this. A page also reads what its panels show, and a learner without
        MFA is refused some of that on each visit, which is no trouble."""
        return not (self.event.read_only and self.event.on_a_page)

    @property
    def is_refusal(self) -> bool:
        """Policies refused it, so that there is an explanation."""
        return bool(self.event.error_code == "AccessDenied")

    @property
    def at(self) -> datetime:
        """When it was, by the real clock."""
        at: datetime = self.event.recorded_at or self.event.event_time
        return at

    @property
    def kind(self) -> str:
        return f"{self.event.event_name} {self.event.error_code}"

    @property
    def text(self) -> str:
        """In a few words: "ListAccessKeys refused: explicit deny"."""
        name, message = self.event.event_name, self.event.message or ""
        if self.is_refusal:
            return f"{name} refused: {_why(message)}"
        if self.event.seen:
            wrong = "Wrong MFA code" if name == SIGN_IN else f"{name}: wrong codes"
            return f"{wrong}: {self.event.seen}"
        if name == SIGN_IN:
            return f"Sign-in failed: {message}".removesuffix(": ")
        return f"{name}: {self.event.error_code}"


def failures_of(accounts: Sequence[int]) -> dict[int, list[Failure]]:
    """The newest failures by account, the newest first. One query."""
    newest = Event.objects.filter(FAILED, account__in=accounts).order_by("-event_time", "-pk")
    keys = newest.values("pk")[:FAILURES_MAX]
    found: dict[int, list[Failure]] = {account: [] for account in accounts}
    events = Event.objects.filter(pk__in=Subquery(keys)).defer("record")
    for event in events.annotate(message=MESSAGE, seen=SEEN, on_a_page=ON_A_PAGE).order_by("-pk"):
        found[event.account_id].append(Failure(event))
    return found


def what_went_wrong(failures: Iterable[Failure]) -> str:
    """The last failure, and how often it came in a row; "" for none. What somebody sought counts
    before what a page read beside."""
    every = list(failures)
    found = [each for each in every if each.was_sought] or every
    if not found:
        return ""
    alike = 0
    for failure in found:
        if failure.kind != found[0].kind:
            break
        alike += 1
    return f"{alike} times: {found[0].text}" if alike > 1 else found[0].text


@dataclass(frozen=True, slots=True)
class Stuck:
    """Why somebody is stuck, in a few words, and since when."""

    why: str
    since: datetime


def stuck(
    failures: Iterable[Failure], *, moved_at: datetime | None, real_now: datetime
) -> Stuck | None:
    """Whether somebody is stuck: three failures of one kind, which were sought, since the last
    progress, or four minutes without any. `moved_at` is when a step last began or was done; None
    outside of a lab.
    """
    kinds: dict[str, list[Failure]] = {}
    for failure in filter(lambda each: each.was_sought, failures):
        kinds.setdefault(failure.kind, []).append(failure)
    alike = max(kinds.values(), key=len, default=[])
    if len(alike) >= ALIKE:
        return Stuck(f"{len(alike)} times: {alike[0].event.event_name}", alike[ALIKE - 1].at)
    if moved_at is not None and real_now - moved_at >= STILL:
        minutes = int((real_now - moved_at).total_seconds()) // 60
        return Stuck(f"{minutes} min without progress", moved_at)
    return None


def _why(message: str) -> str:
    return "explicit deny" if "explicit deny" in message else "nothing allows it"
