"""What the administrator of one account may learn of another: nothing. How tests say so."""

import html
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from urllib.parse import unquote_plus

from django.db import transaction
from django.http import HttpResponse

from accounts.editions import EDITIONS, edition
from accounts.models import Account
from console.models import Event
from tests.support.rows import models_beside, rows_beside

SHORT = 8
# The names and texts that pages show to everybody.
PUBLISHED = " ".join(f"{one.policy_name} {edition(one.name)}" for one in EDITIONS)
UUID = re.compile("[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
SECOND = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
FLEETING = re.compile(
    r'name="client_token" value="[^"]*"|name="csrfmiddlewaretoken" value="[^"]*"'
    r"|<RequestId>[^<]*</RequestId>|nonce-[\w=-]+"
)


def nobodys(value: str) -> str:
    """An id of the same shape that nobody has.

    >>> nobodys("alice"), nobodys("AKIAIOSFODNN7EXAMPLE"), nobodys("v1")
    ('alicq', 'AKIAIOSFODNN7EXAMPLQ', 'v7')
    >>> nobodys("AKIAIOSFODNN7EXAMPL7")
    'AKIAIOSFODNN7EXAMPL6'
    """
    if UUID.fullmatch(value):  # whose digits are hexadecimal
        return value[:-1] + "01"[value[-1] == "0"]
    for last, other in (("0123456789", "76"), ("abcdefghijklmnopqrstuvwxyz", "qr")):
        if value[-1] in last:
            return value[:-1] + other[value[-1] == other[0]]
    return value[:-1] + "QR"[value[-1] == "Q"]


def texts_of(account: Account) -> set[str]:
    """The texts that stand in this account's rows and in nobody else's."""
    found = _texts(Account(pk=0)) - _texts(account)
    # two accounts may be called in the same second
    return {text for text in found if text not in PUBLISHED and not SECOND.fullmatch(text)}


def _texts(beside: Account) -> set[str]:
    """The texts in the rows of all other accounts."""
    return {
        text
        for label, found in models_beside(beside).items()
        if label not in ("console.Event", "console.EventResource")
        for row in found.values()
        for value in row.values()
        for text in (value.values() if isinstance(value, dict) else [value])
        if isinstance(text, str) and len(text) >= SHORT
    }


def told(caller: Account, answer: HttpResponse, secrets: set[str], sent: Iterable[str]) -> set[str]:
    """Which of these texts stand in an answer, or in an event of the caller's account, and were
    not sent."""
    asked, text = "\n".join(sent), html.unescape(answer.content.decode(errors="replace"))
    recorded = map(str, Event.objects.filter(account=caller).values_list("record", flat=True))
    shown = "\n".join((text, unquote_plus(text), str(answer.headers), *recorded))
    return {each for each in secrets if each in shown and each not in asked}


def alike(answer: HttpResponse, ids: Iterable[str]) -> tuple[int, str, str]:
    """An answer without the texts that were sent, so that answers about two ids can be compared."""
    shown = unquote_plus(answer.content.decode()) if answer.status_code >= 400 else ""
    text = FLEETING.sub("", shown)
    location = unquote_plus(answer.headers.get("Location", ""))
    for each in sorted(ids, key=len, reverse=True):
        text, location = text.replace(each, "ID"), location.replace(each, "ID")
    return answer.status_code, text, location


class Others:
    """Everybody but one account, as they are now."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.before = rows_beside(account)

    @contextmanager
    def untouched(self) -> Iterator[None]:
        """The block leaves every row of theirs as it was; what it does is taken back."""
        with transaction.atomic():
            yield
            assert rows_beside(self.account) == self.before
            transaction.set_rollback(True)
