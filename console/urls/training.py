"""The URLs of the training layer."""

from django.urls import path

from console.pages.training import classes, clock, phone, tokens

urlpatterns = [
    path("training/", classes.list_of_classes, name="training"),
    path("training/clock/", clock.clock, name="clock"),
    path("training/clock/shift/", clock.shift, name="shift_clock"),
    path("training/clock/back/", clock.back, name="clock_back"),
    path("training/phone/", phone.phone, name="phone"),
    path("training/tokens/", tokens.show_tokens, name="tokens"),
]
