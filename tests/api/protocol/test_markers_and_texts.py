"""Whatever comes back as a marker, and characters that nothing could answer again: AWS's 4xx."""

import base64
import json
from typing import Any

import pytest

from console.api.catalogue import CATALOGUE
from console.models import Event
from console.protocol import service_models
from tests.api.raw import Key, body_of, code, message, send
from tests.api.walks.test_every_operation import SAMPLES
from tests.support.rows import rows
from tests.world import World as People

PAGED = sorted(
    name
    for service, name in CATALOGUE
    if service == "iam"
    and (shape := service_models.operation(service, name).input_shape)
    and "Marker" in shape.members
)
INVALID = {"Invalid Marker.", "Invalid marker for pagination."}


def marker_of(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode()


MARKERS = {
    "no base64": "%",
    "no JSON": base64.b64encode(b"[").decode(),
    "no text": base64.b64encode(b"\xff\xfe\x00").decode(),
    "deep": base64.b64encode(b"[" * 200).decode(),
    "a number": marker_of(1),
    "nothing": marker_of(None),
    "three things": marker_of(["", "", ""]),
    "half a character": marker_of(["", "\ud800"]),
    "NUL": marker_of(["", "a\0b"]),
    "a control character": marker_of(["", "\x01"]),
    "true": marker_of(["", True]),
    "a fraction": marker_of(["", 1.5]),
    "no number": marker_of(["", float("nan")]),
    "a list": marker_of(["", []]),
    "an object": marker_of(["", {}]),
}


def sent(name: str, **more: str) -> str:
    shape = service_models.operation("iam", name).input_shape
    required = {
        member: value
        for member, value in SAMPLES.items()
        if member.partition(".")[0] in shape.required_members
    }
    return body_of(name, **required, **more)


@pytest.mark.parametrize("name", PAGED)
def test_a_broken_marker_is_refused(people: People, key: Key, name: str):
    people.bob.tags = {"k": "v"}
    people.bob.save()
    before = rows()
    for what, marker in MARKERS.items():
        answer = send(key, sent(name, Marker=marker))
        status, error = code(answer)
        if (status, error) == (404, "NoSuchEntity"):
            continue  # of what is asked about there is none here
        assert status == 400, (what, error)
        assert error in ("ValidationError", "InvalidInput"), what
        text = message(answer)
        assert text in INVALID or "'marker' failed to satisfy constraint" in text, (what, text)
    after = rows()
    for found in (before, after):
        found.pop("credentials.AccessKey")
    assert after == before


@pytest.mark.parametrize("name", ["ListUsers", "ListGroups", "ListPolicies", "ListUserTags"])
@pytest.mark.parametrize("last", [10**30, -(10**30), 5, "", "x" * 200, "\U0001f600"])
def test_a_marker_of_another_kind_is_refused_or_a_place(key: Key, name: str, last: int | str):
    """The marker is made as this server makes them, for a row that does not exist."""
    first = send(key, sent(name, MaxItems="1")).content.decode()
    given_for = "00000000"
    if "<Marker>" in first:
        text = first.partition("<Marker>")[2].partition("<")[0]
        given_for = json.loads(base64.urlsafe_b64decode(text))[0]
    status, error = code(send(key, sent(name, Marker=marker_of([given_for, last]))))
    assert (status, error) in ((200, ""), (400, "ValidationError"))


ANY_TEXT = {
    "CreatePolicy": "Description",
    "CreateUser": "Tags.member.1.Value",
    "TagUser": "Tags.member.1.Key",
    "GetPolicy": "PolicyArn",
    "SimulateCustomPolicy": "ActionNames.member.1",
    "GetAccessKeyLastUsed": "AccessKeyId",
    "ListServiceSpecificCredentials": "ServiceName",
    "CreateVirtualMFADevice": "Path",
    "DeleteVirtualMFADevice": "SerialNumber",
    "ListUsers": "PathPrefix",
}


@pytest.mark.parametrize("character", ["%00", "%01", "%0B", "%1F", "%EF%BF%BE", "%EF%BF%BF"])
@pytest.mark.parametrize("name", ANY_TEXT)
def test_characters_that_no_answer_can_carry_are_refused(
    people: People, key: Key, name: str, character: str
):
    """Every database refuses them. Nothing is stored, not even an event."""
    before = rows()
    member = ANY_TEXT[name]
    text = f"arn:aws:iam::a{character}b{'x' * 20}"
    body = sent(name).replace(f"{member}=", "Odd=") + f"&{member}={text}"
    assert code(send(key, body)) == (400, "ValidationError")
    after = rows()
    for found in (before, after):
        found.pop("credentials.AccessKey")
    assert after == before
    assert not Event.objects.exists()


def test_every_other_character_comes_back(people: People, key: Key):
    odd = "tab\tline\ncr\r \u00e9 \u202e \U0001f600 \ufffd <&>\"'"
    made = sent("CreatePolicy", Description=odd)
    assert send(key, made).status_code == 200
    arn = f"arn:aws:iam::{people.account.account_id}:policy/p"
    body = send(key, body_of("GetPolicy", PolicyArn=arn)).content.decode()
    assert "tab\tline\ncr&#13; \u00e9 \u202e \U0001f600 \ufffd &lt;&amp;&gt;\"'" in body


def test_a_list_may_not_hide_one(key: Key):
    body = body_of("TagUser", UserName="bob", **{"Tags.member.1.Key": "k"})
    answer = send(key, body + "&Tags.member.1.Value=%EF%BF%BF")
    assert code(answer) == (400, "ValidationError")
