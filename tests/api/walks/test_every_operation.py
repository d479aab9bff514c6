"""Each operation of the catalogue: marked, gated, and answered as the service model says."""

import ast
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from botocore.model import ListShape, Shape, StructureShape
from botocore.serialize import QuerySerializer
from django.core.checks import run_checks
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.models import User, UserPolicy
from accounts.operations.groups import create_group
from console import checks
from console.api import catalogue, endpoint
from console.api.catalogue import CATALOGUE, OPERATIONS
from console.gate.decorators import mark_of
from console.models import AuthorizationRecord, Event
from console.protocol import service_models
from tests.api.answers import check_answer
from tests.api.conftest import new_key
from tests.api.raw import Key, body_of, message, send
from tests.support.refusals import DENY_ALL
from tests.support.rows import rows
from tests.world import World as People
from tests.world import give_device, make_world

# Those of the Query protocol; test_instances, test_buckets, test_organizations and
# test_tagged_resources have the others.
NAMES = sorted(name for name in CATALOGUE if name[0] in ("iam", "sts"))
GATED = [name for name in NAMES if not mark_of(CATALOGUE[name]).undeniable]
OPEN = {("sts", "GetCallerIdentity"), ("sts", "GetSessionToken")}
SAMPLES = {
    "AccessKeyId": "AKIAIOSFODNN7EXAMPLE",
    "AccountAlias": "an-alias",
    "ActionNames.member.1": "iam:GetUser",
    "Arn": "arn:aws:iam::123456789012:user/bob",
    "AuthenticationCode1": "123456",
    "AuthenticationCode2": "654321",
    "CertificateBody": "x",
    "CertificateId": "A" * 32,
    "DelegationRequestId": "A" * 16,
    "DeletionTaskId": "task/aws-service-role/x",
    "EncodedMessage": "x",
    "Encoding": "SSH",
    "GroupName": "students",
    "InstanceProfileName": "web",
    "JobId": "98a765b4-3cde-2101-2345-example678f9",
    "Name": "visitor",
    "NewPassword": "Another-horse-1",
    "OldPassword": "correct horse",
    "OpenIDConnectProviderArn": "arn:aws:iam::123456789012:oidc-provider/example.com",
    "PermissionsBoundary": "arn:aws:iam::123456789012:policy/Force_MFA",
    "PolicyArn": "arn:aws:iam::123456789012:policy/Force_MFA",
    "PolicyDocument": DENY_ALL,
    "PolicyInputList.member.1": DENY_ALL,
    "PolicyName": "p",
    "PolicySourceArn": "arn:aws:iam::123456789012:user/bob",
    "RoleArn": "arn:aws:iam::123456789012:role/deploy",
    "RoleName": "deploy",
    "RoleSessionName": "session",
    "SAMLProviderArn": "arn:aws:iam::123456789012:saml-provider/idp",
    "SSHPublicKeyBody": "x",
    "SSHPublicKeyId": "APKA" + "A" * 16,
    "SerialNumber": "arn:aws:iam::123456789012:mfa/admin",
    "ServerCertificateName": "www",
    "ServiceName": "codecommit.amazonaws.com",
    "ServiceNamespace": "iam",
    "ServiceNamespaces.member.1": "iam",
    "ServiceSpecificCredentialId": "ACCA" + "A" * 17,
    "Status": "Inactive",
    "TagKeys.member.1": "k",
    "Tags.member.1.Key": "k",
    "Tags.member.1.Value": "v",
    "UserName": "bob",
    "VersionId": "v1",
    "VirtualMFADeviceName": "new",
}


def without_use() -> dict[str, list]:
    """Everything stored but when a key was last used, which a refused call records too."""
    found = rows()
    for row in found["credentials.AccessKey"]:
        for column in ("last_used_at", "last_used_service", "last_used_region"):
            row.pop(column)
    return found


def sample(service: str, name: str) -> str:
    shape = service_models.operation(service, name).input_shape
    required = shape.required_members if shape else []
    sent = {
        member: value for member, value in SAMPLES.items() if member.partition(".")[0] in required
    }
    return body_of(name, service, **sent)


def test_only_what_aws_lets_everybody_do_is_undeniable():
    assert set(NAMES) - set(GATED) == OPEN
    for perform in OPERATIONS:
        mark = mark_of(perform)
        assert mark.performs, perform
        assert not mark.public, perform
        assert not mark.undeniable or len(mark.undeniable.split()) > 4, perform
    assert [found for found in run_checks() if not found.is_silenced()] == []


@pytest.mark.parametrize(("service", "name"), GATED)
def test_a_refused_call_writes_nothing_but_its_event(people: People, service: str, name: str):
    key = new_key(people.admin)
    give_device(people.admin)
    UserPolicy.objects.create(user=people.admin, policy_name="Nothing", document=DENY_ALL)
    before = without_use()
    response = send(key, sample(service, name), service=service)
    assert response.status_code == 403, response.content
    said = message(response) or ""
    assert said.endswith("with an explicit deny in an identity-based policy")
    assert without_use() == before
    event = Event.objects.get()
    assert AuthorizationRecord.objects.get().event_id == event.event_id
    assert (event.event_name, event.error_code) == (name, "AccessDenied")
    assert event.record["requestParameters"] is None


@pytest.mark.parametrize(("service", "name"), NAMES)
def test_an_unsigned_call_writes_nothing(people: People, service: str, name: str):
    before = rows()
    response = send(None, sample(service, name), service=service)
    assert response.status_code == 403
    assert b"MissingAuthenticationToken" in response.content
    assert rows() == before
    assert not Event.objects.exists()


