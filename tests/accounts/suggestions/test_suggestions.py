"""What would have allowed a refused request, case by case."""

import json
from dataclasses import replace

import pytest

from accounts.policy import AppliedPolicy, Request, parse
from accounts.suggestions import Held, Kind, Who, advise, difference, suggest
from accounts.suggestions import situations as module
from tests.accounts.suggestions.situations import (
    DEVICE,
    USER,
    force_mfa,
    held,
    kinds,
    situation,
)

LIST_KEYS = "iam:ListAccessKeys"
CREATE_DEVICE = "iam:CreateVirtualMFADevice"


def allow(action="iam:*", resource="*", **more):
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def deny(**more):
    return {"Effect": "Deny", "Action": "*", "Resource": "*", **more}


def test_without_mfa_the_caller_comes_first_then_the_least_that_an_administrator_can_do():
    found = suggest(situation(LIST_KEYS, f"{USER}alice", force_mfa()))
    assert kinds(found) == [
        ["MFA"], ["DENY_ACTION"], ["DENY_RESOURCE"], ["DENY_CALLER"], ["DENY_STATEMENT"],
    ]  # fmt: skip
    assert [one.who for one in found] == [Who.CALLER, *[Who.ADMINISTRATOR] * 4]
    assert found[0].sentence == "Sign out, then sign in with the code of an MFA device."
    assert found[0].cost is None
    assert found[1].weakens == f"{LIST_KEYS} then needs no MFA."
    assert found[-1].weakens == "Nobody with this policy needs MFA any more."


def test_costs_are_counted_by_the_engine():
    found = suggest(situation(LIST_KEYS, f"{USER}alice", force_mfa()))
    exempted, *_, removed = [one.cost for one in found[1:]]
    assert exempted.total == 0
    assert exempted.sentence.startswith("It allows no other action of the ")
    assert "iam:CreateAccessKey" in removed.without_mfa
    assert not removed.with_mfa
    assert f"It also allows {len(removed.without_mfa)} other actions (" in removed.sentence


def test_an_edit_is_shown_by_its_lines_and_done_by_a_command():
    found = suggest(situation(LIST_KEYS, f"{USER}alice", force_mfa()))
    step = found[1].steps[0]
    lines = difference(step.edit.text_before, step.edit.text_after)
    changed = [(line.sign, line.text.strip()) for line in lines if line.sign != " "]
    assert changed == [("+", f'"{LIST_KEYS}",')]
    assert step.command.action.name == "CreatePolicyVersion"
    assert json.loads(step.command.parameters["PolicyDocument"]) == json.loads(step.edit.text_after)
    assert step.command.parameters["SetAsDefault"] == ""


def test_a_long_term_key_is_told_to_get_a_session():
    found = suggest(situation(LIST_KEYS, f"{USER}alice", force_mfa(), mfa=None))
    command = found[0].steps[0].command
    assert command.action.name == "GetSessionToken"
    assert command.parameters["TokenCode"] == "<code>"
    looser = next(one for one in found if kinds((one,)) == [["DENY_CONDITION"]])
    assert "Write Bool for BoolIfExists" in looser.sentence
    assert "long-term access key" in looser.weakens


def test_a_device_of_another_name():
    found = suggest(situation(CREATE_DEVICE, f"{DEVICE}alice-phone", force_mfa()))
    first = found[0]
    assert (first.who, first.steps[0].kind) == (Who.CALLER, Kind.RESOURCE)
    assert first.sentence == (
        f"Use the name alice: the policy Force_MFA allows {CREATE_DEVICE} on mfa/alice, not on "
        "mfa/alice-phone."
    )
    newer = next(one for one in found if one.who is Who.EDITION)
    assert "(2022-11-23)" in newer.sentence
    assert "iam:DeleteVirtualMFADevice" in newer.cost.lost


def test_a_user_with_a_path():
    moved = f"{USER}division/alice"
    found = suggest(situation("iam:GetUser", moved, force_mfa(), arn=moved))
    step = found[0].steps[0]
    assert (step.kind, step.who) == (Kind.PATH, Who.ADMINISTRATOR)
    assert step.command.parameters == {"UserName": "alice", "NewPath": "/"}
    added = next(one for one in found if kinds((one,)) == [["ALLOW_RESOURCE"]])
    assert f"{USER}division/${{aws:username}}" in added.steps[0].edit.text_after


def test_two_things_stand_in_the_way():
    found = suggest(situation("ec2:DescribeInstances", "*", force_mfa()))
    assert all(step.kind is Kind.MFA for step in [one.steps[0] for one in found])
    assert ["MFA", "NEW_POLICY"] in kinds(found)
    editions = [one.sentence for one in found if one.who is Who.EDITION]
    assert "AmazonEC2FullAccess" in editions[0]
    assert not any(one.weakens for one in found)


