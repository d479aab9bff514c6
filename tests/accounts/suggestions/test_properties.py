"""What holds for the suggestions of any request under any policies."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.policy import AppliedPolicy, Effect, Request, evaluate, parse, within_session
from accounts.suggestions import Held, Situation, advise, suggest
from accounts.suggestions.search import proved
from tests.accounts.suggestions.situations import context, held
from tests.policy.test_properties import ASKED, GIVEN, documents, statements

EVERYTHING = {"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
SOME = settings(max_examples=40)
few = st.lists(documents, min_size=1, max_size=2)
asked = st.tuples(st.sampled_from(ASKED), st.sampled_from(GIVEN))
states = st.sampled_from([None, "false", "true"])


def situation(policies, request, mfa, boundary=None, session=None) -> Situation:
    found = [held(document, f"P{number}") for number, document in enumerate(policies)]
    if boundary:
        found.append(held(boundary, "B", boundary=True))
    bounds = (held(session, "S", session=True),) if session else ()
    return Situation(tuple(found), Request(*request, context(mfa)), bounds)


def decides(one: Situation):
    """The engine's answer to the texts of a situation, read anew."""
    held_, session = (
        tuple(
            AppliedPolicy(each.policy.name, None, read(each), each.policy.boundary)
            for each in group
        )
        for group in (one.held, one.session)
    )
    decision = evaluate(held_, one.request)
    return within_session(decision, session, one.request) if session else decision


def read(each: Held):
    return parse(text(each))


def text(each: Held) -> str:
    document = each.policy.document
    raw = [statement.elements for statement in document.statements]
    return json.dumps({"Version": document.version, "Statement": raw})


def printed(one: Situation) -> str:
    request = one.request
    texts = sorted(f"{each.policy.name} {text(each)}" for each in (*one.held, *one.session))
    return f"{request.action.lower()} {request.resource} {sorted(request.context.items())} {texts}"


@SOME
@given(few, asked, states, st.none() | documents, st.none() | documents)
def test_each_is_enough_another_one_and_storable(policies, request, mfa, boundary, session):
    asked_for = situation(policies, request, mfa, boundary, session)
    found = suggest(asked_for)
    if decides(asked_for).allowed:
        assert not found
        assert advise(asked_for) is None
    seen = {printed(asked_for)}
    for one in found:
        assert decides(one.after).allowed
        assert printed(one.after) not in seen
        seen.add(printed(one.after))
        for step in one.steps[:-1]:
            assert not decides(step.after).allowed
        for step in one.steps:
            if step.edit and step.edit.after and step.edit.after.editable:
                assert parse(step.edit.text_after, new=True)


@SOME
@given(statements(), asked, states)
def test_a_request_that_one_statement_denies_has_one(deny, request, mfa):
    own = {"Statement": [*EVERYTHING["Statement"], {**deny, "Effect": "Deny"}]}
    refused = situation([own], request, mfa)
    if decides(refused).effect is Effect.EXPLICIT_DENY:
        assert proved(refused)


@SOME
@given(few, asked, states)
def test_a_request_that_nothing_allows_has_one(policies, request, mfa):
    refused = situation(policies, request, mfa)
    if decides(refused).effect is Effect.IMPLICIT_DENY:
        assert proved(refused)


@SOME
@given(documents, asked, states)
def test_a_request_that_a_boundary_does_not_allow_has_one(boundary, request, mfa):
    refused = situation([EVERYTHING], request, mfa, boundary)
    if decides(refused).effect is Effect.IMPLICIT_DENY:
        assert proved(refused)


@SOME
@given(few, asked, states, st.none() | documents)
def test_the_advice_is_a_step_of_the_caller(policies, request, mfa, boundary):
    advice = advise(situation(policies, request, mfa, boundary))
    if advice is not None:
        assert advice.step.edit is None
        assert decides(advice.step.after).allowed is advice.enough
