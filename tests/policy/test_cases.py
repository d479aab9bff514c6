"""The engine's cases, as data: tests/policy/cases/*.json."""

import json
from pathlib import Path

import pytest

from accounts.policy import AppliedPolicy, MalformedPolicyDocument, Request, evaluate, parse

CASES = Path(__file__).resolve().parent / "cases"
REFUSALS = ("malformed", "odd_but_accepted")


def load(name: str) -> list[dict]:
    return json.loads((CASES / f"{name}.json").read_text())


def named(cases: list[dict]) -> dict:
    return {"argvalues": cases, "ids": [case["name"] for case in cases]}


DECISIONS = [
    {**case, "name": f"{path.stem}: {case['name']}"}
    for path in sorted(CASES.glob("*.json"))
    if path.stem not in REFUSALS
    for case in load(path.stem)
]


@pytest.mark.parametrize("case", **named(DECISIONS))
def test_decision(case: dict):
    context = {k: tuple(v) if isinstance(v, list) else v for k, v in case["context"].items()}
    policy = AppliedPolicy("P", None, parse(json.dumps(case["document"])))
    request = Request(case["action"], case["resource"], context)
    assert evaluate([policy], request).effect.value == case["decision"]


@pytest.mark.parametrize("case", **named(load("malformed")))
def test_malformed(case: dict):
    text = case["text"] if case["text"] is not None else case["repeat"][0] * case["repeat"][1]
    with pytest.raises(MalformedPolicyDocument) as refused:
        parse(text, new=True)
    assert str(refused.value) == case["message"]


@pytest.mark.parametrize("case", **named(load("odd_but_accepted")))
def test_odd_but_accepted(case: dict):
    assert parse(case["text"], new=True).statements


STRUCTURE = "Syntax errors in policy."


@pytest.mark.parametrize(
    "case", **named([c for c in load("malformed") if c["message"] == STRUCTURE])
)
def test_a_stored_document_with_a_broken_structure_is_not_read(case: dict):
    text = case["text"] if case["text"] is not None else case["repeat"][0] * case["repeat"][1]
    with pytest.raises(MalformedPolicyDocument):
        parse(text)


@pytest.mark.parametrize(
    "name", ["no actions", "no resources", "allow in lower case", "denY", "Principal"]
)
def test_a_stored_document_that_would_be_misread_is_not_read(name: str):
    (case,) = [c for c in load("malformed") if c["name"] == name]
    with pytest.raises(MalformedPolicyDocument):
        parse(case["text"])


@pytest.mark.parametrize("case", **named(load("malformed")))
def test_what_is_read_anyway_allows_nothing_odd(case: dict):
    """A stored document that breaks a rule about names is read as statements, or not at all."""
    if case["text"] is None:
        return
    try:
        document = parse(case["text"])
    except MalformedPolicyDocument:
        return
    policy = AppliedPolicy("P", None, document)
    decision = evaluate([policy], Request("iam:GetUser", "arn:aws:iam::1:user/a", {"aws:a": "x"}))
    assert len(decision.trace) == len(document.statements)
