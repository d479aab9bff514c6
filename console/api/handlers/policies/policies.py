"""API operations on managed policies and their versions."""

from collections.abc import Iterator
from contextlib import contextmanager

from accounts.actions import (
    CREATE_POLICY,
    CREATE_POLICY_VERSION,
    DELETE_POLICY,
    DELETE_POLICY_VERSION,
    GET_POLICY,
    GET_POLICY_VERSION,
    LIST_POLICIES,
    LIST_POLICY_TAGS,
    LIST_POLICY_VERSIONS,
    SET_DEFAULT_POLICY_VERSION,
    TAG_POLICY,
    UNTAG_POLICY,
)
from accounts.errors import NoSuchEntity
from accounts.models import Policy
from accounts.operations.policies import (
    policies,
    policy_arns,
    policy_tags,
    policy_versions,
)
from console import serializers
from console.api import tags
from console.api.call import Answer, ApiCall
from console.api.documents import encoded
from console.api.paging import page_of_items, page_of_rows
from console.api.targets import policies as policy_targets
from console.gate.decorators import performs


@performs(CREATE_POLICY, on=policy_targets.new_policy)
def create_policy(call: ApiCall) -> Answer:
    """The answer has the tags that were given and never the description, as on AWS."""
    policy = policies.create_policy(
        account=call.account,
        policy_name=call["PolicyName"],
        document=call["PolicyDocument"],
        path=call.get("Path", "/"),
        description=call.get("Description"),
        tags=tags.sent(call.get("Tags")),
        now=call.now,
    )
    return {"Policy": {**serializers.policy(policy), "Tags": _tags(policy) or None}}


@performs(GET_POLICY, on=policy_targets.policy)
def get_policy(call: ApiCall) -> Answer:
    policy = _policy(call)
    more = {"Description": policy.description, "Tags": _tags(policy)}
    return {"Policy": {**serializers.policy(policy), **more}}


@performs(LIST_POLICIES, on=policy_targets.policies_of_account)
def list_policies(call: ApiCall) -> Answer:
    """What a policy is used for counts only among attached ones."""
    rows = policies.list_policies(
        account=call.account,
        scope=call.get("Scope", "All"),
        only_attached=call.get("OnlyAttached", False),
        usage=call.get("PolicyUsageFilter", ""),
        path_prefix=call.get("PathPrefix", "/"),
    )
    return page_of_rows(call, "Policies", rows, serializers.policy)


@performs(DELETE_POLICY, on=policy_targets.policy)
def delete_policy(call: ApiCall) -> Answer:
    policies.delete_policy(policy=_own_policy(call, policy_arns.DELETE))
    return None


@performs(CREATE_POLICY_VERSION, on=policy_targets.policy)
def create_policy_version(call: ApiCall) -> Answer:
    version = policy_versions.create_policy_version(
        policy=_own_policy(call, policy_arns.CREATE_VERSIONS),
        document=call["PolicyDocument"],
        set_as_default=call.get("SetAsDefault", False),
        now=call.now,
    )
    return {"PolicyVersion": serializers.policy_version(version)}


@performs(GET_POLICY_VERSION, on=policy_targets.policy)
def get_policy_version(call: ApiCall) -> Answer:
    with _policy_of_version(call):
        policy = _policy(call)
    version = policy_versions.get_policy_version(policy=policy, version_id=call["VersionId"])
    return {
        "PolicyVersion": {
            "Document": encoded(version.document),
            **serializers.policy_version(version),
        }
    }


@performs(LIST_POLICY_VERSIONS, on=policy_targets.policy)
def list_policy_versions(call: ApiCall) -> Answer:
    """Newest first."""
    rows = policy_versions.list_policy_versions(policy=_policy(call)).select_related("policy")
    return page_of_items(
        call, "Versions", rows, serializers.policy_version, key=lambda version: -version.number
    )


@performs(SET_DEFAULT_POLICY_VERSION, on=policy_targets.policy)
def set_default_policy_version(call: ApiCall) -> Answer:
    with _policy_of_version(call):
        policy = _own_policy(call, policy_arns.UPDATE)
    policy_versions.set_default_policy_version(
        policy=policy, version_id=call["VersionId"], now=call.now
    )
    return None


@performs(DELETE_POLICY_VERSION, on=policy_targets.policy)
def delete_policy_version(call: ApiCall) -> Answer:
    policy = _own_policy(call, policy_arns.DELETE_VERSIONS)
    policy_versions.delete_policy_version(policy=policy, version_id=call["VersionId"])
    return None


@performs(TAG_POLICY, on=policy_targets.policy_with_tags)
def tag_policy(call: ApiCall) -> Answer:
    policy = _own_policy(call, policy_arns.UPDATE)
    policy_tags.tag_policy(policy=policy, tags=tags.sent(call["Tags"]))
    return None


@performs(UNTAG_POLICY, on=policy_targets.policy_with_tag_keys)
def untag_policy(call: ApiCall) -> Answer:
    policy = _own_policy(call, policy_arns.UPDATE)
    policy_tags.untag_policy(policy=policy, keys=call["TagKeys"])
    return None


@performs(LIST_POLICY_TAGS, on=policy_targets.policy)
def list_policy_tags(call: ApiCall) -> Answer:
    return tags.page_of_tags(call, policy_tags.list_policy_tags(policy=_policy(call)))


@contextmanager
def _policy_of_version(call: ApiCall) -> Iterator[None]:
    """The policy of a call about a version. If the policy is missing, AWS's error says that the
    version is (recorded)."""
    try:
        yield
    except NoSuchEntity as error:
        arn, version_id = call["PolicyArn"], call["VersionId"]
        raise policy_versions.no_such_version(arn, version_id) from error


def _policy(call: ApiCall) -> Policy:
    return policies.get_policy(account=call.account, policy_arn=call["PolicyArn"])


def _own_policy(call: ApiCall, change: str) -> Policy:
    arn = call["PolicyArn"]
    return policies.get_own_policy(account=call.account, policy_arn=arn, change=change)


def _tags(policy: Policy) -> list[dict[str, str]]:
    return [serializers.tag(tag) for tag in policy_tags.list_policy_tags(policy=policy)]
