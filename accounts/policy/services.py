"""Which services policies grant access to, by actions alone, as in last-accessed reports.

Resources and conditions are ignored, except that a Deny counts only if it has no condition and
names every resource.
"""

from collections.abc import Iterable

from accounts.policy.document import Document, Statement
from accounts.policy.match import text_matcher


def grants_service(documents: Iterable[Document], service: str) -> bool:
    """Whether these policies allow an action of a service, by its prefix in lower case.

    >>> from accounts.policy.document import parse
    >>> read = parse('{"Statement": {"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}}')
    >>> grants_service([read], "s3"), grants_service([read], "ec2")
    (True, False)
    """
    statements = [one for document in documents for one in document.statements]
    if any(_denies_all(one) and _covers(one, service) for one in statements):
        return False
    return any(one.effect == "Allow" and _touches(one, service) for one in statements)


def grants_action(documents: Iterable[Document], action: str) -> bool:
    """Whether these policies allow an action, "iam:GetUser", on some resource."""
    lowered = action.lower()
    about = [
        one for document in documents for one in document.statements if one.matches_action(lowered)
    ]
    return any(one.effect == "Allow" for one in about) and not any(map(_denies_all, about))


def _denies_all(statement: Statement) -> bool:
    return statement.effect == "Deny" and not statement.conditions and statement.is_everywhere


def _touches(statement: Statement, service: str) -> bool:
    """Whether the statement is about some action of the service."""
    if statement.not_action:
        return not any(_names_all(one, service) for one in statement.actions)
    return any(_names_some(one, service) for one in statement.actions)


def _covers(statement: Statement, service: str) -> bool:
    """Whether the statement is about every action of the service."""
    if statement.not_action:
        return not any(_names_some(one, service) for one in statement.actions)
    return any(_names_all(one, service) for one in statement.actions)


def _names_some(pattern: str, service: str) -> bool:
    prefix, colon, _ = pattern.lower().partition(":")
    if not colon:
        return set(prefix) == {"*"}
    return text_matcher(prefix, variables=False)(service, {})


def _names_all(pattern: str, service: str) -> bool:
    _, colon, name = pattern.partition(":")
    return _names_some(pattern, service) and (not colon or set(name) == {"*"})
