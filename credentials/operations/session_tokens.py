"""Temporary credentials of a user: GetSessionToken, GetFederationToken, the contents of a token.

A token is sealed with the server's keys and not stored. It ends with its time and with its user. As
on AWS it outlives the access key that requested it; the key's row only stores until when its
sessions may live, so that a page can say so. Permissions are read when a token is used; a policy on
`aws:TokenIssueTime` ends older sessions (AWS IAM user guide, "Revoke IAM role temporary security
credentials").
"""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import chain
from typing import Any

from cryptography.fernet import InvalidToken
from django.db.models import Q

from accounts.errors import (
    AccessDenied,
    MalformedPolicyDocument,
    PackedPolicyTooLarge,
    ServiceError,
)
from accounts.models import User
from accounts.operations.policies.documents import check_document
from accounts.operations.policies.policies import get_policy
from accounts.operations.tags import CASE_INSENSITIVE, DUPLICATE
from accounts.principals import Federation, Principal
from accounts.values.times import in_iso
from credentials import ids, sealing
from credentials.models import AccessKey
from credentials.operations.mfa import mfa_codes

DEFAULT_SECONDS = 43_200
PURPOSE = "session"
TOKEN_MAX = 8000
PACKED_MAX = 2048  # bytes; of a policy's text as many characters, by AWS's model
WRONG_CODE = "MultiFactorAuthentication failed with invalid MFA one time pass code. "
UNABLE = (
    "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial "
    "number is valid and associated with this user."
)
INCOMPLETE = (
    "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code."
)


class InvalidParameterValue(ServiceError):
    """What STS says of tags that cannot be; the text was recorded for AssumeRole."""

    code, status, modelled = "InvalidParameterValue", 400, False


class MFAFailed(AccessDenied):
    """A code that was not accepted; the attempt is counted although the call is refused."""

    undoes = False


@dataclass(frozen=True, slots=True)
class SessionToken:
    """What a token says: temporary credentials, the unique id of their user, and MFA.

    Times are UTC in whole seconds. `federation` is what GetFederationToken's caller said of it.
    """

    access_key_id: str
    secret: str
    user_id: str
    mfa: bool
    issued_at: datetime
    expires_at: datetime
    federation: Federation | None = None


def get_session_token(
    *,
    caller: Principal,
    now: datetime,
    real_now: datetime,
    seconds: int = DEFAULT_SECONDS,
    serial_number: str = "",
    token_code: str = "",
) -> tuple[SessionToken, str]:
    """Temporary credentials of the caller and their token; with a code, which is consumed, MFA.

    They have the account's time, the code has the real one.
    AccessDenied with session credentials, for half of the pair of device and code, for a device
    that is not the caller's or shows no codes, and for a wrong or used code.
    """
    if caller.access_key_id is None or caller.mfa is not None:
        raise AccessDenied("Cannot call GetSessionToken with session credentials")
    if serial_number or token_code:
        _check_code(caller.user, serial_number, token_code, real_now)
    return _issued(caller, now, seconds, mfa=bool(token_code))


def get_federation_token(
    *, caller: Principal, federation: Federation, now: datetime, seconds: int = DEFAULT_SECONDS
) -> tuple[SessionToken, str]:
    """Temporary credentials under another name, bounded by the policies that are given to them.

    AccessDenied with session credentials, InvalidParameterValue for two tags of one key in any
    case, PackedPolicyTooLarge for too long policies and tags, MalformedPolicyDocument for a policy
    that is none or that the account does not have.
    """
    if caller.access_key_id is None or caller.mfa is not None:
        raise AccessDenied("Cannot call GetFederationToken with session credentials")
    keys = [key.lower() for key, _ in federation.tags]
    if len(set(keys)) < len(keys):
        raise InvalidParameterValue(DUPLICATE + CASE_INSENSITIVE)
    taken = packed_size(federation)
    if taken > 100:
        raise PackedPolicyTooLarge(
            f"Packed policy consumes {taken}% of allotted space, please use smaller policy."
        )
    if federation.policy:
        check_document(federation.policy, inline=True)
    for arn in federation.policy_arns:
        _check_attachable(caller, arn)
    return _issued(caller, now, seconds, federation=federation)


