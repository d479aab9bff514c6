"""The engine beside the naive evaluator, and properties that need none."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.policy import (
    AppliedPolicy,
    Effect,
    MalformedPolicyDocument,
    Request,
    evaluate,
    parse,
)
from tests.policy import reference

ACTIONS = ["iam:GetUser", "iam:CreateAccessKey", "IAM:*", "iam:*AccessKey", "s3:List?ucket", "*"]
ASKED = ["iam:GetUser", "iam:CreateAccessKey", "iam:DeleteAccessKey", "s3:ListBucket", "ec2:X"]
RESOURCES = [
    "*",
    "arn:aws:iam::*:user/${aws:username}",
    "arn:aws:iam::123456789012:user/*",
    "arn:aws:iam::*:mfa/a?ice",
    "arn:aws:s3:::*${aws:username}*",
    "arn:aws:iam::*:user/${missing:key}",
]
GIVEN = [
    "*",
    "arn:aws:iam::123456789012:user/alice",
    "arn:aws:iam::123456789012:user/division/bob",
    "arn:aws:iam::123456789012:mfa/alice",
    "arn:aws:s3:::home-alice/x:y",
    "arn:aws:iam::1:user/a*e",
]
VALUES = ["alice", "bob", "a*e", "a?ice", "true", "false", "${aws:username}", "*"]
OPERATORS = ["StringEquals", "StringNotEquals", "StringLike", "StringNotLike", "Bool", "Null"]
KEYS = ["aws:username", "aws:MultiFactorAuthPresent", "aws:other"]


@st.composite
def statements(draw):
    some = {"min_size": 1, "max_size": 3}
    statement = {
        "Effect": draw(st.sampled_from(["Allow", "Deny"])),
        draw(st.sampled_from(["Action", "NotAction"])): draw(
            st.lists(st.sampled_from(ACTIONS), **some)
        ),
        draw(st.sampled_from(["Resource", "NotResource"])): draw(
            st.lists(st.sampled_from(RESOURCES), **some)
        ),
    }
    operator = draw(st.none() | st.sampled_from(OPERATORS))
    if operator:
        suffix = draw(st.sampled_from(["", "IfExists"])) if operator != "Null" else ""
        plain = ["true", "false"] if operator in ("Bool", "Null") else VALUES
        values = draw(st.lists(st.sampled_from(plain), **some))
        statement["Condition"] = {operator + suffix: {draw(st.sampled_from(KEYS)): values}}
    return statement


documents = st.lists(statements(), min_size=1, max_size=5).map(
    lambda found: {"Version": "2012-10-17", "Statement": found}
)
contexts = st.dictionaries(
    st.sampled_from([key.lower() for key in KEYS]), st.sampled_from(["alice", "a*e", "true", ""])
)
requests = st.tuples(st.sampled_from(ASKED), st.sampled_from(GIVEN), contexts)


def decide(document: dict, request: tuple, *more: dict):
    policies = tuple(AppliedPolicy("P", None, parse(json.dumps(one))) for one in (document, *more))
    return evaluate(policies, Request(*request))


@given(documents, requests)
def test_the_engine_agrees_with_the_naive_evaluator(document, request):
    assert decide(document, request).effect.value == reference.decide(document, *request)


@given(documents, requests)
def test_the_trace_tells_the_same_story(document, request):
    decision = decide(document, request)
    effects = {record.statement.effect for record in decision.trace if record.applies}
    expected = (
        Effect.EXPLICIT_DENY
        if "Deny" in effects
        else Effect.ALLOW
        if "Allow" in effects
        else Effect.IMPLICIT_DENY
    )
    assert decision.effect is expected


@given(documents, statements(), requests)
def test_adding_a_deny_never_allows(document, statement, request):
    more = {"Version": "2012-10-17", "Statement": {**statement, "Effect": "Deny"}}
    before = decide(document, request)
    after = decide(document, request, more)
    assert before.allowed or not after.allowed


@given(documents, documents, requests)
def test_order_does_not_matter(one, other, request):
    turned = {**one, "Statement": one["Statement"][::-1]}
    assert decide(one, request, other).effect is decide(other, request, turned).effect


@given(
    st.text()
    | st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(
                    ["Version", "Statement", "Effect", "Action", "Resource", "Condition"]
                )
                | st.text(),
                inner,
            )
        ),
    ).map(json.dumps)
)
def test_parse_refuses_in_one_way_only(text):
    try:
        parse(text, new=True)
    except MalformedPolicyDocument as error:
        assert str(error)


def test_a_decision_is_no_bool():
    decision = decide(
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}},
        ("iam:GetUser", "*", {}),
    )
    with pytest.raises(TypeError):
        bool(decision)


@given(documents, documents, requests)
def test_a_boundary_only_takes_away(document, bounding, request):
    own = AppliedPolicy("P", None, parse(json.dumps(document)))
    boundary = AppliedPolicy("B", None, parse(json.dumps(bounding)), boundary=True)
    alone, bounded = (
        evaluate((own,), Request(*request)),
        evaluate((boundary, own), Request(*request)),
    )
    within = evaluate((AppliedPolicy("B", None, boundary.document),), Request(*request))
    denied = Effect.EXPLICIT_DENY in (alone.effect, within.effect)
    assert bounded.allowed == (alone.allowed and within.allowed)
    assert (bounded.effect is Effect.EXPLICIT_DENY) == denied
    if bounded.effect is not alone.effect:
        assert bounded.policy is boundary
