"""What is kept of a refused call, for how long, and how it is found again."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from defusedxml.ElementTree import fromstring
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.authorization import policies_of
from accounts.models import Account, Policy
from accounts.operations.groups import add_user_to_group, create_group
from accounts.operations.policies.attachments import (
    attach_group_policy,
    attach_user_policy,
    detach_user_policy,
)
from accounts.operations.policies.inline_policies import (
    put_group_policy,
    put_user_policy,
)
from accounts.operations.policies.permissions_boundaries import put_user_permissions_boundary
from accounts.operations.policies.policies import create_policy, delete_policy
from accounts.operations.users import create_user, delete_user
from accounts.policy import Effect
from console.authorization_details import records
from console.authorization_details.contexts import VALUE_MAX
from console.authorization_details.ids import authorization_id_of
from console.authorization_details.policies import keep_policies
from console.authorization_details.records import KEPT, FoundRecord, find
from console.installation.housekeeping import clear_leftovers
from console.models import AuthorizationRecord, Event, PolicyText
from credentials.models import AccessKey
from tests.api.conftest import new_key
from tests.api.raw import body_of, send
from tests.support.parallel import at_once
from tests.support.rows import rows
from tests.world import PAGE, World, make_world, sign_in

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)
ARN = "arn:aws:iam::123456789012"
Keys = dict[str, str]


def policy(effect: str, action: str, resource: str = "*") -> str:
    statement = {"Sid": "One", "Effect": effect, "Action": action, "Resource": resource}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def refuse(key: Keys, action: str = "ListUsers", sent: Keys | None = None, **headers: str) -> None:
    """A refused call, which leaves its event and its record and nothing else."""
    before = rows()
    answer = send(key, body_of(action, **(sent or {})), headers=headers)
    assert answer.status_code == 403
    after = rows()
    before.pop("credentials.AccessKey"), after.pop("credentials.AccessKey")
    assert before == after


def found(account: Account, now: datetime = NOW) -> FoundRecord:
    """The record of the last refused event, by the event's id."""
    event = Event.objects.exclude(error_code="").latest("pk")
    record = find(account, authorization_id_of(str(event.event_id)), real_now=now)
    assert record is not None
    assert (record.event_id, event.record["eventID"]) == (str(event.event_id),) * 2
    return record


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def alice(world: World, clock: None) -> Keys:
    return new_key(world.alice)


def test_the_call_as_it_was(world: World, alice: Keys):
    refuse(alice)
    record = found(world.account)
    assert len(record.authorization_id) == 25
    assert (record.caller_arn, record.user_id) == (world.alice.arn, world.alice.user_id)
    assert (record.access_key_id, record.asked_at) == (alice["AccessKeyId"], NOW)
    assert record.request.action == "iam:ListUsers"
    assert record.request.resource == "*"
    assert record.request.context["aws:username"] == "alice"
    assert "aws:multifactorauthpresent" not in record.request.context
    assert record.is_whole
    assert [each.effect for each in record.evaluations] == [Effect.EXPLICIT_DENY]
    assert record.decision.effect is Effect.EXPLICIT_DENY
    assert record.decision.statement is not None
    assert record.decision.statement.sid == "DenyAllExceptListedIfNoMFA"


def test_the_policies_as_they_were_and_what_they_were_attached_to(world: World, alice: Keys):
    user, group = (
        world.alice,
        create_group(account=world.account, group_name="g", now=NOW, path="/x/"),
    )
    add_user_to_group(group=group, user=user)
    attach_group_policy(group=group, policy=Policy.objects.get(policy_name="Force_MFA"))
    put_user_policy(user=user, policy_name="own", document=policy("Allow", "s3:*"))
    put_group_policy(group=group, policy_name="own", document=policy("Allow", "s3:*"))
    bound = create_policy(
        account=world.account, policy_name="Bound", document=policy("Allow", "iam:*"), now=NOW
    )
    put_user_permissions_boundary(user=user, policy=bound)
    refuse(alice)
    assert [
        (each.name, each.arn, each.attached_to, each.boundary, each.session)
        for each in found(world.account).policies
    ] == [
        ("Force_MFA", f"{ARN}:policy/Force_MFA", (user.arn, group.arn), False, False),
        ("own", None, (user.arn,), False, False),
        ("own", None, (group.arn,), False, False),
        ("Bound", bound.arn, (user.arn,), True, False),
    ]
    assert group.arn == f"{ARN}:group/x/g"
    assert found(world.account).policies[3].document.text == policy("Allow", "iam:*")


def test_a_text_is_kept_once(world: World, alice: Keys):
    for _ in range(3):
        refuse(alice)
    assert AuthorizationRecord.objects.count() == 3
    assert PolicyText.objects.count() == 2  # the policy and the list of one
    put_user_policy(user=world.bob, policy_name="p", document=policy("Deny", "*"))
    refuse(new_key(world.bob))
    put_user_policy(user=world.carol, policy_name="p", document=policy("Deny", "*"))
    refuse(new_key(world.carol))
    assert PolicyText.objects.count() == 2 + 3 + 1


