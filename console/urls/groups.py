"""The URLs of groups: the list, a group's page, and a view for each change."""

from django.urls import path

from console.pages.groups import changes, deletion, listing, members, permissions
from console.urls import converters  # noqa: F401  registers friendly_name

PAGE = "iam/groups/"
GROUP = f"{PAGE}details/<friendly_name:group_name>/"
USERS = f"{GROUP}users/"
PERMISSIONS = f"{GROUP}permissions/"
INLINE = f"{PERMISSIONS}inline/<friendly_name:policy_name>/"

urlpatterns = [
    path(PAGE, listing.list_of_groups, name="groups"),
    path(f"{PAGE}create/", changes.create, name="create_group"),
    path(GROUP, members.members, name="group"),
    path(f"{GROUP}edit/", changes.edit, name="edit_group"),
    path(f"{GROUP}delete/", deletion.delete, name="delete_group"),
    path(f"{USERS}add/", members.add, name="add_users_to_group"),
    path(f"{USERS}remove/", members.remove, name="remove_users_from_group"),
    path(PERMISSIONS, permissions.permissions, name="group_permissions"),
    path(f"{PERMISSIONS}attach/", permissions.attach, name="attach_group_policies"),
    path(
        f"{PERMISSIONS}detach/<policy_arn:policy_arn>/",
        permissions.detach,
        name="detach_group_policy",
    ),
    path(f"{PERMISSIONS}create/", permissions.create_inline, name="create_group_policy"),
    path(
        f"{PERMISSIONS}apply-edition/",
        permissions.apply_edition,
        name="apply_edition_to_group",
    ),
    path(INLINE, permissions.inline, name="group_policy"),
    path(f"{INLINE}edit/", permissions.edit_inline, name="edit_group_policy"),
    path(f"{INLINE}delete/", permissions.delete_inline, name="delete_group_policy"),
]
