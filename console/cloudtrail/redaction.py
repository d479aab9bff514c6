"""What an event stores of a call, in CloudTrail's names and without secrets."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from botocore.model import ListShape, Shape, StructureShape

from accounts.actions import Action
from accounts.errors import HIDDEN
from accounts.values.texts import made_writable
from console.protocol import service_models
from console.protocol.validation import lower_camel
from credentials.pem import holds_private_key

# What may turn out to hold a private key, in any encoding.
MATERIAL = {"CertificateBody", "SSHPublicKeyBody"}
# Beyond what the service model itself marks as sensitive.
SECRETS = {
    "AuthenticationCode1",
    "AuthenticationCode2",
    "Base32StringSeed",
    "NewPassword",
    "OldPassword",
    "Password",
    "QRCodePNG",
    "SecretAccessKey",
    "ServiceCredentialSecret",
    "ServicePassword",
    "SessionToken",
    "TokenCode",
}


def answered(action: Action, answer: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """An action's answer, by the service model's names, as its event records it.

    None for one that only reads. Where the model answers nothing, a page may name a parameter that
    it learns by performing: the serial number of a passkey.
    """
    if answer is None or action.read_only:
        return None
    operation = service_models.operation(action.api, action.operation)
    shape = operation and (operation.output_shape or operation.input_shape)
    return recorded(shape, answer) or None


def recorded(shape: StructureShape | None, values: Mapping[str, Any] | None) -> dict[str, Any]:
    """Parameters or an answer as an event records them."""
    if shape is None or not values:
        return {}
    members = _members(shape)
    return {
        members[name][0]: HIDDEN if name in MATERIAL else _value(members[name][1], value)
        for name, value in values.items()
        if value is not None and members[name][0]
    }


@lru_cache(maxsize=512)
def _members(shape: StructureShape) -> dict[str, tuple[str, Shape]]:
    """The members of a structure, each with its name in an event: "" for a secret."""
    return {
        name: ("" if _is_secret(name, member) else lower_camel(name), member)
        for name, member in shape.members.items()
    }


def _is_secret(name: str, member: Shape) -> bool:
    return name in SECRETS or bool(member.metadata.get("sensitive"))


def _value(shape: Shape, value: Any) -> Any:
    if isinstance(shape, StructureShape):
        return recorded(shape, value)
    if isinstance(shape, ListShape):
        return [_value(shape.member, each) for each in value]
    if isinstance(value, datetime):
        return f"{value:%b %-d, %Y %-I:%M:%S %p}"  # as CloudTrail prints it
    if isinstance(value, str):
        return HIDDEN if holds_private_key(value) else made_writable(value)
    return value
