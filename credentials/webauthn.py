"""The WebAuthn ceremonies, without rows: py_webauthn with this console's choices.

A challenge is used once, within ten minutes. Attestation is not asked for. A user verification that
a credential gave when it was registered is demanded of it ever after.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

import webauthn
from cryptography.exceptions import UnsupportedAlgorithm
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

RESPONSE_MAX = 16_384
CHALLENGE_LENGTH = timedelta(minutes=10)
CREDENTIAL_ID_BYTES_MAX = 1023  # WebAuthn level 2, section 4
RP_NAME = "Console (training mock)"
UNREADABLE = (
    WebAuthnException,
    UnsupportedAlgorithm,
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)


class Refused(Exception):
    """The browser's answer does not prove possession of the key, whatever the reason."""


@dataclass(frozen=True, slots=True)
class Site:
    """Where a ceremony takes place: the host name, and the origin that the browser must report."""

    rp_id: str
    origin: str


@dataclass(frozen=True, slots=True)
class Ceremony:
    """What the browser is given (`options`, JSON) and the `challenge` in it, base64url."""

    options: str
    challenge: str


@dataclass(frozen=True, slots=True)
class Registered:
    """A verified new credential; binary values are base64url."""

    credential_id: str
    public_key: str
    sign_count: int
    user_verified: bool
    transports: list[str]


@dataclass(frozen=True, slots=True)
class Descriptor:
    """A credential that the browser may use, or must not register again."""

    credential_id: str
    transports: list[str]


def begin_registration(
    site: Site, *, user_name: str, user_handle: str, existing: Iterable[Descriptor]
) -> Ceremony:
    """Options for navigator.credentials.create(); `existing` are not registered twice."""
    options = webauthn.generate_registration_options(
        rp_id=site.rp_id,
        rp_name=RP_NAME,
        user_name=user_name,
        user_id=user_handle.encode(),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED,
            user_verification=UserVerificationRequirement.PREFERRED,
        ),
        exclude_credentials=_descriptors(existing),
    )
    return Ceremony(webauthn.options_to_json(options), bytes_to_base64url(options.challenge))


def finish_registration(site: Site, *, challenge: str, response: str) -> Registered:
    """The credential that the browser made; Refused for a wrong origin, host or challenge."""
    _check(challenge, response)
    try:
        credential = webauthn.helpers.parse_registration_credential_json(response)
        verified = webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=site.rp_id,
            expected_origin=site.origin,
        )
    except UNREADABLE as error:
        raise Refused from error
    if len(verified.credential_id) > CREDENTIAL_ID_BYTES_MAX:
        raise Refused
    return Registered(
        credential_id=bytes_to_base64url(verified.credential_id),
        public_key=bytes_to_base64url(verified.credential_public_key),
        sign_count=verified.sign_count,
        user_verified=verified.user_verified,
        transports=[transport.value for transport in credential.response.transports or []],
    )


def begin_authentication(
    site: Site, *, allowed: Iterable[Descriptor], user_verification: bool
) -> Ceremony:
    """Options for navigator.credentials.get(); `user_verification` must take place, or may."""
    wanted = UserVerificationRequirement
    options = webauthn.generate_authentication_options(
        rp_id=site.rp_id,
        allow_credentials=_descriptors(allowed),
        user_verification=wanted.REQUIRED if user_verification else wanted.PREFERRED,
    )
    return Ceremony(webauthn.options_to_json(options), bytes_to_base64url(options.challenge))


def named_credential(response: str) -> str:
    """The id (base64url) of the credential that an answer claims to come from."""
    _check_size(response)
    try:
        credential = webauthn.helpers.parse_authentication_credential_json(response)
        return bytes_to_base64url(credential.raw_id)
    except UNREADABLE as error:
        raise Refused from error


def finish_authentication(
    site: Site,
    *,
    challenge: str,
    response: str,
    public_key: str,
    sign_count: int,
    user_verification: bool,
) -> int:
    """The new sign counter; Refused for a wrong signature, origin, host, challenge or counter."""
    _check(challenge, response)
    try:
        return webauthn.verify_authentication_response(
            credential=response,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=site.rp_id,
            expected_origin=site.origin,
            credential_public_key=base64url_to_bytes(public_key),
            credential_current_sign_count=sign_count,
            require_user_verification=user_verification,
        ).new_sign_count
    except UNREADABLE as error:
        raise Refused from error


def _check(challenge: str, response: str) -> None:
    """Nothing answers the challenge that was not asked."""
    if not challenge:
        raise Refused
    _check_size(response)


def _check_size(response: str) -> None:
    if len(response) > RESPONSE_MAX:
        raise Refused


def _descriptors(found: Iterable[Descriptor]) -> list[PublicKeyCredentialDescriptor]:
    return [
        PublicKeyCredentialDescriptor(
            id=base64url_to_bytes(descriptor.credential_id),
            transports=[AuthenticatorTransport(name) for name in descriptor.transports],
        )
        for descriptor in found
    ]
