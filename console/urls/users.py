"""The addresses of users: the list, a user's page with its tabs, and a view for each change."""

from django.urls import path

from console.pages import user_list, users
from console.urls import converters  # noqa: F401  registers friendly_name

PAGE = "iam/users/"
USER = f"{PAGE}details/<friendly_name:user_name>/"

urlpatterns = [
    path(PAGE, user_list.list_of_users, name="users"),
    path(USER, users.permissions, name="user"),
]
