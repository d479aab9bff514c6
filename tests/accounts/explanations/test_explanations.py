"""What is said of a decision: the sentence, the way, each statement, the policy's text."""

import json

import pytest
from hypothesis import given

from accounts.explanations import Place, explain, keys_of, lines_of
from accounts.policy import AppliedPolicy, Request, evaluate, parse
from tests.accounts.suggestions.situations import DEVICE, USER, context, force_mfa, held
from tests.policy.test_properties import documents, requests

FORCE_MFA = force_mfa().policy
LIMIT = held(
    [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}], "Limit", boundary=True
).policy
SESSION = held([{"Effect": "Allow", "Action": "iam:List*", "Resource": "*"}], session=True).policy
NO_MFA = "the policy Force_MFA denies everything but 7 actions as long as the session has no MFA"
SENTENCES = {
    ("iam:CreateAccessKey", f"{USER}alice", "false"): f"{NO_MFA}.",
    ("iam:CreateAccessKey", f"{USER}alice", None): (
        "the policy Force_MFA denies everything but 7 actions as long as the request says nothing "
        "of MFA, as with a long-term access key."
    ),
    ("ec2:DescribeInstances", "*", "false"): (
        f"Two things stand in the way: {NO_MFA}; and even then nothing allows "
        "ec2:DescribeInstances."
    ),
    ("ec2:DescribeInstances", "*", "true"): "nothing allows ec2:DescribeInstances.",
    ("iam:CreateVirtualMFADevice", f"{DEVICE}alice-phone", "false"): (
        "the policy Force_MFA allows iam:CreateVirtualMFADevice only on mfa/alice, and this call "
        "was on mfa/alice-phone."
    ),
    ("iam:CreateAccessKey", f"{USER}team/alice", "true"): (
        "the policy Force_MFA allows iam:CreateAccessKey only on user/alice, and this call was on "
        "user/team/alice."
    ),
    ("iam:ChangePasword", f"{USER}alice", "true"): (
        "the policy Force_MFA allows iam:ChangePassword, which is spelled almost as "
        "iam:ChangePasword is."
    ),
    ("iam:CreateAccessKey", f"{USER}alice", "true"): (
        "the statement AllowManageOwnAccessKeys of the policy Force_MFA allows it, and nothing "
        "denies it."
    ),
}


@pytest.mark.parametrize(("action", "resource", "mfa"), SENTENCES)
def test_one_sentence_names_all_that_stands_in_the_way(action: str, resource: str, mfa: str | None):
    explanation = explain([FORCE_MFA], Request(action, resource, context(mfa)))
    said = SENTENCES[action, resource, mfa]
    assert explanation.sentence == said[0].upper() + said[1:]
    if explanation.decision.allowed:
        assert explanation.obstacles == ()


def test_a_boundary_and_a_session_policy_stand_in_the_way_too():
    asked = Request("iam:CreateAccessKey", f"{USER}alice", context("false"))
    explanation = explain([FORCE_MFA, LIMIT, SESSION], asked)
    assert explanation.sentence == (
        f"Three things stand in the way: {NO_MFA}; the permissions boundary Limit does not allow "
        "iam:CreateAccessKey; and even then the session policy does not allow iam:CreateAccessKey."
    )
    assert [(step.passes, step.ended) for step in explanation.steps] == [
        (False, True), (True, False), (False, False), (False, False),
    ]  # fmt: skip


def test_a_condition_of_an_allow_is_told_with_both_values():
    office = {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}
    policy = held([{"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": office}])
    sentence = explain([policy.policy], Request("s3:ListBucket", "*", context())).sentence
    assert sentence == (
        "The policy P allows s3:ListBucket only where aws:SourceIp fits IpAddress 192.0.2.0/24, "
        "and here it has the value 10.0.0.1."
    )


def test_the_statements_that_matter_come_first_with_what_each_part_says():
    asked = Request("iam:CreateVirtualMFADevice", f"{DEVICE}alice-phone", context("false"))
    near, spared, *others = explain([FORCE_MFA], asked).findings
    assert (near.place, near.name, near.misses) == (
        Place.NEAR, "AllowManageOwnVirtualMFADevice", "resource",
    )  # fmt: skip
    assert (near.action.words, near.resource.words) == ("is named", "only arn:aws:iam::*:mfa/alice")
    assert (spared.effect, spared.action.words) == ("Deny", "is in NotAction")
    assert {each.place for each in others} == {Place.OTHER}
    assert len(others) == 8 - 1


def test_the_lines_of_a_statement_are_marked_where_they_stand():
    asked = Request("iam:CreateVirtualMFADevice", f"{DEVICE}alice-phone", context("false"))
    lines = lines_of(FORCE_MFA, explain([FORCE_MFA], asked).findings)
    marked = [line for line in lines if line.place is Place.NEAR]
    assert "\n".join(line.text for line in lines) == FORCE_MFA.document.text
    assert [line.label for line in marked if line.label] == ["this statement almost applies"]
    assert marked[0].label
    assert "AllowManageOwnVirtualMFADevice" in "".join(line.text for line in marked)
    assert [line.number for line in marked] == list(range(marked[0].number, marked[-1].number + 1))


def test_a_text_on_one_line_is_spread():
    lines = lines_of(LIMIT, explain([LIMIT], Request("s3:ListBucket", "*", context())).findings)
    assert len(lines) > 5
    assert next(line.text.strip() for line in lines if line.place is not None) == "{"


def test_the_keys_are_spelled_as_in_awss_guide():
    keys = {key.name: key for key in keys_of({"aws:principaltag/team": "red", "iam:x": ("a", "b")})}
    assert keys["aws:PrincipalTag/team"].source == "the user who calls"
    assert keys["iam:x"].values == ("a", "b")
    assert "long-term access key" in keys["aws:MultiFactorAuthPresent"].absent


@given(documents, documents, documents, requests)
def test_the_way_leads_where_the_engine_went(own, boundary, session, request):
    policies = (
        AppliedPolicy("P", None, parse(json.dumps(own))),
        AppliedPolicy("B", None, parse(json.dumps(boundary)), boundary=True),
        AppliedPolicy("S", None, parse(json.dumps(session)), session=True),
    )
    asked = Request(*request)
    for some in (1, 2, 3):
        explanation = explain(policies[:some], asked)
        allowed = explanation.decision.allowed
        assert allowed == all(step.passes for step in explanation.steps)
        assert allowed == (explanation.obstacles == ())
        assert sum(step.ended for step in explanation.steps) == 1
        if some < 3:
            assert allowed == evaluate(policies[:some], asked).allowed
