"""Who makes a request, fixed when the session began."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import Account, User
from accounts.values import arns


@dataclass(frozen=True, slots=True)
class Federation:
    """What GetFederationToken's caller said of the session: a name, and what bounds it.

    `policy` is a document or "", `policy_arns` are of managed policies, `tags` the session's tags.
    """

    name: str
    policy: str = ""
    policy_arns: tuple[str, ...] = ()
    tags: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Principal:
    """The caller of one request.

    `mfa` has three values, as `aws:MultiFactorAuthPresent` has: None (long-term access key: the
    key is absent from the context), False (a session that began without MFA) and True.
    `mfa_at` and `issued_at` are UTC times: when the code was accepted, when the session began.
    `federation`: the session is one of GetFederationToken, which has a name and an ARN of its own
    and the user's permissions within its policies.
    `must_change_password`: signing in ends only with a new password; nothing else can be done.
    """

    user: User
    mfa: bool | None
    mfa_at: datetime | None
    issued_at: datetime | None
    access_key_id: str | None = None
    must_change_password: bool = False
    federation: Federation | None = None

    @property
    def account(self) -> Account:
        return self.user.account

    @property
    def arn(self) -> str:
        if self.federation is not None:
            return arns.federated_user(self.account.account_id, self.federation.name)
        return self.user.arn

    @property
    def user_id(self) -> str:
        """`aws:userid`: the user's unique id; of a federated one the account and the name."""
        if self.federation is not None:
            return f"{self.account.account_id}:{self.federation.name}"
        return self.user.user_id
