"""A lab's Markdown as HTML: without HTML of its own, with links to pages of the console."""

import re
from urllib.parse import parse_qsl

from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString

from console.web.markdown import as_html

PAGE = "page:"
LINK = re.compile(rf"\(({PAGE}[^)\s]+)\)")


def html_of(text: str) -> SafeString:
    """The HTML of a Markdown text. `page:NAME?argument=value` is a page by its URL's name.

    A link to a page that is not there, or to anything but another site's HTTPS, stays its words.
    """
    return as_html(text, address=_address)


def unknown_pages(text: str) -> list[str]:
    """The links of a text to pages that are not there."""
    return [url for url in LINK.findall(text) if not _address(url)]


def _address(url: str) -> str:
    if not url.startswith(PAGE):
        return url if url.startswith("https://") else ""
    name, _, query = url.removeprefix(PAGE).partition("?")
    try:
        return reverse(name, kwargs=dict(parse_qsl(query)) or None)
    except NoReverseMatch:
        return ""
