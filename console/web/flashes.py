"""Messages for the next page that a user sees: a heading and a body, kept in the session.

Only this module uses Django's messages. Of their two fields, `message` holds the body (it must not
be empty) and `extra_tags` the heading.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Flash:
    """A message as a page draws it.

    level      "success", "info", "warning" or "error": the icon, the colour and the role
    heading    one line
    body       a sentence or more; a SafeString keeps its markup, any other text is escaped
    """

    level: str
    heading: str
    body: str


def success(request: HttpRequest, heading: str, body: str) -> None:
    """Say that a change was made."""
    messages.success(request, body, extra_tags=heading)


def info(request: HttpRequest, heading: str, body: str) -> None:
    """Say that there was nothing to change, or what happens next."""
    messages.info(request, body, extra_tags=heading)


def warning(request: HttpRequest, heading: str, body: str) -> None:
    """Say what was not done beside a change that was made, or what to do in time."""
    messages.warning(request, body, extra_tags=heading)


def error(request: HttpRequest, heading: str, body: str) -> None:
    """Say that a change was not made, and why."""
    messages.error(request, body, extra_tags=heading)


def take(request: HttpRequest) -> Iterator[Flash]:
    """The messages of the session, oldest first, which are not shown again."""
    for message in messages.get_messages(request):
        yield Flash(message.level_tag, message.extra_tags, message.message)
