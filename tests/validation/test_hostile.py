"""Documents that are too long, too deep or made to be slow: an answer within a bound of time."""

import json
import time
from typing import Any

import pytest

from accounts.validation import LENGTH_MAX, names, validate

SECONDS = 0.2  # of processor time; alone it is under a tenth, beside other tests it may be more


def document(**elements: Any) -> str:
    statement = {"Effect": "Allow", "Action": "*", "Resource": "*", **elements}
    return json.dumps({"Version": "2012-10-17", "Statement": statement}, separators=(",", ":"))


SERVICES = sorted(names.services())
ALIKE = {"Effect": "Allow", "Action": "a:b*", "Resource": "*"}
HOSTILE = {
    "deep arrays": "[" * 10_000,
    "deep objects": '{"a":' * 3000,
    "many actions": document(Action=[f"a{n}" for n in range(2400)]),
    "misspelt": document(Action=[f"iam:GetUsr{n}" for n in range(1200)]),
    "wildcards": document(Action=[f"ec2:*{n}?*a*" for n in range(1100)]),
    "one pattern": document(Action="iam:" + "?" * 9000 + "*" + "?a*" * 3000),
    "all services": document(
        Action=[f"{one}:Get*" for one in SERVICES],
        Condition={"StringEquals": {f"{one}:x": "1" for one in SERVICES}},
    ),
    "resources": document(Resource=[f"arn:aws:ec2:us-east-1::x{n}*" for n in range(440)]),
    "variables": document(Resource="arn:aws:iam::1:user/" + "${" * 9000),
    "keys": document(Condition={"StringEquals": {f"ec2:x{n}": "1" for n in range(900)}}),
    "statements": json.dumps({"Version": "2012-10-17", "Statement": [ALIKE] * 300}),
    "half a text": '"' + "\\u00" * 4000,
    "surrogates": document(Sid="\ud800", Action="iam:\ud800*"),
}


@pytest.mark.parametrize("name", list(HOSTILE))
def test_hostile_documents_take_little_time(name: str):
    validate(document(Action="iam:GetUser"))
    began = time.process_time()
    found = validate(HOSTILE[name][:LENGTH_MAX])
    assert found
    assert len(found) <= 200
    assert time.process_time() - began < SECONDS


def test_a_long_document_is_refused_unread():
    began = time.process_time()
    with pytest.raises(ValueError, match="at most 20000 characters"):
        validate("[" * 10_000_000)
    assert time.process_time() - began < SECONDS


def test_a_name_never_leads_out_of_the_data():
    for service in ("../services", "..", "/etc/passwd", "iam/../iam", "\x00"):
        assert not names.actions(service)
        assert not names.condition_keys(service)