def test_the_record_outlives_the_user_and_the_policy(world: World):
    eve = create_user(account=world.account, user_name="eve", password=None, now=NOW)
    made = create_policy(
        account=world.account, policy_name="No", document=policy("Deny", "*"), now=NOW
    )
    attach_user_policy(user=eve, policy=made)
    key = new_key(eve)
    refuse(key)
    detach_user_policy(user=eve, policy=made)
    delete_policy(policy=made)
    AccessKey.objects.all().delete()
    delete_user(user=eve)
    record = found(world.account)
    assert (record.caller_arn, record.user_id) == (f"{ARN}:user/eve", eve.user_id)
    assert [each.arn for each in record.policies] == [f"{ARN}:policy/No"]
    assert record.decision.statement is not None
    assert record.decision.statement.elements["Effect"] == "Deny"


def test_a_later_change_of_the_policy_changes_no_record(world: World, alice: Keys):
    put_user_policy(user=world.alice, policy_name="p", document=policy("Deny", "*"))
    refuse(alice, "GetUser")
    first = found(world.account)
    put_user_policy(user=world.alice, policy_name="p", document=policy("Deny", "iam:GetUser"))
    refuse(alice, "GetUser")
    assert first.policies[1].document.text == policy("Deny", "*")
    assert found(world.account).policies[1].document.text == policy("Deny", "iam:GetUser")


def test_a_day_by_the_clock(world: World, alice: Keys):
    refuse(alice)
    known = found(world.account).authorization_id
    assert find(world.account, known, real_now=NOW + KEPT - timedelta(seconds=1)) is not None
    assert find(world.account, known, real_now=NOW + KEPT) is None
    with time_machine.travel(NOW + timedelta(hours=23), tick=False):
        clear_leftovers()
        refuse(alice)
    with time_machine.travel(NOW + timedelta(hours=25), tick=False):
        clear_leftovers()
        assert AuthorizationRecord.objects.count() == 1
    with time_machine.travel(NOW + timedelta(hours=46), tick=False):
        clear_leftovers()
        assert len(found(world.account, NOW + timedelta(hours=46)).policies) == 1
    with time_machine.travel(NOW + timedelta(hours=49), tick=False):
        clear_leftovers()
    assert (AuthorizationRecord.objects.count(), PolicyText.objects.count()) == (0, 0)


def test_another_accounts_record_is_not_found(world: World, alice: Keys):
    refuse(alice)
    known = found(world.account).authorization_id
    assert find(world.stranger.account, known, real_now=NOW) is None