def packed_size(federation: Federation) -> int:
    """How much of the room for policies and tags is taken, in per cent; 1 for anything short."""
    texts = [federation.policy, *federation.policy_arns, *chain(*federation.tags)]
    return -(-sum(len(text.encode(errors="replace")) for text in texts) * 100 // PACKED_MAX)


def _check_attachable(caller: Principal, arn: str) -> None:
    try:
        get_policy(account=caller.account, policy_arn=arn)
    except ServiceError as error:
        text = f"Policy {arn} does not exist or is not attachable."
        raise MalformedPolicyDocument(text) from error


def _issued(
    caller: Principal,
    now: datetime,
    seconds: int,
    *,
    mfa: bool = False,
    federation: Federation | None = None,
) -> tuple[SessionToken, str]:
    issued_at = now.replace(microsecond=0)
    token = SessionToken(
        access_key_id=ids.access_key_id(caller.account.account_id, "ASIA"),
        secret=ids.secret_access_key(),
        user_id=caller.user.user_id,
        mfa=mfa,
        issued_at=issued_at,
        expires_at=issued_at + timedelta(seconds=seconds),
        federation=federation,
    )
    if caller.access_key_id is not None:
        _remember(caller.access_key_id, token.expires_at)
    return token, _sealed(token)


def opened(text: str) -> SessionToken | None:
    """What a token says; None for a text that this server did not seal as one."""
    return _opened(text) if len(text) <= TOKEN_MAX else None


@lru_cache(maxsize=1024)
def _opened(text: str) -> SessionToken | None:
    try:
        held = json.loads(sealing.unseal(text))
    except (InvalidToken, ValueError):
        return None
    if not isinstance(held, dict) or held.get("for") != PURPOSE or "user" not in held:
        return None
    return SessionToken(
        access_key_id=held["id"],
        secret=held["secret"],
        user_id=held["user"],
        mfa=held["mfa"],
        issued_at=datetime.fromtimestamp(held["from"], tz=UTC),
        expires_at=datetime.fromtimestamp(held["until"], tz=UTC),
        federation=_federation(held["federated"]) if "federated" in held else None,
    )


def _federation(held: dict[str, Any]) -> Federation:
    tags = tuple((key, value) for key, value in held["tags"])
    return Federation(held["name"], held["policy"], tuple(held["policy_arns"]), tags)


def revoke_older_sessions(now: datetime) -> str:
    """The policy that ends the sessions issued before now, when its user has it.

    Long-term access keys go on: their requests have no `aws:TokenIssueTime`. Source: AWS IAM user
    guide, "Revoke IAM role temporary security credentials" (`AWSRevokeOlderSessions`).
    """
    statement = {
        "Effect": "Deny",
        "Action": "*",
        "Resource": "*",
        "Condition": {"DateLessThan": {"aws:TokenIssueTime": in_iso(now)}},
    }
    return json.dumps({"Version": "2012-10-17", "Statement": statement})


def _sealed(token: SessionToken) -> str:
    federated = {"federated": asdict(token.federation)} if token.federation else {}
    return sealing.seal(
        json.dumps(
            {
                **federated,
                "for": PURPOSE,
                "id": token.access_key_id,
                "secret": token.secret,
                "user": token.user_id,
                "mfa": token.mfa,
                "from": int(token.issued_at.timestamp()),
                "until": int(token.expires_at.timestamp()),
            },
            ensure_ascii=False,
        )
    )


def _remember(access_key_id: str, expires_at: datetime) -> None:
    """Keep of the asking key until when the last of its sessions lives."""
    earlier = Q(sessions_until=None) | Q(sessions_until__lt=expires_at)
    AccessKey.objects.filter(earlier, access_key_id=access_key_id).update(sessions_until=expires_at)


def _check_code(user: User, serial_number: str, token_code: str, real_now: datetime) -> None:
    if not (serial_number and token_code):
        raise AccessDenied(INCOMPLETE)
    if not mfa_codes.shows_codes(user=user, serial_number=serial_number):
        raise AccessDenied(UNABLE)
    found = mfa_codes.verify_code(
        user=user, code=token_code, real_now=real_now, serial_number=serial_number
    )
    if found.locked_until is not None:
        raise MFAFailed(UNABLE)
    if found.device is None:
        raise MFAFailed(WRONG_CODE)
