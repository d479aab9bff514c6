"""Browsers that know no CSS: forms that they can send on, and words that stay apart."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from tests.world import PAGE, World

SignedIn = Callable[..., Client]
# A word that ends an element, and an inline element that begins with one right after it.
JOINED = re.compile(r"\w(?:</(?:a|button|span|strong)>)+<(?:a|button|span)\b[^>]*>\w[^<]*")
PAGES = (
    "/",
    PAGE,
    f"{PAGE}mfa/assign/",
    f"{PAGE}mfa/delete/",
    f"{PAGE}access-keys/create/",
    f"{PAGE}access-keys/create/description/",
    f"{PAGE}password/",
    f"{PAGE}codecommit/ssh-public-keys/upload/",
    "/iam/account-settings/password-policy/edit/",
    "/iam/credential-report/",
    "/iam/editions/",
    "/iam/groups/create/",
    "/iam/policies/create/",
    "/iam/users/create/?user_name=dave&console_access=on",
    "/iam/users/create/permissions/?user_name=dave",
    "/iam/users/create/permissions/?user_name=dave&permissions=copy",
    "/iam/users/create/review/?user_name=dave&console_access=on",
    "/iam/users/details/alice/",
    "/iam/users/details/alice/permissions/apply-edition/",
    "/iam/users/details/alice/permissions/attach/",
    "/iam/users/details/alice/delete/",
)


@pytest.mark.parametrize("path", PAGES)
def test_no_two_words_run_together(world: World, signed_in: SignedIn, path: str):
    response = signed_in(world.admin).get(path)
    assert response.status_code == 200
    found = JOINED.findall(response.content.decode().replace("\n", " "))
    assert found == []


@pytest.mark.parametrize(
    ("path", "form"),
    [
        (f"{PAGE}mfa/assign/", {"name": "phone", "kind": "virtual"}),
        (f"{PAGE}mfa/assign/", {"name": "x", "kind": "hardware"}),
        ("/iam/account-settings/password-policy/edit/", {"kind": "default"}),
    ],
)
def test_no_form_is_sent_on_by_a_307(
    world: World, signed_in: SignedIn, path: str, form: dict[str, str]
):
    """Text browsers follow a 307 with GET and lose the form."""
    assert signed_in(world.admin).post(path, form).status_code == 302
