"""The URLs of the training layer."""

from django.urls import path

from console.pages.training import classes

urlpatterns = [
    path("training/", classes.list_of_classes, name="training"),
]
