"""The ARNs of managed policies as parameters: what IAM refuses of them before it looks one up.

Sources: AWS's notice of November 2024 on strict validation of ARNs (partition, service, region,
kind of resource); for the texts, recordings of AttachUserPolicy and of permissions boundaries, and
reports of other partitions.
"""

import re

from accounts.errors import AccessDenied, InvalidInput, ServiceError, ValidationError
from accounts.policy import split_arn

PARTITION = "aws"
OWNER = re.compile(r"[0-9]{12}|aws")
RESOURCE = re.compile(r"policy(?:/[A-Za-z0-9.,+@=_-]+)+")
OF_AWS = f"arn:{PARTITION}:iam::aws:"

CREATE_VERSIONS = "create versions for policies"
DELETE = "delete policies"
DELETE_VERSIONS = "delete policy versions for policies"
UPDATE = "update policies"


def refusal_of_arn(arn: str) -> ServiceError | None:
    """The error for an ARN that can be no managed policy's; None for one that can.

    >>> refusal_of_arn("arn:aws:iam::aws:policy/job-function/Billing") is None
    True
    >>> str(refusal_of_arn("arn:aws-cn:iam::123456789012:policy/a"))
    'Invalid ARN partition'
    """
    invalid = f"ARN {arn} is not valid."
    parts = split_arn(arn)
    if parts is None:
        return ValidationError(invalid)
    _, partition, service, region, owner, resource = parts
    if partition != PARTITION:
        return ValidationError("Invalid ARN partition")
    if (service, region) != ("iam", "") or not OWNER.fullmatch(owner):
        return InvalidInput(invalid)
    return None if RESOURCE.fullmatch(resource) else InvalidInput(invalid)


def is_of_aws(arn: str) -> bool:
    """Whether an ARN is one of AWS's own policies, which are in no account.

    >>> is_of_aws("arn:aws:iam::aws:policy/ReadOnlyAccess")
    True
    """
    return arn.startswith(OF_AWS)


def refuse_outside(arn: str, change: str) -> None:
    """AccessDenied for one of AWS's own policies, whether it is there or not (recorded).

    `change` is what was to be done: CREATE_VERSIONS, DELETE, DELETE_VERSIONS or UPDATE.
    """
    if is_of_aws(arn):
        raise outside_account(change)


def outside_account(change: str) -> AccessDenied:
    """What AWS says to who would change one of AWS's own policies."""
    return AccessDenied(f"Cannot {change} outside your own account.")
