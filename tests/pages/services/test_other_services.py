"""EC2's and S3's pages: denied until MFA, then as the policies say; the frame always stays."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from django.test import Client

from accounts.editions import BY_NAME
from accounts.models import User
from accounts.operations.policies.editions import apply_edition
from accounts.services.inventory import buckets_of, instances_of
from console.models import Event
from tests.support.rows import rows
from tests.world import ACCOUNT_ID, World, give_device

SignedIn = Callable[..., Client]
EXPLICIT = (
    f"with an explicit deny in an identity-based policy: arn:aws:iam::{ACCOUNT_ID}:policy/Force_MFA"
)
IMPLICIT = "because no identity-based policy allows the {} action"


@dataclass(frozen=True)
class Page:
    path: str
    heading: str
    action: str
    refused: str
    shown: tuple[str, ...]
    source: str
    event: str
    code: str
    edition: str
    command: str


INSTANCES = Page(
    path="/ec2/instances/",
    heading="Instances",
    action="ec2:DescribeInstances",
    refused="You are not authorized to perform this operation. User: {} is not authorized to "
    "perform: ec2:DescribeInstances ",
    shown=tuple(instance.instance_id for instance in instances_of(ACCOUNT_ID)),
    source="ec2.amazonaws.com",
    event="DescribeInstances",
    code="Client.UnauthorizedOperation",
    edition="amazon-ec2-full-access",
    command="aws ec2 describe-instances",
)
BUCKETS = Page(
    path="/s3/buckets/",
    heading="General purpose buckets",
    action="s3:ListAllMyBuckets",
    refused="User: {} is not authorized to perform: s3:ListAllMyBuckets ",
    shown=tuple(bucket.name for bucket in buckets_of(ACCOUNT_ID)),
    source="s3.amazonaws.com",
    event="ListBuckets",
    code="AccessDenied",
    edition="amazon-s3-read-only-access",
    command="aws s3api list-buckets",
)
each_page = pytest.mark.parametrize("page", [INSTANCES, BUCKETS], ids=["ec2", "s3"])


def opened(client: Client, page: Page) -> str:
    """The page as it is answered: its frame stands whatever is decided."""
    response = client.get(page.path)
    assert response.status_code == 200
    html = response.content.decode()
    assert page.heading in html
    assert 'aria-label="Breadcrumbs"' in html
    return html


def event_of(page: Page) -> dict:
    return Event.objects.get(event_source=page.source).record


def allow(user: User, page: Page) -> None:
    applied = BY_NAME[page.edition]
    apply_edition(account=user.account, to=user, applied=applied, now=datetime.now(tz=UTC))


@each_page
def test_an_administrator_sees_the_rows(world: World, signed_in: SignedIn, page: Page):
    html = opened(signed_in(world.admin), page)
    assert all(text in html for text in page.shown)
    assert f"({len(page.shown)})" in html
    assert page.command in html
    assert "not authorized" not in html
    record = event_of(page)
    assert (record["eventName"], record["readOnly"]) == (page.event, True)
    assert "errorCode" not in record


@each_page
def test_without_mfa_alice_is_denied_explicitly(world: World, signed_in: SignedIn, page: Page):
    client = signed_in(world.alice)
    Event.objects.all().delete()
    before = rows()
    html = opened(client, page)
    said = page.refused.format(world.alice.arn) + EXPLICIT
    assert said in html
    assert "DenyAllExceptListedIfNoMFA" in html
    assert "Two things stand in the way. Sign in with MFA; that alone is not enough." in html
    assert f"Ask an administrator of your account for {page.action} too." in html
    assert not any(text in html for text in page.shown)
    assert "on resource:" not in html
    assert rows() == before
    record = event_of(page)
    assert (record["errorCode"], record["errorMessage"]) == (page.code, said)
    assert record["requestParameters"] is None


@each_page
def test_with_mfa_alice_is_denied_for_want_of_a_policy(
    world: World, signed_in: SignedIn, page: Page
):
    client = signed_in(world.alice, give_device(world.alice))
    before = rows()
    html = opened(client, page)
    assert page.refused.format(world.alice.arn) + IMPLICIT.format(page.action) in html
    assert f"Ask an administrator of your account for {page.action}" in html
    assert rows() == before


@each_page
def test_what_a_policy_allows_needs_mfa_all_the_same(world: World, signed_in: SignedIn, page: Page):
    allow(world.alice, page)
    html = opened(signed_in(world.alice), page)
    assert page.refused.format(world.alice.arn) + EXPLICIT in html
    assert "Your policies allow it once you are signed in with MFA." in html
    html = opened(signed_in(world.alice, give_device(world.alice)), page)
    assert all(text in html for text in page.shown)


@each_page
def test_another_account_has_rows_of_its_own(world: World, signed_in: SignedIn, page: Page):
    html = opened(signed_in(world.stranger), page)
    assert not any(text in html for text in page.shown)
    assert "(3)" in html


@each_page
def test_the_queries_of_the_page(
    world: World, signed_in: SignedIn, page: Page, django_assert_num_queries
):
    client = signed_in(world.admin)
    client.get(page.path)
    with django_assert_num_queries(4):
        client.get(page.path)
