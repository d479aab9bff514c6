"""EC2's regions and Availability Zones through boto3."""

import pytest

from console.models import Event
from tests.api.conftest import Connect
from tests.api.refusals import refused
from tests.world import World


def test_regions(world: World, connect: Connect):
    ec2 = connect(world.admin, "ec2")
    found = ec2.describe_regions()["Regions"]
    assert len(found) == 17
    assert {each["OptInStatus"] for each in found} == {"opt-in-not-required"}
    one = ec2.describe_regions(RegionNames=["eu-west-1"])["Regions"]
    assert one == [
        {
            "RegionName": "eu-west-1",
            "Endpoint": "ec2.eu-west-1.amazonaws.com",
            "OptInStatus": "opt-in-not-required",
        }
    ]
    europe = [{"Name": "region-name", "Values": ["eu-*"]}]
    names = [each["RegionName"] for each in ec2.describe_regions(Filters=europe)["Regions"]]
    assert len(names) == 5
    assert all(name.startswith("eu-") for name in names)
    assert Event.objects.filter(event_name="DescribeRegions", error_code="").count() == 3


def test_zones_are_named_by_the_account(world: World, connect: Connect):
    zones = connect(world.admin, "ec2").describe_availability_zones()["AvailabilityZones"]
    assert [zone["ZoneName"][-1] for zone in zones] == list("abcdef")
    assert sorted(zone["ZoneId"] for zone in zones) == [f"use1-az{n}" for n in range(1, 7)]
    assert {(zone["State"], zone["RegionName"]) for zone in zones} == {("available", "us-east-1")}
    ec2 = connect(world.stranger, "ec2")
    theirs = ec2.describe_availability_zones(ZoneNames=["us-east-1a", "us-east-1b"])
    assert len(theirs["AvailabilityZones"]) == 2
    by_id = ec2.describe_availability_zones(ZoneIds=["use1-az3"])["AvailabilityZones"]
    assert [zone["ZoneId"] for zone in by_id] == ["use1-az3"]
    filters = [{"Name": "zone-name", "Values": ["*a"]}]
    assert len(ec2.describe_availability_zones(Filters=filters)["AvailabilityZones"]) == 1


@pytest.mark.parametrize("name", ["describe_regions", "describe_availability_zones"])
def test_what_is_refused(world: World, connect: Connect, name: str):
    call = getattr(connect(world.admin, "ec2"), name)
    names = "RegionNames" if name == "describe_regions" else "ZoneNames"
    kind = "region" if name == "describe_regions" else "availability zone"
    with refused("InvalidParameterValue", f"Invalid {kind}: [mars]", 400):
        call(**{names: ["mars"]})
    with refused("InvalidParameterValue", "The filter 'x' is invalid", 400):
        call(Filters=[{"Name": "x", "Values": ["y"]}])
    with refused("DryRunOperation", "Request would have succeeded, but DryRun flag is set.", 412):
        call(DryRun=True)
    client = connect(world.carol, "ec2")
    action = client.meta.method_to_api_mapping[name]
    text = (
        f"You are not authorized to perform this operation. User: {world.carol.arn} is not "
        f"authorized to perform: ec2:{action} because no identity-based policy allows the "
        f"ec2:{action} action"
    )
    with refused("UnauthorizedOperation", text, 403):
        getattr(client, name)()
