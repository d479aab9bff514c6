"""The addresses of groups: the list, a group's page, and a view for each change."""

from django.urls import path

from console.pages import group_changes, group_list, group_members
from console.urls import converters  # noqa: F401  registers friendly_name

PAGE = "iam/groups/"
GROUP = f"{PAGE}details/<friendly_name:group_name>/"
USERS = f"{GROUP}users/"

urlpatterns = [
    path(PAGE, group_list.list_of_groups, name="groups"),
    path(f"{PAGE}create/", group_changes.create, name="create_group"),
    path(GROUP, group_members.members, name="group"),
    path(f"{GROUP}edit/", group_changes.edit, name="edit_group"),
    path(f"{GROUP}delete/", group_changes.delete, name="delete_group"),
    path(f"{USERS}add/", group_members.add, name="add_users_to_group"),
    path(f"{USERS}remove/", group_members.remove, name="remove_users_from_group"),
]
