"""The check `password_policy`: the rules for passwords that the account has now."""

from collections.abc import Mapping
from typing import Any

from accounts.operations.password_policies import custom_policy
from console.training.checks.facts import Facts
from console.training.checks.verdict import Verdict, done, not_yet

Asked = Mapping[str, Any]


def check_password_policy(asked: Asked, facts: Facts) -> Verdict:
    """How many of the rules are as is asked; a rule that is not set is false or no number."""
    account = facts.users[0].account if facts.users else facts.account
    policy = custom_policy(account)
    if policy is None:
        return not_yet("The account still has AWS's default rules for passwords.")
    wrong = [name for name, value in asked.items() if (getattr(policy, name) or False) != value]
    if not wrong:
        return done()
    first = wrong[0]
    has, score = getattr(policy, first) or False, 1 - len(wrong) / len(asked)
    return not_yet(f"{_words(first)} is {_value(has)}, not {_value(asked[first])}.", score)


def _words(name: str) -> str:
    """Such as "Max password age"."""
    return name.replace("_", " ").capitalize()


def _value(value: int | bool) -> str:
    return {True: "on", False: "off"}[value] if isinstance(value, bool) else str(value)
