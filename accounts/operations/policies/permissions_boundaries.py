"""The permissions boundary of a user: a managed policy that bounds what all others grant."""

from django.db import transaction

from accounts.errors import NoSuchEntity
from accounts.models import Account, Policy, User
from accounts.operations.locks import locked_policy, locked_user
from accounts.operations.policies.policies import get_policy


def get_boundary_policy(*, account: Account, policy_arn: str) -> Policy:
    """A policy to be a boundary, in the words that AWS has for a missing one (user reports)."""
    try:
        return get_policy(account=account, policy_arn=policy_arn)
    except NoSuchEntity as error:
        raise NoSuchEntity(
            f"Scope ARN: {policy_arn} does not exist or is not attachable."
        ) from error


@transaction.atomic
def put_user_permissions_boundary(*, user: User, policy: Policy) -> None:
    """Bound a user by a policy, in place of the one that bounded it before."""
    row = locked_user(user)
    row.permissions_boundary = locked_policy(policy)
    row.save(update_fields=["permissions_boundary"])


@transaction.atomic
def delete_user_permissions_boundary(*, user: User) -> None:
    """Take a user's boundary away: what its policies grant is granted.

    NoSuchEntity for a user without one (recorded; the text is not).
    """
    row = locked_user(user)
    if row.permissions_boundary_id is None:
        raise NoSuchEntity(f"The user with name {row.user_name} has no permissions boundary.")
    row.permissions_boundary = None
    row.save(update_fields=["permissions_boundary"])
