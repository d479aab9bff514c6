"""AWS's shared errors, one class each, and texts that several operations use.

The error code is `code`, the HTTP status `status`, the text `str(error)`. A text is AWS's own where
it was recorded. CloudTrail names modelled errors with the suffix `Exception` (`trail_code`).
"""

from accounts.values.texts import made_writable

HIDDEN = "HIDDEN_DUE_TO_SECURITY_REASONS"


class ServiceError(Exception):
    """An operation's refusal, in AWS's words.

    `undoes`: what the operation wrote before it refused is taken back; a counted attempt stays.
    `recorded` is the text for events and pages: it is the text, unless that repeats key material.
    `note` is what an event keeps beside it for those who teach: a few words, no secret.
    """

    code = "ServiceFailure"
    status = 500
    modelled = True
    shape = ""
    undoes = True
    note = ""

    def __init__(self, text: str = "", *, recorded: str = "") -> None:
        """A text that repeats what was sent has only characters that every database keeps."""
        super().__init__(made_writable(text))
        self.recorded = recorded or str(self)

    @property
    def trail_code(self) -> str:
        """The model's name of the error: the code and `Exception`, but for a few (`shape`)."""
        return self.shape or (f"{self.code}Exception" if self.modelled else self.code)


class AccessDenied(ServiceError):
    code, status, modelled = "AccessDenied", 403, False


class EC2Error(ServiceError):
    """An error of EC2; CloudTrail prefixes its code."""

    status, modelled = 400, False

    @property
    def trail_code(self) -> str:
        return f"Client.{self.code}"


class UnauthorizedOperation(EC2Error):
    """EC2's AccessDenied."""

    code, status = "UnauthorizedOperation", 403


class ValidationError(ServiceError):
    """A parameter breaks a constraint of AWS's service model.

    `member` is the first one that does, in lower camel case, where it is known.
    """

    code, status, modelled = "ValidationError", 400, False
    member = ""


class Throttling(ServiceError):
    """Too many attempts, or too much at once: it may be asked again later."""

    code, status, modelled, shape = "Throttling", 400, False, "ThrottlingException"


class NoSuchEntity(ServiceError):
    code, status = "NoSuchEntity", 404


class EntityAlreadyExists(ServiceError):
    code, status = "EntityAlreadyExists", 409


class LimitExceeded(ServiceError):
    code, status = "LimitExceeded", 409


class DeleteConflict(ServiceError):
    code, status = "DeleteConflict", 409


class InvalidInput(ServiceError):
    code, status = "InvalidInput", 400


class InvalidAuthenticationCode(ServiceError):
    code, status = "InvalidAuthenticationCode", 403
    undoes = False


class MalformedPolicyDocument(ServiceError):
    code, status = "MalformedPolicyDocument", 400


class PackedPolicyTooLarge(ServiceError):
    code, status = "PackedPolicyTooLarge", 400


class PasswordPolicyViolation(ServiceError):
    code, status = "PasswordPolicyViolation", 400


class MalformedCertificate(ServiceError):
    code, status = "MalformedCertificate", 400


class DuplicateCertificate(ServiceError):
    code, status = "DuplicateCertificate", 409


class UnrecognizedPublicKeyEncoding(ServiceError):
    code, status = "UnrecognizedPublicKeyEncoding", 400


class InvalidPublicKey(ServiceError):
    code, status = "InvalidPublicKey", 400


class DuplicateSSHPublicKey(ServiceError):
    code, status = "DuplicateSSHPublicKey", 400


class ReportNotPresent(ServiceError):
    """No credential report was generated; AWS sends no text with this one."""

    code, status, shape = "ReportNotPresent", 410, "CredentialReportNotPresentException"


class ReportExpired(ServiceError):
    """The credential report is more than four hours old; AWS sends no text with this one."""

    code, status, shape = "ReportExpired", 410, "CredentialReportExpiredException"


class ReportInProgress(ServiceError):
    """The credential report is being generated; AWS sends no text with this one."""

    code, status, shape = "ReportInProgress", 404, "CredentialReportNotReadyException"


def no_such(kind: str, name: str) -> NoSuchEntity:
    """What AWS says of a name that the account does not know; `kind` as in "user", "user policy".

    >>> str(no_such("user", "alice"))
    'The user with name alice cannot be found.'
    """
    return NoSuchEntity(f"The {kind} with name {name} cannot be found.")


def no_such_policy(arn: str) -> NoSuchEntity:
    """What AWS says of a managed policy that the account does not know, or that is not attached."""
    return NoSuchEntity(f"Policy {arn} was not found.")
