"""The page of a refused call: who may read it, what it says, and another question asked there."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client

from accounts.models import Account, User
from accounts.operations.policies.attachments import attach_user_policy
from accounts.operations.policies.policies import create_policy
from console.models import AuthorizationRecord, Event
from tests.support.rows import rows
from tests.world import PAGE, World

SignedIn = Callable[..., Client]
CREATE_KEY = f"{PAGE}access-keys/create/"
SEARCH = "/iam/access-troubleshooter/"
NO_MFA = "denies everything but 7 actions as long as the session has no MFA"
READS = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": {
            "Effect": "Allow",
            "Action": "iam:GetRequestAuthorizationDetails",
            "Resource": "*",
        },
    }
)


def words(response: HttpResponse) -> str:
    """What is read on a page, without its tags."""
    text = re.sub(r"<script.*?</script>|<[^>]*>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(unescape(text).split())


def address(record: AuthorizationRecord | str) -> str:
    name = record if isinstance(record, str) else record.authorization_id
    return f"/iam/authorization-details/{name}/"


def refused(client: Client, path: str = CREATE_KEY) -> AuthorizationRecord:
    """A call of the client that is refused."""
    assert client.get(path).status_code == 403
    return AuthorizationRecord.objects.latest("pk")


def test_a_refusal_leads_to_its_own_page(world: World, signed_in: SignedIn):
    alice = signed_in(world.alice)
    response = alice.get(CREATE_KEY)
    record = AuthorizationRecord.objects.get()
    assert f'href="{address(record)}">Show every step</a>' in response.content.decode()
    text = words(alice.get(address(record)))
    assert f"Explicit deny The policy Force_MFA {NO_MFA}." in text
    assert "You see this because it was your own call." in text
    assert "Console session" in text
    assert "MFA no" in text
    assert "this statement decided" in text
    assert "aws:MultiFactorAuthAge absent: the session began without MFA" in text
    assert (
        f'href="/cloudtrail/events/{record.event_id}/"'
        in alice.get(address(record)).content.decode()
    )


def test_reading_ones_own_leaves_nothing(world: World, signed_in: SignedIn):
    alice = signed_in(world.alice)
    record = refused(alice)
    before = rows()
    assert alice.get(address(record)).status_code == 200
    assert alice.get(address(record), {"mfa": "true"}).status_code == 200
    assert rows() == before


def test_the_policies_are_shown_as_they_were(world: World, signed_in: SignedIn):
    alice = signed_in(world.alice)
    record = refused(alice)
    world.alice.policies.all().delete()
    text = words(alice.get(address(record)))
    assert "Force_MFA Customer managed Attached to user/alice" in text
    assert NO_MFA in text


def test_another_question_changes_nothing(world: World, signed_in: SignedIn):
    alice = signed_in(world.alice)
    page = address(refused(alice))
    text = words(alice.get(page, {"mfa": "true"}))
    assert "What if: nothing was changed" in text
    assert "The statement AllowManageOwnAccessKeys of the policy Force_MFA allows it" in text
    device = "arn:aws:iam::123456789012:mfa/alice-phone"
    asked = {"action": "iam:CreateVirtualMFADevice", "resource": device}
    text = words(alice.get(page, asked))
    assert "only on mfa/alice, and this call was on mfa/alice-phone" in text
    text = words(alice.get(page, asked | {"policies": "2022-11-23-mfa-self-manage"}))
    assert "allows it, and nothing denies it." in text


def test_a_refusal_leads_to_the_simulator_with_its_question(world: World, signed_in: SignedIn):
    alice, admin = signed_in(world.alice), signed_in(world.admin)
    alice.get(CREATE_KEY)
    record = AuthorizationRecord.objects.get()
    page = admin.get(f"/iam/authorization-details/{record.authorization_id}/?mfa=true")
    [link] = re.findall(r'href="(/iam/policy-simulator/[^"]*)"\s*>Simulate<', page.content.decode())
    asked = dict(parse_qsl(urlsplit(unescape(link)).query))
    assert asked == {
        "principal": "alice",
        "action": "iam:CreateAccessKey",
        "resource": world.alice.arn,
        "mfa": "true",
    }
    before = rows()
    for mfa, answer in (("true", "allowed"), ("false", "denied")):
        opened = admin.get(unescape(link).replace("mfa=true", f"mfa={mfa}"))
        assert f"{answer} " in words(opened).partition("Action settings and results")[2], answer
    changed = {name for name, found in rows().items() if found != before[name]}
    assert changed <= {"console.Event", "console.EventResource", "sessions.Session"}


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("action", "nonsense", "An action is written like iam:CreateAccessKey."),
        ("action", "", "This field is required."),
        ("resource", "bucket", "A resource is an ARN, or *."),
        ("resource", "arn:" + "a" * 3000, "Ensure this value has at most 2048 characters"),
        ("mfa", "maybe", "Select a valid choice."),
        ("policies", "mine", "Select a valid choice."),
    ],
)
def test_a_question_that_cannot_be_asked(
    world: World, signed_in: SignedIn, name: str, value: str, said: str
):
    alice = signed_in(world.alice)
    response = alice.get(address(refused(alice)), {name: value})
    assert response.status_code == 200
    assert said in words(response)
    assert f"Explicit deny The policy Force_MFA {NO_MFA}." in words(response)
    assert "What if: nothing was changed" not in words(response)


def test_other_peoples_need_the_permission(world: World, signed_in: SignedIn):
    record = refused(signed_in(world.alice))
    bob = signed_in(world.bob)
    response = bob.get(address(record))
    assert response.status_code == 403
    assert "perform: iam:GetRequestAuthorizationDetails" in words(response)
    assert "AllowManageOwnAccessKeys" not in words(response)
    event = Event.objects.latest("pk")
    assert (event.event_name, event.error_code) == (
        "GetRequestAuthorizationDetails",
        "AccessDenied",
    )


def test_who_may_read_the_details_alone_sees_no_policy(world: World, signed_in: SignedIn):
    record = refused(signed_in(world.alice))
    allow(world.bob, world.account)
    response = signed_in(world.bob).get(address(record))
    text = words(response)
    assert response.status_code == 200
    assert NO_MFA in text
    assert "Its text needs iam:GetRequestAuthorizationPolicy." in text
    assert '"Sid": "AllowManageOwnAccessKeys"' not in text
    assert "You see this because it was your own call." not in text
    assert "perform: iam:GetRequestAuthorizationPolicy" in text


def test_an_administrator_reads_all_and_leaves_events(world: World, signed_in: SignedIn):
    record = refused(signed_in(world.alice))
    response = signed_in(world.admin).get(address(record))
    assert "this statement decided" in words(response)
    found = Event.objects.filter(event_name__startswith="GetRequest").order_by("pk")
    assert list(found.values_list("event_name", flat=True)) == [
        "GetRequestAuthorizationDetails",
        "GetRequestAuthorizationPolicy",
    ]
    asked = [event.record["requestParameters"] for event in found]
    assert asked[0] == {"authorizationId": record.authorization_id}
    assert asked[1]["policyUri"].endswith(":policy/Force_MFA")


@pytest.mark.parametrize("name", ["x", "0" * 25, "A" * 25, "0" * 24 + "é"])
def test_an_id_that_leads_nowhere(world: World, signed_in: SignedIn, name: str):
    response = signed_in(world.admin).get(address(name))
    assert response.status_code == 404
    assert "Access Troubleshooter" in words(response)


def test_another_accounts_id_leads_nowhere(world: World, signed_in: SignedIn):
    record = refused(signed_in(world.alice))
    stranger = signed_in(world.stranger)
    known, unknown = stranger.get(address(record)), stranger.get(address("0" * 25))
    assert (known.status_code, unknown.status_code) == (404, 404)
    assert words(known).replace(record.authorization_id, "0" * 25) == words(unknown)


def test_after_a_day_it_is_gone(world: World, signed_in: SignedIn):
    alice = signed_in(world.alice)
    record = refused(alice)
    record.created_at -= timedelta(hours=24)
    record.save()
    assert alice.get(address(record)).status_code == 403
    assert signed_in(world.admin).get(address(record)).status_code == 404


@pytest.mark.parametrize("around", ["{}", "  {} ", "... authorization id: {}"])
def test_the_search_takes_an_id_or_the_whole_text(world: World, signed_in: SignedIn, around: str):
    alice = signed_in(world.alice)
    record = refused(alice)
    response = alice.get(SEARCH, {"authorization_id": around.format(record.authorization_id)})
    assert response["Location"] == address(record)


@pytest.mark.parametrize("sent", ["", "no", "é" * 25, "a" * 26, "x" * 5000])
def test_the_search_says_what_an_id_is(world: World, signed_in: SignedIn, sent: str):
    response = signed_in(world.alice).get(SEARCH, {"authorization_id": sent})
    assert response.status_code == 200
    assert 'class="field-error"' in response.content.decode()


def allow(user: User, account: Account) -> None:
    """Reading the details of refused calls, but no policy."""
    now = datetime.now(tz=UTC)
    policy = create_policy(account=account, policy_name="Reads", document=READS, now=now)
    user.policies.clear()
    attach_user_policy(user=user, policy=policy)
