"""The addresses of users: the list, a user's page with its tabs, and a view for each change."""

from django.urls import path

from console.pages import users
from console.urls import converters  # noqa: F401  registers friendly_name

PAGE = "iam/users/"
USER = f"{PAGE}details/<friendly_name:user_name>/"

urlpatterns = [
    path(USER, users.permissions, name="user"),
]
