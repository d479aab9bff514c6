"""The policy simulator's page: what it asks, answers, records, and refuses."""

import json
import re
from datetime import UTC, datetime
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Policy, UserPolicy
from accounts.operations.groups import add_user_to_group, create_group
from accounts.operations.policies.inline_policies import put_group_policy, put_user_policy
from console.models import Event
from tests.world import ACCOUNT_ID, World, sign_in

PAGE = "/iam/policy-simulator/"
NOW = datetime.now(tz=UTC)
ALICE = f"arn:aws:iam::{ACCOUNT_ID}:user/alice"
FORCE = f"arn:aws:iam::{ACCOUNT_ID}:policy/Force_MFA"


def document(effect: str = "Allow", **more: Any) -> str:
    statement = {"Effect": effect, "Action": "ec2:DescribeInstances", "Resource": "*", **more}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]}, indent=2)


@pytest.fixture
def admin(world: World) -> Client:
    return sign_in(Client(), world.admin)


def asked(client: Client, **query: Any) -> HttpResponse:
    return client.get(PAGE, query)


def permissions(response: HttpResponse) -> list[str]:
    """The words of the last column, without the icons."""
    assert response.status_code == 200
    page = response.content.decode().partition('aria-label="Table of results"')[2]
    cells = re.findall(r"<td>(.*?)</td>", page.partition("</table>")[0], re.DOTALL)[2::3]
    return [" ".join(unescape(re.sub("<[^>]*>", " ", cell)).split()) for cell in cells]


def text(response: HttpResponse) -> str:
    return " ".join(unescape(re.sub("<[^>]*>", " ", response.content.decode())).split())


def simulations() -> list[dict[str, Any]]:
    found = Event.objects.filter(event_name__startswith="Simulate").order_by("pk")
    return [event.record for event in found]


def test_a_denial_shows_its_statement(admin: Client):
    response = asked(
        admin, principal="alice", action=["iam:CreateAccessKey", "iam:GetUser"], resource=ALICE
    )
    denied, allowed = permissions(response)
    assert denied.startswith("denied 1 matching statement Show statement")
    assert allowed.startswith("allowed 1 matching statement")
    page = response.content.decode()
    anchor = re.search(r'href="#(statement-[0-9-]+)"', page)[1]
    assert f'id="{anchor}"' in page
    assert "this statement denies" in text(response)
    assert "DenyAllExceptListedIfNoMFA" in page


def test_mfa_is_absent_false_or_true(admin: Client):
    words = [
        permissions(
            asked(admin, principal="alice", action="iam:CreateAccessKey", resource=ALICE, mfa=mfa)
        )[0].split()[0]
        for mfa in ("absent", "false", "true")
    ]
    assert words == ["denied", "denied", "allowed"]
    entries = [event["requestParameters"].get("contextEntries") for event in simulations()]
    assert entries[0] is None
    assert [entry[0]["contextKeyValues"] for entry in entries[1:]] == [["false"], ["true"]]


def test_the_event_has_the_question(admin: Client):
    asked(admin, principal="alice", action="iam:GetUser", resource=ALICE, without=FORCE)
    [event] = simulations()
    assert event["eventName"] == "SimulatePrincipalPolicy"
    assert event["requestParameters"] == {
        "policySourceArn": ALICE,
        "actionNames": ["iam:GetUser"],
        "resourceArns": [ALICE],
        "policyExclusionList": [{"policyArn": FORCE}],
    }


def test_a_policy_left_out_decides_nothing(admin: Client, world: World):
    put_user_policy(user=world.alice, policy_name="Own", document=document("Deny"))
    query = {"principal": "alice", "action": "ec2:DescribeInstances", "mfa": "true"}
    assert permissions(asked(admin, **query))[0].startswith("denied 1 matching")
    implicit = "denied Implicitly denied (no matching statements)."
    assert permissions(asked(admin, **query, without="user/alice/Own")) == [implicit]
    assert permissions(asked(admin, **query, policy=FORCE)) == [implicit]


