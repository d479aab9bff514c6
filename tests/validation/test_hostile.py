"""Documents that are too long, too deep or made to be slow: an answer within a bound of time."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from accounts.validation import LENGTH_MAX, names, validate

SECONDS = 0.1  # of processor time


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


def least(what: Callable[[], object]) -> float:
    """The processor time of the quickest of three: beside other tests a processor is slow."""
    times = []
    for _ in range(3):
        began = time.process_time()
        what()
        times.append(time.process_time() - began)
    return min(times)


@pytest.mark.parametrize("name", list(HOSTILE))
def test_hostile_documents_take_little_time(name: str):
    text = HOSTILE[name][:LENGTH_MAX]
    assert 1 <= len(validate(text)) <= 201
    assert least(lambda: validate(text)) < SECONDS


def test_a_long_document_is_refused_unread():
    def refused() -> None:
        with pytest.raises(ValueError, match="at most 20000 characters"):
            validate("[" * 10_000_000)

    assert least(refused) < SECONDS


PARTLY = {
    "more findings than are kept": document(Action=[f"a{n}" for n in range(400)]),
    "more services than are read": HOSTILE["all services"],
    "more comparisons than are made": HOSTILE["wildcards"],
    "more statements than are asked about": HOSTILE["statements"],
    "more patterns than are compared": document(Action=[f"iam:{'*' * n}" for n in range(1, 50)]),
    "more variables than are read": document(Resource="arn:aws:s3:::" + "${aws:username}" * 51),
}


@pytest.mark.parametrize("why", list(PARTLY))
@pytest.mark.parametrize("ours", [True, False])
def test_what_is_not_checked_whole_says_so(why: str, ours: bool):
    found = [one for one in validate(PARTLY[why], ours=ours) if one.code == "PARTLY_CHECKED"]
    assert len(found) == 1


def test_what_is_checked_whole_does_not():
    for text in (
        document(Action=[f"a{n}" for n in range(200)]),
        document(Action=[f"{one}:Get*" for one in SERVICES[:40]]),
        document(Resource="arn:aws:s3:::" + "${aws:username}" * 50),
    ):
        assert "PARTLY_CHECKED" not in {one.code for one in validate(text)}


def test_a_name_never_leads_out_of_the_data():
    for service in ("../services", "..", "/etc/passwd", "iam/../iam", "\x00"):
        assert not names.actions(service)
        assert not names.condition_keys(service)
