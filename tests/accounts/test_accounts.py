"""Account aliases: one for an account, no two alike."""

import pytest

from accounts.errors import EntityAlreadyExists, NoSuchEntity, ValidationError
from accounts.operations.accounts import (
    create_account_alias,
    delete_account_alias,
    list_account_aliases,
)
from tests.support.parallel import all_at_once
from tests.support.refusals import refused
from tests.world import World, make_world


def test_a_second_alias_takes_the_place_of_the_first(world: World):
    assert list_account_aliases(account=world.account) == ["training"]
    create_account_alias(account=world.account, alias="class-of-26")
    assert list_account_aliases(account=world.account) == ["class-of-26"]
    assert world.account.alias == "class-of-26"


def test_an_alias_goes_and_can_be_had_by_another_account(world: World):
    delete_account_alias(account=world.account, alias="training")
    assert list_account_aliases(account=world.account) == []
    create_account_alias(account=world.stranger.account, alias="training")
    with refused(NoSuchEntity, "The account alias training cannot be found."):
        delete_account_alias(account=world.account, alias="training")


def test_no_two_aliases_are_alike(world: World):
    with refused(EntityAlreadyExists, "The account alias training already exists."):
        create_account_alias(account=world.stranger.account, alias="training")
    with refused(EntityAlreadyExists, "The account alias training already exists."):
        create_account_alias(account=world.account, alias="training")


@pytest.mark.parametrize("alias", ["ab", "a--b", "-ab", "ab-", "ABC", "a" * 64, "123456789012"])
def test_an_alias_that_the_model_refuses(world: World, alias: str):
    with pytest.raises(ValidationError, match="specified value for accountAlias is invalid"):
        create_account_alias(account=world.account, alias=alias)


@pytest.mark.django_db(transaction=True)
def test_two_accounts_ask_for_one_alias_at_once_and_one_has_it():
    world = make_world()
    accounts = (world.account, world.stranger.account)
    outcomes = all_at_once(
        [
            lambda account=account: create_account_alias(account=account, alias="wanted")
            for account in accounts
        ]
    )
    assert outcomes.count(EntityAlreadyExists) == 1
