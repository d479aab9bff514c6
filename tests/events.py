"""The events that each page, operation of the API and command leaves, printed.

`python -m tests.events` writes tests/golden/events.txt; the test compares. tests/pages/visits.py
and tests/api/visits.py say what is sent.
"""

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import django

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()

from django.db import transaction
from django.test.utils import setup_databases, setup_test_environment, teardown_databases

from accounts.models import User, UserPolicy
from console.models import Event

PATH = Path(__file__).resolve().parent / "golden/events.txt"
KNOWN, UNKNOWN, ALONE, REFUSED = "known", "unknown", "alone", "refused"
INTRODUCTION = [
    "# The events that each page, operation of the API and command leaves, in their order.",
    "# An administrator asks about alice, on a page of the own credentials about the own:",
    "#   known    with names and ids that are there",
    "#   unknown  with names and ids that nobody has",
    "#   alone    as known, but nothing is allowed beside the page's own action",
    "#   refused  as known, but nothing is allowed",
    "# After the method and the case the answer's status, then the events: whether the action",
    "# reads or writes, its name, its parameters; `!` and an error's code, or `=` and what it",
    "# answers. The pages between the forms to sign in have known and wrong passwords and codes.",
]
DENY = '{{"Version":"2012-10-17","Statement":{{"Effect":"Deny","{}":"{}","Resource":"*"}}}}'


@dataclass(frozen=True)
class Visit:
    """A request: its method ("" through the API), its case, the answer's status, the events."""

    method: str
    case: str
    status: int
    events: tuple[str, ...]

    def succeeds(self, name: str) -> bool:
        """Whether it leaves an event of this name without an error."""
        return any(name == event.split()[1] and "!" not in event for event in self.events)


@contextmanager
def taken_back() -> Iterator[None]:
    """What the block writes is not kept."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def deny(user: User, *, beside: str = "") -> None:
    """Allow the user nothing from here on, beside one action if it is named."""
    document = DENY.format("NotAction", beside) if beside else DENY.format("Action", "*")
    UserPolicy.objects.create(user=user, policy_name="Nothing", document=document)


def visited(method: str, case: str, ask: Callable[[], int]) -> Visit:
    """Send a request by `ask`, which gives the status; what was there before is not printed."""
    before = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    status = ask()
    events = Event.objects.filter(pk__gt=before).order_by("pk")
    return Visit(method, case, status, tuple(map(_line, events)))


def _line(event: Event) -> str:
    record = event.record
    asked, answered = record["requestParameters"] or {}, record["responseElements"] or {}
    parts = ["read" if event.read_only else "write", event.event_name, *sorted(asked)]
    parts += ["!", event.error_code] if event.error_code else []
    parts += ["=", *sorted(answered)] if answered else []
    return " ".join(parts)


def section(title: str, visits: list[Visit]) -> list[str]:
    """A page or an operation: each different answer once, with the cases that have it."""
    alike: dict[tuple[str, int, tuple[str, ...]], list[str]] = {}
    for one in visits:
        alike.setdefault((one.method, one.status, one.events), []).append(one.case)
    lines = ["", f"== {title}"]
    for (method, status, events), cases in alike.items():
        lines.append(f"{method} {', '.join(cases)}: {status}".strip())
        lines += [f"  {text}" for text in _counted(events)]
    return lines


def _counted(events: tuple[str, ...]) -> list[str]:
    """Each event, the same one several times in a row as one line."""
    lines: list[tuple[str, int]] = []
    for event in events:
        if lines and lines[-1][0] == event:
            lines[-1] = (event, lines[-1][1] + 1)
        else:
            lines.append((event, 1))
    return [event if count == 1 else f"{event} (x {count})" for event, count in lines]


def main() -> None:
    """Write the file, from a database that is made for it and taken away again."""
    from tests.api.visits import operations
    from tests.console.visits import commands
    from tests.pages.visits import pages

    logging.disable()
    databases = setup_databases(verbosity=0, interactive=False)
    setup_test_environment()
    try:
        found = {
            title: visits for walk in (pages, operations, commands) for title, visits in walk()
        }
        lines = [line for title, visits in found.items() for line in section(title, visits)]
        PATH.write_text("\n".join([*INTRODUCTION, *lines]) + "\n")
    finally:
        teardown_databases(databases, verbosity=0)


if __name__ == "__main__":
    main()
