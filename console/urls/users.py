"""The URLs of users: the list, a user's page with its tabs, and a view for each change."""

from django.urls import path

from console.pages.users import changes, deletion, groups, listing, permissions_boundary, tags
from console.pages.users import permissions as user_permissions
from console.pages.users.create import permissions, wizard
from console.urls import converters  # noqa: F401  registers friendly_name

PAGE = "iam/users/"
CREATE = f"{PAGE}create/"
NEW = f"{CREATE}permissions/"
USER = f"{PAGE}details/<friendly_name:user_name>/"
GROUPS = f"{USER}groups/"
PERMISSIONS = f"{USER}permissions/"
INLINE = f"{PERMISSIONS}inline/<friendly_name:policy_name>/"

urlpatterns = [
    path(PAGE, listing.list_of_users, name="users"),
    path(CREATE, wizard.details, name="create_user"),
    path(NEW, permissions.groups, name="create_user_groups"),
    path(f"{NEW}policies/", permissions.policies, name="create_user_policies"),
    path(f"{NEW}copy/", permissions.copy, name="create_user_copy"),
    path(f"{CREATE}review/", wizard.review, name="create_user_review"),
    path(f"{PAGE}delete/", deletion.delete_several, name="delete_users"),
    path(USER, user_permissions.permissions, name="user"),
    path(f"{USER}delete/", deletion.delete, name="delete_user"),
    path(f"{USER}edit/", changes.edit, name="edit_user"),
    path(GROUPS, groups.groups, name="user_groups"),
    path(f"{GROUPS}add/", groups.add, name="add_user_to_groups"),
    path(
        f"{GROUPS}<friendly_name:group_name>/remove/",
        groups.remove,
        name="remove_user_from_group",
    ),
    path(f"{USER}tags/", tags.tags, name="user_tags"),
    path(f"{USER}tags/edit/", tags.edit, name="edit_user_tag"),
    path(f"{USER}tags/remove/", tags.remove, name="remove_user_tag"),
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
    path(f"{PERMISSIONS}boundary/", permissions_boundary.choose, name="set_boundary"),
    path(f"{PERMISSIONS}boundary/remove/", permissions_boundary.remove, name="remove_boundary"),
    path(INLINE, user_permissions.inline, name="user_policy"),
    path(f"{INLINE}edit/", user_permissions.edit_inline, name="edit_user_policy"),
    path(f"{INLINE}delete/", user_permissions.delete_inline, name="delete_user_policy"),
]
