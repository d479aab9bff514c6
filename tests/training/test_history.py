"""The history of a lab's start: events of calls that nobody made, decided as if they had been."""

from datetime import timedelta
from pathlib import Path

from django.test import Client

from accounts.models import User
from console.models import Event
from console.training import runs
from credentials.models import AccessKey
from tests.training.player import now
from tests.training.test_starts import lab_of, seat_of
from tests.world import PASSWORD, sign_in

NAMES = ["CreateAccessKey", "DeleteUser"]
PAST = """
version: 1
title: Past
minutes: 1
level: advanced
summary: A history.
start:
  clock: 90d
  users:
    admin: {administrator: true}
    bob:
      edition: 2019-01-31-self-manage-no-mfa
      keys: [{}, {status: Inactive}]
  history:
    - as: bob
      call: iam:CreateAccessKey
      about: user/bob
      with: {userName: bob}
      answered: {accessKey: {accessKeyId: "${key_id:bob:2}"}}
      ago: 2h
      from: 198.51.100.66
      agent: Boto3/1.28.5
    - {as: bob, call: "iam:DeleteUser", about: user/admin, ago: 1h, mfa: without}
    - {as: admin, call: "s3:ListAllMyBuckets", ago: 1d, times: 3, mfa: with}
steps:
  - {id: one, title: One, text: Do., check: {event: {name: CreateAccessKey, error: any}}}
"""


def test_what_happened_before(db: None, tmp_path: Path):
    seat, began = seat_of(), now()
    run = runs.start_lab(seat=seat, lab=lab_of(tmp_path, PAST), real_now=began)
    assert seat.account is not None
    time = began + timedelta(days=90)
    events = Event.objects.filter(account=seat.account).order_by("pk")
    assert [event.event_name for event in events] == [*3 * ["ListBuckets"], *NAMES]
    assert [event.event_time for event in events] == [
        *(time - timedelta(days=days) for days in (3, 2, 1)),
        *(time - timedelta(hours=hours) for hours in (2, 1)),
    ]
    made, refused = events[3:]
    first, second = AccessKey.objects.filter(user__user_name="bob").order_by("pk")
    assert made.access_key_id == first.access_key_id
    assert made.record["sourceIPAddress"] == "198.51.100.66"
    assert made.record["responseElements"]["accessKey"]["accessKeyId"] == second.access_key_id
    assert "sessionContext" not in made.record["userIdentity"]
    assert refused.error_code == "AccessDenied"
    assert "no identity-based policy allows" in refused.record["errorMessage"]
    assert refused.record["sessionCredentialFromConsole"] == "true"
    assert User.objects.filter(account=seat.account, user_name="admin").exists()
    assert run.results.get().since == refused.pk  # no call of the learner's


def test_it_is_found_and_explained(db: None, client: Client, tmp_path: Path):
    seat = seat_of()
    runs.start_lab(seat=seat, lab=lab_of(tmp_path, PAST), real_now=now())
    admin = User.objects.get(account=seat.account, user_name="admin")
    admin.set_password(PASSWORD)
    admin.save()
    sign_in(client, admin)
    assert b"DeleteUser" in client.get("/cloudtrail/events/").content
    event = Event.objects.get(account=seat.account, event_name="DeleteUser")
    assert b"Why was this refused?" in client.get(f"/cloudtrail/events/{event.event_id}/").content
