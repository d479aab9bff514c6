"""The format of a response: the dialect of the service, as XML, JSON or CBOR."""

from django.http import HttpRequest

from console.protocol.dialects import AS_JSON, DIALECTS, IN_CBOR, Dialect
from console.protocol.rest_json import Asked as AskedByAddress
from console.protocol.rpc import Asked

ACCEPT_MAX = 1000


def dialect_of(service: str, request: HttpRequest, asked: Asked | AskedByAddress | None) -> Dialect:
    """The dialect of a service's answer: IAM and STS write JSON for who asks so, others CBOR."""
    if isinstance(asked, Asked) and asked.is_cbor:
        return IN_CBOR[service]
    return AS_JSON if service in ("iam", "sts") and _prefers_json(request) else DIALECTS[service]


def _prefers_json(request: HttpRequest) -> bool:
    """Whether `Accept` names JSON, and nothing before it that is accepted as well."""
    accept = request.META.get("HTTP_ACCEPT", "")
    if "json" not in accept.lower() or len(accept) > ACCEPT_MAX:
        return False
    first = next(iter(request.accepted_types), None)
    return (
        first is not None and f"{first.main_type}/{first.sub_type}".lower() == AS_JSON.content_type
    )
