"""The caller of an API request, from its signature."""

from datetime import datetime

from accounts.models import User
from accounts.principals import Principal
from console.protocol import sigv4
from console.protocol.errors import ExpiredToken, InvalidClientTokenId, InvalidToken
from console.protocol.scopes import GLOBAL_REGION
from credentials.operations.session_tokens import SessionToken, opened
from credentials.operations.signing_keys import (
    find_session_user,
    find_signing_key,
    record_use,
)

INVALID = "The security token included in the request is invalid."
EXPIRED = "The security token included in the request is expired"


def caller_of(message: sigv4.Message, service: str, real_now: datetime) -> Principal:
    """Who signed the message, with a long-term key or with temporary credentials.

    InvalidClientTokenId for a key that is unknown, deleted or inactive, for a token that does not
    belong to the key or whose user is deleted, and on IAM for temporary credentials without MFA.
    The key's use is recorded once the signature is proved. Signatures are of the real time, which
    the client's clock has; a session ends by the account's clock.
    """
    signature = sigv4.read(message, service, real_now)
    token = _token(signature)
    if token is not None:
        user = find_session_user(token.user_id)
        if user is None:
            raise InvalidClientTokenId(INVALID)
        sigv4.verify(signature, message, token.secret)
        return _of_session(token, user, service, user.account.time_at(real_now))
    key = find_signing_key(signature.access_key_id)
    if key is None:
        raise InvalidClientTokenId(INVALID)
    sigv4.verify(signature, message, key.secret)
    region = GLOBAL_REGION if service == "iam" else signature.region
    now = key.user.account.time_at(real_now)
    record_use(key, service=service, region=region, now=now)
    return Principal(
        user=key.user,
        mfa=None,
        mfa_at=None,
        issued_at=None,
        access_key_id=signature.access_key_id,
    )


def _token(signature: sigv4.Signature) -> SessionToken | None:
    if not signature.session_token:
        return None
    token = opened(signature.session_token)
    if token is None or token.access_key_id != signature.access_key_id:
        raise InvalidToken(INVALID)
    return token


def _of_session(token: SessionToken, user: User, service: str, now: datetime) -> Principal:
    if not token.issued_at <= now < token.expires_at:  # the clock may have been set back
        raise ExpiredToken(EXPIRED)
    if service == "iam" and not token.mfa:  # of whatever kind: federated ones never have MFA
        raise InvalidClientTokenId(INVALID)
    return Principal(
        user=user,
        mfa=token.mfa,
        mfa_at=token.issued_at if token.mfa else None,
        issued_at=token.issued_at,
        access_key_id=token.access_key_id,
        federation=token.federation,
    )
