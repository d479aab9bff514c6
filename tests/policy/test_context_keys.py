"""The context keys that documents name, as recorded from AWS."""

import json
import time

import pytest

from accounts.policy import InvalidContent, context_keys, variables_and_keys

NEW = "2012-10-17"
EQUALS = {"StringEquals": {"aws:username": "a"}}


def document(version: str | None = NEW, **statement: object) -> str:
    found = {"Statement": {"Effect": "Allow", **statement}}
    return json.dumps({"Version": version, **found} if version else found)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        (
            document(
                Resource="arn:aws:s3:::b/${aws:PrincipalTag/Team}/${aws:username}",
                Condition={
                    "StringEquals": {"s3:ExistingObjectTag/Owner": "${aws:PrincipalTag/Team}"},
                    "Null": {"AWS:SourceIp": "false"},
                },
            ),
            {"s3:ExistingObjectTag/Owner", "aws:username", "aws:PrincipalTag/Team", "AWS:SourceIp"},
        ),
        (
            document(Resource="arn:aws:s3:::b/${aws:username, 'default'}/${*}/${?}/${$}"),
            {"$", "aws:username", "*", "?"},
        ),
        (document("2008-10-17", Resource="arn:aws:s3:::b/${aws:username}"), set()),
        (document(NotResource="arn:aws:s3:::b/${aws:PrincipalTag/p}"), {"aws:PrincipalTag/p"}),
        (document(Resource="${aws:username}/${AWS:username}"), {"aws:username", "AWS:username"}),
        (document(None, Principal="*", Condition=EQUALS), {"aws:username"}),
        (document(Action="abc", Resource="bad", Condition=EQUALS), {"aws:username"}),
        (
            document(Condition={"NumericEquals": {"aws:x": "${aws:PrincipalTag/Age}"}}),
            {"aws:x", "aws:PrincipalTag/Age"},
        ),
        (document(Action="${aws:username}"), set()),
        (document(Principal={"AWS": "${aws:username}"}), set()),
        (document(Condition={"StringEquals": {"${aws:username}": "a"}}), {"${aws:username}"}),
        (document(Condition={}), set()),
        ('{"Statement": []}', set()),
        ('{"Version": "2012-10-17"}', set()),
    ],
)
def test_the_recorded_keys(text: str, keys: set[str]):
    found = context_keys(text)
    assert set(found) == keys
    assert len(found) == len(keys)


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        '"x"',
        document("2099-01-01"),
        document(Condition={"MadeUp": {"aws:username": "a"}}),
        document(Effect="allow"),
        document(Foo="x"),
        document(Resource={"a": "b"}),
        document(Resource=[1]),
        document(Condition=[]),
        document(Condition={"Null": []}),
        '{"Statement": {}}',
        '{"Statement": ["x"]}',
        '{"Statement": [], "Foo": "x"}',
        '{"Statement": {"Effect": "Allow", "Effect": "Deny"}}',
        "[" * 100_000,
    ],
)
def test_what_holds_no_keys(text: str):
    with pytest.raises(InvalidContent):
        context_keys(text)


def test_escapes_are_no_keys_that_a_request_could_give():
    text = document(Resource="arn:aws:s3:::${aws:username}/${*}")
    assert variables_and_keys(text) == ["aws:username"]


@pytest.mark.parametrize("resource", ["${" * 60_000, "${" * 60_000 + "}", "${a}" * 30_000])
def test_variables_are_found_in_linear_time(resource: str):
    text = document(Resource=resource)
    start = time.process_time()
    context_keys(text)
    assert time.process_time() - start < 1
