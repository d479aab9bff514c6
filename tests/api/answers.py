"""What an answer must be by AWS's own service model, held against the XML itself."""

import base64
import json
import re
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree as ET

import cbor2
from botocore.model import ListShape, MapShape, OperationModel, Shape, StructureShape

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
LOCATED = {
    "ec2": {
        "namespace": "http://ec2.amazonaws.com/doc/2016-11-15/",
        "root": "{}Response",
        "error": "Errors/Error",
        "codes": {
            "AuthFailure",
            "DryRunOperation",
            "InvalidAction",
            "InvalidInstanceID.Malformed",
            "InvalidInstanceID.NotFound",
            "InvalidParameterCombination",
            "InvalidParameterValue",
            "MissingParameter",
            "RequestExpired",
            "UnauthorizedOperation",
        },
    },
    "s3": {
        "namespace": "http://s3.amazonaws.com/doc/2006-03-01/",
        "root": "ListAllMyBucketsResult",
        "error": ".",
        "codes": {
            "AccessDenied",
            "AuthorizationHeaderMalformed",
            "AuthorizationQueryParametersError",
            "ExpiredToken",
            "InvalidAccessKeyId",
            "InvalidArgument",
            "InvalidRequest",
            "InvalidToken",
            "NotImplemented",
            "RequestTimeTooSkewed",
            "SignatureDoesNotMatch",
            "XAmzContentSHA256Mismatch",
        },
    },
}
PROTOCOL_CODES = {
    "AccessDenied",
    "ExpiredToken",
    "IncompleteSignature",
    "InvalidAction",
    "InvalidClientTokenId",
    "MalformedInput",
    "MissingAction",
    "MissingAuthenticationToken",
    "SignatureDoesNotMatch",
    "Throttling",
    "ValidationError",
}
DOCUMENT_CODES = {
    "AccessDeniedException",
    "IncompleteSignatureException",
    "InvalidSignatureException",
    "MissingAuthenticationTokenException",
    "SerializationException",
    "UnknownOperationException",
    "UnrecognizedClientException",
}
# Recorded from AWS although the model says otherwise.
RECORDED_CODES = {
    "CreateServiceSpecificCredential": {"NoSuchEntity"},
    "GetFederationToken": {"InvalidParameterValue"},
    "ListServiceSpecificCredentials": {"NoSuchEntity"},
    "UpdateServiceSpecificCredential": {"InvalidInput"},
}


RECORDED_VALUES = {
    "PolicySourceType": {"IAM Policy", "Permissions Boundary Policy"},
    "PermissionsBoundaryAttachmentType": {"Policy"},
}


def check_answer(operation: OperationModel, status: int, body: bytes) -> None:
    """AssertionError for whatever the model does not say of this operation."""
    if operation.service_model.metadata["protocol"] == "rest-json":
        check_rest_answer(operation, status, body)
        return
    if operation.service_model.metadata.get("targetPrefix"):
        check_document(operation, status, body)
        return
    if operation.service_model.service_name in LOCATED:
        check_located_answer(operation, status, body)
        return
    namespace = operation.service_model.metadata["xmlNamespace"]
    root = ET.fromstring(body)  # noqa: S314
    _same_namespace(root, namespace)
    if status == 200:
        _check_result(operation, root)
    else:
        _check_error(operation, status, root)


def check_document(operation: OperationModel, status: int, body: bytes) -> None:
    """The same for services whose answers are documents, in JSON or CBOR."""
    found = json.loads(body) if body.startswith(b"{") else cbor2.loads(body)
    if status == 200:
        _check_value(operation.output_shape, found)
        return
    assert set(found) == {"__type", "Message"}
    assert found["__type"] in {shape.name for shape in operation.error_shapes} | DOCUMENT_CODES


def check_rest_answer(operation: OperationModel, status: int, body: bytes) -> None:
    """The same for REST services that answer JSON."""
    found = json.loads(body)
    if status == 200:
        _check_value(operation.output_shape, found)
        return
    assert {"__type", "message"} <= set(found)
    modelled = {shape.name: shape.metadata["error"] for shape in operation.error_shapes}
    assert found["__type"] in {*modelled, *DOCUMENT_CODES, "RequestEntityTooLargeException"}
    if found["__type"] in modelled:
        assert status == modelled[found["__type"]]["httpStatusCode"]


def _check_value(shape: Shape | None, value: Any) -> None:
    if shape is not None and shape.metadata.get("document"):
        assert isinstance(value, dict | list | str)
    elif isinstance(shape, StructureShape):
        assert set(shape.required_members) <= set(value) <= set(shape.members)
        for name, each in value.items():
            _check_value(shape.members[name], each)
    elif isinstance(shape, ListShape):
        assert isinstance(value, list)
        for each in value:
            _check_value(shape.member, each)
    elif isinstance(shape, MapShape):
        for each in value.values():
            _check_value(shape.value, each)
    elif shape is not None:
        kinds = {"string": str, "boolean": bool, "integer": int, "timestamp": int}
        assert type(value) is kinds[shape.type_name]


