"""Operations on kinds of resources that no account here has: roles, server certificates.

Each is decided as on AWS; then a list is empty, and one thing is not found.
"""

from collections.abc import Callable

from accounts.actions import Action
from accounts.errors import NoSuchEntity
from console.api.call import Answer, ApiCall
from console.api.paging import page_of_items
from console.gate.decorators import FindTarget, performs

Perform = Callable[[ApiCall], Answer]


def not_found(action: Action, *, on: FindTarget, error: Callable[[str], NoSuchEntity]) -> Perform:
    """Make the handler of an operation about one thing, which no account has. `error` gives AWS's
    error for the name of the target."""

    @performs(action, on=on)
    def perform(call: ApiCall) -> Answer:
        raise error(call.target.name)

    return perform


def empty_list(action: Action, *, on: FindTarget, member: str) -> Perform:
    """Make the handler of an operation that lists things, of which no account has any. `member` is
    the list in its answer."""

    @performs(action, on=on)
    def perform(call: ApiCall) -> Answer:
        return page_of_items(call, member, (), str, key=str)

    return perform
