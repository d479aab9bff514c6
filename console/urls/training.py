"""The URLs of the training layer."""

from django.urls import path

from console.pages.training import clock, joining, labs, leaks, phone, seat, tokens
from console.pages.training.classes import (
    create,
    deletion,
    listing,
    projector,
    seats,
    slips,
    snapshots,
)

SNAPSHOTS = "training/classes/<slug:class_name>/snapshots/"
SNAPSHOT = f"{SNAPSHOTS}<int:snapshot_number>/"

urlpatterns = [
    path("join/<slug:class_name>/", joining.join, name="join_class"),
    path("training/", listing.list_of_classes, name="training"),
    path("training/classes/create/", create.create, name="create_class"),
    path("training/classes/<slug:class_name>/seats/", seats.list_of_seats, name="class_seats"),
    path(
        "training/classes/<slug:class_name>/joining/", seats.update_joining, name="update_joining"
    ),
    path("training/classes/<slug:class_name>/seats/add/", seats.add_seats, name="add_seats"),
    path("training/classes/<slug:class_name>/admit/", seats.admit, name="admit_learners"),
    path("training/classes/<slug:class_name>/slips/", slips.slips, name="class_slips"),
    path(
        "training/classes/<slug:class_name>/projector/", projector.projector, name="class_projector"
    ),
    path(
        "training/classes/<slug:class_name>/projector/count/",
        projector.join_count,
        name="join_count",
    ),
    path("training/classes/<slug:class_name>/delete/", deletion.delete, name="delete_class"),
    path(SNAPSHOTS, snapshots.snapshots, name="class_snapshots"),
    path(f"{SNAPSHOTS}save/", snapshots.save, name="save_class"),
    path(f"{SNAPSHOT}restore/", snapshots.restore, name="restore_class"),
    path(f"{SNAPSHOT}delete/", snapshots.delete, name="delete_snapshot"),
    path("training/seat/", seat.seat, name="seat"),
    path("training/seat/leave/", seat.leave, name="leave_seat"),
    path("training/clock/", clock.clock, name="clock"),
    path("training/clock/shift/", clock.shift, name="shift_clock"),
    path("training/clock/back/", clock.back, name="clock_back"),
    path("training/leak/", leaks.leak_key, name="leak_key"),
    path("training/lab/", labs.lab_panel, name="lab_panel"),
    path("training/lab/check/", labs.check_step, name="check_step"),
    path("training/lab/hint/", labs.take_hint, name="take_hint"),
    path("training/lab/leave/", labs.leave_lab, name="leave_lab"),
    path("training/labs/", labs.labs, name="labs"),
    path("training/labs/<slug:slug>/start/", labs.start_lab, name="start_lab"),
    path("training/phone/", phone.phone, name="phone"),
    path("training/tokens/", tokens.show_tokens, name="tokens"),
]
