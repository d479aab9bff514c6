"""What the protocol itself refuses, before an operation is called; AWS's codes and texts.

The words are those of IAM and STS. A service that has others says them by a table of `Words`.
"""

from collections.abc import Mapping

from accounts.errors import ServiceError


class ProtocolError(ServiceError):
    """A request that cannot be read or whose caller cannot be known."""

    code, status, modelled = "ProtocolError", 400, False


class MalformedInput(ProtocolError):
    code = "MalformedInput"


class MissingAction(ProtocolError):
    code = "MissingAction"


class InvalidAction(ProtocolError):
    code = "InvalidAction"


class IncompleteSignature(ProtocolError):
    code = "IncompleteSignature"


class MissingAuthenticationToken(ProtocolError):
    code, status = "MissingAuthenticationToken", 403


class InvalidClientTokenId(ProtocolError):
    code, status = "InvalidClientTokenId", 403


class SignatureDoesNotMatch(ProtocolError):
    code, status = "SignatureDoesNotMatch", 403


class OutOfTime(SignatureDoesNotMatch):
    """Signed too long ago, or in the future."""


class PresignedOutOfTime(OutOfTime):
    """A presigned URL whose lifetime has ended."""


class WrongScope(SignatureDoesNotMatch):
    """Signed for another region, service or day."""


class InvalidToken(InvalidClientTokenId):
    """A session token that is none, or not the key's."""


class ExpiredToken(ProtocolError):
    code, status = "ExpiredToken", 403


class RequestTooLarge(ProtocolError):
    code, status = "RequestEntityTooLarge", 413


class LengthRequired(ProtocolError):
    code, status = "LengthRequired", 411


class ServiceUnavailable(ProtocolError):
    code, status = "ServiceUnavailable", 503


class ServiceFailure(ProtocolError):
    code, status = "ServiceFailure", 500


class NotImplementedHere(ProtocolError):
    code, status = "NotImplemented", 501


Words = Mapping[type[ServiceError], tuple[str, int, str]]


class InOtherWords(ServiceError):
    """An error with the code, status and text that another service has for it."""

    modelled = False

    def __init__(self, code: str, status: int, text: str) -> None:
        super().__init__(text)
        self.code, self.status = code, status


class WrongRegion(InOtherWords):
    """Signed for a region that does not exist; `region` is the one to sign for."""

    def __init__(self, code: str, text: str, region: str) -> None:
        super().__init__(code, 400, text)
        self.region = region


def in_words(words: Words, error: ServiceError) -> ServiceError:
    """The error by a table of its kinds: the nearest counts; an empty text keeps the error's."""
    for kind in type(error).__mro__:
        if kind in words:
            code, status, text = words[kind]
            return InOtherWords(code, status, text or str(error))
    return error
