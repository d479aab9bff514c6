"""Tags of users: keys without regard to case, fifty at most."""

import pytest

from accounts.errors import InvalidInput, LimitExceeded
from accounts.operations.tags import list_user_tags, tag_user, untag_user
from tests.support.parallel import at_once
from tests.support.refusals import refused
from tests.world import World, make_world


def fifty(prefix: str = "key") -> list[tuple[str, str]]:
    return [(f"{prefix}{number:02}", "v") for number in range(50)]


def test_a_tag_replaces_the_one_of_its_key_whatever_the_case(world: World):
    tag_user(user=world.alice, tags=[("Team", "One"), ("b", "")])
    tag_user(user=world.alice, tags=[("team", "Two")])
    assert list_user_tags(user=world.alice) == [("b", ""), ("team", "Two")]
    world.alice.refresh_from_db()
    assert world.alice.tags == {"b": "", "team": "Two"}


def test_removing_tags_passes_over_missing_ones(world: World):
    tag_user(user=world.alice, tags=[("Team", "One"), ("b", "c")])
    untag_user(user=world.alice, keys=["TEAM", "nothing", "aws:x"])
    untag_user(user=world.alice, keys=[])
    assert list_user_tags(user=world.alice) == [("b", "c")]


@pytest.mark.parametrize(
    ("tags", "text"),
    [
        (
            [("Team", "1"), ("TEAM", "2")],
            "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
        ),
        (
            [("Team", "1"), ("Team", "2")],
            "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
        ),
        ([("aws:x", "1")], "Tag keys beginning with aws: are reserved for system use."),
        ([("AWS:x", "1")], "Tag keys beginning with aws: are reserved for system use."),
        ([], "The provided tag map must not be null/empty."),
    ],
)
def test_tags_that_are_refused(world: World, tags: list[tuple[str, str]], text: str):
    with refused(InvalidInput, text):
        tag_user(user=world.alice, tags=tags)


def test_a_value_may_begin_as_no_key_may(world: World):
    tag_user(user=world.alice, tags=[("x", "aws:y")])
    assert world.alice.tags == {"x": "aws:y"}


def test_fifty_tags_and_no_more(world: World):
    tag_user(user=world.alice, tags=fifty())
    with refused(LimitExceeded, "Cannot exceed quota for TagsPerUser: 50"):
        tag_user(user=world.alice, tags=[("one", "more")])
    tag_user(user=world.alice, tags=[("KEY00", "in its place")])
    assert len(world.alice.tags) == 50


@pytest.mark.django_db(transaction=True)
def test_ten_sets_of_ten_at_once_and_five_are_kept():
    world = make_world()
    prefixes = iter("abcdefghij")
    outcomes = at_once(10, lambda: tag_user(user=world.alice, tags=fifty(next(prefixes))[:10]))
    world.alice.refresh_from_db()
    assert outcomes.count(LimitExceeded) == 5
    assert len(world.alice.tags) == 50
