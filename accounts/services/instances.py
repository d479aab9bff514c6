"""EC2 instances: described, never changed."""

import re
from collections.abc import Callable, Mapping, Sequence

from accounts.errors import EC2Error
from accounts.models import Account
from accounts.services.ec2_filters import Filters, let_through
from accounts.services.inventory import Instance, instances_of

INSTANCE_ID = re.compile(r"i-([0-9a-f]{8}|[0-9a-f]{17})")
FILTERS: dict[str, Callable[[Instance], str]] = {
    "availability-zone": lambda instance: instance.availability_zone,
    "instance-id": lambda instance: instance.instance_id,
    "instance-state-name": lambda instance: instance.state,
    "instance-type": lambda instance: instance.instance_type,
    "private-ip-address": lambda instance: instance.private_ip_address,
    "tag:Name": lambda instance: instance.name,
}


class InvalidInstanceIDMalformed(EC2Error):
    code = "InvalidInstanceID.Malformed"


class InvalidInstanceIDNotFound(EC2Error):
    code = "InvalidInstanceID.NotFound"


def describe_instances(
    *,
    account: Account,
    instance_ids: Sequence[str] = (),
    filters: Filters = (),
) -> list[Instance]:
    """The account's instances of these ids (of all, without any) that every filter lets through.

    InvalidInstanceIDMalformed, InvalidInstanceIDNotFound for ids, InvalidParameterValue for a
    filter that is not known here.
    """
    known = {instance.instance_id: instance for instance in instances_of(account.account_id)}
    _check_ids(instance_ids, known)
    wanted = [
        each for each in known.values() if not instance_ids or each.instance_id in instance_ids
    ]
    return let_through(wanted, filters, FILTERS)


def _check_ids(instance_ids: Sequence[str], known: Mapping[str, Instance]) -> None:
    for instance_id in instance_ids:
        if not instance_id.startswith("i-"):
            raise InvalidInstanceIDMalformed(f'Invalid id: "{instance_id}" (expecting "i-...")')
        if not INSTANCE_ID.fullmatch(instance_id):
            raise InvalidInstanceIDMalformed(f'Invalid id: "{instance_id}"')
    missing = [each for each in dict.fromkeys(instance_ids) if each not in known]
    if missing:
        many, do = ("s", "do") if len(missing) > 1 else ("", "does")
        raise InvalidInstanceIDNotFound(
            f"The instance ID{many} '{', '.join(missing)}' {do} not exist"
        )
