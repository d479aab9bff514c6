"""Documents in JSON and CBOR that no SDK sends: refused in their own protocol, nothing written."""

import json
import time
from typing import Any

import cbor2
import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from django.http import HttpResponse
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from console.models import Event
from console.protocol.rpc_bodies import DEPTH_MAX, VALUES_MAX
from tests.api.conftest import new_key
from tests.api.raw import Key, credentials
from tests.support.rows import rows
from tests.world import World, make_world

PREFIX = "ResourceGroupsTaggingAPI_20170126"
CBOR_PATH = f"/service/{PREFIX}/operation/GetResources"
CBOR = {"Content-Type": "application/cbor", "Smithy-Protocol": "rpc-v2-cbor"}
JSON = {
    "Content-Type": "application/x-amz-json-1.1",
    "X-Amz-Target": f"{PREFIX}.GetResources",
}
Said = tuple[int, dict[str, Any]]


def ask(
    key: Key | None,
    body: bytes,
    *,
    cbor: bool = False,
    path: str = "",
    method: str = "POST",
    scope: str = "tagging",
    **headers: str,
) -> HttpResponse:
    """A request of either protocol, signed."""
    path = path or (CBOR_PATH if cbor else "/")
    sent = {**(CBOR if cbor else JSON), **headers}
    request = AWSRequest(method, f"http://testserver{path}", data=body, headers=sent)
    if key:
        SigV4Auth(credentials(key), scope, "us-east-1").add_auth(request)
    all_of_them = {"Host": "testserver"} | {n: str(v) for n, v in request.headers.items()}
    return Client().generic(method, path, body, headers=all_of_them)


def said(response: HttpResponse) -> Said:
    kind = response.headers["Content-Type"]
    load = cbor2.loads if kind == "application/cbor" else json.loads
    assert (kind == "application/cbor") == ("smithy-protocol" in response.headers)
    return response.status_code, load(response.content)


def is_refused(response: HttpResponse, code: str = "SerializationException") -> None:
    status, error = said(response)
    assert (status, error["__type"]) == (400, code)
    assert error["Message"]
    assert not Event.objects.exists()


DEEP = b'{"TagFilters":' + b"[" * DEPTH_MAX + b"]" * DEPTH_MAX + b"}"
IN_JSON = {
    "nothing but a brace": b"{",
    "no JSON": b"Action=GetResources",
    "not UTF-8": b'{"PaginationToken":"\xff"}',
    "UTF-16": '{"PaginationToken":"x"}'.encode("utf-16"),
    "twice": b'{"ResourcesPerPage":1,"ResourcesPerPage":2}',
    "a list": b"[]",
    "nothing": b"null",
    "a text for a number": b'{"ResourcesPerPage":"1"}',
    "true for a number": b'{"ResourcesPerPage":true}',
    "a fraction": b'{"ResourcesPerPage":1.0}',
    "no number": b'{"ResourcesPerPage":NaN}',
    "too large a number": b'{"ResourcesPerPage":2147483648}',
    "thousands of digits": b'{"ResourcesPerPage":' + b"9" * 5000 + b"}",
    "a number for true": b'{"IncludeComplianceDetails":1}',
    "a text for a list": b'{"ResourceTypeFilters":"iam"}',
    "nothing in a list": b'{"ResourceTypeFilters":[null]}',
    "too deep": DEEP,
    "much too deep": b"[" * 900_000,
    "too many": b"[" + b"0," * VALUES_MAX + b"0]",
    "far too many": b"[" + b"{}," * 300_000 + b"{}]",
    "texts without an end": b'"' + b'\\"' * 450_000,
    "ends in a backslash": b'"' + b'\\"' * 450_000 + b"\\",
}
LONG = b"\x9b" + b"\xff" * 8
IN_CBOR = {
    "nothing but a break": b"\xff",
    "JSON": b"{}",
    "cut off": cbor2.dumps({"ResourcesPerPage": 5})[:-1],
    "with a rest": cbor2.dumps({}) + b"\x00",
    "not UTF-8": b"\xa1\x61\xff\x00",
    "twice": b"\xa2" + (cbor2.dumps("ResourcesPerPage") + b"\x01") * 2,
    "a list for a name": b"\xa1\x80\x00",
    "a list": b"\x80",
    "undefined": b"\xf7",
    "a fraction": cbor2.dumps({"ResourcesPerPage": 1.5}),
    "true for a number": cbor2.dumps({"ResourcesPerPage": True}),
    "bytes for a text": cbor2.dumps({"PaginationToken": b"x"}),
    "an array of 2**64": LONG,
    "a text of 2**64": b"\x7b" + b"\xff" * 8,
    "shared values": b"\xd8\x1c\x81\xd8\x1d\x00",
    "a large number": cbor2.dumps({"ResourcesPerPage": 2**70}),
    "a time": b"\xc1\x00",
    "reserved": b"\x1c",
    "half a pair": b"\xbf\x61a\xff",
    "texts in texts": b"\x7f\x7f\x61a\xff\xff",
    "too deep": b"\x81" * (DEPTH_MAX + 1) + b"\x00",
    "much too deep": b"\x81" * 900_000,
    "without an end": b"\x9f" * 900_000,
    "far too many": b"\x9f" + b"\xa0" * 900_000 + b"\xff",
}


