"""Files as `data:` URLs in the page itself: the server stores no secret to serve later."""

import csv
import io
from collections.abc import Collection, Iterable, Sequence
from urllib.parse import quote

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def csv_uri(header: Sequence[str], row: Sequence[str], *, exact: Collection[str] = ()) -> str:
    """A CSV file of one row, as `csv_uri_of_rows` makes it."""
    return csv_uri_of_rows(header, [row], exact=exact)


def csv_uri_of_rows(
    header: Sequence[str], rows: Iterable[Sequence[str]], *, exact: Collection[str] = ()
) -> str:
    """A CSV file, with the byte order mark that AWS's files have.

    The columns of the `exact` titles are written as they are: a password that somebody chose opens
    nothing with an apostrophe before it.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(header)
    for row in rows:
        named = zip(header, row, strict=True)
        writer.writerow([value if title in exact else cell(value) for title, value in named])
    return "data:text/csv;charset=utf-8," + quote("\ufeff" + text.getvalue())


def pem_uri(text: str) -> str:
    """A PEM file."""
    return "data:application/x-pem-file," + quote(text)


def cell(value: str) -> str:
    """A value that no spreadsheet takes for a formula: an apostrophe goes before such a one.

    >>> cell("=1+1"), cell("alice-at-123456789012")
    ("'=1+1", 'alice-at-123456789012')
    """
    return f"'{value}" if value.startswith(FORMULA_STARTS) else value
