"""The resources of an account that have tags, as the Resource Groups Tagging API gives them.

Managed policies, virtual MFA devices and EC2's instances; never users, which that API does not
return. Source: the API's reference, "GetResources" and "Services that support" it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from accounts.errors import ServiceError
from accounts.models import Account
from accounts.operations.tags import Tag, listed
from accounts.services.inventory import REGION, instances_of
from credentials.models import MFADevice


class InvalidParameter(ServiceError):
    code, status = "InvalidParameterException", 400


@dataclass(frozen=True, slots=True)
class TaggedResource:
    """A resource with its tags, by key; `service` and `kind` are those of its ARN."""

    service: str
    kind: str
    arn: str
    tags: Sequence[Tag]


@dataclass(frozen=True, slots=True)
class TagFilter:
    """Lets through what has the key, with one of the values where there are any."""

    key: str
    values: Collection[str] = ()


def tagged_resources(
    *,
    account: Account,
    arns: Collection[str] = (),
    types: Collection[str] = (),
    filters: Sequence[TagFilter] = (),
) -> list[TaggedResource]:
    """The account's resources with tags, by ARN, in two queries.

    Of these ARNs and of these types only, where there are any, and with what every filter demands.
    A type is a service (`iam`) or a service and a kind (`iam:policy`), as ARNs name them.
    """
    wanted = {(service, kind) for service, _, kind in (each.partition(":") for each in types)}
    found = [*_policies(account, arns), *_devices(account, arns), *_instances(account, arns)]
    return sorted(
        (
            resource
            for resource in found
            if (not wanted or _is_of(resource, wanted))
            and all(_has(resource, each) for each in filters)
        ),
        key=lambda resource: resource.arn,
    )


def _policies(account: Account, arns: Collection[str]) -> list[TaggedResource]:
    rows = account.policies.exclude(tags={})
    if arns:
        rows = rows.filter(arn__in=arns)
    found = rows.values_list("arn", "tags")
    return [TaggedResource("iam", "policy", arn, listed(tags)) for arn, tags in found]


def _devices(account: Account, arns: Collection[str]) -> list[TaggedResource]:
    rows = account.mfa_devices.filter(kind=MFADevice.Kind.VIRTUAL).exclude(tags={})
    if arns:
        rows = rows.filter(serial_number__in=arns)
    found = rows.values_list("serial_number", "tags")
    return [TaggedResource("iam", "mfa", arn, listed(tags)) for arn, tags in found]


def _instances(account: Account, arns: Collection[str]) -> list[TaggedResource]:
    head = f"arn:aws:ec2:{REGION}:{account.account_id}:instance/"
    found = [
        TaggedResource(
            "ec2", "instance", f"{head}{instance.instance_id}", [("Name", instance.name)]
        )
        for instance in instances_of(account.account_id)
    ]
    return [resource for resource in found if not arns or resource.arn in arns]


def _is_of(resource: TaggedResource, wanted: Collection[tuple[str, str]]) -> bool:
    return bool({(resource.service, ""), (resource.service, resource.kind)} & set(wanted))


def _has(resource: TaggedResource, wanted: TagFilter) -> bool:
    value = dict(resource.tags).get(wanted.key)
    return value is not None and (not wanted.values or value in wanted.values)
