"""Dialects: how each service's protocol names, refuses and answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from botocore.model import OperationModel, StructureShape

from accounts.errors import ServiceError, ValidationError
from console.protocol import ec2, json_answers, query, rest_json, rpc, s3, service_models, xml
from console.protocol.errors import InOtherWords, InvalidAction, Words, in_words


def _unknown(name: str, version: str) -> ServiceError:
    return InvalidAction(f"Could not find operation {name} for version {version}")


def _no_headers(error: ServiceError) -> Mapping[str, str]:
    return {}


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a service reads parameters and writes answers.

    `error` has the refusal and the request's id; `words` says in the service's own what the API
    refuses, `of_members` has the codes for values of single members that break a constraint;
    `unknown` is the error for an operation and a version that does not exist; `request_id`
    is the header that carries the request's id, `headers` are further ones, `error_headers` those
    of a refusal.
    """

    error: Callable[[ServiceError, str], str | bytes]
    read: Callable[[StructureShape | None, Mapping[str, Any]], dict[str, Any]] = query.read
    result: Callable[[OperationModel, Mapping[str, Any] | None, str], str | bytes] = xml.result
    unknown: Callable[[str, str], ServiceError] = _unknown
    words: Words = field(default_factory=dict)
    of_members: Mapping[str, str] = field(default_factory=dict)
    content_type: str = xml.CONTENT_TYPE
    request_id: str = "x-amzn-RequestId"
    headers: Mapping[str, str] = field(default_factory=dict)
    error_headers: Callable[[ServiceError], Mapping[str, str]] = _no_headers

    def said(self, error: ServiceError) -> ServiceError:
        """The error in the service's words."""
        member = error.member if isinstance(error, ValidationError) else ""
        if member in self.of_members:
            return InOtherWords(self.of_members[member], 400, str(error))
        return in_words(self.words, error)


def _of(module: Any) -> Dialect:
    return Dialect(
        error=module.error,
        read=module.read,
        result=module.result,
        unknown=module.unknown,
        words=module.WORDS,
        content_type=module.CONTENT_TYPE,
        request_id=module.REQUEST_ID,
    )


def _rpc(invalid: str, **of_members: str) -> Dialect:
    """The dialect of a service of JSON 1.1; `invalid` is its code for parameters out of bounds,
    `of_members` are other ones for what begins with these members."""
    return Dialect(
        error=rpc.json_error,
        read=rpc.read,
        result=rpc.json_result,
        unknown=rpc.unknown,
        words={**rpc.WORDS, ValidationError: (invalid, 400, "")},
        of_members=of_members,
        content_type=rpc.JSON_TYPE,
    )


def _rest() -> Dialect:
    """The dialect of a REST service with JSON."""
    return Dialect(
        error=rest_json.error,
        read=rest_json.read,
        result=rest_json.result,
        unknown=rest_json.unknown,
        words=rest_json.WORDS,
        content_type=rest_json.CONTENT_TYPE,
        error_headers=rest_json.error_headers,
    )


DIALECTS: dict[str, Dialect] = {
    "access-analyzer": _rest(),
    "cloudtrail": _rpc(
        "ValidationException",
        eventCategory="InvalidEventCategoryException",
        lookupAttributes="InvalidLookupAttributesException",
        maxResults="InvalidMaxResultsException",
    ),
    "ec2": _of(ec2),
    "iam": Dialect(error=partial(xml.error, "iam")),
    "iam-toolbox": _rest(),
    "organizations": _rpc("InvalidInputException"),
    "s3": _of(s3),
    "sts": Dialect(error=partial(xml.error, "sts")),
    "tag": _rpc("InvalidParameterException"),
}
IN_CBOR = {
    service: replace(
        DIALECTS[service],
        error=rpc.cbor_error,
        result=rpc.cbor_result,
        content_type=rpc.CBOR_TYPE,
        headers=rpc.CBOR_HEADERS,
    )
    for service in service_models.TARGETS.values()
    if service not in service_models.NO_CBOR
}
AS_JSON = Dialect(
    error=json_answers.error,
    result=json_answers.result,
    content_type=json_answers.CONTENT_TYPE,
)