def test_the_sandbox_stores_nothing(admin: Client, world: World):
    before = [list(Policy.objects.values()), list(UserPolicy.objects.values())]
    query = {"principal": "alice", "action": "ec2:DescribeInstances", "mfa": "true"}
    response = asked(admin, **query, edit=FORCE, document=document())
    assert permissions(response)[0].startswith("allowed 1 matching")
    assert "Changes will not be saved to your account." in text(response)
    assert [list(Policy.objects.values()), list(UserPolicy.objects.values())] == before
    started = asked(admin, principal="alice", edit=FORCE)
    assert "DenyAllExceptListedIfNoMFA" in started.content.decode()


def test_a_new_policy_alone(admin: Client):
    response = asked(admin, mode="new", action="ec2:DescribeInstances", document=document())
    assert permissions(response)[0].startswith("allowed 1 matching")
    assert [event["eventName"] for event in simulations()] == ["SimulateCustomPolicy"]
    assert "There is no policy" in text(asked(admin, mode="new", action="iam:GetUser"))


def test_a_boundary_of_its_own(admin: Client):
    query = {"principal": "admin", "action": ["ec2:DescribeInstances", "iam:GetUser"]}
    response = asked(admin, **query, boundary="custom", boundary_document=document())
    assert permissions(response) == [
        "allowed 1 matching statement Show statement 1 of policy 1",
        "denied The permissions boundary does not allow it.",
    ]


def test_keys_of_the_policies_have_fields(admin: Client):
    of_address = document(Condition={"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}})
    query = {"mode": "new", "action": "ec2:DescribeInstances", "document": of_address}
    response = asked(admin, **query)
    assert permissions(response)[0].startswith("denied Implicitly")
    assert "One or more policies require values in the simulation settings." in text(response)
    given = asked(admin, **query, key="aws:SourceIp", value="203.0.113.9")
    assert permissions(given)[0].startswith("allowed")
    assert "One or more policies require values" not in text(given)
    wrong = asked(admin, **query, key="aws:SourceIp", value="backwards")
    assert "expected IP address" in text(wrong)
    assert len(simulations()) == 2


def test_a_resource_of_another_service_is_told(admin: Client):
    response = asked(admin, principal="alice", action="iam:GetUser", resource="arn:aws:s3:::b")
    told = "The resource you typed for this simulation does not match this service."
    assert told in text(response)


def test_all_actions_of_the_page(admin: Client):
    response = asked(admin, principal="alice", view="matrix")
    rows = {row.action.id: row for row in response.context["matrix"]}
    assert rows["iam:CreateAccessKey"].effects == ("explicitDeny", "explicitDeny", "allowed")
    assert rows["iam:ListMFADevices"].effects == ("allowed", "allowed", "allowed")
    assert len(simulations()) == 3


def test_a_form_becomes_an_address(admin: Client):
    fields = {"principal": "alice", "action": ["iam:GetUser", "iam:ListUsers"], "mfa": "true"}
    response = admin.post(PAGE, fields | {"show": "", "find": ""})
    assert response.status_code == 302
    assert simulations() == []
    query = parse_qs(urlsplit(response["Location"]).query)
    assert query == {
        "principal": ["alice"], "action": ["iam:GetUser", "iam:ListUsers"], "mfa": ["true"],
    }  # fmt: skip
    assert len(permissions(admin.get(response["Location"]))) == 2


def test_a_question_too_long_for_an_address(admin: Client):
    sid = "".join("Sid" for _ in range(2500))
    fields = {"mode": "new", "action": "ec2:DescribeInstances", "document": document(Sid=sid)}
    response = admin.post(PAGE, fields)
    assert permissions(response)[0].startswith("allowed")
    assert "This question cannot be shared" in text(response)


def test_the_receiver_sees_what_the_receiver_may(world: World):
    before = Event.objects.count()
    response = asked(sign_in(Client(), world.carol), principal="alice", action="iam:GetUser")
    assert response.status_code == 200
    assert "not authorized to perform: iam:SimulatePrincipalPolicy" in text(response)
    assert "results" not in response.context
    assert FORCE not in response.content.decode()
    made = Event.objects.order_by("pk")[before:]
    assert {event.error_code for event in made if event.event_name != "ConsoleLogin"} == {
        "AccessDenied"
    }
    nobody = asked(sign_in(Client(), world.carol), principal="nobody", action="iam:GetUser")
    assert "cannot be found" not in text(nobody)


def test_statements_need_their_own_permission(world: World):
    only = document(Action="iam:SimulatePrincipalPolicy")
    put_user_policy(user=world.carol, policy_name="Simulates", document=only)
    response = asked(
        sign_in(Client(), world.carol), principal="alice", action="iam:GetUser", resource=ALICE
    )
    assert permissions(response) == ["allowed 1 matching statement"]
    assert "DenyAllExceptListedIfNoMFA" not in response.content.decode()


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"action": "GetUser"}, "is no action"),
        ({"action": "iam:GetUser", "resource": "user/alice"}, "is no ARN"),
        ({"action": [f"iam:A{n}" for n in range(300)]}, ""),
        ({"action": " ".join(f"iam:A{n}" for n in range(300))}, "At most 200 actions"),
        ({"action": "iam:GetUser", "document": '{"Version": 1}'}, "Line 1, column"),
        ({"action": "iam:GetUser", "document": "[" * 10_000}, "Line 1, column"),
        ({"action": "iam:GetUser", "document": " " * 30_000}, "At most 20,000 characters"),
        ({"action": "iam:GetUser", "boundary": "custom"}, "Enter a policy, or choose"),
        ({"action": "iam:GetUser", "principal": "nobody"}, "cannot be found"),
        ({"action": "iam:GetUser", "principal": "a\0b"}, "Unable to retrieve"),
        (
            {"action": "iam:GetUser", "principal": "arn:aws:iam::210987654321:user/stranger"},
            "Unable to retrieve specified IAM entity.",
        ),
        ({"key": [f"a:{n}" for n in range(20)], "value": ["x"] * 20}, "At most 15 context keys"),
        ({"key": [f"a:{n}" for n in range(3000)], "action": "iam:GetUser"}, ""),
        ({"key": "k", "value": "x", "mfa": "maybe", "action": "iam:GetUser"}, "Select a valid"),
    ],
)
def test_bad_questions_get_field_errors(admin: Client, query: dict[str, Any], words: str):
    before = list(Policy.objects.values())
    response = asked(admin, **{"principal": "alice", **query})
    assert response.status_code == (200 if words else 400)
    assert words in text(response)
    assert "results" not in (response.context or {})
    assert list(Policy.objects.values()) == before
    assert not [event for event in simulations() if "errorCode" not in event]


