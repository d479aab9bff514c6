"""The URLs of the Access Troubleshooter."""

from django.urls import path

from console.pages.troubleshooter import details, search

urlpatterns = [
    path("iam/access-troubleshooter/", search.access_troubleshooter, name="access_troubleshooter"),
    path(
        "iam/authorization-details/<str:authorization_id>/",
        details.authorization_details,
        name="authorization_details",
    ),
]
