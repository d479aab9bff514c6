"""The services of the console and their pages: those that exist, and no others.

A service is in the services menu and on the home page, its pages are in its side navigation.
"""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

PAGES = [
    ("User groups", "groups"),
    ("Users", "users"),
    ("Policies", "policies"),
    ("Account settings", "account_settings"),
    ("Security credentials", "security_credentials"),
    ("Credential report", "credential_report"),
    ("Access Troubleshooter", "access_troubleshooter"),
    ("Policy simulator", "policy_simulator"),
    ("Compare published versions", "compare_editions"),
]


@dataclass(frozen=True, slots=True)
class Service:
    """A service: its short and full names, what it is in AWS's words, its icon and its pages.

    Its URLs begin with the short name; `start` is the page that its name leads to.
    """

    name: str
    title: str
    does: str
    icon: str
    start: str
    pages: list[tuple[str, str]]


SERVICES = (
    Service(
        "IAM",
        "Identity and Access Management (IAM)",
        "Manage access to AWS resources",
        "key",
        "security_credentials",
        PAGES,
    ),
    Service(
        "CloudTrail", "CloudTrail", "Track user activity and API usage", "history",
        "event_history", [("Event history", "event_history"), ("Replay", "replay_events")],
    ),
    Service(
        "EC2", "EC2", "Virtual servers in the cloud", "server", "instances",
        [("Instances", "instances")],
    ),
    Service(
        "S3", "Amazon S3", "Scalable storage in the cloud", "bucket", "buckets",
        [("General purpose buckets", "buckets")],
    ),
    Service(
        "Training", "Training, not AWS", "Classes and labs for people who teach or learn",
        "people", "training", [
            ("Labs", "labs"),
            ("Classes", "training"),
            ("Clock", "clock"),
            ("Virtual phone", "phone"),
            ("Hardware tokens", "tokens"),
        ],
    ),
)  # fmt: skip


def navigation(request: HttpRequest) -> dict[str, object]:
    """Context processor: `services`, the page's own as `service`, and `navigation`, its pages.

    A service is a dict with name, title, does, icon, url and pages; a page one with title, url and
    current.
    """
    services = [_shown(service, request.path) for service in SERVICES]
    current = next((service for service in services if service["current"]), None)
    return {
        "services": services,
        "service": current,
        "navigation": current["pages"] if current else [],
    }


def _shown(service: Service, path: str) -> dict[str, Any]:
    urls = {title: reverse(name) for title, name in service.pages}
    current = max((url for url in urls.values() if path.startswith(url)), key=len, default="")
    return {
        "name": service.name,
        "title": service.title,
        "does": service.does,
        "icon": service.icon,
        "url": reverse(service.start),
        "current": path.startswith(f"/{service.name.lower()}/"),
        "pages": [
            {"title": title, "url": url, "current": url == current} for title, url in urls.items()
        ],
    }
