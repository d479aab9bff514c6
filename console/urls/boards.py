"""The URLs of a class's board, and of what an instructor does there."""

from django.urls import path

from console.pages.training.board import look, page, results, schedule, seat_changes

CLASS = "training/classes/<slug:class_name>/"

urlpatterns = [
    path(CLASS, page.board, name="class_board"),
    path(f"{CLASS}parts/", page.board_parts, name="class_board_parts"),
    path(
        f"{CLASS}schedule/<slug:schedule_change>/", schedule.change_schedule, name="change_schedule"
    ),
    path(f"{CLASS}change/<slug:change>/", seat_changes.change_seats, name="change_seats"),
    path(f"{CLASS}clocks/", seat_changes.shift_clocks, name="shift_clocks"),
    path(f"{CLASS}seats/<int:number>/", look.seat_look, name="seat_look"),
    path(f"{CLASS}results/", results.class_results, name="class_results"),
    path(f"{CLASS}events/", results.class_events, name="class_events"),
]
