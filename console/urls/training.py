"""The URLs of the training layer."""

from django.urls import path

from console.pages.training import classes, phone

urlpatterns = [
    path("training/", classes.list_of_classes, name="training"),
    path("training/phone/", phone.phone, name="phone"),
]
