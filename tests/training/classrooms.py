"""A class to test with, and learners' browsers."""

from typing import Any

from django.test import Client
from django.utils import timezone

from accounts.models import Account
from console.training import classes
from console.training.models import Class, Seat

EDITION = "2019-01-31-mfa-self-manage"


def make_class(account: Account, name: str = "blue-otter", **given: Any) -> Class:
    """A class of three seats, or what is given."""
    facts = {"names": [], "seats": 3, "edition": EDITION} | given
    return classes.create_class(account=account, name=name, now=timezone.now(), **facts)


def seat(number: int, name: str = "blue-otter") -> Seat:
    return Seat.objects.get(in_class__name=name, number=number)


def learner(**headers: str) -> Client:
    """A browser that nobody has signed in with."""
    return Client(headers=headers)
