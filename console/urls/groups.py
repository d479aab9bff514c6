"""The addresses of groups: the list, a group's page, and a view for each change."""

from django.urls import path

from console.pages import (
    group_changes,
    group_deletion,
    group_list,
    group_members,
    group_permissions,
)
from console.urls import converters  # noqa: F401  registers friendly_name

PAGE = "iam/groups/"
GROUP = f"{PAGE}details/<friendly_name:group_name>/"
USERS = f"{GROUP}users/"
PERMISSIONS = f"{GROUP}permissions/"
INLINE = f"{PERMISSIONS}inline/<friendly_name:policy_name>/"

urlpatterns = [
    path(PAGE, group_list.list_of_groups, name="groups"),
    path(f"{PAGE}create/", group_changes.create, name="create_group"),
    path(GROUP, group_members.members, name="group"),
    path(f"{GROUP}edit/", group_changes.edit, name="edit_group"),
    path(f"{GROUP}delete/", group_deletion.delete, name="delete_group"),
    path(f"{USERS}add/", group_members.add, name="add_users_to_group"),
    path(f"{USERS}remove/", group_members.remove, name="remove_users_from_group"),
    path(PERMISSIONS, group_permissions.permissions, name="group_permissions"),
    path(f"{PERMISSIONS}attach/", group_permissions.attach, name="attach_group_policies"),
    path(
        f"{PERMISSIONS}detach/<policy_arn:policy_arn>/",
        group_permissions.detach,
        name="detach_group_policy",
    ),
    path(f"{PERMISSIONS}create/", group_permissions.create_inline, name="create_group_policy"),
    path(
        f"{PERMISSIONS}apply-edition/",
        group_permissions.apply_edition,
        name="apply_edition_to_group",
    ),
    path(INLINE, group_permissions.inline, name="group_policy"),
    path(f"{INLINE}edit/", group_permissions.edit_inline, name="edit_group_policy"),
    path(f"{INLINE}delete/", group_permissions.delete_inline, name="delete_group_policy"),
]
