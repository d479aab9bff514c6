"""Passkeys and security keys (FIDO2): registration and authentication by WebAuthn.

EnableMFADevice is the permission to register one, as on AWS; there is no API to do so.
"""

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.errors import (
    EntityAlreadyExists,
    InvalidAuthenticationCode,
    ValidationError,
)
from accounts.models import Account, User
from accounts.operations.locks import locked_user
from accounts.principals import Principal
from accounts.values import arns
from accounts.values.ids import unique_id
from credentials import webauthn
from credentials.models import MFADevice, WebAuthnCredential
from credentials.operations.mfa.mfa_codes import CODE_TEXT
from credentials.operations.mfa.mfa_device_names import check_name
from credentials.operations.mfa.mfa_devices import check_quota, device_of, found_device, guard
from credentials.webauthn import CHALLENGE_LENGTH, Ceremony, Descriptor, Site

SUFFIX_LENGTH = 26
NOT_FIDO = (
    "The MFA device serial number sent in the request is invalid or not supported by this API. "
    "Currently, only hardware FIDO security keys are supported. Please use the compatible device "
    "or API."
)


def begin_registration(*, caller: Principal, user: User, site: Site) -> Ceremony:
    """What the browser needs to make a key; the keys that the user has are not made twice.

    AccessDenied by the MFA guard: a key that could not be assigned is not made.
    """
    guard(caller, user)
    return webauthn.begin_registration(
        site,
        user_name=f"{user.user_name}@{user.account}",
        user_handle=user.user_id,
        existing=[Descriptor(row.credential_id, row.transports) for row in _made_for(user, site)],
    )


@transaction.atomic
def enable_passkey(
    *,
    caller: Principal,
    user: User,
    name: str,
    site: Site,
    challenge: str,
    response: str,
    now: datetime,
) -> MFADevice:
    """Assign the key that the browser made, proved by its answer to the challenge.

    The guard comes first, as for other devices. InvalidAuthenticationCode when the answer does not
    prove it, EntityAlreadyExists for a key that somebody has registered.
    """
    locked_user(user)
    guard(caller, user)
    serial_number = arns.u2f(
        user.account.account_id, user.user_name, name, unique_id("", SUFFIX_LENGTH)
    )
    check_name("deviceName", name, serial_number=serial_number)
    check_quota(user)
    try:
        registered = webauthn.finish_registration(site, challenge=challenge, response=response)
    except webauthn.Refused as error:
        raise InvalidAuthenticationCode(CODE_TEXT) from error
    try:
        with transaction.atomic():
            device = MFADevice.objects.create(
                account=user.account,
                kind=MFADevice.Kind.FIDO,
                user=user,
                name=name,
                serial_number=serial_number,
                created_at=now,
                enable_date=now,
            )
            WebAuthnCredential.objects.create(
                device=device,
                credential_id=registered.credential_id,
                public_key=registered.public_key,
                rp_id=site.rp_id,
                sign_count=registered.sign_count,
                user_verified=registered.user_verified,
                transports=registered.transports,
            )
    except IntegrityError as error:
        raise _already_exists(user, registered.credential_id) from error
    return device


def get_mfa_device(*, account: Account, serial_number: str, user: User | None = None) -> MFADevice:
    """A passkey or security key of the account, and of the user where one is given.

    ValidationError for another kind of device: AWS answers for this kind only.
    """
    device = found_device(MFADevice.objects.all(), account, serial_number)
    if user is not None:
        device_of(user, device)
    if device.kind != MFADevice.Kind.FIDO:
        raise ValidationError(NOT_FIDO)
    return device


def begin_authentication(*, user: User, site: Site) -> Ceremony | None:
    """What the browser needs to sign in; None when no key of the user was made for this site.

    Where every key verified its user when it was made, the browser is told that it must.
    """
    rows = _made_for(user, site)
    if not rows:
        return None
    allowed = [Descriptor(row.credential_id, row.transports) for row in rows]
    must_verify = all(row.user_verified for row in rows)
    return webauthn.begin_authentication(site, allowed=allowed, user_verification=must_verify)


@transaction.atomic
def verify_passkey(
    *, user: User, site: Site, challenge: str, response: str, real_now: datetime
) -> MFADevice | None:
    """The device whose key signed the challenge, its counter stored; None for any other response.

    A challenge counts once. The row is locked, so that parallel answers are serialised; keys that
    do not count their signatures need this.
    """
    try:
        named = webauthn.named_credential(response)
    except webauthn.Refused:
        return None
    credential = (
        WebAuthnCredential.objects.select_for_update(of=("self",))
        .select_related("device")
        .filter(device__user=user, rp_id=site.rp_id, credential_id=named)
        .first()
    )
    if credential is None or challenge in credential.used_challenges:
        return None
    try:
        credential.sign_count = webauthn.finish_authentication(
            site,
            challenge=challenge,
            response=response,
            public_key=credential.public_key,
            sign_count=credential.sign_count,
            user_verification=credential.user_verified,
        )
    except webauthn.Refused:
        return None
    _consume(credential, challenge, real_now)
    credential.save(update_fields=["sign_count", "used_challenges"])
    return credential.device


def rp_ids_of(*, user: User) -> list[str]:
    """The host names that the user's keys were made for, in alphabetical order."""
    rows = WebAuthnCredential.objects.filter(device__user=user).order_by("rp_id")
    return list(rows.values_list("rp_id", flat=True).distinct())


def _consume(credential: WebAuthnCredential, challenge: str, real_now: datetime) -> None:
    """Remember the challenge for as long as somebody may still answer it."""
    oldest = (real_now - CHALLENGE_LENGTH).timestamp()
    recent = {used: at for used, at in credential.used_challenges.items() if at >= oldest}
    credential.used_challenges = {**recent, challenge: real_now.timestamp()}


def _already_exists(user: User, credential_id: str) -> EntityAlreadyExists:
    if WebAuthnCredential.objects.filter(device__user=user, credential_id=credential_id).exists():
        return EntityAlreadyExists(f"MFA Device for user {user.user_name} already exists.")
    return EntityAlreadyExists("MFA Device is already in use.")


def _made_for(user: User, site: Site) -> list[WebAuthnCredential]:
    return list(WebAuthnCredential.objects.filter(device__user=user, rp_id=site.rp_id))
