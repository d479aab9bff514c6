"""How large a request says it is: numbers to compare with a bound before anything is read."""

from collections.abc import Mapping
from typing import Any

HEAD_MAX = 65_536
"""Characters of a request's headers and query string together, names not counted. A session token
has some hundred, a browser's cookies some thousand."""
BODY_MAX = 1_000_000
"""Bytes of the body of an API request, the largest that is read; a form of a page has fewer."""
DIGITS_MAX = 16  # more than any bound has, and few enough to convert


def body_size(meta: Mapping[str, Any]) -> int:
    """The bytes that `Content-Length` announces, 0 where it is missing.

    ValueError for text that is not a number. Leading zeros do not count; a number of more than
    sixteen digits is cut there, which is still larger than every bound.

    >>> body_size({"CONTENT_LENGTH": "0" * 5000 + "12"}), body_size({})
    (12, 0)
    >>> body_size({"CONTENT_LENGTH": "9" * 5000}) > 10**15
    True
    """
    text = str(meta.get("CONTENT_LENGTH") or "0")
    if not (text.isascii() and text.isdecimal()):
        raise ValueError(f"not a length: {text[:DIGITS_MAX]!r}")
    return int(text.lstrip("0")[:DIGITS_MAX] or "0")


def head_size(meta: Mapping[str, Any]) -> int:
    """The characters of the headers' values and of the query string.

    >>> head_size({"HTTP_HOST": "localhost", "QUERY_STRING": "a=1", "SERVER_NAME": "x"})
    12
    """
    headers = sum([len(value) for name, value in meta.items() if name.startswith("HTTP_")])
    return headers + len(meta.get("QUERY_STRING") or "") + len(meta.get("CONTENT_TYPE") or "")
