"""Where a refused document is at fault: chosen ones, every recorded one, and any text at all."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.policy import MalformedPolicyDocument, find_fault, parse

CASES = json.loads((Path(__file__).parent / "cases/malformed.json").read_text())
WHOLE = {"Effect": "Allow", "Action": "*", "Resource": "*"}
TEXT = """{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": "*", "Resource": "*"},
    {
      "Sid": "Second",
      "Effect": "Allow",
      "Action": ["iam:GetUser", "s3:GetObject"],
      "Resource": [
        "*",
        "arn:aws:s3:::bucket/*"
      ],
      "Condition": {
        "Bool": {"aws:MultiFactorAuthPresent": "true"},
        "DateLessThan": {"aws:CurrentTime": ["2026-01-01", "2027-01-01"]}
      }
    }
  ]
}"""


@pytest.mark.parametrize(
    ("old", "new", "line", "column", "what"),
    [
        ('"Allow",\n', '"Allow"\n', 8, 7, "This is no JSON: expecting ',' delimiter."),
        ('"Second",', '"Second", "Sid": "x",', 6, 24, '"Sid" stands here a second time.'),
        ('"Second"', "NaN", 6, 14, "NaN is no JSON."),
        ('"2012-10-17"', '"2012-10-18"', 2, 14, "The element Version: it must be 2012-10-17."),
        ('"2012-10-17"', '"2008-10-17"', 2, 14, "The element Version: it must be 2012-10-17."),
        ('"Version": "2012-10-17",', "", 1, 1, "The element Version is missing"),
        ('"Version"', '"version"', 2, 3, '"version" is no element of a policy.'),
        ('"Statement"', '"Id": "a", "Statements"', 3, 14, '"Statements" is no element'),
        ('"Sid": "Second"', '"Sid": "Sec ond"', 6, 14, "Statement 2: the element Sid:"),
        ('"Sid"', '"Name"', 6, 7, 'Statement 2: "Name" is no element of a statement.'),
        ('"Sid": "Second"', '"NotAction": "*"', 8, 7, "the elements Action and NotAction exclude"),
        ('"Sid": "Second"', '"Principal": "*"', 6, 7, "Statement 2: the element Principal."),
        ('"Effect": "Allow",\n', "\n", 5, 5, "Statement 2: the element Effect is missing."),
        ('"Effect": "Allow",\n', '"Effect": "Alow",\n', 7, 17, "Statement 2: the element Effect:"),
        ('"s3:GetObject"', '"GetObject"', 8, 33, "Statement 2: the element Action, value 2:"),
        ('"s3:GetObject"', "5", 8, 33, "Statement 2: the element Action, value 2:"),
        ('"Action": [', '"NotAction": [], "Sid": [', 8, 24, '"Sid" stands here a second time.'),
        ('"arn:aws:s3:::bucket/*"', '"bucket"', 11, 9, "the element Resource, value 2:"),
        ('"arn:aws:s3:::', '"arn:aws:s3::', 11, 9, "Statement 2: the element Resource, value 2:"),
        ('"Bool"', '"Boolean"', 14, 9, "Statement 2: the element Condition, Boolean:"),
        ('"*",\n', '"",\n', 10, 9, "Statement 2: the element Resource, value 1:"),
        ('"iam:GetUser"', '""', 8, 18, "Statement 2: the element Action, value 1:"),
        ("aws:s3:::", "aws-cn:s3:::", 11, 9, "Statement 2: the element Resource, value 2:"),
        ("s3:::b", "s3:eu-west-1::b", 11, 9, "Statement 2: the element Resource, value 2:"),
        ("arn:aws:s3:::", "arn:aws:iam::1:*/", 11, 9, "the element Resource, value 2:"),
        ("{\n", "\n{\n", 1, 1, "White space stands before the document."),
        ('"Bool": {', '"IpAddress": {', 14, 53, "IpAddress, aws:MultiFactorAuthPresent, value 1:"),
        ('"2027-01-01"', '"soon"', 15, 60, "DateLessThan, aws:CurrentTime, value 2:"),
    ],
)  # fmt: skip
def test_the_place_of_a_fault(old: str, new: str, line: int, column: int, what: str):
    assert TEXT.count(old) >= 1
    found = find_fault(TEXT.replace(old, new, 1) if old != '"Allow",\n' else TEXT.replace(old, new))
    assert found is not None
    assert what in found.what
    assert (found.position.line, found.position.column) == (line, column)


def test_a_sid_twice_is_at_the_second():
    first, second = {"Sid": "A", **WHOLE}, {**WHOLE, "Sid": "A"}
    text = json.dumps({"Version": "2012-10-17", "Statement": [first, second]}, indent=1)
    found = find_fault(text)
    assert found is not None
    assert found.what == "Statement 2 has the Sid of one before it."
    assert text.splitlines()[found.position.line - 1].strip() == '"Sid": "A"'


def test_white_space_before_an_inline_document_has_other_words():
    found = find_fault("\n" + TEXT, inline=True)
    assert found is not None
    assert found.message == "The policy failed legacy parsing"
    assert (found.position.line, found.position.column) == (1, 1)


def test_what_would_be_stored_has_no_fault():
    assert find_fault(TEXT) is None


WRITTEN = [case for case in CASES if case["text"] is not None]  # not built by repetition


@pytest.mark.parametrize("case", WRITTEN, ids=lambda case: case["name"])
def test_every_recorded_fault_has_its_words_and_a_place(case: dict):
    text = case["text"]
    found = find_fault(text)
    assert found is not None
    assert found.message == case["message"]
    lines = text.split("\n")
    assert 1 <= found.position.line <= len(lines)
    assert 1 <= found.position.column <= len(lines[found.position.line - 1]) + 1
    assert "fault is" not in found.what


@pytest.mark.parametrize("text", ["", "[" * 100_000, "{" * 5_000, '{"a":' * 90_000, "5", "null"])
def test_hostile_texts_have_a_place_too(text: str):
    found = find_fault(text)
    assert found is not None
    assert found.message == "Syntax errors in policy."


values = st.sampled_from(
    [
        *(None, True, 1, "", "a b", "*", [], ["*", 5], [["*"]]),
        *({}, {"Bool": {"a:b": "c"}}, {"x": {"y": 1}}),
    ]
)
fields = st.sampled_from(["Sid", "Effect", "Action", "NotAction", "Resource", "Condition", "X"])
statements = st.dictionaries(fields, values | st.sampled_from(["*", "Allow", "iam:Get*"]))


@given(
    st.fixed_dictionaries({"Version": st.just("2012-10-17"), "Statement": st.lists(statements)}),
    st.sampled_from([None, 0, 2]),
)
def test_a_fault_is_found_where_one_is_refused_and_nowhere_else(document: dict, indent: int | None):
    text = json.dumps(document, indent=indent)
    try:
        parse(text, new=True)
    except MalformedPolicyDocument as error:
        found = find_fault(text)
        assert found is not None
        assert found.message == str(error)
    else:
        assert find_fault(text) is None
