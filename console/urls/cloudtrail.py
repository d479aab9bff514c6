"""The URLs of CloudTrail's pages."""

from django.urls import path

from console.pages.cloudtrail import downloads, event, history, replay

EVENTS = "cloudtrail/events/"

urlpatterns = [
    path(EVENTS, history.event_history, name="event_history"),
    path(f"{EVENTS}compare/", event.compare_events, name="compare_events"),
    path(f"{EVENTS}csv/", downloads.download_events, {"kind": "csv"}, "download_events_csv"),
    path(f"{EVENTS}json/", downloads.download_events, {"kind": "json"}, "download_events_json"),
    path("cloudtrail/replay/", replay.replay_events, name="replay_events"),
    path(f"{EVENTS}<uuid:event_id>/", event.event, name="event"),
]
