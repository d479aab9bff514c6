"""What a password must be: the account's policy, or AWS's default, as one set of rules. Pure.

Source: the IAM user guide, "Set an account password policy"; the texts were recorded from AWS, but
for the joining of several, which is ours.
"""

import re
import secrets
import string
from collections.abc import Iterable
from dataclasses import dataclass

MAXIMUM_LENGTH = 128
GENERATED_LENGTH = 20
SYMBOLS = "!@#$%^&*()_+-=[]{}|'"
CLASSES = {
    "uppercase letter": re.compile("[A-Z]"),
    "lowercase letter": re.compile("[a-z]"),
    "number": re.compile("[0-9]"),
    "symbol": re.compile("[" + re.escape(SYMBOLS) + "]"),
}
GENERIC = "Password does not conform to the account password policy."


@dataclass(frozen=True, slots=True)
class PasswordRules:
    """The password rules of an account.

    `required` are the classes that must all occur, `of_four` how many of the four must at least;
    `reuse_prevention` counts passwords, the present one included; `max_age` is in days.
    """

    minimum_length: int = 8
    required: tuple[str, ...] = ()
    of_four: int = 3
    refuses_names: bool = True
    reuse_prevention: int = 0
    max_age: int | None = None
    hard_expiry: bool = False


DEFAULT = PasswordRules()


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule as a page lists it.

    `kind` is length, class, classes, names or reuse; `value` what a script needs to check it: a
    number (for reuse of the last passwords), a class, or nothing.
    """

    kind: str
    value: str
    text: str


def violation(rules: PasswordRules, password: str, *, names: Iterable[str] = ()) -> str:
    """AWS's text for the rules that a password breaks, or "". `names` are the account's own.

    >>> violation(DEFAULT, "short")
    'Password should have a minimum length of 8'
    >>> violation(DEFAULT, "password1")  # doctest: +ELLIPSIS
    'Password should meet 1 more of the following requirements: Password should have at least ...
    >>> violation(DEFAULT, "Password1")
    ''
    """
    missing = [name for name, found in CLASSES.items() if not found.search(password)]
    texts = []
    if len(password) < rules.minimum_length:
        texts.append(f"Password should have a minimum length of {rules.minimum_length}")
    texts += [_at_least_one(name) for name in rules.required if name in missing]
    lacking = rules.of_four - (len(CLASSES) - len(missing))
    if lacking > 0 and not texts:
        unmet = ", ".join(_at_least_one(name) for name in missing)
        texts.append(f"Password should meet {lacking} more of the following requirements: {unmet}")
    if rules.refuses_names and password.lower() in {name.lower() for name in names}:
        texts.append(GENERIC)
    return ", ".join(texts)


def generated(rules: PasswordRules) -> str:
    """A random password that satisfies the rules, whatever they are.

    All four classes occur. It begins with a letter, so that a spreadsheet takes it for a text.

    >>> violation(DEFAULT, generated(DEFAULT)), len(generated(DEFAULT))
    ('', 20)
    """
    length = max(GENERATED_LENGTH, rules.minimum_length)
    letters, every = string.ascii_letters, string.ascii_letters + string.digits + SYMBOLS
    while True:
        rest = (secrets.choice(every) for _ in range(length - 1))
        password = secrets.choice(letters) + "".join(rest)
        if all(found.search(password) for found in CLASSES.values()):
            return password


def listed(rules: PasswordRules) -> list[Rule]:
    """The rules in words, for a page."""
    found = [
        Rule(
            "length",
            str(rules.minimum_length),
            f"Must be at least {rules.minimum_length} characters and at most {MAXIMUM_LENGTH} "
            "characters long",
        )
    ]
    found += [Rule("class", name, f"Include at least one {name}") for name in rules.required]
    if rules.of_four:
        found.append(
            Rule(
                "classes",
                str(rules.of_four),
                "Include a minimum of three of the following: uppercase (A-Z), lowercase (a-z), "
                f"numbers (0-9), and symbols ({' '.join(SYMBOLS)})",
            )
        )
    if rules.refuses_names:
        found.append(Rule("names", "", "Must not be identical to your AWS account name"))
    count = max(rules.reuse_prevention, 1)
    last = f"one of your last {count} passwords" if count > 1 else "your current password"
    found.append(Rule("reuse", str(count), f"Must not be the same as {last}"))
    return found


def _at_least_one(name: str) -> str:
    return f"Password should have at least one {name}"
