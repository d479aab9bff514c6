"""The messages that a page shows: read as a browser reads them."""

import re
from html import unescape

from django.test import Client

FLASH = re.compile(
    r'class="flash flash-(?P<level>\w+)".*?class="flash-heading">(?P<heading>.*?)</p>\s*'
    r"<p>(?P<body>.*?)</p>",
    re.DOTALL,
)
TAG = re.compile(r"<[^>]*>")


def flashes(html: str) -> list[tuple[str, str, str]]:
    """Level, heading and body of each message, as text."""
    return [
        (found["level"], _text(found["heading"]), _text(found["body"]))
        for found in FLASH.finditer(html)
    ]


def shown_after(client: Client, url: str, sent: dict[str, object]) -> list[tuple[str, str, str]]:
    """The messages on the page that follows a form."""
    return flashes(client.post(url, sent, follow=True).content.decode())


def _text(html: str) -> str:
    return unescape(TAG.sub("", html))