def test_the_number_of_queries_is_fixed(admin: Client, world: World):
    query = {"principal": "alice", "action": ["iam:GetUser"], "resource": ALICE}

    def group(name: str) -> None:
        group = create_group(account=world.account, group_name=name, now=NOW)
        add_user_to_group(user=world.alice, group=group)
        put_group_policy(group=group, policy_name=f"In{name}", document=document(Action="iam:*"))

    group("first")
    with CaptureQueriesContext(connection) as few:
        asked(admin, **query)
    for name in ("second", "third", "fourth"):
        group(name)
    query["action"] = ["iam:GetUser", "iam:ListUsers", "ec2:DescribeInstances"]
    with CaptureQueriesContext(connection) as many:
        response = asked(admin, **query)
    assert permissions(response)[0].startswith("allowed 5 matching statements")
    assert len(many) == len(few)


def test_pages_lead_here(admin: Client, world: World):
    put_user_policy(user=world.alice, policy_name="Own", document=document())
    page = admin.get(f"{reverse('user', args=['alice'])}?unfold=2").content.decode()
    links = [unescape(each) for each in re.findall(r'href="(/iam/policy-simulator/\?[^"]*)"', page)]
    assert f"{PAGE}?principal=alice" in links
    [own] = [link for link in links if "policy=" in link]
    response = admin.get(f"{own}&action=ec2:DescribeInstances")
    assert permissions(response)[0].startswith("allowed")
    left_out = [one.name for one in response.context["policies"].listed if one.left_out]
    assert left_out == ["Force_MFA"]