@pytest.mark.parametrize(("cbor", "body"), [
    *[pytest.param(False, body, id=f"JSON: {name}") for name, body in IN_JSON.items()],
    *[pytest.param(True, body, id=f"CBOR: {name}") for name, body in IN_CBOR.items()],
])  # fmt: skip
def test_what_cannot_be_read(people: World, key: Key, cbor: bool, body: bytes):
    began = time.process_time()
    is_refused(ask(key, body, cbor=cbor))
    assert time.process_time() - began < 5


def test_half_a_character_is_refused_by_the_model_s_rules(people: World, key: Key):
    is_refused(ask(key, b'{"PaginationToken":"\\ud800"}'), "InvalidParameterException")


def test_what_may_be_left_out(people: World, key: Key):
    bodies = [(False, b""), (False, b"{}"), (False, b'{"TagFilters":null,"Other":[[1]]}')]
    bodies += [(True, b""), (True, b"\xa0"), (True, b"\xbf\xff"), (True, b"\xa1\x61a\xf6")]
    bodies.append((True, b"\xbf\x7f\x6fPaginationToken\xff\x60\xff"))  # in pieces
    for cbor, body in bodies:
        status, answer = said(ask(key, body, cbor=cbor))
        assert status == 200
        assert len(answer["ResourceTagMappingList"]) == 3


def test_as_many_values_as_the_model_allows(people: World, key: Key):
    values = [f'{number}, "x" [{{' for number in range(20)]
    asked = {"TagFilters": [{"Key": "k", "Values": values}] * 50}
    for cbor in (False, True):
        body = cbor2.dumps(asked) if cbor else json.dumps(asked).encode()
        status, answer = said(ask(key, body, cbor=cbor))
        assert (status, answer["ResourceTagMappingList"]) == (200, [])


@pytest.mark.parametrize("cbor", [False, True])
def test_who_is_not_known(people: World, key: Key, cbor: bool):
    before = rows()
    is_refused(ask(None, b"", cbor=cbor), "MissingAuthenticationTokenException")
    is_refused(ask(key, b"", cbor=cbor, scope="iam"), "InvalidSignatureException")
    is_refused(ask(key, b"", cbor=cbor, scope="tag"), "InvalidSignatureException")
    assert rows() == before


def test_the_address_is_signed(people: World, key: Key):
    response = ask(key, b"", cbor=True, path=CBOR_PATH.replace("GetResources", "GetTagKeys"))
    is_refused(response, "UnknownOperationException")
    wrong = f"/service/{PREFIX}/operation/"
    assert 400 <= ask(key, b"", cbor=True, path=wrong).status_code < 500
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("more", "headers"),
    [
        ({"path": "/iam/users/"}, {}),
        ({"method": "PUT"}, {}),
        ({"path": "/service/x/operation/GetResources", "cbor": True}, {}),
        ({}, {"X-Amz-Target": "Other_1.GetResources"}),
        ({}, {"X-Amz-Target": f"{PREFIX}.Get/Resources"}),
        ({}, {"X-Amz-Target": f"{PREFIX}."}),
        ({}, {"Smithy-Protocol": "rpc-v2-cbor"}),
    ],
)  # fmt: skip
def test_what_asks_for_nothing_here(
    people: World, key: Key, more: dict[str, Any], headers: dict[str, str]
):
    response = ask(key, b"", **more, **headers)
    assert 400 <= response.status_code < 500
    assert not response.headers["Content-Type"].startswith("text/html")
    assert not Event.objects.exists()


def test_a_form_signed_for_the_service_is_not_its_protocol(people: World, key: Key):
    for scope in ("tag", "tagging"):
        request = AWSRequest(
            "POST",
            "http://testserver/",
            data=b"Action=GetResources&Version=2017-01-26",
            headers={"Content-Type": "application/x-www-form-urlencoded"},
        )
        SigV4Auth(credentials(key), scope, "us-east-1").add_auth(request)
        headers = {name: str(value) for name, value in request.headers.items()}
        kind = headers.pop("Content-Type")
        response = Client().post("/", request.data, content_type=kind, headers=headers)
        assert response.status_code == 400
        assert b"InvalidAction" in response.content


TEXTS = st.text(max_size=8) | st.sampled_from(["", "\0", "*", "iam:policy", "x" * 2049])
PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | TEXTS
NAMES = st.sampled_from(
    ["Key", "Values", "TagFilters", "ResourcesPerPage", "TagsPerPage", "ResourceTypeFilters",
     "ResourceARNList", "PaginationToken", "IncludeComplianceDetails", "Other"]
)  # fmt: skip
INPUTS = st.dictionaries(
    NAMES,
    st.recursive(
        PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3)
    ),
)


class AnyDocument(TestCase):
    """For random documents and bytes the answer is a result or an error of 4xx, never a 500."""

    key: Key

    @classmethod
    def setUpTestData(cls) -> None:
        cls.key = new_key(make_world().admin)

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(found=INPUTS)
    def test_documents(self, found: dict[str, Any]) -> None:
        for cbor in (False, True):
            body = cbor2.dumps(found) if cbor else json.dumps(found).encode()
            assert said(ask(self.key, body, cbor=cbor))[0] in (200, 400)

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(body=st.binary(max_size=60))
    def test_bytes(self, body: bytes) -> None:
        for cbor in (False, True):
            assert said(ask(self.key, body, cbor=cbor))[0] in (200, 400)
