"""How a policy is shown: numbered lines, a summary, unfolded on the page of whom it serves."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.editions import EDITIONS, edition
from accounts.models import Group, GroupPolicy, Policy, UserPolicy
from console.models import Event
from console.pages.policies.summary import summary
from tests.pages.helpers import READ, address, allow, text_of
from tests.world import World

SignedIn = Callable[..., Client]


def page_of(policy: Policy) -> str:
    return f"/iam/policies/details/{policy.arn}/"


def test_the_document_has_numbered_lines(world: World, admin: Client):
    policy = Policy.objects.get(policy_name="Force_MFA")
    html = admin.get(page_of(policy)).content.decode()
    numbers = html.partition('aria-hidden="true">1\n')[2].partition("</pre>")[0].split()
    assert numbers == [str(line) for line in range(2, len(policy.document.splitlines()) + 1)]


def test_the_summary_of_the_mfa_policy(world: World, admin: Client):
    policy = Policy.objects.get(policy_name="Force_MFA")
    html = text_of(admin.get(f"{page_of(policy)}?view=summary"))
    assert "aws:MultiFactorAuthPresent BoolIfExists false" in html
    first, *others = summary(policy.document)
    assert (first.denies, first.service, first.levels) == (
        True,
        "All services",
        "Everything except",
    )
    assert "iam:EnableMFADevice" in first.actions
    assert not any(line.denies for line in others)
    keys = next(line for line in others if line.sid == "AllowManageOwnAccessKeys")
    assert keys.levels.startswith("Limited: List")
    assert keys.resources == ("arn:aws:iam::*:user/${aws:username}",)
    assert keys.conditions == ()


@pytest.mark.parametrize("one", EDITIONS, ids=lambda one: one.name)
def test_every_published_policy_has_a_summary(one):
    lines = summary(edition(one.name))
    assert lines
    assert all(line.actions and line.resources for line in lines)


@pytest.mark.parametrize(
    ("statement", "service", "levels", "resources", "conditions"),
    [
        ('"Action":"*","Resource":"*"', "All services", "Full access", ("All resources",), ()),
        ('"Action":["S3:*"],"Resource":["*"]', "s3", "Full access", ("All resources",), ()),
        ('"Action":"iam:list*","NotResource":"a"', "iam", "Limited: List", ("All but a",), ()),
        (
            '"Action":"kms:Sign","Resource":"x","Condition":{"Bool":{"aws:SecureTransport":true}}',
            "kms",
            "Limited",
            ("x",),
            ("aws:SecureTransport Bool true",),
        ),
    ],
)
def test_a_line_of_the_summary(statement: str, service, levels, resources, conditions):
    document = f'{{"Version":"2012-10-17","Statement":{{"Effect":"Allow",{statement}}}}}'
    [line] = summary(document)
    assert (line.service, line.levels, line.resources, line.conditions) == (
        service,
        levels,
        resources,
        conditions,
    )
    assert line.sid == "Statement 1"


def test_who_may_not_read_the_document_gets_no_summary(world: World, signed_in: SignedIn):
    allow(world.carol, "iam:GetPolicy")
    policy = Policy.objects.get(policy_name="Force_MFA")
    html = text_of(signed_in(world.carol).get(f"{page_of(policy)}?view=summary"))
    assert "MultiFactorAuthPresent" not in html
    assert "iam:GetPolicyVersion" in html


@pytest.fixture
def three_ways(world: World, developers: Group) -> None:
    """alice has a managed policy, an inline one, and through her group an inline one."""
    UserPolicy.objects.create(user=world.alice, policy_name="Own", document=READ)
    GroupPolicy.objects.create(group=developers, policy_name="Shared", document=READ)
    developers.users.add(world.alice)


def test_policies_unfold_where_they_are_listed(world: World, admin: Client, three_ways: None):
    calls = ("GetPolicyVersion", "GetUserPolicy", "GetGroupPolicy")
    html = text_of(admin.get(address("alice")))
    assert "s3:Get*" not in html
    assert not Event.objects.filter(event_name__in=calls).exists()
    grants = admin.get(address("alice")).context["permissions"].grants
    for place, (grant, call) in enumerate(zip(grants, calls, strict=True), 1):
        html = text_of(admin.get(address("alice"), {"unfold": str(place)}))
        assert f'aria-label="Fold {grant.name}"' in html
        assert grant.policy.document.split()[0].replace('"', "&quot;") in html
        assert Event.objects.filter(event_name=call, error_code="").count() == 1
    for nothing in ("0", "4", "-1", "x", "\0", "1" * 500):
        assert "Fold " not in text_of(admin.get(address("alice"), {"unfold": nothing}))
    html = text_of(admin.get("/iam/groups/details/Developers/permissions/", {"unfold": "1"}))
    assert "s3:Get*" in html


def test_what_may_not_be_read_does_not_unfold(world: World, signed_in: SignedIn, three_ways: None):
    allow(world.carol, "iam:GetUser", "iam:List*")
    client = signed_in(world.carol)
    for place in (1, 2, 3):
        html = text_of(client.get(address("alice"), {"unfold": str(place)}))
        assert "The document is not shown" in html
        assert "not authorized to perform: iam:Get" in html
        assert "MultiFactorAuthPresent" not in html
        assert "s3:Get*" not in html
    refused = Event.objects.filter(error_code="AccessDenied").values_list("event_name", flat=True)
    assert {"GetPolicyVersion", "GetUserPolicy", "GetGroupPolicy"} <= set(refused)
