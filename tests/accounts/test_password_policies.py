"""An account's password policy: the default rules, and a custom policy that replaces them."""

import pytest

from accounts.errors import NoSuchEntity, ValidationError
from accounts.models import PasswordPolicy
from accounts.operations.password_policies import (
    PasswordPolicySettings,
    custom_policy,
    delete_account_password_policy,
    get_account_password_policy,
    rules_of,
    update_account_password_policy,
)
from accounts.values.password_rules import DEFAULT, listed
from tests.world import ACCOUNT_ID, World

FIELDS = PasswordPolicySettings.__slots__


def test_without_a_custom_policy_there_is_none_to_get(world: World):
    with pytest.raises(NoSuchEntity) as refused:
        get_account_password_policy(account=world.account)
    assert str(refused.value) == (
        f"The Password Policy with domain name {ACCOUNT_ID} cannot be found."
    )
    assert rules_of(custom_policy(world.account)) is DEFAULT


def test_without_a_custom_policy_there_is_none_to_delete(world: World):
    with pytest.raises(NoSuchEntity) as refused:
        delete_account_password_policy(account=world.account)
    assert str(refused.value) == "The account policy with name PasswordPolicy cannot be found."


def test_an_update_without_parameters_weakens_the_rules(world: World):
    update_account_password_policy(account=world.account, settings=PasswordPolicySettings())
    policy = get_account_password_policy(account=world.account)
    assert {name: getattr(policy, name) for name in FIELDS} == {
        "minimum_password_length": 6,
        "require_symbols": False,
        "require_numbers": False,
        "require_uppercase_characters": False,
        "require_lowercase_characters": False,
        "allow_users_to_change_password": False,
        "max_password_age": None,
        "password_reuse_prevention": None,
        "hard_expiry": None,
    }
    rules = rules_of(policy)
    assert (rules.minimum_length, rules.required, rules.of_four) == (6, (), 0)


def test_an_update_replaces_what_was_set_and_not_named(world: World):
    first = PasswordPolicySettings(require_symbols=True, max_password_age=90, hard_expiry=True)
    update_account_password_policy(account=world.account, settings=first)
    update_account_password_policy(
        account=world.account, settings=PasswordPolicySettings(minimum_password_length=12)
    )
    policy = get_account_password_policy(account=world.account)
    assert policy.minimum_password_length == 12
    assert (policy.require_symbols, policy.max_password_age, policy.hard_expiry) == (
        False,
        None,
        None,
    )
    assert PasswordPolicy.objects.count() == 1


def test_a_policy_is_its_accounts_own(world: World):
    update_account_password_policy(account=world.account, settings=PasswordPolicySettings())
    with pytest.raises(NoSuchEntity):
        get_account_password_policy(account=world.stranger.account)
    with pytest.raises(NoSuchEntity):
        delete_account_password_policy(account=world.stranger.account)


def test_deleting_goes_back_to_the_default(world: World):
    update_account_password_policy(account=world.account, settings=PasswordPolicySettings())
    delete_account_password_policy(account=world.account)
    assert not PasswordPolicy.objects.exists()


def test_every_number_out_of_range_is_named(world: World):
    settings = PasswordPolicySettings(
        minimum_password_length=5, password_reuse_prevention=25, max_password_age=1096
    )
    with pytest.raises(ValidationError) as refused:
        update_account_password_policy(account=world.account, settings=settings)
    assert str(refused.value) == (
        "3 validation errors detected: Value at 'minimumPasswordLength' failed to satisfy "
        "constraint: Member must have value greater than or equal to 6; Value at "
        "'passwordReusePrevention' failed to satisfy constraint: Member must have value less than "
        "or equal to 24; Value at 'maxPasswordAge' failed to satisfy constraint: Member must have "
        "value less than or equal to 1095"
    )
    assert not PasswordPolicy.objects.exists()


@pytest.mark.parametrize(
    "values",
    [
        {"minimum_password_length": 129},
        {"minimum_password_length": 2**40},
        {"password_reuse_prevention": 0},
        {"max_password_age": 0},
        {"max_password_age": -1},
    ],
)
def test_one_number_out_of_range(world: World, values: dict[str, int]):
    with pytest.raises(ValidationError, match=r"\A1 validation error detected: Value at '"):
        update_account_password_policy(
            account=world.account, settings=PasswordPolicySettings(**values)
        )


@pytest.mark.parametrize(
    "values",
    [
        {"minimum_password_length": 6, "password_reuse_prevention": 1, "max_password_age": 1},
        {"minimum_password_length": 128, "password_reuse_prevention": 24, "max_password_age": 1095},
    ],
)
def test_the_ends_of_the_ranges_are_taken(world: World, values: dict[str, int]):
    update_account_password_policy(account=world.account, settings=PasswordPolicySettings(**values))
    rules = rules_of(get_account_password_policy(account=world.account))
    assert rules.minimum_length == values["minimum_password_length"]
    assert rules.reuse_prevention == values["password_reuse_prevention"]
    assert rules.max_age == values["max_password_age"]


def test_the_default_rules_in_words():
    assert [(rule.kind, rule.value) for rule in listed(DEFAULT)] == [
        ("length", "8"),
        ("classes", "3"),
        ("names", ""),
        ("reuse", "1"),
    ]


def test_custom_rules_in_words(world: World):
    update_account_password_policy(
        account=world.account,
        settings=PasswordPolicySettings(
            minimum_password_length=14,
            require_symbols=True,
            require_numbers=True,
            require_uppercase_characters=True,
            require_lowercase_characters=True,
            password_reuse_prevention=5,
        ),
    )
    rules = rules_of(get_account_password_policy(account=world.account))
    assert [rule.text for rule in listed(rules)] == [
        "Must be at least 14 characters and at most 128 characters long",
        "Include at least one uppercase letter",
        "Include at least one lowercase letter",
        "Include at least one number",
        "Include at least one symbol",
        "Must not be the same as one of your last 5 passwords",
    ]
