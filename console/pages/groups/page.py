"""A group's page: its summary, and what its tabs have in common.

A view that is a tab of the page is marked `@group_tab`, takes its group as
`request.gate.row(GET_GROUP)` and renders a template that extends `groups/frame.html` with
`frame(group, tab)` in its context.
"""

from typing import Any

from accounts.actions import DELETE_GROUP, GET_GROUP, UPDATE_GROUP
from accounts.models import Group
from console.gate.decorators import View, offers, performs
from console.targets.groups import named_group


def group_tab(view: View) -> View:
    """The marks of each tab: reading the group, and what may be done with the group itself."""
    view = offers(DELETE_GROUP, UPDATE_GROUP, on=named_group)(view)
    return performs(GET_GROUP, on=named_group)(view)


def frame(group: Group, tab: str) -> dict[str, Any]:
    """What all tabs show: the group, and which tab it is. `tab` is "users" or "permissions"."""
    return {"group": group, "group_tab": tab}
