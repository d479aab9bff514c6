"""The context keys that a policy document names, in conditions and in policy variables.

It reads more than can be stored or enforced, as recorded from AWS: statements without actions or
resources, with principals, with values that no operator understands.
"""

import re
from typing import Any

from accounts.policy.conditions import split_name
from accounts.policy.grammar import (
    FIELDS,
    NEW,
    TOP,
    VERSIONS,
    condition_text,
    load,
    values,
)

VARIABLE = re.compile(r"\$\{([^}]*)\}")
ESCAPES = frozenset("*?$")


class InvalidContent(ValueError):
    """A document that AWS cannot read keys from."""


def context_keys(text: str) -> list[str]:
    """The keys as they are spelled, each spelling once; `${*}` and its like count as keys.

    >>> context_keys('{"Version": "2012-10-17", "Statement": {"Effect": "Allow",'
    ...     ' "Resource": "${aws:username}", "Condition": {"Null": {"a:b": "true"}}}}')
    ['aws:username', 'a:b']
    """
    try:
        document = load(text)
        _require(isinstance(document, dict) and document.keys() <= TOP)
        version = document.get("Version", VERSIONS[0])
        _require(version in VERSIONS)
        statements = document.get("Statement", [])
        found = [key for one in values(statements) for key in _keys(one, version == NEW)]
    except (ValueError, TypeError, AttributeError) as error:
        raise InvalidContent from error
    return list(dict.fromkeys(found))


def variables_and_keys(text: str) -> list[str]:
    """The keys that a request can give a value for."""
    return [key for key in context_keys(text) if key not in ESCAPES]


def _keys(statement: Any, variables: bool) -> list[str]:
    _require(isinstance(statement, dict) and statement.keys() <= FIELDS)
    _require(statement.get("Effect") in ("Allow", "Deny"))
    texts: list[str] = []
    for field in ("Resource", "NotResource"):
        texts += values(statement.get(field, []))
    _require(all(type(text) is str for text in texts))
    keys: list[str] = []
    for name, held in statement.get("Condition", {}).items():
        _require(split_name(name) is not None)
        for key, wanted in held.items():
            keys.append(key)
            texts += [condition_text(value) for value in values(wanted)]
    named = [name for text in texts for name in _variables(text)] if variables else []
    return named + keys


def _variables(text: str) -> list[str]:
    """The keys of `${...}` in a text; an unclosed `${` is searched once only."""
    found = VARIABLE.findall(text[: text.rfind("}") + 1])
    return [inside.partition(",")[0].strip() for inside in found]


def _require(holds: bool) -> None:
    if not holds:
        raise InvalidContent
