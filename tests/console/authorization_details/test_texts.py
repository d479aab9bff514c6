"""The text of a refusal, word by word: which policy denied, and where it is explained."""

import html
import json

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.operations.policies.attachments import attach_user_policy
from accounts.operations.policies.inline_policies import put_user_policy
from accounts.operations.policies.permissions_boundaries import put_user_permissions_boundary
from accounts.operations.policies.policies import create_policy
from console.authorization_details.ids import details_url
from console.models import AuthorizationRecord, Event
from tests.api.conftest import new_key
from tests.api.raw import body_of, raw_message, send
from tests.support.refusals import DENY_ALL
from tests.world import PAGE, World, sign_in

USER = "User: arn:aws:iam::123456789012:user"
ALLOW = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": {"Effect": "Allow", "Action": ["iam:CreateUser", "s3:*"], "Resource": "*"},
    }
)


def explained(sentence: str) -> str:
    """What follows in IAM's and STS's texts: this server's page, and the same id twice."""
    found_by = AuthorizationRecord.objects.latest("pk").authorization_id
    return (
        f"{sentence}. Go to {settings.BASE_URL}/iam/authorization-details/{found_by}/ for complete "
        "details, or call the GetRequestAuthorizationDetails API with the following authorization "
        f"id: {found_by}"
    )


def answered(world: World, name: str, action: str, service: str = "iam", **sent: str) -> str:
    """The text that a refused call answers, which is its event's."""
    key = new_key(getattr(world, name))
    answer = send(key, body_of(action, service, **sent), service=service)
    assert answer.status_code == 403
    text = raw_message(answer)
    assert Event.objects.latest("pk").record["errorMessage"] == text
    return text


def test_a_managed_policy_is_named_by_its_arn(world: World):
    assert answered(world, "alice", "GetAccountSummary") == explained(
        f"{USER}/alice is not authorized to perform: iam:GetAccountSummary on resource: * with an "
        "explicit deny in an identity-based policy: arn:aws:iam::123456789012:policy/Force_MFA"
    )


def test_an_inline_policy_is_not(world: World):
    put_user_policy(user=world.bob, policy_name="No", document=DENY_ALL)
    assert answered(world, "bob", "GetUser") == explained(
        f"{USER}/bob is not authorized to perform: iam:GetUser on resource: user bob with an "
        "explicit deny in an identity-based policy"
    )


def test_what_nothing_allows_names_no_policy(world: World):
    assert answered(
        world,
        "carol",
        "AssumeRole",
        "sts",
        RoleArn=f"{USER[6:-5]}:role/admin",
        RoleSessionName="x1",
    ) == explained(
        f"{USER}/carol is not authorized to perform: sts:AssumeRole on resource: "
        "arn:aws:iam::123456789012:role/admin because no identity-based policy allows the "
        "sts:AssumeRole action"
    )


@pytest.mark.parametrize(
    ("document", "why"),
    [
        (ALLOW, "because no permissions boundary allows the iam:ListUsers action"),
        (
            DENY_ALL,
            "with an explicit deny in a permissions boundary: "
            "arn:aws:iam::123456789012:policy/Bound",
        ),
    ],
    ids=["allows nothing", "denies"],
)
def test_a_boundary(world: World, document: str, why: str):
    bound = create_policy(
        account=world.account, policy_name="Bound", document=document, now=world.account.created_at
    )
    put_user_permissions_boundary(user=world.admin, policy=bound)
    assert answered(world, "admin", "ListUsers") == explained(
        f"{USER}/admin is not authorized to perform: iam:ListUsers on resource: "
        f"arn:aws:iam::123456789012:user/ {why}"
    )


def test_other_services_have_the_arn_and_no_id(world: World):
    assert answered(world, "alice", "DescribeInstances", "ec2") == (
        f"You are not authorized to perform this operation. {USER}/alice is not authorized to "
        "perform: ec2:DescribeInstances with an explicit deny in an identity-based policy: "
        "arn:aws:iam::123456789012:policy/Force_MFA"
    )
    assert AuthorizationRecord.objects.count() == 1


def test_the_event_keeps_the_whole_text(world: World):
    path = "/" + "x" * 509 + "/"
    denying = create_policy(
        account=world.account, policy_name="y" * 128, document=DENY_ALL, path=path,
        now=world.account.created_at,
    )  # fmt: skip
    attach_user_policy(user=world.bob, policy=denying)
    text = answered(world, "bob", "GetPolicy", PolicyArn=denying.arn)
    assert len(text) > 1024
    assert text == explained(
        f"{USER}/bob is not authorized to perform: iam:GetPolicy on resource: policy {denying.arn} "
        f"with an explicit deny in an identity-based policy: {denying.arn}"
    )


def test_a_panel_and_a_page_print_what_their_events_keep(world: World):
    client = sign_in(Client(), world.alice)
    for url in (PAGE, "/iam/users/"):
        Event.objects.all().delete()
        shown = html.unescape(client.get(url).content.decode())
        denied = Event.objects.filter(error_code="AccessDenied")
        assert denied
        for event in denied:
            assert event.record["errorMessage"] in shown
            assert "with the following authorization id: " in event.record["errorMessage"]


def test_the_address_is_that_of_a_page():
    known = "a" * 25
    path = reverse("authorization_details", kwargs={"authorization_id": known})
    assert details_url(known) == settings.BASE_URL + path
