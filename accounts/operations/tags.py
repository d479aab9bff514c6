"""Tags of users, and the rules that all kinds of tagged resources share.

The keys of user tags are compared without regard to case, those of policies and MFA devices with
it. Tags are listed by key.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from math import prod

from django.db import transaction

from accounts.errors import InvalidInput, LimitExceeded
from accounts.models import User
from accounts.operations.locks import locked_user

PER_RESOURCE = 50
KEY_MAX, VALUE_MAX = 128, 256  # characters
WAYS_MAX = 16  # of choosing one of the keys that differ only in case
RESERVED = "aws:"
DUPLICATE = "Duplicate tag keys found."
CASE_INSENSITIVE = " Please note that Tag keys are case insensitive."

Tag = tuple[str, str]


def merged(
    present: Mapping[str, str], tags: Sequence[Tag], *, quota: str, fold: bool = False
) -> dict[str, str]:
    """The present tags with others added or put in their place.

    `fold` compares keys without regard to case, and says so: the short text is recorded of
    policies, the long one is reported of users and roles. InvalidInput for a reserved or repeated
    key, LimitExceeded beyond fifty, named by `quota`. InvalidInput also where more than WAYS_MAX
    decisions would be needed later, as a policy may ask for each value of keys that differ only in
    case.
    """
    if any(key.lower().startswith(RESERVED) for key, _ in tags):
        raise InvalidInput("Tag keys beginning with aws: are reserved for system use.")
    incoming = {_compared(key, fold) for key, _ in tags}
    if len(incoming) < len(tags):
        raise InvalidInput(DUPLICATE + CASE_INSENSITIVE if fold else DUPLICATE)
    kept = {key: value for key, value in present.items() if _compared(key, fold) not in incoming}
    found = kept | dict(tags)
    if len(found) > PER_RESOURCE:
        raise LimitExceeded(f"Cannot exceed quota for {quota}: {PER_RESOURCE}")
    if prod(Counter(key.lower() for key in found).values()) > WAYS_MAX:
        raise InvalidInput(DUPLICATE)
    return found


def without(
    present: Mapping[str, str], keys: Sequence[str], *, fold: bool = False
) -> dict[str, str]:
    """The present tags but for these keys; a key that is not there is passed over."""
    gone = {_compared(key, fold) for key in keys}
    return {key: value for key, value in present.items() if _compared(key, fold) not in gone}


def listed(tags: Mapping[str, str]) -> list[Tag]:
    """Tags in the order in which they are listed."""
    return sorted(tags.items())


def refuse_none(tags: Sequence[Tag]) -> None:
    """InvalidInput for a call to tag that brings no tag."""
    if not tags:
        raise InvalidInput("The provided tag map must not be null/empty.")


def new_user_tags(tags: Sequence[Tag]) -> dict[str, str]:
    """The tags that a new user begins with."""
    return merged({}, tags, quota="TagsPerUser", fold=True)


@transaction.atomic
def tag_user(*, user: User, tags: Sequence[Tag]) -> None:
    """Add or replace tags of a user: pairs of key and value.

    LimitExceeded when the user would have more than 50.
    """
    refuse_none(tags)
    row = locked_user(user)
    _save(user, row, merged(row.tags, tags, quota="TagsPerUser", fold=True))


@transaction.atomic
def untag_user(*, user: User, keys: Sequence[str]) -> None:
    """Remove tags of a user; keys that it does not have are passed over."""
    row = locked_user(user)
    _save(user, row, without(row.tags, keys, fold=True))


def list_user_tags(*, user: User) -> list[Tag]:
    """A user's tags, by key."""
    return listed(user.tags)


def _compared(key: str, fold: bool) -> str:
    return key.lower() if fold else key


def _save(user: User, row: User, tags: dict[str, str]) -> None:
    row.tags = tags
    row.save(update_fields=["tags"])
    user.tags = tags
