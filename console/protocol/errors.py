"""What the wire itself refuses, before any operation is asked; AWS's codes and texts."""

from accounts.errors import ServiceError


class WireError(ServiceError):
    """A request that cannot be read or whose caller cannot be known."""

    code, status, modelled = "WireError", 400, False


class MalformedInput(WireError):
    code = "MalformedInput"


class MissingAction(WireError):
    code = "MissingAction"


class InvalidAction(WireError):
    code = "InvalidAction"


class IncompleteSignature(WireError):
    code = "IncompleteSignature"


class MissingAuthenticationToken(WireError):
    code, status = "MissingAuthenticationToken", 403


class InvalidClientTokenId(WireError):
    code, status = "InvalidClientTokenId", 403


class SignatureDoesNotMatch(WireError):
    code, status = "SignatureDoesNotMatch", 403


class ExpiredToken(WireError):
    code, status = "ExpiredToken", 403


class RequestTooLarge(WireError):
    code, status = "RequestEntityTooLarge", 413


class LengthRequired(WireError):
    code, status = "LengthRequired", 411


class ServiceUnavailable(WireError):
    code, status = "ServiceUnavailable", 503


class ServiceFailure(WireError):
    code, status = "ServiceFailure", 500
