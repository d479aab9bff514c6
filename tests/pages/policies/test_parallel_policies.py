"""Several at once: one of them makes or deletes a policy, the others are told."""

import pytest

from accounts.errors import EntityAlreadyExists, NoSuchEntity
from accounts.models import UserPolicy
from accounts.operations.policies.inline_policies import delete_user_policy, put_user_policy
from tests.pages.helpers import READ
from tests.support.parallel import all_at_once, at_once
from tests.world import World, make_world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world() -> World:
    return make_world()


def test_one_of_several_makes_a_new_inline_policy(world: World):
    texts = [READ.replace("Get", f"Get{number}") for number in range(6)]

    def make(text: str) -> str:
        put_user_policy(user=world.carol, policy_name="Own", document=text, new=True)
        return text

    outcomes = all_at_once([lambda text=text: make(text) for text in texts])
    [made] = [outcome for outcome in outcomes if outcome != EntityAlreadyExists]
    assert UserPolicy.objects.get(user=world.carol).document == made


def test_one_of_several_deletes_an_inline_policy(world: World):
    UserPolicy.objects.create(user=world.carol, policy_name="Own", document=READ)
    outcomes = at_once(6, lambda: delete_user_policy(user=world.carol, policy_name="Own"))
    assert sorted(map(str, outcomes)) == sorted(map(str, [None, *[NoSuchEntity] * 5]))
