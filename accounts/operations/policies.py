"""Managed policies, and the published editions that ship as data."""

from datetime import datetime

from accounts import arns
from accounts.editions import edition
from accounts.errors import MalformedPolicyDocument
from accounts.models import Account, Policy, User
from accounts.policy import MalformedPolicyDocument as Malformed
from accounts.policy import parse


def ensure_policy(
    *, account: Account | None, policy_name: str, document: str, now: datetime, path: str = "/"
) -> Policy:
    """The managed policy of this name with this document, made if it is not there.

    No account means AWS's own. MalformedPolicyDocument in AWS's words.
    """
    try:
        parse(document, new=True)
    except Malformed as error:
        raise MalformedPolicyDocument(str(error)) from error
    policy, _ = Policy.objects.get_or_create(
        arn=arns.policy(account.account_id if account else None, path, policy_name),
        defaults={
            "account": account,
            "policy_name": policy_name,
            "path": path,
            "document": document,
            "created_at": now,
        },
    )
    return policy


def administrator_access(*, now: datetime) -> Policy:
    """AWS's managed policy AdministratorAccess."""
    return ensure_policy(
        account=None,
        policy_name="AdministratorAccess",
        document=edition("administrator-access"),
        now=now,
    )


def attach_user_policy(*, user: User, policy: Policy) -> None:
    """Attach a managed policy to a user; attaching twice changes nothing."""
    policy.users.add(user)
