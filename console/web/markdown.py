"""Markdown as HTML: our own documents. Labs have a reader with links of their own.

Raw HTML stays text, and a link leads nowhere but by http, https or a path: markdown-it-py refuses
`javascript:` and the like by itself.
"""

from collections.abc import Callable

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

ADDRESSES = {"a": "href", "img": "src"}
_parser = MarkdownIt("commonmark", {"html": False}).enable("table")


def as_html(text: str, *, address: Callable[[str], str] = str) -> SafeString:
    """The text as HTML that may stand in a page; `address` says where its links and pictures are.

    An empty address leaves the words of a link, or those that a picture has beside it.

    >>> as_html("**No** <script>, `code`.")
    '<p><strong>No</strong> &lt;script&gt;, <code>code</code>.</p>\\n'
    >>> as_html("[here](a.md)", address={"a.md": "/a/"}.get)
    '<p><a href="/a/">here</a></p>\\n'
    """
    tokens = _parser.parse(text)
    for token in tokens:
        token.children = _moved(token.children or [], address)
    html = _parser.renderer.render(tokens, _parser.options, {})
    return mark_safe(html)  # noqa: S308  the parser escapes, and takes no HTML


def _moved(tokens: list[Token], address: Callable[[str], str]) -> list[Token]:
    """The same, with their addresses; without links and pictures that have none."""
    kept: list[Token] = []
    left_open = 0
    for token in tokens:
        name = ADDRESSES.get(token.tag, "")
        if token.nesting >= 0 and name:
            token.attrs[name] = address(str(token.attrs[name])) or ""
            if not token.attrs[name]:
                left_open += token.nesting
                kept += token.children or []
                continue
        elif token.type == "link_close" and left_open:
            left_open -= 1
            continue
        kept.append(token)
    return kept
