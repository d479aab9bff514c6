"""The events of signing in, which is no call of an action. No secret is ever given to these."""

from accounts.errors import HIDDEN
from accounts.models import Account, User
from console.cloudtrail.events import NOTE, record_sign_in_event
from console.requests import CallerRequest


def record_sign_in(
    request: CallerRequest,
    *,
    account: Account,
    user: User | None,
    failure: str = "",
    mfa_serial: str = "",
    mfa_used: bool = False,
    note: str = "",
) -> None:
    """Write a ConsoleLogin event; an unknown user's name is hidden, as on AWS.

    `note` is what those who teach may want to know of a failure.
    """
    additional = {
        "LoginTo": request.build_absolute_uri("/"),
        "MobileVersion": "No",
        "MFAUsed": "Yes" if mfa_used else "No",
    }
    if mfa_serial:
        additional["MFAIdentifier"] = mfa_serial
    if note:
        additional[NOTE] = note
    identity = _identity(account, user)
    record_sign_in_event(request, "ConsoleLogin", account, identity, additional, failure)


def record_check_mfa(request: CallerRequest, *, user: User, mfa_type: str) -> None:
    """Write a CheckMfa event: the password was right, a device of `mfa_type` is requested."""
    identity, additional = _identity(user.account, user), {"MfaType": mfa_type}
    record_sign_in_event(request, "CheckMfa", user.account, identity, additional)


def _identity(account: Account, user: User | None) -> dict[str, str]:
    identity = {"type": "IAMUser", "accountId": account.account_id}
    if user is None:
        return identity | {"userName": HIDDEN, "accessKeyId": ""}
    return identity | {"principalId": user.user_id, "arn": user.arn, "userName": user.user_name}
