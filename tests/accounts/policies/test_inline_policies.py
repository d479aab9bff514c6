"""Policies embedded in users and groups: sizes counted in all, names in any case."""

from datetime import UTC, datetime

import pytest

from accounts.authorization import policies_of
from accounts.errors import LimitExceeded, MalformedPolicyDocument, NoSuchEntity, ValidationError
from accounts.operations import groups
from accounts.operations.policies import inline_policies
from tests.accounts.policies.test_policies import of_size
from tests.support.parallel import at_once
from tests.support.refusals import refused
from tests.world import World, make_world

NOW = datetime.now(tz=UTC)
ALLOW = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}'
DENY = ALLOW.replace("Allow", "Deny")


def put(world: World, name: str = "MixedName", document: str = ALLOW) -> None:
    inline_policies.put_user_policy(user=world.carol, policy_name=name, document=document)


def test_putting_again_replaces_the_document_and_keeps_the_name(world: World):
    put(world)
    put(world, "mixedname", DENY)
    found = inline_policies.get_user_policy(user=world.carol, policy_name="MIXEDNAME")
    assert (found.policy_name, found.document) == ("MixedName", DENY)
    assert [policy.name for policy in policies_of(world.carol)] == ["MixedName"]
    put(world, "a")
    listed = inline_policies.list_user_policies(user=world.carol)
    assert [policy.policy_name for policy in listed] == ["a", "MixedName"]
    inline_policies.delete_user_policy(user=world.carol, policy_name="MIXEDname")
    with refused(NoSuchEntity, "The user policy with name MixedName cannot be found."):
        inline_policies.get_user_policy(user=world.carol, policy_name="MixedName")
    with refused(NoSuchEntity, "The user policy with name MixedName cannot be found."):
        inline_policies.delete_user_policy(user=world.carol, policy_name="MixedName")


def test_what_is_refused(world: World):
    with refused(MalformedPolicyDocument, "Syntax errors in policy."):
        put(world, document="nothing")
    with pytest.raises(ValidationError, match="specified value for policyName is invalid"):
        put(world, "a b")


def test_a_users_inline_policies_have_2048_characters_in_all(world: World):
    put(world, "a", of_size(1024))
    put(world, "b", of_size(1024).replace("  ", "\r\n\t" * 500))
    text = "Maximum policy size of 2048 bytes exceeded for user carol"
    with refused(LimitExceeded, text):
        put(world, "A", of_size(1025))
    with refused(LimitExceeded, text):
        put(world, "c")
    put(world, "A", of_size(1023))


def test_a_groups_inline_policies_have_5120_characters_in_all(world: World):
    group = groups.create_group(account=world.account, group_name="Students", now=NOW)
    for name in ("a", "b"):
        inline_policies.put_group_policy(group=group, policy_name=name, document=of_size(2560))
    with refused(LimitExceeded, "Maximum policy size of 5120 bytes exceeded for group Students"):
        inline_policies.put_group_policy(group=group, policy_name="c", document=ALLOW)
    inline_policies.put_group_policy(group=group, policy_name="B", document=DENY)
    found = inline_policies.get_group_policy(group=group, policy_name="B")
    assert (found.policy_name, found.document) == ("b", DENY)
    inline_policies.delete_group_policy(group=group, policy_name="A")
    assert [p.policy_name for p in inline_policies.list_group_policies(group=group)] == ["b"]
    with refused(NoSuchEntity, "The group policy with name a cannot be found."):
        inline_policies.get_group_policy(group=group, policy_name="a")


@pytest.mark.django_db(transaction=True)
def test_twenty_policies_at_once_and_two_fit():
    world = make_world()
    names = iter("abcdefghijklmnopqrst")
    outcomes = at_once(20, lambda: put(world, next(names), of_size(1024)))
    assert outcomes.count(LimitExceeded) == 18
    assert world.carol.inline_policies.count() == 2


@pytest.mark.django_db(transaction=True)
def test_ten_of_one_name_at_once_and_one_is_kept():
    world = make_world()
    outcomes = at_once(10, lambda: put(world))
    assert outcomes == [None] * 10
    assert world.carol.inline_policies.count() == 1