def check_located_answer(operation: OperationModel, status: int, body: bytes) -> None:
    """The same for EC2 and S3, whose answers name elements by the model's locations."""
    service = operation.service_model.service_name
    known = LOCATED[service]
    assert body.startswith(b'<?xml version="1.0" encoding="UTF-8"?>') or not body
    if not body:
        return
    root = ET.fromstring(body)  # noqa: S314
    if status == 200:
        _same_namespace(root, known["namespace"])
        assert _name(root) == known["root"].format(operation.name)
        if service == "ec2":
            assert _name(root[0]) == "requestId"
            assert UUID.fullmatch(root[0].text or "")
            root.remove(root[0])
        _check_located(operation.output_shape, root)
        return
    error = root.find(known["error"])
    assert error is not None
    assert [child.tag for child in error][:2] == ["Code", "Message"]
    assert error[0].text in known["codes"], error[0].text


def _check_located(shape: Shape | None, element: ET.Element) -> None:
    if isinstance(shape, StructureShape):
        members = {
            member.serialization.get("name", name): member for name, member in shape.members.items()
        }
        names = [_name(child) for child in element]
        assert len(set(names)) == len(names), names
        for child in element:
            _check_located(members[_name(child)], child)
    elif isinstance(shape, ListShape):
        for child in element:
            assert _name(child) == shape.member.serialization["name"]
            _check_located(shape.member, child)
    elif shape is not None:
        assert len(element) == 0
        check = SCALARS[shape.type_name] if shape.type_name != "timestamp" else MILLISECONDS
        check(shape, element.text or "")


def _check_result(operation: OperationModel, root: ET.Element) -> None:
    assert _name(root) == f"{operation.name}Response"
    children = {_name(child): child for child in root}
    assert len(children) == len(root)
    metadata = children.pop("ResponseMetadata")
    assert [_name(child) for child in metadata] == ["RequestId"]
    assert UUID.fullmatch(metadata[0].text or "")
    if operation.output_shape is None:
        assert children == {}
    else:
        assert list(children) == [f"{operation.name}Result"]
        _check(operation.output_shape, children[f"{operation.name}Result"])


def _check_error(operation: OperationModel, status: int, root: ET.Element) -> None:
    assert _name(root) == "ErrorResponse"
    assert [_name(child) for child in root] == ["Error", "RequestId"]
    fields = {_name(child): child.text or "" for child in root[0]}
    assert fields["Type"] == ("Receiver" if status >= 500 else "Sender")
    modelled = {
        shape.metadata.get("error", {}).get("code", shape.name): shape.metadata
        for shape in operation.error_shapes
    }
    code = fields["Code"]
    allowed = PROTOCOL_CODES | set(modelled) | RECORDED_CODES.get(operation.name, set())
    assert code in allowed, f"{operation.name}: {fields}"
    if "error" in modelled.get(code, {}):
        assert status == modelled[code]["error"]["httpStatusCode"]


def _check(shape: Shape, element: ET.Element) -> None:
    if isinstance(shape, StructureShape):
        names = [_name(child) for child in element]
        assert len(set(names)) == len(names), names
        assert set(names) <= set(shape.members), names
        assert set(shape.required_members) <= set(names), (shape.name, names)
        for child in element:
            _check(shape.members[_name(child)], child)
    elif isinstance(shape, ListShape):
        assert {_name(child) for child in element} <= {"member"}
        for child in element:
            _check(shape.member, child)
    elif isinstance(shape, MapShape):
        for entry in element:
            assert [_name(entry), *map(_name, entry)] == ["entry", "key", "value"]
            _check(shape.value, entry[1])
    else:
        assert len(element) == 0
        SCALARS[shape.type_name](shape, element.text or "")


def _string(shape: Shape, text: str) -> None:
    recorded = RECORDED_VALUES.get(shape.name, set())
    assert "enum" not in shape.metadata or text in {*shape.metadata["enum"], *recorded}, text


def _matches(pattern: re.Pattern[str]) -> Callable[[Shape, str], None]:
    def check(_: Shape, text: str) -> None:
        assert pattern.fullmatch(text), text

    return check


SCALARS: dict[str, Callable[[Shape, str], object]] = {
    "string": _string,
    "integer": _matches(re.compile(r"-?\d+")),
    "boolean": _matches(re.compile("true|false")),
    "timestamp": _matches(DATE),
    "blob": lambda _, text: base64.b64decode(text, validate=True),
}


def _name(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def _same_namespace(element: ET.Element, namespace: str) -> None:
    for each in element.iter():
        assert each.tag.startswith(f"{{{namespace}}}"), each.tag


MILLISECONDS = _matches(re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"))
