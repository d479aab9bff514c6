"""One change made for each of several rows, where some may fail."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from accounts.errors import ServiceError
from console.gate.requests import ConsoleRequest
from console.web import flashes

Thing = TypeVar("Thing")


def for_each(
    request: ConsoleRequest,
    things: Iterable[Thing],
    change: Callable[[Thing], object],
    *,
    not_done: Callable[[Thing], str],
    name: Callable[[Thing], str] = str,
) -> list[str]:
    """Make a change for each thing; the names of those for which it was made.

    Each failure is a message; `not_done` gives its heading: "alice not added".
    """
    done = []
    for thing in things:
        try:
            change(thing)
            done.append(name(thing))
        except ServiceError as error:
            flashes.error(request, not_done(thing), str(error))
    return done
