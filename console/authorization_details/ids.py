"""Authorization ids, and the address where one leads to."""

import re
import uuid

from django.conf import settings

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
LENGTH = 25
SHAPE = re.compile(r"[0-9a-z]{25}")


def authorization_id_of(event_id: str) -> str:
    """The authorization id of a refused call: its event's id in other digits, so that each of the
    two is found by the other.

    >>> authorization_id_of("00000000-0000-4000-8000-000000000024")
    '0000000001d7tmz9j2abdrlt0'
    """
    number, digits = uuid.UUID(event_id).int, []
    for _ in range(LENGTH):
        number, digit = divmod(number, len(DIGITS))
        digits.append(DIGITS[digit])
    return "".join(reversed(digits))


def details_url(authorization_id: str) -> str:
    """The address of this server's page about a refused call, as its text names it."""
    return f"{settings.BASE_URL}/iam/authorization-details/{authorization_id}/"
