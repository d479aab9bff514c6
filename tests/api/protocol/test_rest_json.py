"""Services of REST and JSON: an operation is a method and an address, if signed for its service."""

import json
from typing import Any

import pytest
from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from django.http import HttpResponse
from django.test import Client

from console.models import Event
from console.protocol import rest_json, service_models
from console.protocol.errors import MalformedInput
from tests.api.conftest import Connect, new_key, refused
from tests.api.raw import Key, credentials
from tests.world import World

VALIDATION = "/policy/validation"
UNKNOWN = "UnknownOperationException"


def ask(
    key: Key,
    path: str,
    body: bytes | str = b"",
    *,
    method: str = "POST",
    service: str = "access-analyzer",
    presigned: bool = False,
) -> HttpResponse:
    """A request of a REST service, signed in its header or in its address."""
    request = AWSRequest(method, f"http://testserver{path}", data=body)
    signer = SigV4QueryAuth if presigned else SigV4Auth
    signer(credentials(key), service, "us-east-1").add_auth(request)
    headers = {"Host": "testserver"} | {n: str(v) for n, v in request.headers.items()}
    sent = body if isinstance(body, bytes) else body.encode()
    address = request.url.removeprefix("http://testserver")
    kind = "application/json"
    return Client().generic(method, address, sent, content_type=kind, headers=headers)


def error_of(response: HttpResponse) -> tuple[int, str]:
    """The status and the code of an error, which stands in the header and in the body."""
    found = json.loads(response.content)
    assert response.headers["x-amzn-ErrorType"] == found["__type"]
    assert response.headers["x-amzn-RequestId"]
    assert response.headers["Content-Type"] == "application/json"
    return response.status_code, found["__type"]


def asked(method: str, path: str, signed_for: str) -> Any:
    return rest_json.asked({"REQUEST_METHOD": method, "PATH_INFO": path}, signed_for)


def test_an_operation_is_known_by_method_address_and_signature():
    found = asked("GET", "/authorization-details/abc/policy", "iam")
    assert (found.service, found.operation) == ("iam-toolbox", "GetRequestAuthorizationPolicy")
    assert found.labels == {"authorizationId": "abc"}
    assert asked("POST", VALIDATION, "access-analyzer").operation == "ValidatePolicy"
    for method, path, signed_for in (
        ("GET", VALIDATION, "access-analyzer"),
        ("POST", VALIDATION, "iam"),
        ("POST", VALIDATION, ""),
        ("POST", f"{VALIDATION}/", "access-analyzer"),
        ("POST", f"/{VALIDATION}", "access-analyzer"),
        ("GET", "/authorization-details/a/b", "iam"),
        ("GET", "/authorization-details/", "iam"),
        ("GET", "/authorization-details/" + "a" * 3000, "iam"),
        ("GET", "/authorization-details/a", "access-analyzer"),
        ("GET", "/", "iam"),
    ):
        assert asked(method, path, signed_for) is None, (method, path, signed_for)


def test_members_are_read_from_their_places():
    operation = service_models.operation("access-analyzer", "ValidatePolicy")
    assert operation is not None
    found = {
        "Labels": {},
        "Queried": {"maxResults": "5", "policyType": "in the wrong place"},
        "Input": {"policyDocument": "{}", "maxResults": 7, "other": 1},
    }
    assert rest_json.read(operation.input_shape, found) == {"policyDocument": "{}", "maxResults": 5}
    for queried, body in (
        ({"maxResults": "x"}, {}),
        ({}, []),
        ({}, {"policyDocument": 5}),
        ({}, {"policyDocument": {}}),
    ):
        sent = {"Labels": {}, "Queried": queried, "Input": body}
        with pytest.raises(MalformedInput):
            rest_json.read(operation.input_shape, sent)


def test_a_label_is_signed_as_it_was_sent():
    found = asked("GET", "/authorization-details/a b%", "iam")
    assert found.path == "/authorization-details/a%2520b%2525"
    assert found.labels == {"authorizationId": "a b%"}


def test_what_nobody_here_can_do(world: World, connect: Connect):
    client = connect(world.admin, "accessanalyzer")
    status, code, text = refused(client.list_analyzers)
    assert (status, code) == (404, UNKNOWN)
    assert "ListAnalyzers is not here" in text
    assert not Event.objects.exists()


def test_the_addresses_of_pages_stay_pages(people: World):
    """Without a signature for the service there is no operation at its address."""
    response = Client().post(VALIDATION, b"{}", content_type="application/json")
    assert response.headers["Content-Type"].startswith("text/html")
    assert response.status_code == 404
    signed = ask(new_key(people.admin), VALIDATION, "{}", service="lambda")
    assert error_of(signed) == (404, UNKNOWN)
    assert not Event.objects.exists()
