"""The console's views, and what stands in their URLs, for the tests that walk all of them."""

from django.urls import URLPattern, reverse

from console.checks import views
from console.gate.decorators import mark_of

ARGUMENTS = {
    "access_key_id": "AKIAIOSFODNN7EXAMPLE",
    "authorization_id": "0a1b2c3d4e5f6g7h8i9j0k1l2",
    "class_name": "blue-otter",
    "change": "unlock",
    "event_id": "7e2b7f0e-5a43-4d6c-9d0a-0b8d1b2c3d4e",
    "group_name": "Developers",
    "number": 1,
    "policy_arn": "arn:aws:iam::123456789012:policy/Force_MFA",
    "policy_name": "Inline",
    "schedule_change": "start",
    "snapshot_number": "1",
    "slug": "first-day",
    "version_id": "v1",
    "user_name": "alice",
}
GATED = [p for p in views() if mark_of(p.callback).performs]
CLOSED = [p for p in views() if not mark_of(p.callback).public]


def address(pattern: URLPattern) -> str:
    kwargs = {name: ARGUMENTS[name] for name in pattern.pattern.converters}
    return reverse(pattern.name, kwargs=kwargs)


def named(pattern: URLPattern) -> str:
    """What a test of this view is called; two places may have views of one name."""
    return "-".join([pattern.name, *pattern.pattern.converters])
