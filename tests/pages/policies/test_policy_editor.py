"""The editor: a document is checked on the server, its fault shown with its place, or kept."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.editions import edition
from accounts.models import Policy, UserPolicy
from accounts.operations.groups import create_group
from console.models import Event
from tests.pages.helpers import READ, allow, text_of
from tests.support.rows import rows
from tests.world import World

SignedIn = Callable[..., Client]
CREATE = "/iam/policies/create/"
LONG = READ.replace("s3:Get*", "s3:" + "a" * 6144)
FAULTS = [
    ("{", "Line 1, column 2</strong> This is no JSON", "Syntax errors in policy."),
    (
        READ.replace("Allow", "Alow").replace(',"', ',\n"'),
        "Line 2, column 23</strong> Statement 1:",
        "Syntax errors in policy.",
    ),
    (READ.replace('"2012-10-17"', "9" * 5000), "Line 1, column 12", "Syntax errors in policy."),
    (READ.replace("s3:Get*", "\\ud800:x"), "Line 1, column 64", "Syntax errors in policy."),
    (READ.replace("Resource", "\\ud800"), "Line 1, column 74", "Syntax errors in policy."),
    (READ.replace("2012-10-17", "2012-10-18"), "Line 1, column 12", "Syntax errors in policy."),
    *(
        (
            space + READ,
            "Line 1, column 1</strong> White space stands before the document.",
            "JSON strings must not have leading spaces",
        )
        for space in (" ", "\t", "\n", "\r\n")
    ),
    (
        READ.replace('"*"', '"arn:aws-cn:s3:::a"'),
        "Line 1, column 85</strong> Statement 1: the element Resource",
        'Partition "aws-cn" is not valid for resource "arn:aws-cn:s3:::a".',
    ),
]


def sent(document: str = READ, name: str = "Reading", **more: str) -> dict[str, str]:
    return {"policy_name": name, "description": "", "document": document, **more}


def test_create(world: World, admin: Client):
    assert "Statement1" in text_of(admin.get(CREATE))
    response = admin.post(CREATE, sent(description="Reads"))
    policy = Policy.objects.get(policy_name="Reading")
    assert response.url == f"/iam/policies/details/{policy.arn}/"
    assert (policy.account, policy.document, policy.description) == (world.account, READ, "Reads")
    event = Event.objects.get(event_name="CreatePolicy")
    assert event.record["requestParameters"]["policyDocument"] == READ
    assert "attach it to use it" in text_of(admin.get(response.url))


def test_start_from_an_edition(world: World, admin: Client):
    response = admin.get(CREATE, {"edition": "current-mfa-self-manage"})
    form = response.context["form"]
    assert form.initial["document"] == edition("current-mfa-self-manage")
    assert form.initial["policy_name"] == "Force_MFA"
    assert admin.get(CREATE, {"edition": "nothing"}).status_code == 200


@pytest.mark.parametrize(("document", "place", "text"), FAULTS)
def test_a_fault_is_shown_with_its_place(world: World, admin: Client, document, place, text):
    before = rows()
    for more, status in (({}, 400), ({"check": "document"}, 200)):
        response = admin.post(CREATE, sent(document, **more))
        assert response.status_code == status
        html = text_of(response)
        assert place in html
        assert "^" in html
        assert response.context["checked"].fault.message == text
        assert response.context["form"]["document"].value() == document
    assert rows() == before
    event = Event.objects.get(event_name="CreatePolicy")
    assert event.error_code == "MalformedPolicyDocumentException"


def test_checking_keeps_nothing(world: World, admin: Client):
    Event.objects.all().delete()
    before = rows()
    html = text_of(admin.post(CREATE, sent(name="", check="document")))
    assert "The document is valid" in html
    assert "89 of 6144 characters" in html
    assert "Enter a policy name." not in html
    html = text_of(admin.post(CREATE, sent(LONG, check="document")))
    assert "The document is too long" in html
    assert "Enter a policy document." in text_of(admin.post(CREATE, sent("", check="document")))
    assert rows() == before
    assert set(Event.objects.values_list("event_name", flat=True)) == {"ValidatePolicy"}


@pytest.mark.parametrize(
    ("fields", "status", "text"),
    [
        (sent(name=""), 200, "Enter a policy name."),
        (sent(""), 200, "Enter a policy document."),
        (sent(name="Force_MFA"), 409, "A policy called Force_MFA already exists."),
        (sent(name="a b"), 200, "The specified value for policyName is invalid."),
        (sent(name="\0"), 200, "The specified value for policyName is invalid."),
        (sent(LONG), 409, "Cannot exceed quota for PolicySize: 6144"),
        (
            sent(READ.replace("Get", "\u2713")),
            200,
            "Line 1, column 68: IAM stores no character U+2713",
        ),
        (sent(READ.replace("Get", "\0")), 200, "IAM stores no character U+0000"),
        (sent(description="\0"), 200, "Null characters are not allowed."),
        (sent(description="x" * 1001), 200, "at most 1000 characters"),
    ],
)
def test_what_is_refused_keeps_what_was_typed(world: World, admin: Client, fields, status, text):
    before = rows()
    response = admin.post(CREATE, fields)
    assert response.status_code == status
    assert text in text_of(response)
    assert response.context["form"]["document"].value() == fields["document"]
    assert rows() == before


def test_creating_is_decided_on_the_name(world: World, signed_in: SignedIn):
    allow(world.carol, "iam:CreatePolicy", resource="arn:aws:iam::*:policy/Read*")
    client = signed_in(world.carol)
    before = rows()
    response = client.post(CREATE, sent(name="Writing"))
    assert response.status_code == 403
    assert "iam:CreatePolicy on resource: policy Writing because" in text_of(response)
    assert rows() == before
    assert client.post(CREATE, sent(name="Reading")).status_code == 302


NO_VALIDATION = READ.replace("Allow", "Deny").replace("s3:Get*", "access-analyzer:ValidatePolicy")
PASS_ROLE = READ.replace("s3:Get*", "iam:PassRole")


def test_findings_stand_under_the_editor(world: World, admin: Client):
    assert "Check the policy to see security warnings" in text_of(admin.get(CREATE))
    html = text_of(admin.post(CREATE, sent(PASS_ROLE, check="document")))
    for tab in ("Security (1)", "Errors (0)", "Warnings (0)", "Suggestions (0)"):
        assert tab in html
    assert "Using the iam:PassRole action with wildcards (*) in the resource" in html
    assert f"Line 1, column {PASS_ROLE.index('iam:PassRole')}" in html
    [event] = Event.objects.filter(event_source="access-analyzer.amazonaws.com")
    assert event.event_name == "ValidatePolicy"
    assert not Policy.objects.filter(policy_name="Reading").exists()


def test_our_findings_are_marked(world: World, admin: Client):
    condition = '"Condition":{"Bool":{"aws:MultiFactorAuthPresent":"false"}},'
    text = READ.replace("Allow", "Deny").replace('"Resource"', f'{condition}"Resource"')
    html = text_of(admin.post(CREATE, sent(text, check="document")))
    assert "Bool denies nothing where aws:MultiFactorAuthPresent is absent" in html
    assert "not AWS" in html


def test_that_not_all_was_checked_is_said(world: World, admin: Client):
    actions = ",".join(f'"a{number}"' for number in range(400))
    html = text_of(admin.post(CREATE, sent(READ.replace('"s3:Get*"', f"[{actions}]"), check="x")))
    assert "The document is too large to be checked whole: findings are missing." in html
    assert "Errors (200)" in html


@pytest.mark.parametrize("name", ["create_policy", "create_user_policy", "create_group_policy"])
def test_without_the_permission_the_pane_says_so(world: World, admin: Client, name: str):
    create_group(account=world.account, group_name="Readers", now=datetime.now(tz=UTC))
    UserPolicy.objects.create(user=world.admin, policy_name="No", document=NO_VALIDATION)
    holder = {"create_user_policy": ["bob"], "create_group_policy": ["Readers"]}.get(name, [])
    path = reverse(name, args=holder)
    for html in (
        text_of(admin.get(path)),
        text_of(admin.post(path, sent(PASS_ROLE, check="document"))),
    ):
        assert "Findings are not shown, as access-analyzer:ValidatePolicy is not allowed." in html
        assert "Security (" not in html
    assert not Event.objects.filter(event_name="ValidatePolicy").exists()


def test_hostile_text_is_only_text(world: World, admin: Client):
    text = READ.replace("s3:Get*", "s3:<script>alert(1)</script>")
    response = admin.post(CREATE, sent(text, check="document"))
    assert "<script>alert(1)" not in response.content.decode()
    assert "The action s3:&lt;script&gt;" in response.content.decode()


def test_a_long_document_is_not_validated(world: World, admin: Client):
    response = admin.post(CREATE, sent(READ.replace("s3:Get*", "a" * 20_000), check="document"))
    assert "A document of more than 20000 characters is not validated." in text_of(response)
