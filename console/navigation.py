"""The side navigation: the pages that exist, and no others."""

from django.http import HttpRequest
from django.urls import reverse

PAGES = [
    ("Users", "users"),
    ("Security credentials", "security_credentials"),
    ("Compare editions", "compare_editions"),
]


def navigation(request: HttpRequest) -> dict[str, object]:
    """Context processor: `navigation`, a list of dicts with title, url and current."""
    return {
        "navigation": [
            {"title": title, "url": url, "current": request.path.startswith(url)}
            for title, url in ((title, reverse(name)) for title, name in PAGES)
        ]
    }
