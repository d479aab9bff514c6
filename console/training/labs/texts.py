"""A lab's Markdown as HTML: no HTML of its own, no pictures, links to pages or to AWS."""

from collections.abc import Callable
from functools import lru_cache
from urllib.parse import parse_qsl

from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

PAGE = "page:"
RULES = ("image", "html_inline", "html_block", "autolink", "reference")


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).disable(list(RULES))
    parser.validateLink = lambda url: url.startswith((PAGE, "https://"))  # type: ignore[method-assign]
    return parser


def html_of(text: str) -> SafeString:
    """The HTML of a Markdown text. `page:NAME?argument=value` is a page by its URL's name.

    A link to a page that is not there stays its words.
    """
    parser = _parser()
    tokens = parser.parse(text)
    _each_link(tokens, _lead_somewhere)
    return mark_safe(parser.renderer.render(tokens, parser.options, {}))  # noqa: S308 - HTML is off


def unknown_pages(text: str) -> list[str]:
    """The links of a text to pages that are not there."""
    found: list[str] = []

    def note(link: Token) -> None:
        url = str(link.attrs.get("href", ""))
        if url.startswith(PAGE) and _address(url) is None:
            found.append(url)

    _each_link(_parser().parse(text), note)
    return found


def _each_link(tokens: list[Token], act: Callable[[Token], None]) -> None:
    for token in tokens:
        for inner in token.children or ():
            if inner.type == "link_open":
                act(inner)


def _lead_somewhere(link: Token) -> None:
    url = str(link.attrs.get("href", ""))
    address = _address(url) if url.startswith(PAGE) else url
    if address is None:
        del link.attrs["href"]
    else:
        link.attrs["href"] = address


def _address(url: str) -> str | None:
    name, _, query = url.removeprefix(PAGE).partition("?")
    try:
        return reverse(name, kwargs=dict(parse_qsl(query)) or None)
    except NoReverseMatch:
        return None
