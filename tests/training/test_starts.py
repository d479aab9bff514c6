"""A lab's start: the account as the lab says, and nothing else; again as often as wanted."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.test import Client

from accounts.models import Account, User
from console.models import Event
from console.training import rows, runs
from console.training.alone import KEPT, PER_ADDRESS, clear_unused, take_seat
from console.training.labs.labs import Lab, lab_in
from console.training.logins import logins_of
from console.training.models import LabRun, Seat
from credentials.models import AccessKey, MFADevice, ServiceSpecificCredential, SSHPublicKey
from tests.training.player import Player, now, travel
from tests.world import World, give_device, sign_in

EVERYTHING = """
version: 1
title: Everything
minutes: 1
level: advanced
summary: Every part of a start.
start:
  clock: 90d
  password_policy: {minimum_password_length: 12, max_password_age: 30}
  policies:
    Team: {edition: read-only-access}
    Own:
      document:
        Version: "2012-10-17"
        Statement:
          Effect: Allow
          Action: "iam:*"
          Resource: "arn:aws:iam::${account}:user/${aws:username}"
  groups:
    developers: {policies: [Team], edition: 2019-01-31-mfa-self-manage, path: /staff/}
  users:
    alice:
      path: /staff/
      policies: [Own, ReadOnlyAccess]
      inline:
        Extra:
          Version: "2012-10-17"
          Statement: {Effect: Allow, Action: "s3:*", Resource: "*"}
      groups: [developers]
      boundary: Team
      tags: {team: blue}
      days_old: 200
      password: {must_change: true, days_old: 100}
      keys: [{days_old: 120, status: Inactive, used_days_ago: 3}, {shown: false}]
      mfa: [{name: alice, drift_seconds: 90}, {name: old-phone, lost: true}]
      ssh_keys: 2
      git_credentials: 1
    bob: {password: false}
    carol: {password: {shown: false}}
  devices:
    - {name: leftover}
    - {name: GAHT00000001, kind: hardware}
steps:
  - {id: one, title: One, text: Do., check: {event: {name: CreateUser}}}
