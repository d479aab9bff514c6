"""The side navigation: the pages that exist, and no others."""

from django.http import HttpRequest
from django.urls import reverse

PAGES = [("Security credentials", "security_credentials")]


def navigation(request: HttpRequest) -> dict[str, object]:
    """Context processor: `navigation`, a list of dicts with title, url and current."""
    return {
        "navigation": [
            {"title": title, "url": reverse(name), "current": request.path == reverse(name)}
            for title, name in PAGES
        ]
    }
