"""Files to download. Those with a secret are `data:` URLs in the page itself: the server stores
nothing to serve later.
"""

import csv
import io
from collections.abc import Collection, Iterable, Sequence
from urllib.parse import quote

from django.http import HttpResponse

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def csv_uri(header: Sequence[str], row: Sequence[str], *, exact: Collection[str] = ()) -> str:
    """A CSV file of one row, as `csv_uri_of_rows` makes it."""
    return csv_uri_of_rows(header, [row], exact=exact)


def csv_uri_of_rows(
    header: Sequence[str], rows: Iterable[Sequence[str]], *, exact: Collection[str] = ()
) -> str:
    """The same as `csv_text`, as an address."""
    return "data:text/csv;charset=utf-8," + quote(csv_text(header, rows, exact=exact))


def csv_text(
    header: Sequence[str], rows: Iterable[Sequence[str]], *, exact: Collection[str] = ()
) -> str:
    """A CSV file, with the byte order mark that AWS's files have; no cell is taken for a formula.

    The columns of the `exact` titles are written as they are: a password that somebody chose opens
    nothing with an apostrophe before it.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(header)
    for row in rows:
        named = zip(header, row, strict=True)
        writer.writerow([value if title in exact else cell(value) for title, value in named])
    return "\ufeff" + text.getvalue()


def attachment(content: str, content_type: str, name: str) -> HttpResponse:
    """The answer that a browser stores under this name."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)


def pem_uri(text: str) -> str:
    """A PEM file."""
    return "data:application/x-pem-file," + quote(text)


def cell(value: str) -> str:
    """A value that no spreadsheet takes for a formula: an apostrophe goes before such a one.

    >>> cell("=1+1"), cell("alice-at-123456789012")
    ("'=1+1", 'alice-at-123456789012')
    """
    return f"'{value}" if value.startswith(FORMULA_STARTS) else value
