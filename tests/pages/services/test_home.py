"""Console Home, the services menu, and which side navigation a page has."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from console.models import Event
from tests.pages.helpers import text_of
from tests.world import PAGE, World, give_device, sign_in

SignedIn = Callable[..., Client]
HINT = "This session began without MFA"


def html_of(client: Client, path: str = "/") -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_the_home_names_services_account_and_session(world: World, signed_in: SignedIn):
    client = signed_in(world.alice)
    Event.objects.all().delete()
    html = html_of(client)
    for text in (
        "Console Home",
        "Manage access to AWS resources",
        "Virtual servers in the cloud",
        "Scalable storage in the cloud",
        "123456789012",
        "training",
        "alice",
        HINT,
    ):
        assert text in html
    for name in ("security_credentials", "instances", "buckets", "compare_editions"):
        assert f'href="{reverse(name)}"' in html
    assert not Event.objects.exists(), "no action is performed"


def test_with_mfa_there_is_no_hint(world: World, signed_in: SignedIn):
    html = html_of(signed_in(world.alice, give_device(world.alice)))
    assert HINT not in html
    assert "Yes" in html


def test_the_home_is_open_to_every_caller_and_nobody_else(world: World, signed_in: SignedIn):
    assert "Console Home" in html_of(signed_in(world.carol))
    assert Client().get("/").url == reverse("sign_in")


def test_signing_in_ends_on_the_credentials_page_or_where_one_wanted(world: World):
    credentials = {
        "account": world.account.account_id,
        "username": "alice",
        "password": "correct horse",
    }
    assert Client().post(reverse("sign_in"), credentials).url == PAGE
    wanted = Client().get("/ec2/instances/").url
    assert wanted == "/signin/?next=%2Fec2%2Finstances%2F"
    assert Client().post(wanted, credentials).url == "/ec2/instances/"


@pytest.mark.parametrize(
    ("path", "name", "title"),
    [
        (PAGE, "IAM", "Identity and Access Management (IAM)"),
        ("/ec2/instances/", "EC2", "EC2"),
        ("/s3/buckets/", "S3", "Amazon S3"),
    ],
)
def test_the_side_navigation_is_the_service_s(world: World, path: str, name: str, title: str):
    response = sign_in(Client(), world.admin).get(path)
    html = text_of(response)
    assert f'<nav aria-label="{title}">' in html
    assert f'<ol class="breadcrumbs"><li><a href="{path}">{name}</a></li>' in html
    found = [page["url"] for page in response.context["navigation"]]
    assert path in found
    assert all(url.startswith(f"/{name.lower()}/") for url in found)
    assert 'class="product" href="/"' in html


def test_the_home_has_no_side_navigation(world: World, signed_in: SignedIn):
    html = html_of(signed_in(world.alice))
    assert "side-nav" not in html
    assert "breadcrumbs" not in html
