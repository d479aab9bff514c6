"""A time as AWS writes it."""

from datetime import datetime


def in_iso(moment: datetime) -> str:
    """A UTC time in whole seconds, in ISO 8601's extended format.

    >>> from datetime import UTC
    >>> in_iso(datetime(2026, 1, 2, 3, 4, 5, 999, tzinfo=UTC))
    '2026-01-02T03:04:05Z'
    """
    return f"{moment.isoformat()[:19]}Z"
