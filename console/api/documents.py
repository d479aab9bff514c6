"""Policy documents in answers."""

from urllib.parse import quote


def encoded(document: str) -> str:
    """A document as IAM answers it, percent-encoded by RFC 3986.

    >>> encoded('{"a": "~"}')
    '%7B%22a%22%3A%20%22~%22%7D'
    """
    return quote(document, safe="-_.~")
