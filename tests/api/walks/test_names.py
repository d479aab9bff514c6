"""Names, paths, prefixes and aliases that break their pattern, at every operation with one."""

import pytest

from console.protocol import service_models
from tests.api.raw import Key, body_of, code, message, send
from tests.api.walks.test_every_operation import NAMES, SAMPLES
from tests.support.rows import rows

NAME = "It must contain only alphanumeric characters and/or the following: +=,.@_-"
PATH = "It must begin and end with / and contain only alphanumeric characters and/or / characters."
PREFIX = (
    "It must begin with the / character and contain only alphanumeric characters and/or / "
    "characters."
)
ALIAS = (
    "It must be a minimum length of 3 characters and maximum length of 63 characters, contain only "
    "digits, lowercase letters, and hyphens (-), but cannot begin or end with a hyphen."
)
RULES = {
    "AccountAlias": ("accountAlias", ALIAS),
    "GroupName": ("groupName", NAME),
    "NewGroupName": ("newGroupName", NAME),
    "NewPath": ("newPath", PATH),
    "NewUserName": ("newUserName", NAME),
    "Path": ("path", PATH),
    "PathPrefix": ("pathPrefix", PREFIX),
    "PolicyName": ("policyName", NAME),
    "RoleName": ("roleName", NAME),
    "UserName": ("userName", NAME),
    "VirtualMFADeviceName": ("virtualMFADeviceName", NAME),
}
BAD = {NAME: ("a b", "a/b", "\u00e9", ""), PATH: ("x/", "/x", "/a b/", ""), PREFIX: ("x", "/a b")}
BAD[ALIAS] = ("My Team", "ab", "a" * 64, "-abc", "")
TAKING = [
    (name, member)
    for service, name in NAMES
    if service == "iam"
    for member in getattr(service_models.operation(service, name).input_shape, "members", ())
    if member in RULES
]


def sent(action: str, **more: str) -> str:
    required = service_models.operation("iam", action).input_shape.required_members
    usual = {m: v for m, v in SAMPLES.items() if m.partition(".")[0] in required}
    return body_of(action, **{**usual, **more})


def beside_keys() -> dict[str, list[dict[str, object]]]:
    """Everything stored but keys, of which a call changes when they were last used."""
    return {model: kept for model, kept in rows().items() if model != "credentials.AccessKey"}


def test_all_of_them_are_tried():
    assert len(TAKING) > 80
    assert {member for _, member in TAKING} == RULES.keys()


@pytest.mark.parametrize(("action", "member"), TAKING)
def test_what_breaks_its_pattern_is_told_in_iams_own_words(key: Key, action: str, member: str):
    spelled, rule = RULES[member]
    before = beside_keys()
    for value in BAD[rule]:
        response = send(key, sent(action, **{member: value}))
        assert code(response) == (400, "ValidationError")
        assert message(response) == f"The specified value for {spelled} is invalid. {rule}"
    assert beside_keys() == before


@pytest.mark.parametrize(
    ("action", "member", "value", "limit"),
    [
        ("CreateUser", "UserName", "a" * 65, 64),
        ("GetUser", "UserName", "a" * 129, 128),
        ("CreateGroup", "GroupName", "a" * 129, 128),
        ("UpdateUser", "NewUserName", "a" * 65, 64),
        ("CreateUser", "Path", "/" + "a" * 511 + "/", 512),
        ("UpdateUser", "NewPath", "/" + "a" * 511 + "/", 512),
        ("CreatePolicy", "PolicyName", "a" * 129, 128),
        ("CreatePolicy", "Path", "/" + "a" * 511 + "/", 512),
        ("ListUsers", "PathPrefix", "/" + "a" * 512, 512),
        ("ListPolicies", "PathPrefix", "/" + "a" * 511 + "/", 512),
    ],
)
def test_lengths_keep_the_words_of_the_model(
    key: Key, action: str, member: str, value: str, limit: int
):
    before = beside_keys()
    response = send(key, sent(action, **{member: value}))
    assert beside_keys() == before
    assert code(response) == (400, "ValidationError")
    assert message(response) == (
        f"1 validation error detected: Value at '{RULES[member][0]}' failed to satisfy constraint: "
        f"Member must have length less than or equal to {limit}"
    )


def test_the_pattern_comes_before_the_length(key: Key):
    """A prefix of policies ends with a slash."""
    response = send(key, sent("ListPolicies", PathPrefix="/" + "a" * 512))
    assert message(response) == f"The specified value for pathPrefix is invalid. {PREFIX}"


@pytest.mark.parametrize("prefix", ["/", "/~/", "/team", "/" + "a" * 511])
def test_prefixes_of_users(key: Key, prefix: str):
    assert code(send(key, sent("ListUsers", PathPrefix=prefix))) == (200, "")
