"""Addresses that are typed: unknown ones, a service's own, and pages opened without their row."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.pages.helpers import text_of
from tests.support.rows import rows
from tests.world import PAGE, World

SignedIn = Callable[..., Client]
OF_ROWS = [
    "mfa/remove/",
    "mfa/resync/",
    *(f"signing-certificates/{verb}/" for verb in ("activate", "deactivate", "delete")),
    *(f"codecommit/ssh-public-keys/{v}/" for v in ("activate", "deactivate", "delete")),
    *(f"service-credentials/{verb}/" for verb in ("reset", "activate", "deactivate", "delete")),
]


@pytest.mark.parametrize(
    ("typed", "page"),
    [
        (f"/{service}{rest}", page)
        for service, page in (
            ("iam", PAGE), ("ec2", "/ec2/instances/"), ("s3", "/s3/buckets/"), ("console", "/"),
        )
        for rest in ("", "/", "/home", "/home/")
    ],
)  # fmt: skip
def test_a_service_begins_with_its_first_page(
    world: World, signed_in: SignedIn, typed: str, page: str
):
    response = signed_in(world.alice).get(typed, follow=True)
    assert response.redirect_chain[-1][0] == page
    assert response.status_code == 200
    assert Client().get(typed, follow=True).redirect_chain[-1][0].startswith("/signin/")


@pytest.mark.parametrize("path", ["/nowhere/", "/iam/nowhere/", "/s3/x", "/appearance/x/"])
def test_an_unknown_address_keeps_the_frame(world: World, signed_in: SignedIn, path: str):
    response = signed_in(world.alice).get(path)
    html = text_of(response)
    assert response.status_code == 404
    assert "There is no page at this address." in html
    assert 'class="menu account-menu"' in html
    assert ("Identity and Access Management (IAM)</span></summary>" in html) == ("iam" in path)
    response = Client().get(path)
    assert response.status_code == 404
    assert "account-menu" not in text_of(response)
    world.alice.password_reset_required = True
    world.alice.save()
    assert "account-menu" not in text_of(signed_in(world.alice).get(path))


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("verb", OF_ROWS)
def test_a_page_of_a_row_says_that_none_is_selected(
    world: World, signed_in: SignedIn, verb: str, method: str
):
    client, before = signed_in(world.admin), rows()
    response = getattr(client, method)(f"{PAGE}{verb}")
    assert response.status_code == 404
    assert "Nothing is selected" in text_of(response)
    assert "does not exist" not in text_of(response)
    assert rows() == before


@pytest.mark.parametrize("path", ["/", PAGE, "/signin/", "/iam/users/create/", "/signout/"])
@pytest.mark.parametrize("checks", [False, True], ids=["", "csrf"])
def test_a_method_that_no_page_takes_has_a_page(
    world: World, signed_in: SignedIn, path: str, checks: bool
):
    client = signed_in(world.admin)
    client.handler.enforce_csrf_checks = checks
    for method in (client.put, client.delete, client.patch):
        response = method(path)
        assert response.status_code == 405
        assert "Method not allowed" in text_of(response)
        assert response.headers["Allow"]
        assert "expired" not in text_of(response)
