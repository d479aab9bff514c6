"""EC2: DescribeInstances on sample instances."""

from typing import Any

from accounts.actions import DESCRIBE_INSTANCES
from accounts.services import instances
from accounts.services.ec2_filters import InvalidParameterCombination, InvalidParameterValue
from accounts.services.inventory import Instance
from console import targets
from console.api.call import Answer, ApiCall
from console.api.handlers.services.ec2_calls import check_dry_run, filters_of
from console.gate.decorators import performs

PAGE_MIN = 5  # of more than there are instances, so that one page has them all
STATE_CODES = {"running": 16, "stopped": 80}


@performs(DESCRIBE_INSTANCES, on=targets.account)
def describe_instances(call: ApiCall) -> Answer:
    check_dry_run(call)
    _check_paging(call)
    found = instances.describe_instances(
        account=call.account,
        instance_ids=call.get("InstanceIds", ()),
        filters=filters_of(call),
    )
    owner = call.account.account_id
    return {"Reservations": [_reservation(owner, instance) for instance in found]}


def _check_paging(call: ApiCall) -> None:
    size = call.get("MaxResults")
    if size is not None and call.get("InstanceIds"):
        raise InvalidParameterCombination(
            "The parameter instancesSet cannot be used with the parameter maxResults"
        )
    if size is not None and size < PAGE_MIN:
        raise InvalidParameterValue(
            f"Value ( {size} ) for parameter maxResults is invalid. "
            f"Expecting a value greater than {PAGE_MIN}."
        )
    if call.get("NextToken"):
        raise InvalidParameterValue("Unable to parse pagination token")


def _reservation(owner: str, instance: Instance) -> dict[str, Any]:
    return {
        "ReservationId": instance.reservation_id,
        "OwnerId": owner,
        "Groups": [],
        "Instances": [_described(instance)],
    }


def _described(instance: Instance) -> dict[str, Any]:
    address = instance.private_ip_address
    return {
        "InstanceId": instance.instance_id,
        "ImageId": instance.image_id,
        "State": {"Code": STATE_CODES[instance.state], "Name": instance.state},
        "PrivateDnsName": f"ip-{address.replace('.', '-')}.ec2.internal",
        "PublicDnsName": "",
        "AmiLaunchIndex": 0,
        "InstanceType": instance.instance_type,
        "LaunchTime": instance.launched_at,
        "Placement": {"AvailabilityZone": instance.availability_zone, "Tenancy": "default"},
        "Monitoring": {"State": "disabled"},
        "SubnetId": instance.subnet_id,
        "VpcId": instance.vpc_id,
        "PrivateIpAddress": address,
        "Architecture": "x86_64",
        "RootDeviceType": "ebs",
        "RootDeviceName": "/dev/xvda",
        "VirtualizationType": "hvm",
        "Hypervisor": "xen",
        "Tags": [{"Key": "Name", "Value": instance.name}],
    }
