from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.operations.policies.permissions_boundaries import put_user_permissions_boundary
from accounts.operations.policies.policies import create_policy
from console.models import Event
from credentials.operations.access_keys import create_access_key
from tests.support.refusals import without_id
from tests.world import PAGE, World, give_device

SignedIn = Callable[..., Client]
DENIED = "is not authorized to perform: iam:{action} on resource: {resource}"
EXPLICIT = (
    " with an explicit deny in an identity-based policy: arn:aws:iam::123456789012:policy/Force_MFA"
)


def html_of(client: Client) -> str:
    response = client.get(PAGE)
    assert response.status_code == 200
    return response.content.decode()


def refusal(action: str, resource: str) -> str:
    return DENIED.format(action=action, resource=resource) + EXPLICIT


def test_without_mfa_each_denied_panel_says_so_in_awss_words(world: World, signed_in: SignedIn):
    html = html_of(signed_in(world.alice))
    assert "arn:aws:iam::123456789012:user/alice" in html
    assert refusal("GetAccountSummary", "*") in html
    assert refusal("ListAccessKeys", "user alice") in html
    assert "iam:ListMFADevices on resource" not in html
    assert world.account.canonical_user_id not in html
    assert "DenyAllExceptListedIfNoMFA" in html
    assert "Assign MFA device" in html


def test_with_mfa_nothing_on_the_page_is_refused(world: World, signed_in: SignedIn):
    html = html_of(signed_in(world.alice, give_device(world.alice)))
    assert "not authorized" not in html
    assert "Access denied" not in html
    assert world.account.canonical_user_id in html
    assert "arn:aws:iam::123456789012:mfa/alice" in html


def test_with_mfa_no_event_of_the_page_is_a_refusal(world: World, signed_in: SignedIn):
    create_access_key(user=world.alice, now=datetime.now(tz=UTC))
    client = signed_in(world.alice, give_device(world.alice))
    Event.objects.all().delete()
    html = html_of(client)
    assert set(Event.objects.values_list("event_name", "error_code")) == {
        ("GetUser", ""),
        ("GetAccountSummary", ""),
        ("ListMFADevices", ""),
        ("ListVirtualMFADevices", ""),
        ("ListAccessKeys", ""),
        ("ListSigningCertificates", ""),
        ("GetAccountPasswordPolicy", ""),
    }
    assert "iam:GetAccessKeyLastUsed" in html
    assert "iam:TagUser" in html


def test_without_mfa_the_events_name_each_refusal(world: World, signed_in: SignedIn):
    client = signed_in(world.alice)
    Event.objects.all().delete()
    html_of(client)
    denied = Event.objects.filter(error_code="AccessDenied")
    assert set(denied.values_list("event_name", flat=True)) == {
        "GetAccountPasswordPolicy",
        "GetAccountSummary",
        "ListAccessKeys",
        "ListSigningCertificates",
    }
    record = denied.get(event_name="ListAccessKeys").record
    assert without_id(record["errorMessage"]).endswith(refusal("ListAccessKeys", "user alice"))
    assert record["requestParameters"] is None
    assert record["userIdentity"]["sessionContext"]["attributes"]["mfaAuthenticated"] == "false"


def test_a_device_assigned_in_this_session_changes_nothing_in_it(world: World, signed_in: SignedIn):
    client = signed_in(world.alice)
    give_device(world.alice)
    html = html_of(client)
    assert refusal("ListAccessKeys", "user alice") in html
    assert "This session began without MFA" in html
    assert "Sign out" in html
    assert "/mfa/assign/" not in html, "the service would refuse a second device"


def test_bob_sees_keys_and_summary_but_no_mfa(world: World, signed_in: SignedIn):
    html = html_of(signed_in(world.bob))
    assert world.account.canonical_user_id in html
    assert (
        DENIED.format(action="ListMFADevices", resource="user bob")
        + " because no identity-based policy allows the iam:ListMFADevices action"
    ) in html


def test_admin_sees_everything(world: World, signed_in: SignedIn):
    create_access_key(user=world.admin, now=datetime.now(tz=UTC))
    html = html_of(signed_in(world.admin))
    assert "not authorized" not in html
    assert "Last used" in html


def test_without_get_user_there_is_no_page(world: World, signed_in: SignedIn):
    client = signed_in(world.carol)
    Event.objects.all().delete()
    response = client.get(PAGE)
    assert response.status_code == 403
    assert "iam:GetUser on resource: user carol because no identity-based policy allows" in (
        response.content.decode()
    )
    assert Event.objects.get().error_code == "AccessDenied"


@pytest.mark.parametrize("rows", [0, 2])
def test_the_number_of_queries_does_not_depend_on_the_rows(
    world: World, signed_in: SignedIn, rows: int
):
    client = signed_in(world.alice, give_device(world.alice))
    for _ in range(rows):
        create_access_key(user=world.alice, now=datetime.now(tz=UTC))
    client.get(PAGE)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(PAGE)
    selects = [
        q for q in queries if q["sql"].lstrip("(").startswith(("SELECT", "INSERT", "UPDATE"))
    ]
    assert len(selects) == 9, [q["sql"][:90] for q in selects]


def test_pages_of_a_caller_are_not_stored(world: World, signed_in: SignedIn):
    assert "no-store" in signed_in(world.alice).get(PAGE)["Cache-Control"]


def test_a_strict_content_security_policy(world: World, signed_in: SignedIn):
    response = signed_in(world.alice).get(PAGE)
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "<script>" not in response.content.decode()
    assert "style=" not in response.content.decode()


def test_a_permissions_boundary_is_named_where_it_refuses(world: World, signed_in: SignedIn):
    boundary = create_policy(
        account=world.account,
        policy_name="Only_GetUser",
        document='{"Version":"2012-10-17","Statement":'
        '{"Effect":"Allow","Action":"iam:GetUser","Resource":"*"}}',
        now=datetime.now(tz=UTC),
    )
    put_user_permissions_boundary(user=world.admin, policy=boundary)
    response = signed_in(world.admin).get(PAGE)
    text = response.content.decode()
    assert response.status_code == 200
    assert "because no permissions boundary allows the iam:ListAccessKeys action" in text
    assert "no permissions boundary allows the action" in text
    assert "Your policies allow it, but your permissions boundary, the policy Only_GetUser" in text
