"""Whether pages explain more than AWS's do: the setting TEACH."""

from django.conf import settings
from django.http import HttpRequest


def teaching(_: HttpRequest) -> dict[str, bool]:
    """Context processor: `teach`, whether explanations are on."""
    return {"teach": settings.TEACH}
