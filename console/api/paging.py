"""Lists in pages: `Marker` and `MaxItems` in, `IsTruncated` and `Marker` out.

A marker says after which row to go on, so rows that come or go between two pages make no gap. It
holds only for the operation and the filter that it was given for; the page's size may change. The
service model gives it 320 characters: what it repeats of a row is an id, a name or a key, or else
the row's place (tags with very long keys, simulated actions).
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from accounts.errors import ValidationError
from accounts.values.texts import is_writable
from console.api.call import ApiCall

Row = TypeVar("Row")
RowModel = TypeVar("RowModel", bound=Model)
DEFAULT_ITEMS = 100
NOT_FILTERS = {
    "Marker",
    "MaxItems",
    "MaxResults",
    "NextToken",
    "PaginationToken",
    "ResourcesPerPage",
    "TagsPerPage",
    "maxResults",
    "nextToken",
}


def page_of_rows(
    call: ApiCall,
    member: str,
    rows: QuerySet[RowModel],
    answer: Callable[[RowModel], Any],
    *,
    by: str = "pk",
) -> dict[str, Any]:
    """One page of rows as the list `member`, in the order of a field of which no two are alike."""
    after = _after(call)
    if after is not None:
        if not isinstance(after, int if by == "pk" else str):
            raise _invalid()
        rows = rows.filter(**{f"{by}__gt": after})
    size = call.get("MaxItems", DEFAULT_ITEMS)
    found = list(rows.order_by(by)[: size + 1])
    return _page(call, member, found, answer, lambda row: getattr(row, by))


def page_of_items(
    call: ApiCall,
    member: str,
    items: Iterable[Row],
    answer: Callable[[Row], Any],
    *,
    key: Callable[[Row], str | int],
) -> dict[str, Any]:
    """One page of a list held in memory, in the order of a key of which no two are alike."""
    after = _after(call)
    ordered = sorted(items, key=key)
    if after is not None and any(type(key(item)) is not type(after) for item in ordered[:1]):
        raise _invalid()
    found = [item for item in ordered if after is None or key(item) > after]
    return _page(call, member, found, answer, key)


def _page(
    call: ApiCall,
    member: str,
    found: list[Row],
    answer: Callable[[Row], Any],
    key: Callable[[Row], Any],
) -> dict[str, Any]:
    size = call.get("MaxItems", DEFAULT_ITEMS)
    page: dict[str, Any] = {
        member: [answer(row) for row in found[:size]],
        "IsTruncated": len(found) > size,
    }
    if len(found) > size:
        page["Marker"] = marker_of(call, key(found[size - 1]))
    return page


def marker_of(call: ApiCall, last: str | int) -> str:
    """The marker with which a client asks for the rows after this one, which is given by its key or
    its place."""
    text = json.dumps([_filter(call), last], separators=(",", ":"), ensure_ascii=False)
    return base64.urlsafe_b64encode(text.encode()).decode()


def _after(call: ApiCall, parameter: str = "Marker") -> Any:
    """The key to go on after, or None to begin."""
    marker = call.get(parameter)
    if not marker:
        return None
    try:
        given_for, last = json.loads(base64.b64decode(marker, altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, TypeError, RecursionError) as error:
        raise _invalid() from error
    if not (type(last) is int or (isinstance(last, str) and is_writable(last))):
        raise _invalid()
    if given_for != _filter(call):
        raise ValidationError("Marker and Filter do not match")
    return last


def _invalid() -> ValidationError:
    return ValidationError("Invalid Marker.")


def _filter(call: ApiCall) -> str:
    given = {k: v for k, v in call.api_request.parameters.items() if k not in NOT_FILTERS}
    text = json.dumps([call.api_request.operation, given], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def place_after(call: ApiCall, parameter: str = "Marker") -> str:
    """The place to go on after, of a list that pages itself by places; "" to begin."""
    after = _after(call, parameter)
    if not isinstance(after, str | None):
        raise _invalid()
    return after or ""


def with_marker(call: ApiCall, page: dict[str, Any], last: str) -> dict[str, Any]:
    """The page of such a list: a place to go on after, or "" at the end."""
    if not last:
        return {**page, "IsTruncated": False}
    return {**page, "IsTruncated": True, "Marker": marker_of(call, last)}