@pytest.mark.parametrize(("service", "name"), NAMES)
def test_what_must_be_sent_is_asked_for_before_the_gate(people: People, service: str, name: str):
    shape = service_models.operation(service, name).input_shape
    if shape is None or not shape.required_members:
        return
    key = new_key(people.carol)
    response = send(key, body_of(name, service), service=service)
    assert response.status_code == 400
    assert response.content.count(b"Member must not be null") == len(shape.required_members)
    assert not Event.objects.exists()


def test_an_unmarked_operation_is_refused_and_fails_the_check(people: People, monkeypatch):
    def unmarked(call: Any) -> None:
        raise AssertionError("an unmarked operation must never run")

    monkeypatch.setitem(endpoint.CATALOGUE, ("iam", "GetUser"), unmarked)
    monkeypatch.setattr(checks, "OPERATIONS", (*OPERATIONS, unmarked))
    assert [error.id for error in checks.every_operation_is_marked()] == ["console.E007"]
    response = send(new_key(people.admin), body_of("GetUser"))
    assert response.status_code == 403
    assert b"AccessDenied" in response.content


def test_an_action_that_nothing_performs_fails_the_check(monkeypatch):
    monkeypatch.setattr(checks, "OPERATIONS", ())
    found = {error.msg for error in checks.every_action_is_reachable()}
    assert "Nothing performs sts:GetSessionToken." in found


def test_what_reads_stands_in_no_line(transactional_db: None):
    """No transaction, for which SQLite's writers take turns, and no row locked."""
    people = make_world()
    key = new_key(people.admin)
    give_device(people.admin)
    in_line = set()
    for service, name in NAMES:
        if mark_of(CATALOGUE[service, name]).performs[0].read_only:
            with CaptureQueriesContext(connection) as asked:
                send(key, sample(service, name), service=service)
            statements = [query["sql"] for query in asked]
            if any(sql.startswith("BEGIN") or "FOR UPDATE" in sql for sql in statements):
                in_line.add(name)
    # Reads in AWS's list, but they make a report.
    assert in_line == {"GenerateCredentialReport", "GenerateServiceLastAccessedDetails"}


HOSTILE = st.text(max_size=40) | st.sampled_from(
    ["", "\0", "\r\n", "<x>&\ufffe", "../../", "%00", "${aws:username}", "*", "a" * 2000, "\u202e"]
)
TRUE = st.sampled_from([*sorted(SAMPLES.values()), "alice", "BOB", "admin", "nobody"])


def values(shape: Shape, name: str = "") -> st.SearchStrategy[Any]:
    """Values of a shape: some right, some that break its constraints."""
    if isinstance(shape, StructureShape):
        members = {member: values(inner, member) for member, inner in shape.members.items()}
        required = {member: members.pop(member) for member in shape.required_members}
        return st.fixed_dictionaries(required, optional=members) | st.fixed_dictionaries(
            {}, optional={**members, **required}
        )
    if isinstance(shape, ListShape):
        return st.lists(values(shape.member), max_size=3)
    if shape.type_name == "integer":
        ends = [shape.metadata.get("min", 0), shape.metadata.get("max", 9)]
        return st.integers() | st.sampled_from([end + step for end in ends for step in (-1, 0, 1)])
    if shape.type_name == "boolean":
        return st.booleans()
    if "enum" in shape.metadata:
        return st.sampled_from(shape.metadata["enum"]) | HOSTILE
    return st.just(SAMPLES[name]) | TRUE | HOSTILE if name in SAMPLES else TRUE | HOSTILE


@st.composite
def calls(draw: st.DrawFn) -> tuple[str, str, dict[str, Any]]:
    service, name = draw(st.sampled_from(NAMES))
    shape = service_models.operation(service, name).input_shape
    return service, name, draw(values(shape)) if shape else {}


def form(service: str, name: str, parameters: dict[str, Any]) -> str:
    """The body that botocore itself would send."""
    model = service_models.operation(service, name)
    sent = QuerySerializer().serialize_to_request(parameters, model)["body"]
    return urlencode({k: str(v) for k, v in sent.items()}, errors="replace")


class AnyCall(TestCase):
    """For random requests the answer is a valid result or a modelled error, never a 500."""

    people: People
    key: Key

    @classmethod
    def setUpTestData(cls) -> None:
        cls.people = make_world()
        cls.key = new_key(cls.people.admin)
        give_device(cls.people.bob, "d")
        now = datetime.now(tz=UTC)
        create_group(account=cls.people.account, group_name="students", now=now)

    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(call=calls())
    def test_is_answered_as_the_model_says(self, call: tuple[str, str, dict[str, Any]]) -> None:
        service, name, parameters = call
        response = send(self.key, form(service, name, parameters), service=service)
        assert response.status_code < 500, response.content
        check_answer(
            service_models.operation(service, name), response.status_code, response.content
        )
        recorded = json.dumps([event.record for event in Event.objects.all()])
        for user in User.objects.all():
            assert user.password not in recorded


def test_the_catalogue_is_in_order():
    """As it is written, noun by noun: a new line has one place."""
    module = ast.parse(Path(catalogue.__file__).read_text())
    [listed] = [
        node.value
        for node in module.body
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "OPERATIONS"
    ]
    assert isinstance(listed, ast.Tuple)
    written = [ast.unparse(each) for each in listed.elts]
    assert len(written) == len(OPERATIONS)
    assert written == sorted(written)
