"""Who makes a request, fixed when the session began."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import Account, User


@dataclass(frozen=True, slots=True)
class Principal:
    """The caller of one request.

    `mfa` has three values, as `aws:MultiFactorAuthPresent` has: None (long-term access key: the
    key is absent from the context), False (a session that began without MFA) and True.
    `mfa_at` and `issued_at` are UTC times: when the code was accepted, when the session began.
    `must_change_password`: signing in ends only with a new password; nothing else can be done.
    """

    user: User
    mfa: bool | None
    mfa_at: datetime | None
    issued_at: datetime | None
    access_key_id: str | None = None
    must_change_password: bool = False

    @property
    def account(self) -> Account:
        return self.user.account

    @property
    def arn(self) -> str:
        return self.user.arn
