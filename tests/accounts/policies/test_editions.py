"""The published policies: each is whole, dated and said to be for something."""

import json
import re

import pytest

from accounts.editions import BY_NAME, EDITIONS, Change, Edition, edition
from accounts.editions.changes import HERE, changed
from accounts.operations.policies.policies import SIZE_MAX
from accounts.policy import parse

DOCUMENT = "2019-01-31-mfa-self-manage"
DENY = "DenyAllExceptListedIfNoMFA"
OF_A_SETTING = {"allow-users-to-change-password"}
Statements = dict[str, dict[str, object]]


def statements(name: str) -> Statements:
    return {statement["Sid"]: statement for statement in json.loads(edition(name))["Statement"]}


def difference(name: str, base: str = DOCUMENT) -> dict[str, dict[str, set[str]]]:
    """By Sid: the actions that an edition has and its base has not, and the other way round."""
    here, there = statements(name), statements(base)
    found = {}
    for sid in here.keys() | there.keys():
        ours, theirs = actions(here.get(sid)), actions(there.get(sid))
        if ours != theirs:
            found[sid] = {"more": ours - theirs, "less": theirs - ours}
    return found


def actions(statement: dict[str, object] | None) -> set[str]:
    named = (statement or {}).get("Action") or (statement or {}).get("NotAction") or []
    return {named} if isinstance(named, str) else set(named)  # type: ignore[call-overload]


@pytest.mark.parametrize("one", EDITIONS, ids=lambda one: one.name)
def test_each_is_a_policy_that_iam_would_store(one: Edition):
    text = edition(one.name)
    parse(text, new=True)
    assert len(re.sub(r"\s", "", text)) <= SIZE_MAX


@pytest.mark.parametrize("one", EDITIONS, ids=lambda one: one.name)
def test_each_says_what_it_is(one: Edition):
    assert all((one.kind, one.dated, one.title, one.source, one.purpose, one.policy_name))
    if re.match(r"\d{4}-", one.name):
        assert one.name.startswith(one.dated)
    assert (one.dated[:4].isdigit() and one.dated[10:] == "") or " " in one.dated
    assert bool(one.simplified) == (one.name == "read-only-access")


def test_names_are_unique_and_every_file_is_used():
    assert len(BY_NAME) == len(EDITIONS)
    written_out = {one.name for one in EDITIONS if not one.base}
    assert {path.stem for path in HERE.glob("*.json")} == written_out | OF_A_SETTING


def test_the_later_editions_change_what_their_history_says():
    assert difference("2021-05-13-mfa-self-manage") == {
        "AllowViewAccountInfo": {"more": set(), "less": {"iam:GetAccountSummary"}}
    }
    assert difference("2022-11-23-mfa-self-manage", "2021-05-13-mfa-self-manage") == {
        "AllowManageOwnVirtualMFADevice": {
            "more": set(),
            "less": {"iam:DeleteVirtualMFADevice"},
        }
    }
    device = statements("2022-11-23-mfa-self-manage")["AllowManageOwnVirtualMFADevice"]
    assert device["Resource"] == "arn:aws:iam::*:mfa/*"
    assert difference("current-mfa-self-manage", "2022-11-23-mfa-self-manage") == {
        "AllowManageOwnAccessKeys": {"more": {"iam:GetAccessKeyLastUsed"}, "less": set()},
        "AllowManageOwnUserMFA": {"more": {"iam:GetMFADevice"}, "less": set()},
        DENY: {"more": {"iam:GetMFADevice"}, "less": set()},
    }


def test_the_variations_are_those_of_the_document():
    profile = {f"iam:{verb}LoginProfile" for verb in ("Create", "Delete", "Get", "Update")}
    assert difference(f"{DOCUMENT}-password-at-sign-in") == {
        DENY: {"more": {"iam:ChangePassword", "iam:GetAccountPasswordPolicy"}, "less": set()}
    }
    assert difference(f"{DOCUMENT}-users-page") == {
        "AllowViewAccountInfo": {"more": {"iam:ListUsers"}, "less": set()},
        DENY: {"more": {"iam:ListUsers"}, "less": set()},
    }
    assert difference(f"{DOCUMENT}-own-user-page") == {
        "AllowManageOwnPasswords": {"more": profile, "less": set()}
    }
    assert difference(f"{DOCUMENT}-own-user-page-no-mfa") == {
        "AllowManageOwnPasswords": {"more": profile, "less": set()},
        DENY: {"more": {"iam:CreateLoginProfile"}, "less": set()},
    }


@pytest.mark.parametrize(
    ("name", "sids"),
    [
        (
            "self-manage-no-mfa",
            "AllowViewAccountInfo AllowManageOwnPasswords AllowManageOwnAccessKeys "
            "AllowManageOwnSigningCertificates AllowManageOwnSSHPublicKeys "
            "AllowManageOwnGitCredentials",
        ),
        (
            "self-manage-password-access-keys-ssh",
            "AllowViewAccountInfo AllowManageOwnPasswords AllowManageOwnAccessKeys "
            "AllowManageOwnSSHPublicKeys",
        ),
        (
            "self-manage-mfa-only",
            f"AllowViewAccountInfo AllowManageOwnVirtualMFADevice AllowManageOwnUserMFA {DENY}",
        ),
        ("self-manage-password-only", "ViewAccountPasswordRequirements ChangeOwnPassword"),
    ],
)
def test_the_siblings_have_their_statements(name: str, sids: str):
    assert list(statements(f"2019-01-31-{name}")) == sids.split()


def test_what_the_siblings_view():
    def viewed(name: str) -> set[str]:
        return actions(statements(f"2019-01-31-{name}")["AllowViewAccountInfo"])

    both = {"iam:GetAccountPasswordPolicy", "iam:GetAccountSummary"}
    assert viewed("self-manage-no-mfa") == both
    assert viewed("self-manage-password-access-keys-ssh") == both
    assert viewed("self-manage-mfa-only") == {"iam:ListVirtualMFADevices"}


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (Change("NoSuchSid", removed=True), KeyError),
        (Change("NoSuchSid", adds=("iam:ListUsers",)), KeyError),
        (Change("AllowViewAccountInfo", drops=("iam:ListUsers",)), ValueError),
        (Change("AllowViewAccountInfo", adds=("iam:GetAccountSummary",)), ValueError),
    ],
)
def test_a_change_that_changes_nothing_is_an_error(change: Change, error: type[Exception]):
    with pytest.raises(error):
        changed(edition(DOCUMENT), (change,))
