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
    """An operation about one thing; `error` makes AWS's sentence about the name of its target."""

    @performs(action, on=on)
    def perform(call: ApiCall) -> Answer:
        raise error(call.target.name)

    return perform


def empty_list(action: Action, *, on: FindTarget, member: str) -> Perform:
    """An operation that lists things, page by page, as this member of its answer."""

    @performs(action, on=on)
    def perform(call: ApiCall) -> Answer:
        return page_of_items(call, member, (), str, key=str)

    return perform