def test_a_session_with_mfa_that_is_too_old():
    late = {"NumericGreaterThan": {"aws:MultiFactorAuthAge": "3600"}}
    policy = held([allow(), deny(Condition=late)])
    more = {"aws__multifactorauthage": "7200"}
    found = suggest(situation("iam:ListUsers", "*", policy, mfa="true", **more))
    assert found[0].sentence == "Sign out, then sign in with MFA again."
    raised = next(one for one in found if one.steps[0].kind is Kind.DENY_CONDITION)
    assert "limit of NumericGreaterThan aws:MultiFactorAuthAge to 7200" in raised.sentence


def test_a_session_that_was_revoked_is_begun_anew():
    older = {"DateLessThan": {"aws:TokenIssueTime": "2026-11-30T12:00:00Z"}}
    policy = held([allow(), deny(Condition=older)])
    asked = situation("iam:ListUsers", "*", policy, aws__tokenissuetime="2026-11-30T11:00:00Z")
    assert suggest(asked)[0].sentence == "Sign out and sign in again, or request a new session."


@pytest.mark.parametrize(
    ("condition", "sentence"),
    [
        ({"DateGreaterThan": {"aws:CurrentTime": "2027-01-01T00:00:00Z"}}, "Wait until 2027-01-01"),
        ({"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}, "such as 203.0.113.1"),
        ({"Bool": {"aws:SecureTransport": "true"}}, "Call over HTTPS."),
        (
            {"StringEquals": {"aws:RequestTag/Team": "blue"}},
            "Send the tag Team with the value blue.",
        ),
        ({"StringEquals": {"aws:PrincipalTag/Team": "blue"}}, "Give the user the tag Team with"),
        ({"StringEquals": {"iam:ResourceTag/Team": "blue"}}, "Give the resource the tag Team with"),
        ({"StringEquals": {"aws:RequestedRegion": "eu-west-1"}}, "Call in the region eu-west-1."),
    ],
)
def test_a_value_that_would_do(condition, sentence):
    asked = situation("iam:TagUser", f"{USER}bob", held([allow(Condition=condition)]), mfa="true")
    assert sentence in suggest(asked)[0].sentence


def test_a_tag_is_given_by_a_command():
    condition = {"StringEquals": {"aws:PrincipalTag/Team": "blue"}}
    asked = situation("iam:ListUsers", "*", held([allow(Condition=condition)]))
    command = suggest(asked)[0].steps[0].command
    assert command.action.name == "TagUser"
    assert command.parameters == {"UserName": "alice", "Tags": "Key=Team,Value=blue"}


def test_a_time_that_has_passed_is_not_waited_for():
    past = {"DateLessThan": {"aws:CurrentTime": "2020-01-01T00:00:00Z"}}
    found = suggest(situation("iam:ListUsers", "*", held([allow(Condition=past)])))
    assert not any(one.who is Who.CALLER for one in found)


def test_a_misspelled_action_in_a_policy():
    found = suggest(situation("iam:ListUsers", "*", held([allow("iam:ListUser")]), mfa="true"))
    assert any("Correct iam:ListUser, which is no action, to iam:ListUsers" in one.sentence
               for one in found)  # fmt: skip


def test_an_action_that_is_asked_for_by_a_wrong_name():
    found = suggest(situation("iam:ListUser", "*", held([allow("iam:ListUsers")]), mfa="true"))
    assert found[0].steps[0].after.request.action == "iam:ListUsers"
    assert found[0].who is Who.CALLER


def test_a_boundary_is_widened_before_it_is_taken_away():
    boundary = held([allow("s3:*")], "Bound", boundary=True)
    asked = situation("iam:ListUsers", "*", held([allow()]), boundary, mfa="true")
    found = suggest(asked)
    assert kinds(found) == [["ALLOW_STATEMENT"], ["POLICY"]]
    assert found[1].weakens == "Nothing bounds the user's policies any more."
    assert len(found[1].cost.without_mfa) > 50
    assert found[1].steps[0].command.action.name == "DeleteUserPermissionsBoundary"


def test_a_session_policy_is_changed_for_another_session():
    bounds = held([allow("s3:*")], "Session policy", session=True)
    asked = situation("iam:ListUsers", "*", held([allow()]), session=(bounds,))
    found = suggest(asked)
    assert {step.kind for one in found for step in one.steps} == {Kind.SESSION}
    assert found[0].sentence.startswith("Request the session again, and for it add a statement")
    assert all(step.command is None for one in found for step in one.steps)


def test_the_only_policy_of_a_session_is_not_left_out():
    bounds = held([deny()], "Session policy", session=True)
    found = suggest(situation("iam:ListUsers", "*", held([allow()]), session=(bounds,)))
    assert not any("leave out" in one.sentence for one in found)
    other = held([allow("iam:*")], "Other", session=True)
    found = suggest(situation("iam:ListUsers", "*", held([allow()]), session=(bounds, other)))
    assert "leave out the session policy Session policy." in found[0].sentence


@pytest.mark.parametrize(
    ("action", "resource", "danger"),
    [
        ("iam:AttachUserPolicy", f"{USER}alice", "can change what users may do"),
        ("iam:CreateAccessKey", f"{USER}bob", "for another user can act as that user"),
        ("iam:CreateAccessKey", f"{USER}alice", ""),
        ("iam:ListUsers", "*", ""),
    ],
)
def test_an_allow_that_opens_more_says_so(action, resource, danger):
    found = suggest(situation(action, resource, held([allow("s3:*")])))
    own = next(one for one in found if kinds((one,)) == [["NEW_POLICY"]])
    assert danger in own.weakens
    assert bool(own.weakens) is bool(danger)


def test_administrator_access_comes_last_and_says_what_it_is():
    last = suggest(situation("iam:ListUsers", "*", held([allow("s3:*")])))[-1]
    assert "AdministratorAccess" in last.sentence
    assert last.weakens == "The user is then an administrator, who may do everything."


def test_an_address_outside_of_a_network():
    inside = {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}
    found = suggest(situation("iam:ListUsers", "*", held([allow(), deny(Condition=inside)])))
    assert "such as 203.0.113.1" in found[0].sentence


def test_a_value_is_added_to_a_condition():
    some = {"ArnEquals": {"iam:PolicyARN": "arn:aws:iam::aws:policy/ReadOnlyAccess"}}
    policy = held([allow(Condition=some)])
    other = "arn:aws:iam::aws:policy/SecurityAudit"
    found = suggest(situation("iam:AttachUserPolicy", f"{USER}bob", policy, iam__policyarn=other))
    added = next(one for one in found if kinds((one,)) == [["ALLOW_CONDITION"]])
    assert added.sentence.startswith(f"Add {other} to the values of ArnEquals iam:PolicyARN of")


def test_the_texts_of_aws_policies_are_not_edited():
    own = Held(AppliedPolicy("X", "arn:aws:iam::aws:policy/X", parse(json.dumps(
        {"Version": "2012-10-17", "Statement": [deny(Action="s3:*"), deny()]}
    )), attached_to=(f"{USER}alice",)))  # fmt: skip
    found = suggest(situation("iam:ListUsers", "*", own, held([allow()])))
    assert kinds(found) == [["POLICY"]]
    assert found[0].steps[0].command.action.name == "DetachUserPolicy"


def test_what_the_quotas_do_not_allow_is_not_proposed():
    large = held([allow("s3:*", f"arn:aws:s3:::{'x' * 1900}")], "Own")
    inline = Held(replace(large.policy, arn=None))
    found = suggest(situation("iam:ListUsers", "*", inline))
    assert all(one.who is Who.EDITION for one in found)
    ten = [held([allow("s3:*")], f"P{number}") for number in range(10)]
    found = suggest(situation("iam:ListUsers", "*", *ten))
    assert not any(one.who is Who.EDITION for one in found)


def test_an_older_language_version_is_brought_up_to_date():
    old = held({"Version": "2008-10-17", "Statement": [allow(), deny(Sid="No")]})
    found = suggest(situation("iam:ListUsers", "*", old))
    removed = next(one for one in found if one.steps[0].kind is Kind.DENY_STATEMENT)
    assert '"Version": "2012-10-17"' in removed.steps[0].edit.text_after


def test_a_name_with_signs_of_patterns_is_meant_literally():
    asked = situation("iam:GetUser", f"{USER}a*", held([allow("s3:*")]))
    for one in suggest(asked):
        if one.who is Who.ADMINISTRATOR:
            other = one.after.asking(resource=f"{USER}abc")
            assert not other.decide().allowed


def test_the_advice_names_what_the_caller_can_do():
    assert advise(situation(LIST_KEYS, f"{USER}alice", force_mfa())).enough
    two = advise(situation("ec2:DescribeInstances", "*", force_mfa()))
    assert (two.step.kind, two.enough) == (Kind.MFA, False)
    assert advise(situation("ec2:DescribeInstances", "*", force_mfa(), mfa="true")) is None


def _hostile() -> Held:
    """Many statements that nearly allow, with wildcards, as large as a managed policy may be."""
    return held(
        [
            allow(["iam:*A*c*K?y*"], f"arn:aws:iam::*:user/*a*{n}", Condition=
                  {"StringLike": {"aws:username": f"*b*{n}"}})
            for n in range(40)
        ]
    )  # fmt: skip


def test_hostile_policies_cost_no_more_than_a_limited_number_of_statements(monkeypatch):
    tried = []
    decide = module.decide

    def counted(policies, session, request: Request):
        tried.append(sum(len(policy.document.statements) for policy in policies))
        return decide(policies, session, request)

    monkeypatch.setattr(module, "decide", counted)
    many = [_hostile() for _ in range(20)]
    suggest(situation(LIST_KEYS, f"{USER}alice", force_mfa(), *many))
    assert sum(tried) < 200_000
    found = suggest(situation(LIST_KEYS, f"{USER}alice", _hostile(), mfa="true"))
    assert ["NEW_POLICY"] in kinds(found)
