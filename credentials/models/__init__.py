"""The credentials of users."""

from credentials.models.credentials import (
    AccessKey,
    Credential,
    ServiceSpecificCredential,
    SigningCertificate,
    SSHPublicKey,
    Status,
    UsedToken,
)
from credentials.models.mfa_devices import (
    MFADevice,
    WebAuthnCredential,
)
from credentials.models.passwords import PasswordAttempts, PreviousPassword
from credentials.models.reports import CredentialReport

__all__ = [
    "AccessKey",
    "Credential",
    "CredentialReport",
    "MFADevice",
    "PasswordAttempts",
    "PreviousPassword",
    "SSHPublicKey",
    "ServiceSpecificCredential",
    "SigningCertificate",
    "Status",
    "UsedToken",
    "WebAuthnCredential",
]
