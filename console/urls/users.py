"""The addresses of users: the list, a user's page with its tabs, and a view for each change."""

from django.urls import path

from console.pages import (
    create_user,
    new_user_permissions,
    permissions_boundaries,
    user_changes,
    user_deletion,
    user_groups,
    user_list,
    user_permissions,
    user_tags,
)
from console.urls import converters  # noqa: F401  registers friendly_name

PAGE = "iam/users/"
CREATE = f"{PAGE}create/"
NEW = f"{CREATE}permissions/"
USER = f"{PAGE}details/<friendly_name:user_name>/"
GROUPS = f"{USER}groups/"
PERMISSIONS = f"{USER}permissions/"
INLINE = f"{PERMISSIONS}inline/<friendly_name:policy_name>/"

urlpatterns = [
    path(PAGE, user_list.list_of_users, name="users"),
    path(CREATE, create_user.details, name="create_user"),
    path(NEW, new_user_permissions.groups, name="create_user_groups"),
    path(f"{NEW}policies/", new_user_permissions.policies, name="create_user_policies"),
    path(f"{NEW}copy/", new_user_permissions.copy, name="create_user_copy"),
    path(f"{CREATE}review/", create_user.review, name="create_user_review"),
    path(f"{PAGE}delete/", user_deletion.delete_several, name="delete_users"),
    path(USER, user_permissions.permissions, name="user"),
    path(f"{USER}delete/", user_deletion.delete, name="delete_user"),
    path(f"{USER}edit/", user_changes.edit, name="edit_user"),
    path(GROUPS, user_groups.groups, name="user_groups"),
    path(f"{GROUPS}add/", user_groups.add, name="add_user_to_groups"),
    path(
        f"{GROUPS}<friendly_name:group_name>/remove/",
        user_groups.remove,
        name="remove_user_from_group",
    ),
    path(f"{USER}tags/", user_tags.tags, name="user_tags"),
    path(f"{USER}tags/edit/", user_tags.edit, name="edit_user_tag"),
    path(f"{USER}tags/remove/", user_tags.remove, name="remove_user_tag"),
    path(f"{PERMISSIONS}attach/", user_permissions.attach, name="attach_user_policies"),
    path(
        f"{PERMISSIONS}detach/<policy_arn:policy_arn>/",
        user_permissions.detach,
        name="detach_user_policy",
    ),
    path(f"{PERMISSIONS}create/", user_permissions.create_inline, name="create_user_policy"),
    path(
        f"{PERMISSIONS}apply-edition/",
        user_permissions.apply_edition,
        name="apply_edition_to_user",
    ),
    path(f"{PERMISSIONS}boundary/", permissions_boundaries.choose, name="set_boundary"),
    path(f"{PERMISSIONS}boundary/remove/", permissions_boundaries.remove, name="remove_boundary"),
    path(INLINE, user_permissions.inline, name="user_policy"),
    path(f"{INLINE}edit/", user_permissions.edit_inline, name="edit_user_policy"),
    path(f"{INLINE}delete/", user_permissions.delete_inline, name="delete_user_policy"),
]
