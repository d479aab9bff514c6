"""Who may create only under some names opens the form, is told the names, and gets no other."""

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client

from accounts.models import Group, Policy, User, UserPolicy
from console.models import Event
from tests.pages.helpers import text_of
from tests.world import World

SignedIn = Callable[..., Client]
ARN = "arn:aws:iam::123456789012"
ALLOW_ALL = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}'


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing with a form that names a new one: its pages, its field, its row."""

    action: str
    path: str
    page: str
    field: str
    model: type[Model]
    lists: str

    def create(self, client: Client, name: str) -> HttpResponse:
        sent = {self.field: name, "client_token": str(uuid.uuid4()), "document": ALLOW_ALL}
        return client.post(f"{self.page}create/{'review/' * (self.model is User)}", sent)


KINDS = [
    Kind("CreateUser", "user", "/iam/users/", "user_name", User, "ListUsers"),
    Kind("CreateGroup", "group", "/iam/groups/", "group_name", Group, "ListGroups"),
    Kind("CreatePolicy", "policy", "/iam/policies/", "policy_name", Policy, "ListPolicies"),
]
ids = [kind.path for kind in KINDS]


def give(user: User, *statements: dict[str, Any]) -> None:
    document = json.dumps({"Version": "2012-10-17", "Statement": statements})
    UserPolicy.objects.create(user=user, policy_name="Names", document=document)


def only(kind: Kind, *names: str, **more: Any) -> dict[str, Any]:
    resources = [f"{ARN}:{kind.path}/{name}" for name in names]
    return {"Effect": "Allow", "Action": f"iam:{kind.action}", "Resource": resources} | more


@pytest.mark.parametrize("kind", KINDS, ids=ids)
def test_the_form_opens_and_says_which_names(world: World, signed_in: SignedIn, kind: Kind):
    lists = {"Effect": "Allow", "Action": f"iam:{kind.lists}", "Resource": "*"}
    give(world.carol, only(kind, "dev-*", "${aws:username}-?", "team/x-*"), lists)
    carol = signed_in(world.carol)
    assert f'href="{kind.page}create/"' in carol.get(kind.page).content.decode()
    Event.objects.all().delete()
    page = carol.get(f"{kind.page}create/")
    said = "Your policies allow names that match dev-* or carol-?."
    assert (page.status_code, said in text_of(page)) == (200, True)
    assert not Event.objects.filter(event_name=kind.action).exists()


@pytest.mark.parametrize("kind", KINDS, ids=ids)
def test_only_those_names_are_made(world: World, signed_in: SignedIn, kind: Kind):
    give(world.carol, only(kind, "dev-*"))
    carol = signed_in(world.carol)
    before = kind.model._default_manager.count()
    for name in ("ops-1", " ops-1 ", "ops 1", "*", "dev-1/x", "Dev-1"):
        assert kind.create(carol, name).status_code == 403
    assert kind.create(carol, "").status_code in (200, 302)  # back to the form
    assert kind.model._default_manager.count() == before
    assert kind.create(carol, "dev-1").status_code in (200, 302)
    assert kind.model._default_manager.filter(**{kind.field: "dev-1"}).count() == 1


@pytest.mark.parametrize("kind", KINDS, ids=ids)
def test_a_deny_of_all_other_names(world: World, signed_in: SignedIn, kind: Kind):
    give(
        world.carol,
        only(kind, "*"),
        {"Effect": "Deny", "Action": "*", "NotResource": f"{ARN}:{kind.path}/dev-*"},
    )
    page = signed_in(world.carol).get(f"{kind.page}create/")
    assert "Your policies allow names that match dev-*." in text_of(page)


@pytest.mark.parametrize(
    "statement",
    [
        {"Resource": "arn:aws:iam::210987654321:group/dev-*"},
        {"Resource": f"{ARN}:group/team/dev-*"},
        {"Resource": f"{ARN}:user/dev-*"},
        {"Resource": [f"{ARN}:group/", f"{ARN}:group/a b", f"{ARN}:group/\u00e9"]},
        {"Resource": f"{ARN}:group/${{aws:PrincipalTag/none}}-*"},
        {"Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}},
    ],
)
def test_a_name_that_nothing_allows_opens_no_form(
    world: World, signed_in: SignedIn, statement: dict[str, Any]
):
    give(world.carol, only(KINDS[1], "dev-*", **statement))
    page = signed_in(world.carol).get("/iam/groups/create/")
    assert (page.status_code, "Your policies allow names" in text_of(page)) == (403, False)


@pytest.mark.parametrize(("denied", "status"), [(49, 200), (50, 403)])
def test_of_many_names_fifty_are_tried(world: World, signed_in: SignedIn, denied: int, status: int):
    """A page is not held up by policies full of names."""
    kind, others = KINDS[1], [f"no-{number}" for number in range(denied)]
    deny = {"Effect": "Deny", "Action": "iam:CreateGroup", "Resource": f"{ARN}:group/no-*"}
    give(world.carol, only(kind, *others, "dev-*"), deny)
    assert signed_in(world.carol).get(f"{kind.page}create/").status_code == status


def test_five_names_are_said(world: World, signed_in: SignedIn):
    give(world.carol, only(KINDS[1], *(f"dev-{number}" for number in range(6))))
    html = text_of(signed_in(world.carol).get("/iam/groups/create/"))
    assert "match dev-0 or dev-1 or dev-2 or dev-3 or dev-4 or others." in html


def test_who_may_use_any_name_is_told_none(admin: Client):
    for kind in KINDS:
        page = admin.get(f"{kind.page}create/")
        assert (page.status_code, "Your policies allow names" in text_of(page)) == (200, False)
