"""Passwords that a learner gets: easy to type from a slip of paper, or strong."""

import secrets
from collections.abc import Callable

from accounts.values.password_rules import DEFAULT, generated
from console.training.models import Class
from console.training.words import WORDS

NUMBERS = range(10, 100)


def maker_of(in_class: Class | None) -> Callable[[], str]:
    """What makes the passwords of a class's learners; easy ones for somebody alone."""
    return strong if in_class and in_class.passwords == Class.Passwords.STRONG else easy


def easy() -> str:
    """A password such as `maple-37-river`: two of our words around a number of two digits.

    There are almost nine million of them (314 words squared, times 90: 23 bits). They hold because
    guesses are few: all addresses together try a user's password a hundred times in half an hour
    (`credentials.operations.password_attempts.OF_USER`), 4,800 times a day, so half of them take
    more than two years. They are no passwords against somebody who has the hashes.

    It has letters, digits and symbols, and so satisfies AWS's default rules.

    >>> import re; bool(re.fullmatch("[a-z]+-[1-9][0-9]-[a-z]+", easy()))
    True
    """
    first, second = secrets.choice(WORDS), secrets.choice(WORDS)
    return f"{first}-{secrets.choice(NUMBERS)}-{second}"


def strong() -> str:
    """Twenty random characters of all four classes, more than 120 bits."""
    return generated(DEFAULT)