"""


def lab_of(folder: Path, text: str = EVERYTHING) -> Lab:
    (folder / "some").mkdir(exist_ok=True)
    (folder / "some" / "lab.yaml").write_text(text)
    return lab_in(folder / "some")


def seat_of(world: World | None = None, **more: str) -> Seat:
    seat = take_seat(browser="", address=more.get("address", ""), real_now=now())
    if world is not None:
        seat.account = world.account
        seat.save()
    return seat


def test_the_account_is_as_the_lab_says(db: None, tmp_path: Path):
    seat, began = seat_of(), now()
    runs.start_lab(seat=seat, lab=lab_of(tmp_path), real_now=began)
    account = Account.objects.get(pk=seat.account_id)
    time = account.time_at(began)
    assert account.clock_shift == 90 * 86_400
    assert account.password_policy.minimum_password_length == 12
    alice = account.users.get(user_name="alice")
    assert alice.arn.endswith(":user/staff/alice")
    assert [group.arn.endswith("group/staff/developers") for group in alice.groups.all()] == [True]
    assert sorted(alice.policies.values_list("policy_name", flat=True)) == ["Own", "ReadOnlyAccess"]
    assert account.account_id in account.policies.get(policy_name="Own").document
    assert "${aws:username}" in account.policies.get(policy_name="Own").document
    assert alice.permissions_boundary == account.policies.get(policy_name="Team")
    assert alice.tags == {"team": "blue"}
    assert alice.password_reset_required
    assert (alice.created_at, alice.password_last_changed) == (
        time - timedelta(days=200),
        time - timedelta(days=100),
    )
    first, second = AccessKey.objects.filter(user=alice).order_by("created_at")
    assert (first.status, first.created_at) == ("Inactive", time - timedelta(days=120))
    assert (first.last_used_at, second.last_used_at) == (time - timedelta(days=3), None)
    assert sorted(alice.mfa_devices.values_list("name", flat=True)) == ["alice", "old-phone"]
    assert SSHPublicKey.objects.filter(user=alice).count() == 2
    assert ServiceSpecificCredential.objects.filter(user=alice).count() == 1
    free = MFADevice.objects.filter(account=account, user=None).values_list("name", flat=True)
    assert sorted(free) == ["GAHT00000001", "leftover"]
    assert not account.users.get(user_name="bob").has_usable_password()


def test_the_sheet_has_what_the_learner_may_know(db: None, tmp_path: Path):
    seat = seat_of()
    run = runs.start_lab(seat=seat, lab=lab_of(tmp_path), real_now=now())
    seat.refresh_from_db()
    assert [login.user_name for login in logins_of(seat)] == ["alice"]
    assert User.objects.get(account=seat.account, user_name="alice").check_password(
        logins_of(seat)[0].password
    )
    present = runs.present_of(seat)
    assert present is None  # the lab is no longer among the labs
    sheet = runs.opened(run.sheet)
    assert [bool(key.secret) for key in sheet.keys_of("alice")] == [True, False]
    seeds = {phone.name: bool(phone.seed) for phone in sheet.phones}
    assert seeds == {"alice": True, "old-phone": False, "leftover": False, "GAHT00000001": True}
    for secret in [key.secret for key in sheet.keys if key.secret]:
        assert secret not in run.sheet + seat.credentials


def test_nothing_is_left_of_what_was_there_before(world: World, client: Client, tmp_path: Path):
    """Every table that knows accounts had a row, or could have; none of the old rows is there."""
    give_device(world.alice)
    sign_in(client, world.admin)
    client.get("/iam/users/")
    client.post("/signout/")
    seat = seat_of(world)
    before = {
        table: set(rows.rows_of(table, [world.account.pk]).values_list("pk", flat=True))
        for table in rows.tables()
    }
    assert sum(map(len, before.values())) > 10
    others = {
        table: set(table._default_manager.values_list("pk", flat=True)) - before[table]
        for table in rows.tables()
    }
    runs.start_lab(seat=seat, lab=lab_of(tmp_path), real_now=now())
    for table, old in before.items():
        left = set(table._default_manager.values_list("pk", flat=True))
        assert not old & left, table.__name__
        assert others[table] <= left, f"{table.__name__} of another account"
    assert not Event.objects.filter(account=world.account).exists()


def test_every_table_that_leads_to_an_account_is_emptied(db: None):
    """Also one that is made later: every foreign key in the installation is followed."""
    known = {*rows.tables(), Account}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.app_label in ("training", "sessions", "contenttypes", "auth"):
            continue
        leads = any(
            field.is_relation and not field.many_to_many and field.related_model in known
            for field in model._meta.concrete_fields
        )
        assert model in known or not leads, model.__name__


def test_starting_over_is_the_same_state_with_other_secrets(db: None, tmp_path: Path):
    seat, lab = seat_of(), lab_of(tmp_path)
    seen = []
    for _ in range(2):
        runs.start_lab(seat=seat, lab=lab, real_now=now())
        seat.refresh_from_db()
        tables = [rows.rows_of(table, [seat.account_id]).count() for table in rows.tables()]
        seen.append((tables, logins_of(seat)[0].password))
    assert seen[0][0] == seen[1][0]
    assert seen[0][1] != seen[1][1]
    assert LabRun.objects.filter(seat=seat, ended_at=None).count() == 1
    assert LabRun.objects.filter(seat=seat).count() == 2


def test_a_start_ends_the_sessions_of_the_account(db: None, client: Client):
    from console.training.labs.labs import find_lab

    lab = find_lab("first-day")
    with travel() as clock:
        seat = seat_of()
        player = Player(seat, lab, client, clock)
        player.play([{"sign_in": {"user": "admin"}}])
        assert client.get("/iam/users/").status_code == 200
        runs.start_lab(seat=seat, lab=lab, real_now=now())
        assert client.get("/iam/users/").status_code == 302


def test_strangers_make_few_accounts(db: None):
    from accounts.errors import LimitExceeded

    for _ in range(PER_ADDRESS):
        seat_of(address="192.0.2.1")
    count = Account.objects.count()
    with pytest.raises(LimitExceeded):
        seat_of(address="192.0.2.1")
    assert Account.objects.count() == count
    seat_of(address="192.0.2.2")


def test_what_nobody_used_is_cleared(db: None, world: World, tmp_path: Path):
    old, used, new = seat_of(), seat_of(), seat_of()
    runs.start_lab(seat=used, lab=lab_of(tmp_path), real_now=now())
    Seat.objects.filter(pk__in=[old.pk, used.pk]).update(created_at=now() - KEPT - timedelta(1))
    assert clear_unused(real_now=now()) == 1
    assert set(Seat.objects.values_list("pk", flat=True)) == {used.pk, new.pk}
    assert not Account.objects.filter(pk=old.account_id).exists()
    assert Account.objects.filter(pk=world.account.pk).exists()
