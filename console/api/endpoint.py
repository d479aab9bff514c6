"""The endpoint of the API, `POST /`, in front of everything that pages need.

One call's way, in AWS's order: read the parameters, know the operation, verify the signature, find
the caller, check the parameters against the service model, ask the gate, perform, answer. No cookie
is read. What fails answers in AWS's words; nothing is written before the caller is known. S3 and
others are REST APIs, services of JSON 1.1 send one document; their requests reach the same
endpoint, and so does every other signed request, also for a service that is not here.
"""

import logging
import secrets
import uuid
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import replace
from functools import lru_cache
from typing import Any

from botocore.model import OperationModel
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest

from accounts.errors import AccessDenied, ServiceError
from accounts.service_names import signing_name
from console import requests
from console.api.answering import dialect_of
from console.api.authentication import caller_of
from console.api.call import ApiCall
from console.api.catalogue import CATALOGUE, UNSIGNED, Perform
from console.api.replies import Reply, reply
from console.api.s3_requests import asked_of_s3
from console.authentication.sign_in import counted
from console.cloudtrail.redaction import recorded
from console.gate.decorators import mark_of
from console.gate.entrance import decide
from console.gate.judgement import error_of
from console.gate.requests import with_gate
from console.protocol import other_services, query, rest_json, rpc, service_models, sigv4
from console.protocol.dialects import DIALECTS
from console.protocol.errors import (
    LengthRequired,
    MalformedInput,
    MissingAction,
    RequestTooLarge,
    ServiceFailure,
    ServiceUnavailable,
)
from console.protocol.validation import validate
from console.requests import ApiRequest, CallerRequest
from console.web.sizes import BODY_MAX, HEAD_MAX, body_size, head_size

FORM = "application/x-www-form-urlencoded"
NO_VERSION = "NO_VERSION_SPECIFIED"
UNMARKED = "This operation does not say which action it performs, so it is closed."
logger = logging.getLogger(__name__)


def is_api_request(meta: Mapping[str, Any]) -> bool:
    """Whether a request is for the API: a POST of `/`, a GET of `/` that names an action, or any
    request of an SDK."""
    if (meta.get("PATH_INFO") or "/") == "/":
        if meta["REQUEST_METHOD"] == "POST":
            return True
        queried = meta.get("QUERY_STRING", "")
        if meta["REQUEST_METHOD"] == "GET" and ("Action=" in queried or "X-Amz-" in queried):
            return True
    return other_services.is_of_an_sdk(meta)


def _answered_as(meta: Mapping[str, Any], service: str) -> str:
    """The service whose protocol the answer uses, for a request that was signed for `service`. A
    form that was sent to `/` is answered as IAM's, not as S3's."""
    at_root = (meta.get("PATH_INFO") or "/") == "/"
    is_form = meta["REQUEST_METHOD"] == "POST" and meta.get("CONTENT_TYPE", "").startswith(FORM)
    if service not in other_services.OURS or (service == "s3" and is_form and at_root):
        return "iam"
    return service


def endpoint(request: HttpRequest) -> Reply:
    """Answer one request; every failure is AWS's error."""
    signed_for = other_services.signed_for(request.META)
    asked = rpc.asked(request.META) or rest_json.asked(request.META, signed_for)
    elsewhere = None if asked else other_services.refusal(request.META, signed_for)
    if elsewhere is not None:
        return reply(
            request, elsewhere.status, elsewhere.content_type, elsewhere.body, elsewhere.headers
        )
    service = asked.service if asked else _answered_as(request.META, signed_for)
    request_id = secrets.token_hex(8).upper() if service == "s3" else str(uuid.uuid4())
    failed: ServiceError | None = None
    body: str | bytes = b""
    try:
        message = _message(request)
        if service == "s3":
            sent, message = asked_of_s3(request.META, message)
        elif isinstance(asked, rest_json.Asked):
            sent, message = rest_json.sent(asked, message), replace(message, path=asked.path)
        elif asked:
            sent, message = rpc.sent(asked, message.body), replace(message, path=asked.path)
        else:
            sent = _parameters(request, message)
            service = service_models.VERSIONS.get(sent.get("Version", ""), service)
        operation, result = _answer(request, message, service, sent, request_id)
        body = dialect_of(service, request, asked).result(operation, result, request_id)
    except ServiceError as error:
        failed = error
    except (OperationalError, InterfaceError):
        logger.exception("the database does not answer")
        failed = ServiceUnavailable("The database does not answer. Nothing was changed.")
    except Exception:
        logger.exception("a call failed")
        failed = ServiceFailure("The request processing has failed because of an unknown error.")
    dialect = dialect_of(service, request, asked)
    status, headers = 200, {**dialect.headers, dialect.request_id: request_id}
    if failed is not None:
        said = dialect.said(failed)
        status, body = said.status, dialect.error(said, request_id)
        headers.update(dialect.error_headers(said))
    encoded = body if isinstance(body, bytes) else body.encode()
    return reply(request, status, dialect.content_type, encoded, headers)


