"""Which resources a call names, by AWS CloudFormation's types: CloudTrail finds its event by them.

Recorded from AWS: an event of a user has the user, one of an access key has the key and its user.
Events of calls that only read have none.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from accounts.errors import HIDDEN
from accounts.policy import split_arn
from console.models import EventResource

Named = tuple[str, str]
# The members of parameters and answers that name a resource, the most special one first.
MEMBERS = {
    "accessKeyId": "AWS::IAM::AccessKey",
    "sSHPublicKeyId": "AWS::IAM::SSHPublicKey",
    "certificateId": "AWS::IAM::SigningCertificate",
    "serviceSpecificCredentialId": "AWS::IAM::ServiceSpecificCredential",
    "serialNumber": "AWS::IAM::MfaDevice",
    "policyArn": "AWS::IAM::Policy",
    "permissionsBoundary": "AWS::IAM::Policy",
    "roleArn": "AWS::IAM::Role",
    "groupName": "AWS::IAM::Group",
    "userName": "AWS::IAM::User",
}
BY_NAME = {"group": "AWS::IAM::Group", "role": "AWS::IAM::Role", "user": "AWS::IAM::User"}
BY_ARN = {"mfa": "AWS::IAM::MfaDevice", "policy": "AWS::IAM::Policy"}
KINDS = BY_NAME | BY_ARN


def named_in(record: Mapping[str, Any], arn: str) -> list[Named]:
    """The type and the name of each resource of a call that was decided about this ARN, one of each
    type.

    Users, groups and roles by their names, policies and MFA devices by their ARNs.
    """
    if record["readOnly"] or record.get("errorCode") == "AccessDenied":
        return []
    found = list(_members(record))
    found.sort(key=lambda member: list(MEMBERS).index(member[0]))
    named: dict[str, str] = {}
    for member, name in found:
        named.setdefault(MEMBERS[member], name[: EventResource.NAME_MAX])
    for kind, name in _decided_about(arn):
        named.setdefault(kind, name)
    return list(named.items())


def referenced(arn: str, account_id: str) -> dict[str, Any]:
    """The member `resources` of a record, for what its call was decided about, if it has a type."""
    kind = KINDS.get(_kind_of(arn))
    if kind is None or arn.endswith("/*"):
        return {}
    return {"resources": [{"accountId": account_id, "type": kind, "ARN": arn}]}


def _members(record: Mapping[str, Any]) -> Iterator[Named]:
    answer = record["responseElements"] or {}
    made = [each for each in answer.values() if isinstance(each, Mapping)]
    for values in (record["requestParameters"] or {}, answer, *made):
        for member in MEMBERS.keys() & values.keys():
            if isinstance(values[member], str) and values[member] not in ("", HIDDEN):
                yield member, values[member]
    if isinstance(answer.get("policy"), Mapping) and "arn" in answer["policy"]:
        yield "policyArn", answer["policy"]["arn"]


def _decided_about(arn: str) -> Iterator[Named]:
    kind = _kind_of(arn)
    if arn.endswith("/*"):
        return
    if kind in BY_NAME:
        yield BY_NAME[kind], arn.rpartition("/")[2]
    elif kind in BY_ARN:
        yield BY_ARN[kind], arn[: EventResource.NAME_MAX]


def _kind_of(arn: str) -> str:
    """The kind of resource in an ARN of IAM; "" for any other text."""
    parts = split_arn(arn)
    return parts[5].partition("/")[0] if parts and parts[2] == "iam" else ""
