"""What an answer must be by AWS's own service model, held against the XML itself."""

import base64
import re
from collections.abc import Callable
from xml.etree import ElementTree as ET

from botocore.model import ListShape, MapShape, OperationModel, Shape, StructureShape

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
WIRE_CODES = {
    "AccessDenied",
    "ExpiredToken",
    "IncompleteSignature",
    "InvalidAction",
    "InvalidClientTokenId",
    "MalformedInput",
    "MissingAction",
    "MissingAuthenticationToken",
    "SignatureDoesNotMatch",
    "ValidationError",
}
# Recorded from AWS although the model says otherwise.
RECORDED_CODES = {
    "CreateServiceSpecificCredential": {"NoSuchEntity"},
    "ListServiceSpecificCredentials": {"NoSuchEntity"},
    "UpdateServiceSpecificCredential": {"InvalidInput"},
}


RECORDED_VALUES = {
    "PolicySourceType": {"IAM Policy", "Permissions Boundary Policy"},
    "PermissionsBoundaryAttachmentType": {"Policy"},
}


def check_answer(operation: OperationModel, status: int, body: bytes) -> None:
    """AssertionError for whatever the model does not say of this operation."""
    namespace = operation.service_model.metadata["xmlNamespace"]
    root = ET.fromstring(body)  # noqa: S314
    _same_namespace(root, namespace)
    if status == 200:
        _check_result(operation, root)
    else:
        _check_error(operation, status, root)


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
    allowed = WIRE_CODES | set(modelled) | RECORDED_CODES.get(operation.name, set())
    assert code in allowed, f"{operation.name}: {fields}"
    if code in modelled:
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
    return element.tag.partition("}")[2]


def _same_namespace(element: ET.Element, namespace: str) -> None:
    for each in element.iter():
        assert each.tag.startswith(f"{{{namespace}}}"), each.tag