@pytest.mark.parametrize(
    "malformed", ["", "x", "A" * 25, "a" * 26, "a" * 24 + "\n", "a" * 24 + "\0", "\u0661" * 25]
)
def test_a_malformed_id_is_not_found(world: World, malformed: str, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert find(world.account, malformed, real_now=NOW) is None


def test_the_oldest_go_when_there_are_too_many(world: World, alice: Keys, monkeypatch):
    monkeypatch.setattr(records, "KEPT_MAX", 3)
    monkeypatch.setattr(records, "TRIMMED", 1)
    stranger = new_key(world.stranger)
    put_user_policy(user=world.stranger, policy_name="p", document=policy("Deny", "*"))
    refuse(stranger)
    for seconds in range(5):
        with time_machine.travel(NOW + timedelta(seconds=seconds), tick=False):
            refuse(alice)
    kept = AuthorizationRecord.objects.filter(account=world.account).order_by("created_at")
    assert [(each.created_at - NOW).total_seconds() for each in kept] == [2, 3, 4]
    assert AuthorizationRecord.objects.filter(account=world.stranger.account).count() == 1


def test_what_a_caller_sends_is_bounded(world: World, alice: Keys):
    refuse(alice, **{"User-Agent": "x" * 60_000})
    record = found(world.account)
    assert record.request.context["aws:useragent"] == "x" * VALUE_MAX
    assert not record.is_whole
    tags = {
        f"Tags.member.{number}.{part}": f"{number:03}" + "k" * 120
        for number in range(1, 51)
        for part in ("Key", "Value")
    }
    refuse(alice, "TagUser", {"UserName": "alice", **tags})
    row = AuthorizationRecord.objects.latest("pk")
    assert len(json.dumps([row.context, row.evaluations])) < 40_000


def test_the_evaluations_of_a_call_that_needs_two_actions(world: World):
    bob = new_key(world.bob)
    put_user_policy(user=world.bob, policy_name="p", document=policy("Allow", "iam:CreateUser"))
    tags = {"Tags.member.1.Key": "team", "Tags.member.1.Value": "red"}
    refuse(bob, "CreateUser", {"UserName": "eve", **tags})
    record = found(world.account)
    assert [(each.request.action, each.effect) for each in record.evaluations] == [
        ("iam:CreateUser", Effect.ALLOW),
        ("iam:TagUser", Effect.IMPLICIT_DENY),
    ]
    assert record.request.context["aws:requesttag/team"] == "red"
    assert [each.effect for each in record.decisions] == [Effect.ALLOW, Effect.IMPLICIT_DENY]


def test_each_refused_panel_of_a_page_has_its_record(world: World):
    client = sign_in(Client(), world.alice)
    Event.objects.all().delete()
    client.get(PAGE)
    refused = Event.objects.filter(error_code="AccessDenied")
    assert refused.count() > 3
    kept = {str(each) for each in AuthorizationRecord.objects.values_list("event_id", flat=True)}
    assert kept == {str(each.event_id) for each in refused}
    assert found(world.account).request.context["aws:multifactorauthpresent"] == "false"


def test_an_allowed_call_leaves_none(world: World):
    assert send(new_key(world.admin), body_of("ListUsers")).status_code == 200
    sign_in(Client(), world.admin).get(PAGE)
    assert not AuthorizationRecord.objects.exists()
    assert not PolicyText.objects.exists()


def test_session_policies_are_kept(world: World):
    inner = policy("Allow", "iam:GetUser")
    answer = send(
        new_key(world.admin),
        body_of("GetFederationToken", "sts", Name="visitor", Policy=inner),
        service="sts",
    )
    given = {
        each.tag.partition("}")[2]: each.text or "" for each in fromstring(answer.content).iter()
    }
    answer = send(given, body_of("DescribeRegions", "ec2"), service="ec2")
    assert answer.status_code == 403
    record = found(world.account)
    assert record.caller_arn == "arn:aws:sts::123456789012:federated-user/visitor"
    assert (record.user_id, record.access_key_id) == (world.admin.user_id, given["AccessKeyId"])
    assert [(each.name, each.session) for each in record.policies] == [
        ("AdministratorAccess", False),
        ("Session policy", True),
    ]
    assert record.policies[1].document.text == inner
    assert record.decision.effect is Effect.IMPLICIT_DENY
    assert record.decision.policy == record.policies[1]


def test_each_refused_step_of_a_series_has_its_record(world: World):
    for action in ("DetachUserPolicy", "DeleteLoginProfile"):
        denying = policy("Deny", f"iam:{action}")
        put_user_policy(user=world.admin, policy_name=action, document=denying)
    client = sign_in(Client(), world.admin)
    Event.objects.all().delete()
    before = rows()
    client.post("/iam/users/details/bob/delete/", {"confirm": "bob"})
    assert rows() == before
    refused = Event.objects.filter(error_code="AccessDenied")
    names = {event.event_name for event in refused}
    assert names == {"DetachUserPolicy", "DeleteLoginProfile"}
    kept = AuthorizationRecord.objects.values_list("event_id", flat=True)
    assert sorted(kept) == sorted(event.event_id for event in refused)


@pytest.mark.parametrize(
    ("action", "sent"),
    [
        ("ChangePassword", {"OldPassword": "secret-1234", "NewPassword": "secret-5678"}),
        ("CreateLoginProfile", {"UserName": "bob", "Password": "secret-1234"}),
        (
            "EnableMFADevice",
            {
                "UserName": "bob",
                "SerialNumber": f"{ARN}:mfa/bob",
                "AuthenticationCode1": "918273",
                "AuthenticationCode2": "918274",
            },
        ),
    ],
    ids=["password", "new password", "codes"],
)
def test_no_secret_is_kept(world: World, action: str, sent: Keys):
    put_user_policy(user=world.carol, policy_name="No", document=policy("Deny", "*"))
    key = new_key(world.carol)
    refuse(key, action, sent)
    kept = str(AuthorizationRecord.objects.values().get()) + str(PolicyText.objects.values())
    assert f"iam:{action}" in kept
    for secret in (key["SecretAccessKey"], "secret-", "91827"):
        assert secret not in kept


def test_a_refusal_makes_few_more_queries(world: World, alice: Keys):
    """One finds out that the policies are kept, one writes the record; two begin and end both."""
    admin = new_key(world.admin)
    counts = []
    for key, action in ((admin, "GetUser"), (alice, "ListUsers")):
        for _ in range(2):  # the first time, more is compiled and kept
            with CaptureQueriesContext(connection) as asked:
                send(key, body_of(action))
        counts.append(len(asked))
    allowed, refused = counts
    assert refused <= allowed + 4


@pytest.mark.django_db(transaction=True)
def test_two_who_keep_the_same_texts_at_once():
    world = make_world()
    applied = policies_of(world.alice)
    assert len(set(at_once(8, lambda: keep_policies(applied, real_now=NOW)))) == 1
    assert PolicyText.objects.count() == 2
