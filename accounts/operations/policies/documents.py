"""Policy documents as they are stored: accepted or refused in AWS's words, and their size."""

from accounts.errors import MalformedPolicyDocument
from accounts.policy import MalformedPolicyDocument as Malformed
from accounts.policy import parse
from accounts.policy.positions import WHITE_SPACE


def check_document(document: str, *, inline: bool = False) -> None:
    """MalformedPolicyDocument for a text that IAM would not store, `inline` or as a version."""
    try:
        parse(document, new=True, inline=inline)
    except Malformed as error:
        raise MalformedPolicyDocument(str(error)) from error


def size(document: str) -> int:
    """The characters of a document that count against quotas: all but white space.

    >>> size('{ "Version":  1 }')
    13
    """
    return len(document) - sum(document.count(sign) for sign in WHITE_SPACE)
