"""Bring a seat's account to the start of a lab, exactly: emptied, then made anew."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.hashers import make_password

from accounts.operations.locks import lock_account
from console.training import passwords
from console.training.clock import seconds_of, set_clock
from console.training.labs.labs import Lab
from console.training.labs.values import filled_in
from console.training.logins import Login, sealed
from console.training.models import Seat
from console.training.rows import empty_account
from console.training.starts import history, holders, holdings
from console.training.starts.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Prepared:
    """What takes long, made before the transaction: new passwords and their hashes by user name."""

    words: Mapping[str, str]
    hashes: Mapping[str, str]


def prepare(seat: Seat, lab: Lab) -> Prepared:
    """New passwords for the users of a lab's start, in the seat's style, hashed.

    Throttling where too many passwords are being hashed at this moment.
    """
    make = passwords.maker_of(seat.in_class)
    users = lab.start.get("users", {})
    words = {name: make() for name, given in users.items() if holders.has_password(given)}
    return Prepared(words, {name: make_password(word) for name, word in words.items()})


def bring_to_start(*, seat: Seat, lab: Lab, prepared: Prepared, real_now: datetime) -> Sheet:
    """Empty the seat's account and make the lab's start in it; in a transaction, the seat locked.

    The seat gets the users with their passwords; the sheet has the keys and devices.
    """
    account = seat.account
    if account is None:
        raise LookupError("the seat has no account")
    lock_account(account)
    empty_account(account)
    set_clock(account=account, seconds=seconds_of(lab.start.get("clock", "0s")))
    now = account.time_at(real_now)
    known = {"account": lambda _: account.account_id, "alias": lambda _: str(account)}
    start = filled_in(lab.start, known)
    holders.make_all(account=account, start=start, hashes=prepared.hashes, now=now)
    sheet = holdings.give_all(account=account, start=start, now=now)
    past = filled_in(start.get("history", []), {"key_id": sheet.key_id})
    history.record(account=account, past=past, sheet=sheet, real_now=real_now)
    seat.credentials = sealed(_logins(start, prepared))
    seat.save(update_fields=["credentials"])
    return sheet


def _logins(start: Mapping[str, Any], prepared: Prepared) -> list[Login]:
    """The users whose passwords the learner is told."""
    return [
        Login(name, prepared.words[name], holders.policies_in_words(given))
        for name, given in start.get("users", {}).items()
        if name in prepared.words and _is_told(given.get("password", True))
    ]


def _is_told(password: Any) -> bool:
    return bool(password.get("shown", True)) if isinstance(password, Mapping) else True
