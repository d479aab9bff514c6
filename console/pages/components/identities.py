"""Users and groups as identities: the same pages of permissions with different actions.

A `Kind` has the actions and operations of one of the two kinds, `of` finds it for a row.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from accounts import actions
from accounts.actions import Action
from accounts.models import Group, User
from accounts.operations import groups, users
from accounts.operations.policies import attachments, inline_policies


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of identity.

    noun        "user" or "group", as the operations, the URLs and the events have it
    quota       how many managed policies one may have attached
    limit       how many characters all inline policies together may have, white space not counted
    tab         the name of the tab with the permissions
    title       "User" or "User group", as messages begin
    """

    noun: str
    quota: int
    limit: int
    tab: str
    title: str
    update: Action
    attach: Action
    detach: Action
    put: Action
    get: Action
    delete: Action
    list_attached: Action
    list_inline: Action
    update_row: Callable[..., None]
    attach_policy: Callable[..., None]
    detach_policy: Callable[..., None]
    put_policy: Callable[..., None]
    get_policy: Callable[..., Any]
    delete_policy: Callable[..., None]
    attached_policies: Callable[..., Any]
    embedded_policies: Callable[..., Any]

    def kwargs(self, row: User | Group) -> dict[str, User | Group]:
        """The keyword argument for the row, as in `attach_policy(**kind.kwargs(row))`."""
        return {self.noun: row}

    def parameters(self, row: User | Group, **others: str) -> dict[str, str]:
        """The parameters of a call about the row, in CloudTrail's names."""
        return {f"{self.noun}Name": name_of(row), **others}

    def names(self, row: User | Group) -> dict[str, str]:
        """The parameter that names the row in a call, as the service model spells it."""
        return {f"{self.noun.capitalize()}Name": name_of(row)}

    def url(self, name: str, row: User | Group, *arguments: str) -> str:
        """The URL of that name for the row."""
        return reverse(name, args=[name_of(row), *arguments])

    def back(self, row: User | Group) -> str:
        """The URL of the row's tab with its permissions."""
        return self.url(self.tab, row)


USER = Kind(
    noun="user",
    quota=attachments.PER_USER,
    limit=inline_policies.USER_SIZE,
    tab="user",
    title="User",
    update=actions.UPDATE_USER,
    attach=actions.ATTACH_USER_POLICY,
    detach=actions.DETACH_USER_POLICY,
    put=actions.PUT_USER_POLICY,
    get=actions.GET_USER_POLICY,
    delete=actions.DELETE_USER_POLICY,
    list_attached=actions.LIST_ATTACHED_USER_POLICIES,
    list_inline=actions.LIST_USER_POLICIES,
    update_row=users.update_user,
    attach_policy=attachments.attach_user_policy,
    detach_policy=attachments.detach_user_policy,
    put_policy=inline_policies.put_user_policy,
    get_policy=inline_policies.get_user_policy,
    delete_policy=inline_policies.delete_user_policy,
    attached_policies=attachments.list_attached_user_policies,
    embedded_policies=inline_policies.list_user_policies,
)
GROUP = Kind(
    noun="group",
    quota=attachments.PER_GROUP,
    limit=inline_policies.GROUP_SIZE,
    tab="group_permissions",
    title="User group",
    update=actions.UPDATE_GROUP,
    attach=actions.ATTACH_GROUP_POLICY,
    detach=actions.DETACH_GROUP_POLICY,
    put=actions.PUT_GROUP_POLICY,
    get=actions.GET_GROUP_POLICY,
    delete=actions.DELETE_GROUP_POLICY,
    list_attached=actions.LIST_ATTACHED_GROUP_POLICIES,
    list_inline=actions.LIST_GROUP_POLICIES,
    update_row=groups.update_group,
    attach_policy=attachments.attach_group_policy,
    detach_policy=attachments.detach_group_policy,
    put_policy=inline_policies.put_group_policy,
    get_policy=inline_policies.get_group_policy,
    delete_policy=inline_policies.delete_group_policy,
    attached_policies=attachments.list_attached_group_policies,
    embedded_policies=inline_policies.list_group_policies,
)


def of(row: User | Group) -> Kind:
    """The kind of a row."""
    return USER if isinstance(row, User) else GROUP


def name_of(row: User | Group) -> str:
    """The row's name."""
    return row.user_name if isinstance(row, User) else row.group_name
