"""Users, groups and policies named `.` and `..`: clients take such segments out of an address."""

import re
from datetime import UTC, datetime
from urllib.parse import urljoin

import pytest
from django.test import Client
from django.urls import resolve, reverse

from accounts.models import Group, GroupPolicy, Policy, User, UserPolicy
from accounts.operations.groups import add_user_to_group, create_group
from accounts.operations.policies.attachments import attach_group_policy, attach_user_policy
from accounts.operations.policies.policies import create_policy
from accounts.operations.users import create_user
from tests.pages.helpers import READ, text_of
from tests.world import World

NOW = datetime.now(tz=UTC)
HREF = re.compile(r'(?:href|action)="(/[^"?#]*)')
DOTTED = pytest.mark.parametrize("name", [".", ".."])


@pytest.fixture
def dotted(world: World, name: str) -> tuple[User, Group, Policy]:
    user = create_user(account=world.account, user_name=name, path="/../", now=NOW)
    group = create_group(account=world.account, group_name=name, now=NOW)
    policy = create_policy(
        account=world.account, policy_name=name, path="/./../a../", document=READ, now=NOW
    )
    add_user_to_group(group=group, user=user)
    attach_user_policy(user=user, policy=policy)
    attach_group_policy(group=group, policy=policy)
    UserPolicy.objects.create(user=user, policy_name=name, document=READ)
    GroupPolicy.objects.create(group=group, policy_name=name, document=READ)
    return user, group, policy


def normal(address: str) -> bool:
    """Whether a client asks for the address as it stands."""
    return urljoin("http://lab.test/x/", address) == f"http://lab.test{address}"


@DOTTED
def test_every_address_that_a_page_shows_is_asked_for_as_it_stands(
    admin: Client, dotted: tuple[User, Group, Policy]
):
    """From the three lists on: each page that names one of them, and what these link to."""
    found, todo, refused = set(), {"/iam/users/", "/iam/groups/", "/iam/policies/"}, []
    while todo:
        address = todo.pop()
        found.add(address)
        response = admin.get(address)
        if response.status_code not in (200, 302, 405):
            refused.append((address, response.status_code))
        for link in HREF.findall(text_of(response)):
            assert normal(link), link
            if "~" in link and link not in found:
                todo.add(link)
    assert refused == []
    assert len(found) > 20


@DOTTED
def test_what_is_done_there_is_done_to_them(admin: Client, dotted: tuple[User, Group, Policy]):
    user, group, policy = dotted
    page = reverse("user", args=[user.user_name])
    assert page == f"/iam/users/details/~{user.user_name}/"
    assert admin.get(page).status_code == 200
    for inline, holder in (("users", user), ("groups", group)):
        name = holder.inline_policies.get().policy_name
        address = f"/iam/{inline}/details/~{name}/permissions/inline/~{name}/delete/"
        assert admin.post(address).status_code == 302
        assert not holder.inline_policies.exists()
    address = reverse("policy", args=[policy.arn])
    assert normal(address)
    assert resolve(address).kwargs == {"policy_arn": policy.arn}
    assert policy.arn in text_of(admin.get(address))
    assert admin.get(address.replace("~", "~~")).status_code == 404
    for other in ("~a..", "a~..", "a..~"):
        assert admin.get(address.replace("a..", other)).status_code == 404
