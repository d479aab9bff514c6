"""What calls about managed policies answer, as their events keep it."""

from typing import Any

from accounts.models import Policy, PolicyVersion
from console.events import event_date


def answer_of(made: object) -> dict[str, Any] | None:
    """The answer of a call that made a policy or a version; None for one that made neither."""
    if isinstance(made, Policy):
        return {"policy": _policy(made)}
    if isinstance(made, PolicyVersion):
        return {"policyVersion": _version(made)}
    return None


def _policy(policy: Policy) -> dict[str, Any]:
    return {
        "policyName": policy.policy_name,
        "policyId": policy.policy_id,
        "arn": policy.arn,
        "path": policy.path,
        "defaultVersionId": policy.default_version_id,
        "attachmentCount": policy.attachment_count,
        "permissionsBoundaryUsageCount": policy.boundary_count,
        "isAttachable": True,
        "createDate": event_date(policy.created_at),
        "updateDate": event_date(policy.updated_at),
    }


def _version(version: PolicyVersion) -> dict[str, Any]:
    return {
        "versionId": version.version_id,
        "isDefaultVersion": version.is_default,
        "createDate": event_date(version.created_at),
    }