def _message(request: HttpRequest) -> sigv4.Message:
    """The request as it was sent. What is too large is refused unread, a chunked body as well."""
    meta = request.META
    if head_size(meta) > HEAD_MAX:
        raise RequestTooLarge(f"The headers of a request have at most {HEAD_MAX} characters.")
    if meta.get("HTTP_TRANSFER_ENCODING"):
        raise LengthRequired("A request needs a Content-Length.")
    try:
        size = body_size(meta)
    except ValueError as error:
        raise MalformedInput("The Content-Length is not a number.") from error
    if size > BODY_MAX:
        raise RequestTooLarge(f"A request has at most {BODY_MAX} bytes.")

    def header(name: str) -> str:
        return str(meta.get(_key_of(name)) or "")

    def has_header(name: str) -> bool:
        return _key_of(name) in meta

    try:
        body = request.read(size)
    except OSError as error:
        raise MalformedInput("The body could not be read.") from error
    queried = query.pairs(meta.get("QUERY_STRING", ""))
    return sigv4.Message(meta["REQUEST_METHOD"], "/", queried, header, has_header, body)


@lru_cache(maxsize=64)
def _key_of(header: str) -> str:
    """A header's key in WSGI's environment."""
    key = header.upper().replace("-", "_")
    return key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"


def _parameters(request: HttpRequest, message: sigv4.Message) -> dict[str, str]:
    """The parameters of the query and of a form; a body of another type has none."""
    kind = message.header("content-type").partition(";")[0].strip().lower()
    if not message.body or kind not in (FORM, ""):
        return query.parameters(message.query)
    try:
        form = query.pairs(message.body.decode())
    except UnicodeError as error:
        raise MalformedInput("The body is not UTF-8.") from error
    return query.parameters(message.query + form)


def _answer(
    request: HttpRequest,
    message: sigv4.Message,
    service: str,
    sent: dict[str, Any],
    request_id: str,
) -> tuple[OperationModel, dict[str, Any] | None]:
    _refuse_unsigned(service, sent)
    operation, perform = _operation(service, sent)
    values = DIALECTS[service].read(operation.input_shape, sent)
    real_now = requests.real_now()
    signed = service_models.RESTFUL.get(service) or signing_name(service)
    principal = caller_of(message, signed, real_now)
    validate(operation, values)
    api_request = ApiRequest(service, operation.name, values, request_id)
    called = requests.with_caller(request, principal, real_now=real_now, api_request=api_request)
    return operation, _performed(called, api_request, operation, perform)


def _refuse_unsigned(service: str, sent: dict[str, Any]) -> None:
    """Refuse a call of a user of an identity provider, who signs nothing: this server trusts no
    identity provider."""
    name = sent.get("Action", "")
    refuse = (
        UNSIGNED.get((service, name)) if sent.get("Version") in service_models.VERSIONS else None
    )
    operation = service_models.operation(service, name) if refuse else None
    if refuse and operation:
        values = DIALECTS[service].read(operation.input_shape, sent)
        validate(operation, values)
        raise refuse(values)


def _operation(service: str, sent: dict[str, Any]) -> tuple[OperationModel, Perform]:
    name, version = sent.get("Action", ""), sent.get("Version", NO_VERSION)
    if not name:
        raise MissingAction("The request is missing an action.")
    spoken = version in service_models.VERSIONS or service not in service_models.VERSIONS.values()
    perform = CATALOGUE.get((service, name)) if spoken else None
    operation = service_models.operation(service, name) if perform else None
    if perform is None or operation is None:
        raise DIALECTS[service].unknown(name, version)
    return operation, perform


def _performed(
    called: CallerRequest, api_request: ApiRequest, operation: OperationModel, perform: Perform
) -> dict[str, Any] | None:
    """The gate's decision, then the operation and its event."""
    mark = mark_of(perform)
    if mark is None or mark.performs is None:
        raise AccessDenied(UNMARKED)
    request = with_gate(called)
    principal = request.gate.principal
    refused = decide(request, mark, {})
    if refused is not None:
        raise error_of(refused, request)
    action = mark.performs[0]
    call = ApiCall(request, api_request, request.gate.judgements[action].target)
    parameters = recorded(operation.input_shape, api_request.parameters)
    attempted = counted(request, principal.user) if mark.tries_password else nullcontext()
    with attempted as attempt:

        def first() -> Any:
            if attempt is not None:
                attempt.must_be_allowed()
            return mark.prepares(call) if mark.prepares else None

        with request.gate.perform(action, first, **parameters) as answer:
            ready = call if answer.prepared is None else replace(call, prepared=answer.prepared)
            result = answer.response = perform(ready)
    return result
